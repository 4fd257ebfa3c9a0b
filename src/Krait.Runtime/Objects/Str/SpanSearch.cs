namespace Krait.Runtime;

/// <summary>Searching in sequences of bytes, chars and code points: what str, bytes and bytearray have in common.</summary>
internal static class SpanSearch
{
    /// <summary>Cuts start and end, where negative counts from the end, to a length; start may stay behind end.</summary>
    public static void Clamp(int length, long? givenStart, long? givenEnd, out int start, out int end)
    {
        var to = givenEnd ?? long.MaxValue;
        if (to > length)
            to = length;
        else if (to < 0)
            to = Math.Max(0, to + length);
        var from = givenStart ?? 0;
        if (from < 0)
            from = Math.Max(0, from + length);
        start = (int)Math.Min(from, int.MaxValue);
        end = (int)to;
    }

    /// <summary>The first place of a text between two indices; -1 for none.</summary>
    public static int Find<T>(ReadOnlySpan<T> text, ReadOnlySpan<T> sub, int start, int end) where T : unmanaged, IEquatable<T>
    {
        if (end - start < sub.Length)
            return -1;
        if (sub.IsEmpty)
            return start;
        var at = sub.Length == 1 ? text[start..end].IndexOf(sub[0]) : text[start..end].IndexOf(sub);
        return at < 0 ? -1 : at + start;
    }

    /// <summary>The last place of a text between two indices; -1 for none.</summary>
    public static int FindLast<T>(ReadOnlySpan<T> text, ReadOnlySpan<T> sub, int start, int end) where T : unmanaged, IEquatable<T>
    {
        if (end - start < sub.Length)
            return -1;
        if (sub.IsEmpty)
            return end;
        var at = sub.Length == 1 ? text[start..end].LastIndexOf(sub[0]) : text[start..end].LastIndexOf(sub);
        return at < 0 ? -1 : at + start;
    }

    /// <summary>How often a text occurs without overlap.</summary>
    public static int Count<T>(ReadOnlySpan<T> text, ReadOnlySpan<T> sub, int start, int end) where T : unmanaged, IEquatable<T>
    {
        if (end - start < sub.Length)
            return 0;
        if (sub.IsEmpty)
            return end - start + 1;
        return sub.Length == 1 ? text[start..end].Count(sub[0]) : text[start..end].Count(sub);
    }
}
