using System.Globalization;

namespace Krait.Runtime;

/// <summary>The text of <c>sys._debugmallocstats()</c>: the managed heap, the collector's generations, and the free lists as CPython shows them.</summary>
internal static class MemoryReport
{
    private const int LabelWidth = 48;
    private const int TotalWidth = 20;

    public static void DebugMallocStats(TextWriter to)
    {
        var interpreter = ThreadState.Current.Interpreter;
        WriteHeap(to);
        to.WriteLine();
        WriteGenerations(to, interpreter.Collector);
        to.WriteLine();
        foreach (var list in interpreter.FreeLists.All())
            Line(to, $"{list.Count} free {ObjectName(list.Name)}s * {SizeOf(list.Name)} bytes each", (long)list.Count * SizeOf(list.Name));
    }

    private static void WriteHeap(TextWriter to)
    {
        var heap = GC.GetGCMemoryInfo();
        to.WriteLine("managed heap:");
        to.WriteLine();
        Line(to, "# bytes in use", GC.GetTotalMemory(false));
        Line(to, "# bytes committed", heap.TotalCommittedBytes);
        Line(to, "# bytes in free blocks", heap.FragmentedBytes);
        Line(to, "# bytes allocated since the start", GC.GetTotalAllocatedBytes());
        Line(to, "# heap collections of the host", GC.CollectionCount(0));
    }

    private static void WriteGenerations(TextWriter to, Collector collector)
    {
        for (var i = 0; i < Collector.GenerationCount; i++)
            Line(to, $"# containers in generation {i}", collector.SizeOf(i));
        Line(to, "# frozen containers", collector.FrozenCount);
    }

    private static void Line(TextWriter to, string label, long value) =>
        to.WriteLine($"{(label[0] == '#' ? label.PadRight(LabelWidth) : label.PadLeft(LabelWidth))} = {value.ToString("N0", CultureInfo.InvariantCulture),TotalWidth}");

    private static string ObjectName(string type) => type switch
    {
        "dict" => "PyDictObject",
        "float" => "PyFloatObject",
        "int" => "PyLongObject",
        "list" => "PyListObject",
        "method" => "PyMethodObject",
        "builtin_function_or_method" => "PyCFunctionObject",
        _ => type.Replace("tuple", "PyTupleObject", StringComparison.Ordinal),
    };

    private static int SizeOf(string type) => type switch
    {
        "dict" => PyDict.TypeObject.BasicSize,
        "float" => PyFloat.TypeObject.BasicSize,
        "int" => PyInt.TypeObject.BasicSize + PyInt.TypeObject.ItemSize,
        "list" => PyList.TypeObject.BasicSize,
        "method" => PyMethod.TypeObject.BasicSize,
        "builtin_function_or_method" => PyNativeFunction.TypeObject.BasicSize,
        _ => PyTuple.TypeObject.BasicSize + (PyTuple.TypeObject.ItemSize * int.Parse(type.AsSpan(0, type.IndexOf('-')), CultureInfo.InvariantCulture)),
    };
}
