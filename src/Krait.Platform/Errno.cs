using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Krait.Platform;

/// <summary>The outcome of a call to the operating system: zero, or an error number.</summary>
public readonly record struct Errno(int Value)
{
    /// <summary>No error.</summary>
    public static Errno None => default;

    /// <summary>True where the call failed.</summary>
    public bool Failed => Value != 0;

    /// <summary>True where a signal interrupted the call before it had any effect.</summary>
    public bool Interrupted => Value == EINTR;

    /// <summary>The symbolic name (<c>ENOENT</c>), or null for a number without one.</summary>
    public string? Name => ErrnoNames.NameOf(Value);

    /// <summary>The message of strerror.</summary>
    public string Message => ErrnoNames.Message(Value);

#pragma warning disable CS1591, SA1310
    public const int EPERM = 1, ENOENT = 2, ESRCH = 3, EINTR = 4, EIO = 5, ENXIO = 6, E2BIG = 7, ENOEXEC = 8, EBADF = 9, ECHILD = 10,
        EAGAIN = 11, EWOULDBLOCK = 11, ENOMEM = 12, EACCES = 13, EFAULT = 14, EBUSY = 16, EEXIST = 17, EXDEV = 18, ENODEV = 19,
        ENOTDIR = 20, EISDIR = 21, EINVAL = 22, ENFILE = 23, EMFILE = 24, ENOTTY = 25, EFBIG = 27, ENOSPC = 28, ESPIPE = 29, EROFS = 30,
        EMLINK = 31, EPIPE = 32, EDOM = 33, ERANGE = 34, EDEADLK = 35, ENAMETOOLONG = 36, ENOSYS = 38, ENOTEMPTY = 39, ELOOP = 40,
        ENODATA = 61, EOVERFLOW = 75, ENOTSOCK = 88, EOPNOTSUPP = 95, ENOTSUP = 95, EADDRINUSE = 98, EADDRNOTAVAIL = 99,
        ECONNABORTED = 103, ECONNRESET = 104, EISCONN = 106, ENOTCONN = 107, ESHUTDOWN = 108, ETIMEDOUT = 110, ECONNREFUSED = 111,
        EALREADY = 114, EINPROGRESS = 115;
#pragma warning restore CS1591, SA1310

    /// <summary>The error that the calling thread's last failing call left behind. Ask at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Errno Last() => new(Marshal.GetLastSystemError());

    /// <summary>The result of a call that returns -1 on failure.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Check(int result, out Errno error)
    {
        error = result == -1 ? Last() : default;
        return result;
    }

    /// <inheritdoc cref="Check(int, out Errno)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static nint Check(nint result, out Errno error)
    {
        error = result == -1 ? Last() : default;
        return result;
    }

    /// <inheritdoc cref="Check(int, out Errno)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long Check(long result, out Errno error)
    {
        error = result == -1 ? Last() : default;
        return result;
    }

    /// <summary>The outcome of a call that returns -1 on failure and nothing of interest otherwise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Errno Check(int result) => result == -1 ? Last() : default;

    /// <inheritdoc/>
    public override string ToString() => Failed ? $"[Errno {Value}] {Message}" : "success";
}

/// <summary>Names and messages of error numbers.</summary>
public static class ErrnoNames
{
    private static readonly Dictionary<int, string> s_names = BuildNames();

    /// <summary>The symbolic name of a number, or null. Of two names for a number (EAGAIN, EWOULDBLOCK) the usual one.</summary>
    public static string? NameOf(int number) => s_names.GetValueOrDefault(number);

    /// <summary>The system's message for a number, in the language of the current locale.</summary>
    public static unsafe string Message(int number)
    {
        byte* buffer = stackalloc byte[512];
        byte* text = Libc.strerror_r(number, buffer, 512);
        return Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
    }

    private static Dictionary<int, string> BuildNames()
    {
        var names = new Dictionary<int, string>();
        foreach ((string name, long value) in ErrnoConstants.All())
        {
            if (name is not ("EWOULDBLOCK" or "EDEADLOCK" or "ENOTSUP"))
            {
                names[(int)value] = name;
            }
        }
        return names;
    }
}
