namespace Krait.Platform;

/// <summary>The clock identifiers of <c>time</c> on Linux.</summary>
public static class ClockConstants
{
    /// <summary>Every identifier.</summary>
    public static (string Name, long Value)[] All() =>
    [
        ("CLOCK_REALTIME", 0),
        ("CLOCK_MONOTONIC", 1),
        ("CLOCK_MONOTONIC_RAW", 4),
        ("CLOCK_PROCESS_CPUTIME_ID", 2),
        ("CLOCK_THREAD_CPUTIME_ID", 3),
        ("CLOCK_BOOTTIME", 7),
        ("CLOCK_TAI", 11),
    ];
}
