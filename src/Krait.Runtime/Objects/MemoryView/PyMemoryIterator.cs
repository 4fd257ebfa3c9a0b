namespace Krait.Runtime;

/// <remarks>The iterator of a memoryview.</remarks>
[PyType("memory_iterator", Module = "_collections_abc", BasicSize = 40, NoInstantiation = true)]
public sealed partial class PyMemoryIterator : PyIterator
{
    private Ref<PyMemoryView> _view;
    private int _index;

    private PyMemoryIterator(PyType type) : base(type)
    {
    }

    internal static PyObject Create(ThreadState thread, PyMemoryView view)
    {
        var made = new PyMemoryIterator(TypeObject);
        made._view.Value = view;
        return thread.EnterNew(made);
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? IterNext()
    {
        if (_view.Value is not { } view)
            return null;
        if (view.ItemOrNull(_index) is { } item)
        {
            _index++;
            return item;
        }
        _view.Clear();
        return null;
    }
}
