namespace Krait.Runtime;

/// <summary>When two code objects are equal: all that decides what they do is, constants by type and value.</summary>
internal static class CodeComparison
{
    public static bool AreEqual(ThreadState thread, PyCode a, PyCode b)
    {
        var (x, y) = (a.Compiled, b.Compiled);
        if (!ReferenceEquals(a.NameField, b.NameField) || x.ArgCount != y.ArgCount || x.PosOnlyArgCount != y.PosOnlyArgCount || x.KwOnlyArgCount != y.KwOnlyArgCount
            || x.Flags != y.Flags || x.FirstLineNumber != y.FirstLineNumber || a.Constants.Length != b.Constants.Length)
        {
            return false;
        }
        if (!x.Code.AsSpan().SequenceEqual(y.Code) || !SameNames(a.Names, b.Names)
            || !SameNames(a.LocalsPlusNames, b.LocalsPlusNames) || !x.LocalsPlusKinds.AsSpan().SequenceEqual(y.LocalsPlusKinds)
            || !x.LineTable.AsSpan().SequenceEqual(y.LineTable) || !x.ExceptionTable.AsSpan().SequenceEqual(y.ExceptionTable))
        {
            return false;
        }
        return ConstantsEqual(thread, a.Constants, b.Constants);
    }

    /// <summary>Names are interned: equal ones are one object.</summary>
    private static bool SameNames(PyStr[] a, PyStr[] b)
    {
        if (a.Length != b.Length)
            return false;
        for (var i = 0; i < a.Length; i++)
        {
            if (!ReferenceEquals(a[i], b[i]))
                return false;
        }
        return true;
    }

    private static bool ConstantsEqual(ThreadState thread, ReadOnlySpan<PyObject> a, ReadOnlySpan<PyObject> b)
    {
        if (a.Length != b.Length)
            return false;
        for (var i = 0; i < a.Length; i++)
        {
            if (!ConstantEquals(thread, a[i], b[i]))
                return false;
        }
        return true;
    }

    /// <summary>1, 1.0 and True differ here, as 0.0 and -0.0 do.</summary>
    private static bool ConstantEquals(ThreadState thread, PyObject a, PyObject b)
    {
        if (ReferenceEquals(a, b))
            return true;
        if (!ReferenceEquals(a.Type, b.Type))
            return false;
        Op.EnterRecursion(thread, " in comparison");
        return (a, b) switch
        {
            (PyCode x, PyCode y) => AreEqual(thread, x, y),
            (PyFloat x, PyFloat y) => SameBits(x.Value, y.Value),
            (PyComplex x, PyComplex y) => SameBits(x.Real, y.Real) && SameBits(x.Imaginary, y.Imaginary),
            (PyTuple x, PyTuple y) => ConstantsEqual(thread, x.Items, y.Items),
            (PySlice x, PySlice y) => ConstantEquals(thread, x.Start, y.Start) && ConstantEquals(thread, x.Stop, y.Stop)
                && ConstantEquals(thread, x.Step, y.Step),
            (PyInt or PyStr or PyBytes, _) => Op.AreEqual(thread, a, b),
            (PyFrozenSet, _) => Op.AreEqual(thread, a, b) && SetsEqual(thread, a, b),
            _ => false,
        };
    }

    private static bool SetsEqual(ThreadState thread, PyObject a, PyObject b)
    {
        var others = Op.ListFrom(thread, b);
        foreach (var item in Op.ListFrom(thread, a).Items)
        {
            var found = false;
            foreach (var other in others.Items)
                found |= ConstantEquals(thread, item, other);
            if (!found)
                return false;
        }
        return true;
    }

    private static bool SameBits(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);
}
