using System.Runtime.InteropServices;

namespace Krait.Platform;

/// <summary>What a process or thread has consumed: struct rusage.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct ResourceUsage
{
    /// <summary>Time in user mode.</summary>
    public TimeValue UserTime;

    /// <summary>Time in the kernel.</summary>
    public TimeValue SystemTime;

    /// <summary>ru_maxrss, in kilobytes.</summary>
    public long MaximumResidentSize;

    /// <summary>ru_ixrss.</summary>
    public long SharedMemory;

    /// <summary>ru_idrss.</summary>
    public long UnsharedData;

    /// <summary>ru_isrss.</summary>
    public long UnsharedStack;

    /// <summary>ru_minflt.</summary>
    public long MinorFaults;

    /// <summary>ru_majflt.</summary>
    public long MajorFaults;

    /// <summary>ru_nswap.</summary>
    public long Swaps;

    /// <summary>ru_inblock.</summary>
    public long BlocksIn;

    /// <summary>ru_oublock.</summary>
    public long BlocksOut;

    /// <summary>ru_msgsnd.</summary>
    public long MessagesSent;

    /// <summary>ru_msgrcv.</summary>
    public long MessagesReceived;

    /// <summary>ru_nsignals.</summary>
    public long Signals;

    /// <summary>ru_nvcsw.</summary>
    public long VoluntarySwitches;

    /// <summary>ru_nivcsw.</summary>
    public long InvoluntarySwitches;
}

/// <summary>A soft and a hard limit: struct rlimit. <see cref="ulong.MaxValue"/> is RLIM_INFINITY.</summary>
public record struct ResourceLimit(ulong Soft, ulong Hard);

/// <summary>User and system time of this process and its children in clock ticks, and the elapsed ticks: times(2).</summary>
public readonly record struct ProcessTimes(long User, long System, long ChildrenUser, long ChildrenSystem, long Elapsed);

/// <summary>Limits on and measurements of what processes consume.</summary>
public static unsafe class Resources
{
    /// <summary>getrlimit(2).</summary>
    public static Errno GetLimit(int resource, out ResourceLimit limit) => GetLimit(0, resource, out limit);

    /// <summary>setrlimit(2).</summary>
    public static Errno SetLimit(int resource, ResourceLimit limit) => SetLimit(0, resource, limit, out _);

    /// <summary>prlimit(2) that asks; process 0 is this one.</summary>
    public static Errno GetLimit(int process, int resource, out ResourceLimit limit)
    {
        ResourceLimit old = default;
        Errno error = Errno.Check(Libc.prlimit(process, resource, null, &old));
        limit = old;
        return error;
    }

    /// <summary>prlimit(2) that sets; <paramref name="old"/> receives the former limits.</summary>
    public static Errno SetLimit(int process, int resource, ResourceLimit limit, out ResourceLimit old)
    {
        ResourceLimit former = default;
        Errno error = Errno.Check(Libc.prlimit(process, resource, &limit, &former));
        old = former;
        return error;
    }

    /// <summary>getrusage(2): RUSAGE_SELF 0, RUSAGE_CHILDREN -1, RUSAGE_THREAD 1.</summary>
    public static Errno GetUsage(int who, out ResourceUsage usage)
    {
        ResourceUsage current = default;
        Errno error = Errno.Check(Libc.getrusage(who, &current));
        usage = current;
        return error;
    }

    /// <summary>times(2).</summary>
    public static Errno GetTimes(out ProcessTimes times)
    {
        long* buffer = stackalloc long[4];
        long elapsed = Libc.times(buffer);
        Errno error = elapsed == -1 ? Errno.Last() : default;
        times = error.Failed ? default : new ProcessTimes(buffer[0], buffer[1], buffer[2], buffer[3], elapsed);
        return error;
    }
}
