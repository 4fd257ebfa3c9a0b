using Krait.Runtime;

namespace Krait.Modules.Collections;

/// <summary>What the iterators of a deque share.</summary>
public abstract class DequeIterator : PyIterator
{
    private Ref<PyDeque> _deque;
    private int _index;
    private int _version;

    private protected DequeIterator(PyType type) : base(type)
    {
    }

    /// <summary>Begins at an index, from the front or the back.</summary>
    private protected void Start(PyDeque deque, long index)
    {
        _version = deque.Version;
        _index = (int)Math.Clamp(index, 0, deque.Count);
        _deque.Value = deque;
    }

    /// <summary>The deque that the constructor was given.</summary>
    private protected static PyDeque Argument(PyObject o) =>
        o as PyDeque ?? throw Errors.Type($"argument 1 must be collections.deque, not {o.Type.Name}");

    private protected PyObject? Advance(bool isReversed)
    {
        var deque = _deque.Value!;
        if (deque.Version != _version)
        {
            _index = deque.Count;
            _version = -1;
            throw Errors.Runtime("deque mutated during iteration");
        }
        if (_index >= deque.Count)
            return null;
        var index = _index++;
        return deque[isReversed ? deque.Count - 1 - index : index];
    }

    /// <summary>Private method returning an estimate of len(list(it)).</summary>
    [PyMethod("__length_hint__")]
    private protected long LengthHint() => _version == _deque.Value!.Version ? _deque.Value.Count - _index : 0;

    /// <summary>Return state information for pickling.</summary>
    [PyMethod("__reduce__")]
    private protected PyObject Reduce(ThreadState thread) =>
        PyTuple.Create(thread, Type, PyTuple.Create(thread, _deque.Value!, PyInt.From(_index)));

    internal override void Traverse(Visitor visitor) => visitor.Visit(_deque.Value);

    internal override void ClearReferences() => _deque.Clear();
}

/// <remarks>Walks over a deque from the front.</remarks>
[PyType("_deque_iterator", Module = "collections", BasicSize = 56)]
[PyModuleType("_collections")]
public sealed partial class PyDequeIterator : DequeIterator
{
    private PyDequeIterator(PyType type) : base(type)
    {
    }

    internal static PyDequeIterator Create(ThreadState thread, PyDeque deque, long index)
    {
        var made = thread.EnterNew(new PyDequeIterator(TypeObject));
        made.Start(deque, index);
        return made;
    }

    [PyNew(Signature = "")]
    private static PyObject New(ThreadState thread, PyType type, PyObject deque, long index = 0) => Create(thread, Argument(deque), index);

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next() => Advance(false);
}

/// <remarks>Walks over a deque from the back.</remarks>
[PyType("_deque_reverse_iterator", Module = "collections", BasicSize = 56)]
[PyModuleType("_collections")]
public sealed partial class PyDequeReverseIterator : DequeIterator
{
    private PyDequeReverseIterator(PyType type) : base(type)
    {
    }

    internal static PyDequeReverseIterator Create(ThreadState thread, PyDeque deque, long index)
    {
        var made = thread.EnterNew(new PyDequeReverseIterator(TypeObject));
        made.Start(deque, index);
        return made;
    }

    [PyNew(Signature = "")]
    private static PyObject New(ThreadState thread, PyType type, PyObject deque, long index = 0) => Create(thread, Argument(deque), index);

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next() => Advance(true);
}
