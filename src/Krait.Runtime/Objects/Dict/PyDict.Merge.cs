namespace Krait.Runtime;

public partial class PyDict
{
    /// <summary>Takes over all items of a mapping: a dict, or an object with <c>keys()</c>.</summary>
    public void Merge(ThreadState thread, PyObject source)
    {
        // A subclass with an iterator of its own may mean other keys than the table has.
        if (source is PyDict dict && ReferenceEquals(source.Type.TpIter, TypeObject.TpIter))
        {
            MergeDict(thread, dict);
            return;
        }
        var keys = Op.MappingKeys(thread, source);
        using var held = new Held(thread, keys);
        var mark = thread.PoolCount;
        for (var i = 0; i < keys.Count; i++)
        {
            using var heldKey = new Held(thread, keys[i]);
            SetItem(thread, keys[i], Op.GetItem(thread, source, keys[i]));
            if (thread.PoolCount > mark)
                thread.DrainPool(mark);
        }
    }

    private void MergeDict(ThreadState thread, PyDict source)
    {
        if (ReferenceEquals(source, this) || source._count == 0)
            return;
        if (_count == 0)
        {
            Clear();
            CopyFrom(source);
            return;
        }
        Reserve(source._count);
        var size = source.Count;
        for (var i = 0; i < source._used; i++)
        {
            var entry = source._entries[i];
            if (entry.Key is null)
                continue;
            if (_onlyStrKeys && entry.Key.GetType() == typeof(PyStr))
            {
                SetItem(thread, entry.Key, entry.Hash, entry.Value!);
            }
            else
            {
                using var heldKey = new Held(thread, entry.Key);
                using var heldValue = new Held(thread, entry.Value!);
                SetItem(thread, entry.Key, entry.Hash, entry.Value!);
            }
            if (source.Count != size)
                throw Errors.Runtime("dict mutated during update");
        }
    }

    /// <summary>Takes over pairs of key and value from an iterable of sequences of two items.</summary>
    public void MergePairs(ThreadState thread, PyObject pairs)
    {
        var mark = -1;
        var number = 0L;
        foreach (var pair in Op.Iterate(thread, pairs))
        {
            if (mark < 0)
                mark = thread.PoolCount;
            SetPair(thread, pair, number++);
            if (thread.PoolCount > mark)
                thread.DrainPool(mark);
        }
    }

    private void SetPair(ThreadState thread, PyObject pair, long number)
    {
        PyObject sequence;
        try
        {
            sequence = Op.SequenceFast(thread, pair, "object is not iterable");
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.TypeError))
        {
            Op.AddNote(thread, error.Value, $"Cannot convert dictionary update sequence element #{number} to a sequence");
            throw;
        }
        var items = Op.ItemsOf(sequence);
        if (items.Length != 2)
            throw Errors.Value($"dictionary update sequence element #{number} has length {items.Length}; 2 is required");
        using var heldKey = new Held(thread, items[0]);
        using var heldValue = new Held(thread, items[1]);
        SetItem(thread, items[0], items[1]);
    }

    /// <summary>What the constructor and <c>update</c> do with their one argument.</summary>
    private void UpdateFrom(ThreadState thread, PyObject source)
    {
        if (source.GetType() == typeof(PyDict) || Op.TryGetAttr(thread, source, Names.Keys) is not null)
            Merge(thread, source);
        else
            MergePairs(thread, source);
    }
}
