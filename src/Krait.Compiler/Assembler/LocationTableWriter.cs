using Krait.Compiler.FlowGraph;
using Krait.Syntax.Ast;

namespace Krait.Compiler.Assembler;

/// <summary>Encodes the locations of instructions (the <c>co_linetable</c>).</summary>
internal sealed class LocationTableWriter
{
    private const int MaxUnitsPerEntry = 8;
    private readonly MemoryStream _bytes = new();
    private int _line;

    public static byte[] Write(List<Instruction> instructions, int firstLine)
    {
        var writer = new LocationTableWriter { _line = firstLine };
        var location = Locations.None;
        var size = 0;
        foreach (var instruction in instructions)
        {
            if (instruction.Location != location)
            {
                writer.WriteRun(location, size);
                location = instruction.Location;
                size = 0;
            }
            size += CodeAssembler.Size(instruction);
        }
        writer.WriteRun(location, size);
        return writer._bytes.ToArray();
    }

    public static byte[] WriteLines(IEnumerable<CodeLocation> entries, int firstLine)
    {
        var writer = new LocationTableWriter { _line = firstLine };
        foreach (var entry in entries)
        {
            var location = entry.Line is { } line ? new SourceSpan(line, -1, line, -1) : Locations.None;
            writer.WriteEntry(location, (entry.End - entry.Start) / 2);
        }
        return writer._bytes.ToArray();
    }

    private void WriteRun(SourceSpan location, int size)
    {
        for (; size > MaxUnitsPerEntry; size -= MaxUnitsPerEntry)
            WriteEntry(location, MaxUnitsPerEntry);
        if (size > 0)
            WriteEntry(location, size);
    }

    private void WriteEntry(SourceSpan location, int size)
    {
        var (line, column, endLine, endColumn) = location;
        if (line == Locations.None.Line)
        {
            WriteHead(LocationKind.None, size);
            return;
        }
        var delta = line - _line;
        if (column < 0 || endColumn < 0)
        {
            if (endLine == line || endLine < 0)
            {
                WriteHead(LocationKind.NoColumns, size);
                WriteSigned(delta);
                _line = line;
                return;
            }
        }
        else if (endLine == line)
        {
            if (delta == 0 && column < 80 && endColumn - column is >= 0 and < 16)
            {
                WriteHead((LocationKind)(column >> 3), size);
                _bytes.WriteByte((byte)(((column & 7) << 4) | (endColumn - column)));
                return;
            }
            if (delta is >= 0 and < 3 && column < 128 && endColumn < 128)
            {
                WriteHead(LocationKind.OneLine0 + delta, size);
                _bytes.WriteByte((byte)column);
                _bytes.WriteByte((byte)endColumn);
                _line = line;
                return;
            }
        }
        WriteHead(LocationKind.Long, size);
        WriteSigned(delta);
        WriteUnsigned(endLine - line);
        WriteUnsigned(column + 1);
        WriteUnsigned(endColumn + 1);
        _line = line;
    }

    private void WriteHead(LocationKind kind, int size) => _bytes.WriteByte((byte)(0x80 | ((int)kind << 3) | (size - 1)));

    private void WriteSigned(int value) => WriteUnsigned(value < 0 ? ((-value) << 1) | 1 : value << 1);

    private void WriteUnsigned(int value)
    {
        var rest = (uint)value;
        for (; rest >= 64; rest >>= 6)
            _bytes.WriteByte((byte)(0x40 | (rest & 0x3F)));
        _bytes.WriteByte((byte)rest);
    }
}

/// <summary>The forms of an entry of the location table; those below 10 are short ones with the column's high bits.</summary>
internal enum LocationKind
{
    Short0 = 0,
    OneLine0 = 10,
    OneLine2 = 12,
    NoColumns = 13,
    Long = 14,
    None = 15,
}
