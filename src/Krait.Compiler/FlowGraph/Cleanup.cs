using Krait.Syntax.Ast;

namespace Krait.Compiler.FlowGraph;

/// <summary>Takes out what is not needed: unreachable blocks, <c>NOP</c>s, jumps to the next block, loads that are popped.</summary>
internal static class Cleanup
{
    /// <summary>Empties the blocks that nothing leads to, and counts the ways into the others.</summary>
    public static void RemoveUnreachable(ControlFlowGraph graph)
    {
        foreach (var block in graph.Blocks)
        {
            block.Visited = false;
            block.Predecessors = 0;
        }
        var todo = new Stack<BasicBlock>();
        graph.Entry.Predecessors = 1;
        graph.Entry.Visited = true;
        todo.Push(graph.Entry);
        while (todo.TryPop(out var block))
        {
            if (block.Next is { } next && block.HasFallthrough)
                Enter(next, todo);
            foreach (var instruction in block.Instructions)
            {
                if (instruction.HasTarget)
                    Enter(instruction.Target!, todo);
            }
        }
        foreach (var block in graph.Blocks)
        {
            if (block.Predecessors != 0)
                continue;
            block.Truncate(0);
            block.IsExceptionHandler = false;
        }
    }

    private static void Enter(BasicBlock block, Stack<BasicBlock> todo)
    {
        if (!block.Visited)
        {
            block.Visited = true;
            todo.Push(block);
        }
        block.Predecessors++;
    }

    public static void RemoveRedundantNopsAndJumps(ControlFlowGraph graph)
    {
        while (RemoveRedundantNops(graph) + RemoveRedundantJumps(graph) > 0)
        {
        }
    }

    public static int RemoveRedundantNops(ControlFlowGraph graph)
    {
        var removed = 0;
        foreach (var block in graph.Blocks)
            removed += RemoveRedundantNops(block);
        return removed;
    }

    /// <summary>Takes out loads whose value is popped at once.</summary>
    public static void RemoveRedundantPairs(ControlFlowGraph graph)
    {
        var changed = true;
        while (changed)
        {
            changed = false;
            Instruction? previous = null;
            foreach (var block in graph.Blocks)
            {
                RemoveRedundantNops(block);
                if (block.HasLabel)
                    previous = null;
                foreach (var instruction in block.Instructions)
                {
                    if (instruction.Op == Opcode.PopTop && previous is not null
                        && (previous.LoadsConstant || (previous.Op == Opcode.Copy && previous.Arg == 1)))
                    {
                        previous.SetNop();
                        instruction.SetNop();
                        changed = true;
                    }
                    previous = instruction;
                }
                if (previous is { IsJump: true } || !block.HasFallthrough)
                    previous = null;
            }
        }
    }

    private static int RemoveRedundantJumps(ControlFlowGraph graph)
    {
        var changes = 0;
        foreach (var block in graph.Blocks)
        {
            if (block.Last is not { } last || !OpcodeInfo.IsUnconditionalJump(last.Op))
                continue;
            if (block.Next is { } next && last.Target!.NonEmpty() == next.NonEmpty())
            {
                last.SetNop();
                changes++;
            }
        }
        return changes;
    }

    private static int RemoveRedundantNops(BasicBlock block)
    {
        var instructions = block.Instructions;
        var kept = 0;
        var previousLine = -1;
        for (var i = 0; i < instructions.Count; i++)
        {
            var instruction = instructions[i];
            if (instruction.Op == Opcode.Nop && IsRedundant(block, i, previousLine))
                continue;
            instructions[kept++] = instruction;
            previousLine = instruction.Location.Line;
        }
        var removed = instructions.Count - kept;
        block.Truncate(kept);
        return removed;
    }

    private static bool IsRedundant(BasicBlock block, int index, int previousLine)
    {
        var location = block.Instructions[index].Location;
        if (location.Line < 0 || location.Line == previousLine)
            return true;
        if (index < block.Instructions.Count - 1)
        {
            var next = block.Instructions[index + 1];
            if (next.Location.Line == location.Line)
                return true;
            if (next.Location.Line >= 0)
                return false;
            next.Location = location;
            return true;
        }
        return block.Next is { } following && FirstLocation(following.NonEmpty()).Line == location.Line;
    }

    /// <summary>The location of the first instruction that will stay.</summary>
    private static SourceSpan FirstLocation(BasicBlock block)
    {
        foreach (var instruction in block.Instructions)
        {
            if (instruction.Op != Opcode.Nop || instruction.Location.Line >= 0)
                return instruction.Location;
        }
        return Locations.None;
    }
}
