namespace Krait.Runtime;

/// <summary>Build an unordered collection of unique elements.</summary>
[PyType("set", BaseType = true, BasicSize = 200, MatchSelf = true, IsGeneric = true)]
public partial class PySet : PySetBase, IWeakReferenceable
{
    private WeakReferenceList? _weakReferences;

    private protected PySet(PyType type) : base(type)
    {
    }

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    /// <summary>A new empty set, floating.</summary>
    public static PySet Create(ThreadState thread) => thread.EnterNew(new PySet(TypeObject));

    private protected override PySetBase NewOfBaseType(ThreadState thread) => Create(thread);

    /// <summary>
    /// Add an element to a set.
    ///
    /// This has no effect if the element is already present.
    /// </summary>
    [PyMethod("add")]
    public void Add(ThreadState thread, PyObject @object) => AddHashed(thread, @object, HashOf(thread, @object));

    /// <summary>Adds all elements of an iterable.</summary>
    public void Update(ThreadState thread, PyObject iterable) => UpdateWith(thread, iterable);
}
