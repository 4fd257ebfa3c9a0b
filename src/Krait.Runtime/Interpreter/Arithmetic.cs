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
    /// The result of an operation on exact built-in operands; null where the general way must be taken. A dead left operand may be reused for the
    /// result, which is then returned as it is: it holds the one reference that the stack has.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PyObject? TryFast(ThreadState thread, PyObject left, PyObject right, int operation)
    {
        if (right.GetType() == typeof(PyInt))
        {
            if (left.GetType() == typeof(PyInt))
                return Ints(thread, Unsafe.As<PyInt>(left), Unsafe.As<PyInt>(right).Value, operation);
            if (operation == BinaryOperation.Subscript)
                return Item(left, Unsafe.As<PyInt>(right).Value);
            if (left.GetType() == typeof(PyFloat))
                return Floats(thread, left, Unsafe.As<PyFloat>(left).Value, Unsafe.As<PyInt>(right).Value, operation);
            return null;
        }
        if (right.GetType() == typeof(PyFloat))
        {
            if (left.GetType() == typeof(PyFloat))
                return Floats(thread, left, Unsafe.As<PyFloat>(left).Value, Unsafe.As<PyFloat>(right).Value, operation);
            if (left.GetType() == typeof(PyInt))
                return Floats(thread, left, Unsafe.As<PyInt>(left).Value, Unsafe.As<PyFloat>(right).Value, operation);
        }
        return null;
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

    private static PyObject? Ints(ThreadState thread, PyInt leftInt, long right, int operation)
    {
        var left = leftInt.Value;
        long result;
        if (operation >= BinaryOperation.InplaceOffset && operation < BinaryOperation.Subscript)
            operation -= BinaryOperation.InplaceOffset;
        switch (operation)
        {
            case BinaryOperation.Add:
                result = left + right;
                if (((left ^ result) & (right ^ result)) < 0)
                    return null;
                break;
            case BinaryOperation.Subtract:
                result = left - right;
                if (((left ^ right) & (left ^ result)) < 0)
                    return null;
                break;
            case BinaryOperation.Multiply:
                if (Math.BigMul(left, right, out result) != result >> 63)
                    return null;
                break;
            case BinaryOperation.And:
                result = left & right;
                break;
            case BinaryOperation.Or:
                result = left | right;
                break;
            case BinaryOperation.Xor:
                result = left ^ right;
                break;
            case BinaryOperation.RShift:
                if (right < 0)
                    return null;
                result = right > 63 ? left >> 63 : left >> (int)right;
                break;
            case BinaryOperation.LShift:
                if ((ulong)right > 62 || left << (int)right >> (int)right != left)
                    return null;
                result = left << (int)right;
                break;
            case BinaryOperation.FloorDivide:
                if (right == 0 || (right == -1 && left == long.MinValue))
                    return null;
                result = left / right;
                if (result * right != left && (left ^ right) < 0)
                    result--;
                break;
            case BinaryOperation.Remainder:
                if (right == 0 || right == -1)
                    return null;
                result = left % right;
                if (result != 0 && (result ^ right) < 0)
                    result += right;
                break;
            case BinaryOperation.TrueDivide:
                const long Exact = 1L << 53;
                if (right == 0 || left > Exact || left < -Exact || right > Exact || right < -Exact)
                    return null;
                return PyFloat.Make(thread, (double)left / right);
            default:
                return null;
        }
        if (leftInt.RefCount == 1 && !PyInt.IsSmall(result))
        {
            leftInt.Value = result;
            return leftInt;
        }
        return PyInt.Make(thread, result);
    }

    private static PyObject? Floats(ThreadState thread, PyObject leftObject, double left, double right, int operation)
    {
        double result;
        if (operation >= BinaryOperation.InplaceOffset && operation < BinaryOperation.Subscript)
            operation -= BinaryOperation.InplaceOffset;
        switch (operation)
        {
            case BinaryOperation.Add:
                result = left + right;
                break;
            case BinaryOperation.Subtract:
                result = left - right;
                break;
            case BinaryOperation.Multiply:
                result = left * right;
                break;
            case BinaryOperation.TrueDivide:
                if (right == 0)
                    return null;
                result = left / right;
                break;
            default:
                return null;
        }
        if (leftObject.RefCount == 1 && leftObject.GetType() == typeof(PyFloat))
        {
            Unsafe.As<PyFloat>(leftObject).Value = result;
            return leftObject;
        }
        return PyFloat.Make(thread, result);
    }

    private static PyObject? Item(PyObject container, long index)
    {
        if (container.GetType() == typeof(PyList))
        {
            var list = Unsafe.As<PyList>(container);
            if (index < 0)
                index += list.Count;
            return (ulong)index < (ulong)list.Count ? list[(int)index] : null;
        }
        if (container.GetType() == typeof(PyTuple))
        {
            var items = Unsafe.As<PyTuple>(container).Array;
            if (index < 0)
                index += items.Length;
            return (ulong)index < (ulong)items.Length ? items[index] : null;
        }
        if (container.GetType() == typeof(PyStr))
        {
            var text = Unsafe.As<PyStr>(container);
            return (ulong)index < (ulong)text.Length && text[(int)index] < 256 ? PyStr.FromCodePoint(text[(int)index]) : null;
        }
        return null;
    }
}
