namespace Krait.Runtime;

public partial class PyList
{
    /// <summary>Insert object before index.</summary>
    [PyMethod("insert")]
    internal void Insert(long index, PyObject @object)
    {
        var count = _count;
        if (index < 0)
            index = Math.Max(index + count, 0);
        else if (index > count)
            index = count;
        Resize(CheckedCount(count + 1L));
        System.Array.Copy(_items, (int)index, _items, (int)index + 1, count - (int)index);
        Retain(@object);
        _items[index] = @object;
    }

    /// <summary>Remove and return item at index (default last).</summary>
    /// <remarks>IndexError where the list is empty or the index is out of range.</remarks>
    [PyMethod("pop")]
    private PyObject PopMethod(ThreadState thread, long index = -1)
    {
        if (index < 0)
            index += _count;
        if ((ulong)index < (ulong)_count)
            return Pop(thread, index);
        return thread.Raise(Errors.Index(_count == 0 ? "pop from empty list" : "pop index out of range"));
    }

    /// <summary>Removes the item at an index that is in range and returns it, floating.</summary>
    internal PyObject Pop(ThreadState thread, long index)
    {
        var count = _count;
        var item = _items[index]!;
        System.Array.Copy(_items, (int)index + 1, _items, (int)index, count - 1 - (int)index);
        _items[count - 1] = null;
        Resize(count - 1);
        return Float(thread, item);
    }

    /// <summary>Remove first occurrence of value.</summary>
    /// <remarks>ValueError where the value is not present.</remarks>
    [PyMethod("remove")]
    private PyObject RemoveMethod(ThreadState thread, PyObject value) =>
        Remove(thread, value) ? PyNone.Instance : thread.Raise(Errors.Value("list.remove(x): x not in list"));

    private bool Remove(ThreadState thread, PyObject value)
    {
        for (var i = 0; i < _count; i++)
        {
            if (!ItemComparison.AreEqual(thread, _items[i]!, value))
                continue;
            // The comparison may have shortened the list.
            if (i < _count)
                ReplaceRange(i, i + 1, default);
            return true;
        }
        return false;
    }

    /// <summary>Return first index of value.</summary>
    /// <remarks>ValueError where the value is not present.</remarks>
    [PyMethod("index")]
    private PyObject Index(ThreadState thread, PyObject value, [SliceIndex] long start = 0, [SliceIndex] long stop = long.MaxValue)
    {
        if (start < 0)
            start = Math.Max(start + _count, 0);
        if (stop < 0)
            stop = Math.Max(stop + _count, 0);
        for (var i = start; i < stop && i < _count; i++)
        {
            if (ItemComparison.AreEqual(thread, _items[i]!, value))
                return PyInt.From(i);
        }
        return thread.Raise(Errors.Value("list.index(x): x not in list"));
    }

    /// <summary>Return number of occurrences of value.</summary>
    [PyMethod("count")]
    internal long CountOf(ThreadState thread, PyObject value)
    {
        var found = 0L;
        for (var i = 0; i < _count; i++)
        {
            if (ItemComparison.AreEqual(thread, _items[i]!, value))
                found++;
        }
        return found;
    }

    /// <summary>Reverse *IN PLACE*.</summary>
    [PyMethod("reverse")]
    internal void Reverse() => System.Array.Reverse(_items, 0, _count);

    /// <summary>Remove all items from list.</summary>
    [PyMethod("clear")]
    public void Clear() => ClearItems();

    /// <summary>Return a shallow copy of the list.</summary>
    [PyMethod("copy")]
    internal PyObject Copy(ThreadState thread) => Create(thread, Items);

    /// <summary>Return a reverse iterator over the list.</summary>
    [PyMethod("__reversed__")]
    private PyObject Reversed(ThreadState thread) => PyListReverseIterator.Create(thread, this);

    /// <summary>Return the size of the list in memory, in bytes.</summary>
    [PyMethod("__sizeof__")]
    private long SizeInBytes(ThreadState thread) => SizeOf(thread);
}
