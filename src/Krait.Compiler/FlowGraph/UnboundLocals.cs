namespace Krait.Compiler.FlowGraph;

/// <summary>Turns the loads of locals that may be unbound into <c>LOAD_FAST_CHECK</c>.</summary>
internal static class UnboundLocals
{
    private const int TrackedLocals = 64;

    public static void AddChecks(ControlFlowGraph graph, int localCount, int parameterCount)
    {
        if (localCount == 0)
            return;
        if (localCount > TrackedLocals)
        {
            ScanManyLocals(graph, localCount);
            localCount = TrackedLocals;
        }
        graph.ClearVisited();
        var todo = new Stack<BasicBlock>();
        ulong start = 0;
        for (var i = parameterCount; i < localCount; i++)
            start |= 1UL << i;
        Push(graph.Entry, start, todo);
        foreach (var block in graph.Blocks)
            Scan(block, todo);
        while (todo.TryPop(out var block))
        {
            block.Visited = false;
            Scan(block, todo);
        }
    }

    private static void Push(BasicBlock block, ulong unsafeLocals, Stack<BasicBlock> todo)
    {
        var both = block.UnsafeLocals | unsafeLocals;
        if (block.UnsafeLocals == both)
            return;
        block.UnsafeLocals = both;
        if (block.Visited)
            return;
        block.Visited = true;
        todo.Push(block);
    }

    private static void Scan(BasicBlock block, Stack<BasicBlock> todo)
    {
        var unsafeLocals = block.UnsafeLocals;
        foreach (var instruction in block.Instructions)
        {
            if (instruction.Handler is { } handler)
                Push(handler, unsafeLocals, todo);
            if (instruction.Arg >= TrackedLocals)
                continue;
            var bit = 1UL << instruction.Arg;
            switch (instruction.Op)
            {
                case Opcode.DeleteFast or Opcode.LoadFastAndClear or Opcode.StoreFastMaybeNull:
                    unsafeLocals |= bit;
                    break;
                case Opcode.StoreFast or Opcode.LoadFastCheck:
                    unsafeLocals &= ~bit;
                    break;
                case Opcode.LoadFast:
                    if ((unsafeLocals & bit) != 0)
                        instruction.Op = Opcode.LoadFastCheck;
                    unsafeLocals &= ~bit;
                    break;
            }
        }
        if (block.Next is { } next && block.HasFallthrough)
            Push(next, unsafeLocals, todo);
        if (block.Last is { IsJump: true } last)
            Push(last.Target!, unsafeLocals, todo);
    }

    /// <summary>Locals past the 64th are followed within a block only, which keeps this linear.</summary>
    private static void ScanManyLocals(ControlFlowGraph graph, int localCount)
    {
        var boundInBlock = new int[localCount];
        var number = 0;
        foreach (var block in graph.Blocks)
        {
            number++;
            foreach (var instruction in block.Instructions)
            {
                if (instruction.Arg < TrackedLocals)
                    continue;
                switch (instruction.Op)
                {
                    case Opcode.DeleteFast or Opcode.LoadFastAndClear or Opcode.StoreFastMaybeNull:
                        boundInBlock[instruction.Arg] = number - 1;
                        break;
                    case Opcode.StoreFast:
                        boundInBlock[instruction.Arg] = number;
                        break;
                    case Opcode.LoadFast:
                        if (boundInBlock[instruction.Arg] != number)
                            instruction.Op = Opcode.LoadFastCheck;
                        boundInBlock[instruction.Arg] = number;
                        break;
                }
            }
        }
    }
}
