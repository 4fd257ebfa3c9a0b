using Krait.Platform;

namespace Krait.Runtime;

public partial class PyFileIO
{
    private const int SmallChunk = 8192;
    private const int LargeBuffer = 65536;

    private string ModeText() => this switch
    {
        { _created: true } => _readable ? "xb+" : "xb",
        { _appending: true } => _readable ? "ab+" : "ab",
        { _readable: true } => _writable ? "rb+" : "rb",
        _ => "wb",
    };

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread)
    {
        var type = IoHelpers.TypeName(this);
        if (_fd < 0)
            return $"<{type} [closed]>";
        var closefd = _closefd ? "True" : "False";
        if (Op.TryGetAttr(thread, this, Names.NameName) is not { } name)
            return $"<{type} fd={_fd} mode='{ModeText()}' closefd={closefd}>";
        if (Op.ReprEnter(thread, this))
            throw Errors.Runtime($"reentrant call inside {type}.__repr__");
        try
        {
            return $"<{type} name={Op.ReprText(thread, name)} mode='{ModeText()}' closefd={closefd}>";
        }
        finally
        {
            Op.ReprLeave(thread, this);
        }
    }

    /// <summary>Read at most size bytes, returned as bytes.</summary>
    [PyMethod("read")]
    private PyObject Read(ThreadState thread, [Default("-1")] long? size = -1)
    {
        CheckMode(thread, _readable, "reading");
        var wanted = IoHelpers.Size(size);
        if (wanted < 0)
            return ReadAll(thread);
        if (wanted > Array.MaxLength)
            throw Errors.Memory();
        var data = new byte[wanted];
        var count = ReadOnce(thread, data);
        if (count < 0)
            return PyNone.Instance;
        return count == data.Length ? PyBytes.From(data) : PyBytes.From(data.AsSpan(0, count));
    }

    /// <summary>Same as RawIOBase.readinto().</summary>
    [PyMethod("readinto")]
    private PyObject ReadInto(ThreadState thread, PyObject buffer)
    {
        using var view = PyBufferedIOBase.Writable(thread, buffer, "readinto");
        var count = ReadOnce(thread, view.Span);
        return count < 0 ? PyNone.Instance : PyInt.From(count);
    }

    /// <summary>Read all data from the file, returned as bytes.</summary>
    [PyMethod("readall")]
    internal PyObject ReadAll(ThreadState thread)
    {
        CheckOpen();
        var data = new byte[ExpectedSize()];
        var count = 0;
        Span<byte> probe = stackalloc byte[256];
        while (true)
        {
            if (count == data.Length)
            {
                // Most often this is the end of a file whose size was known: see before making room.
                var more = ReadOnce(thread, probe);
                if (more <= 0)
                    return more == 0 || count > 0 ? PyBytes.From(data) : PyNone.Instance;
                Array.Resize(ref data, NextSize(count, more));
                probe[..more].CopyTo(data.AsSpan(count));
                count += more;
                continue;
            }
            var read = ReadOnce(thread, data.AsSpan(count));
            if (read <= 0)
                return read == 0 || count > 0 ? PyBytes.From(data.AsSpan(0, count)) : PyNone.Instance;
            count += read;
        }
    }

    /// <summary>What is left of a file with a known size; otherwise a small chunk.</summary>
    private int ExpectedSize()
    {
        if (!_hasStatus || _status.Size <= 0)
            return SmallChunk;
        var size = _status.Size;
        if (size > LargeBuffer)
        {
            var position = Descriptors.Seek(_fd, 0, 1, out _);
            if (position > 0)
                size -= position;
        }
        if (size > Array.MaxLength)
            throw Errors.Overflow("unbounded read returned more bytes than a Python bytes object can hold");
        return size <= 0 ? SmallChunk : (int)size;
    }

    private static int NextSize(int count, int more)
    {
        var addend = count > LargeBuffer ? count >> 3 : count + 256;
        var size = (long)count + Math.Max(Math.Max(addend, SmallChunk), more);
        return size <= Array.MaxLength ? (int)size
            : count + more <= Array.MaxLength ? Array.MaxLength
            : throw Errors.Overflow("unbounded read returned more bytes than a Python bytes object can hold");
    }

    /// <summary>Write buffer b to file, return number of bytes written.</summary>
    [PyMethod("write")]
    private PyObject Write(ThreadState thread, [Buffer] ReadOnlySpan<byte> b)
    {
        var count = WriteOnce(thread, b);
        // A signal may have cut the call short: its handler runs before the next instruction.
        thread.CheckSignals();
        return count < 0 ? PyNone.Instance : PyInt.From(count);
    }

    /// <summary>Move to new file position and return the file position.</summary>
    [PyMethod("seek")]
    private long Seek(ThreadState thread, PyObject pos, int whence = 0)
    {
        CheckOpen();
        return SeekTo(thread, IoHelpers.AsOffset(thread, pos), whence);
    }

    /// <summary>Current file position.</summary>
    [PyMethod("tell")]
    private long Tell(ThreadState thread) => SeekTo(thread, 0, 1);

    /// <summary>Truncate the file to at most size bytes and return the truncated size.</summary>
    [PyMethod("truncate")]
    private PyObject Truncate(ThreadState thread, [NoneAllowed][Default("None")] PyObject? size = null)
    {
        CheckMode(thread, _writable, "writing");
        var position = size ?? PyInt.From(SeekTo(thread, 0, 1));
        var length = IoHelpers.AsOffset(thread, position);
        Errno error;
        do
        {
            using (thread.AllowThreads())
                error = Descriptors.Truncate(_fd, length);
            if (error.Interrupted)
                thread.CheckSignals();
        }
        while (error.Interrupted);
        if (error.Failed)
            throw Errors.Os(thread, error.Value);
        _status.Size = length;
        return position;
    }

    /// <summary>Close the file.</summary>
    [PyMethod("close")]
    internal void Close(ThreadState thread)
    {
        if (!_closefd)
        {
            IoHelpers.Both(() => CloseBase(thread, this), () => _fd = -1);
            return;
        }
        IoHelpers.Both(
            () => CloseBase(thread, this),
            () =>
            {
                if (_finalizing)
                    WarnUnclosed(thread, this);
                CloseDescriptor(thread);
            });
    }

    /// <summary>Issues a ResourceWarning where the file is still open.</summary>
    internal void WarnUnclosed(ThreadState thread, PyObject source)
    {
        if (_fd >= 0 && _closefd)
            IoHelpers.WarnUnclosed(thread, this, source);
    }

    [PyMethod("_dealloc_warn", Signature = "($self, object, /)")]
    private void DeallocWarn(ThreadState thread, PyObject source) => WarnUnclosed(thread, source);

    /// <summary>True if file supports random-access.</summary>
    [PyMethod("seekable")]
    internal bool Seekable(ThreadState thread)
    {
        CheckOpen();
        if (_seekable is null)
        {
            try
            {
                SeekTo(thread, 0, 1, ignorePipe: true);
            }
            catch (PythonException error) when (error.Matches(ExceptionTypes.OSError))
            {
                _seekable = false;
            }
        }
        return _seekable == true;
    }

    /// <summary>True if file was opened in a read mode.</summary>
    [PyMethod("readable")]
    private bool Readable()
    {
        CheckOpen();
        return _readable;
    }

    /// <summary>True if file was opened in a write mode.</summary>
    [PyMethod("writable")]
    private bool Writable()
    {
        CheckOpen();
        return _writable;
    }

    /// <summary>Return the underlying file descriptor (an integer).</summary>
    [PyMethod("fileno")]
    private int Fileno()
    {
        CheckOpen();
        return _fd;
    }

    /// <summary>True if the file is connected to a TTY device.</summary>
    [PyMethod("isatty")]
    internal bool Isatty(ThreadState thread)
    {
        CheckOpen();
        using (thread.AllowThreads())
            return Terminal.IsTerminal(_fd);
    }

    /// <remarks>Whether the file is a terminal, judged by what kind of file it was when it was opened, where that is enough.</remarks>
    [PyMethod("_isatty_open_only")]
    internal bool IsattyOpenOnly(ThreadState thread) => (!_hasStatus || _status.IsCharacterDevice) && Isatty(thread);

    /// <summary>Stat st_blksize if available</summary>
    [PyGetter("_blksize")]
    internal long BlockSize => _hasStatus && _status.BlockSize > 1 ? _status.BlockSize : IoHelpers.DefaultBufferSize;

    /// <summary>True if the file is closed</summary>
    [PyGetter("closed")]
    private bool ClosedAttribute => _fd < 0;

    /// <summary>True if the file descriptor will be closed by close().</summary>
    [PyGetter("closefd")]
    private bool CloseFd => _closefd;

    /// <summary>String giving the file mode</summary>
    [PyGetter("mode")]
    private string Mode => ModeText();

    [PyGetter("_finalizing", Member = true)]
    private bool Finalizing => _finalizing;

    [PySetter("_finalizing")]
    private void SetFinalizing(bool value) => _finalizing = value;

    [PyMethod("__getstate__")]
    private PyObject GetState() => throw IoHelpers.CannotPickle(this);
}
