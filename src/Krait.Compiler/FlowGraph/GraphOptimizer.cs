namespace Krait.Compiler.FlowGraph;

/// <summary>The passes over a flow graph, in CPython's order: the output is equal to its output only if the order is.</summary>
internal static class GraphOptimizer
{
    public static void Optimize(ControlFlowGraph graph, ConstantTable constants, int localCount, int parameterCount)
    {
        ExceptionTargets.Mark(graph);
        ExceptionTargets.Label(graph);
        ExitInliner.Run(graph);
        Cleanup.RemoveUnreachable(graph);
        LineNumbers.Resolve(graph);
        var optimizer = new BlockOptimizer(constants);
        foreach (var block in graph.Blocks)
            optimizer.OptimizeLoads(block);
        foreach (var block in graph.Blocks)
            optimizer.Optimize(block);
        Cleanup.RemoveRedundantPairs(graph);
        Cleanup.RemoveUnreachable(graph);
        Cleanup.RemoveRedundantNopsAndJumps(graph);
        UnusedConstants.Remove(graph, constants.Items);
        UnboundLocals.AddChecks(graph, localCount, parameterCount);
        Superinstructions.Insert(graph);
        ColdBlocks.PushToEnd(graph);
        LineNumbers.Resolve(graph);
    }

    /// <summary>Brings an optimised graph into its final form; returns the stack size.</summary>
    public static int Lower(ControlFlowGraph graph, CodeUnit unit, CodeFlags flags)
    {
        PseudoInstructions.ConvertConditionalJumps(graph);
        var depth = StackDepth.Compute(graph);
        LocalsLayout.Apply(graph, unit, flags);
        PseudoInstructions.Convert(graph);
        PseudoInstructions.NormalizeJumps(graph);
        BorrowedLoads.Run(graph);
        return depth;
    }
}
