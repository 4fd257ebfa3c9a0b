using Krait.Platform;

namespace Krait.Runtime;

internal static partial class SysModule
{
    private static readonly NativeMethod s_getObjects = new()
    {
        Name = "getobjects",
        Doc = "getobjects(limit[, type])\nReturn the newest objects, at most limit of them (0 for all), of exactly the type if one is given.",
        Fast = GetObjects,
    };

    /// <summary>
    /// Print debug info to stderr about the state of memory.
    ///
    /// The output shows the managed heap, the generations of the collector and the free lists.
    /// </summary>
    [PyFunction("_debugmallocstats")]
    private static void DebugMallocStats()
    {
        var text = new StringWriter { NewLine = "\n" };
        MemoryReport.DebugMallocStats(text);
        Descriptors.Write(2, System.Text.Encoding.ASCII.GetBytes(text.ToString()), out _);
    }

    /// <summary>Adds what only <c>-X refchain</c> has: its presence is how programs find out.</summary>
    private static void AddRefChain(ThreadState thread, PyDict dict)
    {
        if (MemoryHooks.Chain is not null)
            dict.SetItem(thread, s_getObjects.Name, PyNativeFunction.Create(thread, s_getObjects, null, PyStr.Intern("sys")));
    }

    private static PyObject GetObjects(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args)
    {
        if (args.Length is < 1 or > 2)
            throw ArgumentBinder.PositionalCount("getobjects", args.Length, 1, 2);
        var limit = Op.AsInt(thread, args[0]);
        var type = args.Length < 2 ? null : args[1] as PyType ?? throw ArgumentConversion.WrongType("getobjects() argument 2", "type", args[1]);
        return MemoryHooks.Chain!.GetObjects(thread, limit, type);
    }
}
