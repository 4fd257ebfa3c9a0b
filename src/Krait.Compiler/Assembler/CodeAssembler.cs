using Krait.Compiler.FlowGraph;

namespace Krait.Compiler.Assembler;

/// <summary>Gives instructions their addresses and encodes them with their tables.</summary>
internal static class CodeAssembler
{
    public static (byte[] Code, byte[] Lines, byte[] Exceptions) Assemble(ControlFlowGraph graph, int firstLine)
    {
        var instructions = new List<Instruction>();
        foreach (var block in graph.Blocks)
        {
            block.FirstIndex = instructions.Count;
            instructions.AddRange(block.Instructions);
        }
        ResolveUnconditionalJumps(instructions);
        var offsets = ResolveOffsets(instructions);
        ResolveLocations(instructions);
        var code = Encode(instructions, offsets[^1]);
        return (code, LocationTableWriter.Write(instructions, firstLine), ExceptionTableWriter.Write(instructions, offsets));
    }

    /// <summary>The size of an instruction in code units.</summary>
    public static int Size(Instruction instruction) => 1 + ExtendedArgs(instruction.Arg) + OpcodeInfo.CacheEntries(instruction.Op);

    private static int ExtendedArgs(int arg) => (uint)arg > 0xFFFFFF ? 3 : (uint)arg > 0xFFFF ? 2 : (uint)arg > 0xFF ? 1 : 0;

    private static void ResolveUnconditionalJumps(List<Instruction> instructions)
    {
        for (var i = 0; i < instructions.Count; i++)
        {
            var instruction = instructions[i];
            if (!instruction.IsJump)
                continue;
            instruction.Arg = instruction.Target!.FirstIndex;
            var forward = instruction.Arg > i;
            if (instruction.Op == Opcode.Jump)
                instruction.Op = forward ? Opcode.JumpForward : Opcode.JumpBackward;
            else if (instruction.Op == Opcode.JumpNoInterrupt)
                instruction.Op = forward ? Opcode.JumpForward : Opcode.JumpBackwardNoInterrupt;
        }
    }

    /// <summary>The offset of every instruction, and the total size as the last item. A jump's size depends on its distance: repeat until it fits.</summary>
    private static int[] ResolveOffsets(List<Instruction> instructions)
    {
        var offsets = new int[instructions.Count + 1];
        bool changed;
        do
        {
            changed = false;
            for (var i = 0; i < instructions.Count; i++)
                offsets[i + 1] = offsets[i] + Size(instructions[i]);
            for (var i = 0; i < instructions.Count; i++)
            {
                var instruction = instructions[i];
                if (!instruction.IsJump)
                    continue;
                var size = Size(instruction);
                var end = offsets[i] + size;
                var target = offsets[instruction.Target!.FirstIndex];
                instruction.Arg = instruction.Op == Opcode.EndAsyncFor ? end - target - OpcodeInfo.EndSendOffset
                    : target < end ? end - target
                    : target - end;
                changed |= Size(instruction) != size;
            }
        }
        while (changed);
        return offsets;
    }

    private static void ResolveLocations(List<Instruction> instructions)
    {
        for (var i = instructions.Count - 1; i >= 0; i--)
        {
            var instruction = instructions[i];
            if (instruction.Location == Locations.Next)
                instruction.Location = OpcodeInfo.IsTerminator(instruction.Op) ? Locations.None : instructions[i + 1].Location;
        }
    }

    private static byte[] Encode(List<Instruction> instructions, int size)
    {
        var code = new byte[size * 2];
        var position = 0;
        foreach (var instruction in instructions)
        {
            for (var extended = ExtendedArgs(instruction.Arg); extended > 0; extended--)
            {
                code[position++] = (byte)Opcode.ExtendedArg;
                code[position++] = (byte)(instruction.Arg >> (8 * extended));
            }
            code[position++] = (byte)instruction.Op;
            code[position++] = (byte)instruction.Arg;
            position += 2 * OpcodeInfo.CacheEntries(instruction.Op);
        }
        return code;
    }
}
