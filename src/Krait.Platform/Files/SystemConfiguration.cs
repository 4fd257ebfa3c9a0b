namespace Krait.Platform;

/// <summary>Limits and settings of the system by number; the names are in <see cref="PosixConstants"/>.</summary>
public static unsafe class SystemConfiguration
{
    /// <summary>sysconf(3); -1 without an error is "no limit".</summary>
    public static long Get(int name, out Errno error) => Ask(Prepare() ? Libc.sysconf(name) : 0, out error);

    /// <summary>pathconf(3); -1 without an error is "no limit".</summary>
    public static long GetForPath(ReadOnlySpan<byte> path, int name, out Errno error)
    {
        using var p = new CString(path, stackalloc byte[CString.Small]);
        return Ask(Prepare() ? Libc.pathconf(p, name) : 0, out error);
    }

    /// <summary>fpathconf(3); -1 without an error is "no limit".</summary>
    public static long GetForDescriptor(int fd, int name, out Errno error) => Ask(Prepare() ? Libc.fpathconf(fd, name) : 0, out error);

    /// <summary>confstr(3): null for a name without a value.</summary>
    public static byte[]? GetString(int name, out Errno error)
    {
        Prepare();
        nuint size = Libc.confstr(name, null, 0);
        error = size == 0 ? Errno.Last() : default;
        if (size == 0)
        {
            return null;
        }
        byte[] buffer = new byte[size];
        fixed (byte* b = buffer)
        {
            Libc.confstr(name, b, size);
        }
        return buffer[..^1];
    }

    // An unchanged errno tells "no limit" from a failure, so it has to be clear beforehand.
    private static bool Prepare()
    {
        System.Runtime.InteropServices.Marshal.SetLastSystemError(0);
        return true;
    }

    private static long Ask(long result, out Errno error)
    {
        error = result == -1 ? Errno.Last() : default;
        return result;
    }
}
