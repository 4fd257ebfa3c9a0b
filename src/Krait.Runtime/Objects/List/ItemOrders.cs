using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary>A way to tell whether one item of a list comes before another.</summary>
internal interface IItemOrder
{
    bool Less(ThreadState thread, PyObject left, PyObject right);
}

/// <summary>For exact ints that fit a <c>long</c>.</summary>
internal readonly struct IntOrder : IItemOrder
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Less(ThreadState thread, PyObject left, PyObject right) => Unsafe.As<PyInt>(left).Value < Unsafe.As<PyInt>(right).Value;
}

/// <summary>For exact floats.</summary>
internal readonly struct FloatOrder : IItemOrder
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Less(ThreadState thread, PyObject left, PyObject right) => Unsafe.As<PyFloat>(left).Value < Unsafe.As<PyFloat>(right).Value;
}

/// <summary>For exact strs: by code points.</summary>
internal readonly struct StrOrder : IItemOrder
{
    public bool Less(ThreadState thread, PyObject left, PyObject right)
    {
        var a = Unsafe.As<PyStr>(left);
        var b = Unsafe.As<PyStr>(right);
        if (a.Bmp is { } x && b.Bmp is { } y)
            return string.CompareOrdinal(x, y) < 0;
        var common = Math.Min(a.Length, b.Length);
        for (var i = 0; i < common; i++)
        {
            if (a[i] != b[i])
                return a[i] < b[i];
        }
        return a.Length < b.Length;
    }
}

/// <summary>For anything: asks the objects.</summary>
internal readonly struct ObjectOrder : IItemOrder
{
    public bool Less(ThreadState thread, PyObject left, PyObject right)
    {
        var mark = thread.PoolCount;
        var less = Op.RichCompareBool(thread, left, right, CompareOp.Lt);
        if (thread.PoolCount > mark)
            thread.DrainPool(mark);
        return less;
    }
}

/// <summary>For exact tuples that are not empty, whose first items have an order of their own.</summary>
internal readonly struct TupleOrder<TFirst> : IItemOrder where TFirst : struct, IItemOrder
{
    public bool Less(ThreadState thread, PyObject left, PyObject right)
    {
        var a = Unsafe.As<PyTuple>(left).Array;
        var b = Unsafe.As<PyTuple>(right).Array;
        var common = Math.Min(a.Length, b.Length);
        for (var i = 0; i < common; i++)
        {
            if (ItemComparison.AreEqual(thread, a[i], b[i]))
                continue;
            return i == 0 ? default(TFirst).Less(thread, a[0], b[0]) : default(ObjectOrder).Less(thread, a[i], b[i]);
        }
        return a.Length < b.Length;
    }
}
