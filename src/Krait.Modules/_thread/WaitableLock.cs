using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Threads;

/// <summary>A binary semaphore that lets go of the interpreter's lock while it waits; on the main thread a signal interrupts the wait.</summary>
internal sealed class WaitableLock
{
    private object _gate = new();
    private bool _locked;

    public bool IsLocked => _locked;

    /// <summary>Takes the lock; false after the timeout.</summary>
    public bool Acquire(ThreadState thread, TimeSpan timeout)
    {
        lock (_gate)
        {
            if (!_locked)
            {
                _locked = true;
                return true;
            }
        }
        if (timeout == TimeSpan.Zero)
            return false;
        var deadline = timeout == Timeouts.Forever ? long.MaxValue : Environment.TickCount64 + (long)Math.Ceiling(timeout.TotalMilliseconds);
        var isMain = SignalGate.IsMain(thread);
        while (true)
        {
            bool taken;
            using (thread.AllowThreads())
                taken = WaitOnce(deadline, isMain);
            if (taken)
                return true;
            if (isMain)
                thread.CheckSignals();
            if (Environment.TickCount64 >= deadline)
                return false;
        }
    }

    /// <summary>Gives the lock back; false where nobody holds it.</summary>
    public bool TryRelease()
    {
        lock (_gate)
        {
            if (!_locked)
                return false;
            _locked = false;
            Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>In the child of a fork: unlocked, whoever held it, and whoever was about to.</summary>
    public void Reset()
    {
        _gate = new object();
        _locked = false;
    }

    private bool WaitOnce(long deadline, bool isMain)
    {
        lock (_gate)
        {
            while (_locked)
            {
                var left = deadline == long.MaxValue ? Timeouts.Forever : TimeSpan.FromMilliseconds(deadline - Environment.TickCount64);
                if (deadline != long.MaxValue && left <= TimeSpan.Zero)
                    return false;
                if (isMain && SignalHandlers.IsPending)
                    return false;
                SignalGate.Wait(_gate, left, isMain);
            }
            _locked = true;
            return true;
        }
    }
}

/// <summary>The timeouts of <c>acquire</c>.</summary>
internal static class Timeouts
{
    /// <summary>The largest timeout, in seconds (<c>_thread.TIMEOUT_MAX</c>): what a wait of .NET can take.</summary>
    public const double Max = int.MaxValue / 1000;

    public static readonly TimeSpan Forever = Timeout.InfiniteTimeSpan;

    /// <summary>Checks the arguments of <c>acquire</c>.</summary>
    public static TimeSpan Read(ThreadState thread, bool blocking, PyObject? timeout)
    {
        var seconds = timeout is null ? -1 : Op.AsDouble(thread, timeout);
        if (!blocking && seconds != -1)
            throw Errors.Value("can't specify a timeout for a non-blocking call");
        if (seconds < 0 && seconds != -1)
            throw Errors.Value("timeout value must be a non-negative number");
        if (!blocking)
            return TimeSpan.Zero;
        if (seconds == -1)
            return Forever;
        if (!(seconds <= Max))
            throw Errors.Overflow("timeout value is too large");
        return TimeSpan.FromSeconds(seconds);
    }
}
