namespace Krait.Runtime;

internal static partial class ByteStrings
{
    public static bool IsSpace(byte b) => b is (byte)' ' or (>= 9 and <= 13);

    public static bool IsLower(byte b) => b is >= (byte)'a' and <= (byte)'z';

    public static bool IsUpper(byte b) => b is >= (byte)'A' and <= (byte)'Z';

    public static bool IsAlpha(byte b) => IsLower((byte)(b | 32));

    public static bool IsDigit(byte b) => b is >= (byte)'0' and <= (byte)'9';

    public static bool IsAlnum(byte b) => IsAlpha(b) || IsDigit(b);

    private static byte LowerOf(byte b) => IsUpper(b) ? (byte)(b + 32) : b;

    private static byte UpperOf(byte b) => IsLower(b) ? (byte)(b - 32) : b;

    /// <summary>True where there is a byte, and all satisfy a test.</summary>
    public static bool All(ReadOnlySpan<byte> data, Func<byte, bool> test)
    {
        foreach (var b in data)
        {
            if (!test(b))
                return false;
        }
        return data.Length > 0;
    }

    public static bool IsLowerText(ReadOnlySpan<byte> data)
    {
        var cased = false;
        foreach (var b in data)
        {
            if (IsUpper(b))
                return false;
            cased |= IsLower(b);
        }
        return cased;
    }

    public static bool IsUpperText(ReadOnlySpan<byte> data)
    {
        var cased = false;
        foreach (var b in data)
        {
            if (IsLower(b))
                return false;
            cased |= IsUpper(b);
        }
        return cased;
    }

    public static bool IsTitleText(ReadOnlySpan<byte> data)
    {
        bool cased = false, afterCased = false;
        foreach (var b in data)
        {
            if (IsUpper(b))
            {
                if (afterCased)
                    return false;
                cased = afterCased = true;
            }
            else if (IsLower(b))
            {
                if (!afterCased)
                    return false;
                cased = true;
            }
            else
            {
                afterCased = false;
            }
        }
        return cased;
    }

    public static byte[] Lower(ReadOnlySpan<byte> data) => Map(data, LowerOf);

    public static byte[] Upper(ReadOnlySpan<byte> data) => Map(data, UpperOf);

    public static byte[] SwapCase(ReadOnlySpan<byte> data) => Map(data, static b => IsUpper(b) ? LowerOf(b) : UpperOf(b));

    private static byte[] Map(ReadOnlySpan<byte> data, Func<byte, byte> map)
    {
        var result = new byte[data.Length];
        for (var i = 0; i < data.Length; i++)
            result[i] = map(data[i]);
        return result;
    }

    public static byte[] Capitalize(ReadOnlySpan<byte> data)
    {
        var result = Lower(data);
        if (result.Length > 0)
            result[0] = UpperOf(result[0]);
        return result;
    }

    public static byte[] Title(ReadOnlySpan<byte> data)
    {
        var result = new byte[data.Length];
        var afterCased = false;
        for (var i = 0; i < data.Length; i++)
        {
            result[i] = afterCased ? LowerOf(data[i]) : UpperOf(data[i]);
            afterCased = IsAlpha(data[i]);
        }
        return result;
    }

    /// <summary>What is left between stripped ends.</summary>
    public static Range Strip(ThreadState thread, ReadOnlySpan<byte> data, PyObject? bytes, bool left, bool right)
    {
        using var given = bytes is null or PyNone ? default : ByteArgument.Open(thread, bytes);
        var set = bytes is null or PyNone ? " \t\n\r\x0b\x0c"u8 : given.Span;
        int start = 0, end = data.Length;
        if (left)
        {
            while (start < end && set.Contains(data[start]))
                start++;
        }
        if (right)
        {
            while (end > start && set.Contains(data[end - 1]))
                end--;
        }
        return start..end;
    }

    public static byte[] Justify(ReadOnlySpan<byte> data, long left, long right, byte fill)
    {
        left = Math.Max(left, 0);
        right = Math.Max(right, 0);
        if (left > Array.MaxLength || right > Array.MaxLength || left + right + data.Length > Array.MaxLength)
            throw left + right > long.MaxValue / 2 ? Errors.Overflow("padded string is too long") : Errors.Memory();
        var result = new byte[left + data.Length + right];
        result.AsSpan(0, (int)left).Fill(fill);
        data.CopyTo(result.AsSpan((int)left));
        result.AsSpan((int)left + data.Length).Fill(fill);
        return result;
    }

    public static byte[] Center(ReadOnlySpan<byte> data, long width, byte fill)
    {
        var margin = Math.Max(width - data.Length, 0);
        var left = margin / 2 + (margin & width & 1);
        return Justify(data, left, margin - left, fill);
    }

    public static byte[] ZeroFill(ReadOnlySpan<byte> data, long width)
    {
        var fill = width - data.Length;
        var result = Justify(data, fill, 0, (byte)'0');
        if (fill > 0 && data.Length > 0 && data[0] is (byte)'+' or (byte)'-')
        {
            result[0] = data[0];
            result[fill] = (byte)'0';
        }
        return result;
    }

    public static byte[] ExpandTabs(ReadOnlySpan<byte> data, int tabSize)
    {
        var result = new List<byte>(data.Length + 32);
        long column = 0;
        foreach (var b in data)
        {
            if (b == '\t')
            {
                if (tabSize <= 0)
                    continue;
                var spaces = tabSize - (int)(column % tabSize);
                column += spaces;
                if ((long)result.Count + spaces > Array.MaxLength)
                    throw Errors.Overflow("result too long");
                for (; spaces > 0; spaces--)
                    result.Add((byte)' ');
            }
            else
            {
                column = b is (byte)'\n' or (byte)'\r' ? 0 : column + 1;
                result.Add(b);
            }
        }
        return result.ToArray();
    }

    /// <summary>The places of the pieces of <c>split</c>.</summary>
    public static List<Range> Split(ThreadState thread, ReadOnlySpan<byte> data, PyObject? sep, long maxSplit)
    {
        var limit = maxSplit < 0 ? long.MaxValue : maxSplit;
        var pieces = new List<Range>();
        if (sep is null or PyNone)
        {
            SplitSpace(data, limit, pieces);
            return pieces;
        }
        using var separator = OpenSeparator(thread, sep);
        var from = 0;
        while (limit-- > 0)
        {
            var at = SpanSearch.Find(data, separator.Span, from, data.Length);
            if (at < 0)
                break;
            pieces.Add(from..at);
            from = at + separator.Span.Length;
        }
        pieces.Add(from..data.Length);
        return pieces;
    }

    private static void SplitSpace(ReadOnlySpan<byte> data, long limit, List<Range> pieces)
    {
        var at = 0;
        while (true)
        {
            while (at < data.Length && IsSpace(data[at]))
                at++;
            if (at >= data.Length)
                return;
            if (limit-- <= 0)
            {
                pieces.Add(at..data.Length);
                return;
            }
            var start = at;
            while (at < data.Length && !IsSpace(data[at]))
                at++;
            pieces.Add(start..at);
        }
    }

    /// <summary>The places of the pieces of <c>rsplit</c>, first to last.</summary>
    public static List<Range> SplitLast(ThreadState thread, ReadOnlySpan<byte> data, PyObject? sep, long maxSplit)
    {
        var limit = maxSplit < 0 ? long.MaxValue : maxSplit;
        var pieces = new List<Range>();
        var to = data.Length;
        if (sep is null or PyNone)
        {
            while (true)
            {
                while (to > 0 && IsSpace(data[to - 1]))
                    to--;
                if (to == 0)
                    break;
                var start = to;
                if (limit-- <= 0)
                {
                    pieces.Add(0..to);
                    break;
                }
                while (start > 0 && !IsSpace(data[start - 1]))
                    start--;
                pieces.Add(start..to);
                to = start;
            }
        }
        else
        {
            using var separator = OpenSeparator(thread, sep);
            while (limit-- > 0)
            {
                var at = SpanSearch.FindLast(data, separator.Span, 0, to);
                if (at < 0)
                    break;
                pieces.Add((at + separator.Span.Length)..to);
                to = at;
            }
            pieces.Add(0..to);
        }
        pieces.Reverse();
        return pieces;
    }

    /// <summary>A separator, which must not be empty.</summary>
    public static ByteArgument OpenSeparator(ThreadState thread, PyObject sep)
    {
        var separator = ByteArgument.Open(thread, sep);
        if (!separator.Span.IsEmpty)
            return separator;
        separator.Dispose();
        throw Errors.Value("empty separator");
    }

    /// <summary>The places of the lines.</summary>
    public static List<Range> SplitLines(ReadOnlySpan<byte> data, bool keepEnds)
    {
        var lines = new List<Range>();
        var at = 0;
        while (at < data.Length)
        {
            var start = at;
            var found = data[at..].IndexOfAny((byte)'\n', (byte)'\r');
            var end = at = found < 0 ? data.Length : at + found;
            if (found >= 0)
            {
                at += data[at] == '\r' && at + 1 < data.Length && data[at + 1] == '\n' ? 2 : 1;
                if (keepEnds)
                    end = at;
            }
            lines.Add(start..end);
        }
        return lines;
    }
}
