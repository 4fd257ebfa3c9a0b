using Krait.Compiler;

namespace Krait.Runtime;

internal static unsafe partial class Handlers
{
    private static void RegisterFunctions(delegate*<ThreadState, PyFrame, int, bool>[] table)
    {
        table[(int)Opcode.MakeFunction] = &MakeFunction;
        table[(int)Opcode.SetFunctionAttribute] = &SetFunctionAttribute;
        table[(int)Opcode.GetIter] = &GetIter;
        table[(int)Opcode.GetYieldFromIter] = &GetYieldFromIter;
    }

    private static bool MakeFunction(ThreadState thread, PyFrame frame, int arg)
    {
        Replace(frame, 1, PyFunction.Create(thread, (PyCode)frame.Peek(1)!, frame.Globals));
        return true;
    }

    private static bool SetFunctionAttribute(ThreadState thread, PyFrame frame, int arg)
    {
        var function = (PyFunction)frame.Peek(1)!;
        var value = frame.Peek(2)!;
        switch (arg)
        {
            case 1:
                function.DefaultsField.Value = (PyTuple)value;
                break;
            case 2:
                function.KwDefaultsField.Value = (PyDict)value;
                break;
            case 4:
                function.AnnotationsField.Value = value;
                break;
            case 8:
                function.ClosureField.Value = (PyTuple)value;
                break;
            case 16:
                function.AnnotateField.Value = value;
                break;
            default:
                throw Errors.System($"unknown function attribute {arg}");
        }
        // The function stays, the value below it goes.
        frame.Peek(2) = function;
        frame.PopOwned();
        PyObject.Release(value);
        return true;
    }

    private static bool GetIter(ThreadState thread, PyFrame frame, int arg)
    {
        Replace(frame, 1, Op.GetIter(thread, frame.Peek(1)!));
        return true;
    }

    private static bool GetYieldFromIter(ThreadState thread, PyFrame frame, int arg)
    {
        var iterable = frame.Peek(1)!;
        if (iterable is PyGenerator generator)
        {
            if (generator.IsCoroutine && (frame.Code.CodeFlags & (CodeFlags.Coroutine | CodeFlags.IterableCoroutine)) == 0)
                throw Errors.Type("cannot 'yield from' a coroutine object in a non-coroutine generator");
            if (!generator.IsAsyncGenerator)
                return true;
        }
        Replace(frame, 1, Op.GetIter(thread, iterable));
        return true;
    }
}
