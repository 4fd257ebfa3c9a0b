using Krait.Compiler;

namespace Krait.Runtime;

/// <summary>What an operand is, as far as jumps care.</summary>
internal enum OperandKind
{
    Nothing = 0,
    Iterator = 1,
    Except = 2,
    Object = 3,
    Null = 4,
    LastInstruction = 5,
}

/// <summary>Stacks of operand kinds in a <c>long</c>, three bits each, the top lowest. A deeper stack is a greater number.</summary>
internal static class OperandKinds
{
    public const long Overflowed = -1;
    public const long Unreached = -2;

    /// <summary>The greatest depth that fits.</summary>
    private const int MaxDepth = 21;
    private const long DeepestPushable = 1L << ((MaxDepth - 1) * 3);

    public static long Push(long stack, OperandKind kind) =>
        stack < 0 || stack >= DeepestPushable ? Overflowed : (stack << 3) | (long)kind;

    public static long Pop(long stack) => stack < 0 ? stack : stack >> 3;

    public static OperandKind Top(long stack) => (OperandKind)(stack & 7);

    public static OperandKind Peek(long stack, int depth) => (OperandKind)((stack >> ((depth - 1) * 3)) & 7);

    public static int Depth(long stack)
    {
        var depth = 0;
        for (; stack > 0; stack >>= 3)
            depth++;
        return depth;
    }

    public static long Swap(long stack, int depth)
    {
        var shift = (depth - 1) * 3;
        var (top, other) = (stack & 7, (stack >> shift) & 7);
        var cleared = stack & ~(7L | (7L << shift));
        return cleared | other | (top << shift);
    }

    /// <summary>True where dropping operands of <paramref name="from"/> can lead to <paramref name="to"/>.</summary>
    public static bool AreCompatible(long from, long to)
    {
        if (from < 0 || to < 0)
            return false;
        while (from > to)
            from = Pop(from);
        for (; from != 0; from = Pop(from), to = Pop(to))
        {
            var compatible = Top(to) switch
            {
                OperandKind.Nothing => false,
                OperandKind.Object => Top(from) != OperandKind.Null,
                OperandKind.Null => true,
                var kind => Top(from) == kind,
            };
            if (!compatible)
                return false;
        }
        return to == 0;
    }

    /// <summary>Why a place with these operands cannot be jumped to.</summary>
    public static string Explain(long stack) => stack == Overflowed
        ? "stack is too deep to analyze"
        : Top(stack) switch
        {
            OperandKind.Except => "can't jump into an 'except' block as there's no exception",
            OperandKind.LastInstruction => "can't jump into a re-raising block as there's no location",
            OperandKind.Iterator => "can't jump into the body of a for loop",
            _ => "incompatible stacks",
        };
}

/// <summary>Finds by abstract execution which operands are on the stack before each code unit.</summary>
internal sealed class StackAnalysis(CompiledCode compiled)
{
    private readonly long[] _stacks = new long[(compiled.Code.Length / 2) + 1];
    private bool _changed;

    public long[] Run()
    {
        Array.Fill(_stacks, OperandKinds.Unreached);
        _stacks[0] = 0;
        do
        {
            _changed = false;
            Walk();
            FollowExceptionTable();
        }
        while (_changed);
        return _stacks;
    }

    private void Walk()
    {
        var units = compiled.Code.Length / 2;
        var extended = 0;
        for (var unit = 0; unit < units;)
        {
            var op = (Opcode)compiled.Code[unit * 2];
            var arg = extended << 8 | compiled.Code[unit * 2 + 1];
            var next = unit + 1 + OpcodeInfo.CacheEntries(op);
            extended = op == Opcode.ExtendedArg ? arg : 0;
            if (_stacks[unit] != OperandKinds.Unreached)
                Step(op, arg, _stacks[unit], next);
            unit = next;
        }
    }

    private void Step(Opcode op, int arg, long stack, int next)
    {
        switch (op)
        {
            case Opcode.PopJumpIfFalse or Opcode.PopJumpIfTrue or Opcode.PopJumpIfNone or Opcode.PopJumpIfNotNone:
                stack = OperandKinds.Pop(stack);
                Reach(next + arg, stack);
                break;
            case Opcode.Send:
                Reach(next + arg, stack);
                break;
            case Opcode.JumpBackward or Opcode.JumpBackwardNoInterrupt:
                Reach(next - arg, stack);
                return;
            case Opcode.JumpForward:
                Reach(next + arg, stack);
                return;
            case Opcode.GetIter or Opcode.GetAiter:
                stack = OperandKinds.Push(OperandKinds.Pop(stack), OperandKind.Iterator);
                break;
            case Opcode.ForIter:
                stack = OperandKinds.Push(stack, OperandKind.Object);
                Reach(next + arg, stack);
                break;
            case Opcode.EndAsyncFor:
                stack = OperandKinds.Pop(OperandKinds.Pop(stack));
                break;
            case Opcode.PushExcInfo:
                stack = OperandKinds.Push(stack, OperandKind.Except);
                break;
            case Opcode.ReturnValue or Opcode.RaiseVarargs or Opcode.Reraise:
                return;
            case Opcode.PushNull:
                stack = OperandKinds.Push(stack, OperandKind.Null);
                break;
            case Opcode.LoadGlobal:
                stack = PushMaybeNull(stack, arg);
                break;
            case Opcode.LoadAttr:
                stack = PushMaybeNull(OperandKinds.Pop(stack), arg);
                break;
            case Opcode.Swap:
                stack = stack < 0 ? stack : OperandKinds.Swap(stack, arg);
                break;
            case Opcode.Copy:
                stack = stack < 0 ? stack : OperandKinds.Push(stack, OperandKinds.Peek(stack, arg));
                break;
            case Opcode.Call or Opcode.CallKw:
                for (var i = arg + (op == Opcode.Call ? 2 : 3); i > 0; i--)
                    stack = OperandKinds.Pop(stack);
                stack = OperandKinds.Push(stack, OperandKind.Object);
                break;
            default:
                stack = Apply(stack, OpcodeInfo.StackEffect((int)op, arg, false) ?? 0);
                break;
        }
        Reach(next, stack);
    }

    private static long PushMaybeNull(long stack, int arg)
    {
        stack = OperandKinds.Push(stack, OperandKind.Object);
        return (arg & 1) != 0 ? OperandKinds.Push(stack, OperandKind.Null) : stack;
    }

    private static long Apply(long stack, int effect)
    {
        for (; effect < 0; effect++)
            stack = OperandKinds.Pop(stack);
        for (; effect > 0; effect--)
            stack = OperandKinds.Push(stack, OperandKind.Object);
        return stack;
    }

    private void Reach(int unit, long stack)
    {
        if ((uint)unit >= (uint)_stacks.Length || _stacks[unit] != OperandKinds.Unreached)
            return;
        _stacks[unit] = stack;
        _changed = true;
    }

    private void FollowExceptionTable()
    {
        foreach (var entry in ExceptionTable.Read(compiled.ExceptionTable))
        {
            var stack = _stacks[entry.Start / 2];
            if (stack == OperandKinds.Unreached)
                continue;
            while (OperandKinds.Depth(stack) > entry.Depth)
                stack = OperandKinds.Pop(stack);
            if (entry.PushLasti)
                stack = OperandKinds.Push(stack, OperandKind.LastInstruction);
            Reach(entry.Target / 2, OperandKinds.Push(stack, OperandKind.Except));
        }
    }
}
