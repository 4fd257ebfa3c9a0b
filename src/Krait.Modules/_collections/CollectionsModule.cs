using Krait.Runtime;

namespace Krait.Modules.Collections;

/// <summary>High performance data structures: deque and defaultdict.</summary>
[PyModule("_collections")]
internal static partial class CollectionsModule
{
    private static readonly PyStr s_get = PyStr.Intern("get");

    /// <summary>
    /// Count elements in the iterable, updating the mapping
    /// </summary>
    [PyFunction("_count_elements")]
    private static void CountElements(ThreadState thread, PyObject mapping, PyObject iterable)
    {
        // Neither method overridden: the table itself may be used.
        if (mapping is PyDict dict
            && ReferenceEquals(mapping.Type.Lookup(s_get), PyDict.TypeObject.Lookup(s_get))
            && ReferenceEquals(mapping.Type.Lookup(Names.Setitem), PyDict.TypeObject.Lookup(Names.Setitem)))
        {
            CountInDict(thread, dict, iterable);
            return;
        }
        var get = Op.GetAttr(thread, mapping, s_get);
        using var held = new Held(thread, get);
        var zero = PyInt.From(0);
        var one = PyInt.From(1);
        foreach (var item in Op.Iterate(thread, iterable))
            Op.SetItem(thread, mapping, item, Op.Add(thread, Op.Call(thread, get, item, zero), one));
    }

    private static void CountInDict(ThreadState thread, PyDict dict, PyObject iterable)
    {
        var one = PyInt.From(1);
        foreach (var item in Op.Iterate(thread, iterable))
        {
            var hash = PyDict.RawHashOf(thread, item);
            PyObject count = one;
            if (dict.GetItem(thread, item, hash) is { } old)
                count = old.GetType() == typeof(PyInt) && Op.AsSsize(old) is < long.MaxValue and var number ? PyInt.Make(thread, number + 1) : Op.Add(thread, old, one);
            dict.SetItem(thread, item, hash, count);
        }
    }
}
