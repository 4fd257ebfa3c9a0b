namespace Krait.Platform;

/// <summary>Who this process is: identifiers of process, user, group and session.</summary>
public static unsafe class ProcessIdentity
{
    /// <summary>getpid(2).</summary>
    public static int Process => Libc.getpid();

    /// <summary>The file that this process executes; null where the system does not tell.</summary>
    public static string? ExecutablePath
    {
        get
        {
            // What .NET has for it is the same link, at the price of two milliseconds of start-up.
            byte[] target = FileSystem.ReadLink(FileSystem.CurrentDirectory, "/proc/self/exe"u8, out Errno error);
            return error.Failed ? Environment.ProcessPath : System.Text.Encoding.UTF8.GetString(target);
        }
    }

    /// <summary>getppid(2).</summary>
    public static int Parent => Libc.getppid();

    /// <summary>gettid(2) of the calling thread.</summary>
    public static int Thread => Libc.gettid();

    /// <summary>getuid(2).</summary>
    public static uint User => Libc.getuid();

    /// <summary>geteuid(2).</summary>
    public static uint EffectiveUser => Libc.geteuid();

    /// <summary>getgid(2).</summary>
    public static uint Group => Libc.getgid();

    /// <summary>getegid(2).</summary>
    public static uint EffectiveGroup => Libc.getegid();

    /// <summary>getpgrp(2).</summary>
    public static int ProcessGroup => Libc.getpgrp();

    /// <summary>getresuid(2).</summary>
    public static Errno GetUsers(out uint real, out uint effective, out uint saved)
    {
        uint r = 0, e = 0, s = 0;
        Errno error = Errno.Check(Libc.getresuid(&r, &e, &s));
        (real, effective, saved) = (r, e, s);
        return error;
    }

    /// <summary>getresgid(2).</summary>
    public static Errno GetGroups(out uint real, out uint effective, out uint saved)
    {
        uint r = 0, e = 0, s = 0;
        Errno error = Errno.Check(Libc.getresgid(&r, &e, &s));
        (real, effective, saved) = (r, e, s);
        return error;
    }

    /// <summary>setuid(2).</summary>
    public static Errno SetUser(uint id) => Errno.Check(Libc.setuid(id));

    /// <summary>seteuid(2).</summary>
    public static Errno SetEffectiveUser(uint id) => Errno.Check(Libc.seteuid(id));

    /// <summary>setgid(2).</summary>
    public static Errno SetGroup(uint id) => Errno.Check(Libc.setgid(id));

    /// <summary>setegid(2).</summary>
    public static Errno SetEffectiveGroup(uint id) => Errno.Check(Libc.setegid(id));

    /// <summary>setreuid(2).</summary>
    public static Errno SetUsers(uint real, uint effective) => Errno.Check(Libc.setreuid(real, effective));

    /// <summary>setregid(2).</summary>
    public static Errno SetGroups(uint real, uint effective) => Errno.Check(Libc.setregid(real, effective));

    /// <summary>setresuid(2).</summary>
    public static Errno SetUsers(uint real, uint effective, uint saved) => Errno.Check(Libc.setresuid(real, effective, saved));

    /// <summary>setresgid(2).</summary>
    public static Errno SetGroups(uint real, uint effective, uint saved) => Errno.Check(Libc.setresgid(real, effective, saved));

    /// <summary>getgroups(2).</summary>
    public static uint[] GetSupplementaryGroups(out Errno error)
    {
        int count = Errno.Check(Libc.getgroups(0, null), out error);
        if (count <= 0)
        {
            return [];
        }
        var groups = new uint[count];
        fixed (uint* g = groups)
        {
            count = Errno.Check(Libc.getgroups(count, g), out error);
        }
        return error.Failed ? [] : groups[..count];
    }

    /// <summary>setgroups(2).</summary>
    public static Errno SetSupplementaryGroups(ReadOnlySpan<uint> groups)
    {
        fixed (uint* g = groups)
        {
            return Errno.Check(Libc.setgroups((nuint)groups.Length, g));
        }
    }

    /// <summary>initgroups(3).</summary>
    public static Errno InitializeGroups(ReadOnlySpan<byte> user, uint group)
    {
        using var u = new CString(user, stackalloc byte[CString.Small]);
        return Errno.Check(Libc.initgroups(u, group));
    }

    /// <summary>getgrouplist(3).</summary>
    public static uint[] GetGroupList(ReadOnlySpan<byte> user, uint group)
    {
        using var u = new CString(user, stackalloc byte[CString.Small]);
        for (int size = 64; ; size *= 2)
        {
            var groups = new uint[size];
            int count = size;
            fixed (uint* g = groups)
            {
                if (Libc.getgrouplist(u, group, g, &count) != -1)
                {
                    return groups[..count];
                }
            }
        }
    }

    /// <summary>getpgid(2).</summary>
    public static int GetProcessGroup(int process, out Errno error) => Errno.Check(Libc.getpgid(process), out error);

    /// <summary>setpgid(2).</summary>
    public static Errno SetProcessGroup(int process, int group) => Errno.Check(Libc.setpgid(process, group));

    /// <summary>getsid(2).</summary>
    public static int GetSession(int process, out Errno error) => Errno.Check(Libc.getsid(process), out error);

    /// <summary>setsid(2): the new session.</summary>
    public static int NewSession(out Errno error) => Errno.Check(Libc.setsid(), out error);

    /// <summary>getlogin(3).</summary>
    public static byte[] GetLogin(out Errno error)
    {
        byte* buffer = stackalloc byte[512];
        error = new Errno(Libc.getlogin_r(buffer, 512));
        return error.Failed ? [] : NativeText.Copy(buffer);
    }
}
