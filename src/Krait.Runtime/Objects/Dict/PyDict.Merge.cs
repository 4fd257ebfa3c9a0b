namespace Krait.Runtime;

public partial class PyDict
{
    /// <summary>Takes over all items of a mapping: a dict, or an object with <c>keys()</c>.</summary>
    public void Merge(ThreadState thread, PyObject source)
    {
        if (source is PyDict dict && ReferenceEquals(source.Type.TpIter, TypeObject.TpIter))
        {
            MergeDict(thread, dict);
            return;
        }
        var keys = Op.CallMethod(thread, source, Names.Keys);
        var iterator = Op.GetIter(thread, keys);
        Retain(iterator);
        try
        {
            while (Op.IterNext(thread, iterator) is { } key)
            {
                Retain(key);
                try
                {
                    SetItem(thread, key, Op.GetItem(thread, source, key));
                }
                finally
                {
                    Float(thread, key);
                }
            }
        }
        finally
        {
            Float(thread, iterator);
        }
    }

    private void MergeDict(ThreadState thread, PyDict source)
    {
        if (ReferenceEquals(source, this))
            return;
        var size = source.Count;
        for (var i = 0; i < source._used; i++)
        {
            var entry = source._entries[i];
            if (entry.Key is null)
                continue;
            Retain(entry.Key);
            Retain(entry.Value!);
            try
            {
                SetItem(thread, entry.Key, entry.Hash, entry.Value!);
            }
            finally
            {
                Float(thread, entry.Key);
                Float(thread, entry.Value!);
            }
            if (source.Count != size)
                throw Errors.Runtime("dict mutated during update");
        }
    }
}
