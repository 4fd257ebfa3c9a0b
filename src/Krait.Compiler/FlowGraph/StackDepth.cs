namespace Krait.Compiler.FlowGraph;

/// <summary>Computes the depth of the stack at the start of every block, and the greatest depth.</summary>
internal static class StackDepth
{
    public static int Compute(ControlFlowGraph graph)
    {
        foreach (var block in graph.Blocks)
            block.StartDepth = int.MinValue;
        var todo = new Stack<BasicBlock>();
        var max = 0;
        Push(graph.Entry, 0, todo);
        while (todo.TryPop(out var block))
        {
            var depth = block.StartDepth;
            var next = block.Next;
            foreach (var instruction in block.Instructions)
            {
                var after = depth + OpcodeInfo.StackEffect(instruction.Op, instruction.Arg, jump: false);
                max = Math.Max(max, after);
                if (instruction.HasTarget && instruction.Op != Opcode.EndAsyncFor)
                {
                    var atTarget = depth + OpcodeInfo.StackEffect(instruction.Op, instruction.Arg, jump: true);
                    max = Math.Max(max, atTarget);
                    Push(instruction.Target!, atTarget, todo);
                }
                depth = after;
                if (OpcodeInfo.IsUnconditionalJump(instruction.Op) || OpcodeInfo.IsScopeExit(instruction.Op))
                {
                    next = null;
                    break;
                }
            }
            if (next is not null)
                Push(next, depth, todo);
        }
        return max;
    }

    private static void Push(BasicBlock block, int depth, Stack<BasicBlock> todo)
    {
        if (depth < 0 || (block.StartDepth >= 0 && block.StartDepth != depth))
            throw new InvalidOperationException("the stack depth of a block is not consistent");
        if (block.StartDepth >= 0)
            return;
        block.StartDepth = depth;
        todo.Push(block);
    }
}
