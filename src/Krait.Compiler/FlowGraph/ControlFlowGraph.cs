using Krait.Syntax.Ast;

namespace Krait.Compiler.FlowGraph;

/// <summary>The basic blocks of one code object, in the order in which they will be laid out.</summary>
internal sealed class ControlFlowGraph
{
    private BasicBlock _current;
    private bool _hasPendingLabel;

    private ControlFlowGraph()
    {
        _current = new BasicBlock();
        Entry = _current;
    }

    public BasicBlock Entry { get; set; }

    /// <summary>The blocks in order. A pass may insert blocks behind the one that it is at.</summary>
    public IEnumerable<BasicBlock> Blocks
    {
        get
        {
            for (var block = Entry; block is not null; block = block.Next)
                yield return block;
        }
    }

    /// <summary>Splits a sequence at jumps and at the labels that jumps name.</summary>
    public static ControlFlowGraph Build(InstructionSequence sequence)
    {
        var graph = new ControlFlowGraph();
        var isTarget = new bool[sequence.Items.Count + 1];
        foreach (var instruction in sequence.Items)
        {
            if (instruction.Label is { } label)
                isTarget[label.Position] = true;
        }
        var blockAt = new BasicBlock?[sequence.Items.Count + 1];
        for (var i = 0; i < sequence.Items.Count; i++)
        {
            if (isTarget[i])
                blockAt[i] = graph.UseLabel();
            var instruction = sequence.Items[i];
            if (instruction.Op == Opcode.AnnotationsPlaceholder)
            {
                foreach (var annotation in sequence.AnnotationsCode?.Items ?? [])
                    graph.Add(annotation);
                continue;
            }
            graph.Add(instruction);
        }
        foreach (var block in graph.Blocks)
        {
            foreach (var instruction in block.Instructions)
            {
                if (instruction.Label is { } label)
                    instruction.Target = blockAt[label.Position];
            }
        }
        return graph;
    }

    /// <summary>Appends a jump to a block.</summary>
    public static void AddJump(BasicBlock block, Opcode op, BasicBlock target, SourceSpan location) =>
        block.AppendNew(new Instruction(op, 0, location) { Target = target });

    public void ClearVisited()
    {
        foreach (var block in Blocks)
            block.Visited = false;
    }

    private bool IsCurrentTerminated()
    {
        if (_current.Last is { } last && OpcodeInfo.IsTerminator(last.Op))
            return true;
        if (!_hasPendingLabel)
            return false;
        if (_current.Instructions.Count > 0 || _current.HasLabel)
            return true;
        _current.HasLabel = true;
        _hasPendingLabel = false;
        return false;
    }

    private void StartBlockIfNeeded()
    {
        if (!IsCurrentTerminated())
            return;
        var block = new BasicBlock();
        block.HasLabel = _hasPendingLabel;
        _hasPendingLabel = false;
        _current.Next = block;
        _current = block;
    }

    private BasicBlock UseLabel()
    {
        _hasPendingLabel = true;
        StartBlockIfNeeded();
        return _current;
    }

    private void Add(Instruction instruction)
    {
        StartBlockIfNeeded();
        _current.Instructions.Add(instruction);
    }
}
