namespace Krait.Platform;

/// <summary>Clocks by their identifiers, and sleeping.</summary>
public static unsafe class Clocks
{
#pragma warning disable CS1591
    public const int Realtime = 0, Monotonic = 1, ProcessCpuTime = 2, ThreadCpuTime = 3, MonotonicRaw = 4, RealtimeCoarse = 5,
        MonotonicCoarse = 6, BootTime = 7, Tai = 11;
#pragma warning restore CS1591

    /// <summary>The flag of <see cref="Sleep(int, int, TimeSpec, out TimeSpec)"/> for a point in time instead of a span (TIMER_ABSTIME).</summary>
    public const int AbsoluteTime = 1;

    /// <summary>clock_gettime(2).</summary>
    public static TimeSpec GetTime(int clock, out Errno error)
    {
        TimeSpec now;
        error = Errno.Check(Libc.clock_gettime(clock, &now));
        return error.Failed ? default : now;
    }

    /// <summary>clock_settime(2).</summary>
    public static Errno SetTime(int clock, TimeSpec time) => Errno.Check(Libc.clock_settime(clock, &time));

    /// <summary>clock_getres(2).</summary>
    public static TimeSpec GetResolution(int clock, out Errno error)
    {
        TimeSpec resolution = default;
        error = Errno.Check(Libc.clock_getres(clock, &resolution));
        return resolution;
    }

    /// <summary>gettimeofday(2).</summary>
    public static TimeValue TimeOfDay()
    {
        TimeSpec now = GetTime(Realtime, out _);
        return new TimeValue(now.Seconds, now.Nanoseconds / 1000);
    }

    /// <summary>clock_nanosleep(2). EINTR comes with the remaining time of a relative sleep.</summary>
    public static Errno Sleep(int clock, int flags, TimeSpec time, out TimeSpec remaining)
    {
        TimeSpec rest = default;
        var error = new Errno(Libc.clock_nanosleep(clock, flags, &time, &rest));
        remaining = rest;
        return error;
    }

    /// <summary>pthread_getcpuclockid(3).</summary>
    public static int GetThreadClock(nuint thread, out Errno error)
    {
        int clock = 0;
        error = new Errno(Libc.pthread_getcpuclockid(thread, &clock));
        return clock;
    }
}
