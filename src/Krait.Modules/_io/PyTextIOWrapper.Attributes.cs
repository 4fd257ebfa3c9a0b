namespace Krait.Runtime;

public partial class PyTextIOWrapper
{
    /// <summary>The buffer where the stream stands on exactly a buffered one.</summary>
    internal PyBuffered? BufferedStream => _stream;

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread)
    {
        // Unlike anything else a repr is there for a detached stream too.
        CheckInitialized();
        var type = IoHelpers.TypeName(this);
        if (Op.ReprEnter(thread, this))
            throw Errors.Runtime($"reentrant call inside {type}.__repr__");
        try
        {
            var text = "<" + type;
            if (IoHelpers.ReprAttribute(thread, this, Names.NameName) is { } name)
                text += $" name={Op.ReprText(thread, name)}";
            if (IoHelpers.ReprAttribute(thread, this, Names.Mode) is { } mode)
                text += $" mode={Op.ReprText(thread, mode)}";
            return $"{text} encoding={Op.ReprText(thread, _encoding.Value!)}>";
        }
        finally
        {
            Op.ReprLeave(thread, this);
        }
    }

    [PyMethod("__getstate__")]
    private PyObject GetState() => throw IoHelpers.CannotPickle(this);

    private PyObject BufferCall(ThreadState thread, PyStr method)
    {
        CheckAttached();
        return Op.CallMethod(thread, _buffer.Value!, method);
    }

    [PyMethod("fileno")]
    private PyObject Fileno(ThreadState thread) => BufferCall(thread, Names.Fileno);

    [PyMethod("seekable")]
    private PyObject SeekableMethod(ThreadState thread) => BufferCall(thread, IoNames.Seekable);

    [PyMethod("readable")]
    private PyObject ReadableMethod(ThreadState thread) => BufferCall(thread, IoNames.Readable);

    [PyMethod("writable")]
    private PyObject WritableMethod(ThreadState thread) => BufferCall(thread, IoNames.Writable);

    [PyMethod("isatty")]
    private PyObject Isatty(ThreadState thread) => BufferCall(thread, Names.Isatty);

    [PyGetter("name")]
    private PyObject Name(ThreadState thread)
    {
        CheckAttached();
        return Op.GetAttr(thread, _buffer.Value!, Names.NameName);
    }

    [PyGetter("closed")]
    private PyObject ClosedAttribute(ThreadState thread)
    {
        CheckAttached();
        return Op.GetAttr(thread, _buffer.Value!, Names.Closed);
    }

    [PyGetter("newlines")]
    private PyObject Newlines(ThreadState thread)
    {
        CheckAttached();
        return _decoder?.SeenNewlines(thread) ?? PyNone.Instance;
    }

    [PyGetter("errors")]
    private PyObject? ErrorsAttribute()
    {
        CheckInitialized();
        return _errors.Value;
    }

    [PyGetter("encoding", Member = true)]
    private PyObject? Encoding => _encoding.Value;

    [PyGetter("buffer", Member = true)]
    private PyObject? BufferMember => _buffer.Value;

    [PyGetter("line_buffering", Member = true)]
    private bool LineBuffering => _lineBuffering;

    [PyGetter("write_through", Member = true)]
    private bool WriteThrough => _writeThrough;

    [PyGetter("_finalizing", Member = true)]
    private bool Finalizing => _finalizing;

    [PySetter("_finalizing")]
    private void SetFinalizing(bool value) => _finalizing = value;

    [PyGetter("_CHUNK_SIZE")]
    private long ChunkSize
    {
        get
        {
            CheckAttached();
            return _chunkSize;
        }
    }

    [PySetter("_CHUNK_SIZE")]
    private void SetChunkSize(ThreadState thread, PyObject? value)
    {
        CheckAttached();
        if (value is null)
            throw Errors.Attribute(thread, "cannot delete attribute", this, PyStr.Intern("_CHUNK_SIZE"));
        var size = Op.AsIndexLong(thread, value, ExceptionTypes.ValueError);
        if (size <= 0)
            throw Errors.Value("a strictly positive integer is required");
        _chunkSize = (int)Math.Min(size, Array.MaxLength);
    }
}
