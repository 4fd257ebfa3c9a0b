using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

internal static partial class PosixModule
{
    private const int LargestAttribute = 65536;

    [PyFunction("memfd_create")]
    private static long MemFdCreate(ThreadState thread, [Keyword] PyObject name, [Keyword] uint flags = 1)
    {
        var text = OsPath.Encode(thread, name);
        return OsCall.Query(thread, (out e) => Descriptors.CreateMemoryFile(text, flags, out e));
    }

    /// <summary>Creates and returns an event notification file descriptor.</summary>
    [PyFunction("eventfd")]
    private static long EventFd(ThreadState thread, [Keyword] PyObject initval, [Keyword] int flags = Cloexec)
    {
        var start = UnsignedValue(thread, initval, uint.MaxValue, "unsigned int");
        return OsCall.Query(thread, (out e) => Descriptors.CreateEvent((uint)start, flags, out e));
    }

    private static ulong UnsignedValue(ThreadState thread, PyObject o, ulong most, string type)
    {
        var number = Op.Index(thread, o).Big;
        if (number.Sign < 0)
            throw Errors.Value("value must be positive");
        return number <= most ? (ulong)number : throw Errors.Overflow($"Python int too large to convert to C {type}");
    }

    /// <summary>Read eventfd value</summary>
    [PyFunction("eventfd_read")]
    private static ulong EventFdRead(ThreadState thread, [Keyword] PyObject fd)
    {
        var number = OsArguments.FileNumber(thread, fd);
        return OsCall.Run(thread, (out e) => Descriptors.ReadEvent(number, out e));
    }

    /// <summary>Write eventfd value.</summary>
    [PyFunction("eventfd_write")]
    private static void EventFdWrite(ThreadState thread, [Keyword] PyObject fd, [Keyword] PyObject value)
    {
        var number = OsArguments.FileNumber(thread, fd);
        var count = UnsignedValue(thread, value, ulong.MaxValue, "unsigned long long");
        OsCall.Run(thread, () => Descriptors.WriteEvent(number, count));
    }

    /// <summary>Create and return a timer file descriptor.
    ///
    ///   clockid
    ///     A valid clock ID constant as timer file descriptor.
    ///
    ///     time.CLOCK_REALTIME
    ///     time.CLOCK_MONOTONIC
    ///     time.CLOCK_BOOTTIME
    ///   flags
    ///     0 or a bit mask of os.TFD_NONBLOCK or os.TFD_CLOEXEC.
    ///
    ///     os.TFD_NONBLOCK
    ///         If *TFD_NONBLOCK* is set as a flag, read doesn't blocks.
    ///         If *TFD_NONBLOCK* is not set as a flag, read block until the timer fires.
    ///
    ///     os.TFD_CLOEXEC
    ///         If *TFD_CLOEXEC* is set as a flag, enable the close-on-exec flag</summary>
    [PyFunction("timerfd_create")]
    private static long TimerFdCreate(ThreadState thread, int clockid, [KeywordOnly] int flags = Cloexec) =>
        OsCall.Query(thread, (out e) => Descriptors.CreateTimer(clockid, flags | Cloexec, out e));

    /// <summary>Alter a timer file descriptor's internal timer in seconds.</summary>
    [PyFunction("timerfd_settime")]
    private static PyObject TimerFdSetTime(
        ThreadState thread, PyObject fd, [KeywordOnly] int flags = 0, [KeywordOnly] double initial = 0.0, [KeywordOnly] double interval = 0.0)
    {
        var file = OsArguments.FileNumber(thread, fd);
        var value = new IntervalTimerSpec(
            TimeConversion.Spec(thread, PyFloat.From(interval), TimeRounding.Floor), TimeConversion.Spec(thread, PyFloat.From(initial), TimeRounding.Floor));
        return SetTimer(thread, file, flags, value, nanoseconds: false);
    }

    /// <summary>Alter a timer file descriptor's internal timer in nanoseconds.</summary>
    [PyFunction("timerfd_settime_ns")]
    private static PyObject TimerFdSetTimeNs(
        ThreadState thread, PyObject fd, [KeywordOnly] int flags = 0, [KeywordOnly] long initial = 0, [KeywordOnly] long interval = 0)
    {
        var file = OsArguments.FileNumber(thread, fd);
        var value = new IntervalTimerSpec(TimeSpec.FromNanoseconds(interval), TimeSpec.FromNanoseconds(initial));
        return SetTimer(thread, file, flags, value, nanoseconds: true);
    }

    private static PyTuple SetTimer(ThreadState thread, int fd, int flags, IntervalTimerSpec value, bool nanoseconds)
    {
        IntervalTimerSpec old = default;
        OsCall.Run(thread, () => Descriptors.SetTimer(fd, flags, value, out old));
        return TimerSetting(thread, old, nanoseconds);
    }

    private static PyTuple TimerSetting(ThreadState thread, IntervalTimerSpec setting, bool nanoseconds) => nanoseconds
        ? PyTuple.Create(thread, TimeConversion.FromSpec(setting.Value), TimeConversion.FromSpec(setting.Interval))
        : PyTuple.Create(
            thread, PyFloat.From(TimeConversion.ToDouble(setting.Value)), PyFloat.From(TimeConversion.ToDouble(setting.Interval)));

    /// <summary>Return a tuple of a timer file descriptor's (interval, next expiration) in float seconds.</summary>
    [PyFunction("timerfd_gettime")]
    private static PyObject TimerFdGetTime(ThreadState thread, PyObject fd) => GetTimer(thread, fd, nanoseconds: false);

    /// <summary>Return a tuple of a timer file descriptor's (interval, next expiration) in nanoseconds.</summary>
    [PyFunction("timerfd_gettime_ns")]
    private static PyObject TimerFdGetTimeNs(ThreadState thread, PyObject fd) => GetTimer(thread, fd, nanoseconds: true);

    private static PyTuple GetTimer(ThreadState thread, PyObject fd, bool nanoseconds)
    {
        OsCall.Check(thread, Descriptors.GetTimer(OsArguments.FileNumber(thread, fd), out var value));
        return TimerSetting(thread, value, nanoseconds);
    }

    /// <summary>Move the calling thread into different namespaces.</summary>
    [PyFunction("setns")]
    private static void SetNs(ThreadState thread, [Keyword] PyObject fd, [Keyword] int nstype = 0)
    {
        var file = OsArguments.FileNumber(thread, fd);
        OsCall.Run(thread, () => ProcessControl.EnterNamespace(file, nstype));
    }

    /// <summary>Disassociate parts of a process (or thread) execution context.</summary>
    [PyFunction("unshare")]
    private static void Unshare(ThreadState thread, [Keyword] int flags) => OsCall.Run(thread, () => ProcessControl.Unshare(flags));

    /// <summary>Return the value of extended attribute attribute on path.
    ///
    /// path may be either a string, a path-like object, or an open file descriptor.
    /// If follow_symlinks is False, and the last element of the path is a symbolic
    ///   link, getxattr will examine the symbolic link itself instead of the file
    ///   the link points to.</summary>
    [PyFunction("getxattr")]
    private static PyObject GetXAttr(
        ThreadState thread,
        [Keyword] PyObject path,
        [Keyword] PyObject attribute,
        [KeywordOnly("follow_symlinks")] bool followSymlinks = true)
    {
        var file = OsPath.OrFd(thread, "getxattr", "path", path);
        var name = OsPath.Of(thread, "getxattr", "attribute", attribute);
        CheckTogether("getxattr", file, FileSystem.CurrentDirectory, followSymlinks);
        AuditEvents.Raise(thread, "os.getxattr", path, attribute);
        return PyBytes.From(ReadAttribute(
            thread,
            file,
            (Span<byte> buffer, out Errno e) => file.IsFd
                ? ExtendedAttributes.Get(file.Fd, name.Bytes, buffer, out e)
                : ExtendedAttributes.Get(file.Bytes, name.Bytes, buffer, followSymlinks, out e)));
    }

    private delegate nint AttributeReader(Span<byte> buffer, out Errno error);

    private static byte[] ReadAttribute(ThreadState thread, OsPath file, AttributeReader read)
    {
        for (var size = 256; ; size = LargestAttribute)
        {
            var buffer = new byte[size];
            var length = OsCall.Try(thread, (out e) => read(buffer, out e), out var error);
            if (!error.Failed)
                return buffer[..(int)length];
            if (error.Value != Errno.ERANGE || size == LargestAttribute)
                throw Errors.Os(thread, error.Value, file.Object);
        }
    }

    /// <summary>Set extended attribute attribute on path to value.
    ///
    /// path may be either a string, a path-like object,  or an open file descriptor.
    /// If follow_symlinks is False, and the last element of the path is a symbolic
    ///   link, setxattr will modify the symbolic link itself instead of the file
    ///   the link points to.</summary>
    [PyFunction("setxattr")]
    private static void SetXAttr(
        ThreadState thread,
        [Keyword] PyObject path,
        [Keyword] PyObject attribute,
        [Keyword] PyObject value,
        [Keyword] int flags = 0,
        [KeywordOnly("follow_symlinks")] bool followSymlinks = true)
    {
        var file = OsPath.OrFd(thread, "setxattr", "path", path);
        var name = OsPath.Of(thread, "setxattr", "attribute", attribute);
        CheckTogether("setxattr", file, FileSystem.CurrentDirectory, followSymlinks);
        using var view = PyBuffer.Get(thread, value, BufferFlags.Simple);
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "os.setxattr", path, attribute, value, PyInt.From(flags));
        OsCall.Run(
            thread,
            () => file.IsFd
                ? ExtendedAttributes.Set(file.Fd, name.Bytes, view.Span, flags)
                : ExtendedAttributes.Set(file.Bytes, name.Bytes, view.Span, flags, followSymlinks),
            file.Object);
    }

    /// <summary>Remove extended attribute attribute on path.
    ///
    /// path may be either a string, a path-like object, or an open file descriptor.
    /// If follow_symlinks is False, and the last element of the path is a symbolic
    ///   link, removexattr will modify the symbolic link itself instead of the file
    ///   the link points to.</summary>
    [PyFunction("removexattr")]
    private static void RemoveXAttr(
        ThreadState thread,
        [Keyword] PyObject path,
        [Keyword] PyObject attribute,
        [KeywordOnly("follow_symlinks")] bool followSymlinks = true)
    {
        var file = OsPath.OrFd(thread, "removexattr", "path", path);
        var name = OsPath.Of(thread, "removexattr", "attribute", attribute);
        CheckTogether("removexattr", file, FileSystem.CurrentDirectory, followSymlinks);
        AuditEvents.Raise(thread, "os.removexattr", path, attribute);
        OsCall.Run(
            thread,
            () => file.IsFd
                ? ExtendedAttributes.Remove(file.Fd, name.Bytes)
                : ExtendedAttributes.Remove(file.Bytes, name.Bytes, followSymlinks),
            file.Object);
    }

    /// <summary>Return a list of extended attributes on path.
    ///
    /// path may be either None, a string, a path-like object, or an open file descriptor.
    /// if path is None, listxattr will examine the current directory.
    /// If follow_symlinks is False, and the last element of the path is a symbolic
    ///   link, listxattr will examine the symbolic link itself instead of the file
    ///   the link points to.</summary>
    [PyFunction("listxattr")]
    private static PyObject ListXAttr(
        ThreadState thread, [Keyword] PyObject? path = null, [KeywordOnly("follow_symlinks")] bool followSymlinks = true)
    {
        var file = OsPath.OrNone(thread, "listxattr", "path", path, allowFd: true);
        CheckTogether("listxattr", file, FileSystem.CurrentDirectory, followSymlinks);
        AuditEvents.Raise(thread, "os.listxattr", path ?? PyNone.Instance);
        var names = ReadAttribute(
            thread,
            file,
            (Span<byte> buffer, out Errno e) => file.IsFd
                ? ExtendedAttributes.List(file.Fd, buffer, out e)
                : ExtendedAttributes.List(file.Bytes, buffer, followSymlinks, out e));
        var list = PyList.Create(thread);
        for (var start = 0; start < names.Length;)
        {
            var length = names.AsSpan(start).IndexOf((byte)0);
            if (length < 0)
                break;
            list.Append(OsPath.Text(names.AsSpan(start, length)));
            start += length + 1;
        }
        return list;
    }
}
