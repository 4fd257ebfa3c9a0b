using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

internal static partial class PosixModule
{
    private const int ClockTicksName = 2;

    /// <summary>Change or add an environment variable.</summary>
    [PyFunction("putenv")]
    private static void PutEnv(ThreadState thread, PyObject name, PyObject value)
    {
        var key = OsPath.Encode(thread, name);
        var text = OsPath.Encode(thread, value);
        if (key.AsSpan().Contains((byte)'='))
            throw Errors.Value("illegal environment variable name");
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "os.putenv", PyBytes.From(key), PyBytes.From(text));
        OsCall.Check(thread, ProcessEnvironment.Set(key, text));
    }

    /// <summary>Delete an environment variable.</summary>
    [PyFunction("unsetenv")]
    private static void UnsetEnv(ThreadState thread, PyObject name)
    {
        var key = OsPath.Encode(thread, name);
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "os.unsetenv", PyBytes.From(key));
        OsCall.Check(thread, ProcessEnvironment.Unset(key));
    }

    /// <summary>Return an object identifying the current operating system.
    ///
    /// The object behaves like a named tuple with the following fields:
    ///   (sysname, nodename, release, version, machine)</summary>
    [PyFunction("uname")]
    private static PyObject UName(ThreadState thread)
    {
        var name = OsCall.Query(thread, HostInformation.GetName)!;
        return StructSequence.New(
            thread,
            PosixTypes.UnameResult,
            OsPath.Text(name.System),
            OsPath.Text(name.Node),
            OsPath.Text(name.Release),
            OsPath.Text(name.Version),
            OsPath.Text(name.Machine));
    }

    /// <summary>Return a collection containing process timing information.
    ///
    /// The object returned behaves like a named tuple with these fields:
    ///   (utime, stime, cutime, cstime, elapsed_time)
    /// All fields are floating-point numbers.</summary>
    [PyFunction("times")]
    private static PyObject Times(ThreadState thread)
    {
        OsCall.Check(thread, Resources.GetTimes(out var times));
        var ticks = (double)SystemConfiguration.Get(ClockTicksName, out _);
        return StructSequence.New(
            thread,
            PosixTypes.TimesResult,
            PyFloat.From(times.User / ticks),
            PyFloat.From(times.System / ticks),
            PyFloat.From(times.ChildrenUser / ticks),
            PyFloat.From(times.ChildrenSystem / ticks),
            PyFloat.From(times.Elapsed / ticks));
    }

    /// <summary>Return average recent system load information.
    ///
    /// Return the number of processes in the system run queue averaged over
    /// the last 1, 5, and 15 minutes as a tuple of three floats.
    /// Raises OSError if the load average was unobtainable.</summary>
    [PyFunction("getloadavg")]
    private static PyObject GetLoadAvg(ThreadState thread)
    {
        if (!HostInformation.GetLoadAverages(out var one, out var five, out var fifteen))
            throw Errors.New(ExceptionTypes.OSError, "Load averages are unobtainable");
        return PyTuple.Create(thread, PyFloat.From(one), PyFloat.From(five), PyFloat.From(fifteen));
    }

    /// <summary>Return an integer-valued system configuration variable.</summary>
    [PyFunction("sysconf")]
    private static long SysConf(ThreadState thread, PyModule module, PyObject name)
    {
        var number = ConfigurationName(thread, module, "sysconf_names", name);
        return OsCall.Query(thread, (out e) => SystemConfiguration.Get(number, out e));
    }

    /// <summary>Return the configuration limit name for the file or directory path.
    ///
    /// If there is no limit, return -1.
    /// On some platforms, path may also be specified as an open file descriptor.
    ///   If this functionality is unavailable, using it raises an exception.</summary>
    [PyFunction("pathconf")]
    private static long PathConf(ThreadState thread, PyModule module, [Keyword] PyObject path, [Keyword] PyObject name)
    {
        var file = OsPath.OrFd(thread, "pathconf", "path", path);
        var number = ConfigurationName(thread, module, "pathconf_names", name);
        return OsCall.Run(
            thread,
            (out e) => file.IsFd
                ? SystemConfiguration.GetForDescriptor(file.Fd, number, out e)
                : SystemConfiguration.GetForPath(file.Bytes, number, out e),
            file.Object);
    }

    /// <summary>Return the configuration limit name for the file descriptor fd.
    ///
    /// If there is no limit, return -1.</summary>
    [PyFunction("fpathconf")]
    private static long FPathConf(ThreadState thread, PyModule module, PyObject fd, PyObject name)
    {
        var file = OsArguments.FileNumber(thread, fd);
        var number = ConfigurationName(thread, module, "pathconf_names", name);
        return OsCall.Query(thread, (out e) => SystemConfiguration.GetForDescriptor(file, number, out e));
    }

    /// <summary>Return a string-valued system configuration variable.</summary>
    [PyFunction("confstr")]
    private static PyObject ConfStr(ThreadState thread, PyModule module, PyObject name)
    {
        var number = ConfigurationName(thread, module, "confstr_names", name);
        var value = OsCall.Query(thread, (out e) => SystemConfiguration.GetString(number, out e));
        return value is null ? PyNone.Instance : OsPath.Text(value);
    }

    private static int ConfigurationName(ThreadState thread, PyModule module, string table, PyObject name)
    {
        if (name is PyStr)
        {
            var names = module.Dict.GetItem(table) ?? throw Errors.Attribute(thread, $"module 'posix' has no attribute '{table}'", module, PyStr.Intern(table));
            var found = Op.TryGetMappingItem(thread, names, name) ?? throw Errors.Value("unrecognized configuration name");
            return ArgumentConversion.ToInt(thread, found);
        }
        return name.Type.NbIndex is null
            ? throw Errors.Type("configuration names must be strings or integers")
            : ArgumentConversion.ToInt(thread, name);
    }

    /// <summary>Return a bytes object containing random bytes suitable for cryptographic use.</summary>
    [PyFunction("urandom")]
    private static PyObject URandom(ThreadState thread, long size)
    {
        if (size < 0)
            throw Errors.Value("negative argument not allowed");
        var bytes = new byte[size];
        for (var filled = 0; filled < bytes.Length;)
        {
            var start = filled;
            filled += (int)OsCall.Run(thread, (out e) => FileSystem.GetRandom(bytes.AsSpan(start), 0, out e));
        }
        return PyBytes.From(bytes);
    }

    /// <summary>Obtain a series of random bytes.</summary>
    [PyFunction("getrandom")]
    private static PyObject GetRandom(ThreadState thread, [Keyword] long size, [Keyword] int flags = 0)
    {
        if (size < 0)
            throw Errors.Os(thread, Errno.EINVAL);
        var bytes = new byte[size];
        var count = OsCall.Run(thread, (out e) => FileSystem.GetRandom(bytes, (uint)flags, out e));
        return PyBytes.From(bytes.AsSpan(0, (int)count));
    }

    /// <summary>Return the name of the controlling terminal for this process.</summary>
    [PyFunction("ctermid")]
    private static PyObject CTermId() => OsPath.Text(Terminal.ControllingName());

    /// <summary>Return the name of the terminal device connected to 'fd'.
    ///
    ///   fd
    ///     Integer file descriptor handle.</summary>
    [PyFunction("ttyname")]
    private static PyObject TtyName(ThreadState thread, int fd) => OsPath.Text(OsCall.Query(thread, (out e) => Terminal.GetName(fd, out e)));

    /// <summary>Return the size of the terminal window as (columns, lines).
    ///
    /// The optional argument fd (default standard output) specifies
    /// which file descriptor should be queried.
    ///
    /// If the file descriptor is not connected to a terminal, an OSError
    /// is thrown.
    ///
    /// This function will only be defined if an implementation is
    /// available for this system.
    ///
    /// shutil.get_terminal_size is the high-level function which should
    /// normally be used, os.get_terminal_size is the low-level implementation.</summary>
    [PyFunction("get_terminal_size")]
    private static PyObject GetTerminalSize(ThreadState thread, int fd = 1)
    {
        var size = OsCall.Query(thread, (out e) => Terminal.GetSize(fd, out e));
        return StructSequence.New(thread, PosixTypes.TerminalSize, PyInt.From(size.Columns), PyInt.From(size.Rows));
    }

    /// <summary>Return the process group associated with the terminal specified by fd.</summary>
    [PyFunction("tcgetpgrp")]
    private static long TcGetPgrp(ThreadState thread, int fd) => OsCall.Query(thread, (out e) => Terminal.GetForegroundGroup(fd, out e));

    /// <summary>Set the process group associated with the terminal specified by fd.</summary>
    [PyFunction("tcsetpgrp")]
    private static void TcSetPgrp(ThreadState thread, int fd, PyObject pgid) =>
        OsCall.Check(thread, Terminal.SetForegroundGroup(fd, OsArguments.Process(thread, pgid)));

    /// <summary>Open a pseudo-terminal.
    ///
    /// Return a tuple of (master_fd, slave_fd) containing open file descriptors
    /// for both the master and slave ends.</summary>
    [PyFunction("openpty")]
    private static PyObject OpenPty(ThreadState thread)
    {
        OsCall.Check(thread, Terminal.OpenPair(out var master, out var slave));
        return PyTuple.Create(thread, PyInt.From(master), PyInt.From(slave));
    }

    /// <summary>Open and return a file descriptor for a master pseudo-terminal device.
    ///
    /// Performs a posix_openpt() C function call. The oflag argument is used to
    /// set file status flags and file access modes as specified in the manual page
    /// of posix_openpt() of your system.</summary>
    [PyFunction("posix_openpt")]
    private static long PosixOpenPt(ThreadState thread, int oflag) =>
        OsCall.Query(thread, (out e) => Terminal.OpenMaster(oflag | Cloexec, out e));

    /// <summary>Grant access to the slave pseudo-terminal device.
    ///
    ///   fd
    ///     File descriptor of a master pseudo-terminal device.
    ///
    /// Performs a grantpt() C function call.</summary>
    [PyFunction("grantpt")]
    private static void GrantPt(ThreadState thread, PyObject fd) =>
        OsCall.Check(thread, Terminal.Grant(OsArguments.FileNumber(thread, fd)));

    /// <summary>Unlock a pseudo-terminal master/slave pair.
    ///
    ///   fd
    ///     File descriptor of a master pseudo-terminal device.
    ///
    /// Performs an unlockpt() C function call.</summary>
    [PyFunction("unlockpt")]
    private static void UnlockPt(ThreadState thread, PyObject fd) =>
        OsCall.Check(thread, Terminal.Unlock(OsArguments.FileNumber(thread, fd)));

    /// <summary>Return the name of the slave pseudo-terminal device.
    ///
    ///   fd
    ///     File descriptor of a master pseudo-terminal device.
    ///
    /// If the ptsname_r() C function is available, it is called;
    /// otherwise, performs a ptsname() C function call.</summary>
    [PyFunction("ptsname")]
    private static PyObject PtsName(ThreadState thread, PyObject fd)
    {
        var master = OsArguments.FileNumber(thread, fd);
        return OsPath.Text(OsCall.Query(thread, (out e) => Terminal.GetSlaveName(master, out e)));
    }

    /// <summary>Prepare the tty of which fd is a file descriptor for a new login session.
    ///
    /// Make the calling process a session leader; make the tty the
    /// controlling tty, the stdin, the stdout, and the stderr of the
    /// calling process; close fd.</summary>
    [PyFunction("login_tty")]
    private static void LoginTty(ThreadState thread, PyObject fd) =>
        OsCall.Check(thread, Terminal.Login(OsArguments.FileNumber(thread, fd)));
}
