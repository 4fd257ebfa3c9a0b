using Krait.Runtime;

namespace Krait.Modules.Os;

/// <summary>The struct sequences of <c>posix</c>.</summary>
internal static class PosixTypes
{
    public static readonly PyType StatResult = StructSequence.CreateType(
        "stat_result",
        "os",
        """
        stat_result: Result from stat, fstat, or lstat.

        This object may be accessed either as a tuple of
          (mode, ino, dev, nlink, uid, gid, size, atime, mtime, ctime)
        or via the attributes st_mode, st_ino, st_dev, st_nlink, st_uid, and so on.

        Posix/windows: If your platform supports st_blksize, st_blocks, st_rdev,
        or st_flags, they are available as attributes only.

        See os.stat for more information.
        """,
        [
            new("st_mode", "protection bits"),
            new("st_ino", "inode"),
            new("st_dev", "device"),
            new("st_nlink", "number of hard links"),
            new("st_uid", "user ID of owner"),
            new("st_gid", "group ID of owner"),
            new("st_size", "total size, in bytes"),
            new(null, "integer time of last access"),
            new(null, "integer time of last modification"),
            new(null, "integer time of last change"),
            new("st_atime", "time of last access"),
            new("st_mtime", "time of last modification"),
            new("st_ctime", "time of last change"),
            new("st_atime_ns", "time of last access in nanoseconds"),
            new("st_mtime_ns", "time of last modification in nanoseconds"),
            new("st_ctime_ns", "time of last change in nanoseconds"),
            new("st_blksize", "blocksize for filesystem I/O"),
            new("st_blocks", "number of blocks allocated"),
            new("st_rdev", "device type (if inode device)"),
        ],
        10,
        CompleteTimes);

    public static readonly PyType StatvfsResult = StructSequence.CreateType(
        "statvfs_result",
        "os",
        """
        statvfs_result: Result from statvfs or fstatvfs.

        This object may be accessed either as a tuple of
          (bsize, frsize, blocks, bfree, bavail, files, ffree, favail, flag, namemax),
        or via the attributes f_bsize, f_frsize, f_blocks, f_bfree, and so on.

        See os.statvfs for more information.
        """,
        ["f_bsize", "f_frsize", "f_blocks", "f_bfree", "f_bavail", "f_files", "f_ffree", "f_favail", "f_flag", "f_namemax", "f_fsid"],
        10);

    public static readonly PyType TerminalSize = StructSequence.CreateType(
        "terminal_size",
        "os",
        "A tuple of (columns, lines) for holding terminal window size",
        new StructField("columns", "width of the terminal window in characters"),
        new StructField("lines", "height of the terminal window in characters"));

    public static readonly PyType TimesResult = StructSequence.CreateType(
        "times_result",
        "posix",
        """
        times_result: Result from os.times().

        This object may be accessed either as a tuple of
          (user, system, children_user, children_system, elapsed),
        or via the attributes user, system, children_user, children_system,
        and elapsed.

        See os.times for more information.
        """,
        new StructField("user", "user time"),
        new StructField("system", "system time"),
        new StructField("children_user", "user time of children"),
        new StructField("children_system", "system time of children"),
        new StructField("elapsed", "elapsed time since an arbitrary point in the past"));

    public static readonly PyType UnameResult = StructSequence.CreateType(
        "uname_result",
        "posix",
        """
        uname_result: Result from os.uname().

        This object may be accessed either as a tuple of
          (sysname, nodename, release, version, machine),
        or via the attributes sysname, nodename, release, version, and machine.

        See os.uname for more information.
        """,
        new StructField("sysname", "operating system name"),
        new StructField("nodename", "name of machine on network (implementation-defined)"),
        new StructField("release", "operating system release"),
        new StructField("version", "operating system version"),
        new StructField("machine", "hardware identifier"));

    public static readonly PyType WaitidResult = StructSequence.CreateType(
        "waitid_result",
        "posix",
        """
        waitid_result: Result from waitid.

        This object may be accessed either as a tuple of
          (si_pid, si_uid, si_signo, si_status, si_code),
        or via the attributes si_pid, si_uid, and so on.

        See os.waitid for more information.
        """,
        "si_pid",
        "si_uid",
        "si_signo",
        "si_status",
        "si_code");

    public static readonly PyType SchedParam = CreateSchedParam();

    // What was given without the times with fractions has at least the whole seconds.
    private static void CompleteTimes(PyObject[] values)
    {
        for (var i = 0; i < 3; i++)
        {
            if (values[10 + i] is PyNone)
                values[10 + i] = values[7 + i];
        }
    }

    private static PyType CreateSchedParam()
    {
        var type = StructSequence.CreateType(
            "sched_param",
            "posix",
            """
            Currently has only one field: sched_priority

              sched_priority
                A scheduling parameter.
            """,
            new StructField("sched_priority", "the scheduling priority"));
        type.TpNew = NewSchedParam;
        var thread = ThreadState.Current;
        var reduce = new NativeMethod
        {
            Name = "__reduce__",
            NoArgs = static (thread, self) => PyTuple.Create(thread, self.Type, PyTuple.Create(thread, ((PyTuple)self)[0])),
        };
        type.Dict.SetItem(thread, "__reduce__", PyType.MakeImmortal(thread, PyMethodDescriptor.Create(thread, type, reduce)));
        return type;
    }

    private static readonly ArgumentSpec s_schedParamArguments = new("sched_param", ["sched_priority"], 0, 1, 1, false, false);

    private static PyObject NewSchedParam(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var bound = new PyObject?[1];
        ArgumentBinder.Bind(s_schedParamArguments, args, keywordNames, bound);
        return StructSequence.New(thread, type, bound[0]!);
    }
}
