namespace Krait.Runtime;

public partial class PyIOBase
{
    [PyGetter("__dict__")]
    private static PyObject DictAttribute(ThreadState thread, PyObject self) => GenericAttributes.GetDict(thread, self);

    /// <summary>Change the stream position to the given byte offset.</summary>
    [PyMethod("seek", Signature = "($self, offset, whence=os.SEEK_SET, /)")]
    private static PyObject Seek(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args) => throw IoHelpers.Unsupported(thread, "seek");

    /// <summary>Return current stream position.</summary>
    [PyMethod("tell")]
    private static PyObject Tell(ThreadState thread, PyObject self) => Op.CallMethod(thread, self, Names.Seek, PyInt.From(0), PyInt.From(1));

    /// <summary>Truncate file to size bytes.</summary>
    [PyMethod("truncate", Signature = "($self, size=None, /)")]
    private static PyObject Truncate(ThreadState thread, PyObject self, PyObject? size = null) => throw IoHelpers.Unsupported(thread, "truncate");

    /// <summary>Flush write buffers, if applicable.</summary>
    [PyMethod("flush")]
    private static void Flush(ThreadState thread, PyObject self)
    {
        if (IsMarkedClosed(thread, self))
            throw IoHelpers.Closed();
    }

    /// <summary>Flush and close the IO object.</summary>
    [PyMethod("close")]
    private static void Close(ThreadState thread, PyObject self) => CloseBase(thread, self);

    [PyGetter("closed")]
    private static PyObject Closed(ThreadState thread, PyObject self) => PyBool.From(IsMarkedClosed(thread, self));

    /// <summary>Return whether object supports random access.</summary>
    [PyMethod("seekable")]
    private static bool Seekable(PyObject self) => false;

    /// <summary>Return whether object was opened for reading.</summary>
    [PyMethod("readable")]
    private static bool Readable(PyObject self) => false;

    /// <summary>Return whether object was opened for writing.</summary>
    [PyMethod("writable")]
    private static bool Writable(PyObject self) => false;

    [PyMethod("_checkClosed")]
    private static void CheckClosedMethod(ThreadState thread, PyObject self) => CheckClosedAttribute(thread, self);

    [PyMethod("_checkSeekable")]
    private static bool CheckSeekableMethod(ThreadState thread, PyObject self)
    {
        CheckSeekable(thread, self);
        return true;
    }

    [PyMethod("_checkReadable")]
    private static bool CheckReadableMethod(ThreadState thread, PyObject self)
    {
        CheckReadable(thread, self);
        return true;
    }

    [PyMethod("_checkWritable")]
    private static bool CheckWritableMethod(ThreadState thread, PyObject self)
    {
        CheckWritable(thread, self);
        return true;
    }

    /// <summary>Return underlying file descriptor if one exists.</summary>
    [PyMethod("fileno")]
    private static PyObject Fileno(ThreadState thread, PyObject self) => throw IoHelpers.Unsupported(thread, "fileno");

    /// <summary>Return whether this is an 'interactive' stream.</summary>
    [PyMethod("isatty")]
    private static bool Isatty(ThreadState thread, PyObject self)
    {
        CheckClosedAttribute(thread, self);
        return false;
    }

    [PyMethod("__enter__")]
    private static PyObject Enter(ThreadState thread, PyObject self)
    {
        CheckClosedAttribute(thread, self);
        return self;
    }

    [PyMethod("__exit__", Signature = "")]
    private static PyObject Exit(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args) => Op.CallMethod(thread, self, Names.Close);

    [PySlot(nameof(PyType.TpIter))]
    private static PyObject Iter(ThreadState thread, PyObject self)
    {
        CheckClosedAttribute(thread, self);
        return self;
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private static PyObject? Next(ThreadState thread, PyObject self)
    {
        var line = Op.CallMethod(thread, self, Names.Readline);
        return Op.Length(thread, line) > 0 ? line : null;
    }

    /// <summary>Read and return a line from the stream.</summary>
    [PyMethod("readline")]
    private static PyObject Readline(ThreadState thread, PyObject self, [Default("-1")] long? size = -1)
    {
        var limit = IoHelpers.Size(size);
        var peek = Op.TryGetAttr(thread, self, IoNames.Peek);
        var collected = new ByteCollector();
        while (limit < 0 || collected.Length < limit)
        {
            var wanted = peek is null ? 1 : LengthOfNextRead(thread, peek, limit < 0 ? long.MaxValue : limit - collected.Length);
            var piece = IoHelpers.CallRetrying(thread, self, Names.Read, PyInt.From(wanted));
            if (piece is not PyBytes bytes)
                throw Errors.New(ExceptionTypes.OSError, $"read() should have returned a bytes object, not '{piece.Type.Name}'");
            if (bytes.Length == 0)
                break;
            collected.Append(bytes.Span);
            if (bytes.Span[^1] == '\n')
                break;
        }
        return collected.ToBytes();
    }

    /// <summary>How many bytes up to the end of the line are there without blocking.</summary>
    private static long LengthOfNextRead(ThreadState thread, PyObject peek, long most)
    {
        PyObject ahead;
        while (true)
        {
            try
            {
                ahead = Op.Call(thread, peek, PyInt.From(1));
                break;
            }
            catch (PythonException error) when (IoHelpers.IsInterrupted(error))
            {
                thread.CheckSignals();
            }
        }
        if (ahead is not PyBytes bytes)
            throw Errors.New(ExceptionTypes.OSError, $"peek() should have returned a bytes object, not '{ahead.Type.Name}'");
        if (bytes.Length == 0)
            return 1;
        var visible = bytes.Span[..(int)Math.Min(bytes.Length, most)];
        var end = visible.IndexOf((byte)'\n');
        return end >= 0 ? end + 1 : visible.Length;
    }

    /// <summary>Return a list of lines from the stream.</summary>
    [PyMethod("readlines")]
    private static PyObject Readlines(ThreadState thread, PyObject self, [Default("-1")] long? hint = -1)
    {
        var limit = IoHelpers.Size(hint);
        var lines = PyList.Create(thread);
        var length = 0L;
        foreach (var line in Op.Iterate(thread, self))
        {
            lines.Append(line);
            if (limit <= 0)
                continue;
            var size = Op.Length(thread, line);
            if (size > limit - length)
                break;
            length += size;
        }
        return lines;
    }

    /// <summary>Write a list of lines to stream.</summary>
    [PyMethod("writelines")]
    private static void Writelines(ThreadState thread, PyObject self, PyObject lines)
    {
        CheckClosedAttribute(thread, self);
        foreach (var line in Op.Iterate(thread, lines))
            IoHelpers.CallRetrying(thread, self, Names.Write, line);
    }
}

/// <summary>Bytes that come in pieces.</summary>
internal struct ByteCollector
{
    private byte[]? _data;

    /// <summary>The number of bytes.</summary>
    public int Length { get; private set; }

    public void Append(ReadOnlySpan<byte> piece)
    {
        var data = _data ??= new byte[Math.Max(64, piece.Length)];
        if (Length + piece.Length > data.Length)
        {
            Array.Resize(ref data, Math.Max(Length + piece.Length, data.Length * 2));
            _data = data;
        }
        piece.CopyTo(data.AsSpan(Length));
        Length += piece.Length;
    }

    public readonly PyBytes ToBytes() => _data is null ? PyBytes.Empty : PyBytes.From(_data.AsSpan(0, Length));
}
