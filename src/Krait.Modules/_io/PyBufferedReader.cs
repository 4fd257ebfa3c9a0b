namespace Krait.Runtime;

/// <summary>Create a new buffered reader using the given readable raw IO object.</summary>
[PyType("BufferedReader", Module = "_io", BaseType = true, BasicSize = 152), PyModuleType("_io")]
public partial class PyBufferedReader : PyBufferedCore
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

    [PyGetter("closed")]
    private bool ClosedAttribute(ThreadState thread) => Op.IsTrue(thread, RawAttribute(thread, Names.Closed));

    [PyGetter("name")]
    private PyObject NameAttribute(ThreadState thread) => RawAttribute(thread, Names.NameName);

    [PyGetter("mode")]
    private PyObject ModeAttribute(ThreadState thread) => RawAttribute(thread, Names.Mode);

    [PyGetter("raw")]
    private PyObject? RawMember() => RawStream;

    [PyGetter("_finalizing")]
    private bool Finalizing => FinalizingFlag;

    [PySetter("_finalizing")]
    private void SetFinalizing(bool value) => FinalizingFlag = value;

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) => ReprCore(thread);

    [PyMethod("__sizeof__")]
    private long SizeOfMethod(ThreadState thread) => SizeCore(thread);

    [PyMethod("__getstate__")]
    private PyObject GetState() => throw IoHelpers.CannotPickle(this);

    /// <summary>Disconnect this buffer from its underlying raw stream and return it.</summary>
    [PyMethod("detach")]
    private PyObject Detach(ThreadState thread) => DetachCore(thread);

    [PyMethod("close")]
    private void Close(ThreadState thread) => CloseCore(thread);

    [PyMethod("seekable")]
    private PyObject Seekable(ThreadState thread) => RawCall(thread, IoNames.Seekable);

    [PyMethod("fileno")]
    private PyObject Fileno(ThreadState thread) => RawCall(thread, Names.Fileno);

    [PyMethod("isatty")]
    private PyObject Isatty(ThreadState thread) => RawCall(thread, Names.Isatty);

    [PyMethod("_dealloc_warn")]
    private void DeallocWarn(ThreadState thread, PyObject source) => DeallocWarnCore(thread, source);

    [PyMethod("tell")]
    private long Tell(ThreadState thread) => TellCore(thread);

    [PyMethod("seek")]
    private long Seek(ThreadState thread, PyObject target, int whence = 0) => SeekCore(thread, target, whence);

    [PyMethod("truncate")]
    private PyObject Truncate(ThreadState thread, [Default("None")] PyObject? pos = null) => TruncateCore(thread, pos ?? PyNone.Instance);

    [PyMethod("readable")]
    private PyObject Readable(ThreadState thread) => RawCall(thread, IoNames.Readable);

    [PyMethod("peek")]
    private PyObject Peek(ThreadState thread, long size = 0) => PeekCore(thread);

    [PyMethod("read")]
    private PyObject Read(ThreadState thread, [Default("-1")] long? size = -1) => ReadCore(thread, IoHelpers.Size(size));

    [PyMethod("read1")]
    private PyObject Read1(ThreadState thread, long size = -1) => Read1Core(thread, size);

    [PyMethod("readinto")]
    private PyObject ReadInto(ThreadState thread, PyObject buffer) => ReadIntoCore(thread, buffer, once: false);

    [PyMethod("readinto1")]
    private PyObject ReadInto1(ThreadState thread, PyObject buffer) => ReadIntoCore(thread, buffer, once: true);

    [PyMethod("readline")]
    private PyObject Readline(ThreadState thread, [Default("-1")] long? size = -1) => ReadlineCore(thread, IoHelpers.Size(size));

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread) => NextCore(thread, ReferenceEquals(Type, TypeObject));

    [PyMethod("flush")]
    private PyObject Flush(ThreadState thread) => RawCall(thread, Names.Flush);
}
