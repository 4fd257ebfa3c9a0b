namespace Krait.Runtime;

/// <summary>Build an immutable unordered collection of unique elements.</summary>
[PyType("frozenset", BaseType = true, BasicSize = 200, MatchSelf = true, IsGeneric = true)]
public partial class PyFrozenSet : PySetBase, IWeakReferenceable
{
    private WeakReferenceList? _weakReferences;

    private protected PyFrozenSet(PyType type) : base(type)
    {
    }

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    /// <summary>The hash, once it was asked for.</summary>
    internal long? KnownHash { get; private set; }

    /// <summary>A frozenset of the items, floating.</summary>
    public static PyFrozenSet FromItems(ThreadState thread, ReadOnlySpan<PyObject> items)
    {
        var set = thread.EnterNew(new PyFrozenSet(TypeObject));
        foreach (var item in items)
            set.AddHashed(thread, item, HashOf(thread, item));
        return set;
    }

    private protected override PySetBase NewOfBaseType(ThreadState thread) => thread.EnterNew(new PyFrozenSet(TypeObject));

    [PyNew(Signature = "(iterable=(), /)")]
    private static PyObject New(ThreadState thread, PyType type, PyObject? iterable = null)
    {
        if (ReferenceEquals(type, TypeObject) && iterable is not null && iterable.GetType() == typeof(PyFrozenSet))
            return iterable;
        var made = (PyFrozenSet)type.Allocate!(thread, type);
        if (iterable is not null)
            made.UpdateWith(thread, iterable);
        return made;
    }

    [PySlot(nameof(PyType.TpHash))]
    private long Hash() => KnownHash ??= HashOfElements();

    /// <summary>Return a shallow copy of a set.</summary>
    [PyMethod("copy")]
    private PyObject Copy(ThreadState thread) => GetType() == typeof(PyFrozenSet) ? this : CopyOf(thread);
}
