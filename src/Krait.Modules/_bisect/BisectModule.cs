using Krait.Runtime;

namespace Krait.Modules;

/// <summary>
/// Bisection algorithms.
///
/// This module provides support for maintaining a list in sorted order without
/// having to sort the list after each insertion. For long lists of items with
/// expensive comparison operations, this can be an improvement over the more
/// common approach.
/// </summary>
[PyModule("_bisect")]
internal static partial class BisectModule
{
    /// <summary>
    /// Return the index where to insert item x in list a, assuming a is sorted.
    ///
    /// The return value i is such that all e in a[:i] have e &lt;= x, and all e in
    /// a[i:] have e > x.  So if x already appears in the list, a.insert(i, x) will
    /// insert just after the rightmost x already there.
    ///
    /// Optional args lo (default 0) and hi (default len(a)) bound the
    /// slice of a to be searched.
    ///
    /// A custom key function can be supplied to customize the sort order.
    /// </summary>
    [PyFunction("bisect_right")]
    private static long BisectRight(
        ThreadState thread, [Keyword] PyObject a, [Keyword] PyObject x, [Keyword] long lo = 0, [Keyword] long? hi = null, [KeywordOnly, NoneAllowed] PyObject? key = null) =>
        Search(thread, a, x, lo, hi, key, true);

    /// <summary>
    /// Return the index where to insert item x in list a, assuming a is sorted.
    ///
    /// The return value i is such that all e in a[:i] have e &lt; x, and all e in
    /// a[i:] have e >= x.  So if x already appears in the list, a.insert(i, x) will
    /// insert just before the leftmost x already there.
    ///
    /// Optional args lo (default 0) and hi (default len(a)) bound the
    /// slice of a to be searched.
    ///
    /// A custom key function can be supplied to customize the sort order.
    /// </summary>
    [PyFunction("bisect_left")]
    private static long BisectLeft(
        ThreadState thread, [Keyword] PyObject a, [Keyword] PyObject x, [Keyword] long lo = 0, [Keyword] long? hi = null, [KeywordOnly, NoneAllowed] PyObject? key = null) =>
        Search(thread, a, x, lo, hi, key, false);

    /// <summary>
    /// Insert item x in list a, and keep it sorted assuming a is sorted.
    ///
    /// If x is already in a, insert it to the right of the rightmost x.
    ///
    /// Optional args lo (default 0) and hi (default len(a)) bound the
    /// slice of a to be searched.
    ///
    /// A custom key function can be supplied to customize the sort order.
    /// </summary>
    [PyFunction("insort_right")]
    private static void InsortRight(
        ThreadState thread, [Keyword] PyObject a, [Keyword] PyObject x, [Keyword] long lo = 0, [Keyword] long? hi = null, [KeywordOnly, NoneAllowed] PyObject? key = null) =>
        Insert(thread, a, x, lo, hi, key, true);

    /// <summary>
    /// Insert item x in list a, and keep it sorted assuming a is sorted.
    ///
    /// If x is already in a, insert it to the left of the leftmost x.
    ///
    /// Optional args lo (default 0) and hi (default len(a)) bound the
    /// slice of a to be searched.
    ///
    /// A custom key function can be supplied to customize the sort order.
    /// </summary>
    [PyFunction("insort_left")]
    private static void InsortLeft(
        ThreadState thread, [Keyword] PyObject a, [Keyword] PyObject x, [Keyword] long lo = 0, [Keyword] long? hi = null, [KeywordOnly, NoneAllowed] PyObject? key = null) =>
        Insert(thread, a, x, lo, hi, key, false);

    private static void Insert(ThreadState thread, PyObject a, PyObject x, long lo, long? hi, PyObject? key, bool right)
    {
        var wanted = key is null ? x : Op.Call(thread, key, x);
        var index = Search(thread, a, wanted, lo, hi, key, right);
        if (a.GetType() == typeof(PyList))
            ((PyList)a).Insert(index, x);
        else
            Op.CallMethod(thread, a, Names.Insert, PyInt.From(index), x);
    }

    private static long Search(ThreadState thread, PyObject a, PyObject x, long lo, long? hi, PyObject? key, bool right)
    {
        if (lo < 0)
            throw Errors.Value("lo must be non-negative");
        var end = hi is null or -1 ? Op.Length(thread, a) : hi.Value;
        while (lo < end)
        {
            var middle = (long)(((ulong)lo + (ulong)end) / 2);
            var item = Op.GetItem(thread, a, middle);
            // A comparison may change the list.
            using var held = new Held(thread, item);
            if (key is not null)
                item = Op.Call(thread, key, item);
            var less = right
                ? Op.IsTrue(thread, Op.RichCompare(thread, x, item, CompareOp.Lt))
                : !Op.IsTrue(thread, Op.RichCompare(thread, item, x, CompareOp.Lt));
            if (less)
                end = middle;
            else
                lo = middle + 1;
        }
        return lo;
    }
}
