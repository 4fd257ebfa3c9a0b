namespace Krait.Runtime;

public partial class PyList
{
    /// <summary>Extend list by appending elements from the iterable.</summary>
    [PyMethod("extend")]
    public void Extend(ThreadState thread, PyObject iterable)
    {
        if (iterable is PyList or PyTuple && IsPlainSequence(iterable))
            ExtendWithItems(iterable);
        else if (iterable.GetType() == typeof(PyDict))
            ExtendFromDict((PyDict)iterable);
        else if (iterable.GetType() == typeof(PySet) || iterable.GetType() == typeof(PyFrozenSet))
            ExtendFromSet((PySetBase)iterable);
        else
            ExtendFromIterator(thread, iterable);
    }

    private static bool IsPlainSequence(PyObject o) => o.GetType() == typeof(PyList) || o.GetType() == typeof(PyTuple);

    private void ExtendWithItems(PyObject sequence)
    {
        var more = Op.ItemsOf(sequence).Length;
        if (more == 0)
            return;
        var old = _count;
        if (_items.Length == 0)
        {
            ReserveExactly(more);
            _count = more;
        }
        else
        {
            Resize(CheckedCount((long)old + more));
        }
        // Taken after the array grew: the sequence may be this very list.
        var items = Op.ItemsOf(sequence)[..more];
        foreach (var item in items)
            Retain(item);
        items.CopyTo(_items.AsSpan(old)!);
    }

    private void ExtendFromDict(PyDict dict)
    {
        if (dict.Count == 0)
            return;
        var to = _count;
        Resize(CheckedCount((long)to + dict.Count));
        var position = 0;
        while (dict.Next(ref position, out var key, out _))
        {
            Retain(key);
            _items[to++] = key;
        }
    }

    private void ExtendFromSet(PySetBase set)
    {
        if (set.Count == 0)
            return;
        var to = _count;
        Resize(CheckedCount((long)to + set.Count));
        var position = 0;
        while (set.Next(ref position, out var key, out _))
        {
            Retain(key);
            _items[to++] = key;
        }
    }

    private void ExtendFromIterator(ThreadState thread, PyObject iterable)
    {
        var iterator = Op.GetIter(thread, iterable);
        using var held = new Held(thread, iterator);
        var hint = Op.LengthHint(thread, iterable, 8);
        if (hint > System.Array.MaxLength - _count)
            hint = hint > long.MaxValue - _count ? 0 : throw Errors.Memory();
        if (_items.Length == 0)
        {
            if (hint > 0)
                ReserveExactly(hint);
        }
        else
        {
            var count = _count;
            Resize((int)(count + hint));
            _count = count;
        }
        var next = iterator.Type.TpIterNext!;
        var mark = thread.PoolCount;
        try
        {
            var generator = iterator as PyGenerator;
            var sink = generator is null ? null : new ListSink(this);
            while ((sink is null ? next(thread, iterator) : generator!.Drain(thread, sink)) is { } item)
            {
                Append(item);
                // What the iterator left behind need not wait for the end of a long loop.
                if (thread.PoolCount > mark)
                    thread.DrainPool(mark);
            }
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.StopIteration))
        {
            // An iterator may end so, too.
        }
        if (_count < Capacity)
            Resize(_count);
    }
}
