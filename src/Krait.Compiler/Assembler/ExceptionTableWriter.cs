using Krait.Compiler.FlowGraph;

namespace Krait.Compiler.Assembler;

/// <summary>Encodes which handler covers which instructions (the <c>co_exceptiontable</c>).</summary>
internal static class ExceptionTableWriter
{
    private const int EntryStart = 0x80;
    private const int Continuation = 0x40;

    public static byte[] Write(List<Instruction> instructions, int[] offsets)
    {
        var bytes = new MemoryStream();
        BasicBlock? handler = null;
        var start = -1;
        for (var i = 0; i <= instructions.Count; i++)
        {
            var current = i < instructions.Count ? instructions[i].Handler : null;
            if (current == handler && i < instructions.Count)
                continue;
            if (handler is not null)
                WriteEntry(bytes, start, offsets[i] - start, offsets[handler.FirstIndex], handler);
            start = offsets[i];
            handler = current;
        }
        return bytes.ToArray();
    }

    private static void WriteEntry(MemoryStream bytes, int start, int size, int target, BasicBlock handler)
    {
        var depth = handler.StartDepth - (handler.PreserveLasti ? 2 : 1);
        WriteItem(bytes, start, EntryStart);
        WriteItem(bytes, size, 0);
        WriteItem(bytes, target, 0);
        WriteItem(bytes, (depth << 1) | (handler.PreserveLasti ? 1 : 0), 0);
    }

    private static void WriteItem(MemoryStream bytes, int value, int flag)
    {
        for (var shift = 24; shift > 0; shift -= 6)
        {
            if (value < 1 << shift)
                continue;
            bytes.WriteByte((byte)(((value >> shift) & 0x3F) | Continuation | flag));
            flag = 0;
        }
        bytes.WriteByte((byte)((value & 0x3F) | flag));
    }
}
