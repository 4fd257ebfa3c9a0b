namespace Krait.Platform;

/// <summary>Extended attributes of files. An empty buffer asks for the size.</summary>
public static unsafe class ExtendedAttributes
{
    /// <summary>getxattr(2), or lgetxattr(2): the size of the value.</summary>
    public static nint Get(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, Span<byte> value, bool followLinks, out Errno error)
    {
        using var p = new CString(path, stackalloc byte[CString.Small]);
        using var n = new CString(name, stackalloc byte[CString.Small]);
        fixed (byte* v = value)
        {
            nuint size = (nuint)value.Length;
            return Errno.Check(followLinks ? Libc.getxattr(p, n, v, size) : Libc.lgetxattr(p, n, v, size), out error);
        }
    }

    /// <summary>fgetxattr(2): the size of the value.</summary>
    public static nint Get(int fd, ReadOnlySpan<byte> name, Span<byte> value, out Errno error)
    {
        using var n = new CString(name, stackalloc byte[CString.Small]);
        fixed (byte* v = value)
        {
            return Errno.Check(Libc.fgetxattr(fd, n, v, (nuint)value.Length), out error);
        }
    }

    /// <summary>setxattr(2), or lsetxattr(2).</summary>
    public static Errno Set(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int flags, bool followLinks)
    {
        using var p = new CString(path, stackalloc byte[CString.Small]);
        using var n = new CString(name, stackalloc byte[CString.Small]);
        fixed (byte* v = value)
        {
            nuint size = (nuint)value.Length;
            return Errno.Check(followLinks ? Libc.setxattr(p, n, v, size, flags) : Libc.lsetxattr(p, n, v, size, flags));
        }
    }

    /// <summary>fsetxattr(2).</summary>
    public static Errno Set(int fd, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int flags)
    {
        using var n = new CString(name, stackalloc byte[CString.Small]);
        fixed (byte* v = value)
        {
            return Errno.Check(Libc.fsetxattr(fd, n, v, (nuint)value.Length, flags));
        }
    }

    /// <summary>removexattr(2), or lremovexattr(2).</summary>
    public static Errno Remove(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, bool followLinks)
    {
        using var p = new CString(path, stackalloc byte[CString.Small]);
        using var n = new CString(name, stackalloc byte[CString.Small]);
        return Errno.Check(followLinks ? Libc.removexattr(p, n) : Libc.lremovexattr(p, n));
    }

    /// <summary>fremovexattr(2).</summary>
    public static Errno Remove(int fd, ReadOnlySpan<byte> name)
    {
        using var n = new CString(name, stackalloc byte[CString.Small]);
        return Errno.Check(Libc.fremovexattr(fd, n));
    }

    /// <summary>listxattr(2), or llistxattr(2): the size of the list of names, each closed by a NUL.</summary>
    public static nint List(ReadOnlySpan<byte> path, Span<byte> list, bool followLinks, out Errno error)
    {
        using var p = new CString(path, stackalloc byte[CString.Small]);
        fixed (byte* l = list)
        {
            nuint size = (nuint)list.Length;
            return Errno.Check(followLinks ? Libc.listxattr(p, l, size) : Libc.llistxattr(p, l, size), out error);
        }
    }

    /// <summary>flistxattr(2): the size of the list of names, each closed by a NUL.</summary>
    public static nint List(int fd, Span<byte> list, out Errno error)
    {
        fixed (byte* l = list)
        {
            return Errno.Check(Libc.flistxattr(fd, l, (nuint)list.Length), out error);
        }
    }
}
