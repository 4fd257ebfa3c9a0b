namespace Krait.Compiler.FlowGraph;

/// <summary>
/// Turns <c>LOAD_FAST</c> into <c>LOAD_FAST_BORROW</c> where the value is consumed in its block, before the local changes, and is
/// not stored into a local. Each block is run over a stack of notes on which instruction pushed what.
/// </summary>
internal sealed class BorrowedLoads
{
    private const int None = -1;
    private readonly List<Operand> _stack = [];
    private readonly Stack<BasicBlock> _todo = new();
    private bool[] _mustOwn = [];

    public static void Run(ControlFlowGraph graph)
    {
        graph.ClearVisited();
        var pass = new BorrowedLoads();
        graph.Entry.StartDepth = 0;
        graph.Entry.Visited = true;
        pass._todo.Push(graph.Entry);
        while (pass._todo.TryPop(out var block))
            pass.RunBlock(block);
    }

    private void RunBlock(BasicBlock block)
    {
        _mustOwn = new bool[block.Instructions.Count];
        _stack.Clear();
        for (var i = 0; i < block.StartDepth; i++)
            Push(None, None);
        for (var i = 0; i < block.Instructions.Count; i++)
            Step(i, block.Instructions[i]);
        if (block.Last is not null && block.Next is { } next && block.HasFallthrough)
            PushBlock(next);
        foreach (var (instruction, _) in _stack)
        {
            if (instruction != None)
                _mustOwn[instruction] = true;
        }
        for (var i = 0; i < _mustOwn.Length; i++)
        {
            if (_mustOwn[i])
                continue;
            var instruction = block.Instructions[i];
            if (instruction.Op == Opcode.LoadFast)
                instruction.Op = Opcode.LoadFastBorrow;
            else if (instruction.Op == Opcode.LoadFastLoadFast)
                instruction.Op = Opcode.LoadFastBorrowLoadFastBorrow;
        }
    }

    private void Step(int index, Instruction instruction)
    {
        var arg = instruction.Arg;
        switch (instruction.Op)
        {
            case Opcode.DeleteFast:
                Kill(arg);
                break;
            case Opcode.LoadFast:
                Push(index, arg);
                break;
            case Opcode.LoadFastAndClear:
                Kill(arg);
                Push(index, arg);
                break;
            case Opcode.LoadFastLoadFast:
                Push(index, arg >> 4);
                Push(index, arg & 15);
                break;
            case Opcode.StoreFast:
                Store(arg);
                break;
            case Opcode.StoreFastLoadFast:
                Store(arg >> 4);
                Push(index, arg & 15);
                break;
            case Opcode.StoreFastStoreFast:
                Store(arg >> 4);
                Store(arg & 15);
                break;
            case Opcode.Copy:
                _stack.Add(_stack[^arg]);
                break;
            case Opcode.Swap:
                (_stack[^1], _stack[^arg]) = (_stack[^arg], _stack[^1]);
                break;
            default:
                StepOther(index, instruction);
                break;
        }
    }

    private void StepOther(int index, Instruction instruction)
    {
        var op = instruction.Op;
        var popped = OpcodeInfo.Popped(op, instruction.Arg);
        var pushed = OpcodeInfo.Pushed(op, instruction.Arg);
        switch (op)
        {
            case Opcode.FormatSimple or Opcode.GetAnext or Opcode.GetLen or Opcode.GetYieldFromIter or Opcode.ImportFrom or Opcode.MatchKeys or Opcode.MatchMapping
                or Opcode.MatchSequence or Opcode.WithExceptStart:
                // CPython books what these leave to the first instructions of the block, and so does this.
                for (var i = 0; i < pushed - popped; i++)
                    Push(i, None);
                break;
            case Opcode.DictMerge or Opcode.DictUpdate or Opcode.ListAppend or Opcode.ListExtend or Opcode.MapAdd
                or Opcode.Reraise or Opcode.SetAdd or Opcode.SetUpdate:
                Pop(popped - pushed);
                break;
            case Opcode.EndSend or Opcode.SetFunctionAttribute:
                var top = _stack[^1];
                Pop(2);
                _stack.Add(top);
                break;
            case Opcode.CheckExcMatch:
                Pop(1);
                Push(index, None);
                break;
            case Opcode.ForIter:
                Push(index, None);
                PushBlock(instruction.Target!);
                break;
            case Opcode.LoadAttr or Opcode.LoadSuperAttr:
                var self = _stack[^1];
                Pop(popped);
                Push(index, None);
                if ((instruction.Arg & 1) != 0)
                    _stack.Add(self);
                break;
            case Opcode.LoadSpecial or Opcode.PushExcInfo:
                var under = _stack[^1];
                Pop(1);
                Push(index, None);
                _stack.Add(under);
                break;
            case Opcode.Send:
                PushBlock(instruction.Target!);
                Pop(1);
                Push(index, None);
                break;
            default:
                Pop(popped);
                for (var i = 0; i < pushed; i++)
                    Push(index, None);
                if (instruction.HasTarget)
                    PushBlock(instruction.Target!);
                break;
        }
    }

    private void Push(int instruction, int local) => _stack.Add(new Operand(instruction, local));

    private void Pop(int count) => _stack.RemoveRange(_stack.Count - count, count);

    private void Store(int local)
    {
        var value = _stack[^1];
        Pop(1);
        Kill(local);
        if (value.Instruction != None)
            _mustOwn[value.Instruction] = true;
    }

    private void Kill(int local)
    {
        foreach (var entry in _stack)
        {
            if (entry.Local == local)
                _mustOwn[entry.Instruction] = true;
        }
    }

    private void PushBlock(BasicBlock block)
    {
        if (block.Visited)
            return;
        block.Visited = true;
        _todo.Push(block);
    }

    /// <summary>An operand: the instruction that loads it, and the local that it is a copy of.</summary>
    private sealed record Operand(int Instruction, int Local);
}
