namespace Krait.Syntax;

/// <summary>Counting in UTF-8.</summary>
internal static class Utf8
{
    /// <summary>How many code points begin in <paramref name="bytes"/>.</summary>
    public static int CountPoints(ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        foreach (var b in bytes)
        {
            if ((b & 0xC0) != 0x80)
                count++;
        }
        return count;
    }
}
