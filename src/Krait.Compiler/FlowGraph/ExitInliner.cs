namespace Krait.Compiler.FlowGraph;

/// <summary>Copies a small block that leaves the function, or one without lines, to where it is jumped to.</summary>
internal static class ExitInliner
{
    private const int MaxCopySize = 4;

    public static void Run(ControlFlowGraph graph)
    {
        bool changed;
        do
        {
            changed = false;
            foreach (var block in graph.Blocks)
                changed |= TryInline(block);
        }
        while (changed);
    }

    private static bool TryInline(BasicBlock block)
    {
        if (block.Last is not { } last || !OpcodeInfo.IsUnconditionalJump(last.Op))
            return false;
        var target = last.Target!;
        var isSmallExit = target.ExitsScope && target.Instructions.Count <= MaxCopySize;
        var isUnlined = target.HasNoLine && !target.HasFallthrough;
        if (!isSmallExit && !isUnlined)
            return false;
        var jump = last.Op;
        last.SetNop();
        block.AppendCopyOf(target);
        // A jump that checks for signals must not be replaced by one that does not.
        if (isUnlined && jump == Opcode.Jump && OpcodeInfo.IsUnconditionalJump(block.Last!.Op))
            block.Last.Op = Opcode.Jump;
        target.Predecessors--;
        return true;
    }
}
