using Krait.Runtime;

namespace Krait.Modules.Profiling;

/// <summary>What a profiler has collected.</summary>
public partial class PyProfiler
{
    /// <summary>list of profiler_entry objects.
    ///
    /// getstats() -> list of profiler_entry objects
    ///
    /// Return all information collected by the profiler.
    /// Each profiler_entry is a tuple-like object with the
    /// following attributes:
    ///
    ///     code          code object
    ///     callcount     how many times this was called
    ///     reccallcount  how many times called recursively
    ///     totaltime     total time in this entry
    ///     inlinetime    inline time in this entry (not in subcalls)
    ///     calls         details of the calls
    ///
    /// The calls attribute is either None or a list of
    /// profiler_subentry objects:
    ///
    ///     code          called code object
    ///     callcount     how many times this is called
    ///     reccallcount  how many times this is called recursively
    ///     totaltime     total time spent in this call
    ///     inlinetime    inline time (not in further subcalls)</summary>
    [PyMethod("getstats")]
    private PyObject GetStats(ThreadState thread)
    {
        var unit = SecondsPerUnit;
        var result = PyList.Create(thread);
        foreach (var entry in _entries.Values)
        {
            if (entry.Calls == 0)
                continue;
            PyObject callees = entry.Callees is { } called ? Callees(thread, called, unit) : PyNone.Instance;
            result.Append(StructSequence.New(thread, LsprofModule.Entry, [.. Fields(entry.Subject, entry, unit), callees]));
        }
        return result;
    }

    private static PyList Callees(ThreadState thread, Dictionary<ProfilerEntry, CallTimes> callees, double unit)
    {
        var list = PyList.Create(thread);
        foreach (var (callee, times) in callees)
            list.Append(StructSequence.New(thread, LsprofModule.SubEntry, Fields(callee.Subject, times, unit)));
        return list;
    }

    private static PyObject[] Fields(PyObject subject, CallTimes times, double unit) =>
    [
        subject, PyInt.From(times.Calls), PyInt.From(times.RecursiveCalls), PyFloat.From(unit * times.Total), PyFloat.From(unit * times.Inline),
    ];
}
