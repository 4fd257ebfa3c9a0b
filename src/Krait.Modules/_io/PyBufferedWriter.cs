namespace Krait.Runtime;

/// <summary>A buffer for a writeable sequential RawIO object.</summary>
[PyType("BufferedWriter", Module = "_io", BaseType = true, BasicSize = 152), PyModuleType("_io")]
public partial class PyBufferedWriter : PyBuffered
{
    internal PyBufferedWriter(PyType type) : base(type)
    {
    }

    /// <summary>An exact stream over a raw one.</summary>
    internal static PyBufferedWriter Create(ThreadState thread, PyObject raw, long bufferSize)
    {
        var made = thread.EnterNew(new PyBufferedWriter(TypeObject));
        made.Initialize(thread, raw, bufferSize);
        return made;
    }

    [PyInit]
    private void Initialize(ThreadState thread, [Keyword] PyObject raw, [Keyword("buffer_size")] long bufferSize = IoHelpers.DefaultBufferSize)
    {
        Initialize(thread, raw, bufferSize, reading: false, writing: true);
    }

    [PyMethod("writable")]
    private PyObject Writable(ThreadState thread) => RawCall(thread, IoNames.Writable);

    /// <remarks>Write buffer b to the IO stream.</remarks>
    [PyMethod("write")]
    private long Write(ThreadState thread, [Buffer] ReadOnlySpan<byte> buffer) => WriteCore(thread, buffer);

    [PyMethod("flush")]
    private void Flush(ThreadState thread) => FlushCore(thread);
}
