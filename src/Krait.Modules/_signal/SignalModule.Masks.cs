using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

internal static partial class SignalModule
{
    /// <summary>Fetch and/or change the signal mask of the calling thread.</summary>
    [PyFunction("pthread_sigmask")]
    private static PyObject PThreadSigMask(ThreadState thread, int how, PyObject mask)
    {
        OsCall.Check(thread, SignalMask.Change(how, SignalArguments.Set(thread, mask), out var old));
        thread.CheckSignals();
        return SignalArguments.ToPython(thread, old);
    }

    /// <summary>Examine pending signals.
    ///
    /// Returns a set of signal numbers that are pending for delivery to
    /// the calling thread.</summary>
    [PyFunction("sigpending")]
    private static PyObject SigPending(ThreadState thread) =>
        SignalArguments.ToPython(thread, OsCall.Query(thread, SignalMask.GetPending));

    /// <summary>Wait for a signal.
    ///
    /// Suspend execution of the calling thread until the delivery of one of the
    /// signals specified in the signal set sigset.  The function accepts the signal
    /// and returns the signal number.</summary>
    [PyFunction("sigwait")]
    private static long SigWait(ThreadState thread, PyObject sigset)
    {
        var signals = SignalArguments.Set(thread, sigset);
        return OsCall.Run(thread, (out e) => SignalCalls.Wait(signals, out e));
    }

    /// <summary>Wait synchronously until one of the signals in *sigset* is delivered.
    ///
    /// Returns a struct_siginfo containing information about the signal.</summary>
    [PyFunction("sigwaitinfo")]
    private static PyObject SigWaitInfo(ThreadState thread, PyObject sigset)
    {
        var signals = SignalArguments.Set(thread, sigset);
        return ToPython(thread, OsCall.Run(thread, (out e) => SignalCalls.WaitInformation(signals, out e)));
    }

    /// <summary>Like sigwaitinfo(), but with a timeout.
    ///
    /// The timeout is specified in seconds, rounded up to nanoseconds.</summary>
    [PyFunction("sigtimedwait")]
    private static PyObject SigTimedWait(ThreadState thread, PyObject sigset, PyObject timeout)
    {
        var signals = SignalArguments.Set(thread, sigset);
        var span = TimeConversion.Nanoseconds(thread, timeout, TimeRounding.Ceiling);
        if (span < 0)
            throw Errors.Value("timeout must be non-negative");
        var deadline = new Deadline(span);
        while (true)
        {
            SignalInformation information;
            Errno error;
            using (thread.AllowThreads())
                information = SignalCalls.WaitInformation(signals, TimeSpec.FromNanoseconds(deadline.Remaining), out error);
            if (!error.Failed)
                return ToPython(thread, information);
            if (error.Value == Errno.EAGAIN)
                return PyNone.Instance;
            if (!error.Interrupted)
                throw Errors.Os(thread, error.Value);
            thread.CheckSignals();
        }
    }

    private static PyStructSequence ToPython(ThreadState thread, SignalInformation information) => StructSequence.New(
        thread,
        s_signalInformation,
        PyInt.From(information.Signal),
        PyInt.From(information.Code),
        PyInt.From(information.Error),
        PyInt.From(information.Process),
        OsArguments.FromId(information.User),
        PyInt.From(information.Status),
        PyInt.From(information.Band));

    /// <summary>Send a signal to a thread.</summary>
    [PyFunction("pthread_kill")]
    private static void PThreadKill(ThreadState thread, ulong threadId, int signalnum)
    {
        OsCall.Check(thread, SignalCalls.KillThread((nuint)threadId, signalnum));
        thread.CheckSignals();
    }

    /// <summary>Send a signal to a process referred to by a pid file descriptor.</summary>
    [PyFunction("pidfd_send_signal")]
    private static void PidFdSendSignal(ThreadState thread, int pidfd, int signalnum, PyObject? siginfo = null, int flags = 0)
    {
        if (siginfo is not null and not PyNone)
            throw Errors.Type("siginfo must be None");
        OsCall.Check(thread, ProcessControl.SendSignal(pidfd, signalnum, flags));
        thread.CheckSignals();
    }
}
