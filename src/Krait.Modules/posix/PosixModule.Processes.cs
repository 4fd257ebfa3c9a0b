using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

internal static partial class PosixModule
{
    private const int ForkTimeout = 500;

    /// <summary>Register callables to be called when forking a new process.
    ///
    ///   before
    ///     A callable to be called in the parent before the fork() syscall.
    ///   after_in_child
    ///     A callable to be called in the child after fork().
    ///   after_in_parent
    ///     A callable to be called in the parent after fork().
    ///
    /// 'before' callbacks are called in reverse order.
    /// 'after_in_child' and 'after_in_parent' callbacks are called in order.</summary>
    [PyFunction("register_at_fork")]
    private static void RegisterAtFork(
        ThreadState thread,
        [KeywordOnly] PyObject? before = null,
        [KeywordOnly("after_in_child")] PyObject? afterInChild = null,
        [KeywordOnly("after_in_parent")] PyObject? afterInParent = null)
    {
        if (before is null && afterInChild is null && afterInParent is null)
            throw Errors.Type("At least one argument is required.");
        CheckCallable(before, "before");
        CheckCallable(afterInChild, "after_in_child");
        CheckCallable(afterInParent, "after_in_parent");
        thread.Interpreter.RegisterAtFork(before, afterInParent, afterInChild);
    }

    private static void CheckCallable(PyObject? function, string name)
    {
        if (function is not null && !Op.IsCallable(function))
            throw Errors.Type($"'{name}' must be callable, not {function.Type.Name}");
    }

    /// <summary>Forks this process with everything that Python does about it; 0 in the child.</summary>
    internal static int ForkProcess(ThreadState thread, string function)
    {
        var interpreter = thread.Interpreter;
        if (!interpreter.Config.AllowsFork)
            throw NotForkable(thread, function);
        interpreter.BeforeFork(thread);
        var process = ProcessControl.ForkChecked(ForkTimeout, out var error);
        if (process == 0)
        {
            interpreter.AfterForkInChild(thread);
            return 0;
        }
        interpreter.AfterForkInParent(thread);
        if (error.Failed)
            throw Errors.Os(thread, error.Value);
        WarnAboutThreads(thread, function);
        return process;
    }

    private static PythonException NotForkable(ThreadState thread, string function) => Errors.New(
        thread,
        ExceptionTypes.OSError,
        PyInt.From(Errno.ENOTSUP),
        PyStr.From($"{function}() needs a process that was started by the krait command, with DOTNET_EnableWriteXorExecute=0 and "
            + "DOTNET_TC_BackgroundWorkerTimeoutMs=ffffffff: the .NET runtime does not survive it otherwise; use multiprocessing's start method 'spawn'"));

    private static void WarnAboutThreads(ThreadState thread, string function)
    {
        if (Op.TryGetMappingItem(thread, thread.Interpreter.Modules, PyStr.Intern("threading")) is not { } threading)
            return;
        long count = 0;
        foreach (var name in (string[])["_active", "_limbo"])
        {
            if (Op.TryGetAttr(thread, threading, name) is { } table)
                count += Op.Length(thread, table);
        }
        if (count > 1)
        {
            Op.Warn(
                thread,
                ExceptionTypes.DeprecationWarning,
                $"This process (pid={ProcessIdentity.Process}) is multi-threaded, use of {function}() may lead to deadlocks in the child.",
                1);
        }
    }

    /// <summary>Fork a child process.
    ///
    /// Return 0 to child process and PID of child to parent process.</summary>
    [PyFunction("fork")]
    private static long Fork(ThreadState thread)
    {
        CheckNotFinalizing(thread);
        AuditEvents.Raise(thread, "os.fork");
        return ForkProcess(thread, "fork");
    }

    private static void CheckNotFinalizing(ThreadState thread)
    {
        if (thread.Interpreter.IsFinalizing)
            throw Errors.New(ExceptionTypes.PythonFinalizationError, "can't fork at interpreter shutdown");
    }

    /// <summary>Fork a new process with a new pseudo-terminal as controlling tty.
    ///
    /// Returns a tuple of (pid, master_fd).
    /// Like fork(), return pid of 0 to the child process,
    /// and pid of child to the parent process.
    /// To both, return fd of newly opened pseudo-terminal.</summary>
    [PyFunction("forkpty")]
    private static PyObject ForkPty(ThreadState thread)
    {
        CheckNotFinalizing(thread);
        AuditEvents.Raise(thread, "os.forkpty");
        OsCall.Check(thread, Terminal.OpenPair(out var master, out var slave));
        int process;
        try
        {
            process = ForkProcess(thread, "forkpty");
        }
        catch
        {
            Descriptors.Close(master);
            Descriptors.Close(slave);
            throw;
        }
        if (process == 0)
        {
            Descriptors.Close(master);
            OsCall.Check(thread, Terminal.Login(slave));
            return PyTuple.Create(thread, PyInt.From(0), PyInt.From(-1));
        }
        Descriptors.Close(slave);
        return PyTuple.Create(thread, PyInt.From(process), PyInt.From(master));
    }

    /// <summary>Execute an executable path with arguments, replacing current process.</summary>
    [PyFunction("execv")]
    private static void ExecV(ThreadState thread, PyObject path, PyObject argv)
    {
        var file = OsPath.Of(thread, "execv", "path", path);
        if (argv is not (PyTuple or PyList))
            throw Errors.Type("execv() arg 2 must be a tuple or list");
        var arguments = Arguments(thread, argv);
        if (arguments.Count == 0)
            throw Errors.Value("execv() arg 2 must not be empty");
        if (arguments[0].Length == 0)
            throw Errors.Value("execv() arg 2 first element cannot be empty");
        AuditEvents.Raise(thread, "os.exec", path, argv, PyNone.Instance);
        OsCall.Check(thread, ProcessControl.Execute(file.Bytes, arguments, null));
    }

    /// <summary>Execute an executable path with arguments, replacing current process.</summary>
    [PyFunction("execve")]
    private static void ExecVe(ThreadState thread, [Keyword] PyObject path, [Keyword] PyObject argv, [Keyword] PyObject env)
    {
        var file = OsPath.OrFd(thread, "execve", "path", path);
        if (argv is not (PyTuple or PyList))
            throw Errors.Type("execve: argv must be a tuple or list");
        if (Op.Length(thread, argv) < 1)
            throw Errors.Value("execve: argv must not be empty");
        if (!Op.IsMapping(env))
            throw Errors.Type("execve: environment must be a mapping object");
        var arguments = Arguments(thread, argv);
        if (arguments[0].Length == 0)
            throw Errors.Value("execve: argv first element cannot be empty");
        var environment = EnvironmentEntries(thread, env);
        AuditEvents.Raise(thread, "os.exec", path, argv, env);
        var error = file.IsFd
            ? ProcessControl.Execute(file.Fd, arguments, environment)
            : ProcessControl.Execute(file.Bytes, arguments, environment);
        OsCall.Check(thread, error, file.Object);
    }

    private static List<byte[]> Arguments(ThreadState thread, PyObject argv)
    {
        var arguments = new List<byte[]>();
        foreach (var item in Op.ListFrom(thread, argv).Items.ToArray())
            arguments.Add(OsPath.Encode(thread, item));
        return arguments;
    }

    /// <summary>The entries "name=value" of a mapping of str or bytes.</summary>
    internal static List<byte[]> EnvironmentEntries(ThreadState thread, PyObject mapping)
    {
        var keys = Op.CallMethod(thread, mapping, "keys");
        var values = Op.CallMethod(thread, mapping, "values");
        var names = Op.ListFrom(thread, keys);
        var texts = Op.ListFrom(thread, values);
        var entries = new List<byte[]>(names.Count);
        for (var i = 0; i < Math.Min(names.Count, texts.Count); i++)
        {
            var name = OsPath.Encode(thread, names[i]);
            var value = OsPath.Encode(thread, texts[i]);
            if (name.Length == 0 || name.AsSpan(1).Contains((byte)'='))
                throw Errors.Value("illegal environment variable name");
            entries.Add([.. name, (byte)'=', .. value]);
        }
        return entries;
    }

    /// <summary>Execute the command in a subshell.</summary>
    [PyFunction("system")]
    private static long System(ThreadState thread, [Keyword] PyObject command)
    {
        var text = OsPath.Encode(thread, command);
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "os.system", PyBytes.From(text));
        using (thread.AllowThreads())
            return ProcessControl.System(text, out _);
    }

    /// <summary>Exit to the system with specified status, without normal exit processing.</summary>
    [PyFunction("_exit")]
    private static void Exit([Keyword] int status) => ProcessControl.Exit(status);

    /// <summary>Abort the interpreter immediately.
    ///
    /// This function 'dumps core' or otherwise fails in the hardest way possible
    /// on the hosting operating system.  This function never returns.</summary>
    [PyFunction("abort")]
    private static void Abort() => ProcessControl.Abort();

    /// <summary>Kill a process with a signal.</summary>
    [PyFunction("kill")]
    private static void Kill(ThreadState thread, PyObject pid, int signal)
    {
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "os.kill", pid, PyInt.From(signal));
        OsCall.Check(thread, SignalCalls.Send(OsArguments.Process(thread, pid), signal));
        thread.CheckSignals();
    }

    /// <summary>Kill a process group with a signal.</summary>
    [PyFunction("killpg")]
    private static void KillPg(ThreadState thread, PyObject pgid, int signal)
    {
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "os.killpg", pgid, PyInt.From(signal));
        OsCall.Check(thread, ProcessControl.KillGroup(OsArguments.Process(thread, pgid), signal));
        thread.CheckSignals();
    }

    /// <summary>Wait for completion of a child process.
    ///
    /// Returns a tuple of information about the child process:
    ///     (pid, status)</summary>
    [PyFunction("wait")]
    private static PyObject Wait(ThreadState thread) => WaitFor(thread, -1, 0);

    /// <summary>Wait for completion of a given child process.
    ///
    /// Returns a tuple of information regarding the child process:
    ///     (pid, status)
    ///
    /// The options argument is ignored on Windows.</summary>
    [PyFunction("waitpid")]
    private static PyObject WaitPid(ThreadState thread, PyObject pid, int options) =>
        WaitFor(thread, OsArguments.Process(thread, pid), options);

    private static PyTuple WaitFor(ThreadState thread, int pid, int options)
    {
        var status = 0;
        var process = OsCall.Run(thread, (out e) => ProcessControl.Wait(pid, options, out status, out e));
        return PyTuple.Create(thread, PyInt.From(process), PyInt.From(status));
    }

    /// <summary>Wait for completion of a child process.
    ///
    /// Returns a tuple of information about the child process:
    ///   (pid, status, rusage)</summary>
    [PyFunction("wait3")]
    private static PyObject Wait3(ThreadState thread, [Keyword] int options) => WaitWithUsage(thread, -1, options);

    /// <summary>Wait for completion of a specific child process.
    ///
    /// Returns a tuple of information about the child process:
    ///   (pid, status, rusage)</summary>
    [PyFunction("wait4")]
    private static PyObject Wait4(ThreadState thread, [Keyword] PyObject pid, [Keyword] int options) =>
        WaitWithUsage(thread, OsArguments.Process(thread, pid), options);

    private static PyTuple WaitWithUsage(ThreadState thread, int pid, int options)
    {
        var status = 0;
        ResourceUsage usage = default;
        var process = OsCall.Run(thread, (out e) => ProcessControl.Wait(pid, options, out status, out usage, out e));
        return PyTuple.Create(thread, PyInt.From(process), PyInt.From(status), ResourceModule.ToPython(thread, usage));
    }

    /// <summary>Returns the result of waiting for a process or processes.
    ///
    ///   idtype
    ///     Must be one of be P_PID, P_PGID or P_ALL.
    ///   id
    ///     The id to wait on.
    ///   options
    ///     Constructed from the ORing of one or more of WEXITED, WSTOPPED
    ///     or WCONTINUED and additionally may be ORed with WNOHANG or WNOWAIT.
    ///
    /// Returns either waitid_result or None if WNOHANG is specified and there are
    /// no children in a waitable state.</summary>
    [PyFunction("waitid")]
    private static PyObject WaitId(ThreadState thread, int idtype, PyObject id, int options)
    {
        var wanted = (uint)OsArguments.Process(thread, id);
        var found = OsCall.Run(thread, (out e) => ProcessControl.Wait(idtype, wanted, options, out e));
        return found.Process == 0
            ? PyNone.Instance
            : StructSequence.New(
                thread,
                PosixTypes.WaitidResult,
                PyInt.From(found.Process),
                OsArguments.FromId(found.User),
                PyInt.From(found.Signal),
                PyInt.From(found.Status),
                PyInt.From(found.Code));
    }

    /// <summary>Convert a wait status to an exit code.
    ///
    /// On Unix:
    ///
    /// * If WIFEXITED(status) is true, return WEXITSTATUS(status).
    /// * If WIFSIGNALED(status) is true, return -WTERMSIG(status).
    /// * Otherwise, raise a ValueError.
    ///
    /// On Windows, return status shifted right by 8 bits.
    ///
    /// On Unix, if the process is being traced or if waitpid() was called with
    /// WUNTRACED option, the caller must first check if WIFSTOPPED(status) is true.
    /// This function must not be called if WIFSTOPPED(status) is true.</summary>
    [PyFunction("waitstatus_to_exitcode")]
    private static long WaitStatusToExitCode([Keyword] int status)
    {
        if (IfExited(status))
        {
            return ExitStatus(status);
        }
        if (IfSignaled(status))
            return -TermSig(status);
        throw Errors.Value(IfStopped(status)
            ? $"process stopped by delivery of signal {StopSig(status)}"
            : $"invalid wait status: {status}");
    }

    /// <summary>Return True if the process returning status was dumped to a core file.</summary>
    [PyFunction("WCOREDUMP")]
    private static bool CoreDump(int status) => (status & 0x80) != 0;

    /// <summary>Return True if a particular process was continued from a job control stop.
    ///
    /// Return True if the process returning status was continued from a
    /// job control stop.</summary>
    [PyFunction("WIFCONTINUED")]
    private static bool IfContinued([Keyword] int status) => status == 0xffff;

    /// <summary>Return True if the process returning status was stopped.</summary>
    [PyFunction("WIFSTOPPED")]
    private static bool IfStopped([Keyword] int status) => (status & 0xff) == 0x7f;

    /// <summary>Return True if the process returning status was terminated by a signal.</summary>
    [PyFunction("WIFSIGNALED")]
    private static bool IfSignaled([Keyword] int status) => (sbyte)((status & 0x7f) + 1) >> 1 > 0;

    /// <summary>Return True if the process returning status exited via the exit() system call.</summary>
    [PyFunction("WIFEXITED")]
    private static bool IfExited([Keyword] int status) => (status & 0x7f) == 0;

    /// <summary>Return the process return code from status.</summary>
    [PyFunction("WEXITSTATUS")]
    private static long ExitStatus([Keyword] int status) => (status >> 8) & 0xff;

    /// <summary>Return the signal that terminated the process that provided the status value.</summary>
    [PyFunction("WTERMSIG")]
    private static long TermSig([Keyword] int status) => status & 0x7f;

    /// <summary>Return the signal that stopped the process that provided the status value.</summary>
    [PyFunction("WSTOPSIG")]
    private static long StopSig([Keyword] int status) => (status >> 8) & 0xff;

    /// <summary>Return a file descriptor referring to the process *pid*.
    ///
    /// The descriptor can be used to perform process management without races and
    /// signals.</summary>
    [PyFunction("pidfd_open")]
    private static long PidFdOpen(ThreadState thread, [Keyword] PyObject pid, [Keyword] uint flags = 0)
    {
        var process = OsArguments.Process(thread, pid);
        return OsCall.Query(thread, (out e) => ProcessControl.OpenProcessDescriptor(process, flags, out e));
    }
}
