namespace Krait.Runtime;

public partial class PyList
{
    /// <summary>Appends all items of an iterable; what was appended stays when it throws.</summary>
    public void Extend(ThreadState thread, PyObject iterable)
    {
        if (iterable.GetType() == typeof(PyList) || iterable.GetType() == typeof(PyTuple))
        {
            // A copy: the iterable may be this very list.
            var items = (iterable is PyList list ? list.Items : ((PyTuple)iterable).Items).ToArray();
            foreach (var item in items)
                Append(item);
            return;
        }
        var iterator = Op.GetIter(thread, iterable);
        Retain(iterator);
        try
        {
            while (Op.IterNext(thread, iterator) is { } item)
                Append(item);
        }
        finally
        {
            Float(thread, iterator);
        }
    }
}
