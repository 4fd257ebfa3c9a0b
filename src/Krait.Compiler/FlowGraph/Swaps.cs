namespace Krait.Compiler.FlowGraph;

/// <summary>Shortens runs of <c>SWAP</c>, and does swaps at compile time by swapping the stores behind them.</summary>
internal static class Swaps
{
    private const int Done = -1;

    public static void Optimize(BasicBlock block)
    {
        for (var i = 0; i < block.Instructions.Count; i++)
        {
            if (block.Instructions[i].Op != Opcode.Swap)
                continue;
            i = Shorten(block, i);
            ApplyStatically(block, i);
        }
    }

    /// <summary>Replaces a run of swaps by the shortest one with the same effect; returns the index of its end.</summary>
    private static int Shorten(BasicBlock block, int start)
    {
        var instructions = block.Instructions;
        var depth = instructions[start].Arg;
        var end = start + 1;
        var several = false;
        for (; end < instructions.Count && instructions[end].Op is Opcode.Swap or Opcode.Nop; end++)
        {
            if (instructions[end].Op != Opcode.Swap)
                continue;
            depth = Math.Max(depth, instructions[end].Arg);
            several = true;
        }
        if (!several)
            return start;
        var stack = new int[depth];
        for (var i = 0; i < depth; i++)
            stack[i] = i;
        for (var i = start; i < end; i++)
        {
            if (instructions[i].Op == Opcode.Swap)
                (stack[0], stack[instructions[i].Arg - 1]) = (stack[instructions[i].Arg - 1], stack[0]);
        }
        var current = end - 1;
        for (var i = 0; i < depth; i++)
        {
            if (stack[i] != Done && stack[i] != i)
                current = EmitCycle(instructions, stack, i, current);
        }
        for (; current >= start; current--)
            instructions[current].SetNop();
        return end - 1;
    }

    /// <summary>Emits, from the end, the swaps for one cycle of the permutation. Every swap goes through the top of the stack.</summary>
    private static int EmitCycle(List<Instruction> instructions, int[] stack, int start, int current)
    {
        for (var j = start; ;)
        {
            if (j != 0)
                instructions[current--].Set(Opcode.Swap, j + 1);
            if (stack[j] == Done)
                return current;
            (j, stack[j]) = (stack[j], Done);
        }
    }

    private static void ApplyStatically(BasicBlock block, int index)
    {
        var instructions = block.Instructions;
        for (; index >= 0; index--)
        {
            var swap = instructions[index];
            if (swap.Op != Opcode.Swap)
            {
                if (swap.Op == Opcode.Nop || IsSwappable(swap.Op))
                    continue;
                return;
            }
            var first = NextSwappable(block, index, -1);
            if (first < 0)
                return;
            var second = first;
            for (var count = swap.Arg - 1; count > 0; count--)
            {
                second = NextSwappable(block, second, instructions[first].Location.Line);
                if (second < 0)
                    return;
            }
            if (Conflict(instructions, first, second))
                return;
            swap.SetNop();
            (instructions[first], instructions[second]) = (instructions[second], instructions[first]);
        }
    }

    private static bool IsSwappable(Opcode op) => op is Opcode.StoreFast or Opcode.StoreFastMaybeNull or Opcode.PopTop;

    private static int StoresTo(Instruction instruction) =>
        instruction.Op is Opcode.StoreFast or Opcode.StoreFastMaybeNull ? instruction.Arg : -1;

    private static bool Conflict(List<Instruction> instructions, int first, int second)
    {
        var store1 = StoresTo(instructions[first]);
        var store2 = StoresTo(instructions[second]);
        if (store1 < 0 && store2 < 0)
            return false;
        if (store1 == store2)
            return true;
        for (var i = first + 1; i < second; i++)
        {
            var between = StoresTo(instructions[i]);
            if (between >= 0 && (between == store1 || between == store2))
                return true;
        }
        return false;
    }

    private static int NextSwappable(BasicBlock block, int index, int line)
    {
        while (++index < block.Instructions.Count)
        {
            var instruction = block.Instructions[index];
            // Reordering across lines would show in the order in which names are bound between trace events.
            if (line >= 0 && instruction.Location.Line != line)
                return -1;
            if (instruction.Op != Opcode.Nop)
                return IsSwappable(instruction.Op) ? index : -1;
        }
        return -1;
    }
}
