namespace Krait.Runtime;

public partial class PySet
{
    /// <summary>Adds all elements of an iterable.</summary>
    public void Update(ThreadState thread, PyObject iterable)
    {
        if (iterable is PySetBase other)
        {
            UnionWith(thread, other);
            return;
        }
        var iterator = Op.GetIter(thread, iterable);
        Retain(iterator);
        try
        {
            while (Op.IterNext(thread, iterator) is { } item)
                Add(thread, item);
        }
        finally
        {
            Float(thread, iterator);
        }
    }
}
