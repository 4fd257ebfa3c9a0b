namespace Krait.Platform;

/// <summary>
/// The process's own environment block, which executed programs and the C library see. (.NET's Environment class works on a copy.)
/// The C library's environment is not made for threads: callers serialise changes.
/// </summary>
public static unsafe class ProcessEnvironment
{
    private static byte*** s_environ;

    /// <summary>The entries, each "name=value".</summary>
    public static List<byte[]> GetAll()
    {
        var entries = new List<byte[]>();
        byte** block = Block;
        for (int i = 0; block != null && block[i] != null; i++)
        {
            entries.Add(NativeText.Copy(block[i]));
        }
        return entries;
    }

    /// <summary>getenv(3): null where the name is not set.</summary>
    public static byte[]? Get(ReadOnlySpan<byte> name)
    {
        using var n = new CString(name, stackalloc byte[CString.Small]);
        byte* value = Libc.getenv(n);
        return value == null ? null : NativeText.Copy(value);
    }

    /// <summary>setenv(3), replacing a former value.</summary>
    public static Errno Set(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        using var n = new CString(name, stackalloc byte[CString.Small]);
        using var v = new CString(value, stackalloc byte[CString.Small]);
        return Errno.Check(Libc.setenv(n, v, 1));
    }

    /// <summary>unsetenv(3).</summary>
    public static Errno Unset(ReadOnlySpan<byte> name)
    {
        using var n = new CString(name, stackalloc byte[CString.Small]);
        return Errno.Check(Libc.unsetenv(n));
    }

    /// <summary>clearenv(3).</summary>
    public static Errno Clear() => Errno.Check(Libc.clearenv());

    internal static byte** Block
    {
        get
        {
            if (s_environ == null)
            {
                using var name = new CString("environ"u8, stackalloc byte[CString.Small]);
                s_environ = (byte***)Libc.dlsym(null, name);
            }
            return s_environ == null ? null : *s_environ;
        }
    }
}
