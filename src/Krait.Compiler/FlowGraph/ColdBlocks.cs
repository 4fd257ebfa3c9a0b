namespace Krait.Compiler.FlowGraph;

/// <summary>Moves the blocks that only an exception leads to behind all others.</summary>
internal static class ColdBlocks
{
    public static void PushToEnd(ControlFlowGraph graph)
    {
        if (graph.Entry.Next is null)
            return;
        MarkWarm(graph);
        MarkCold(graph);
        AddExplicitJumps(graph);
        BasicBlock? cold = null, coldTail = null;
        var block = graph.Entry;
        while (block.Next is { } next)
        {
            if (!next.IsCold)
            {
                block = next;
                continue;
            }
            var end = next;
            while (end.Next is { IsCold: true } following)
                end = following;
            if (coldTail is null)
                cold = next;
            else
                coldTail.Next = next;
            coldTail = end;
            block.Next = end.Next;
            end.Next = null;
        }
        block.Next = cold;
        if (cold is not null)
            Cleanup.RemoveRedundantNopsAndJumps(graph);
    }

    private static void MarkWarm(ControlFlowGraph graph)
    {
        graph.ClearVisited();
        var todo = new Stack<BasicBlock>();
        graph.Entry.Visited = true;
        todo.Push(graph.Entry);
        while (todo.TryPop(out var block))
        {
            block.IsWarm = true;
            if (block.Next is { Visited: false } next && block.HasFallthrough)
                Push(next, todo);
            foreach (var instruction in block.Instructions)
            {
                if (instruction.IsJump && !instruction.Target!.Visited)
                    Push(instruction.Target, todo);
            }
        }
    }

    private static void MarkCold(ControlFlowGraph graph)
    {
        graph.ClearVisited();
        var todo = new Stack<BasicBlock>();
        foreach (var block in graph.Blocks)
        {
            if (block.IsExceptionHandler)
                Push(block, todo);
        }
        while (todo.TryPop(out var block))
        {
            block.IsCold = true;
            if (block.Next is { IsWarm: false, Visited: false } next && block.HasFallthrough)
                Push(next, todo);
            foreach (var instruction in block.Instructions)
            {
                if (instruction.IsJump && instruction.Target is { IsWarm: false, Visited: false } target)
                    Push(target, todo);
            }
        }
    }

    private static void Push(BasicBlock block, Stack<BasicBlock> todo)
    {
        block.Visited = true;
        todo.Push(block);
    }

    /// <summary>A cold block that runs on into a warm one will no longer stand before it.</summary>
    private static void AddExplicitJumps(ControlFlowGraph graph)
    {
        foreach (var block in graph.Blocks)
        {
            if (!block.IsCold || !block.HasFallthrough || block.Next is not { IsWarm: true } next)
                continue;
            next.HasLabel = true;
            var jump = new BasicBlock { IsCold = true, Predecessors = 1, Next = next };
            ControlFlowGraph.AddJump(jump, Opcode.JumpNoInterrupt, next, Locations.None);
            block.Next = jump;
        }
    }
}
