using System.Runtime.InteropServices;

namespace Krait.Platform;

/// <summary>An entry of the group database: struct group.</summary>
public sealed record GroupEntry(byte[] Name, byte[] Password, uint Group, byte[][] Members);

/// <summary>The groups that the system knows. Null without an error: there is no such group.</summary>
public static unsafe class GroupDatabase
{
    [StructLayout(LayoutKind.Sequential)]
    internal struct Native
    {
        internal byte* Name, Password;
        internal uint Group;
        internal byte** Members;
    }

    private const int FirstBuffer = 4096, LargestBuffer = 1 << 24;

    private static readonly Lock s_enumeration = new();

    private delegate int Query(Native* entry, byte* buffer, nuint size, Native** result);

    /// <summary>getgrnam(3).</summary>
    public static GroupEntry? Find(ReadOnlySpan<byte> name, out Errno error)
    {
        using var n = new CString(name, stackalloc byte[CString.Small]);
        byte* text = n;
        return Run((entry, buffer, size, result) => Libc.getgrnam_r(text, entry, buffer, size, result), out error);
    }

    /// <summary>getgrgid(3).</summary>
    public static GroupEntry? Find(uint group, out Errno error) =>
        Run((entry, buffer, size, result) => Libc.getgrgid_r(group, entry, buffer, size, result), out error);

    /// <summary>All entries.</summary>
    public static List<GroupEntry> GetAll()
    {
        var entries = new List<GroupEntry>();
        lock (s_enumeration)
        {
            Libc.setgrent();
            while (Run(static (entry, buffer, size, result) => Libc.getgrent_r(entry, buffer, size, result), out _) is { } next)
            {
                entries.Add(next);
            }
            Libc.endgrent();
        }
        return entries;
    }

    private static GroupEntry? Run(Query query, out Errno error)
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
                    // Some of the system's sources report "no such group" as an error of their own.
                    error = new Errno(code is Errno.ENOENT or Errno.ESRCH or Errno.EBADF or Errno.EPERM ? 0 : code);
                    return null;
                }
                error = default;
                return new GroupEntry(NativeText.Copy(entry.Name), NativeText.Copy(entry.Password), entry.Group, NativeText.CopyAll(entry.Members));
            }
        }
    }
}
