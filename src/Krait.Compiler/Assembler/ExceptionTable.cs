namespace Krait.Compiler;

/// <summary>One entry of an exception table; offsets in bytes of <c>co_code</c>, the end exclusive.</summary>
public readonly record struct ExceptionTableEntry(int Start, int End, int Target, int Depth, bool PushLasti);

/// <summary>Reads the <c>co_exceptiontable</c> of a code object.</summary>
public static class ExceptionTable
{
    /// <summary>The entries in order; an earlier one covers an inner region only if it does not overlap: CPython's tables never do.</summary>
    public static IEnumerable<ExceptionTableEntry> Read(byte[] table)
    {
        var position = 0;
        while (position < table.Length)
        {
            var start = ReadItem(table, ref position) * 2;
            var length = ReadItem(table, ref position) * 2;
            var target = ReadItem(table, ref position) * 2;
            var depthAndLasti = ReadItem(table, ref position);
            yield return new ExceptionTableEntry(start, start + length, target, depthAndLasti >> 1, (depthAndLasti & 1) != 0);
        }
    }

    /// <summary>The number of entries.</summary>
    public static int Count(byte[] table)
    {
        var count = 0;
        foreach (var _ in Read(table))
            count++;
        return count;
    }

    private static int ReadItem(byte[] table, ref int position)
    {
        var current = table[position++];
        var value = current & 0x3F;
        while ((current & 0x40) != 0)
        {
            current = table[position++];
            value = (value << 6) | (current & 0x3F);
        }
        return value;
    }
}
