namespace Krait.Compiler.FlowGraph;

/// <summary>Replaces the instructions that only the compiler knows, and brings jumps into the form that the interpreter has.</summary>
internal static class PseudoInstructions
{
    public static void ConvertConditionalJumps(ControlFlowGraph graph)
    {
        foreach (var block in graph.Blocks)
        {
            if (block.Last is not { Op: Opcode.JumpIfFalse or Opcode.JumpIfTrue } last)
                continue;
            last.Op = last.Op == Opcode.JumpIfFalse ? Opcode.PopJumpIfFalse : Opcode.PopJumpIfTrue;
            block.Insert(block.Instructions.Count - 1, new Instruction(Opcode.Copy, 1, last.Location) { Handler = last.Handler });
            block.Insert(block.Instructions.Count - 1, new Instruction(Opcode.ToBool, 0, last.Location) { Handler = last.Handler });
        }
    }

    public static void Convert(ControlFlowGraph graph)
    {
        foreach (var block in graph.Blocks)
        {
            foreach (var instruction in block.Instructions)
            {
                if (instruction.IsBlockPush)
                    instruction.SetNop();
                else if (instruction.Op == Opcode.LoadClosure)
                    instruction.Op = Opcode.LoadFast;
                else if (instruction.Op == Opcode.StoreFastMaybeNull)
                    instruction.Op = Opcode.StoreFast;
            }
        }
        Cleanup.RemoveRedundantNopsAndJumps(graph);
    }

    /// <summary>Conditional jumps go forward only: one that goes back becomes its opposite over a jump back.</summary>
    public static void NormalizeJumps(ControlFlowGraph graph)
    {
        graph.ClearVisited();
        foreach (var block in graph.Blocks)
        {
            block.Visited = true;
            if (block.Last is not { } last || !OpcodeInfo.IsConditionalJump(last.Op))
                continue;
            if (!last.Target!.Visited)
            {
                block.AppendNew(new Instruction(Opcode.NotTaken, 0, last.Location));
                continue;
            }
            var target = last.Target;
            var back = new BasicBlock { StartDepth = target.StartDepth, IsCold = block.IsCold, Visited = true, Next = block.Next };
            back.Instructions.Add(new Instruction(Opcode.NotTaken, 0, last.Location));
            ControlFlowGraph.AddJump(back, Opcode.Jump, target, last.Location);
            last.Op = Opposite(last.Op);
            last.Target = block.Next;
            block.Next = back;
        }
    }

    private static Opcode Opposite(Opcode op) => op switch
    {
        Opcode.PopJumpIfFalse => Opcode.PopJumpIfTrue,
        Opcode.PopJumpIfTrue => Opcode.PopJumpIfFalse,
        Opcode.PopJumpIfNone => Opcode.PopJumpIfNotNone,
        _ => Opcode.PopJumpIfNone,
    };
}
