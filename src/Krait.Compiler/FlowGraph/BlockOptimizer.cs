using Krait.Syntax.Ast;

namespace Krait.Compiler.FlowGraph;

/// <summary>Improvements within one block: constants, jumps to jumps, comparisons that become booleans.</summary>
internal sealed class BlockOptimizer(ConstantTable constants)
{
    private const int ToBoolFlag = 16;
    private const int IntrinsicUnaryPositive = 5;
    private const int IntrinsicListToTuple = 6;
    private readonly ConstantFolding _folding = new(constants);

    public void OptimizeLoads(BasicBlock block)
    {
        var instructions = block.Instructions;
        Opcode op = default;
        var arg = 0;
        for (var i = 0; i < instructions.Count; i++)
        {
            var instruction = instructions[i];
            if (instruction.Op == Opcode.LoadConst)
                ConstantFolding.TryMakeSmallInt(instruction, _folding.Value(instruction));
            if (op != Opcode.LoadConst || instruction is not { Op: Opcode.Copy, Arg: 1 })
                (op, arg) = (instruction.Op, instruction.Arg);
            if (op is not (Opcode.LoadConst or Opcode.LoadSmallInt) || i + 1 >= instructions.Count)
                continue;
            var value = op == Opcode.LoadSmallInt ? new IntConstant(arg) : constants.Items[arg];
            var next = instructions[i + 1];
            switch (next.Op)
            {
                case Opcode.PopJumpIfFalse or Opcode.PopJumpIfTrue or Opcode.JumpIfFalse or Opcode.JumpIfTrue:
                    if (OpcodeInfo.IsConditionalJump(next.Op))
                        instruction.SetNop();
                    if (ConstantArithmetic.IsTrue(value) == next.Op is Opcode.PopJumpIfTrue or Opcode.JumpIfTrue)
                        next.Op = Opcode.Jump;
                    else
                        next.SetNop();
                    break;
                case Opcode.IsOp when value is NoneConstant:
                    FoldIsNone(instructions, i);
                    break;
                case Opcode.ToBool:
                    var index = _folding.Add(ConstantArithmetic.Bool(ConstantArithmetic.IsTrue(value)));
                    instruction.SetNop();
                    next.Set(Opcode.LoadConst, index);
                    break;
            }
        }
    }

    public void Optimize(BasicBlock block)
    {
        for (var i = 0; i < block.Instructions.Count; i++)
        {
            var instruction = block.Instructions[i];
            var next = i + 1 < block.Instructions.Count ? block.Instructions[i + 1] : null;
            if (instruction.IsJump)
            {
                if (TryThread(block, instruction))
                    i--;
            }
            else if (!TryMerge(instruction, next))
            {
                Fold(block, i, instruction, next?.Op ?? default);
            }
        }
        Swaps.Optimize(block);
    }

    private static void FoldIsNone(List<Instruction> instructions, int index)
    {
        if (index + 2 >= instructions.Count)
            return;
        var test = instructions[index + 1];
        var jump = instructions[index + 2];
        if (jump.Op == Opcode.ToBool)
        {
            jump.SetNop();
            if (index + 3 >= instructions.Count)
                return;
            jump = instructions[index + 3];
        }
        var invert = test.Arg != 0;
        if (jump.Op == Opcode.PopJumpIfFalse)
            invert = !invert;
        else if (jump.Op != Opcode.PopJumpIfTrue)
            return;
        instructions[index].SetNop();
        test.SetNop();
        jump.Op = invert ? Opcode.PopJumpIfNotNone : Opcode.PopJumpIfNone;
    }

    /// <summary>Lets a jump to a jump go to the final target. True where the instruction is to be looked at again.</summary>
    private static bool TryThread(BasicBlock block, Instruction jump)
    {
        var targetBlock = jump.Target!;
        if (targetBlock.Instructions.Count == 0)
            return false;
        var target = targetBlock.Instructions[0];
        switch (jump.Op, target.Op)
        {
            case (Opcode.PopJumpIfNotNone or Opcode.PopJumpIfNone or Opcode.PopJumpIfFalse or Opcode.PopJumpIfTrue, Opcode.Jump):
                return Thread(block, jump, target, jump.Op);
            case (Opcode.JumpIfFalse, Opcode.Jump or Opcode.JumpIfFalse) or (Opcode.JumpIfTrue, Opcode.Jump or Opcode.JumpIfTrue):
                return Thread(block, jump, target, jump.Op);
            case (Opcode.JumpIfFalse, Opcode.JumpIfTrue) or (Opcode.JumpIfTrue, Opcode.JumpIfFalse):
                jump.Target = targetBlock.Next;
                return true;
            case (Opcode.Jump or Opcode.JumpNoInterrupt, Opcode.Jump):
                return Thread(block, jump, target, Opcode.Jump);
            case (Opcode.Jump or Opcode.JumpNoInterrupt, Opcode.JumpNoInterrupt):
                return Thread(block, jump, target, jump.Op);
            default:
                return false;
        }
    }

    private static bool Thread(BasicBlock block, Instruction jump, Instruction target, Opcode op)
    {
        if (jump.Target == target.Target)
            return false;
        jump.SetNop();
        ControlFlowGraph.AddJump(block, op, target.Target!, target.Location);
        return true;
    }

    /// <summary>Two instructions that one can do. True where the first one is dealt with.</summary>
    private static bool TryMerge(Instruction instruction, Instruction? next)
    {
        if (next is null)
            return false;
        var arg = instruction.Arg;
        switch (instruction.Op, next.Op)
        {
            case (Opcode.BuildTuple, Opcode.UnpackSequence) when arg == next.Arg && arg is >= 1 and <= 3:
                instruction.SetNop();
                if (arg == 1)
                    next.SetNop();
                else
                    next.Op = Opcode.Swap;
                return true;
            case (Opcode.StoreFast, Opcode.StoreFast) when arg == next.Arg && instruction.Location.Line == next.Location.Line:
                instruction.Set(Opcode.PopTop, 0);
                return true;
            case (Opcode.LoadGlobal, Opcode.PushNull) when (arg & 1) == 0:
                instruction.Set(Opcode.LoadGlobal, arg | 1);
                next.SetNop();
                return true;
            case (Opcode.CompareOp, Opcode.ToBool):
                instruction.SetNop();
                next.Set(Opcode.CompareOp, arg | ToBoolFlag);
                return true;
            case (Opcode.ContainsOp or Opcode.IsOp, Opcode.ToBool or Opcode.UnaryNot):
                next.Set(instruction.Op, next.Op == Opcode.UnaryNot ? arg ^ 1 : arg);
                instruction.SetNop();
                return true;
            case (Opcode.ToBool, Opcode.ToBool):
                instruction.SetNop();
                return true;
            case (Opcode.UnaryNot, Opcode.ToBool):
                instruction.SetNop();
                next.Set(Opcode.UnaryNot, 0);
                return true;
            case (Opcode.UnaryNot, Opcode.UnaryNot):
                instruction.SetNop();
                next.SetNop();
                return true;
            default:
                return false;
        }
    }

    private void Fold(BasicBlock block, int index, Instruction instruction, Opcode next)
    {
        switch (instruction.Op)
        {
            case Opcode.BuildTuple:
                _folding.FoldTuple(block, index);
                break;
            case Opcode.BuildList or Opcode.BuildSet:
                _folding.FoldListOrSet(block, index, next);
                break;
            case Opcode.Swap when instruction.Arg == 1:
                instruction.SetNop();
                break;
            case Opcode.UnaryNot:
                _folding.FoldUnary(block, index, UnaryOperator.Not);
                break;
            case Opcode.UnaryInvert:
                _folding.FoldUnary(block, index, UnaryOperator.Invert);
                break;
            case Opcode.UnaryNegative:
                _folding.FoldUnary(block, index, UnaryOperator.USub);
                break;
            case Opcode.CallIntrinsic1 when instruction.Arg == IntrinsicUnaryPositive:
                _folding.FoldUnary(block, index, UnaryOperator.UAdd);
                break;
            case Opcode.CallIntrinsic1 when instruction.Arg == IntrinsicListToTuple:
                if (next == Opcode.GetIter)
                    instruction.SetNop();
                else
                    _folding.FoldListToTuple(block, index);
                break;
            case Opcode.BinaryOp:
                _folding.FoldBinary(block, index);
                break;
        }
    }
}
