namespace Krait.Runtime;

/// <summary>What the iterators share that walk over a sequence by position, from its beginning.</summary>
/// <typeparam name="T">The kind of sequence.</typeparam>
public abstract class PyIndexIterator<T> : PyIterator where T : PyObject
{
    /// <summary>The sequence; let go at the end.</summary>
    private protected Ref<T> Sequence;

    /// <summary>The position of the next item.</summary>
    private protected int Index;

    private protected PyIndexIterator(PyType type) : base(type)
    {
    }

    /// <summary>How many items the sequence has now.</summary>
    private protected abstract int CountOf(T sequence);

    /// <summary>What stands for the sequence once it is let go; null for a new list.</summary>
    private protected abstract PyObject? Empty { get; }

    /// <summary>Private method returning an estimate of len(list(it)).</summary>
    [PyMethod("__length_hint__")]
    private protected long LengthHint() => Sequence.Value is { } sequence ? Math.Max(CountOf(sequence) - Index, 0) : 0;

    /// <summary>Return state information for pickling.</summary>
    [PyMethod("__reduce__")]
    private protected PyObject Reduce(ThreadState thread) =>
        IteratorState.Reduce(thread, Op.Builtin(thread, Names.IterName), Sequence.Value, Index, Empty);

    /// <summary>Set state information for unpickling.</summary>
    [PyMethod("__setstate__")]
    private protected void SetState(PyObject @object)
    {
        var index = Op.AsSsize(@object);
        if (Sequence.Value is { } sequence)
            Index = (int)Math.Clamp(index, 0, CountOf(sequence));
    }

    internal override void Traverse(Visitor visitor) => visitor.Visit(Sequence.Value);

    internal override void ClearReferences() => Sequence.Clear();
}
