using Krait.Platform;

namespace Krait.Modules.Os;

/// <summary>The end of a time span on the monotonic clock: how long a call that was interrupted still has to wait.</summary>
internal readonly struct Deadline
{
    private readonly long _end;

    /// <summary>A deadline in so many nanoseconds from now.</summary>
    public Deadline(long nanoseconds)
    {
        var now = Now;
        _end = nanoseconds > long.MaxValue - now ? long.MaxValue : now + nanoseconds;
    }

    /// <summary>The nanoseconds that are left; 0 when it is over.</summary>
    public long Remaining => Math.Max(0, _end - Now);

    private static long Now => Clocks.GetTime(Clocks.Monotonic, out _).TotalNanoseconds;
}
