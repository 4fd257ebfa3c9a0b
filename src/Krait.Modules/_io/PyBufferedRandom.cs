namespace Krait.Runtime;

/// <summary>A buffered interface to random access streams.</summary>
[PyType("BufferedRandom", Module = "_io", BaseType = true, BasicSize = 152), PyModuleType("_io")]
public partial class PyBufferedRandom : PyBufferedCore
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

    [PyMethod("writable")]
    private PyObject Writable(ThreadState thread) => RawCall(thread, IoNames.Writable);

    /// <summary>Write buffer b to the IO stream.</summary>
    [PyMethod("write")]
    private long Write(ThreadState thread, [Buffer] ReadOnlySpan<byte> buffer) => WriteCore(thread, buffer);

    [PyMethod("flush")]
    private void Flush(ThreadState thread) => FlushCore(thread);
}
