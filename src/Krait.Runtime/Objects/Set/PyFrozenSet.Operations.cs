namespace Krait.Runtime;

public partial class PyFrozenSet
{
    [PySlot(nameof(PyType.TpRepr))]
    private PyStr Repr(ThreadState thread) => ReprOf(thread);

    [PySlot(nameof(PyType.SqLength))]
    private long Length() => Count;

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter(ThreadState thread) => PySetIterator.Create(thread, this);

    /// <summary>x.__contains__(y) &lt;==&gt; y in x.</summary>
    [PySlot(nameof(PyType.SqContains)), PyMethod("__contains__")]
    private bool ContainsSlot(ThreadState thread, PyObject @object) => ContainsKey(thread, @object);

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op) => Compare(thread, self, other, op);

    [PySlot(nameof(PyType.NbSubtract))]
    private static PyObject Subtract(ThreadState thread, PyObject left, PyObject right) =>
        left is PySetBase set && right is PySetBase ? set.DifferenceOf(thread, right) : PyNotImplemented.Instance;

    [PySlot(nameof(PyType.NbAnd))]
    private static PyObject And(ThreadState thread, PyObject left, PyObject right) =>
        left is PySetBase set && right is PySetBase ? set.IntersectionOf(thread, right) : PyNotImplemented.Instance;

    [PySlot(nameof(PyType.NbXor))]
    private static PyObject Xor(ThreadState thread, PyObject left, PyObject right) =>
        left is PySetBase set && right is PySetBase ? set.SymmetricDifferenceOf(thread, right) : PyNotImplemented.Instance;

    [PySlot(nameof(PyType.NbOr))]
    private static PyObject Or(ThreadState thread, PyObject left, PyObject right) =>
        left is PySetBase set && right is PySetBase ? set.UnionOf(thread, [right]) : PyNotImplemented.Instance;

    /// <summary>Return the union of this set and all others as a new set.</summary>
    [PyMethod("union", Signature = "($self, /, *others)")]
    private PyObject Union(ThreadState thread, ReadOnlySpan<PyObject> others) => UnionOf(thread, others);

    /// <summary>Return a new set with elements common to the set and all others.</summary>
    [PyMethod("intersection", Signature = "($self, /, *others)")]
    private PyObject Intersection(ThreadState thread, ReadOnlySpan<PyObject> others) => IntersectionOf(thread, others);

    /// <summary>Return a new set with elements in the set that are not in the others.</summary>
    [PyMethod("difference", Signature = "($self, /, *others)")]
    private PyObject Difference(ThreadState thread, ReadOnlySpan<PyObject> others) => DifferenceOf(thread, others);

    /// <summary>Return a new set with elements in either the set or other but not both.</summary>
    [PyMethod("symmetric_difference")]
    private PyObject SymmetricDifference(ThreadState thread, PyObject other) => SymmetricDifferenceOf(thread, other);

    /// <summary>Report whether another set contains this set.</summary>
    [PyMethod("issubset")]
    private bool IsSubset(ThreadState thread, PyObject other) => IsSubsetOf(thread, other);

    /// <summary>Report whether this set contains another set.</summary>
    [PyMethod("issuperset")]
    private bool IsSuperset(ThreadState thread, PyObject other) => IsSupersetOf(thread, other);

    /// <summary>Return True if two sets have a null intersection.</summary>
    [PyMethod("isdisjoint")]
    private bool IsDisjoint(ThreadState thread, PyObject other) => IsDisjointFrom(thread, other);

    /// <summary>Return state information for pickling.</summary>
    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread) => ReduceOf(thread);

    /// <summary>S.__sizeof__() -> size of S in memory, in bytes.</summary>
    [PyMethod("__sizeof__")]
    private long SizeInBytes(ThreadState thread) => SizeOf(thread);

    /// <summary>See PEP 585</summary>
    [PyClassMethod("__class_getitem__", Signature = "")]
    private static PyObject ClassGetItem(ThreadState thread, PyType type, PyObject item) => Op.GenericAlias(thread, type, item);
}
