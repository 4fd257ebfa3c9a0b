using Krait.Syntax.Ast;

namespace Krait.Compiler.FlowGraph;

/// <summary>Drops the constants that no instruction loads. The first stays: it may be the docstring.</summary>
internal static class UnusedConstants
{
    public static void Remove(ControlFlowGraph graph, List<ConstantValue> constants)
    {
        if (constants.Count == 0)
            return;
        var used = new bool[constants.Count];
        used[0] = true;
        foreach (var block in graph.Blocks)
        {
            foreach (var instruction in block.Instructions)
            {
                if (instruction.Op == Opcode.LoadConst)
                    used[instruction.Arg] = true;
            }
        }
        var newIndex = new int[constants.Count];
        var count = 0;
        for (var i = 0; i < used.Length; i++)
        {
            if (!used[i])
                continue;
            newIndex[i] = count;
            constants[count++] = constants[i];
        }
        constants.RemoveRange(count, constants.Count - count);
        foreach (var block in graph.Blocks)
        {
            foreach (var instruction in block.Instructions)
            {
                if (instruction.Op == Opcode.LoadConst)
                    instruction.Arg = newIndex[instruction.Arg];
            }
        }
    }
}
