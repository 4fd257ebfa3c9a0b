namespace Krait.Runtime;

/// <summary>Create a new buffered reader using the given readable raw IO object.</summary>
[PyType("BufferedReader", Module = "_io", BaseType = true, BasicSize = 152), PyModuleType("_io")]
public partial class PyBufferedReader : PyBufferedReading
{
    internal PyBufferedReader(PyType type) : base(type)
    {
    }

    /// <summary>An exact stream over a raw one.</summary>
    internal static PyBufferedReader Create(ThreadState thread, PyObject raw, long bufferSize)
    {
        var made = thread.EnterNew(new PyBufferedReader(TypeObject));
        made.Initialize(thread, raw, bufferSize);
        return made;
    }

    [PyInit]
    private void Initialize(ThreadState thread, [Keyword] PyObject raw, [Keyword("buffer_size")] long bufferSize = IoHelpers.DefaultBufferSize)
    {
        Initialize(thread, raw, bufferSize, reading: true, writing: false);
    }

    [PyMethod("flush")]
    private PyObject Flush(ThreadState thread) => RawCall(thread, Names.Flush);
}
