using Krait.Modules.Os;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Faults;

/// <summary>faulthandler module.</summary>
[PyModule("faulthandler")]
internal static partial class FaulthandlerModule
{
    private const int SigIll = 4, SigAbrt = 6, SigBus = 7, SigFpe = 8, SigSegv = 11;

    private static readonly (int Signal, string Name)[] s_fatal =
    [
        (SigBus, "Bus error"),
        (SigIll, "Illegal instruction"),
        (SigFpe, "Floating-point exception"),
        (SigAbrt, "Aborted"),
        (SigSegv, "Segmentation fault"),
    ];

    private static FaultState StateOf(ThreadState thread) => thread.Interpreter.ModuleState<FaultState>();

    /// <summary>The descriptor of a file, of <c>sys.stderr</c> where there is none; files are flushed.</summary>
    private static (PyObject? File, int Fd) Destination(ThreadState thread, PyObject? file)
    {
        if (file is null or PyNone)
        {
            file = thread.Interpreter.SysDict.GetItem("stderr") ?? throw Errors.Runtime("unable to get sys.stderr");
            if (file is PyNone)
                throw Errors.Runtime("sys.stderr is None");
        }
        else if (file is PyInt)
        {
            if (file is PyBool)
                Op.Warn(thread, ExceptionTypes.RuntimeWarning, "bool is used as a file descriptor");
            var number = Op.AsInt(thread, file);
            return number >= 0 ? (null, number) : throw Errors.Value("file is not a valid file descriptor");
        }
        if (Op.CallMethod(thread, file, "fileno") is not PyInt result || !result.TryGetLong(out var fd) || fd is < 0 or > int.MaxValue)
            throw Errors.Runtime("file.fileno() is not a valid file descriptor");
        try
        {
            Op.CallMethod(thread, file, "flush");
        }
        catch (PythonException)
        {
            // What is in the buffer may come later; the traceback matters.
        }
        return (file, (int)fd);
    }

    private static FaultTarget Target(ThreadState thread, PyObject? file, bool allThreads, bool cStack = false)
    {
        var (held, fd) = Destination(thread, file);
        return new FaultTarget(held, fd, allThreads) { CStack = cStack };
    }

    /// <summary>Dump the traceback of the current thread, or of all threads if all_threads is True, into file.</summary>
    [PyFunction("dump_traceback", Signature = "($module, /, file=sys.stderr, all_threads=True)")]
    private static void DumpTraceback(ThreadState thread, [Keyword] PyObject? file = null, [Keyword("all_threads")] bool allThreads = true)
    {
        var target = Target(thread, file, allThreads);
        target.Dump(thread);
        target.Release();
        // Unlike the handlers of signals this may raise what a signal brought.
        thread.CheckSignals();
    }

    /// <summary>Dump the C stack of the current thread.</summary>
    [PyFunction("dump_c_stack", Signature = "($module, /, file=sys.stderr)")]
    private static void DumpCStack(ThreadState thread, [Keyword] PyObject? file = null) => WriteCStack(Destination(thread, file).Fd);

    private static void WriteCStack(int fd) =>
        TracebackDump.Write(fd, "Current thread's C stack trace (most recent call first):\n  <cannot get C stack on this system>\n");

    /// <summary>Enable the fault handler.</summary>
    [PyFunction("enable", Signature = "($module, /, file=sys.stderr, all_threads=True, c_stack=True)")]
    private static void Enable(
        ThreadState thread, [Keyword] PyObject? file = null, [Keyword("all_threads")] bool allThreads = true, [Keyword("c_stack")] bool cStack = true)
    {
        var target = Target(thread, file, allThreads, cStack);
        var state = StateOf(thread);
        var isEnabled = state.Target is not null;
        state.Target?.Release();
        state.Target = target;
        if (isEnabled || !thread.Interpreter.OwnsSignals)
            return;
        foreach (var (signal, _) in s_fatal)
        {
            state.Former.Add((signal, SignalHandlers.Get(signal, out _)));
            SignalHandlers.Set(signal, SignalDisposition.Handle);
            thread.Interpreter.SetNativeSignalHandler(signal, Fatal);
        }
    }

    /// <summary>Disable the fault handler.</summary>
    [PyFunction("disable")]
    private static bool Disable(ThreadState thread)
    {
        var state = StateOf(thread);
        if (state.Target is not { } target)
            return false;
        state.Target = null;
        foreach (var (signal, former) in state.Former)
        {
            thread.Interpreter.SetNativeSignalHandler(signal, null);
            SignalHandlers.Set(signal, former);
        }
        state.Former.Clear();
        target.Release();
        return true;
    }

    /// <summary>Check if the handler is enabled.</summary>
    [PyFunction("is_enabled")]
    private static bool IsEnabled(ThreadState thread) => StateOf(thread).Target is not null;

    /// <summary>A fatal signal has come: shows where, and lets it do what it does by default.</summary>
    private static bool Fatal(ThreadState thread, int signal)
    {
        if (StateOf(thread).Target is not { } target)
            return false;
        var name = Array.Find(s_fatal, fatal => fatal.Signal == signal).Name;
        TracebackDump.Write(target.Fd, $"Fatal Python error: {name}\n\n");
        target.Dump(thread);
        if (target.CStack)
        {
            TracebackDump.Write(target.Fd, "\n");
            WriteCStack(target.Fd);
        }
        Disable(thread);
        SignalHandlers.RestoreSystemDefault(signal);
        SignalCalls.Raise(signal);
        return true;
    }

    /// <summary>Dump the traceback of all threads in timeout seconds.
    ///
    /// If repeat is true, the tracebacks of all threads are dumped every timeout
    /// seconds. If exit is true, call _exit(1) which is not safe.</summary>
    [PyFunction("dump_traceback_later", Signature = "($module, /, timeout, repeat=False, file=sys.stderr, exit=False)")]
    private static void DumpTracebackLater(
        ThreadState thread, [Keyword] PyObject timeout, [Keyword] bool repeat = false, [Keyword] PyObject? file = null, [Keyword] bool exit = false)
    {
        var nanoseconds = TimeConversion.Nanoseconds(thread, timeout, TimeRounding.Ceiling);
        if (nanoseconds <= 0)
            throw Errors.Value("timeout must be greater than 0");
        var time = TimeSpan.FromTicks(Math.Max(1, nanoseconds / TimeSpan.NanosecondsPerTick));
        if (time.TotalMilliseconds > int.MaxValue)
            throw Errors.Overflow("timeout value is too large");
        var target = Target(thread, file, allThreads: true);
        CancelDump(thread);
        StateOf(thread).Watchdog = new Watchdog(thread.Interpreter, target, time, repeat, exit);
    }

    /// <summary>Cancel the previous call to dump_traceback_later().</summary>
    [PyFunction("cancel_dump_traceback_later")]
    private static void CancelDump(ThreadState thread)
    {
        var state = StateOf(thread);
        var watchdog = state.Watchdog;
        state.Watchdog = null;
        watchdog?.Cancel();
    }

    /// <summary>Register a handler for the signal 'signum'.
    ///
    /// Dump the traceback of the current thread, or of all threads if
    /// all_threads is True, into file.</summary>
    [PyFunction("register", Signature = "($module, /, signum, file=sys.stderr, all_threads=True, chain=False)")]
    private static void Register(
        ThreadState thread, [Keyword] int signum, [Keyword] PyObject? file = null, [Keyword("all_threads")] bool allThreads = true, [Keyword] bool chain = false)
    {
        CheckSignal(signum);
        var target = Target(thread, file, allThreads);
        var registered = StateOf(thread).Registered;
        var former = registered.Remove(signum, out var old) ? old.Former : SignalHandlers.Get(signum, out _);
        old?.Target.Release();
        OsCall.Check(thread, SignalHandlers.Set(signum, SignalDisposition.Handle));
        registered[signum] = new RegisteredSignal(target, former, chain);
        thread.Interpreter.SetNativeSignalHandler(signum, Show);
    }

    private static void CheckSignal(int signal)
    {
        if (Array.Exists(s_fatal, fatal => fatal.Signal == signal))
            throw Errors.Runtime($"signal {signal} cannot be registered, use enable() instead");
        if (signal is < 1 or >= SignalHandlers.Count)
            throw Errors.Value("signal number out of range");
    }

    /// <summary>Unregister the handler of the signal 'signum' registered by register().</summary>
    [PyFunction("unregister")]
    private static bool Unregister(ThreadState thread, int signum)
    {
        CheckSignal(signum);
        if (!StateOf(thread).Registered.Remove(signum, out var registered))
            return false;
        thread.Interpreter.SetNativeSignalHandler(signum, null);
        SignalHandlers.Set(signum, registered.Former);
        registered.Target.Release();
        return true;
    }

    /// <summary>A registered signal has come. False where the Python handler is to run too.</summary>
    private static bool Show(ThreadState thread, int signal)
    {
        if (!StateOf(thread).Registered.TryGetValue(signal, out var registered))
            return false;
        registered.Target.Dump(thread);
        if (!registered.Chain)
            return true;
        if (registered.Former == SignalDisposition.Default)
        {
            SignalHandlers.Set(signal, SignalDisposition.Default);
            SignalCalls.Raise(signal);
            SignalHandlers.Set(signal, SignalDisposition.Handle);
        }
        return registered.Former != SignalDisposition.Handle;
    }

    private static void Raise(ThreadState thread, int signal)
    {
        // The .NET runtime's handler lets some signals pass that a process sends itself.
        if (!IsEnabled(thread))
            SignalHandlers.RestoreSystemDefault(signal);
        OsCall.Check(thread, SignalCalls.Raise(signal));
        thread.CheckSignals();
    }

    /// <summary>Raise a SIGSEGV signal.</summary>
    [PyFunction("_sigsegv")]
    private static void RaiseSegmentationFault(ThreadState thread, bool release_gil = false) => Raise(thread, SigSegv);

    /// <summary>Read from NULL, raise a SIGSEGV or SIGBUS signal depending on the platform.</summary>
    [PyFunction("_read_null")]
    private static void ReadNull(ThreadState thread) => Raise(thread, SigSegv);

    /// <summary>Raise a SIGABRT signal.</summary>
    [PyFunction("_sigabrt")]
    private static void RaiseAbort(ThreadState thread) => Raise(thread, SigAbrt);

    /// <summary>Raise a SIGFPE signal.</summary>
    [PyFunction("_sigfpe")]
    private static void RaiseFloatingPointException(ThreadState thread) => Raise(thread, SigFpe);
}
