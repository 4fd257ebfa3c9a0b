namespace Krait.Runtime;

/// <summary>The iterator of bytes.</summary>
[PyType("bytes_iterator", BasicSize = 32, NoInstantiation = true)]
public sealed partial class PyBytesIterator : PyContainer
{
    private Ref<PyBytes> _bytes;
    private int _index;

    private PyBytesIterator(PyType type) : base(type)
    {
    }

    internal static PyObject Create(ThreadState thread, PyBytes bytes)
    {
        var made = new PyBytesIterator(TypeObject);
        made._bytes.Value = bytes;
        return thread.EnterNew(made);
    }

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter() => this;

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? IterNext()
    {
        if (_bytes.Value is not { } bytes)
            return null;
        var data = bytes.Data;
        if ((uint)_index < (uint)data.Length)
            return PyInt.Small(data[_index++]);
        _bytes.Clear();
        return null;
    }

    /// <summary>Private method returning an estimate of len(list(it)).</summary>
    [PyMethod("__length_hint__", Signature = "")]
    private long LengthHint() => _bytes.Value is { } bytes ? bytes.Length - _index : 0;

    /// <summary>Return state information for pickling.</summary>
    [PyMethod("__reduce__", Signature = "")]
    private PyObject Reduce(ThreadState thread)
    {
        var iter = Op.Builtin(thread, Names.IterName);
        return _bytes.Value is { } bytes
            ? PyTuple.Create(thread, iter, PyTuple.Create(thread, bytes), PyInt.From(_index))
            : PyTuple.Create(thread, iter, PyTuple.Create(thread, PyTuple.Empty));
    }

    /// <summary>Set state information for unpickling.</summary>
    [PyMethod("__setstate__", Signature = "")]
    private void SetState(PyObject state) => _index = (int)Math.Clamp(Op.AsSsize(state), 0, _bytes.Value?.Length ?? 0);
}
