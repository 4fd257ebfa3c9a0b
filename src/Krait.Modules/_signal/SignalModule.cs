using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

/// <summary>This module provides mechanisms to use signal handlers in Python.
///
/// Functions:
///
/// alarm() -- cause SIGALRM after a specified time [Unix only]
/// setitimer() -- cause a signal (described below) after a specified
///                float time and the timer may restart then [Unix only]
/// getitimer() -- get current value of timer [Unix only]
/// signal() -- set the action for a given signal
/// getsignal() -- get the signal action for a given signal
/// pause() -- wait until a signal arrives [Unix only]
/// default_int_handler() -- default SIGINT handler
///
/// signal constants:
/// SIG_DFL -- used to refer to the system default handler
/// SIG_IGN -- used to ignore the signal
/// NSIG -- number of defined signals
/// SIGINT, SIGTERM, etc. -- signal numbers
///
/// itimer constants:
/// ITIMER_REAL -- decrements in real time, and delivers SIGALRM upon
///                expiration
/// ITIMER_VIRTUAL -- decrements only when the process is executing,
///                and delivers SIGVTALRM upon expiration
/// ITIMER_PROF -- decrements both when the process is executing and
///                when the system is executing on behalf of the process.
///                Coupled with ITIMER_VIRTUAL, this timer is usually
///                used to profile the time spent by the application
///                in user and kernel space. SIGPROF is delivered upon
///                expiration.
///
///
/// *** IMPORTANT NOTICE ***
/// A signal handler function is called with two arguments:
/// the first is the signal number, the second is the interrupted stack frame.</summary>
[PyModule("_signal")]
internal static partial class SignalModule
{
    private const int SigDfl = 0, SigIgn = 1;

    private static readonly PyType s_signalInformation = StructSequence.CreateType(
        "struct_siginfo",
        "signal",
        """
        struct_siginfo: Result from sigwaitinfo or sigtimedwait.

        This object may be accessed either as a tuple of
        (si_signo, si_code, si_errno, si_pid, si_uid, si_status, si_band),
        or via the attributes si_signo, si_code, and so on.
        """,
        new StructField("si_signo", "signal number"),
        new StructField("si_code", "signal code"),
        new StructField("si_errno", "errno associated with this signal"),
        new StructField("si_pid", "sending process ID"),
        new StructField("si_uid", "real user ID of sending process"),
        new StructField("si_status", "exit value or signal"),
        new StructField("si_band", "band event for SIGPOLL"));

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        var interpreter = thread.Interpreter;
        interpreter.InitializeSignals(interpreter.MainThread);
        OsArguments.AddConstants(thread, module, SignalConstants.All());
        var dict = module.Dict;
        dict.SetItem(thread, "struct_siginfo", s_signalInformation);
        dict.SetItem(thread, "default_int_handler", interpreter.GetDefaultInterruptHandler(thread));
        var members = PyDict.Create(thread);
        members.SetItem(thread, "__module__", PyStr.Intern("signal"));
        dict.SetItem(
            thread,
            "ItimerError",
            Op.Call(thread, PyType.TypeObject, PyStr.From("itimer_error"), PyTuple.Create(thread, ExceptionTypes.OSError), members));
    }

    private static void CheckMainThread(ThreadState thread, string message)
    {
        var interpreter = thread.Interpreter;
        if (!interpreter.OwnsSignals || !ReferenceEquals(thread, interpreter.MainThread))
            throw Errors.Value(message);
    }

    /// <summary>Set the action for the given signal.
    ///
    /// The action can be SIG_DFL, SIG_IGN, or a callable Python object.
    /// The previous action is returned.  See getsignal() for possible return values.
    ///
    /// *** IMPORTANT NOTICE ***
    /// A signal handler function is called with two arguments:
    /// the first is the signal number, the second is the interrupted stack frame.</summary>
    [PyFunction("signal")]
    private static PyObject Signal(ThreadState thread, int signalnum, PyObject handler)
    {
        CheckMainThread(thread, "signal only works in main thread of the main interpreter");
        SignalArguments.CheckNumber(signalnum);
        SignalDisposition disposition;
        if (Op.IsCallable(handler))
            disposition = SignalDisposition.Handle;
        else if (handler is PyInt number && number.TryGetLong(out var value) && value is SigDfl or SigIgn)
            disposition = ((PyInt)handler).Big.IsZero ? SignalDisposition.Default : SignalDisposition.Ignore;
        else
            throw Errors.Type("signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object");
        thread.CheckSignals();
        OsCall.Check(thread, SignalHandlers.Set(signalnum, disposition));
        return thread.Interpreter.ReplaceSignalHandler(thread, signalnum, handler) ?? PyNone.Instance;
    }

    /// <summary>Return the current action for the given signal.
    ///
    /// The return value can be:
    ///   SIG_IGN -- if the signal is being ignored
    ///   SIG_DFL -- if the default action for the signal is in effect
    ///   None    -- if an unknown handler is in effect
    ///   anything else -- the callable Python object used as a handler</summary>
    [PyFunction("getsignal")]
    private static PyObject GetSignal(ThreadState thread, int signalnum)
    {
        SignalArguments.CheckNumber(signalnum);
        return thread.Interpreter.GetSignalHandler(signalnum) ?? PyNone.Instance;
    }

    /// <summary>Sets the fd to be written to (with the signal number) when a signal comes in.
    ///
    /// A library can use this to wakeup select or poll.
    /// The previous fd or -1 is returned.
    ///
    /// The fd must be non-blocking.</summary>
    [PyFunction("set_wakeup_fd")]
    private static long SetWakeupFd(
        ThreadState thread, PyObject fd, [KeywordOnly("warn_on_full_buffer")] bool warnOnFullBuffer = true)
    {
        var descriptor = ArgumentConversion.ToInt(thread, fd);
        CheckMainThread(thread, "set_wakeup_fd only works in main thread of the main interpreter");
        if (descriptor != -1)
        {
            OsCall.Check(thread, FileSystem.Status(descriptor, out _));
            if (OsCall.Query(thread, (out e) => Descriptors.GetBlocking(descriptor, out e)))
                throw Errors.Value($"the fd {descriptor} must be in non-blocking mode");
        }
        thread.Interpreter.WarnOnFullWakeupBuffer = warnOnFullBuffer;
        return SignalHandlers.SetWakeupDescriptor(descriptor);
    }

    /// <summary>Send a signal to the executing process.</summary>
    [PyFunction("raise_signal")]
    private static void RaiseSignal(ThreadState thread, int signalnum)
    {
        OsCall.Check(thread, SignalCalls.Raise(signalnum));
        thread.CheckSignals();
    }

    /// <summary>Return the system description of the given signal.
    ///
    /// Returns the description of signal *signalnum*, such as "Interrupt"
    /// for :const:`SIGINT`. Returns :const:`None` if *signalnum* has no
    /// description. Raises :exc:`ValueError` if *signalnum* is invalid.</summary>
    [PyFunction("strsignal")]
    private static PyObject StrSignal(int signalnum)
    {
        SignalArguments.CheckNumber(signalnum);
        return SignalCalls.Describe(signalnum) is { } text ? OsPath.Text(text) : PyNone.Instance;
    }

    /// <summary>Return a set of valid signal numbers on this platform.
    ///
    /// The signal numbers returned by this function can be safely passed to
    /// functions like `pthread_kill`.</summary>
    [PyFunction("valid_signals")]
    private static PyObject ValidSignals(ThreadState thread) => SignalArguments.ToPython(thread, SignalSet.Full);

    /// <summary>Change system call restart behaviour.
    ///
    /// If flag is False, system calls will be restarted when interrupted by
    /// signal sig, else system calls will be interrupted.</summary>
    [PyFunction("siginterrupt")]
    private static void SigInterrupt(ThreadState thread, int signalnum, int flag)
    {
        SignalArguments.CheckNumber(signalnum);
        OsCall.Check(thread, SignalHandlers.SetInterrupts(signalnum, flag != 0));
    }

    /// <summary>Arrange for SIGALRM to arrive after the given number of seconds.</summary>
    [PyFunction("alarm")]
    private static long Alarm(int seconds) => SignalCalls.Alarm((uint)seconds);

    /// <summary>Wait until a signal arrives.</summary>
    [PyFunction("pause")]
    private static void Pause(ThreadState thread)
    {
        using (thread.AllowThreads())
            SignalCalls.Pause();
        thread.CheckSignals();
    }

    /// <summary>Sets given itimer (one of ITIMER_REAL, ITIMER_VIRTUAL or ITIMER_PROF).
    ///
    /// The timer will fire after value seconds and after that every interval seconds.
    /// The itimer can be cleared by setting seconds to zero.
    ///
    /// Returns old values as a tuple: (delay, interval).</summary>
    [PyFunction("setitimer", Signature = "(which, seconds, interval=0.0, /)")]
    private static PyObject SetITimer(ThreadState thread, PyModule module, int which, PyObject seconds, PyObject? interval = null)
    {
        var value = new IntervalTimerValue(
            interval is null ? default : TimerValue(thread, interval),
            TimerValue(thread, seconds));
        var error = SignalCalls.SetTimer(which, value, out var old);
        return error.Failed ? throw TimerError(thread, module, error) : TimerSetting(thread, old);
    }

    /// <summary>Returns current value of given itimer.</summary>
    [PyFunction("getitimer")]
    private static PyObject GetITimer(ThreadState thread, PyModule module, int which)
    {
        var error = SignalCalls.GetTimer(which, out var value);
        return error.Failed ? throw TimerError(thread, module, error) : TimerSetting(thread, value);
    }

    private static TimeValue TimerValue(ThreadState thread, PyObject seconds)
    {
        var nanoseconds = TimeConversion.Nanoseconds(thread, seconds, TimeRounding.Ceiling);
        var microseconds = nanoseconds / 1000 + (nanoseconds % 1000 > 0 ? 1 : 0);
        var (whole, rest) = Math.DivRem(microseconds, 1_000_000);
        return rest < 0 ? new TimeValue(whole - 1, rest + 1_000_000) : new TimeValue(whole, rest);
    }

    private static PyTuple TimerSetting(ThreadState thread, IntervalTimerValue setting) => PyTuple.Create(
        thread, PyFloat.From(Seconds(setting.Value)), PyFloat.From(Seconds(setting.Interval)));

    private static double Seconds(TimeValue value) => value.Seconds + (value.Microseconds / 1e6);

    private static PythonException TimerError(ThreadState thread, PyModule module, Errno error) => Errors.New(
        thread,
        module.Dict.GetItem("ItimerError") as PyType ?? ExceptionTypes.OSError,
        PyInt.From(error.Value),
        PyStr.From(error.Message));
}
