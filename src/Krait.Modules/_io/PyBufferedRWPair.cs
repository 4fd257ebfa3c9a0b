namespace Krait.Runtime;

/// <summary>A buffered reader and writer object together.</summary>
[PyType("BufferedRWPair", Module = "_io", BaseType = true, BasicSize = 48), PyModuleType("_io")]
public partial class PyBufferedRWPair : PyBufferedIOBase
{
    private Ref<PyObject> _reader;
    private Ref<PyObject> _writer;

    internal PyBufferedRWPair(PyType type) : base(type)
    {
    }

    [PyInit]
    private void Initialize(ThreadState thread, PyObject reader, PyObject writer, [Keyword("buffer_size")] long bufferSize = IoHelpers.DefaultBufferSize)
    {
        CheckReadable(thread, reader);
        CheckWritable(thread, writer);
        _reader.Value = PyBufferedReader.Create(thread, reader, bufferSize);
        _writer.Value = PyBufferedWriter.Create(thread, writer, bufferSize);
    }

    private PyObject Reader => _reader.Value ?? throw IoHelpers.Uninitialized();

    private PyObject Writer => _writer.Value ?? throw IoHelpers.Uninitialized();

    [PyMethod("read", Signature = "")]
    private PyObject Read(ThreadState thread, ReadOnlySpan<PyObject> args) => Op.CallMethod(thread, Reader, Names.Read, args);

    [PyMethod("peek", Signature = "")]
    private PyObject Peek(ThreadState thread, ReadOnlySpan<PyObject> args) => Op.CallMethod(thread, Reader, IoNames.Peek, args);

    [PyMethod("read1", Signature = "")]
    private PyObject Read1(ThreadState thread, ReadOnlySpan<PyObject> args) => Op.CallMethod(thread, Reader, IoNames.Read1, args);

    [PyMethod("readinto", Signature = "")]
    private PyObject ReadInto(ThreadState thread, ReadOnlySpan<PyObject> args) => Op.CallMethod(thread, Reader, IoNames.Readinto, args);

    [PyMethod("readinto1", Signature = "")]
    private PyObject ReadInto1(ThreadState thread, ReadOnlySpan<PyObject> args) => Op.CallMethod(thread, Reader, IoNames.Readinto1, args);

    [PyMethod("write", Signature = "")]
    private PyObject Write(ThreadState thread, ReadOnlySpan<PyObject> args) => Op.CallMethod(thread, Writer, Names.Write, args);

    [PyMethod("flush")]
    private PyObject Flush(ThreadState thread) => Op.CallMethod(thread, Writer, Names.Flush);

    [PyMethod("readable")]
    private PyObject Readable(ThreadState thread) => Op.CallMethod(thread, Reader, IoNames.Readable);

    [PyMethod("writable")]
    private PyObject Writable(ThreadState thread) => Op.CallMethod(thread, Writer, IoNames.Writable);

    [PyMethod("close")]
    private void Close(ThreadState thread) => IoHelpers.Both(
        () => Op.CallMethod(thread, Writer, Names.Close),
        () => Op.CallMethod(thread, Reader, Names.Close));

    [PyMethod("isatty")]
    private PyObject Isatty(ThreadState thread)
    {
        var written = Op.CallMethod(thread, Writer, Names.Isatty);
        return written is PyBool && !ReferenceEquals(written, PyBool.False) ? written : Op.CallMethod(thread, Reader, Names.Isatty);
    }

    [PyGetter("closed")]
    private PyObject ClosedAttribute(ThreadState thread)
    {
        if (_writer.Value is not { } writer)
            throw Errors.Runtime("the BufferedRWPair object is being garbage-collected");
        return Op.GetAttr(thread, writer, Names.Closed);
    }
}
