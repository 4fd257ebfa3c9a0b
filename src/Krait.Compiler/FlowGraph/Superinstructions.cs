namespace Krait.Compiler.FlowGraph;

/// <summary>Joins neighbouring loads and stores of the first sixteen locals into one instruction.</summary>
internal static class Superinstructions
{
    public static void Insert(ControlFlowGraph graph)
    {
        foreach (var block in graph.Blocks)
        {
            for (var i = 0; i + 1 < block.Instructions.Count; i++)
            {
                var first = block.Instructions[i];
                var second = block.Instructions[i + 1];
                switch (first.Op, second.Op)
                {
                    case (Opcode.LoadFast, Opcode.LoadFast):
                        Join(first, second, Opcode.LoadFastLoadFast);
                        break;
                    case (Opcode.StoreFast, Opcode.LoadFast):
                        Join(first, second, Opcode.StoreFastLoadFast);
                        break;
                    case (Opcode.StoreFast, Opcode.StoreFast):
                        Join(first, second, Opcode.StoreFastStoreFast);
                        break;
                }
            }
        }
        Cleanup.RemoveRedundantNops(graph);
    }

    private static void Join(Instruction first, Instruction second, Opcode op)
    {
        var (line1, line2) = (first.Location.Line, second.Location.Line);
        if ((line1 >= 0 && line2 >= 0 && line1 != line2) || first.Arg >= 16 || second.Arg >= 16)
            return;
        first.Set(op, (first.Arg << 4) | second.Arg);
        second.SetNop();
    }
}
