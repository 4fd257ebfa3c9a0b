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
        var cookie = options.IgnoreCookie ? null : EncodingCookie.Find(source, out var line) is { } name ? (name, line) : default((string Name, int Line)?);
        if (cookie is { } found && found.Name != "utf-8")
        {
            if (bom)
                throw BomProblem(source, found.Name, found.Line, options);
            if (found.Name is not ("utf8" or "UTF8"))
                return DecodeWith(found.Name, source, options, out length);
        }
        var result = new byte[source.Length + 1];
        source.CopyTo(result);
        length = source.Length;
        CheckUtf8(source, options);
        return result;
    }

    private static byte[] DecodeWith(string cookie, ReadOnlySpan<byte> source, ParseOptions options, out int length)
    {
        if (cookie is "iso-8859-1" or "latin1" or "l1")
        {
            var result = new byte[source.Length * 2 + 1];
            length = Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(source), result);
            return result;
        }
        if (cookie is "ascii" or "us-ascii" or "ASCII")
        {
            var bad = source.IndexOfAnyExceptInRange((byte)0, (byte)127);
            if (bad >= 0)
                throw Problem(options, $"'ascii' codec can't decode byte 0x{source[bad]:x2} in position {bad}: ordinal not in range(128)");
            var result = new byte[source.Length + 1];
            source.CopyTo(result);
            length = source.Length;
            return result;
        }
        try
        {
            if (options.Decode?.Invoke(cookie, source.ToArray()) is { } text)
                return Encode(text, out length);
        }
        catch (SourceDecodingException problem)
        {
            throw Problem(options, problem.Message);
        }
        throw Problem(options, $"unknown encoding: {cookie}");
    }

    private static SyntaxErrorException BomProblem(ReadOnlySpan<byte> source, string cookie, int line, ParseOptions options)
    {
        for (var i = 1; i < line; i++)
            source = source[(source.IndexOf((byte)'\n') + 1)..];
        var end = source.IndexOfAny((byte)'\n', (byte)'\r');
        var text = Encoding.UTF8.GetString(end < 0 ? source : source[..end]);
        return new SyntaxErrorException(
            SyntaxErrorKind.SyntaxError, $"encoding problem: {cookie} with BOM", options.Filename, line, 0, line, text.Length, text);
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
        if (options.FromFile)
        {
            throw new SyntaxErrorException(
                SyntaxErrorKind.Unlocated,
                $"Non-UTF-8 code starting with '\\x{source[bad]:x2}' in file {options.Filename} on line {line}, but no encoding declared; "
                + "see https://peps.python.org/pep-0263/ for details",
                options.Filename,
                line,
                -1,
                -1,
                -1,
                null);
        }
        var lineStart = source[..bad].LastIndexOf((byte)'\n') + 1;
        var offset = Utf8.CountPoints(source[lineStart..bad]) + 1;
        var end = rest.IndexOfAny((byte)'\n', (byte)'\r');
        throw new SyntaxErrorException(
            SyntaxErrorKind.SyntaxError,
            $"Non-UTF-8 code starting with '\\x{source[bad]:x2}' on line {line}, but no encoding declared; "
            + "see https://peps.python.org/pep-0263/ for details",
            options.Filename,
            line,
            offset,
            line,
            offset,
            Encoding.UTF8.GetString(end < 0 ? source[lineStart..] : source[lineStart..(bad + end)]));
    }

    private static SyntaxErrorException Problem(ParseOptions options, string message) =>
        new(SyntaxErrorKind.SyntaxError, message, options.Filename, 0, -1, -1, -1, null);
}

/// <summary>The coding cookie of PEP 263.</summary>
internal static class EncodingCookie
{
    /// <summary>The normalised name of the encoding that a comment on the first two lines declares; null for none.</summary>
    public static string? Find(ReadOnlySpan<byte> source, out int line)
    {
        for (line = 1; line <= 2 && !source.IsEmpty; line++)
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
        foreach (var latin in (string[])["latin-1", "iso-8859-1", "iso-latin-1"])
        {
            if (key == latin || key.StartsWith(latin + "-", StringComparison.Ordinal))
                return "iso-8859-1";
        }
        return name;
    }
}
