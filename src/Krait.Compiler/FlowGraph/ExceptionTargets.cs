namespace Krait.Compiler.FlowGraph;

/// <summary>Finds the handler in force at every instruction, and takes the <c>POP_BLOCK</c>s out.</summary>
internal static class ExceptionTargets
{
    private const int ResumeAtFunctionStart = 0;
    private const int ResumeDepth1Mask = 4;

    public static void Mark(ControlFlowGraph graph)
    {
        foreach (var block in graph.Blocks)
        {
            foreach (var instruction in block.Instructions)
            {
                if (instruction.IsBlockPush)
                    instruction.Target!.IsExceptionHandler = true;
            }
        }
    }

    public static void Label(ControlFlowGraph graph)
    {
        graph.ClearVisited();
        var todo = new Stack<BasicBlock>();
        graph.Entry.Handlers = [];
        graph.Entry.Visited = true;
        todo.Push(graph.Entry);
        while (todo.TryPop(out var block))
        {
            var handlers = block.Handlers!;
            block.Handlers = null;
            LabelBlock(block, handlers, todo);
            if (block.HasFallthrough && block.Next is { Visited: false } next)
            {
                next.Handlers = handlers;
                next.Visited = true;
                todo.Push(next);
            }
        }
    }

    private static void LabelBlock(BasicBlock block, List<BasicBlock> handlers, Stack<BasicBlock> todo)
    {
        var lastYieldDepth = -1;
        foreach (var instruction in block.Instructions)
        {
            var handler = handlers.Count == 0 ? null : handlers[^1];
            if (instruction.IsBlockPush)
            {
                Visit(instruction.Target!, [.. handlers], todo);
                if (instruction.Op is Opcode.SetupWith or Opcode.SetupCleanup)
                    instruction.Target!.PreserveLasti = true;
                handlers.Add(instruction.Target!);
            }
            else if (instruction.Op == Opcode.PopBlock)
            {
                handlers.RemoveAt(handlers.Count - 1);
                instruction.SetNop();
            }
            else if (instruction.IsJump)
            {
                instruction.Handler = handler;
                Visit(instruction.Target!, [.. handlers], todo);
            }
            else
            {
                instruction.Handler = handler;
                if (instruction.Op == Opcode.YieldValue)
                    lastYieldDepth = handlers.Count;
                else if (instruction.Op == Opcode.Resume && instruction.Arg != ResumeAtFunctionStart)
                {
                    if (lastYieldDepth == 1)
                        instruction.Arg |= ResumeDepth1Mask;
                    lastYieldDepth = -1;
                }
            }
        }
    }

    private static void Visit(BasicBlock block, List<BasicBlock> handlers, Stack<BasicBlock> todo)
    {
        if (block.Visited)
            return;
        block.Handlers = handlers;
        block.Visited = true;
        todo.Push(block);
    }
}
