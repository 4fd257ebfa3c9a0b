using Krait.Syntax.Ast;

namespace Krait.Compiler.FlowGraph;

/// <summary>Replaces instructions on constants by the constant that they make.</summary>
internal sealed class ConstantFolding(ConstantTable constants)
{
    /// <summary>Longer sequences are not built on the stack.</summary>
    internal const int StackUseGuideline = 30;
    private const int MinConstantSequence = 3;

    public ConstantValue Value(Instruction instruction) =>
        instruction.Op == Opcode.LoadSmallInt ? new IntConstant(instruction.Arg) : constants.Items[instruction.Arg];

    public int Add(ConstantValue value) => constants.Add(value);

    public static bool TryMakeSmallInt(Instruction instruction, ConstantValue value)
    {
        if (value is not IntConstant { Value: var integer } || integer.Sign < 0 || integer > 255)
            return false;
        instruction.Set(Opcode.LoadSmallInt, (int)integer);
        return true;
    }

    public void FoldTuple(BasicBlock block, int index)
    {
        var instruction = block.Instructions[index];
        if (FindConstants(block, index - 1, instruction.Arg) is not { } loads)
            return;
        var tuple = new TupleConstant(loads.Select(Value).ToArray());
        NopOut(loads);
        MakeLoad(instruction, tuple);
    }

    public void FoldUnary(BasicBlock block, int index, UnaryOperator op)
    {
        if (FindConstants(block, index - 1, 1) is not { } loads || ConstantArithmetic.Unary(op, Value(loads[0])) is not { } result)
            return;
        NopOut(loads);
        MakeLoad(block.Instructions[index], result);
    }

    public void FoldBinary(BasicBlock block, int index)
    {
        var instruction = block.Instructions[index];
        if (FindConstants(block, index - 1, 2) is not { } loads
            || ConstantArithmetic.Binary(Value(loads[0]), instruction.Arg, Value(loads[1])) is not { } result)
            return;
        NopOut(loads);
        MakeLoad(instruction, result);
    }

    /// <summary>A big tuple of constants: a list built by appending, then made a tuple.</summary>
    public void FoldListToTuple(BasicBlock block, int index)
    {
        var items = new List<ConstantValue>();
        var expectAppend = true;
        for (var i = index - 1; i >= 0; i--)
        {
            var instruction = block.Instructions[i];
            if (instruction.Op == Opcode.Nop)
                continue;
            if (instruction is { Op: Opcode.BuildList, Arg: 0 })
            {
                if (!expectAppend)
                    return;
                NopOut(block.Instructions.GetRange(i, index - i).Where(item => item.Op != Opcode.Nop));
                items.Reverse();
                MakeLoad(block.Instructions[index], new TupleConstant(items.ToArray()));
                return;
            }
            if (expectAppend ? instruction is not { Op: Opcode.ListAppend, Arg: 1 } : !instruction.LoadsConstant)
                return;
            if (!expectAppend)
                items.Add(Value(instruction));
            expectAppend = !expectAppend;
        }
    }

    /// <summary>Lists and sets of constants: those only iterated or searched become tuples and frozensets, others are built from one.</summary>
    public void FoldListOrSet(BasicBlock block, int index, Opcode next)
    {
        var instruction = block.Instructions[index];
        var isReadOnly = next is Opcode.GetIter or Opcode.ContainsOp;
        var size = instruction.Arg;
        if (size > StackUseGuideline || (size < MinConstantSequence && !isReadOnly))
            return;
        if (FindConstants(block, index - 1, size) is not { } loads)
        {
            if (isReadOnly && instruction.Op == Opcode.BuildList)
                instruction.Set(Opcode.BuildTuple, size);
            return;
        }
        var values = loads.Select(Value).ToArray();
        var constant = Add(instruction.Op == Opcode.BuildSet ? FrozenSet(values) : new TupleConstant(values));
        NopOut(loads);
        if (isReadOnly)
        {
            instruction.Set(Opcode.LoadConst, constant);
            return;
        }
        var (build, load) = (block.Instructions[index - 2], block.Instructions[index - 1]);
        build.Location = instruction.Location;
        build.Set(instruction.Op, 0);
        load.Set(Opcode.LoadConst, constant);
        instruction.Set(instruction.Op == Opcode.BuildList ? Opcode.ListExtend : Opcode.SetUpdate, 1);
    }

    private static FrozenSetConstant FrozenSet(ConstantValue[] values)
    {
        var distinct = new List<ConstantValue>();
        foreach (var value in values)
        {
            if (!distinct.Exists(item => ConstantArithmetic.PythonEquals(item, value)))
                distinct.Add(value);
        }
        return new FrozenSetConstant(distinct.ToArray());
    }

    private void MakeLoad(Instruction instruction, ConstantValue value)
    {
        if (!TryMakeSmallInt(instruction, value))
            instruction.Set(Opcode.LoadConst, Add(value));
    }

    private static List<Instruction>? FindConstants(BasicBlock block, int start, int size)
    {
        if (size > StackUseGuideline)
            return null;
        var found = new List<Instruction>(size);
        for (var i = start; i >= 0 && found.Count < size; i--)
        {
            var instruction = block.Instructions[i];
            if (instruction.Op == Opcode.Nop)
                continue;
            if (!instruction.LoadsConstant)
                return null;
            found.Add(instruction);
        }
        if (found.Count < size)
            return null;
        found.Reverse();
        return found;
    }

    private static void NopOut(IEnumerable<Instruction> instructions)
    {
        foreach (var instruction in instructions.ToArray())
        {
            instruction.SetNop();
            instruction.Location = Locations.None;
        }
    }
}
