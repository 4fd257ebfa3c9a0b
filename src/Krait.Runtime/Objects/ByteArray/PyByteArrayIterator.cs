namespace Krait.Runtime;

/// <remarks>The iterator of a bytearray.</remarks>
[PyType("bytearray_iterator", BasicSize = 32, NoInstantiation = true)]
public sealed partial class PyByteArrayIterator : PyIndexIterator<PyByteArray>
{
    private PyByteArrayIterator(PyType type) : base(type)
    {
    }

    internal static PyObject Create(ThreadState thread, PyByteArray array)
    {
        var made = new PyByteArrayIterator(TypeObject);
        made.Sequence.Value = array;
        return thread.EnterNew(made);
    }

    private protected override int CountOf(PyByteArray sequence) => sequence.Length;

    private protected override PyObject? Empty => PyTuple.Empty;

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? IterNext()
    {
        if (Sequence.Value is not { } array)
            return null;
        if (Index < array.Length)
            return PyInt.Small(array.Span[Index++]);
        Sequence.Clear();
        return null;
    }
}
