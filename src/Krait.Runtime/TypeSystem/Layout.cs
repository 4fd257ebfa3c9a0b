namespace Krait.Runtime;

/// <summary>Which types' instances have one layout: the C# class of the built-in base, the values of <c>__slots__</c>, a dict, weak references.</summary>
internal static class Layout
{
    /// <summary>The nearest type at or above this one that adds to the layout.</summary>
    public static PyType SolidBase(PyType type)
    {
        while (type.Base is { } above && !Extends(type, above))
            type = above;
        return type;
    }

    /// <summary>A dict or weak references alone do not count: multiple inheritance may add them.</summary>
    private static bool Extends(PyType type, PyType above) =>
        type.IsHeapType ? type.SlotCount != above.SlotCount : type.BasicSize != above.BasicSize || type.ItemSize != above.ItemSize;

    /// <summary>The base whose layout a class with these bases has.</summary>
    public static PyType BestBase(PyTuple bases)
    {
        PyType? winner = null;
        PyType? best = null;
        foreach (var item in bases.Items)
        {
            if (item is not PyType candidateBase)
                throw Errors.Type("bases must be types");
            if ((candidateBase.Features & TypeFlags.BaseType) == 0)
                throw Errors.Type($"type '{candidateBase.FullName}' is not an acceptable base type");
            var candidate = SolidBase(candidateBase);
            if (winner is null || (!winner.IsSubtypeOf(candidate) && candidate.IsSubtypeOf(winner)))
            {
                winner = candidate;
                best = candidateBase;
            }
            else if (!winner.IsSubtypeOf(candidate))
            {
                throw Errors.Type("multiple bases have instance lay-out conflict");
            }
        }
        return best!;
    }

    /// <summary>True where an object of one type may become one of the other by <c>__class__</c> assignment.</summary>
    public static bool AreCompatible(PyType from, PyType to)
    {
        if (from.HasDict != to.HasDict || from.HasWeakrefs != to.HasWeakrefs)
            return false;
        var a = LastAddition(from);
        var b = LastAddition(to);
        return ReferenceEquals(a, b)
            || (a.IsHeapType && b.IsHeapType && ReferenceEquals(a.Base, b.Base) && a.OwnSlots.AsSpan().SequenceEqual(b.OwnSlots));
    }

    /// <summary>The nearest type at or above this one whose instances have something that those of its base lack, be it a dict only.</summary>
    private static PyType LastAddition(PyType type)
    {
        while (type.Base is { } above && !Extends(type, above) && type.HasDict == above.HasDict && type.HasWeakrefs == above.HasWeakrefs)
            type = above;
        return type;
    }
}
