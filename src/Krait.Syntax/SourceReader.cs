using System.Text;

namespace Krait.Syntax;

/// <summary>Turns source, given as text or as bytes in some encoding, into UTF-8 with <c>\n</c> line ends.</summary>
internal static class SourceReader
{
    public static byte[] Encode(Text source, out int length)
    {
        if (source.Bmp is { } text)
        {
            var surrogate = text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff');
            if (surrogate >= 0)
                throw new SourceSurrogateException(source, surrogate);
            var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
            length = Encoding.UTF8.GetBytes(text, bytes);
            return bytes;
        }
        var points = source.CodePoints!;
        var buffer = new byte[points.Length * 4 + 1];
        length = 0;
        for (var i = 0; i < points.Length; i++)
        {
            if (!Rune.TryCreate(points[i], out var rune))
                throw new SourceSurrogateException(source, i);
            length += rune.EncodeToUtf8(buffer.AsSpan(length));
        }
        return buffer;
    }

    /// <summary>Makes every line end <c>\n</c>; <paramref name="complete"/> asks for one at the end too. Needs a spare byte in the array.</summary>
    public static int TranslateNewlines(ref byte[] source, int length, bool complete)
    {
        var first = source.AsSpan(0, length).IndexOf((byte)'\r');
        if (first >= 0)
        {
            var to = first;
            for (var from = first; from < length; from++)
            {
                var c = source[from];
                if (c == '\r')
                {
                    c = (byte)'\n';
                    if (from + 1 < length && source[from + 1] == '\n')
                        from++;
                }
                source[to++] = c;
            }
            length = to;
        }
        if (complete && length > 0 && source[length - 1] != '\n')
            source[length++] = (byte)'\n';
        return length;
    }

    public static byte[] Decode(ReadOnlySpan<byte> source, ParseOptions options, out int length)
    {
        var bom = source.StartsWith("\uFEFF"u8);
        if (bom)
            source = source[3..];
        var cookie = options.IgnoreCookie ? null : EncodingCookie.Find(source);
        if (cookie is not null && cookie != "utf-8")
        {
            if (bom)
                throw Problem(options, $"encoding problem: {cookie} with BOM");
            return DecodeWith(cookie, source, options, out length);
        }
        var result = new byte[source.Length + 1];
        source.CopyTo(result);
        length = source.Length;
        CheckUtf8(result.AsSpan(0, length), options);
        return result;
    }

    private static byte[] DecodeWith(string cookie, ReadOnlySpan<byte> source, ParseOptions options, out int length)
    {
        if (cookie == "iso-8859-1")
        {
            var result = new byte[source.Length * 2 + 1];
            length = Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(source), result);
            return result;
        }
        if (options.Decode?.Invoke(cookie, source.ToArray()) is { } text)
            return Encode(text, out length);
        throw Problem(options, $"unknown encoding: {cookie}");
    }

    private static void CheckUtf8(ReadOnlySpan<byte> source, ParseOptions options)
    {
        if (System.Text.Unicode.Utf8.IsValid(source))
            return;
        var rest = source;
        while (Rune.DecodeFromUtf8(rest, out _, out var used) == System.Buffers.OperationStatus.Done)
            rest = rest[used..];
        var bad = source.Length - rest.Length;
        var line = 1 + source[..bad].Count((byte)'\n');
        throw Problem(
            options,
            $"(unicode error) 'utf-8' codec can't decode byte 0x{source[bad]:x2} in position {bad}: {Reason(rest)}",
            line);
    }

    private static string Reason(ReadOnlySpan<byte> rest)
    {
        var lead = rest[0];
        if (lead is < 0xC2 or > 0xF4)
            return "invalid start byte";
        var wanted = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        for (var i = 1; i < Math.Min(wanted, rest.Length); i++)
        {
            if ((rest[i] & 0xC0) != 0x80)
                return "invalid continuation byte";
        }
        return rest.Length < wanted ? "unexpected end of data" : "invalid continuation byte";
    }

    private static SyntaxErrorException Problem(ParseOptions options, string message, int line = 0) =>
        new(SyntaxErrorKind.SyntaxError, message, options.Filename, line, 0, line == 0 ? 0 : line, 0, null);
}

/// <summary>The coding cookie of PEP 263.</summary>
internal static class EncodingCookie
{
    /// <summary>The normalised name of the encoding that a comment on the first two lines declares; null for none.</summary>
    public static string? Find(ReadOnlySpan<byte> source)
    {
        for (var line = 0; line < 2 && !source.IsEmpty; line++)
        {
            var end = source.IndexOfAny((byte)'\n', (byte)'\r');
            var text = end < 0 ? source : source[..end];
            var start = 0;
            while (start < text.Length && text[start] is (byte)' ' or (byte)'\t' or (byte)'\f')
                start++;
            if (start < text.Length && text[start] != '#')
                return null;
            if (InComment(text[start..]) is { } name)
                return name;
            if (end < 0)
                return null;
            source = source[(end + (source[end] == '\r' && end + 1 < source.Length && source[end + 1] == '\n' ? 2 : 1))..];
        }
        return null;
    }

    private static string? InComment(ReadOnlySpan<byte> comment)
    {
        while (true)
        {
            var at = comment.IndexOf("coding"u8);
            if (at < 0)
                return null;
            comment = comment[(at + 6)..];
            if (comment.IsEmpty || comment[0] is not ((byte)':' or (byte)'='))
                continue;
            var rest = comment[1..].TrimStart(" \t"u8);
            var length = 0;
            while (length < rest.Length && (char.IsAsciiLetterOrDigit((char)rest[length]) || rest[length] is (byte)'-' or (byte)'_' or (byte)'.'))
                length++;
            if (length > 0)
                return Normalize(Encoding.ASCII.GetString(rest[..length]));
        }
    }

    private static string Normalize(string name)
    {
        var key = name.Length > 12 ? name[..12] : name;
        key = key.Replace('_', '-').ToLowerInvariant();
        if (key == "utf-8" || key.StartsWith("utf-8-", StringComparison.Ordinal))
            return "utf-8";
        foreach (var latin in (ReadOnlySpan<string>)["latin-1", "iso-8859-1", "iso-latin-1"])
        {
            if (key == latin || key.StartsWith(latin + "-", StringComparison.Ordinal))
                return "iso-8859-1";
        }
        return name;
    }
}
