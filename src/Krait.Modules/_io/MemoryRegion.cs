namespace Krait.Runtime;

/// <summary>Memory of a stream that a raw stream fills or writes: what the memoryview that it gets stands on.</summary>
[PyType("_MemoryRegion", Module = "_io", NoInstantiation = true, BasicSize = 32)]
internal sealed partial class MemoryRegion : PyObject
{
    private byte[]? _array;
    private PyBuffer? _buffer;
    private long _offset;
    private long _length;
    private bool _readOnly;

    private MemoryRegion(PyType type) : base(type)
    {
    }

    /// <summary>A memoryview of a part of an array.</summary>
    public static PyObject ViewOf(ThreadState thread, byte[] array, int offset, int length, bool readOnly) =>
        Op.Call(thread, PyMemoryView.TypeObject, new MemoryRegion(TypeObject) { _array = array, _offset = offset, _length = length, _readOnly = readOnly });

    /// <summary>A memoryview of a part of an open buffer.</summary>
    public static PyObject ViewOf(ThreadState thread, PyBuffer buffer, long offset, long length, bool readOnly)
    {
        if (buffer.Array is { } array)
            return ViewOf(thread, array, (int)(buffer.Offset + offset), (int)length, readOnly);
        return Op.Call(thread, PyMemoryView.TypeObject, new MemoryRegion(TypeObject) { _buffer = buffer, _offset = offset, _length = length, _readOnly = readOnly });
    }

    [PySlot(nameof(PyType.BfGetBuffer))]
    private void GetBuffer(ThreadState thread, PyBuffer view, BufferFlags flags)
    {
        if (_array is { } array)
        {
            view.Fill(this, array, _offset, _length, _readOnly, flags);
            return;
        }
        view.Fill(this, [], 0, _length, _readOnly, flags);
        view.SetMemory(_buffer!, _offset);
    }
}
