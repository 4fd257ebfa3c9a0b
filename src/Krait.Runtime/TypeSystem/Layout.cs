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
        var a = WithoutSlots(from);
        var b = WithoutSlots(to);
        if (ReferenceEquals(a, b))
            return from.SlotCount == to.SlotCount && SameSlots(from, to);
        return false;
    }

    /// <summary>The built-in type at the bottom of the layout.</summary>
    private static PyType WithoutSlots(PyType type)
    {
        while (type.IsHeapType)
            type = type.Base!;
        return type;
    }

    private static bool SameSlots(PyType a, PyType b)
    {
        a = SolidBase(a);
        b = SolidBase(b);
        while (!ReferenceEquals(a, b))
        {
            if (!a.IsHeapType || !b.IsHeapType || !a.OwnSlots.AsSpan().SequenceEqual(b.OwnSlots))
                return false;
            a = SolidBase(a.Base!);
            b = SolidBase(b.Base!);
        }
        return true;
    }
}
