using System.Runtime.CompilerServices;
using Krait.Compiler;

namespace Krait.Runtime;

/// <summary>What the loop does for arithmetic, comparisons, truth, identity and membership. Results are negative, null or false where the general way must be taken, and nothing has happened then.</summary>
internal static unsafe partial class EvalLoop
{
    /// <summary>Makes a bool of the operand on top.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool ToBool(ThreadState thread, PyFrame frame, ref PyObject? s, ref PyObject? sp, ref Instruction ins)
    {
        var value = At(ref sp, -1)!;
        if (value.GetType() == typeof(PyBool))
            return true;
        var truth = Truth(value);
        if (truth < 0)
            return false;
        At(ref sp, -1) = PyBool.From(truth != 0);
        Drop(thread, frame, ref s, ref sp, ref ins, value);
        return true;
    }

    /// <summary>Takes the operand on top: 1 where it is true.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PopTruth(ThreadState thread, PyFrame frame, ref PyObject? s, ref PyObject? sp, ref Instruction ins)
    {
        var value = At(ref sp, -1)!;
        var truth = Truth(value);
        if (truth >= 0)
            Drop(thread, frame, ref s, ref At(ref sp, -1), ref ins, value);
        return truth;
    }

    /// <summary>Takes the two operands on top: 1 where they are (or with <c>is not</c> are not) the same object.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PopIdentity(ThreadState thread, PyFrame frame, ref PyObject? s, ref PyObject? sp, ref Instruction ins)
    {
        var right = At(ref sp, -1)!;
        var left = At(ref sp, -2)!;
        Drop(thread, frame, ref s, ref At(ref sp, -2), ref ins, right);
        Drop(thread, frame, ref s, ref At(ref sp, -2), ref ins, left);
        return ReferenceEquals(left, right) != (ins.Arg != 0) ? 1 : 0;
    }

    /// <summary>Takes a container and the value below it: 1 where the former has (or with <c>not in</c> has not) the latter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PopMembership(ThreadState thread, PyFrame frame, ref PyObject? s, ref PyObject? sp, ref Instruction ins)
    {
        var container = At(ref sp, -1)!;
        var value = At(ref sp, -2)!;
        var found = Containment.Find(container, value);
        if (found < 0)
            return found;
        Drop(thread, frame, ref s, ref At(ref sp, -2), ref ins, container);
        Drop(thread, frame, ref s, ref At(ref sp, -2), ref ins, value);
        return found != 0 != (ins.Arg != 0) ? 1 : 0;
    }

    /// <summary>Takes the two operands on top and compares them: an outcome of <see cref="Comparisons"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PopOutcome(ThreadState thread, ref PyObject? sp, int outcomes)
    {
        var right = At(ref sp, -1)!;
        var left = At(ref sp, -2)!;
        var outcome = Outcome(left, right, outcomes);
        if (outcome < 0)
            return outcome;
        DropNumber(thread, right);
        DropNumber(thread, left);
        return outcome;
    }

    /// <summary>As <see cref="PopOutcome"/>, for the operand on top and the constant that an instruction loads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PopOutcomeWithInt(ThreadState thread, ref PyObject? sp, ref Instruction load, int outcomes)
    {
        var left = At(ref sp, -1)!;
        var outcome = Outcome(left, Unsafe.As<PyObject>(load.Cache!), outcomes);
        if (outcome >= 0)
            DropNumber(thread, left);
        return outcome;
    }

    /// <summary>Whether a comparison holds for an outcome.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsAmong(int outcome, int outcomes) => (outcomes >> outcome & 1) != 0;

    /// <summary>The sum, difference or whatever of two operands that stay where they are; it counts one reference.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="left">The left one.</param>
    /// <param name="right">The right one.</param>
    /// <param name="operation">See <see cref="BinaryOperation"/>.</param>
    /// <param name="isInt">The right one is known to be an int.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PyObject? Binary(ThreadState thread, PyObject left, PyObject right, int operation, bool isInt)
    {
        if (left.GetType() == typeof(PyInt) && (isInt || right.GetType() == typeof(PyInt))
            && TryInts(Unsafe.As<PyInt>(left).Value, Unsafe.As<PyInt>(right).Value, operation, out var number))
            return NewInt(thread, number);
        return Arithmetic.Compute(thread, left, right, operation, null);
    }

    /// <summary>As <see cref="TryInts(long, long, int, out long)"/>, where both are ints.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryInts(PyObject left, PyObject right, int operation, out long result)
    {
        if (left.GetType() == typeof(PyInt) && right.GetType() == typeof(PyInt))
            return TryInts(Unsafe.As<PyInt>(left).Value, Unsafe.As<PyInt>(right).Value, operation, out result);
        result = 0;
        return false;
    }

    /// <summary>As <see cref="TryInts(long, long, int, out long)"/>, with an int that an instruction loads and the operation that follows it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryWithInt(PyObject left, ref Instruction load, out long result)
    {
        if (left.GetType() == typeof(PyInt))
            return TryInts(Unsafe.As<PyInt>(left).Value, Unsafe.As<PyInt>(load.Cache!).Value, Next(ref load).Detail, out result);
        result = 0;
        return false;
    }

    /// <summary>An operation with two locals, whose result goes to a third one; where only that refers to its number, it takes the new value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool StoreBinary(ThreadState thread, PyFrame frame, ref PyObject? s, ref PyObject? sp, ref Instruction ins)
    {
        ref var place = ref At(ref s, Unsafe.Add(ref ins, 2).Arg);
        var old = place;
        var reusable = old is not null && IsUnshared(thread, old) ? old : null;
        var made = Arithmetic.Compute(thread, At(ref s, ins.Arg >> 4)!, At(ref s, ins.Arg & 15)!, Next(ref ins).Detail, reusable);
        if (made is null)
            return false;
        if (ReferenceEquals(made, old))
            return true;
        place = made;
        XDrop(thread, frame, ref s, ref sp, ref Unsafe.Add(ref ins, 2), old);
        return true;
    }

    /// <summary>An operation with the operand on top and the int that an instruction loads; the result takes the operand's place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool StackIntBinary(ThreadState thread, PyFrame frame, ref PyObject? s, ref PyObject? sp, ref Instruction ins)
    {
        var left = At(ref sp, -1)!;
        if (!TryWithInt(left, ref ins, out var number))
            return ReplaceLeft(thread, frame, ref s, ref sp, ref ins, Unsafe.As<PyObject>(ins.Cache!), Next(ref ins).Detail);
        if (IsTemporary(thread, left) && !PyInt.IsSmall(number))
        {
            Unsafe.As<PyInt>(left).Value = number;
            return true;
        }
        At(ref sp, -1) = NewInt(thread, number);
        DropNumber(thread, left);
        return true;
    }

    /// <summary>An operation with the operand on top and another one; the result takes the former's place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool ReplaceLeft(ThreadState thread, PyFrame frame, ref PyObject? s, ref PyObject? sp, ref Instruction ins, PyObject right, int operation)
    {
        var left = At(ref sp, -1)!;
        var made = Arithmetic.Compute(thread, left, right, operation, IsTemporary(thread, left) ? left : null);
        if (made is null)
            return false;
        if (ReferenceEquals(made, left))
            return true;
        At(ref sp, -1) = made;
        Drop(thread, frame, ref s, ref sp, ref ins, left);
        return true;
    }

    /// <summary><c>container[key] = value</c>, for a list or a dict.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool StoreItem(ThreadState thread, PyFrame frame, ref PyObject? s, ref PyObject? sp, ref Instruction ins)
    {
        var key = At(ref sp, -1)!;
        var container = At(ref sp, -2)!;
        var value = At(ref sp, -3)!;
        if (container.GetType() == typeof(PyList) && key.GetType() == typeof(PyInt)
            && (ulong)Unsafe.As<PyInt>(key).Value < (ulong)Unsafe.As<PyList>(container).Count)
            Unsafe.As<PyList>(container).Set((int)Unsafe.As<PyInt>(key).Value, value);
        else if (container.GetType() == typeof(PyDict))
            Unsafe.As<PyDict>(container).SetItem(thread, key, value);
        else
            return false;
        Drop(thread, frame, ref s, ref At(ref sp, -3), ref ins, value);
        Drop(thread, frame, ref s, ref At(ref sp, -3), ref ins, container);
        Drop(thread, frame, ref s, ref At(ref sp, -3), ref ins, key);
        return true;
    }
}
