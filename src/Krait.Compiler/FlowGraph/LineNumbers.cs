namespace Krait.Compiler.FlowGraph;

/// <summary>Gives every instruction that can leave the frame a line (PEP 626), by copying shared exits and passing lines on.</summary>
internal static class LineNumbers
{
    public static void Resolve(ControlFlowGraph graph)
    {
        DuplicateExits(graph);
        Propagate(graph);
    }

    private static bool NeedsLine(BasicBlock block) => (block.ExitsScope || block.HasEvalBreak) && block.HasNoLine;

    private static void DuplicateExits(ControlFlowGraph graph)
    {
        foreach (var block in graph.Blocks)
        {
            if (block.Last is not { IsJump: true } last)
                continue;
            var target = last.Target!.NonEmpty();
            if (!NeedsLine(target) || target.Predecessors <= 1)
                continue;
            var copy = new BasicBlock { Predecessors = 1, HasLabel = true };
            copy.AppendCopyOf(target);
            copy.Instructions[0].Location = last.Location;
            last.Target = copy;
            target.Predecessors--;
            copy.Next = target.Next;
            target.Next = copy;
        }
        foreach (var block in graph.Blocks)
        {
            if (block.HasFallthrough && block.Next is { } next && block.Last is { } last && NeedsLine(next) && next.Instructions.Count > 0)
                next.Instructions[0].Location = last.Location;
        }
    }

    private static void Propagate(ControlFlowGraph graph)
    {
        foreach (var block in graph.Blocks)
        {
            if (block.Last is not { } last)
                continue;
            var location = Locations.None;
            foreach (var instruction in block.Instructions)
            {
                if (instruction.Location.Line == Locations.None.Line)
                    instruction.Location = location;
                else
                    location = instruction.Location;
            }
            if (block.HasFallthrough && block.Next is { } next)
                PassOn(next, location);
            if (last.IsJump)
                PassOn(last.Target!, location);
        }
    }

    private static void PassOn(BasicBlock block, Krait.Syntax.Ast.SourceSpan location)
    {
        if (block.Predecessors == 1 && block.Instructions.Count > 0 && block.Instructions[0].Location.Line == Locations.None.Line)
            block.Instructions[0].Location = location;
    }
}
