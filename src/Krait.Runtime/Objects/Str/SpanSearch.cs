namespace Krait.Runtime;

/// <summary>Searching in sequences of bytes, chars and code points: what str, bytes and bytearray have in common.</summary>
internal static class SpanSearch
{
    /// <summary>From this length on a search guards against texts that make the simple algorithm quadratic.</summary>
    public const int LongNeedle = 64;

    private const int AnchorLength = 16;

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
        var part = text[start..end];
        var at = sub.Length == 1 ? part.IndexOf(sub[0]) : sub.Length < LongNeedle ? part.IndexOf(sub) : FindLong(part, sub);
        return at < 0 ? -1 : at + start;
    }

    /// <summary>The last place of a text between two indices; -1 for none.</summary>
    public static int FindLast<T>(ReadOnlySpan<T> text, ReadOnlySpan<T> sub, int start, int end) where T : unmanaged, IEquatable<T>
    {
        if (end - start < sub.Length)
            return -1;
        if (sub.IsEmpty)
            return end;
        var part = text[start..end];
        var at = sub.Length == 1 ? part.LastIndexOf(sub[0]) : sub.Length < LongNeedle ? part.LastIndexOf(sub) : FindLastLong(part, sub);
        return at < 0 ? -1 : at + start;
    }

    /// <summary>How often a text occurs without overlap.</summary>
    public static int Count<T>(ReadOnlySpan<T> text, ReadOnlySpan<T> sub, int start, int end) where T : unmanaged, IEquatable<T>
    {
        if (end - start < sub.Length)
            return 0;
        if (sub.IsEmpty)
            return end - start + 1;
        var part = text[start..end];
        if (sub.Length < LongNeedle)
            return sub.Length == 1 ? part.Count(sub[0]) : part.Count(sub);
        var count = 0;
        for (var at = FindLong(part, sub); at >= 0; at = FindLong(part, sub))
        {
            count++;
            part = part[(at + sub.Length)..];
        }
        return count;
    }

    /// <summary>Looks for the beginning of a long text; once comparing the rest costs too much, goes on in linear time.</summary>
    private static int FindLong<T>(ReadOnlySpan<T> text, ReadOnlySpan<T> sub) where T : unmanaged, IEquatable<T>
    {
        var anchor = sub[..AnchorLength];
        var at = 0;
        long compared = 0;
        while (text.Length - at >= sub.Length)
        {
            var found = text[at..].IndexOf(anchor);
            if (found < 0)
                return -1;
            at += found;
            if (text.Length - at < sub.Length)
                return -1;
            var common = text[at..].CommonPrefixLength(sub);
            if (common == sub.Length)
                return at;
            compared += common;
            at++;
            if (compared > 4L * at + 4096)
            {
                var rest = FindLinear(text[at..], sub);
                return rest < 0 ? -1 : at + rest;
            }
        }
        return -1;
    }

    /// <summary>The algorithm of Knuth, Morris and Pratt.</summary>
    private static int FindLinear<T>(ReadOnlySpan<T> text, ReadOnlySpan<T> sub) where T : unmanaged, IEquatable<T>
    {
        var borders = new int[sub.Length];
        var matched = 0;
        for (var i = 1; i < sub.Length; i++)
        {
            while (matched > 0 && !sub[i].Equals(sub[matched]))
                matched = borders[matched - 1];
            if (sub[i].Equals(sub[matched]))
                matched++;
            borders[i] = matched;
        }
        matched = 0;
        for (var i = 0; i < text.Length; i++)
        {
            while (matched > 0 && !text[i].Equals(sub[matched]))
                matched = borders[matched - 1];
            if (text[i].Equals(sub[matched]))
                matched++;
            if (matched == sub.Length)
                return i - matched + 1;
        }
        return -1;
    }

    private static int FindLastLong<T>(ReadOnlySpan<T> text, ReadOnlySpan<T> sub) where T : unmanaged, IEquatable<T>
    {
        var backText = text.ToArray();
        var backSub = sub.ToArray();
        Array.Reverse(backText);
        Array.Reverse(backSub);
        var at = FindLong<T>(backText, backSub);
        return at < 0 ? -1 : text.Length - at - sub.Length;
    }
}
