namespace Krait.Runtime;

public static partial class Op
{
    private static readonly string[] s_comparisonSigns = ["<", "<=", "==", "!=", ">", ">="];

    /// <summary>Compares; the result is whatever the types say.</summary>
    public static PyObject RichCompare(ThreadState thread, PyObject left, PyObject right, CompareOp op)
    {
        EnterRecursion(thread, " in comparison");
        var leftType = left.Type;
        var rightType = right.Type;
        var checkedReverse = false;
        PyObject result;
        if (!ReferenceEquals(leftType, rightType) && rightType.TpRichCompare is { } early && rightType.IsSubtypeOf(leftType))
        {
            checkedReverse = true;
            result = early(thread, right, left, Swapped(op));
            if (!ReferenceEquals(result, PyNotImplemented.Instance))
                return result;
        }
        if (leftType.TpRichCompare is { } compare)
        {
            result = compare(thread, left, right, op);
            if (!ReferenceEquals(result, PyNotImplemented.Instance))
                return result;
        }
        if (!checkedReverse && right.Type.TpRichCompare is { } reverse)
        {
            result = reverse(thread, right, left, Swapped(op));
            if (!ReferenceEquals(result, PyNotImplemented.Instance))
                return result;
        }
        return op switch
        {
            CompareOp.Eq => PyBool.From(ReferenceEquals(left, right)),
            CompareOp.Ne => PyBool.From(!ReferenceEquals(left, right)),
            _ => throw Errors.Type($"'{s_comparisonSigns[(int)op]}' not supported between instances of '{left.Type.Name}' and '{right.Type.Name}'"),
        };
    }

    /// <summary>Compares and takes the truth value; an object equals itself.</summary>
    public static bool RichCompareBool(ThreadState thread, PyObject left, PyObject right, CompareOp op)
    {
        if (ReferenceEquals(left, right))
        {
            if (op == CompareOp.Eq)
                return true;
            if (op == CompareOp.Ne)
                return false;
        }
        return IsTrue(thread, RichCompare(thread, left, right, op));
    }

    /// <summary><c>left == right</c>, where an object equals itself.</summary>
    public static bool AreEqual(ThreadState thread, PyObject left, PyObject right) => RichCompareBool(thread, left, right, CompareOp.Eq);

    /// <summary>The comparison with the operands exchanged.</summary>
    internal static CompareOp Swapped(CompareOp op) => op switch
    {
        CompareOp.Lt => CompareOp.Gt,
        CompareOp.Le => CompareOp.Ge,
        CompareOp.Gt => CompareOp.Lt,
        CompareOp.Ge => CompareOp.Le,
        _ => op,
    };

    /// <summary>The result of a comparison of two ordered things, as <see cref="IComparable"/> gives it.</summary>
    internal static PyBool Ordered(int order, CompareOp op) => PyBool.From(op switch
    {
        CompareOp.Lt => order < 0,
        CompareOp.Le => order <= 0,
        CompareOp.Eq => order == 0,
        CompareOp.Ne => order != 0,
        CompareOp.Gt => order > 0,
        _ => order >= 0,
    });

    /// <summary><c>isinstance(o, cls)</c>.</summary>
    public static bool IsInstance(ThreadState thread, PyObject o, PyObject cls)
    {
        if (ReferenceEquals(o.Type, cls))
            return true;
        if (ReferenceEquals(cls.Type, PyType.TypeObject))
            return RealIsInstance(thread, o, cls);
        if (cls is PyUnion union)
            cls = union.Args;
        if (cls is PyTuple tuple)
        {
            EnterRecursion(thread, " in __instancecheck__");
            foreach (var item in tuple.Items)
            {
                if (IsInstance(thread, o, item))
                    return true;
            }
            return false;
        }
        if (LookupSpecial(thread, cls, Names.Instancecheck) is not { } check)
            return RealIsInstance(thread, o, cls);
        EnterRecursion(thread, " in __instancecheck__");
        return IsTrue(thread, Call(thread, check, o));
    }

    /// <summary><c>isinstance</c> without <c>__instancecheck__</c>: what <c>type.__instancecheck__</c> does.</summary>
    public static bool RealIsInstance(ThreadState thread, PyObject o, PyObject cls)
    {
        if (cls is PyType type)
        {
            if (o.Type.IsSubtypeOf(type))
                return true;
            return TryGetAttr(thread, o, Names.Class) is PyType claimed && !ReferenceEquals(claimed, o.Type) && claimed.IsSubtypeOf(type);
        }
        if (AbstractBases(thread, cls) is null)
            throw Errors.Type("isinstance() arg 2 must be a type, a tuple of types, or a union");
        return TryGetAttr(thread, o, Names.Class) is { } its && AbstractIsSubclass(thread, its, cls);
    }

    /// <summary><c>issubclass(derived, cls)</c>.</summary>
    public static bool IsSubclass(ThreadState thread, PyObject derived, PyObject cls)
    {
        if (ReferenceEquals(cls.Type, PyType.TypeObject))
            return ReferenceEquals(derived, cls) || RealIsSubclass(thread, derived, cls);
        if (cls is PyUnion union)
            cls = union.Args;
        EnterRecursion(thread, " in __subclasscheck__");
        if (cls is PyTuple tuple)
        {
            foreach (var item in tuple.Items)
            {
                if (IsSubclass(thread, derived, item))
                    return true;
            }
            return false;
        }
        return LookupSpecial(thread, cls, Names.Subclasscheck) is { } check
            ? IsTrue(thread, Call(thread, check, derived))
            : RealIsSubclass(thread, derived, cls);
    }

    /// <summary><c>issubclass</c> without <c>__subclasscheck__</c>: what <c>type.__subclasscheck__</c> does.</summary>
    public static bool RealIsSubclass(ThreadState thread, PyObject derived, PyObject cls)
    {
        if (cls is PyType type && derived is PyType derivedType)
            return derivedType.IsSubtypeOf(type);
        if (AbstractBases(thread, derived) is null)
            throw Errors.Type("issubclass() arg 1 must be a class");
        if (cls is not PyUnion && AbstractBases(thread, cls) is null)
            throw Errors.Type("issubclass() arg 2 must be a class, a tuple of classes, or a union");
        return AbstractIsSubclass(thread, derived, cls);
    }

    /// <summary>The <c>__bases__</c> of something that behaves as a class; null where it does not.</summary>
    private static PyTuple? AbstractBases(ThreadState thread, PyObject cls) => TryGetAttr(thread, cls, Names.Bases) as PyTuple;

    private static bool AbstractIsSubclass(ThreadState thread, PyObject derived, PyObject cls)
    {
        while (true)
        {
            if (ReferenceEquals(derived, cls))
                return true;
            if (AbstractBases(thread, derived) is not { Count: > 0 } bases)
                return false;
            if (bases.Count > 1)
                return AnyIsSubclass(thread, bases, cls);
            // A computed tuple of bases may be all that holds the base: it stays in the pool until the instruction ends.
            derived = bases[0];
        }
    }

    private static bool AnyIsSubclass(ThreadState thread, PyTuple bases, PyObject cls)
    {
        EnterRecursion(thread, " in __issubclass__");
        using var held = new Held(thread, bases);
        foreach (var item in bases.Items)
        {
            if (AbstractIsSubclass(thread, item, cls))
                return true;
        }
        return false;
    }
}
