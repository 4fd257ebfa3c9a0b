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

    private static readonly Lock s_enumeration = new();

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
        lock (s_enumeration)
        {
            Libc.setpwent();
            var entries = NameService.GetAll<Native, UserEntry>(static (entry, buffer, size, result) => Libc.getpwent_r(entry, buffer, size, result), Copy);
            Libc.endpwent();
            return entries;
        }
    }

    private static UserEntry? Run(NameService.Query<Native> query, out Errno error) => NameService.Find<Native, UserEntry>(query, Copy, out error);

    private static UserEntry Copy(in Native entry) => new(
        NativeText.Copy(entry.Name), NativeText.Copy(entry.Password), entry.User, entry.Group,
        NativeText.Copy(entry.Comment), NativeText.Copy(entry.Directory), NativeText.Copy(entry.Shell));
}
