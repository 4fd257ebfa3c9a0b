using System.Numerics;
using System.Runtime.InteropServices;

namespace Krait.Platform;

/// <summary>Priorities, policies and the processors that a process may use. Process 0 is the caller.</summary>
public static unsafe class Scheduling
{
    /// <summary>nice(2): the new nice value, which may be -1 without an error.</summary>
    public static int Nice(int increment, out Errno error)
    {
        Marshal.SetLastSystemError(0);
        return Errno.Check(Libc.nice(increment), out error);
    }

    /// <summary>getpriority(2), which may be -1 without an error.</summary>
    public static int GetPriority(int which, uint who, out Errno error)
    {
        Marshal.SetLastSystemError(0);
        return Errno.Check(Libc.getpriority(which, who), out error);
    }

    /// <summary>setpriority(2).</summary>
    public static Errno SetPriority(int which, uint who, int priority) => Errno.Check(Libc.setpriority(which, who, priority));

    /// <summary>sched_yield(2).</summary>
    public static Errno Yield() => Errno.Check(Libc.sched_yield());

    /// <summary>sched_getaffinity(2): the numbers of the processors, ascending.</summary>
    public static int[] GetAffinity(int process, out Errno error)
    {
        for (int words = 16; ; words *= 2)
        {
            var mask = new ulong[words];
            fixed (ulong* m = mask)
            {
                int result = Errno.Check(Libc.sched_getaffinity(process, (nuint)words * 8, m), out error);
                if (result == -1 && error.Value == Errno.EINVAL && words < 1 << 16)
                {
                    continue;
                }
            }
            return error.Failed ? [] : Processors(mask);
        }
    }

    private static int[] Processors(ulong[] mask)
    {
        var processors = new List<int>();
        for (int i = 0; i < mask.Length; i++)
        {
            for (ulong bits = mask[i]; bits != 0; bits &= bits - 1)
            {
                processors.Add(i * 64 + BitOperations.TrailingZeroCount(bits));
            }
        }
        return [.. processors];
    }

    /// <summary>sched_setaffinity(2); the numbers are not negative.</summary>
    public static Errno SetAffinity(int process, ReadOnlySpan<int> processors)
    {
        int highest = 0;
        foreach (int processor in processors)
        {
            highest = Math.Max(highest, processor);
        }
        var mask = new ulong[Math.Max(16, highest / 64 + 1)];
        foreach (int processor in processors)
        {
            mask[processor / 64] |= 1UL << (processor % 64);
        }
        fixed (ulong* m = mask)
        {
            return Errno.Check(Libc.sched_setaffinity(process, (nuint)mask.Length * 8, m));
        }
    }

    /// <summary>sched_getscheduler(2).</summary>
    public static int GetPolicy(int process, out Errno error) => Errno.Check(Libc.sched_getscheduler(process), out error);

    /// <summary>sched_setscheduler(2).</summary>
    public static Errno SetPolicy(int process, int policy, int priority) =>
        Errno.Check(Libc.sched_setscheduler(process, policy, &priority));

    /// <summary>sched_getparam(2): the static priority.</summary>
    public static int GetParameter(int process, out Errno error)
    {
        int priority = 0;
        error = Errno.Check(Libc.sched_getparam(process, &priority));
        return priority;
    }

    /// <summary>sched_setparam(2).</summary>
    public static Errno SetParameter(int process, int priority) => Errno.Check(Libc.sched_setparam(process, &priority));

    /// <summary>sched_get_priority_max(2).</summary>
    public static int MaximumPriority(int policy, out Errno error) => Errno.Check(Libc.sched_get_priority_max(policy), out error);

    /// <summary>sched_get_priority_min(2).</summary>
    public static int MinimumPriority(int policy, out Errno error) => Errno.Check(Libc.sched_get_priority_min(policy), out error);

    /// <summary>sched_rr_get_interval(2).</summary>
    public static TimeSpec RoundRobinInterval(int process, out Errno error)
    {
        TimeSpec interval = default;
        error = Errno.Check(Libc.sched_rr_get_interval(process, &interval));
        return interval;
    }
}
