using System.Runtime.CompilerServices;

namespace Krait.Platform;

/// <summary>Calls on open file descriptors. A result of -1 comes with an error; EINTR is reported, never retried here.</summary>
public static unsafe partial class Descriptors
{
    private const int FGetFd = 1, FSetFd = 2, FGetFl = 3, FSetFl = 4, FGetLk = 5, FSetLk = 6, FSetLkW = 7;
    private const int FdCloexec = 1, ONonblock = 0x800;

    /// <summary>close(2). The descriptor is gone even where an error is reported.</summary>
    public static Errno Close(int fd) => Errno.Check(Libc.close(fd));

    /// <summary>Closes the descriptors from <paramref name="low"/> up to, not including, <paramref name="high"/>; errors are ignored.</summary>
    public static void CloseRange(int low, int high)
    {
        low = Math.Max(low, 0);
        if (high <= low || Libc.close_range((uint)low, (uint)high - 1, 0) == 0)
        {
            return;
        }
        for (int fd = low; fd < high; fd++)
        {
            Libc.close(fd);
        }
    }

    /// <summary>read(2): the number of bytes read, 0 at the end.</summary>
    public static nint Read(int fd, Span<byte> buffer, out Errno error)
    {
        fixed (byte* p = buffer)
        {
            return Errno.Check(Libc.read(fd, p, (nuint)buffer.Length), out error);
        }
    }

    /// <summary>write(2): the number of bytes written.</summary>
    public static nint Write(int fd, ReadOnlySpan<byte> buffer, out Errno error)
    {
        fixed (byte* p = buffer)
        {
            return Errno.Check(Libc.write(fd, p, (nuint)buffer.Length), out error);
        }
    }

    /// <summary>pread(2).</summary>
    public static nint ReadAt(int fd, Span<byte> buffer, long offset, out Errno error)
    {
        fixed (byte* p = buffer)
        {
            return Errno.Check(Libc.pread(fd, p, (nuint)buffer.Length, offset), out error);
        }
    }

    /// <summary>pwrite(2).</summary>
    public static nint WriteAt(int fd, ReadOnlySpan<byte> buffer, long offset, out Errno error)
    {
        fixed (byte* p = buffer)
        {
            return Errno.Check(Libc.pwrite(fd, p, (nuint)buffer.Length, offset), out error);
        }
    }

    /// <summary>readv(2) into pinned memory.</summary>
    public static nint ReadVector(int fd, ReadOnlySpan<IoVector> vectors, out Errno error)
    {
        fixed (IoVector* p = vectors)
        {
            return Errno.Check(Libc.readv(fd, p, vectors.Length), out error);
        }
    }

    /// <summary>writev(2) from pinned memory.</summary>
    public static nint WriteVector(int fd, ReadOnlySpan<IoVector> vectors, out Errno error)
    {
        fixed (IoVector* p = vectors)
        {
            return Errno.Check(Libc.writev(fd, p, vectors.Length), out error);
        }
    }

    /// <summary>preadv2(2) into pinned memory; without flags preadv(2).</summary>
    public static nint ReadVectorAt(int fd, ReadOnlySpan<IoVector> vectors, long offset, int flags, out Errno error)
    {
        fixed (IoVector* p = vectors)
        {
            return Errno.Check(
                flags == 0 ? Libc.preadv(fd, p, vectors.Length, offset) : Libc.preadv2(fd, p, vectors.Length, offset, flags), out error);
        }
    }

    /// <summary>pwritev2(2) from pinned memory; without flags pwritev(2).</summary>
    public static nint WriteVectorAt(int fd, ReadOnlySpan<IoVector> vectors, long offset, int flags, out Errno error)
    {
        fixed (IoVector* p = vectors)
        {
            return Errno.Check(
                flags == 0 ? Libc.pwritev(fd, p, vectors.Length, offset) : Libc.pwritev2(fd, p, vectors.Length, offset, flags), out error);
        }
    }

    /// <summary>lseek(2): the new offset.</summary>
    public static long Seek(int fd, long offset, int whence, out Errno error) => Errno.Check(Libc.lseek(fd, offset, whence), out error);

    /// <summary>ftruncate(2).</summary>
    public static Errno Truncate(int fd, long length) => Errno.Check(Libc.ftruncate(fd, length));

    /// <summary>fsync(2).</summary>
    public static Errno Sync(int fd) => Errno.Check(Libc.fsync(fd));

    /// <summary>fdatasync(2).</summary>
    public static Errno SyncData(int fd) => Errno.Check(Libc.fdatasync(fd));

    /// <summary>dup(2): the copy is inherited by programs that are executed.</summary>
    public static int Duplicate(int fd, out Errno error) => Errno.Check(Libc.dup(fd), out error);

    /// <summary>The lowest free descriptor from <paramref name="minimum"/> up as a copy that is not inherited (F_DUPFD_CLOEXEC).</summary>
    public static int DuplicateNotInherited(int fd, int minimum, out Errno error) => Errno.Check(Libc.fcntl(fd, 1030, minimum), out error);

    /// <summary>dup2(2).</summary>
    public static int Duplicate2(int fd, int target, out Errno error) => Errno.Check(Libc.dup2(fd, target), out error);

    /// <summary>dup3(2), with O_CLOEXEC or 0.</summary>
    public static int Duplicate3(int fd, int target, int flags, out Errno error) => Errno.Check(Libc.dup3(fd, target, flags), out error);

    /// <summary>pipe2(2).</summary>
    public static Errno Pipe(int flags, out int readEnd, out int writeEnd)
    {
        int* fds = stackalloc int[2];
        Errno error = Errno.Check(Libc.pipe2(fds, flags));
        (readEnd, writeEnd) = error.Failed ? (-1, -1) : (fds[0], fds[1]);
        return error;
    }

    /// <summary>fcntl(2) with an integer argument.</summary>
    public static int Control(int fd, int command, long argument, out Errno error) =>
        Errno.Check(Libc.fcntl(fd, command, (nint)argument), out error);

    /// <summary>fcntl(2) with a structure, which the call may change.</summary>
    public static int Control(int fd, int command, Span<byte> argument, out Errno error)
    {
        fixed (byte* p = argument)
        {
            return Errno.Check(Libc.fcntl(fd, command, (nint)p), out error);
        }
    }

    /// <summary>ioctl(2) with an integer argument.</summary>
    public static int IoControl(int fd, ulong request, long argument, out Errno error) =>
        Errno.Check(Libc.ioctl(fd, (nuint)request, (nint)argument), out error);

    /// <summary>ioctl(2) with a structure, which the call may change.</summary>
    public static int IoControl(int fd, ulong request, Span<byte> argument, out Errno error)
    {
        fixed (byte* p = argument)
        {
            return Errno.Check(Libc.ioctl(fd, (nuint)request, (nint)p), out error);
        }
    }

    /// <summary>flock(2).</summary>
    public static Errno Lock(int fd, int operation) => Errno.Check(Libc.flock(fd, operation));

    /// <summary>A record lock through fcntl(2): F_SETLK, or F_SETLKW where <paramref name="wait"/> is set.</summary>
    public static Errno LockRecord(int fd, FileLock region, bool wait) =>
        Errno.Check(Libc.fcntl(fd, wait ? FSetLkW : FSetLk, (nint)(&region)));

    /// <summary>The lock that would block <paramref name="region"/> (F_GETLK); its type is F_UNLCK where there is none.</summary>
    public static Errno TestRecordLock(int fd, ref FileLock region)
    {
        fixed (FileLock* p = &region)
        {
            return Errno.Check(Libc.fcntl(fd, FGetLk, (nint)p));
        }
    }

    /// <summary>lockf(3): a lock from the current offset on (os.lockf).</summary>
    public static Errno LockRange(int fd, int command, long length) => Errno.Check(Libc.lockf(fd, command, length));

    /// <summary>True where programs that are executed inherit the descriptor.</summary>
    public static bool GetInheritable(int fd, out Errno error)
    {
        int flags = Errno.Check(Libc.fcntl(fd, FGetFd, 0), out error);
        return !error.Failed && (flags & FdCloexec) == 0;
    }

    /// <summary>Sets whether programs that are executed inherit the descriptor.</summary>
    public static Errno SetInheritable(int fd, bool inheritable)
    {
        int flags = Errno.Check(Libc.fcntl(fd, FGetFd, 0), out Errno error);
        if (error.Failed)
        {
            return error;
        }
        int changed = inheritable ? flags & ~FdCloexec : flags | FdCloexec;
        return changed == flags ? default : Errno.Check(Libc.fcntl(fd, FSetFd, changed));
    }

    /// <summary>True where the descriptor is in blocking mode.</summary>
    public static bool GetBlocking(int fd, out Errno error)
    {
        int flags = Errno.Check(Libc.fcntl(fd, FGetFl, 0), out error);
        return !error.Failed && (flags & ONonblock) == 0;
    }

    /// <summary>Sets blocking mode.</summary>
    public static Errno SetBlocking(int fd, bool blocking)
    {
        int flags = Errno.Check(Libc.fcntl(fd, FGetFl, 0), out Errno error);
        if (error.Failed)
        {
            return error;
        }
        int changed = blocking ? flags & ~ONonblock : flags | ONonblock;
        return changed == flags ? default : Errno.Check(Libc.fcntl(fd, FSetFl, changed));
    }

    /// <summary>sendfile(2) from <paramref name="offset"/>, which advances.</summary>
    public static nint SendFile(int target, int source, ref long offset, nuint count, out Errno error)
    {
        fixed (long* p = &offset)
        {
            return Errno.Check(Libc.sendfile(target, source, p, count), out error);
        }
    }

    /// <summary>sendfile(2) from the current offset of the source.</summary>
    public static nint SendFile(int target, int source, nuint count, out Errno error) =>
        Errno.Check(Libc.sendfile(target, source, null, count), out error);

    /// <summary>copy_file_range(2); an offset of null is the descriptor's own, which advances.</summary>
    public static nint CopyFileRange(int source, long? sourceOffset, int target, long? targetOffset, nuint count, out Errno error)
    {
        long from = sourceOffset.GetValueOrDefault(), to = targetOffset.GetValueOrDefault();
        return Errno.Check(
            Libc.copy_file_range(source, sourceOffset.HasValue ? &from : null, target, targetOffset.HasValue ? &to : null, count, 0), out error);
    }

    /// <summary>splice(2); an offset of null is the descriptor's own, which advances.</summary>
    public static nint Splice(int source, long? sourceOffset, int target, long? targetOffset, nuint count, uint flags, out Errno error)
    {
        long from = sourceOffset.GetValueOrDefault(), to = targetOffset.GetValueOrDefault();
        return Errno.Check(
            Libc.splice(source, sourceOffset.HasValue ? &from : null, target, targetOffset.HasValue ? &to : null, count, flags), out error);
    }

    /// <summary>posix_fadvise(3).</summary>
    public static Errno Advise(int fd, long offset, long length, int advice) => new(Libc.posix_fadvise(fd, offset, length, advice));

    /// <summary>posix_fallocate(3).</summary>
    public static Errno Allocate(int fd, long offset, long length) => new(Libc.posix_fallocate(fd, offset, length));

    /// <summary>memfd_create(2).</summary>
    public static int CreateMemoryFile(ReadOnlySpan<byte> name, uint flags, out Errno error)
    {
        using var n = new CString(name, stackalloc byte[CString.Small]);
        return Errno.Check(Libc.memfd_create(n, flags), out error);
    }

    /// <summary>eventfd(2).</summary>
    public static int CreateEvent(uint value, int flags, out Errno error) => Errno.Check(Libc.eventfd(value, flags), out error);

    /// <summary>Reads the counter of an eventfd.</summary>
    public static ulong ReadEvent(int fd, out Errno error)
    {
        ulong value = 0;
        nint count = Errno.Check(Libc.read(fd, (byte*)&value, sizeof(ulong)), out error);
        return count == sizeof(ulong) ? value : 0;
    }

    /// <summary>Adds to the counter of an eventfd.</summary>
    public static Errno WriteEvent(int fd, ulong value)
    {
        Errno.Check(Libc.write(fd, (byte*)&value, sizeof(ulong)), out Errno error);
        return error;
    }

    /// <summary>timerfd_create(2).</summary>
    public static int CreateTimer(int clock, int flags, out Errno error) => Errno.Check(Libc.timerfd_create(clock, flags), out error);

    /// <summary>timerfd_settime(2); <paramref name="old"/> receives the former setting.</summary>
    public static Errno SetTimer(int fd, int flags, IntervalTimerSpec value, out IntervalTimerSpec old)
    {
        IntervalTimerSpec former = default;
        Errno error = Errno.Check(Libc.timerfd_settime(fd, flags, &value, &former));
        old = former;
        return error;
    }

    /// <summary>timerfd_gettime(2).</summary>
    public static Errno GetTimer(int fd, out IntervalTimerSpec value)
    {
        IntervalTimerSpec current = default;
        Errno error = Errno.Check(Libc.timerfd_gettime(fd, &current));
        value = current;
        return error;
    }
}
