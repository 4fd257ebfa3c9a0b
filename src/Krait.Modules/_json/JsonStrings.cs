using System.Buffers;
using Krait.Runtime;

namespace Krait.Modules.Json;

/// <summary>Strings as JSON writes them, in both directions.</summary>
internal static class JsonStrings
{
    private static readonly SearchValues<char> s_special =
        SearchValues.Create([.. Enumerable.Range(0, 32).Select(static c => (char)c), '"', '\\']);

    /// <summary>Appends a str in quotes, with everything that must be escaped escaped.</summary>
    public static void AppendQuoted(ref StrBuilder builder, PyStr text, bool asciiOnly)
    {
        builder.Append('"');
        if (text.Bmp is { } chars)
            AppendEscaped(ref builder, chars, asciiOnly);
        else
            AppendEscaped(ref builder, text.Points, asciiOnly);
        builder.Append('"');
    }

    private static void AppendEscaped(ref StrBuilder builder, ReadOnlySpan<char> chars, bool asciiOnly)
    {
        while (chars.Length > 0)
        {
            var plain = asciiOnly ? PlainAsciiLength(chars) : chars.IndexOfAny(s_special);
            if (plain < 0)
                plain = chars.Length;
            builder.Append(chars[..plain]);
            if (plain == chars.Length)
                return;
            AppendEscape(ref builder, chars[plain]);
            chars = chars[(plain + 1)..];
        }
    }

    private static int PlainAsciiLength(ReadOnlySpan<char> chars)
    {
        for (var i = 0; i < chars.Length; i++)
        {
            if (chars[i] is < ' ' or > '~' or '"' or '\\')
                return i;
        }
        return -1;
    }

    private static void AppendEscaped(ref StrBuilder builder, ReadOnlySpan<int> points, bool asciiOnly)
    {
        foreach (var point in points)
        {
            if (point is >= ' ' and not ('"' or '\\') && (!asciiOnly || point <= '~'))
            {
                builder.Append(point);
            }
            else if (point > 0xFFFF)
            {
                AppendEscape(ref builder, (char)(0xD7C0 + (point >> 10)));
                AppendEscape(ref builder, (char)(0xDC00 + (point & 0x3FF)));
            }
            else
            {
                AppendEscape(ref builder, (char)point);
            }
        }
    }

    private static void AppendEscape(ref StrBuilder builder, char c)
    {
        builder.Append('\\');
        var letter = c switch
        {
            '"' or '\\' => c,
            '\b' => 'b',
            '\f' => 'f',
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            _ => '\0',
        };
        if (letter != '\0')
        {
            builder.Append(letter);
            return;
        }
        builder.Append('u');
        for (var shift = 12; shift >= 0; shift -= 4)
            builder.Append("0123456789abcdef"[(c >> shift) & 15]);
    }

    /// <summary>Reads a string whose opening quote stands before <paramref name="start"/>.</summary>
    /// <param name="next">The place after the closing quote.</param>
    public static PyStr Scan(ThreadState thread, PyStr document, long start, bool strict, out int next)
    {
        if (start < 0 || start > document.Length)
            throw Errors.Value("end is out of bounds");
        var at = (int)start;
        if (document.Bmp is { } chars)
        {
            // The usual string has nothing to unescape.
            var length = chars.AsSpan(at).IndexOfAny(s_special);
            if (length >= 0 && chars[at + length] == '"')
            {
                next = at + length + 1;
                return PyStr.FromBmp(chars.AsSpan(at, length));
            }
        }
        return ScanSlowly(thread, document, at, strict, out next);
    }

    private static PyStr ScanSlowly(ThreadState thread, PyStr document, int start, bool strict, out int next)
    {
        var builder = new StrBuilder(64);
        try
        {
            var i = start;
            while (true)
            {
                if (i >= document.Length)
                    throw JsonModule.DecodeError(thread, "Unterminated string starting at", document, start - 1);
                var c = document[i++];
                if (c == '"')
                    break;
                if (c == '\\')
                {
                    builder.Append(ScanEscape(thread, document, start, ref i));
                    continue;
                }
                if (c <= 0x1F && strict)
                    throw JsonModule.DecodeError(thread, "Invalid control character at", document, i - 1);
                builder.Append(c);
            }
            next = i;
            return builder.ToStr();
        }
        finally
        {
            builder.Dispose();
        }
    }

    private static int ScanEscape(ThreadState thread, PyStr document, int start, ref int i)
    {
        if (i >= document.Length)
            throw JsonModule.DecodeError(thread, "Unterminated string starting at", document, start - 1);
        var c = document[i++];
        if (c != 'u')
        {
            return c switch
            {
                '"' or '\\' or '/' => c,
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                _ => throw JsonModule.DecodeError(thread, "Invalid \\escape", document, i - 2),
            };
        }
        var point = Hexadecimal(document, i);
        if (point < 0)
            throw JsonModule.DecodeError(thread, "Invalid \\uXXXX escape", document, i - 1);
        i += 4;
        if (point is < 0xD800 or > 0xDBFF || i + 1 >= document.Length || document[i] != '\\' || document[i + 1] != 'u')
            return point;
        var low = Hexadecimal(document, i + 2);
        if (low < 0)
            throw JsonModule.DecodeError(thread, "Invalid \\uXXXX escape", document, i + 1);
        if (low is < 0xDC00 or > 0xDFFF)
            return point;
        i += 6;
        return 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
    }

    private static int Hexadecimal(PyStr document, int at)
    {
        // The escape must end before the end of the text, where its closing quote must still come.
        if (at + 4 >= document.Length)
            return -1;
        var value = 0;
        for (var i = at; i < at + 4; i++)
        {
            var c = document[i];
            if (c > 'f' || !char.IsAsciiHexDigit((char)c))
                return -1;
            value = value * 16 + (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        }
        return value;
    }
}
