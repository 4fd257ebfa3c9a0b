namespace Krait.Runtime;

public partial class PySet
{
    [PyNew(Signature = "(iterable=(), /)")]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, [KeywordArguments] PyDict? kwargs) =>
        type.Allocate!(thread, type);

    /// <summary>Takes no keywords even where a Python class overrides <c>__new__</c>; list's is more lenient.</summary>
    [PySlot(nameof(PyType.TpInit))]
    private void Init(ThreadState thread, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        if (keywordNames is { Count: > 0 })
            throw ArgumentBinder.NoKeywords("set");
        if (args.Length > 1)
            throw ArgumentBinder.PositionalCount("set", args.Length, 0, 1);
        ClearElements();
        if (args.Length == 1)
            UpdateWith(thread, args[0]);
    }

    [PySlot(nameof(PyType.NbInplaceSubtract))]
    private PyObject InplaceSubtract(ThreadState thread, PyObject other)
    {
        if (other is not PySetBase)
            return PyNotImplemented.Instance;
        DifferenceWith(thread, other);
        return this;
    }

    [PySlot(nameof(PyType.NbInplaceAnd))]
    private PyObject InplaceAnd(ThreadState thread, PyObject other)
    {
        if (other is not PySetBase)
            return PyNotImplemented.Instance;
        Swap(IntersectionOf(thread, other));
        return this;
    }

    [PySlot(nameof(PyType.NbInplaceXor))]
    private PyObject InplaceXor(ThreadState thread, PyObject other)
    {
        if (other is not PySetBase)
            return PyNotImplemented.Instance;
        SymmetricDifferenceWith(thread, other);
        return this;
    }

    [PySlot(nameof(PyType.NbInplaceOr))]
    private PyObject InplaceOr(ThreadState thread, PyObject other)
    {
        if (other is not PySetBase set)
            return PyNotImplemented.Instance;
        UnionWith(thread, set);
        return this;
    }

    /// <summary>Remove all elements from this set.</summary>
    [PyMethod("clear")]
    public void Clear() => ClearElements();

    /// <summary>Return a shallow copy of a set.</summary>
    [PyMethod("copy")]
    private PyObject Copy(ThreadState thread) => CopyOf(thread);

    /// <summary>
    /// Remove and return an arbitrary set element.
    ///
    /// Raises KeyError if the set is empty.
    /// </summary>
    [PyMethod("pop")]
    private PyObject Pop(ThreadState thread) =>
        PopAny(thread) ?? thread.Raise(Errors.New(ExceptionTypes.KeyError, "pop from an empty set"));

    /// <summary>
    /// Remove an element from a set if it is a member.
    ///
    /// Unlike set.remove(), the discard() method does not raise
    /// an exception when an element is missing from the set.
    /// </summary>
    [PyMethod("discard")]
    internal void Discard(ThreadState thread, PyObject @object) => RemoveHashed(thread, @object, LookupHash(thread, @object));

    /// <summary>
    /// Remove an element from a set; it must be a member.
    ///
    /// If the element is not a member, raise a KeyError.
    /// </summary>
    [PyMethod("remove")]
    private PyObject Remove(ThreadState thread, PyObject @object) =>
        RemoveHashed(thread, @object, LookupHash(thread, @object)) ? PyNone.Instance : thread.Raise(Errors.Key(thread, @object));

    /// <summary>Update the set, adding elements from all others.</summary>
    [PyMethod("update", Signature = "($self, /, *others)")]
    private void UpdateMethod(ThreadState thread, ReadOnlySpan<PyObject> others)
    {
        foreach (var other in others)
            UpdateWith(thread, other);
    }

    /// <summary>Update the set, keeping only elements found in it and all others.</summary>
    [PyMethod("intersection_update", Signature = "($self, /, *others)")]
    private void IntersectionUpdate(ThreadState thread, ReadOnlySpan<PyObject> others) => Swap(IntersectionOf(thread, others));

    /// <summary>Update the set, removing elements found in others.</summary>
    [PyMethod("difference_update", Signature = "($self, /, *others)")]
    private void DifferenceUpdate(ThreadState thread, ReadOnlySpan<PyObject> others)
    {
        foreach (var other in others)
            DifferenceWith(thread, other);
    }

    /// <summary>Update the set, keeping only elements found in either set, but not in both.</summary>
    [PyMethod("symmetric_difference_update")]
    private void SymmetricDifferenceUpdate(ThreadState thread, PyObject other) => SymmetricDifferenceWith(thread, other);
}
