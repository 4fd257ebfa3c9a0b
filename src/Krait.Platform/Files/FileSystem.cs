namespace Krait.Platform;

/// <summary>
/// Calls on paths, which are bytes without the closing NUL. Those that take a directory descriptor accept <see cref="CurrentDirectory"/>.
/// A path must not contain a NUL: the system would see it cut short there.
/// </summary>
public static unsafe partial class FileSystem
{
    /// <summary>AT_FDCWD: paths are relative to the current directory.</summary>
    public const int CurrentDirectory = -100;

    private const int AtSymlinkNofollow = 0x100, AtRemoveDir = 0x200, AtNoAutomount = 0x800, AtEmptyPath = 0x1000;

    /// <summary>open(2); the caller chooses O_CLOEXEC.</summary>
    public static int Open(ReadOnlySpan<byte> path, int flags, int mode, out Errno error)
    {
        using var p = new CString(path, stackalloc byte[CString.Small]);
        return Errno.Check(Libc.open(p, flags, mode), out error);
    }

    /// <summary>openat(2).</summary>
    public static int OpenAt(int directory, ReadOnlySpan<byte> path, int flags, int mode, out Errno error)
    {
        using var p = new CString(path, stackalloc byte[CString.Small]);
        return Errno.Check(Libc.openat(directory, p, flags, mode), out error);
    }

    /// <summary>truncate(2).</summary>
    public static Errno Truncate(ReadOnlySpan<byte> path, long length)
    {
        using var p = new CString(path, stackalloc byte[CString.Small]);
        return Errno.Check(Libc.truncate(p, length));
    }

    /// <summary>sync(2).</summary>
    public static void Sync() => Libc.sync();

    /// <summary>stat(2).</summary>
    public static Errno Status(ReadOnlySpan<byte> path, out FileStatus status) => StatusAt(CurrentDirectory, path, true, out status);

    /// <summary>lstat(2).</summary>
    public static Errno LinkStatus(ReadOnlySpan<byte> path, out FileStatus status) => StatusAt(CurrentDirectory, path, false, out status);

    /// <summary>fstatat(2).</summary>
    public static Errno StatusAt(int directory, ReadOnlySpan<byte> path, bool followLinks, out FileStatus status)
    {
        using var p = new CString(path, stackalloc byte[CString.Small]);
        return StatusNative(directory, p, AtNoAutomount | (followLinks ? 0 : AtSymlinkNofollow), out status);
    }

    /// <summary>fstat(2).</summary>
    public static Errno Status(int fd, out FileStatus status)
    {
        byte empty = 0;
        if (fd < 0)
        {
            // statx would take AT_FDCWD here.
            status = default;
            return new Errno(Errno.EBADF);
        }
        return StatusNative(fd, &empty, AtEmptyPath, out status);
    }

    private static Errno StatusNative(int directory, byte* path, int flags, out FileStatus status)
    {
        byte* native = stackalloc byte[FileStatus.NativeSize];
        if (Libc.statx(directory, path, flags, FileStatus.BasicAndBirth, native) == -1)
        {
            status = default;
            return Errno.Last();
        }
        status = FileStatus.FromNative(native);
        return default;
    }

    /// <summary>statvfs(3).</summary>
    public static Errno FileSystemStatusOf(ReadOnlySpan<byte> path, out FileSystemStatus status)
    {
        ulong* native = stackalloc ulong[FileSystemStatus.NativeSize / sizeof(ulong)];
        using var p = new CString(path, stackalloc byte[CString.Small]);
        Errno error = Errno.Check(Libc.statvfs(p, (byte*)native));
        status = error.Failed ? default : FileSystemStatus.FromNative(native);
        return error;
    }

    /// <summary>fstatvfs(3).</summary>
    public static Errno FileSystemStatusOf(int fd, out FileSystemStatus status)
    {
        ulong* native = stackalloc ulong[FileSystemStatus.NativeSize / sizeof(ulong)];
        Errno error = Errno.Check(Libc.fstatvfs(fd, (byte*)native));
        status = error.Failed ? default : FileSystemStatus.FromNative(native);
        return error;
    }

    /// <summary>access(2).</summary>
    public static Errno Access(ReadOnlySpan<byte> path, int mode)
    {
        using var p = new CString(path, stackalloc byte[CString.Small]);
        return Errno.Check(Libc.access(p, mode));
    }

    /// <summary>faccessat(2), with AT_EACCESS and AT_SYMLINK_NOFOLLOW in <paramref name="flags"/>.</summary>
    public static Errno AccessAt(int directory, ReadOnlySpan<byte> path, int mode, int flags)
    {
        using var p = new CString(path, stackalloc byte[CString.Small]);
        return Errno.Check(Libc.faccessat(directory, p, mode, flags));
    }

    /// <summary>chmod(2).</summary>
    public static Errno ChangeMode(ReadOnlySpan<byte> path, uint mode)
    {
        using var p = new CString(path, stackalloc byte[CString.Small]);
        return Errno.Check(Libc.chmod(p, mode));
    }

    /// <summary>fchmod(2).</summary>
    public static Errno ChangeMode(int fd, uint mode) => Errno.Check(Libc.fchmod(fd, mode));

    /// <summary>fchmodat(2). Not to follow links is ENOTSUP on older systems.</summary>
    public static Errno ChangeModeAt(int directory, ReadOnlySpan<byte> path, uint mode, bool followLinks)
    {
        using var p = new CString(path, stackalloc byte[CString.Small]);
        return Errno.Check(Libc.fchmodat(directory, p, mode, followLinks ? 0 : AtSymlinkNofollow));
    }

    /// <summary>chown(2), or lchown(2) where links are not followed. An id of 0xFFFFFFFF leaves it as it is.</summary>
    public static Errno ChangeOwner(ReadOnlySpan<byte> path, uint user, uint group, bool followLinks = true) =>
        ChangeOwnerAt(CurrentDirectory, path, user, group, followLinks);

    /// <summary>fchown(2).</summary>
    public static Errno ChangeOwner(int fd, uint user, uint group) => Errno.Check(Libc.fchown(fd, user, group));

    /// <summary>fchownat(2).</summary>
    public static Errno ChangeOwnerAt(int directory, ReadOnlySpan<byte> path, uint user, uint group, bool followLinks)
    {
        using var p = new CString(path, stackalloc byte[CString.Small]);
        return Errno.Check(Libc.fchownat(directory, p, user, group, followLinks ? 0 : AtSymlinkNofollow));
    }

    /// <summary>linkat(2); link(2) with two times <see cref="CurrentDirectory"/>. Flags: AT_SYMLINK_FOLLOW (0x400).</summary>
    public static Errno Link(int oldDirectory, ReadOnlySpan<byte> oldPath, int newDirectory, ReadOnlySpan<byte> newPath, int flags = 0)
    {
        using var from = new CString(oldPath, stackalloc byte[CString.Small]);
        using var to = new CString(newPath, stackalloc byte[CString.Small]);
        return Errno.Check(Libc.linkat(oldDirectory, from, newDirectory, to, flags));
    }

    /// <summary>symlinkat(2).</summary>
    public static Errno SymbolicLink(ReadOnlySpan<byte> target, int directory, ReadOnlySpan<byte> path)
    {
        using var t = new CString(target, stackalloc byte[CString.Small]);
        using var p = new CString(path, stackalloc byte[CString.Small]);
        return Errno.Check(Libc.symlinkat(t, directory, p));
    }

    /// <summary>readlinkat(2): the whole target.</summary>
    public static byte[] ReadLink(int directory, ReadOnlySpan<byte> path, out Errno error)
    {
        using var p = new CString(path, stackalloc byte[CString.Small]);
        for (int size = 1024; ; size *= 2)
        {
            byte[] buffer = new byte[size];
            fixed (byte* b = buffer)
            {
                nint length = Errno.Check(Libc.readlinkat(directory, p, b, (nuint)size), out error);
                if (length < size)
                {
                    return error.Failed ? [] : buffer[..(int)length];
                }
            }
        }
    }

    /// <summary>renameat(2).</summary>
    public static Errno Rename(int oldDirectory, ReadOnlySpan<byte> oldPath, int newDirectory, ReadOnlySpan<byte> newPath)
    {
        using var from = new CString(oldPath, stackalloc byte[CString.Small]);
        using var to = new CString(newPath, stackalloc byte[CString.Small]);
        return Errno.Check(Libc.renameat(oldDirectory, from, newDirectory, to));
    }

    /// <summary>unlinkat(2) of a file.</summary>
    public static Errno Unlink(int directory, ReadOnlySpan<byte> path)
    {
        using var p = new CString(path, stackalloc byte[CString.Small]);
        return Errno.Check(Libc.unlinkat(directory, p, 0));
    }

    /// <summary>unlinkat(2) of a directory.</summary>
    public static Errno RemoveDirectory(int directory, ReadOnlySpan<byte> path)
    {
        using var p = new CString(path, stackalloc byte[CString.Small]);
        return Errno.Check(Libc.unlinkat(directory, p, AtRemoveDir));
    }

    /// <summary>mkdirat(2).</summary>
    public static Errno MakeDirectory(int directory, ReadOnlySpan<byte> path, uint mode)
    {
        using var p = new CString(path, stackalloc byte[CString.Small]);
        return Errno.Check(Libc.mkdirat(directory, p, mode));
    }

    /// <summary>mkfifoat(3).</summary>
    public static Errno MakeFifo(int directory, ReadOnlySpan<byte> path, uint mode)
    {
        using var p = new CString(path, stackalloc byte[CString.Small]);
        return Errno.Check(Libc.mkfifoat(directory, p, mode));
    }

    /// <summary>mknodat(2).</summary>
    public static Errno MakeNode(int directory, ReadOnlySpan<byte> path, uint mode, ulong device)
    {
        using var p = new CString(path, stackalloc byte[CString.Small]);
        return Errno.Check(Libc.mknodat(directory, p, mode, device));
    }

    /// <summary>utimensat(2): sets the times of access and change, or both to now where they are null.</summary>
    public static Errno SetTimes(int directory, ReadOnlySpan<byte> path, (TimeSpec Accessed, TimeSpec Modified)? times, bool followLinks)
    {
        TimeSpec* native = stackalloc TimeSpec[2];
        (native[0], native[1]) = times.GetValueOrDefault();
        using var p = new CString(path, stackalloc byte[CString.Small]);
        return Errno.Check(Libc.utimensat(directory, p, times.HasValue ? native : null, followLinks ? 0 : AtSymlinkNofollow));
    }

    /// <summary>futimens(3).</summary>
    public static Errno SetTimes(int fd, (TimeSpec Accessed, TimeSpec Modified)? times)
    {
        TimeSpec* native = stackalloc TimeSpec[2];
        (native[0], native[1]) = times.GetValueOrDefault();
        return Errno.Check(Libc.futimens(fd, times.HasValue ? native : null));
    }

    /// <summary>umask(2): the former mask.</summary>
    public static uint SetCreationMask(uint mask) => Libc.umask(mask);

    /// <summary>chdir(2).</summary>
    public static Errno ChangeDirectory(ReadOnlySpan<byte> path)
    {
        using var p = new CString(path, stackalloc byte[CString.Small]);
        return Errno.Check(Libc.chdir(p));
    }

    /// <summary>fchdir(2).</summary>
    public static Errno ChangeDirectory(int fd) => Errno.Check(Libc.fchdir(fd));

    /// <summary>getcwd(3).</summary>
    public static byte[] GetCurrentDirectory(out Errno error)
    {
        for (int size = 1024; ; size *= 2)
        {
            byte[] buffer = new byte[size];
            fixed (byte* b = buffer)
            {
                if (Libc.getcwd(b, (nuint)size) != null)
                {
                    error = default;
                    return NativeText.Copy(b);
                }
                error = Errno.Last();
                if (error.Value != Errno.ERANGE)
                {
                    return [];
                }
            }
        }
    }

    /// <summary>chroot(2).</summary>
    public static Errno ChangeRoot(ReadOnlySpan<byte> path)
    {
        using var p = new CString(path, stackalloc byte[CString.Small]);
        return Errno.Check(Libc.chroot(p));
    }

    /// <summary>shm_open(3).</summary>
    public static int OpenSharedMemory(ReadOnlySpan<byte> name, int flags, uint mode, out Errno error)
    {
        using var n = new CString(name, stackalloc byte[CString.Small]);
        return Errno.Check(Libc.shm_open(n, flags, mode), out error);
    }

    /// <summary>shm_unlink(3).</summary>
    public static Errno UnlinkSharedMemory(ReadOnlySpan<byte> name)
    {
        using var n = new CString(name, stackalloc byte[CString.Small]);
        return Errno.Check(Libc.shm_unlink(n));
    }

    /// <summary>getrandom(2).</summary>
    public static nint GetRandom(Span<byte> buffer, uint flags, out Errno error)
    {
        fixed (byte* p = buffer)
        {
            return Errno.Check(Libc.getrandom(p, (nuint)buffer.Length, flags), out error);
        }
    }
}
