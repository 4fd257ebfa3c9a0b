using Krait.Compiler;

namespace Krait.Runtime;

/// <summary>What <c>co_lines()</c>, <c>co_positions()</c> and <c>co_branches()</c> tell, read from a code object's tables.</summary>
internal static class CodeTables
{
    /// <summary>A list of (start, end, line), neighbours of one line together.</summary>
    public static PyList Lines(ThreadState thread, PyCode code)
    {
        var list = PyList.Create(thread);
        (int Start, int End, int? Line)? open = null;
        foreach (var entry in LocationTable.Read(code.Compiled.LineTable, code.Compiled.FirstLineNumber))
        {
            if (open is { } before && before.Line == entry.Line)
            {
                open = before with { End = entry.End };
                continue;
            }
            Add(thread, list, open);
            open = (entry.Start, entry.End, entry.Line);
        }
        Add(thread, list, open);
        return list;
    }

    private static void Add(ThreadState thread, PyList list, (int Start, int End, int? Line)? range)
    {
        if (range is { } known)
            list.Append(PyTuple.Create(thread, PyInt.From(known.Start), PyInt.From(known.End), Number(known.Line)));
    }

    /// <summary>A list of (line, end line, column, end column), one for each code unit.</summary>
    public static PyList Positions(ThreadState thread, PyCode code)
    {
        var list = PyList.Create(thread);
        foreach (var entry in LocationTable.Read(code.Compiled.LineTable, code.Compiled.FirstLineNumber))
        {
            for (var at = entry.Start; at < entry.End; at += 2)
                list.Append(PyTuple.Create(thread, Number(entry.Line), Number(entry.EndLine), Number(entry.Column), Number(entry.EndColumn)));
        }
        return list;
    }

    /// <summary>A list of (source, not taken, taken), offsets in bytes, for every instruction that branches.</summary>
    public static PyList Branches(ThreadState thread, PyCode code)
    {
        var list = PyList.Create(thread);
        var bytes = code.Compiled.Code;
        var extended = 0;
        for (var unit = 0; unit < bytes.Length / 2;)
        {
            var op = (Opcode)bytes[unit * 2];
            var arg = extended << 8 | bytes[unit * 2 + 1];
            var next = unit + 1 + OpcodeInfo.CacheEntries(op);
            extended = op == Opcode.ExtendedArg ? arg : 0;
            switch (op)
            {
                case Opcode.ForIter:
                    // The jump goes past END_FOR and POP_ITER.
                    AddBranch(thread, list, unit, next, next + arg + 2);
                    break;
                case Opcode.PopJumpIfFalse or Opcode.PopJumpIfTrue or Opcode.PopJumpIfNone or Opcode.PopJumpIfNotNone:
                    // Not taken, the branch goes on behind NOT_TAKEN.
                    AddBranch(thread, list, unit, next + 1, next + arg);
                    next++;
                    break;
                case Opcode.EndAsyncFor:
                    AddBranch(thread, list, next - arg, next - arg + 2, next);
                    break;
                default:
                    break;
            }
            unit = next;
        }
        return list;
    }

    private static void AddBranch(ThreadState thread, PyList list, int source, int notTaken, int taken) =>
        list.Append(PyTuple.Create(thread, PyInt.From(source * 2), PyInt.From(notTaken * 2), PyInt.From(taken * 2)));

    /// <summary>The old format of <c>co_lnotab</c>: pairs of deltas of offset and line.</summary>
    public static byte[] LineDeltas(PyCode code)
    {
        var table = new List<byte>();
        var line = code.Compiled.FirstLineNumber;
        var offset = 0;
        foreach (var entry in LocationTable.Read(code.Compiled.LineTable, line))
        {
            if (entry.Line is not { } here || here == line)
                continue;
            EmitDelta(table, entry.Start - offset, here - line);
            (offset, line) = (entry.Start, here);
        }
        return table.ToArray();
    }

    private static void EmitDelta(List<byte> table, int offset, int line)
    {
        for (; offset > 255; offset -= 255)
            table.AddRange([255, 0]);
        for (; line > 127; line -= 127, offset = 0)
            table.AddRange([(byte)offset, 127]);
        for (; line < -128; line += 128, offset = 0)
            table.AddRange([(byte)offset, 0x80]);
        table.AddRange([(byte)offset, unchecked((byte)line)]);
    }

    private static PyObject Number(int? value) => value is { } known ? PyInt.From(known) : PyNone.Instance;
}
