using Krait.Compiler;

namespace Krait.Runtime;

internal static unsafe partial class Handlers
{
    private static void RegisterCalls(delegate*<ThreadState, PyFrame, int, bool>[] table)
    {
        table[(int)Opcode.CallKw] = &CallKw;
        table[(int)Opcode.CallFunctionEx] = &CallFunctionEx;
        table[(int)Opcode.CallIntrinsic1] = &CallIntrinsic1;
        table[(int)Opcode.CallIntrinsic2] = &CallIntrinsic2;
    }

    private static bool CallKw(ThreadState thread, PyFrame frame, int arg)
    {
        var names = (PyTuple)frame.Peek(1)!;
        Calls.UnwrapMethod(frame, arg + 2);
        var callable = frame.Peek(arg + 3)!;
        var count = frame.Peek(arg + 2) is null ? arg : arg + 1;
        var args = frame.Operands(count + 1)[..count];
        if (callable.GetType() == typeof(PyFunction))
        {
            if (Calls.TryPushFrame(thread, (PyFunction)callable, args, names) is not { } callee)
                return false;
            frame.Drop(arg + 3);
            return Calls.Enter(thread, frame, callee);
        }
        Replace(frame, arg + 3, Calls.CallTraced(thread, frame, callable, args, names));
        return true;
    }

    private static bool CallFunctionEx(ThreadState thread, PyFrame frame, int arg)
    {
        var callable = frame.Peek(4)!;
        var keywords = (PyDict?)frame.Peek(1);
        var positional = frame.Peek(2)!;
        if (positional.GetType() != typeof(PyTuple))
        {
            if (!Op.IsIterable(positional))
                throw Errors.Type($"{Calls.FunctionText(thread, callable)} argument after * must be an iterable, not {positional.Type.Name}");
            positional = Op.TupleFrom(thread, positional);
        }
        if (callable.GetType() == typeof(PyFunction) && Calls.TryPushSpread(thread, (PyFunction)callable, (PyTuple)positional, keywords) is { } spread)
        {
            frame.Drop(4);
            return Calls.Enter(thread, frame, spread);
        }
        var args = Calls.Flatten(thread, ((PyTuple)positional).Items, keywords, out var names);
        if (callable.GetType() == typeof(PyFunction))
        {
            if (Calls.TryPushFrame(thread, (PyFunction)callable, args, names) is not { } callee)
                return false;
            frame.Drop(4);
            return Calls.Enter(thread, frame, callee);
        }
        Replace(frame, 4, Calls.CallTraced(thread, frame, callable, args, names));
        return true;
    }

    private static bool CallIntrinsic1(ThreadState thread, PyFrame frame, int arg)
    {
        var value = frame.Peek(1)!;
        var result = arg switch
        {
            1 => Intrinsics.Print(thread, value),
            2 => ImportHelpers.ImportStar(thread, frame, value),
            3 => Intrinsics.StopIterationError(thread, frame, value),
            4 => PyAsyncGeneratorWrappedValue.Create(thread, value),
            5 => Op.Positive(thread, value),
            6 => PyTuple.Create(thread, ((PyList)value).Items),
            7 => Intrinsics.TypeVar(thread, value, null, null),
            8 => Intrinsics.ParamSpec(thread, value),
            9 => Intrinsics.TypeVarTuple(thread, value),
            10 => Intrinsics.SubscriptGeneric(thread, (PyTuple)value),
            11 => Intrinsics.TypeAlias(thread, (PyTuple)value),
            _ => throw Errors.System($"unknown intrinsic {arg}"),
        };
        Replace(frame, 1, result);
        return true;
    }

    private static bool CallIntrinsic2(ThreadState thread, PyFrame frame, int arg)
    {
        var first = frame.Peek(2)!;
        var second = frame.Peek(1)!;
        var result = arg switch
        {
            1 => ExceptionGroups.PrepareReraiseStar(thread, first, second),
            2 => Intrinsics.TypeVar(thread, first, second, null),
            3 => Intrinsics.TypeVar(thread, first, null, second),
            4 => Intrinsics.SetFunctionTypeParams(thread, first, second),
            5 => Intrinsics.SetTypeParamDefault(thread, first, second),
            _ => throw Errors.System($"unknown intrinsic {arg}"),
        };
        Replace(frame, 2, result);
        return true;
    }
}
