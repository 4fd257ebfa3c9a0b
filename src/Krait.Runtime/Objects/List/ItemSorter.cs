namespace Krait.Runtime;

/// <summary>Sorts references by comparing keys: chooses the fastest comparison that the keys allow.</summary>
internal static class ItemSorter
{
    /// <summary>
    /// A stable sort of the first <paramref name="count"/> places of <paramref name="keys"/>; <paramref name="values"/>, if there are any, move along.
    /// When a comparison throws, both still hold each of their objects once.
    /// </summary>
    public static void Sort(ThreadState thread, PyObject[] keys, PyObject[]? values, int count)
    {
        var type = CommonType(keys.AsSpan(0, count));
        if (type == typeof(PyTuple) && AreFilled(keys.AsSpan(0, count)))
            SortTuples(thread, keys, values, count);
        else if (type == typeof(PyInt))
            new ItemSorter<IntOrder>(thread, keys, values, count).Sort();
        else if (type == typeof(PyStr))
            new ItemSorter<StrOrder>(thread, keys, values, count).Sort();
        else if (type == typeof(PyFloat))
            new ItemSorter<FloatOrder>(thread, keys, values, count).Sort();
        else
            new ItemSorter<ObjectOrder>(thread, keys, values, count).Sort();
    }

    private static void SortTuples(ThreadState thread, PyObject[] keys, PyObject[]? values, int count)
    {
        var first = ((PyTuple)keys[0])[0].GetType();
        for (var i = 1; i < count && first is not null; i++)
        {
            if (((PyTuple)keys[i])[0].GetType() != first)
                first = null;
        }
        if (first == typeof(PyInt))
            new ItemSorter<TupleOrder<IntOrder>>(thread, keys, values, count).Sort();
        else if (first == typeof(PyStr))
            new ItemSorter<TupleOrder<StrOrder>>(thread, keys, values, count).Sort();
        else if (first == typeof(PyFloat))
            new ItemSorter<TupleOrder<FloatOrder>>(thread, keys, values, count).Sort();
        else
            new ItemSorter<TupleOrder<ObjectOrder>>(thread, keys, values, count).Sort();
    }

    /// <summary>The C# class that all have; null where they differ.</summary>
    private static Type? CommonType(ReadOnlySpan<PyObject> keys)
    {
        var type = keys[0].GetType();
        foreach (var key in keys)
        {
            if (key.GetType() != type)
                return null;
        }
        return type;
    }

    private static bool AreFilled(ReadOnlySpan<PyObject> tuples)
    {
        foreach (var tuple in tuples)
        {
            if (((PyTuple)tuple).Count == 0)
                return false;
        }
        return true;
    }
}
