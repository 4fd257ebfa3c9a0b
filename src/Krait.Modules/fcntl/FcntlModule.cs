using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

/// <summary>This module performs file control and I/O control on file
/// descriptors.  It is an interface to the fcntl() and ioctl() Unix
/// routines.  File descriptors can be obtained with the fileno() method of
/// a file or socket object.</summary>
[PyModule("fcntl")]
internal static partial class FcntlModule
{
    private const int BufferSize = 1024, LockSh = 1, LockEx = 2, LockNb = 4, LockUn = 8;
    private const short ReadLock = 0, WriteLock = 1, Unlocked = 2;

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module) => OsArguments.AddConstants(thread, module, FcntlConstants.All());

    /// <summary>Perform the operation `cmd` on file descriptor fd.
    ///
    /// The values used for `cmd` are operating system dependent, and are available
    /// as constants in the fcntl module, using the same names as used in the
    /// relevant C header files.  The argument arg is optional, and defaults to 0;
    /// it may be an integer, a bytes-like object or a string.  If arg is given as a string,
    /// it will be encoded to binary using the UTF-8 encoding.
    ///
    /// If the arg given is an integer or if none is specified, the result value is
    /// an integer corresponding to the return value of the fcntl() call in the C code.
    ///
    /// If arg is given as a bytes-like object, the return value of fcntl() is a
    /// bytes object of that length, containing the resulting value put in the arg
    /// buffer by the operating system.</summary>
    [PyFunction("fcntl", Signature = "(fd, cmd, arg=0, /)")]
    private static PyObject FCntl(ThreadState thread, PyObject fd, int cmd, PyObject? arg = null)
    {
        var file = OsArguments.FileNumber(thread, fd);
        if (arg is null || arg.Type.NbIndex is not null)
        {
            var number = arg is null ? 0 : unchecked((int)Masked(thread, arg));
            return PyInt.From(OsCall.Run(thread, (out e) => Descriptors.Control(file, cmd, number, out e)));
        }
        if (arg is not PyStr && !Op.HasBuffer(arg))
            throw Errors.Type($"fcntl() argument 3 must be an integer, a bytes-like object, or a string, not {arg.Type.Name}");
        var buffer = Copy(thread, arg, "fcntl argument 3 is too long");
        OsCall.Run(thread, (out e) => Descriptors.Control(file, cmd, buffer.AsSpan(), out e));
        return PyBytes.From(buffer.AsSpan(0, buffer.Length - 1));
    }

    // One byte more than given, so that a system that reads a string finds its end.
    private static byte[] Copy(ThreadState thread, PyObject arg, string message)
    {
        byte[] data;
        if (arg is PyStr text)
        {
            data = FileSystemText.Encode(thread, text);
        }
        else
        {
            using var view = PyBuffer.Get(thread, arg, BufferFlags.Simple);
            data = view.Span.ToArray();
        }
        return data.Length > BufferSize ? throw Errors.Value(message) : [.. data, 0];
    }

    private static ulong Masked(ThreadState thread, PyObject o) => (ulong)(Op.Index(thread, o).Big & ulong.MaxValue);

    /// <summary>Perform the operation request on file descriptor fd.
    ///
    /// The values used for request are operating system dependent, and are available
    /// as constants in the fcntl or termios library modules, using the same names as
    /// used in the relevant C header files.
    ///
    /// The argument `arg` is optional, and defaults to 0; it may be an int or a
    /// buffer containing character data (most likely a string or an array).
    ///
    /// If the argument is a mutable buffer (such as an array) and if the
    /// mutate_flag argument (which is only allowed in this case) is true then the
    /// buffer is (in effect) passed to the operating system and changes made by
    /// the OS will be reflected in the contents of the buffer after the call has
    /// returned.  The return value is the integer returned by the ioctl system
    /// call.
    ///
    /// If the argument is a mutable buffer and the mutable_flag argument is false,
    /// the behavior is as if a string had been passed.
    ///
    /// If the argument is an immutable buffer (most likely a string) then a copy
    /// of the buffer is passed to the operating system and the return value is a
    /// string of the same length containing whatever the operating system placed
    /// in the buffer.  The length of the arg buffer in this case is not allowed to
    /// exceed 1024 bytes.
    ///
    /// If the arg given is an integer or if none is specified, the result value is
    /// an integer corresponding to the return value of the ioctl() call in the C
    /// code.</summary>
    [PyFunction("ioctl", Signature = "(fd, request, arg=0, mutate_flag=True, /)")]
    private static PyObject IoCtl(ThreadState thread, PyObject fd, PyObject request, PyObject? arg = null, bool mutateFlag = true)
    {
        var file = OsArguments.FileNumber(thread, fd);
        var code = Masked(thread, request);
        if (arg is null || arg.Type.NbIndex is not null)
        {
            var number = arg is null ? 0 : unchecked((int)Masked(thread, arg));
            return PyInt.From(OsCall.Run(thread, (out e) => Descriptors.IoControl(file, code, number, out e)));
        }
        if (arg is not PyStr && !Op.HasBuffer(arg))
            throw Errors.Type($"ioctl() argument 3 must be an integer, a bytes-like object, or a string, not {arg.Type.Name}");
        if (arg is not PyStr && mutateFlag && Writable(thread, arg) is { } view)
        {
            using (view)
                return PyInt.From(OsCall.Run(thread, (out e) => Descriptors.IoControl(file, code, view.Span, out e)));
        }
        var buffer = Copy(thread, arg, "ioctl argument 3 is too long");
        OsCall.Run(thread, (out e) => Descriptors.IoControl(file, code, buffer.AsSpan(), out e));
        return PyBytes.From(buffer.AsSpan(0, buffer.Length - 1));
    }

    private static PyBuffer? Writable(ThreadState thread, PyObject o)
    {
        try
        {
            return PyBuffer.Get(thread, o, BufferFlags.Writable);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.BufferError))
        {
            return null;
        }
    }

    /// <summary>Perform the lock operation `operation` on file descriptor `fd`.
    ///
    /// See the Unix manual page for flock(2) for details (On some systems, this
    /// function is emulated using fcntl()).</summary>
    [PyFunction("flock")]
    private static void FLock(ThreadState thread, PyObject fd, int operation)
    {
        var file = OsArguments.FileNumber(thread, fd);
        OsCall.Run(thread, () => Descriptors.Lock(file, operation));
    }

    /// <summary>A wrapper around the fcntl() locking calls.
    ///
    /// `fd` is the file descriptor of the file to lock or unlock, and operation is one
    /// of the following values:
    ///
    ///     LOCK_UN - unlock
    ///     LOCK_SH - acquire a shared lock
    ///     LOCK_EX - acquire an exclusive lock
    ///
    /// When operation is LOCK_SH or LOCK_EX, it can also be bitwise ORed with
    /// LOCK_NB to avoid blocking on lock acquisition.  If LOCK_NB is used and the
    /// lock cannot be acquired, an OSError will be raised and the exception will
    /// have an errno attribute set to EACCES or EAGAIN (depending on the operating
    /// system -- for portability, check for either value).
    ///
    /// `len` is the number of bytes to lock, with the default meaning to lock to
    /// EOF.  `start` is the byte offset, relative to `whence`, to that the lock
    /// starts.  `whence` is as with fileobj.seek(), specifically:
    ///
    ///     0 - relative to the start of the file (SEEK_SET)
    ///     1 - relative to the current buffer position (SEEK_CUR)
    ///     2 - relative to the end of the file (SEEK_END)</summary>
    [PyFunction("lockf", Signature = "(fd, cmd, len=0, start=0, whence=0, /)")]
    private static void LockF(ThreadState thread, PyObject fd, int cmd, PyObject? len = null, PyObject? start = null, int whence = 0)
    {
        var file = OsArguments.FileNumber(thread, fd);
        var type = (cmd & LockUn) != 0 ? Unlocked
            : (cmd & LockSh) != 0 ? ReadLock
            : (cmd & LockEx) != 0 ? WriteLock
            : throw Errors.Value("unrecognized lockf argument");
        var region = new FileLock
        {
            Type = type,
            Whence = (short)whence,
            Start = start is null ? 0 : ArgumentConversion.ToLong(thread, start),
            Length = len is null ? 0 : ArgumentConversion.ToLong(thread, len),
        };
        OsCall.Run(thread, () => Descriptors.LockRecord(file, region, wait: (cmd & LockNb) == 0));
    }
}
