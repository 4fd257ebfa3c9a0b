namespace Krait.Runtime;

/// <remarks>The iterator of bytes.</remarks>
[PyType("bytes_iterator", BasicSize = 32, NoInstantiation = true)]
public sealed partial class PyBytesIterator : PyIndexIterator<PyBytes>
{
    private PyBytesIterator(PyType type) : base(type)
    {
    }

    internal static PyObject Create(ThreadState thread, PyBytes bytes)
    {
        var made = new PyBytesIterator(TypeObject);
        made.Sequence.Value = bytes;
        return thread.EnterNew(made);
    }

    private protected override int CountOf(PyBytes sequence) => sequence.Length;

    private protected override PyObject? Empty => PyTuple.Empty;

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? IterNext()
    {
        if (Sequence.Value is not { } bytes)
            return null;
        var data = bytes.Data;
        if ((uint)Index < (uint)data.Length)
            return PyInt.Small(data[Index++]);
        Sequence.Clear();
        return null;
    }
}
