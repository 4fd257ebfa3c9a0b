using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary>What list and tuple have in common.</summary>
internal static class Sequences
{
    /// <summary>Fills an array with repetitions of some items, counting each reference.</summary>
    /// <param name="present">How many places are filled, and counted, already.</param>
    public static void FillRepeated(Span<PyObject> to, ReadOnlySpan<PyObject> items, int present = 0)
    {
        var repetitions = (to.Length - present) / items.Length;
        foreach (var item in items)
        {
            if (!item.IsImmortal)
                item.RefCount += repetitions;
        }
        if (items.Length == 1)
        {
            // The framework's fill of object references is not precompiled.
            for (var at = present; at < to.Length; at++)
                to[at] = items[0];
            return;
        }
        for (var at = present; at < to.Length; at += items.Length)
            items.CopyTo(to[at..]);
    }

    /// <summary>The items of an adjusted slice, counted.</summary>
    public static PyObject[] TakeSlice(ReadOnlySpan<PyObject> items, long start, long step, long count)
    {
        if (count <= 0)
            return [];
        PyObject[] taken;
        if (step == 1)
        {
            taken = items.Slice((int)start, (int)count).ToArray();
        }
        else
        {
            taken = new PyObject[count];
            for (var i = 0; i < taken.Length; i++)
                taken[i] = items[(int)(start + i * step)];
        }
        foreach (var item in taken)
            PyObject.Retain(item);
        return taken;
    }
}

/// <summary>The equality that searches in containers use: an object equals itself, and common types need no call.</summary>
internal static class ItemComparison
{
    /// <summary>True where the objects are equal; both are kept alive meanwhile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(ThreadState thread, PyObject left, PyObject right)
    {
        if (ReferenceEquals(left, right))
            return true;
        var type = left.GetType();
        if (type == right.GetType())
        {
            if (type == typeof(PyInt))
                return Unsafe.As<PyInt>(left).Value == Unsafe.As<PyInt>(right).Value;
            if (type == typeof(PyStr))
                return PyStr.TextEquals(Unsafe.As<PyStr>(left), Unsafe.As<PyStr>(right));
        }
        return AreEqualGeneral(thread, left, right);
    }

    private static bool AreEqualGeneral(ThreadState thread, PyObject left, PyObject right)
    {
        using var heldLeft = new Held(thread, left);
        using var heldRight = new Held(thread, right);
        return Op.RichCompareBool(thread, left, right, CompareOp.Eq);
    }
}
