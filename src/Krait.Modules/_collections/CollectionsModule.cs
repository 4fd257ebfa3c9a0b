using Krait.Runtime;

namespace Krait.Modules.Collections;

/// <summary>High performance data structures: deque and defaultdict.</summary>
[PyModule("_collections")]
internal static partial class CollectionsModule
{
    /// <summary>Count elements in the iterable, updating the mapping.</summary>
    [PyFunction("_count_elements")]
    private static void CountElements(ThreadState thread, PyObject mapping, PyObject iterable)
    {
        var get = Op.GetAttr(thread, mapping, "get");
        using var held = new Held(thread, get);
        var zero = PyInt.From(0);
        var one = PyInt.From(1);
        foreach (var item in Op.Iterate(thread, iterable))
            Op.SetItem(thread, mapping, item, Op.Add(thread, Op.Call(thread, get, item, zero), one));
    }
}
