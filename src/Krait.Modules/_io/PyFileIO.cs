using Krait.Platform;

namespace Krait.Runtime;

/// <summary>Open a file.</summary>
[PyType("FileIO", Module = "_io", BaseType = true, BasicSize = 48), PyModuleType("_io")]
public partial class PyFileIO : PyRawIOBase
{
    private const int OpenReadOnly = 0, OpenWriteOnly = 1, OpenReadWrite = 2, OpenCreate = 0x40, OpenExclusive = 0x80, OpenTruncate = 0x200,
        OpenAppend = 0x400, OpenCloseOnExec = 0x80000;

    private int _fd = -1;
    private bool _created;
    private bool _readable;
    private bool _writable;
    private bool _appending;
    private bool _closefd = true;
    private bool _finalizing;
    private bool? _seekable;
    private bool _hasStatus;
    private FileStatus _status;

    internal PyFileIO(PyType type) : base(type)
    {
    }

    /// <summary>The file descriptor; -1 once closed.</summary>
    internal int Descriptor => _fd;

    /// <summary>True where the file is closed.</summary>
    internal bool IsClosed => _fd < 0;

    internal bool IsReadable => _readable;

    internal bool IsWritable => _writable;

    /// <summary>An exact, open file.</summary>
    internal static PyFileIO Create(ThreadState thread, PyObject file, string mode, bool closefd, PyObject? opener)
    {
        var made = thread.EnterNew(new PyFileIO(TypeObject));
        made.Open(thread, file, mode, closefd, opener);
        return made;
    }

    [PyInit]
    private void Open(
        ThreadState thread, [Keyword] PyObject file, [Keyword] string mode = "r", [Keyword] bool closefd = true,
        [Keyword][NoneAllowed] PyObject? opener = null)
    {
        CloseBeforeReopening(thread);
        var fd = DescriptorOf(thread, file);
        var path = fd < 0 ? EncodePath(thread, file) : null;
        var flags = ParseMode(mode);
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "open", file, PyStr.From(mode), PyInt.From(flags));
        var isOwn = path is not null;
        if (!isOwn)
        {
            _fd = fd;
            _closefd = closefd;
        }
        else
        {
            _closefd = true;
            if (!closefd)
                throw Errors.Value("Cannot use closefd=False with file name");
            _fd = opener is null ? OpenPath(thread, file, path!, flags) : CallOpener(thread, file, opener, flags);
        }
        try
        {
            Examine(thread, file);
            Op.SetAttr(thread, this, Names.NameName, file);
            _ownAttributes = 1;
            if (_appending)
                SeekTo(thread, 0, 2, ignorePipe: true);
        }
        catch (PythonException)
        {
            GiveUp(thread, isOwn);
            throw;
        }
    }

    private void CloseBeforeReopening(ThreadState thread)
    {
        if (_fd >= 0)
        {
            if (_closefd)
                CloseDescriptor(thread);
            else
                _fd = -1;
        }
        _created = _readable = _writable = _appending = false;
        _seekable = null;
        _hasStatus = false;
    }

    private void GiveUp(ThreadState thread, bool isOwn)
    {
        if (!isOwn)
            _fd = -1;
        else if (_fd >= 0)
            CloseDescriptor(thread);
    }

    /// <summary>The descriptor that an argument is; -1 where it is a path.</summary>
    private static int DescriptorOf(ThreadState thread, PyObject file)
    {
        if (!Op.IsIndex(file))
            return -1;
        if (file is PyBool)
            Op.Warn(thread, ExceptionTypes.RuntimeWarning, "bool is used as a file descriptor");
        var number = Op.Index(thread, file);
        if (!number.TryGetLong(out var value) || value is < int.MinValue or > int.MaxValue)
            return -1;
        return value < 0 ? throw Errors.Value("negative file descriptor") : (int)value;
    }

    /// <summary>A path as the operating system takes it (os.fsencode).</summary>
    internal static byte[] EncodePath(ThreadState thread, PyObject path)
    {
        if (path is not PyStr and not PyBytes)
        {
            var original = path;
            if (Op.LookupSpecial(thread, path, Names.Fspath) is not { } method || method is PyNone)
                throw Errors.Type($"expected str, bytes or os.PathLike object, not {path.Type.Name}");
            path = Op.Call(thread, method);
            if (path is not PyStr and not PyBytes)
                throw Errors.Type($"expected {original.Type.Name}.__fspath__() to return str or bytes, not {path.Type.Name}");
        }
        var encoded = path is PyBytes bytes ? bytes.Span.ToArray() : FileSystemText.Encode(thread, (PyStr)path);
        return encoded.AsSpan().Contains((byte)0) ? throw Errors.Value("embedded null byte") : encoded;
    }

    private int ParseMode(string mode)
    {
        var actions = 0;
        var plus = 0;
        var flags = 0;
        foreach (var c in mode)
        {
            switch (c)
            {
                case 'x':
                    actions++;
                    _created = _writable = true;
                    flags |= OpenExclusive | OpenCreate;
                    break;
                case 'r':
                    actions++;
                    _readable = true;
                    break;
                case 'w':
                    actions++;
                    _writable = true;
                    flags |= OpenCreate | OpenTruncate;
                    break;
                case 'a':
                    actions++;
                    _writable = _appending = true;
                    flags |= OpenAppend | OpenCreate;
                    break;
                case 'b':
                    break;
                case '+':
                    plus++;
                    _readable = _writable = true;
                    break;
                default:
                    throw Errors.Value($"invalid mode: {mode}");
            }
            if (actions > 1 || plus > 1)
                break;
        }
        if (actions != 1 || plus > 1)
            throw Errors.Value("Must have exactly one of create/read/write/append mode and at most one plus");
        return flags | OpenCloseOnExec | (_readable ? _writable ? OpenReadWrite : OpenReadOnly : OpenWriteOnly);
    }

    private static int OpenPath(ThreadState thread, PyObject name, byte[] path, int flags)
    {
        while (true)
        {
            int fd;
            Errno error;
            using (thread.AllowThreads())
                fd = FileSystem.Open(path, flags, 0x1b6, out error);
            if (fd >= 0)
                return fd;
            if (!error.Interrupted)
                throw Errors.Os(thread, error.Value, name);
            thread.CheckSignals();
        }
    }

    private static int CallOpener(ThreadState thread, PyObject name, PyObject opener, int flags)
    {
        if (Op.Call(thread, opener, name, PyInt.From(flags)) is not PyInt result)
            throw Errors.Type("expected integer from opener");
        var fd = Op.AsInt(thread, result);
        if (fd < 0)
            throw Errors.Value($"opener returned {fd}");
        var error = Descriptors.SetInheritable(fd, false);
        if (error.Failed)
        {
            Descriptors.Close(fd);
            throw Errors.Os(thread, error.Value);
        }
        return fd;
    }

    private void Examine(ThreadState thread, PyObject name)
    {
        Errno error;
        FileStatus status;
        using (thread.AllowThreads())
            error = FileSystem.Status(_fd, out status);
        if (error.Failed)
        {
            if (error.Value == Errno.EBADF)
                throw Errors.Os(thread, error.Value);
            return;
        }
        if (status.IsDirectory)
            throw Errors.Os(thread, Errno.EISDIR, name);
        _status = status;
        _hasStatus = true;
    }

    private void CloseDescriptor(ThreadState thread)
    {
        if (_fd < 0)
            return;
        var fd = _fd;
        _fd = -1;
        _hasStatus = false;
        Errno error;
        using (thread.AllowThreads())
            error = Descriptors.Close(fd);
        if (error.Failed && !error.Interrupted)
            throw Errors.Os(thread, error.Value);
    }

    private static PythonException ClosedError() => Errors.Value("I/O operation on closed file");

    private void CheckOpen()
    {
        if (_fd < 0)
            throw ClosedError();
    }

    private void CheckMode(ThreadState thread, bool allowed, string action)
    {
        CheckOpen();
        if (!allowed)
            throw IoHelpers.Unsupported(thread, $"File not open for {action}");
    }

    /// <summary>Reads once, again after signals. -1 where the read would block.</summary>
    internal int ReadOnce(ThreadState thread, Span<byte> target)
    {
        CheckMode(thread, _readable, "reading");
        while (true)
        {
            nint count;
            Errno error;
            using (thread.AllowThreads())
                count = Descriptors.Read(_fd, target, out error);
            if (HasEnded(thread, count, error))
                return (int)count;
        }
    }

    /// <summary>Writes once, again after signals. -1 where the write would block.</summary>
    internal int WriteOnce(ThreadState thread, ReadOnlySpan<byte> data)
    {
        CheckMode(thread, _writable, "writing");
        while (true)
        {
            nint count;
            Errno error;
            using (thread.AllowThreads())
                count = Descriptors.Write(_fd, data, out error);
            if (HasEnded(thread, count, error))
                return (int)count;
        }
    }

    /// <summary>False where a signal cut the call short; its handlers have run then. What would block has ended, with -1.</summary>
    private static bool HasEnded(ThreadState thread, nint count, Errno error)
    {
        if (count >= 0 || error.Value == Errno.EAGAIN)
            return true;
        if (!error.Interrupted)
            throw Errors.Os(thread, error.Value);
        thread.CheckSignals();
        return false;
    }

    /// <summary>lseek(2).</summary>
    internal long SeekTo(ThreadState thread, long offset, int whence, bool ignorePipe = false)
    {
        CheckOpen();
        long result;
        Errno error;
        using (thread.AllowThreads())
            result = Descriptors.Seek(_fd, offset, whence, out error);
        _seekable ??= result >= 0;
        if (result < 0 && !(ignorePipe && error.Value == Errno.ESPIPE))
            throw Errors.Os(thread, error.Value);
        return result;
    }
}
