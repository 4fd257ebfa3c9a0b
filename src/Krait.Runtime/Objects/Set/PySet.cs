namespace Krait.Runtime;

/// <summary>A Python set.</summary>
[PyType("set", BaseType = true, BasicSize = 200, MatchSelf = true)]
public partial class PySet : PySetBase
{
    private WeakReferenceList? _weakReferences;

    private protected PySet(PyType type) : base(type)
    {
    }

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    /// <summary>A new empty set, floating.</summary>
    public static PySet Create(ThreadState thread) => thread.EnterNew(new PySet(TypeObject));

    /// <summary>Adds an element.</summary>
    public void Add(ThreadState thread, PyObject key) => AddHashed(thread, key, PyDict.HashOf(thread, key));
}

/// <summary>A Python frozenset.</summary>
[PyType("frozenset", BaseType = true, BasicSize = 200, MatchSelf = true)]
public partial class PyFrozenSet : PySetBase
{
    private WeakReferenceList? _weakReferences;

    private protected PyFrozenSet(PyType type) : base(type)
    {
    }

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    /// <summary>A frozenset of the items, floating.</summary>
    public static PyFrozenSet FromItems(ThreadState thread, ReadOnlySpan<PyObject> items)
    {
        var set = thread.EnterNew(new PyFrozenSet(TypeObject));
        foreach (var item in items)
            set.AddHashed(thread, item, PyDict.HashOf(thread, item));
        return set;
    }
}
