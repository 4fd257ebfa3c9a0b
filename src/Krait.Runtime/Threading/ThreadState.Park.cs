using System.Diagnostics;
using Krait.Platform;

namespace Krait.Runtime;

public sealed partial class ThreadState
{
    /// <summary>The time of <see cref="Deadline"/> that never comes.</summary>
    internal const long Never = long.MaxValue;

    /// <summary>True in the child of a fork for the threads of the parent, which do not exist there.</summary>
    internal bool IsGone { get; set; }

    /// <summary>What the thread waits for without a limit of time; null while it runs. For <see cref="DeadlockDetector"/>.</summary>
    internal IOwned? WaitsFor { get; set; }

    /// <summary>True for the thread that runs the handlers of signals.</summary>
    internal bool RunsSignalHandlers => ReferenceEquals(this, Interpreter.MainThread) && Interpreter.OwnsSignals;

    /// <summary>The monotonic clock, in nanoseconds.</summary>
    internal static long Now => (long)((Int128)Stopwatch.GetTimestamp() * 1_000_000_000 / Stopwatch.Frequency);

    /// <summary>The time so long from now; <see cref="Never"/> for a negative time.</summary>
    internal static long Deadline(TimeSpan time) => time < TimeSpan.Zero ? Never : Now + (long)time.TotalNanoseconds;

    /// <summary>
    /// Sleeps without the interpreter's lock until <see cref="Unpark"/>, the deadline or, on the main thread, a signal. It may also return for no
    /// reason. The caller has told others that it waits, and looks what has happened.
    /// </summary>
    internal void Park(long deadline)
    {
        ReleaseGil();
        Sleep(deadline);
        TakeGil();
        ClearBreaker(EvalBreakerBits.Unparked);
    }

    /// <summary>Wakes the thread; the interpreter's lock is held.</summary>
    internal unsafe void Unpark()
    {
        if ((EvalBreaker & EvalBreakerBits.Unparked) != 0)
            return;
        SetBreaker(EvalBreakerBits.Unparked);
        WaitWord.Wake(EvalBreakerAddress, 1);
    }

    /// <summary>After <see cref="Park"/>: runs the handlers of signals that have arrived, on the main thread; throws what they raise.</summary>
    internal void HandleSignals()
    {
        if (!RunsSignalHandlers)
            return;
        ClearBreaker(EvalBreakerBits.Signals);
        CheckSignals();
    }

    /// <summary>Runs the handlers of signals where any are pending, on the main thread.</summary>
    internal void RunPendingHandlers()
    {
        if (SignalHandlers.IsPending)
            HandleSignals();
    }

    // The word that it sleeps at is the one that the signal handler changes: a signal just before the call ends the wait as well.
    private unsafe void Sleep(long deadline)
    {
        var wakers = EvalBreakerBits.Unparked | (RunsSignalHandlers ? EvalBreakerBits.Signals : 0);
        while (true)
        {
            var seen = EvalBreaker;
            if ((seen & wakers) != 0)
                return;
            var left = deadline == Never ? -1 : deadline - Now;
            if (deadline != Never && left <= 0)
                return;
            WaitWord.Wait(EvalBreakerAddress, seen, left);
        }
    }
}
