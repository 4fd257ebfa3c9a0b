using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <remarks>The iterator of a list.</remarks>
[PyType("list_iterator", BasicSize = 32, NoInstantiation = true)]
public sealed partial class PyListIterator : PyIndexIterator<PyList>
{
    private PyListIterator() : base(TypeObject)
    {
    }

    /// <summary>An iterator, floating.</summary>
    public static PyListIterator Create(ThreadState thread, PyList list)
    {
        var iterator = new PyListIterator();
        iterator.Sequence.Value = list;
        return thread.EnterNew(iterator);
    }

    /// <summary>The next item; null at the end, where the list is let go.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PyObject? Next()
    {
        if (Sequence.Value is not { } list)
            return null;
        var index = Index;
        if ((uint)index < (uint)list.Count)
        {
            Index = index + 1;
            return list[index];
        }
        Sequence.Clear();
        return null;
    }

    /// <summary>What <see cref="Next"/> would give.</summary>
    internal PyObject? Peek() => Sequence.Value is { } list && (uint)Index < (uint)list.Count ? list[Index] : null;

    /// <summary>How many items come, unless the list changes.</summary>
    internal long Left => LengthHint();

    private protected override int CountOf(PyList sequence) => sequence.Count;

    private protected override PyObject? Empty => null;

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? IterNext() => Next();
}

/// <remarks>The iterator of a list from its end.</remarks>
[PyType("list_reverseiterator", BasicSize = 32, NoInstantiation = true)]
public sealed partial class PyListReverseIterator : PyIterator
{
    private Ref<PyList> _list;
    private int _index;

    private PyListReverseIterator() : base(TypeObject)
    {
    }

    /// <summary>An iterator, floating.</summary>
    public static PyListReverseIterator Create(ThreadState thread, PyList list)
    {
        var iterator = new PyListReverseIterator { _index = list.Count - 1 };
        iterator._list.Value = list;
        return thread.EnterNew(iterator);
    }

    /// <summary>The next item; null at the end, where the list is let go.</summary>
    public PyObject? Next()
    {
        if (_list.Value is not { } list)
            return null;
        var index = _index;
        if ((uint)index < (uint)list.Count)
        {
            _index = index - 1;
            return list[index];
        }
        _index = -1;
        _list.Clear();
        return null;
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? IterNext() => Next();

    /// <summary>Private method returning an estimate of len(list(it)).</summary>
    [PyMethod("__length_hint__")]
    private long LengthHint() => _list.Value is { } list && _index < list.Count ? _index + 1 : 0;

    /// <summary>Return state information for pickling.</summary>
    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread) => IteratorState.Reduce(thread, Op.Builtin(thread, Names.ReversedName), _list.Value, _index);

    /// <summary>Set state information for unpickling.</summary>
    [PyMethod("__setstate__")]
    private void SetState(PyObject @object)
    {
        var index = Op.AsSsize(@object);
        if (_list.Value is { } list)
            _index = (int)Math.Clamp(index, -1, list.Count - 1);
    }
}

/// <summary>What the iterators of sequences have in common.</summary>
internal static class IteratorState
{
    /// <summary>
    /// <c>(iter, (sequence,), index)</c>; for an exhausted iterator that of an empty list. The caller looks <paramref name="function"/> up
    /// first: that can run code which uses the iterator up.
    /// </summary>
    public static PyObject Reduce(ThreadState thread, PyObject function, PyObject? sequence, long index, PyObject? empty = null)
    {
        if (sequence is null)
            return PyTuple.Create(thread, function, PyTuple.Create(thread, empty ?? PyList.Create(thread)));
        return PyTuple.Create(thread, function, PyTuple.Create(thread, sequence), PyInt.From(index));
    }
}
