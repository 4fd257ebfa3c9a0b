using Krait.Compiler.Assembler;

namespace Krait.Compiler;

/// <summary>
/// A run of instructions with one location: offsets in bytes of <c>co_code</c>; lines from 1, columns from 0 in bytes, null where there are none.
/// </summary>
public readonly record struct CodeLocation(int Start, int End, int? Line, int? EndLine, int? Column, int? EndColumn);

/// <summary>Reads the <c>co_linetable</c> of a code object.</summary>
public static class LocationTable
{
    /// <summary>The entries of the table, in order of offset.</summary>
    public static IEnumerable<CodeLocation> Read(byte[] table, int firstLine)
    {
        var position = 0;
        var offset = 0;
        var line = firstLine;
        while (position < table.Length)
        {
            var head = table[position++];
            var kind = (LocationKind)((head >> 3) & 15);
            var end = offset + (((head & 7) + 1) * 2);
            switch (kind)
            {
                case LocationKind.None:
                    yield return new CodeLocation(offset, end, null, null, null, null);
                    break;
                case LocationKind.NoColumns:
                    line += ReadSigned(table, ref position);
                    yield return new CodeLocation(offset, end, line, line, null, null);
                    break;
                case LocationKind.Long:
                    line += ReadSigned(table, ref position);
                    var endLine = line + ReadUnsigned(table, ref position);
                    var column = ReadUnsigned(table, ref position) - 1;
                    var endColumn = ReadUnsigned(table, ref position) - 1;
                    yield return new CodeLocation(offset, end, line, endLine, column < 0 ? null : column, endColumn < 0 ? null : endColumn);
                    break;
                case >= LocationKind.OneLine0:
                    line += kind - LocationKind.OneLine0;
                    int start = table[position++], stop = table[position++];
                    yield return new CodeLocation(offset, end, line, line, start, stop);
                    break;
                default:
                    var second = table[position++];
                    var first = ((int)kind << 3) | ((second >> 4) & 7);
                    yield return new CodeLocation(offset, end, line, line, first, first + (second & 15));
                    break;
            }
            offset = end;
        }
    }

    /// <summary>The same table with lines only.</summary>
    public static byte[] WithoutColumns(byte[] table, int firstLine) => LocationTableWriter.WriteLines(Read(table, firstLine), firstLine);

    /// <summary>The line of the instruction at a byte offset (<c>PyCode_Addr2Line</c>); null where it has none.</summary>
    public static int? LineNumber(CompiledCode code, int byteOffset) => LineNumber(code.LineTable, code.FirstLineNumber, byteOffset);

    /// <inheritdoc cref="LineNumber(CompiledCode, int)"/>
    public static int? LineNumber(byte[] table, int firstLine, int byteOffset)
    {
        if (byteOffset < 0)
            return firstLine;
        foreach (var entry in Read(table, firstLine))
        {
            if (byteOffset < entry.End)
                return entry.Line;
        }
        return null;
    }

    private static int ReadUnsigned(byte[] table, ref int position)
    {
        var current = table[position++];
        var value = current & 0x3F;
        for (var shift = 6; (current & 0x40) != 0; shift += 6)
        {
            current = table[position++];
            value |= (current & 0x3F) << shift;
        }
        return value;
    }

    private static int ReadSigned(byte[] table, ref int position)
    {
        var value = ReadUnsigned(table, ref position);
        return (value & 1) != 0 ? -(value >> 1) : value >> 1;
    }
}
