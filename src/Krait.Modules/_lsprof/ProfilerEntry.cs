using Krait.Runtime;

namespace Krait.Modules.Profiling;

/// <summary>How often something was called, and how long that took. Times are in units of the profiler's timer.</summary>
internal class CallTimes
{
    /// <summary>The number of calls that have ended.</summary>
    public long Calls { get; private set; }

    /// <summary>Those among them that began while another one was under way.</summary>
    public long RecursiveCalls { get; private set; }

    /// <summary>The time of the calls that were not recursive.</summary>
    public long Total { get; private set; }

    /// <summary>The time of all calls without that of what they called.</summary>
    public long Inline { get; private set; }

    private int _depth;

    /// <summary>A call begins.</summary>
    public void Enter() => _depth++;

    /// <summary>A call ends.</summary>
    public void Leave(long total, long inline)
    {
        if (--_depth == 0)
            Total += total;
        else
            RecursiveCalls++;
        Inline += inline;
        Calls++;
    }
}

/// <summary>What a profiler knows of one function.</summary>
/// <param name="subject">The code object, or what a native function is called.</param>
internal sealed class ProfilerEntry(PyObject subject) : CallTimes
{
    private Dictionary<ProfilerEntry, CallTimes>? _callees;

    /// <summary>The code object, or what a native function is called.</summary>
    public PyObject Subject { get; } = subject;

    /// <summary>The functions that this one called, each with the calls from here; null for none.</summary>
    public Dictionary<ProfilerEntry, CallTimes>? Callees => _callees;

    /// <summary>The calls of another function from this one.</summary>
    public CallTimes CallsOf(ProfilerEntry callee)
    {
        _callees ??= [];
        if (!_callees.TryGetValue(callee, out var times))
            _callees.Add(callee, times = new CallTimes());
        return times;
    }
}
