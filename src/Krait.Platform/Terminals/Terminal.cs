using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Krait.Platform;

/// <summary>The settings of a terminal: struct termios.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct TerminalSettings
{
    /// <summary>The number of control characters.</summary>
    public const int ControlCharacterCount = 32;

    /// <summary>c_iflag, c_oflag, c_cflag, c_lflag.</summary>
    public uint InputFlags, OutputFlags, ControlFlags, LocalFlags;

    /// <summary>c_line.</summary>
    public byte LineDiscipline;

    /// <summary>c_cc.</summary>
    public ControlCharacterArray ControlCharacters;

    /// <summary>Baud rates as constants (B9600).</summary>
    public uint InputSpeed, OutputSpeed;

    /// <summary>The control characters in place.</summary>
    [InlineArray(ControlCharacterCount)]
    public struct ControlCharacterArray
    {
        private byte _element;
    }
}

/// <summary>The size of a terminal in characters and pixels.</summary>
public record struct TerminalSize(ushort Rows, ushort Columns, ushort Width, ushort Height);

/// <summary>Terminals and pseudo-terminals.</summary>
public static unsafe class Terminal
{
    private const uint GetSizeRequest = 0x5413, SetSizeRequest = 0x5414, MakeControlling = 0x540E;

    /// <summary>True where the descriptor is a terminal.</summary>
    public static bool IsTerminal(int fd) => Libc.isatty(fd) == 1;

    /// <summary>ttyname(3).</summary>
    public static byte[] GetName(int fd, out Errno error)
    {
        byte* buffer = stackalloc byte[4096];
        error = new Errno(Libc.ttyname_r(fd, buffer, 4096));
        return error.Failed ? [] : NativeText.Copy(buffer);
    }

    /// <summary>ctermid(3).</summary>
    public static byte[] ControllingName()
    {
        byte* buffer = stackalloc byte[256];
        Libc.ctermid(buffer);
        return NativeText.Copy(buffer);
    }

    /// <summary>tcgetattr(3).</summary>
    public static Errno GetSettings(int fd, out TerminalSettings settings)
    {
        TerminalSettings current = default;
        Errno error = Errno.Check(Libc.tcgetattr(fd, &current));
        settings = current;
        return error;
    }

    /// <summary>tcsetattr(3): TCSANOW 0, TCSADRAIN 1, TCSAFLUSH 2.</summary>
    public static Errno SetSettings(int fd, int when, in TerminalSettings settings)
    {
        fixed (TerminalSettings* s = &settings)
        {
            return Errno.Check(Libc.tcsetattr(fd, when, s));
        }
    }

    /// <summary>cfsetispeed(3) and cfsetospeed(3): EINVAL for a number that is no baud rate.</summary>
    public static Errno SetSpeeds(ref TerminalSettings settings, uint input, uint output)
    {
        fixed (TerminalSettings* s = &settings)
        {
            Errno error = Errno.Check(Libc.cfsetispeed(s, input));
            return error.Failed ? error : Errno.Check(Libc.cfsetospeed(s, output));
        }
    }

    /// <summary>tcsendbreak(3).</summary>
    public static Errno SendBreak(int fd, int duration) => Errno.Check(Libc.tcsendbreak(fd, duration));

    /// <summary>tcdrain(3).</summary>
    public static Errno Drain(int fd) => Errno.Check(Libc.tcdrain(fd));

    /// <summary>tcflush(3).</summary>
    public static Errno Flush(int fd, int queue) => Errno.Check(Libc.tcflush(fd, queue));

    /// <summary>tcflow(3).</summary>
    public static Errno Flow(int fd, int action) => Errno.Check(Libc.tcflow(fd, action));

    /// <summary>tcgetwinsize: the size in characters.</summary>
    public static TerminalSize GetSize(int fd, out Errno error)
    {
        TerminalSize size = default;
        error = Errno.Check(Libc.ioctl(fd, GetSizeRequest, (nint)(&size)));
        return size;
    }

    /// <summary>tcsetwinsize.</summary>
    public static Errno SetSize(int fd, TerminalSize size) => Errno.Check(Libc.ioctl(fd, SetSizeRequest, (nint)(&size)));

    /// <summary>tcgetpgrp(3).</summary>
    public static int GetForegroundGroup(int fd, out Errno error) => Errno.Check(Libc.tcgetpgrp(fd), out error);

    /// <summary>tcsetpgrp(3).</summary>
    public static Errno SetForegroundGroup(int fd, int group) => Errno.Check(Libc.tcsetpgrp(fd, group));

    /// <summary>posix_openpt(3): the master of a new pseudo-terminal.</summary>
    public static int OpenMaster(int flags, out Errno error) => Errno.Check(Libc.posix_openpt(flags), out error);

    /// <summary>grantpt(3).</summary>
    public static Errno Grant(int master) => Errno.Check(Libc.grantpt(master));

    /// <summary>unlockpt(3).</summary>
    public static Errno Unlock(int master) => Errno.Check(Libc.unlockpt(master));

    /// <summary>ptsname_r(3).</summary>
    public static byte[] GetSlaveName(int master, out Errno error)
    {
        byte* buffer = stackalloc byte[256];
        error = new Errno(Libc.ptsname_r(master, buffer, 256));
        return error.Failed ? [] : NativeText.Copy(buffer);
    }

    /// <summary>openpty(3), with descriptors that executed programs do not inherit.</summary>
    public static Errno OpenPair(out int master, out int slave)
    {
        const int ReadWrite = 2, NoControl = 0x100, CloseOnExec = 0x80000;
        slave = -1;
        master = OpenMaster(ReadWrite | NoControl | CloseOnExec, out Errno error);
        if (error.Failed)
        {
            return error;
        }
        error = Grant(master);
        error = error.Failed ? error : Unlock(master);
        if (!error.Failed)
        {
            byte[] name = GetSlaveName(master, out error);
            slave = error.Failed ? -1 : FileSystem.Open(name, ReadWrite | NoControl | CloseOnExec, 0, out error);
        }
        if (error.Failed)
        {
            Libc.close(master);
            master = -1;
        }
        return error;
    }

    /// <summary>login_tty(3): a new session on the terminal, which becomes 0, 1 and 2.</summary>
    public static Errno Login(int fd)
    {
        Libc.setsid();
        Errno error = Errno.Check(Libc.ioctl(fd, MakeControlling, 0));
        for (int target = 0; target < 3 && !error.Failed; target++)
        {
            error = Errno.Check(Libc.dup2(fd, target));
        }
        if (!error.Failed && fd > 2)
        {
            Libc.close(fd);
        }
        return error;
    }
}
