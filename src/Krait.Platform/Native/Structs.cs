using System.Runtime.InteropServices;

namespace Krait.Platform;

/// <summary>Seconds and nanoseconds: the system's struct timespec.</summary>
public record struct TimeSpec(long Seconds, long Nanoseconds)
{
    private const long PerSecond = 1_000_000_000;

    /// <summary>The time in nanoseconds; overflows past 292 years.</summary>
    public readonly long TotalNanoseconds => checked(Seconds * PerSecond + Nanoseconds);

    /// <summary>The time for a number of nanoseconds; the fraction is never negative.</summary>
    public static TimeSpec FromNanoseconds(long nanoseconds)
    {
        (long seconds, long rest) = Math.DivRem(nanoseconds, PerSecond);
        return rest < 0 ? new TimeSpec(seconds - 1, rest + PerSecond) : new TimeSpec(seconds, rest);
    }
}

/// <summary>Seconds and microseconds: the system's struct timeval.</summary>
public record struct TimeValue(long Seconds, long Microseconds);

/// <summary>An interval and the time to the next expiry: struct itimerspec.</summary>
public record struct IntervalTimerSpec(TimeSpec Interval, TimeSpec Value);

/// <summary>An interval and the time to the next expiry: struct itimerval.</summary>
public record struct IntervalTimerValue(TimeValue Interval, TimeValue Value);

/// <summary>One buffer of a scattered read or gathered write: struct iovec. The memory must be pinned.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct IoVector
{
    /// <summary>The first byte.</summary>
    public byte* Base;

    /// <summary>The number of bytes.</summary>
    public nuint Length;
}

/// <summary>A record lock: struct flock.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct FileLock
{
    /// <summary>F_RDLCK, F_WRLCK or F_UNLCK.</summary>
    public short Type;

    /// <summary>SEEK_SET, SEEK_CUR or SEEK_END.</summary>
    public short Whence;

    /// <summary>Offset of the first byte, by <see cref="Whence"/>.</summary>
    public long Start;

    /// <summary>Number of bytes; zero reaches to the end of the file.</summary>
    public long Length;

    /// <summary>The process that holds a conflicting lock (F_GETLK).</summary>
    public int Process;
}
