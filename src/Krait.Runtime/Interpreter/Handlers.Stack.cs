using Krait.Compiler;

namespace Krait.Runtime;

internal static unsafe partial class Handlers
{
    private static void RegisterStack(delegate*<ThreadState, PyFrame, int, bool>[] table)
    {
        table[(int)Opcode.LoadFastCheck] = &LoadFastCheck;
        table[(int)Opcode.DeleteFast] = &DeleteFast;
        table[(int)Opcode.MakeCell] = &MakeCell;
        table[(int)Opcode.LoadDeref] = &LoadDeref;
        table[(int)Opcode.DeleteDeref] = &DeleteDeref;
        table[(int)Opcode.LoadFromDictOrDeref] = &LoadFromDictOrDeref;
        table[(int)Opcode.LoadCommonConstant] = &LoadCommonConstant;
    }

    private static bool LoadFastCheck(ThreadState thread, PyFrame frame, int arg)
    {
        if (frame.Locals[arg] is not { } value)
            throw UnboundLocal(thread, frame, arg);
        frame.Push(value);
        return true;
    }

    private static bool DeleteFast(ThreadState thread, PyFrame frame, int arg)
    {
        if (frame.Locals[arg] is not { } value)
            throw UnboundLocal(thread, frame, arg);
        frame.Locals[arg] = null;
        PyObject.Release(value);
        return true;
    }

    private static bool MakeCell(ThreadState thread, PyFrame frame, int arg)
    {
        var value = frame.Locals[arg];
        var cell = PyCell.Create(thread, value);
        PyObject.Retain(cell);
        frame.Locals[arg] = cell;
        PyObject.XRelease(value);
        return true;
    }

    private static bool LoadDeref(ThreadState thread, PyFrame frame, int arg)
    {
        if (((PyCell)frame.Locals[arg]!).Content.Value is not { } value)
            throw UnboundCell(thread, frame, arg);
        frame.Push(value);
        return true;
    }

    private static bool DeleteDeref(ThreadState thread, PyFrame frame, int arg)
    {
        var cell = (PyCell)frame.Locals[arg]!;
        if (cell.Content.Value is null)
            throw UnboundCell(thread, frame, arg);
        cell.Content.Clear();
        return true;
    }

    private static bool LoadFromDictOrDeref(ThreadState thread, PyFrame frame, int arg)
    {
        var name = frame.Code.LocalsPlusNames[arg];
        var value = Op.TryGetMappingItem(thread, frame.Peek(1)!, name) ?? ((PyCell)frame.Locals[arg]!).Content.Value;
        if (value is null)
            throw UnboundCell(thread, frame, arg);
        Replace(frame, 1, value);
        return true;
    }

    private static bool LoadCommonConstant(ThreadState thread, PyFrame frame, int arg)
    {
        frame.Push(arg switch
        {
            0 => ExceptionTypes.AssertionError,
            1 => ExceptionTypes.NotImplementedError,
            2 => PyTuple.TypeObject,
            3 => thread.Interpreter.AllFunction,
            4 => thread.Interpreter.AnyFunction,
            _ => throw Errors.System($"unknown common constant {arg}"),
        });
        return true;
    }

    internal static PythonException UnboundLocal(ThreadState thread, PyFrame frame, int place)
    {
        var name = frame.Code.LocalsPlusNames[place];
        return Errors.New(thread, ExceptionTypes.UnboundLocalError,
            PyStr.From($"cannot access local variable '{name}' where it is not associated with a value"));
    }

    private static PythonException UnboundCell(ThreadState thread, PyFrame frame, int place)
    {
        var name = frame.Code.LocalsPlusNames[place];
        return place < frame.Code.LocalsPlusCount - frame.Code.FreeCount
            ? UnboundLocal(thread, frame, place)
            : Errors.Name(thread, $"cannot access free variable '{name}' where it is not associated with a value in enclosing scope", name);
    }
}
