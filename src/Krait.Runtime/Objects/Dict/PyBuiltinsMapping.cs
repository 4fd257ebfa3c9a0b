namespace Krait.Runtime;

/// <summary>A <c>__builtins__</c> that is no dict: names are looked up in it by subscription.</summary>
[PyType("builtins_mapping", BasicSize = 56, NoInstantiation = true)]
public sealed partial class PyBuiltinsMapping : PyDict
{
    private Ref<PyObject> _mapping;

    private PyBuiltinsMapping(PyType type) : base(type)
    {
    }

    internal static PyBuiltinsMapping Create(ThreadState thread, PyObject mapping)
    {
        var made = thread.EnterNew(new PyBuiltinsMapping(TypeObject));
        made._mapping.Value = mapping;
        return made;
    }

    /// <summary>What Python sees for the names that code runs with.</summary>
    internal static PyObject Visible(PyDict builtins) => builtins is PyBuiltinsMapping { _mapping.Value: { } mapping } ? mapping : builtins;

    [PySlot(nameof(PyType.MpSubscript))]
    private PyObject Subscript(ThreadState thread, PyObject key) => Op.GetItem(thread, _mapping.Value!, key);
}
