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

    private static readonly Lock s_enumeration = new();

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
        lock (s_enumeration)
        {
            Libc.setgrent();
            var entries = NameService.GetAll<Native, GroupEntry>(static (entry, buffer, size, result) => Libc.getgrent_r(entry, buffer, size, result), Copy);
            Libc.endgrent();
            return entries;
        }
    }

    private static GroupEntry? Run(NameService.Query<Native> query, out Errno error) => NameService.Find<Native, GroupEntry>(query, Copy, out error);

    private static GroupEntry Copy(in Native entry) =>
        new(NativeText.Copy(entry.Name), NativeText.Copy(entry.Password), entry.Group, NativeText.CopyAll(entry.Members));
}
