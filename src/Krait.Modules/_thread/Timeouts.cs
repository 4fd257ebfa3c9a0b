using Krait.Runtime;

namespace Krait.Modules.Threads;

/// <summary>The timeouts of <c>acquire</c> and its like.</summary>
internal static class Timeouts
{
    /// <summary>The largest timeout, in seconds (<c>_thread.TIMEOUT_MAX</c>).</summary>
    public const double Max = 9223372036.0;

    /// <summary>Checks the arguments of <c>acquire</c>: the time on the clock of <see cref="ThreadState.Now"/>, 0 for no waiting.</summary>
    public static long Read(ThreadState thread, bool blocking, PyObject? timeout)
    {
        if (timeout is null)
            return blocking ? ThreadState.Never : 0;
        var seconds = Op.AsDouble(thread, timeout);
        if (!blocking && seconds != -1)
            throw Errors.Value("can't specify a timeout for a non-blocking call");
        if (seconds < 0 && seconds != -1)
            throw Errors.Value("timeout value must be a non-negative number");
        if (!blocking)
            return 0;
        if (seconds == -1)
            return ThreadState.Never;
        return seconds <= Max ? After(seconds) : throw Errors.Overflow("timeout value is too large");
    }

    /// <summary>The time so many seconds from now; 0 for none.</summary>
    public static long After(double seconds)
    {
        if (seconds <= 0)
            return 0;
        var nanoseconds = seconds * 1e9;
        var now = ThreadState.Now;
        return nanoseconds >= long.MaxValue - now ? ThreadState.Never - 1 : now + (long)Math.Ceiling(nanoseconds);
    }
}
