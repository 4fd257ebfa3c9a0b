namespace Krait.Runtime;

/// <summary>The iterator of a bytearray.</summary>
[PyType("bytearray_iterator", BasicSize = 32, NoInstantiation = true)]
public sealed partial class PyByteArrayIterator : PyContainer
{
    private Ref<PyByteArray> _array;
    private int _index;

    private PyByteArrayIterator(PyType type) : base(type)
    {
    }

    internal static PyObject Create(ThreadState thread, PyByteArray array)
    {
        var made = new PyByteArrayIterator(TypeObject);
        made._array.Value = array;
        return thread.EnterNew(made);
    }

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter() => this;

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? IterNext()
    {
        if (_array.Value is not { } array)
            return null;
        if (_index < array.Length)
            return PyInt.Small(array.Span[_index++]);
        _array.Clear();
        return null;
    }

    /// <summary>Private method returning an estimate of len(list(it)).</summary>
    [PyMethod("__length_hint__", Signature = "")]
    private long LengthHint() => _array.Value is { } array ? Math.Max(0, array.Length - _index) : 0;

    /// <summary>Return state information for pickling.</summary>
    [PyMethod("__reduce__", Signature = "")]
    private PyObject Reduce(ThreadState thread)
    {
        var iter = Op.Builtin(thread, Names.IterName);
        return _array.Value is { } array
            ? PyTuple.Create(thread, iter, PyTuple.Create(thread, array), PyInt.From(_index))
            : PyTuple.Create(thread, iter, PyTuple.Create(thread, PyTuple.Empty));
    }

    /// <summary>Set state information for unpickling.</summary>
    [PyMethod("__setstate__", Signature = "")]
    private void SetState(PyObject state)
    {
        if (_array.Value is { } array)
            _index = (int)Math.Clamp(Op.AsSsize(state), 0, array.Length);
    }
}
