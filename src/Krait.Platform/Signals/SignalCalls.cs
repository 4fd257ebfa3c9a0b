namespace Krait.Platform;

/// <summary>What is known of a signal that was waited for: siginfo_t.</summary>
public readonly record struct SignalInformation(int Signal, int Code, int Error, int Process, uint User, int Status, long Band);

/// <summary>Sending signals, waiting for them, and the timers that send them.</summary>
public static unsafe class SignalCalls
{
    /// <summary>raise(3).</summary>
    public static Errno Raise(int signal) => Errno.Check(Libc.raise(signal));

    /// <summary>
    /// kill(2). A signal that Python's main thread sends to its own process, and that a handler waits for, has arrived at the return: it goes to
    /// the calling thread. Sent to the process it would first hit the initial thread, which only forwards it once it gets to run.
    /// </summary>
    public static Errno Send(int process, int signal) =>
        process == Libc.getpid() && SignalHandlers.IsMainThread && SignalHandlers.Get(signal, out _) == SignalDisposition.Handle
            && !SignalMask.Current.Contains(signal)
            ? Raise(signal)
            : ProcessControl.Kill(process, signal);

    /// <summary>pthread_kill(3) for a thread by the identifier of <see cref="NativeThread.Self"/>.</summary>
    public static Errno KillThread(nuint thread, int signal) => new(Libc.pthread_kill(thread, signal));

    /// <summary>pause(2), which always ends with EINTR.</summary>
    public static Errno Pause() => Errno.Check(Libc.pause());

    /// <summary>alarm(2): the seconds that a former alarm had left.</summary>
    public static uint Alarm(uint seconds) => Libc.alarm(seconds);

    /// <summary>setitimer(2): ITIMER_REAL 0, ITIMER_VIRTUAL 1, ITIMER_PROF 2.</summary>
    public static Errno SetTimer(int which, IntervalTimerValue value, out IntervalTimerValue old)
    {
        IntervalTimerValue former = default;
        Errno error = Errno.Check(Libc.setitimer(which, &value, &former));
        old = former;
        return error;
    }

    /// <summary>getitimer(2).</summary>
    public static Errno GetTimer(int which, out IntervalTimerValue value)
    {
        IntervalTimerValue current = default;
        Errno error = Errno.Check(Libc.getitimer(which, &current));
        value = current;
        return error;
    }

    /// <summary>sigwait(3): the signal.</summary>
    public static int Wait(SignalSet signals, out Errno error)
    {
        int signal = 0;
        error = new Errno(Libc.sigwait(&signals, &signal));
        return signal;
    }

    /// <summary>sigwaitinfo(2).</summary>
    public static SignalInformation WaitInformation(SignalSet signals, out Errno error)
    {
        byte* info = stackalloc byte[128];
        Errno.Check(Libc.sigwaitinfo(&signals, info), out error);
        return error.Failed ? default : Read(info);
    }

    /// <summary>sigtimedwait(2); EAGAIN where the time is over.</summary>
    public static SignalInformation WaitInformation(SignalSet signals, TimeSpec timeout, out Errno error)
    {
        byte* info = stackalloc byte[128];
        Errno.Check(Libc.sigtimedwait(&signals, info, &timeout), out error);
        return error.Failed ? default : Read(info);
    }

    /// <summary>strsignal(3), null for a number that is no signal.</summary>
    public static byte[]? Describe(int signal)
    {
        if (signal is < 1 or >= SignalHandlers.Count)
        {
            return null;
        }
        byte[] text = NativeText.Copy(Libc.strsignal(signal));
        return text.AsSpan().StartsWith("Unknown signal"u8) ? null : text;
    }

    // siginfo_t: number 0, errno 4, code 8, then by kind of signal; pid 16, uid 20, status 24, band over pid.
    private static SignalInformation Read(byte* info)
    {
        // The kernel forwards no information that claims to be its own, so the handler has moved such a code out of the way.
        const int Moved = -1000;
        int code = *(int*)(info + 8);
        return new SignalInformation(
            *(int*)info, code <= Moved ? Moved - code : code, *(int*)(info + 4), *(int*)(info + 16), *(uint*)(info + 20), *(int*)(info + 24),
            *(long*)(info + 16));
    }
}
