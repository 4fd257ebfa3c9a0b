using System.Runtime.InteropServices;

namespace Krait.Platform;

/// <summary>The system's log, syslog(3).</summary>
public static unsafe class SystemLog
{
    // openlog keeps the pointer that it is given.
    private static byte* s_identity;

    /// <summary>True from <see cref="Open"/> to <see cref="Close"/>.</summary>
    public static bool IsOpen { get; private set; }

    /// <summary>openlog(3); an identity of null is the program's name.</summary>
    public static void Open(byte[]? identity, int options, int facility)
    {
        byte* copy = null;
        if (identity is not null)
        {
            copy = (byte*)NativeMemory.AllocZeroed((nuint)identity.Length + 1);
            identity.CopyTo(new Span<byte>(copy, identity.Length));
        }
        Libc.openlog(copy, options, facility);
        NativeMemory.Free(s_identity);
        s_identity = copy;
        IsOpen = true;
    }

    /// <summary>syslog(3).</summary>
    public static void Write(int priority, ReadOnlySpan<byte> message)
    {
        using var format = new CString("%s"u8, stackalloc byte[8]);
        using var text = new CString(message, stackalloc byte[CString.Small]);
        Libc.syslog(priority, format, text);
    }

    /// <summary>closelog(3).</summary>
    public static void Close()
    {
        IsOpen = false;
        Libc.closelog();
        NativeMemory.Free(s_identity);
        s_identity = null;
    }

    /// <summary>setlogmask(3): the former mask.</summary>
    public static int SetMask(int mask) => Libc.setlogmask(mask);
}
