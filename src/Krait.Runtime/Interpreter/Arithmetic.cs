using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Krait.Runtime;

/// <summary>The operations of <c>BINARY_OP</c>, with CPython's numbers.</summary>
internal static class BinaryOperation
{
    public const int Add = 0;
    public const int And = 1;
    public const int FloorDivide = 2;
    public const int LShift = 3;
    public const int MatrixMultiply = 4;
    public const int Multiply = 5;
    public const int Remainder = 6;
    public const int Or = 7;
    public const int Power = 8;
    public const int RShift = 9;
    public const int Subtract = 10;
    public const int TrueDivide = 11;
    public const int Xor = 12;
    public const int InplaceOffset = 13;
    public const int Subscript = 26;
}

/// <summary>The arithmetic that the loop does itself: exact small ints and floats, and subscripts of exact built-in containers.</summary>
internal static class Arithmetic
{
    /// <summary>
    /// The result of an operation on exact built-in operands, with a reference that is the caller's; null where the general way must be taken. The value
    /// of <paramref name="reuse"/>, an object that nothing else can see, may be replaced by the result: then it is returned as it is.
    /// </summary>
    public static PyObject? Compute(ThreadState thread, PyObject left, PyObject right, int operation, PyObject? reuse)
    {
        if (right.GetType() == typeof(PyInt))
        {
            var number = Unsafe.As<PyInt>(right).Value;
            if (left.GetType() == typeof(PyInt))
                return Ints(thread, Unsafe.As<PyInt>(left).Value, number, operation, reuse);
            if (operation == BinaryOperation.Subscript)
                return Item(left, right, number);
            return left.GetType() == typeof(PyFloat) ? Floats(thread, Unsafe.As<PyFloat>(left).Value, number, operation, reuse) : null;
        }
        if (right.GetType() == typeof(PyFloat))
        {
            if (left.GetType() == typeof(PyFloat))
                return Floats(thread, Unsafe.As<PyFloat>(left).Value, Unsafe.As<PyFloat>(right).Value, operation, reuse);
            return left.GetType() == typeof(PyInt) ? Floats(thread, Unsafe.As<PyInt>(left).Value, Unsafe.As<PyFloat>(right).Value, operation, reuse) : null;
        }
        return right.GetType() == typeof(PyStr) ? WithText(left, Unsafe.As<PyStr>(right), operation) : null;
    }

    private static PyObject? WithText(PyObject left, PyStr right, int operation)
    {
        if (operation == BinaryOperation.Subscript && left.GetType() == typeof(PyDict))
            return Retained(Unsafe.As<PyDict>(left).GetByName(right), left);
        // With an empty text the result is the other operand.
        if (operation == BinaryOperation.Add && left.GetType() == typeof(PyStr) && right.Length > 0 && Unsafe.As<PyStr>(left).Length > 0)
            return Retained(PyStr.Concat(Unsafe.As<PyStr>(left), right), left);
        return null;
    }

    // A container may hold itself; but a result that is the left operand would mean that its value was replaced.
    private static PyObject? Retained(PyObject? o, PyObject left)
    {
        if (o is null || (ReferenceEquals(o, left) && !o.IsImmortal))
            return null;
        PyObject.Retain(o);
        return o;
    }

    /// <summary>Compares by the number of a <see cref="CompareOp"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Compare(long left, long right, int op) => op switch
    {
        0 => left < right,
        1 => left <= right,
        2 => left == right,
        3 => left != right,
        4 => left > right,
        _ => left >= right,
    };

    /// <inheritdoc cref="Compare(long, long, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Compare(double left, double right, int op) => op switch
    {
        0 => left < right,
        1 => left <= right,
        2 => left == right,
        3 => left != right,
        4 => left > right,
        _ => left >= right,
    };

    /// <summary>The result of an operation on ints that has an int as its result; false where it is large, or not that simple.</summary>
    public static bool TryInts(long left, long right, int operation, out long result)
    {
        switch (operation)
        {
            case BinaryOperation.Add:
                result = left + right;
                return ((left ^ result) & (right ^ result)) >= 0;
            case BinaryOperation.Subtract:
                result = left - right;
                return ((left ^ right) & (left ^ result)) >= 0;
            case BinaryOperation.Multiply:
                return Math.BigMul(left, right, out result) == result >> 63;
            case BinaryOperation.And:
                result = left & right;
                return true;
            case BinaryOperation.Or:
                result = left | right;
                return true;
            case BinaryOperation.Xor:
                result = left ^ right;
                return true;
            case BinaryOperation.RShift:
                result = right > 63 ? left >> 63 : left >> (int)right;
                return right >= 0;
            case BinaryOperation.LShift:
                result = left << (int)right;
                return (ulong)right <= 62 && result >> (int)right == left;
            case BinaryOperation.FloorDivide when right != 0 && right != -1:
                (result, var rest) = Divide(left, right);
                if (rest != 0 && (left ^ right) < 0)
                    result--;
                return true;
            case BinaryOperation.Remainder when right != 0 && right != -1:
                (_, result) = Divide(left, right);
                if (result != 0 && (result ^ right) < 0)
                    result += right;
                return true;
            default:
                result = 0;
                return false;
        }
    }

    // Dividing 64 bits takes the processor several times as long as dividing 32.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (long Quotient, long Remainder) Divide(long left, long right)
    {
        if (((ulong)left | (ulong)right) >> 32 == 0)
        {
            var quotient = (uint)left / (uint)right;
            return (quotient, (uint)left - (quotient * (uint)right));
        }
        return Math.DivRem(left, right);
    }

    private static PyObject? Ints(ThreadState thread, long left, long right, int operation, PyObject? reuse)
    {
        if (operation == BinaryOperation.TrueDivide)
        {
            const long Exact = 1L << 53;
            if (right == 0 || left > Exact || left < -Exact || right > Exact || right < -Exact)
                return null;
            return Made(thread, (double)left / right, reuse);
        }
        if (!TryInts(left, right, operation, out var result))
            return null;
        if (PyInt.IsSmall(result))
            return PyInt.From(result);
        if (reuse is not null && reuse.GetType() == typeof(PyInt))
        {
            Unsafe.As<PyInt>(reuse).Value = result;
            return reuse;
        }
        var made = PyInt.Make(thread, result);
        made.RefCount = 1;
        return made;
    }

    private static PyObject? Floats(ThreadState thread, double left, double right, int operation, PyObject? reuse)
    {
        switch (operation)
        {
            case BinaryOperation.Add:
                return Made(thread, left + right, reuse);
            case BinaryOperation.Subtract:
                return Made(thread, left - right, reuse);
            case BinaryOperation.Multiply:
                return Made(thread, left * right, reuse);
            case BinaryOperation.TrueDivide when right != 0:
                return Made(thread, left / right, reuse);
            default:
                return null;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PyFloat Made(ThreadState thread, double result, PyObject? reuse)
    {
        if (reuse is not null && reuse.GetType() == typeof(PyFloat))
        {
            Unsafe.As<PyFloat>(reuse).Value = result;
            return Unsafe.As<PyFloat>(reuse);
        }
        var made = PyFloat.Make(thread, result);
        made.RefCount = 1;
        return made;
    }

    private static PyObject? Item(PyObject container, PyObject key, long index)
    {
        if (container.GetType() == typeof(PyList))
        {
            var list = Unsafe.As<PyList>(container);
            if (index < 0)
                index += list.Count;
            return (ulong)index < (ulong)list.Count ? Retained(list[(int)index], list) : null;
        }
        if (container.GetType() == typeof(PyTuple))
        {
            var items = Unsafe.As<PyTuple>(container).Array;
            if (index < 0)
                index += items.Length;
            return (ulong)index < (ulong)items.Length ? Retained(items[index], container) : null;
        }
        if (container.GetType() == typeof(PyDict))
            return Retained(Unsafe.As<PyDict>(container).GetByInt(Unsafe.As<PyInt>(key)), container);
        if (container.GetType() == typeof(PyStr))
        {
            var text = Unsafe.As<PyStr>(container);
            return (ulong)index < (ulong)text.Length && text[(int)index] < 256 ? Retained(PyStr.FromCodePoint(text[(int)index]), text) : null;
        }
        return null;
    }
}
