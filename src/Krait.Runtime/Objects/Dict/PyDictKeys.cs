namespace Krait.Runtime;

/// <remarks>The view of a dict's keys.</remarks>
[PyType("dict_keys", BasicSize = 24, NoInstantiation = true)]
public partial class PyDictKeys : PyDictSetView
{
    private PyDictKeys(PyDict dict) : base(TypeObject, dict)
    {
    }

    /// <summary>For the views of ordered dicts.</summary>
    private protected PyDictKeys(PyType type, PyDict dict) : base(type, dict)
    {
    }

    /// <summary>A view, floating.</summary>
    public static PyDictKeys Create(ThreadState thread, PyDict dict) => thread.EnterNew(new PyDictKeys(dict));

    internal override bool Has(ThreadState thread, PyObject value) => Dict is { } dict && dict.Contains(thread, value);

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter(ThreadState thread) => PyDictKeyIterator.Create(thread, Dict!);

    /// <summary>Return a reverse iterator over the dict keys.</summary>
    [PyMethod("__reversed__", Signature = "")]
    private PyObject Reversed(ThreadState thread) => PyDictReverseKeyIterator.Create(thread, Dict!);
}

/// <remarks>The view of a dict's items.</remarks>
[PyType("dict_items", BasicSize = 24, NoInstantiation = true)]
public partial class PyDictItems : PyDictSetView
{
    private PyDictItems(PyDict dict) : base(TypeObject, dict)
    {
    }

    /// <summary>For the views of ordered dicts.</summary>
    private protected PyDictItems(PyType type, PyDict dict) : base(type, dict)
    {
    }

    /// <summary>A view, floating.</summary>
    public static PyDictItems Create(ThreadState thread, PyDict dict) => thread.EnterNew(new PyDictItems(dict));

    internal override bool Has(ThreadState thread, PyObject value)
    {
        if (Dict is not { } dict || value is not PyTuple { Count: 2 } pair)
            return false;
        return dict.GetItem(thread, pair[0]) is { } found && ItemComparison.AreEqual(thread, found, pair[1]);
    }

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter(ThreadState thread) => PyDictItemIterator.Create(thread, Dict!);

    /// <summary>Return a reverse iterator over the dict items.</summary>
    [PyMethod("__reversed__", Signature = "")]
    private PyObject Reversed(ThreadState thread) => PyDictReverseItemIterator.Create(thread, Dict!);
}

/// <remarks>The view of a dict's values.</remarks>
[PyType("dict_values", BasicSize = 24, NoInstantiation = true)]
public partial class PyDictValues : PyDictView
{
    private PyDictValues(PyDict dict) : base(TypeObject, dict)
    {
    }

    /// <summary>For the views of ordered dicts.</summary>
    private protected PyDictValues(PyType type, PyDict dict) : base(type, dict)
    {
    }

    /// <summary>A view, floating.</summary>
    public static PyDictValues Create(ThreadState thread, PyDict dict) => thread.EnterNew(new PyDictValues(dict));

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter(ThreadState thread) => PyDictValueIterator.Create(thread, Dict!);

    /// <summary>Return a reverse iterator over the dict values.</summary>
    [PyMethod("__reversed__", Signature = "")]
    private PyObject Reversed(ThreadState thread) => PyDictReverseValueIterator.Create(thread, Dict!);
}
