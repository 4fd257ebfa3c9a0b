namespace Krait.Runtime;

/// <summary>Cutting and searching of text, which is a .NET string or an array of code points.</summary>
internal static class TextPieces
{
    /// <summary>The text from <paramref name="start"/> up to <paramref name="end"/>.</summary>
    public static PyStr Slice(PyStr text, int start, int end)
    {
        if (start == 0 && end == text.Length)
            return text;
        return text.Bmp is { } bmp ? PyStr.FromBmp(bmp[start..end]) : PyStr.FromCodePoints(text.Points.AsSpan(start, end - start));
    }

    /// <summary>The index of a character below U+10000; -1 where there is none.</summary>
    public static int IndexOf(PyStr text, char c, int start, int end)
    {
        var found = text.Bmp is { } bmp ? bmp.AsSpan(start, end - start).IndexOf(c) : text.Points.AsSpan(start, end - start).IndexOf(c);
        return found < 0 ? -1 : found + start;
    }

    /// <summary>The index of a line feed or a carriage return; -1 where there is none.</summary>
    public static int IndexOfNewline(PyStr text, int start, int end)
    {
        var found = text.Bmp is { } bmp
            ? bmp.AsSpan(start, end - start).IndexOfAny('\n', '\r')
            : text.Points.AsSpan(start, end - start).IndexOfAny('\n', '\r');
        return found < 0 ? -1 : found + start;
    }

    public static PyStr Concat(PyStr a, PyStr b)
    {
        if (a.Length == 0)
            return b;
        if (b.Length == 0)
            return a;
        if (a.Bmp is { } left && b.Bmp is { } right)
            return PyStr.FromBmp(left + right);
        return PyStr.FromCodePoints([.. a.ToCodePoints(), .. b.ToCodePoints()]);
    }

    public static PyStr Join(List<PyStr> pieces)
    {
        if (pieces.Count == 1)
            return pieces[0];
        if (pieces.TrueForAll(static p => p.Bmp is not null))
            return PyStr.FromBmp(string.Concat(pieces.Select(static p => p.Bmp)));
        var points = new List<int>();
        foreach (var piece in pieces)
            points.AddRange(piece.ToCodePoints());
        return PyStr.FromCodePoints(points.ToArray());
    }

    /// <summary>The text with every line feed replaced.</summary>
    public static PyStr ReplaceNewlines(PyStr text, string replacement)
    {
        if (text.Bmp is { } bmp)
            return bmp.Contains('\n') ? PyStr.FromBmp(bmp.Replace("\n", replacement, StringComparison.Ordinal)) : text;
        var points = new List<int>(text.Length + 16);
        foreach (var point in text.Points!)
        {
            if (point == '\n')
            {
                foreach (var c in replacement)
                    points.Add(c);
            }
            else
            {
                points.Add(point);
            }
        }
        return PyStr.FromCodePoints(points.ToArray());
    }

    /// <summary>
    /// The end of the line that starts at <paramref name="start"/>; -1 where it does not end here: then <paramref name="consumed"/> is how far
    /// the search need not look again.
    /// </summary>
    public static int FindLineEnd(PyStr text, int start, bool translated, bool universal, string? newline, out int consumed)
    {
        var end = text.Length;
        consumed = end;
        if (translated)
        {
            var found = IndexOf(text, '\n', start, end);
            return found < 0 ? -1 : found + 1;
        }
        if (universal)
        {
            var found = IndexOfNewline(text, start, end);
            if (found < 0)
                return -1;
            return text[found] == '\r' && found + 1 < end && text[found + 1] == '\n' ? found + 2 : found + 1;
        }
        newline ??= "\n";
        if (newline.Length == 1)
        {
            var found = IndexOf(text, newline[0], start, end);
            return found < 0 ? -1 : found + 1;
        }
        while (true)
        {
            var found = IndexOf(text, newline[0], start, end);
            if (found < 0)
                return -1;
            if (found + 1 == end)
            {
                consumed = found;
                return -1;
            }
            if (text[found + 1] == newline[1])
                return found + 2;
            start = found + 1;
        }
    }
}
