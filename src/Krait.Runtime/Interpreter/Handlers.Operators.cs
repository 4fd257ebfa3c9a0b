using System.Runtime.CompilerServices;
using Krait.Compiler;

namespace Krait.Runtime;

internal static unsafe partial class Handlers
{
    private static void RegisterOperators(delegate*<ThreadState, PyFrame, int, bool>[] table)
    {
        table[(int)Opcode.BinaryOp] = &BinaryOp;
        table[(int)Opcode.CompareOp] = &Compare;
        table[(int)Opcode.ContainsOp] = &Contains;
        table[(int)Opcode.ToBool] = &ToBool;
        table[(int)Opcode.UnaryNegative] = &UnaryNegative;
        table[(int)Opcode.UnaryInvert] = &UnaryInvert;
        table[(int)Opcode.StoreSubscr] = &StoreSubscript;
        table[(int)Opcode.DeleteSubscr] = &DeleteSubscript;
        table[(int)Opcode.BinarySlice] = &BinarySlice;
        table[(int)Opcode.StoreSlice] = &StoreSlice;
        table[(int)Opcode.GetLen] = &GetLength;
        table[(int)Opcode.ConvertValue] = &ConvertValue;
        table[(int)Opcode.FormatSimple] = &FormatSimple;
        table[(int)Opcode.FormatWithSpec] = &FormatWithSpec;
    }

    private static bool BinaryOp(ThreadState thread, PyFrame frame, int arg)
    {
        var left = frame.Peek(2)!;
        var right = frame.Peek(1)!;
        if (arg == BinaryOperation.Subscript && left.GetType() == typeof(PyDict))
        {
            var found = ((PyDict)left).GetItem(thread, right);
            if (found is null)
                return Raise(thread, Errors.Key(thread, right));
            Replace(frame, 2, found);
            return true;
        }
        if (arg == BinaryOperation.Subscript && left.GetType() == typeof(PyList) && right.GetType() == typeof(PyInt) && IsOutside((PyList)left, (PyInt)right))
            return Raise(thread, Errors.Index("list index out of range"));
        if (arg == BinaryOperation.Add && left.GetType() == typeof(PyList) && right.GetType() == typeof(PyList))
        {
            Replace(frame, 2, ((PyList)left).Concat(thread, right));
            return true;
        }
        if (IsDivisionByZero(left, right, arg))
            return Raise(thread, Errors.ZeroDivision("division by zero"));
        Replace(frame, 2, arg == BinaryOperation.Subscript ? Op.GetItem(thread, left, right) : Op.Binary(thread, left, right, arg));
        return true;
    }

    /// <summary>True where an exact int or float is divided by a zero: the slots throw, which costs several times as much.</summary>
    private static bool IsDivisionByZero(PyObject left, PyObject right, int operation)
    {
        if (operation >= BinaryOperation.InplaceOffset)
            operation -= BinaryOperation.InplaceOffset;
        return operation is BinaryOperation.TrueDivide or BinaryOperation.FloorDivide or BinaryOperation.Remainder
            && (left.GetType() == typeof(PyInt) || left.GetType() == typeof(PyFloat))
            && (right.GetType() == typeof(PyInt) ? Unsafe.As<PyInt>(right).Value == 0 : right.GetType() == typeof(PyFloat) && Unsafe.As<PyFloat>(right).Value == 0);
    }

    private static bool IsOutside(PyList list, PyInt index) =>
        !index.IsLarge && (ulong)(index.Value < 0 ? index.Value + list.Count : index.Value) >= (ulong)list.Count;

    private static bool Compare(ThreadState thread, PyFrame frame, int arg)
    {
        var result = Op.RichCompare(thread, frame.Peek(2)!, frame.Peek(1)!, (CompareOp)(arg >> 5));
        // Bit 4 asks for a bool: a conditional jump follows.
        if ((arg & 16) != 0)
            result = PyBool.From(Op.IsTrue(thread, result));
        Replace(frame, 2, result);
        return true;
    }

    private static bool Contains(ThreadState thread, PyFrame frame, int arg)
    {
        var contains = Op.Contains(thread, frame.Peek(1)!, frame.Peek(2)!);
        Replace(frame, 2, PyBool.From(contains != (arg != 0)));
        return true;
    }

    private static bool ToBool(ThreadState thread, PyFrame frame, int arg)
    {
        Replace(frame, 1, PyBool.From(Op.IsTrue(thread, frame.Peek(1)!)));
        return true;
    }

    private static bool UnaryNegative(ThreadState thread, PyFrame frame, int arg)
    {
        Replace(frame, 1, Op.Negative(thread, frame.Peek(1)!));
        return true;
    }

    private static bool UnaryInvert(ThreadState thread, PyFrame frame, int arg)
    {
        Replace(frame, 1, Op.Invert(thread, frame.Peek(1)!));
        return true;
    }

    private static bool StoreSubscript(ThreadState thread, PyFrame frame, int arg)
    {
        Op.SetItem(thread, frame.Peek(2)!, frame.Peek(1)!, frame.Peek(3)!);
        frame.Drop(3);
        return true;
    }

    private static bool DeleteSubscript(ThreadState thread, PyFrame frame, int arg)
    {
        Op.DelItem(thread, frame.Peek(2)!, frame.Peek(1)!);
        frame.Drop(2);
        return true;
    }

    private static bool BinarySlice(ThreadState thread, PyFrame frame, int arg)
    {
        var slice = PySlice.Create(thread, frame.Peek(2)!, frame.Peek(1)!, PyNone.Instance);
        Replace(frame, 3, Op.GetItem(thread, frame.Peek(3)!, slice));
        return true;
    }

    private static bool StoreSlice(ThreadState thread, PyFrame frame, int arg)
    {
        var slice = PySlice.Create(thread, frame.Peek(2)!, frame.Peek(1)!, PyNone.Instance);
        Op.SetItem(thread, frame.Peek(3)!, slice, frame.Peek(4)!);
        frame.Drop(4);
        return true;
    }

    private static bool GetLength(ThreadState thread, PyFrame frame, int arg)
    {
        frame.Push(PyInt.From(Op.Length(thread, frame.Peek(1)!)));
        return true;
    }

    private static bool ConvertValue(ThreadState thread, PyFrame frame, int arg)
    {
        var value = frame.Peek(1)!;
        Replace(frame, 1, arg switch
        {
            1 => Op.Str(thread, value),
            2 => Op.Repr(thread, value),
            _ => Op.Ascii(thread, value),
        });
        return true;
    }

    private static bool FormatSimple(ThreadState thread, PyFrame frame, int arg)
    {
        var value = frame.Peek(1)!;
        if (value.GetType() != typeof(PyStr))
            Replace(frame, 1, Op.Format(thread, value, PyStr.Empty));
        return true;
    }

    private static bool FormatWithSpec(ThreadState thread, PyFrame frame, int arg)
    {
        Replace(frame, 2, Op.Format(thread, frame.Peek(2)!, frame.Peek(1)!));
        return true;
    }
}
