namespace Krait.Compiler.FlowGraph;

/// <summary>A run of instructions that is entered at its start and left at its end.</summary>
internal sealed class BasicBlock
{
    private readonly List<BasicBlock?> _freedSlots = [];

    public List<Instruction> Instructions { get; } = [];
    public BasicBlock? Next { get; set; }

    /// <summary>Whether something jumps here, or did when the block was made.</summary>
    public bool HasLabel { get; set; }
    public bool IsExceptionHandler { get; set; }
    public bool PreserveLasti { get; set; }
    public bool IsCold { get; set; }
    public bool IsWarm { get; set; }
    public bool Visited { get; set; }
    public int StartDepth { get; set; } = int.MinValue;
    public int Predecessors { get; set; }
    public ulong UnsafeLocals { get; set; }

    /// <summary>The handlers in force at the start, while they are being found.</summary>
    public List<BasicBlock>? Handlers { get; set; }

    /// <summary>The number of the first instruction, while code is being assembled.</summary>
    public int FirstIndex { get; set; }

    public Instruction? Last => Instructions.Count == 0 ? null : Instructions[^1];

    public bool HasFallthrough =>
        Last is not { } last || !(OpcodeInfo.IsScopeExit(last.Op) || OpcodeInfo.IsUnconditionalJump(last.Op));

    public bool ExitsScope => Last is { } last && OpcodeInfo.IsScopeExit(last.Op);

    public bool HasNoLine
    {
        get
        {
            foreach (var instruction in Instructions)
            {
                if (instruction.Location.Line >= 0)
                    return false;
            }
            return true;
        }
    }

    public bool HasEvalBreak
    {
        get
        {
            foreach (var instruction in Instructions)
            {
                if (OpcodeInfo.HasEvalBreak(instruction.Op))
                    return true;
            }
            return false;
        }
    }

    /// <summary>This block, or the first one behind it, that has instructions.</summary>
    public BasicBlock NonEmpty()
    {
        var block = this;
        while (block.Instructions.Count == 0 && block.Next is { } next)
            block = next;
        return block;
    }

    /// <summary>
    /// Appends a new instruction. CPython does not set its handler but finds in its array what stood there before instructions were
    /// removed; exception tables come out equal only if this does the same.
    /// </summary>
    public void AppendNew(Instruction instruction)
    {
        instruction.Handler = TakeSlot();
        Instructions.Add(instruction);
    }

    public void Insert(int index, Instruction instruction)
    {
        TakeSlot();
        Instructions.Insert(index, instruction);
    }

    public void AppendCopyOf(BasicBlock other)
    {
        foreach (var instruction in other.Instructions.ToArray())
        {
            TakeSlot();
            Instructions.Add(instruction.Clone());
        }
    }

    /// <summary>Cuts off the end, and remembers what stood in it.</summary>
    public void Truncate(int count)
    {
        _freedSlots.InsertRange(0, Instructions.Skip(count).Select(instruction => instruction.Handler));
        Instructions.RemoveRange(count, Instructions.Count - count);
    }

    private BasicBlock? TakeSlot()
    {
        if (_freedSlots.Count == 0)
            return null;
        var handler = _freedSlots[0];
        _freedSlots.RemoveAt(0);
        return handler;
    }
}
