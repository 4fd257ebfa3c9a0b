using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

internal static partial class PosixModule
{
    /// <summary>The <c>os.stat_result</c> for a file.</summary>
    internal static PyObject ToStatResult(ThreadState thread, in FileStatus s) => StructSequence.New(
        thread,
        PosixTypes.StatResult,
        PyInt.From(s.Mode),
        ResultConversion.ToPython(thread, s.Inode),
        ResultConversion.ToPython(thread, s.Device),
        ResultConversion.ToPython(thread, s.Links),
        OsArguments.FromId(s.User),
        OsArguments.FromId(s.Group),
        PyInt.From(s.Size),
        PyInt.From(s.Accessed.Seconds),
        PyInt.From(s.Modified.Seconds),
        PyInt.From(s.Changed.Seconds),
        PyFloat.From(TimeConversion.ToDouble(s.Accessed)),
        PyFloat.From(TimeConversion.ToDouble(s.Modified)),
        PyFloat.From(TimeConversion.ToDouble(s.Changed)),
        TimeConversion.FromSpec(s.Accessed),
        TimeConversion.FromSpec(s.Modified),
        TimeConversion.FromSpec(s.Changed),
        PyInt.From(s.BlockSize),
        PyInt.From(s.Blocks),
        ResultConversion.ToPython(thread, s.SpecialDevice));

    internal static FileStatus Status(ThreadState thread, string function, OsPath path, int directory, bool followLinks)
    {
        CheckTogether(function, path, directory, followLinks);
        return OsCall.Run(
            thread,
            (out e) =>
            {
                e = path.IsFd
                    ? FileSystem.Status(path.Fd, out var status)
                    : FileSystem.StatusAt(directory, path.Bytes, followLinks, out status);
                return status;
            },
            path.Object);
    }

    /// <summary>Perform a stat system call on the given path.</summary>
    [PyFunction("stat")]
    private static PyObject Stat(
        ThreadState thread,
        [Keyword] PyObject path,
        [KeywordOnly("dir_fd")] PyObject? dirFd = null,
        [KeywordOnly("follow_symlinks")] bool followSymlinks = true)
    {
        var directory = OsArguments.Directory(thread, dirFd);
        return ToStatResult(thread, Status(thread, "stat", OsPath.OrFd(thread, "stat", "path", path), directory, followSymlinks));
    }

    /// <summary>Perform a stat system call on the given path, without following symbolic links.
    ///
    /// Like stat(), but do not follow symbolic links.
    /// Equivalent to stat(path, follow_symlinks=False).</summary>
    [PyFunction("lstat")]
    private static PyObject LStat(ThreadState thread, [Keyword] PyObject path, [KeywordOnly("dir_fd")] PyObject? dirFd = null)
    {
        var directory = OsArguments.Directory(thread, dirFd);
        return ToStatResult(thread, Status(thread, "lstat", OsPath.Of(thread, "lstat", "path", path), directory, false));
    }

    /// <summary>Perform a stat system call on the given file descriptor.
    ///
    /// Like stat(), but for an open file descriptor.
    /// Equivalent to os.stat(fd).</summary>
    [PyFunction("fstat")]
    private static PyObject FStat(ThreadState thread, [Keyword] int fd)
    {
        var status = OsCall.Run(
            thread,
            (out e) =>
            {
                e = FileSystem.Status(fd, out var status);
                return status;
            });
        return ToStatResult(thread, status);
    }

    /// <summary>Use the real uid/gid to test for access to a path.</summary>
    [PyFunction("access")]
    private static bool Access(
        ThreadState thread,
        [Keyword] PyObject path,
        [Keyword] int mode,
        [KeywordOnly("dir_fd")] PyObject? dirFd = null,
        [KeywordOnly("effective_ids")] bool effectiveIds = false,
        [KeywordOnly("follow_symlinks")] bool followSymlinks = true)
    {
        const int SymlinkNofollow = 0x100, Effective = 0x200;
        var file = OsPath.Of(thread, "access", "path", path);
        var directory = OsArguments.Directory(thread, dirFd);
        var flags = (followSymlinks ? 0 : SymlinkNofollow) | (effectiveIds ? Effective : 0);
        using (thread.AllowThreads())
            return !FileSystem.AccessAt(directory, file.Bytes, mode, flags).Failed;
    }

    /// <summary>Change the access permissions of a file.</summary>
    [PyFunction("chmod")]
    private static void ChMod(
        ThreadState thread,
        [Keyword] PyObject path,
        [Keyword] int mode,
        [KeywordOnly("dir_fd")] PyObject? dirFd = null,
        [KeywordOnly("follow_symlinks")] bool followSymlinks = true)
    {
        var file = OsPath.OrFd(thread, "chmod", "path", path);
        var directory = OsArguments.Directory(thread, dirFd);
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "os.chmod", path, PyInt.From(mode), OsArguments.AuditedFd(dirFd));
        var error = OsCall.Try(
            thread,
            () => file.IsFd
                ? FileSystem.ChangeMode(file.Fd, (uint)mode)
                : FileSystem.ChangeModeAt(directory, file.Bytes, (uint)mode, followSymlinks));
        if (error.Value is Errno.ENOTSUP && !followSymlinks)
        {
            throw directory != FileSystem.CurrentDirectory
                ? Errors.Value("chmod: cannot use dir_fd and follow_symlinks together")
                : Errors.NotImplemented("chmod: follow_symlinks unavailable on this platform");
        }
        OsCall.Check(thread, error, file.Object);
    }

    /// <summary>Change the access permissions of the file given by file descriptor fd.</summary>
    [PyFunction("fchmod")]
    private static void FChMod(ThreadState thread, [Keyword] int fd, [Keyword] int mode)
    {
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "os.chmod", PyInt.From(fd), PyInt.From(mode), PyInt.From(-1));
        OsCall.Run(thread, () => FileSystem.ChangeMode(fd, (uint)mode));
    }

    /// <summary>Change the owner and group id of path to the numeric uid and gid.</summary>
    [PyFunction("chown")]
    private static void ChOwn(
        ThreadState thread,
        [Keyword] PyObject path,
        [Keyword] PyObject uid,
        [Keyword] PyObject gid,
        [KeywordOnly("dir_fd")] PyObject? dirFd = null,
        [KeywordOnly("follow_symlinks")] bool followSymlinks = true)
    {
        var file = OsPath.OrFd(thread, "chown", "path", path);
        var user = OsArguments.User(thread, uid);
        var group = OsArguments.Group(thread, gid);
        var directory = OsArguments.Directory(thread, dirFd);
        CheckTogether("chown", file, directory, followSymlinks);
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "os.chown", path, PyInt.From(user), PyInt.From(group), OsArguments.AuditedFd(dirFd));
        OsCall.Run(
            thread,
            () => file.IsFd
                ? FileSystem.ChangeOwner(file.Fd, user, group)
                : FileSystem.ChangeOwnerAt(directory, file.Bytes, user, group, followSymlinks),
            file.Object);
    }

    /// <summary>Change the owner and group id of the file specified by file descriptor.</summary>
    [PyFunction("fchown")]
    private static void FChOwn(ThreadState thread, [Keyword] int fd, [Keyword] PyObject uid, [Keyword] PyObject gid)
    {
        var user = OsArguments.User(thread, uid);
        var group = OsArguments.Group(thread, gid);
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "os.chown", PyInt.From(fd), PyInt.From(user), PyInt.From(group), PyInt.From(-1));
        OsCall.Run(thread, () => FileSystem.ChangeOwner(fd, user, group));
    }

    /// <summary>Change the owner and group id of path to the numeric uid and gid.
    ///
    /// This function will not follow symbolic links.</summary>
    [PyFunction("lchown")]
    private static void LChOwn(ThreadState thread, [Keyword] PyObject path, [Keyword] PyObject uid, [Keyword] PyObject gid)
    {
        var file = OsPath.Of(thread, "lchown", "path", path);
        var user = OsArguments.User(thread, uid);
        var group = OsArguments.Group(thread, gid);
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "os.chown", path, PyInt.From(user), PyInt.From(group), PyInt.From(-1));
        OsCall.Run(thread, () => FileSystem.ChangeOwner(file.Bytes, user, group, followLinks: false), file.Object);
    }

    /// <summary>Set the access and modified time of path.</summary>
    [PyFunction("utime")]
    private static void UTime(
        ThreadState thread,
        [Keyword] PyObject path,
        [Keyword] PyObject? times = null,
        [KeywordOnly] PyObject? ns = null,
        [KeywordOnly("dir_fd")] PyObject? dirFd = null,
        [KeywordOnly("follow_symlinks")] bool followSymlinks = true)
    {
        var file = OsPath.OrFd(thread, "utime", "path", path);
        var directory = OsArguments.Directory(thread, dirFd);
        if (times is not null and not PyNone && ns is not null)
            throw Errors.Value("utime: you may specify either 'times' or 'ns' but not both");
        (TimeSpec Accessed, TimeSpec Modified)? set = null;
        if (times is not null and not PyNone)
        {
            if (times is not PyTuple { Count: 2 } pair)
                throw Errors.Type("utime: 'times' must be either a tuple of two ints or None");
            set = (TimeConversion.Spec(thread, pair[0], TimeRounding.Floor), TimeConversion.Spec(thread, pair[1], TimeRounding.Floor));
        }
        else if (ns is not null)
        {
            if (ns is not PyTuple { Count: 2 } pair)
                throw Errors.Type("utime: 'ns' must be a tuple of two ints");
            set = (SplitNanoseconds(thread, pair[0]), SplitNanoseconds(thread, pair[1]));
        }
        CheckTogether("utime", file, directory, followSymlinks);
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "os.utime", path, times ?? PyNone.Instance, ns ?? PyNone.Instance, OsArguments.AuditedFd(dirFd));
        OsCall.Run(
            thread,
            () => file.IsFd ? FileSystem.SetTimes(file.Fd, set) : FileSystem.SetTimes(directory, file.Bytes, set, followSymlinks),
            file.Object);
    }

    private static TimeSpec SplitNanoseconds(ThreadState thread, PyObject value)
    {
        var result = Op.Divmod(thread, value, PyInt.From(1_000_000_000));
        if (result is not PyTuple { Count: 2 } pair)
            throw Errors.Type($"{value.Type.Name}.__divmod__() must return a 2-tuple, not {result.Type.Name}");
        if (!Op.Index(thread, pair[0]).TryGetLong(out var seconds))
            throw Errors.Overflow("timestamp out of range for platform time_t");
        return new TimeSpec(seconds, ArgumentConversion.ToLong(thread, pair[1]));
    }

    private static PyObject ToStatvfsResult(ThreadState thread, FileSystemStatus s)
    {
        var values = new PyObject[11];
        ulong[] numbers =
        [
            s.BlockSize, s.FragmentSize, s.Blocks, s.FreeBlocks, s.AvailableBlocks, s.Files, s.FreeFiles, s.AvailableFiles, s.Flags, s.MaximumNameLength,
            s.Identifier,
        ];
        for (var i = 0; i < values.Length; i++)
            values[i] = ResultConversion.ToPython(thread, numbers[i]);
        return StructSequence.New(thread, PosixTypes.StatvfsResult, values);
    }

    /// <summary>Perform a statvfs system call on the given path.
    ///
    /// path may always be specified as a string.
    /// On some platforms, path may also be specified as an open file descriptor.
    ///   If this functionality is unavailable, using it raises an exception.</summary>
    [PyFunction("statvfs")]
    private static PyObject StatVfs(ThreadState thread, [Keyword] PyObject path)
    {
        var file = OsPath.OrFd(thread, "statvfs", "path", path);
        return ToStatvfsResult(
            thread,
            OsCall.Run(
                thread,
                (out e) =>
                {
                    e = file.IsFd ? FileSystem.FileSystemStatusOf(file.Fd, out var status) : FileSystem.FileSystemStatusOf(file.Bytes, out status);
                    return status;
                },
                file.Object));
    }

    /// <summary>Perform an fstatvfs system call on the given fd.
    ///
    /// Equivalent to statvfs(fd).</summary>
    [PyFunction("fstatvfs")]
    private static PyObject FStatVfs(ThreadState thread, int fd) => ToStatvfsResult(
        thread,
        OsCall.Run(
            thread,
            (out e) =>
            {
                e = FileSystem.FileSystemStatusOf(fd, out var status);
                return status;
            }));

    /// <summary>Extracts a device major number from a raw device number.</summary>
    [PyFunction("major")]
    private static PyObject Major(ThreadState thread, PyObject device) => OsArguments.FromId(DeviceNumbers.Major(Device(thread, device)));

    /// <summary>Extracts a device minor number from a raw device number.</summary>
    [PyFunction("minor")]
    private static PyObject Minor(ThreadState thread, PyObject device) => OsArguments.FromId(DeviceNumbers.Minor(Device(thread, device)));

    /// <summary>Composes a raw device number from the major and minor device numbers.</summary>
    [PyFunction("makedev")]
    private static PyObject MakeDev(ThreadState thread, PyObject major, PyObject minor)
    {
        var device = DeviceNumbers.Make(DevicePart(thread, major), DevicePart(thread, minor));
        return device == ulong.MaxValue ? PyInt.From(-1) : ResultConversion.ToPython(thread, device);
    }

    private static uint DevicePart(ThreadState thread, PyObject o)
    {
        var number = Device(thread, o);
        return number is <= uint.MaxValue or ulong.MaxValue
            ? (uint)number
            : throw Errors.Overflow("Python int too large to convert to C unsigned int");
    }

    // A device number is unsigned, but -1 (NODEV) is one too.
    private static ulong Device(ThreadState thread, PyObject o)
    {
        var number = Op.Index(thread, o).Big;
        if (number == -1)
            return ulong.MaxValue;
        if (number.Sign < 0)
            throw Errors.Overflow("can't convert negative int to unsigned");
        return number <= ulong.MaxValue ? (ulong)number : throw Errors.Overflow("Python int too large to convert to C unsigned long long");
    }
}
