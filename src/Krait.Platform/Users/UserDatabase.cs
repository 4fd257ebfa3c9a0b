using System.Runtime.InteropServices;

namespace Krait.Platform;

/// <summary>An entry of the user database: struct passwd.</summary>
public sealed record UserEntry(byte[] Name, byte[] Password, uint User, uint Group, byte[] Comment, byte[] Directory, byte[] Shell);

/// <summary>The users that the system knows. Null without an error: there is no such user.</summary>
public static unsafe class UserDatabase
{
    [StructLayout(LayoutKind.Sequential)]
    internal struct Native
    {
        internal byte* Name, Password;
        internal uint User, Group;
        internal byte* Comment, Directory, Shell;
    }

    private const int FirstBuffer = 4096, LargestBuffer = 1 << 24;

    private static readonly Lock s_enumeration = new();

    private delegate int Query(Native* entry, byte* buffer, nuint size, Native** result);

    /// <summary>getpwnam(3).</summary>
    public static UserEntry? Find(ReadOnlySpan<byte> name, out Errno error)
    {
        using var n = new CString(name, stackalloc byte[CString.Small]);
        byte* text = n;
        return Run((entry, buffer, size, result) => Libc.getpwnam_r(text, entry, buffer, size, result), out error);
    }

    /// <summary>getpwuid(3).</summary>
    public static UserEntry? Find(uint user, out Errno error) =>
        Run((entry, buffer, size, result) => Libc.getpwuid_r(user, entry, buffer, size, result), out error);

    /// <summary>All entries.</summary>
    public static List<UserEntry> GetAll()
    {
        var entries = new List<UserEntry>();
        lock (s_enumeration)
        {
            Libc.setpwent();
            while (Run(static (entry, buffer, size, result) => Libc.getpwent_r(entry, buffer, size, result), out _) is { } next)
            {
                entries.Add(next);
            }
            Libc.endpwent();
        }
        return entries;
    }

    private static UserEntry? Run(Query query, out Errno error)
    {
        for (int size = FirstBuffer; ; size *= 4)
        {
            byte[] buffer = GC.AllocateUninitializedArray<byte>(size);
            Native entry;
            Native* result = null;
            fixed (byte* b = buffer)
            {
                int code = query(&entry, b, (nuint)size, &result);
                if (code == Errno.ERANGE && size < LargestBuffer)
                {
                    continue;
                }
                if (result == null)
                {
                    // Some of the system's sources report "no such user" as an error of their own.
                    error = new Errno(code is Errno.ENOENT or Errno.ESRCH or Errno.EBADF or Errno.EPERM ? 0 : code);
                    return null;
                }
                error = default;
                return new UserEntry(
                    NativeText.Copy(entry.Name), NativeText.Copy(entry.Password), entry.User, entry.Group,
                    NativeText.Copy(entry.Comment), NativeText.Copy(entry.Directory), NativeText.Copy(entry.Shell));
            }
        }
    }
}
