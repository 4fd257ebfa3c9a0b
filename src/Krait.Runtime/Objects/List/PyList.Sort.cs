namespace Krait.Runtime;

public partial class PyList
{
    /// <summary>
    /// Sort the list in ascending order and return None.
    ///
    /// The sort is in-place (i.e. the list itself is modified) and stable (i.e. the
    /// order of two equal elements is maintained).
    ///
    /// If a key function is given, apply it once to each list item and sort them,
    /// ascending or descending, according to their function values.
    ///
    /// The reverse flag can be set to sort in descending order.
    /// </summary>
    [PyMethod("sort")]
    internal void Sort(ThreadState thread, [KeywordOnly, NoneAllowed] PyObject? key = null, [KeywordOnly] bool reverse = false)
    {
        // The list is empty while it is being sorted: what comparisons do to it is noticed, and cannot hurt.
        var items = _items;
        var count = _count;
        var capacity = Capacity;
        _items = [];
        _count = 0;
        Capacity = -1;
        bool modified;
        PyObject[]? keys = null;
        try
        {
            if (key is not null)
                keys = SortKeys(thread, key, items.AsSpan(0, count)!);
            SortItems(thread, keys, items, count, reverse);
        }
        finally
        {
            // Before the list is whole again: the end of a key may run Python code that changes it, which is noticed too.
            foreach (var o in keys ?? [])
                Release(o);
            var added = _items;
            var addedCount = _count;
            modified = Capacity != -1;
            _items = items;
            _count = count;
            Capacity = capacity;
            for (var i = addedCount - 1; i >= 0; i--)
                Release(added[i]!);
        }
        if (modified)
            throw Errors.Value("list modified during sort");
    }

    private static PyObject[] SortKeys(ThreadState thread, PyObject key, ReadOnlySpan<PyObject> items)
    {
        var keys = new PyObject[items.Length];
        var made = 0;
        var mark = thread.PoolCount;
        try
        {
            for (; made < keys.Length; made++)
            {
                var value = Op.Call(thread, key, items[made]);
                Retain(value);
                keys[made] = value;
                if (thread.PoolCount > mark)
                    thread.DrainPool(mark);
            }
        }
        finally
        {
            if (made < keys.Length)
            {
                for (var i = 0; i < made; i++)
                    Release(keys[i]);
            }
        }
        return keys;
    }

    private static void SortItems(ThreadState thread, PyObject[]? keys, PyObject?[] items, int count, bool reverse)
    {
        if (count < 2)
            return;
        if (reverse)
        {
            // Equal items keep their order: they are reversed before and after.
            keys?.AsSpan().Reverse();
            items.AsSpan(0, count).Reverse();
        }
        try
        {
            if (keys is null)
                ItemSorter.Sort(thread, items!, null, count);
            else
                ItemSorter.Sort(thread, keys, items!, count);
        }
        finally
        {
            if (reverse)
                items.AsSpan(0, count).Reverse();
        }
    }
}
