using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

/// <summary>A POSIX helper for the subprocess module.</summary>
[PyModule("_posixsubprocess")]
internal static partial class PosixSubprocessModule
{
    private const int MaximumGroups = 65536;

    /// <summary>Spawn a fresh new child process.
    ///
    /// Fork a child process, close parent file descriptors as appropriate in the
    /// child and duplicate the few that are needed before calling exec() in the
    /// child process.
    ///
    /// If close_fds is True, close file descriptors 3 and higher, except those listed
    /// in the sorted tuple pass_fds.
    ///
    /// The preexec_fn, if supplied, will be called immediately before closing file
    /// descriptors and exec.
    ///
    /// WARNING: preexec_fn is NOT SAFE if your application uses threads.
    ///          It may trigger infrequent, difficult to debug deadlocks.
    ///
    /// If an error occurs in the child process before the exec, it is
    /// serialized and written to the errpipe_write fd per subprocess.py.
    ///
    /// Returns: the child process's PID.
    ///
    /// Raises: Only on an error in the parent process.</summary>
    [PyFunction("fork_exec", Signature = "($module, args, executable_list, close_fds, pass_fds, cwd, env, p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite, errpipe_read, errpipe_write, restore_signals, call_setsid, pgid_to_set, gid, extra_groups, uid, child_umask, preexec_fn, /)")]
    private static long ForkExec(
        ThreadState thread,
        PyObject args,
        PyObject executableList,
        bool closeFds,
        PyTuple passFds,
        PyObject cwd,
        PyObject env,
        int p2cread,
        int p2cwrite,
        int c2pread,
        int c2pwrite,
        int errread,
        int errwrite,
        int errpipeRead,
        int errpipeWrite,
        bool restoreSignals,
        bool callSetsid,
        PyObject pgidToSet,
        PyObject gid,
        PyObject extraGroups,
        PyObject uid,
        int childUmask,
        PyObject preexecFn)
    {
        if (closeFds && errpipeWrite < 3)
            throw Errors.Value("errpipe_write must be >= 3");
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "_posixsubprocess.fork_exec", Op.ListFrom(thread, executableList), args, env);
        if (preexecFn is not PyNone && thread.Interpreter.IsFinalizing)
            throw Errors.New(ExceptionTypes.PythonFinalizationError, "preexec_fn not supported at interpreter shutdown");
        var keep = Descriptors(thread, passFds);
        var request = new ForkExecRequest
        {
            Candidates = Encoded(thread, executableList, "executable_list must be a tuple"),
            Arguments = Encoded(thread, args, "argv must be a tuple"),
            Environment = env is PyNone ? null : Encoded(thread, env, "env must be a tuple"),
            WorkingDirectory = cwd is PyNone ? null : OsPath.Encode(thread, cwd),
            Standard = (p2cread, c2pwrite, errwrite),
            CloseDescriptors = closeFds,
            Keep = keep.FindAll(fd => fd != errpipeWrite),
            RestoreSignals = restoreSignals,
            NewSession = callSetsid,
            ProcessGroup = OsArguments.Process(thread, pgidToSet),
            Group = gid is PyNone ? null : OsArguments.Group(thread, gid),
            Groups = extraGroups is PyNone ? null : Groups(thread, extraGroups),
            User = uid is PyNone ? null : OsArguments.User(thread, uid),
            CreationMask = childUmask,
        };
        if (preexecFn is PyNone)
            return Spawn(thread, request, errpipeWrite);
        var process = PosixModule.ForkProcess(thread, "fork");
        if (process == 0)
            new ForkedChild(request, errpipeWrite, [p2cwrite, c2pread, errread, errpipeRead], preexecFn).Run(thread);
        return process;
    }

    private static long Spawn(ThreadState thread, ForkExecRequest request, int errorPipe)
    {
        int process;
        Errno error;
        SpawnStage stage;
        using (thread.AllowThreads())
            process = Spawner.ForkExec(request, out error, out stage);
        if (!error.Failed)
            return process;
        if (stage == SpawnStage.Fork)
            throw Errors.Os(thread, error.Value);
        ForkedChild.Report(errorPipe, error, stage switch
        {
            SpawnStage.ChangeDirectory => "noexec:chdir",
            SpawnStage.Prepare => "noexec",
            _ => "",
        });
        return FailedChild();
    }

    // The caller reads the error from the pipe and then waits for a child that failed. The one that did is gone already: another takes its place.
    private static int FailedChild()
    {
        var request = new SpawnRequest
        {
            Path = "/bin/sh"u8.ToArray(),
            Arguments = ["sh"u8.ToArray(), "-c"u8.ToArray(), "exit 255"u8.ToArray()],
            Environment = [],
        };
        var process = Spawner.Spawn(request, out var error);
        return error.Failed ? ProcessIdentity.Process : process;
    }

    private static List<byte[]> Encoded(ThreadState thread, PyObject sequence, string message)
    {
        var result = new List<byte[]>();
        foreach (var item in Op.ItemsOf(Op.SequenceFast(thread, sequence, message)).ToArray())
            result.Add(OsPath.Encode(thread, item));
        return result;
    }

    private static List<int> Descriptors(ThreadState thread, PyTuple fds)
    {
        var result = new List<int>();
        foreach (var item in fds.Items)
        {
            if (item is not PyInt number || !number.TryGetLong(out var fd) || fd is < 0 or > int.MaxValue || (result.Count > 0 && fd <= result[^1]))
                throw Errors.Value("bad value(s) in fds_to_keep");
            result.Add((int)fd);
        }
        return result;
    }

    private static uint[] Groups(ThreadState thread, PyObject groups)
    {
        if (groups is not PyList list)
            throw Errors.Type("setgroups argument must be a list");
        if (list.Count > MaximumGroups)
            throw Errors.Value("too many extra_groups");
        var ids = new uint[list.Count];
        for (var i = 0; i < ids.Length; i++)
        {
            if (list[i] is not PyInt)
                throw Errors.Type("extra_groups must be integers");
            ids[i] = GroupOf(thread, list[i]);
        }
        return ids;
    }

    private static uint GroupOf(ThreadState thread, PyObject group)
    {
        try
        {
            return OsArguments.Group(thread, group);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.OverflowError))
        {
            throw Errors.Value("invalid group id");
        }
    }
}
