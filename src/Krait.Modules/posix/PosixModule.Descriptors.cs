using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

internal static partial class PosixModule
{
    private const int Cloexec = 0x80000;

    /// <summary>Open a file for low level IO.  Returns a file descriptor (integer).</summary>
    [PyFunction("open")]
    private static long Open(
        ThreadState thread,
        [Keyword] PyObject path,
        [Keyword] int flags,
        [Keyword] int mode = 511,
        [KeywordOnly("dir_fd")] PyObject? dirFd = null)
    {
        var file = OsPath.Of(thread, "open", "path", path);
        var directory = OsArguments.Directory(thread, dirFd);
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "open", path, PyNone.Instance, PyInt.From(flags | Cloexec));
        return OsCall.Run(thread, (out e) => FileSystem.OpenAt(directory, file.Bytes, flags | Cloexec, mode, out e), file.Object);
    }

    /// <summary>Close a file descriptor.</summary>
    [PyFunction("close")]
    private static void Close(ThreadState thread, [Keyword] int fd)
    {
        Errno error;
        using (thread.AllowThreads())
            error = Descriptors.Close(fd);
        // After EINTR the descriptor is closed; to try again could close another's.
        if (error.Failed && !error.Interrupted)
            throw Errors.Os(thread, error.Value);
    }

    /// <summary>Closes all file descriptors in [fd_low, fd_high), ignoring errors.</summary>
    [PyFunction("closerange", Signature = "($module, fd_low, fd_high, /)")]
    private static void CloseRange(ThreadState thread, int fdLow, int fdHigh)
    {
        using (thread.AllowThreads())
            Descriptors.CloseRange(fdLow, fdHigh);
    }

    /// <summary>Read from a file descriptor.  Returns a bytes object.</summary>
    [PyFunction("read")]
    private static PyObject Read(ThreadState thread, int fd, long length)
    {
        if (length < 0)
            throw Errors.Os(thread, Errno.EINVAL);
        var buffer = new byte[Math.Min(length, 0x7ffff000)];
        var count = OsCall.Run(thread, (out e) => Descriptors.Read(fd, buffer, out e));
        return count == buffer.Length ? PyBytes.From(buffer) : PyBytes.From(buffer.AsSpan(0, (int)count));
    }

    /// <summary>Read into a buffer object from a file descriptor.
    ///
    /// The buffer should be mutable and bytes-like. On success, returns the number of
    /// bytes read. Less bytes may be read than the size of the buffer. The underlying
    /// system call will be retried when interrupted by a signal, unless the signal
    /// handler raises an exception. Other errors will not be retried and an error will
    /// be raised.
    ///
    /// Returns 0 if *fd* is at end of file or if the provided *buffer* has length 0
    /// (which can be used to check for errors without reading data). Never returns
    /// negative.</summary>
    [PyFunction("readinto")]
    private static long ReadInto(ThreadState thread, int fd, PyObject buffer)
    {
        using var view = OsBuffers.Writable(thread, buffer, "readinto() argument 2");
        return OsCall.Run(thread, (out e) => Descriptors.Read(fd, view.Span, out e));
    }

    /// <summary>Write a bytes object to a file descriptor.</summary>
    [PyFunction("write")]
    private static long Write(ThreadState thread, int fd, PyObject data)
    {
        using var view = PyBuffer.Get(thread, data, BufferFlags.Simple);
        var count = OsCall.Run(thread, (out e) => Descriptors.Write(fd, view.Span, out e));
        // A signal may have cut the call short: its handler runs before the next instruction.
        thread.CheckSignals();
        return count;
    }

    /// <summary>Read a number of bytes from a file descriptor starting at a particular offset.</summary>
    [PyFunction("pread")]
    private static PyObject PRead(ThreadState thread, int fd, long length, long offset)
    {
        if (length < 0)
            throw Errors.Os(thread, Errno.EINVAL);
        var buffer = new byte[Math.Min(length, 0x7ffff000)];
        var count = OsCall.Run(thread, (out e) => Descriptors.ReadAt(fd, buffer, offset, out e));
        return PyBytes.From(buffer.AsSpan(0, (int)count));
    }

    /// <summary>Write bytes to a file descriptor starting at a particular offset.</summary>
    [PyFunction("pwrite")]
    private static long PWrite(ThreadState thread, int fd, PyObject buffer, long offset)
    {
        using var view = PyBuffer.Get(thread, buffer, BufferFlags.Simple);
        return OsCall.Run(thread, (out e) => Descriptors.WriteAt(fd, view.Span, offset, out e));
    }

    /// <summary>Read from a file descriptor fd into an iterable of buffers.</summary>
    [PyFunction("readv")]
    private static long ReadV(ThreadState thread, int fd, PyObject buffers)
    {
        using var vectors = OsBuffers.Get(thread, buffers, "readv() arg 2 must be a sequence", writable: true);
        return OsCall.Run(thread, (out e) => Descriptors.ReadVector(fd, vectors.Vectors, out e));
    }

    /// <summary>Iterate over buffers, and write the contents of each to a file descriptor.</summary>
    [PyFunction("writev")]
    private static long WriteV(ThreadState thread, int fd, PyObject buffers)
    {
        using var vectors = OsBuffers.Get(thread, buffers, "writev() arg 2 must be a sequence", writable: false);
        return OsCall.Run(thread, (out e) => Descriptors.WriteVector(fd, vectors.Vectors, out e));
    }

    /// <summary>Reads from a file descriptor into a number of mutable bytes-like objects.</summary>
    [PyFunction("preadv")]
    private static long PReadV(ThreadState thread, int fd, PyObject buffers, long offset, int flags = 0)
    {
        using var vectors = OsBuffers.Get(thread, buffers, "preadv() arg 2 must be a sequence", writable: true);
        return OsCall.Run(thread, (out e) => Descriptors.ReadVectorAt(fd, vectors.Vectors, offset, flags, out e));
    }

    /// <summary>Writes the contents of bytes-like objects to a file descriptor at a given offset.</summary>
    [PyFunction("pwritev")]
    private static long PWriteV(ThreadState thread, int fd, PyObject buffers, long offset, int flags = 0)
    {
        using var vectors = OsBuffers.Get(thread, buffers, "pwritev() arg 2 must be a sequence", writable: false);
        return OsCall.Run(thread, (out e) => Descriptors.WriteVectorAt(fd, vectors.Vectors, offset, flags, out e));
    }

    /// <summary>Set the position of a file descriptor.  Return the new position.</summary>
    [PyFunction("lseek")]
    private static long LSeek(ThreadState thread, int fd, long position, int whence) =>
        OsCall.Run(thread, (out e) => Descriptors.Seek(fd, position, whence, out e));

    /// <summary>Truncate a file, specified by file descriptor, to a specific length.</summary>
    [PyFunction("ftruncate")]
    private static void FTruncate(ThreadState thread, int fd, long length)
    {
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "os.truncate", PyInt.From(fd), PyInt.From(length));
        OsCall.Run(thread, () => Descriptors.Truncate(fd, length));
    }

    /// <summary>Force write of fd to disk.</summary>
    [PyFunction("fsync")]
    private static void FSync(ThreadState thread, [Keyword] PyObject fd)
    {
        var number = OsArguments.FileNumber(thread, fd);
        OsCall.Run(thread, () => Descriptors.Sync(number));
    }

    /// <summary>Force write of fd to disk without forcing update of metadata.</summary>
    [PyFunction("fdatasync")]
    private static void FDataSync(ThreadState thread, [Keyword] PyObject fd)
    {
        var number = OsArguments.FileNumber(thread, fd);
        OsCall.Run(thread, () => Descriptors.SyncData(number));
    }

    /// <summary>Return a duplicate of a file descriptor.</summary>
    [PyFunction("dup")]
    private static long Dup(ThreadState thread, int fd) => OsCall.Query(thread, (out e) => Descriptors.DuplicateNotInherited(fd, 0, out e));

    /// <summary>Duplicate file descriptor.</summary>
    [PyFunction("dup2")]
    private static long Dup2(ThreadState thread, [Keyword] int fd, [Keyword] int fd2, [Keyword] bool inheritable = true)
    {
        if (fd < 0 || fd2 < 0)
            throw Errors.Os(thread, Errno.EBADF);
        return OsCall.Run(
            thread,
            (out e) => inheritable || fd == fd2 ? Descriptors.Duplicate2(fd, fd2, out e) : Descriptors.Duplicate3(fd, fd2, Cloexec, out e));
    }

    /// <summary>Create a pipe.
    ///
    /// Returns a tuple of two file descriptors:
    ///   (read_fd, write_fd)</summary>
    [PyFunction("pipe")]
    private static PyObject Pipe(ThreadState thread) => Pipe2(thread, Cloexec);

    /// <summary>Create a pipe with flags set atomically.</summary>
    [PyFunction("pipe2")]
    private static PyObject Pipe2(ThreadState thread, int flags)
    {
        OsCall.Check(thread, Descriptors.Pipe(flags, out var read, out var write));
        return PyTuple.Create(thread, PyInt.From(read), PyInt.From(write));
    }

    /// <summary>Apply, test or remove a POSIX lock on an open file descriptor.</summary>
    [PyFunction("lockf")]
    private static void LockF(ThreadState thread, int fd, int command, long length)
    {
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "os.lockf", PyInt.From(fd), PyInt.From(command), PyInt.From(length));
        OsCall.Run(thread, () => Descriptors.LockRange(fd, command, length));
    }

    /// <summary>Return True if the fd is connected to a terminal.</summary>
    [PyFunction("isatty")]
    private static bool IsATty(int fd) => Terminal.IsTerminal(fd);

    /// <summary>Get the close-on-exe flag of the specified file descriptor.</summary>
    [PyFunction("get_inheritable")]
    private static bool GetInheritable(ThreadState thread, int fd) => OsCall.Query(thread, (out e) => Descriptors.GetInheritable(fd, out e));

    /// <summary>Set the inheritable flag of the specified file descriptor.</summary>
    [PyFunction("set_inheritable")]
    private static void SetInheritable(ThreadState thread, int fd, int inheritable) =>
        OsCall.Check(thread, Descriptors.SetInheritable(fd, inheritable != 0));

    /// <summary>Get the blocking mode of the file descriptor.</summary>
    [PyFunction("get_blocking")]
    private static bool GetBlocking(ThreadState thread, int fd) => OsCall.Query(thread, (out e) => Descriptors.GetBlocking(fd, out e));

    /// <summary>Set the blocking mode of the specified file descriptor.</summary>
    [PyFunction("set_blocking")]
    private static void SetBlocking(ThreadState thread, int fd, bool blocking) =>
        OsCall.Check(thread, Descriptors.SetBlocking(fd, blocking));

    /// <summary>Announce an intention to access data in a specific pattern.</summary>
    [PyFunction("posix_fadvise")]
    private static void FAdvise(ThreadState thread, int fd, long offset, long length, int advice) =>
        OsCall.Run(thread, () => Descriptors.Advise(fd, offset, length, advice));

    /// <summary>Ensure a file has allocated at least a particular number of bytes on disk.</summary>
    [PyFunction("posix_fallocate")]
    private static void FAllocate(ThreadState thread, int fd, long offset, long length) =>
        OsCall.Run(thread, () => Descriptors.Allocate(fd, offset, length));

    /// <summary>Copy count bytes from file descriptor in_fd to file descriptor out_fd.</summary>
    [PyFunction("sendfile")]
    private static long SendFile(
        ThreadState thread, [Keyword("out_fd")] int outFd, [Keyword("in_fd")] int inFd, [Keyword] PyObject offset, [Keyword] long count)
    {
        if (offset is PyNone)
            return OsCall.Run(thread, (out e) => Descriptors.SendFile(outFd, inFd, (nuint)count, out e));
        var from = ArgumentConversion.ToLong(thread, offset);
        return OsCall.Run(thread, (out e) => Descriptors.SendFile(outFd, inFd, ref from, (nuint)count, out e));
    }

    /// <summary>Copy count bytes from one file descriptor to another.</summary>
    [PyFunction("copy_file_range")]
    private static long CopyFileRange(
        ThreadState thread,
        [Keyword] int src,
        [Keyword] int dst,
        [Keyword] long count,
        [Keyword("offset_src")] long? offsetSrc = null,
        [Keyword("offset_dst")] long? offsetDst = null)
    {
        if (count < 0)
            throw Errors.Value("negative value for 'count' not allowed");
        return OsCall.Run(thread, (out e) => Descriptors.CopyFileRange(src, offsetSrc, dst, offsetDst, (nuint)count, out e));
    }

    /// <summary>Transfer count bytes from one pipe to a descriptor or vice versa.</summary>
    [PyFunction("splice")]
    private static long Splice(
        ThreadState thread,
        [Keyword] int src,
        [Keyword] int dst,
        [Keyword] long count,
        [Keyword("offset_src")] long? offsetSrc = null,
        [Keyword("offset_dst")] long? offsetDst = null,
        [Keyword] uint flags = 0)
    {
        if (count < 0)
            throw Errors.Value("negative value for 'count' not allowed");
        return OsCall.Run(thread, (out e) => Descriptors.Splice(src, offsetSrc, dst, offsetDst, (nuint)count, flags, out e));
    }
}
