using Krait.Runtime;

namespace Krait.Modules.Profiling;

/// <summary>Fast profiler</summary>
[PyModule("_lsprof")]
internal static partial class LsprofModule
{
    /// <summary><c>profiler_entry</c>: a function.</summary>
    internal static readonly PyType Entry = StructSequence.CreateType(
        "profiler_entry",
        "_lsprof",
        null,
        new StructField("code", "code object or built-in function name"),
        new StructField("callcount", "how many times this was called"),
        new StructField("reccallcount", "how many times called recursively"),
        new StructField("totaltime", "total time in this entry"),
        new StructField("inlinetime", "inline time in this entry (not in subcalls)"),
        new StructField("calls", "details of the calls"));

    /// <summary><c>profiler_subentry</c>: the calls of a function from another one.</summary>
    internal static readonly PyType SubEntry = StructSequence.CreateType(
        "profiler_subentry",
        "_lsprof",
        null,
        new StructField("code", "called code object or built-in function name"),
        new StructField("callcount", "how many times this is called"),
        new StructField("reccallcount", "how many times this is called recursively"),
        new StructField("totaltime", "total time spent in this call"),
        new StructField("inlinetime", "inline time (not in further subcalls)"));

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        module.Dict.SetItem(thread, "profiler_entry", Entry);
        module.Dict.SetItem(thread, "profiler_subentry", SubEntry);
    }
}
