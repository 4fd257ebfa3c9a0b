namespace Krait.Runtime;

/// <summary>A buffered interface to random access streams.</summary>
[PyType("BufferedRandom", Module = "_io", BaseType = true, BasicSize = 152), PyModuleType("_io")]
public partial class PyBufferedRandom : PyBufferedReading
{
    internal PyBufferedRandom(PyType type) : base(type)
    {
    }

    /// <summary>An exact stream over a raw one.</summary>
    internal static PyBufferedRandom Create(ThreadState thread, PyObject raw, long bufferSize)
    {
        var made = thread.EnterNew(new PyBufferedRandom(TypeObject));
        made.Initialize(thread, raw, bufferSize);
        return made;
    }

    [PyInit]
    private void Initialize(ThreadState thread, [Keyword] PyObject raw, [Keyword("buffer_size")] long bufferSize = IoHelpers.DefaultBufferSize)
    {
        CheckSeekable(thread, raw);
        Initialize(thread, raw, bufferSize, reading: true, writing: true);
    }

    [PyMethod("writable")]
    private PyObject Writable(ThreadState thread) => RawCall(thread, IoNames.Writable);

    /// <remarks>Write buffer b to the IO stream.</remarks>
    [PyMethod("write")]
    private long Write(ThreadState thread, [Buffer] ReadOnlySpan<byte> buffer) => WriteCore(thread, buffer);

    [PyMethod("flush")]
    private void Flush(ThreadState thread) => FlushCore(thread);
}
