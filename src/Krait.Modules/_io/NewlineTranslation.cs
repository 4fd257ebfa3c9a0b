namespace Krait.Runtime;

/// <summary>Universal newlines: remembers which line endings came, and makes each of them a line feed where that is wanted.</summary>
internal sealed class NewlineTranslation(bool translate)
{
    private const int SeenCr = 1, SeenLf = 2, SeenCrLf = 4;

    private int _seen;

    /// <summary>True where the last text ended in a carriage return, which waits for what follows.</summary>
    public bool PendingCr { get; set; }

    public bool Translates => translate;

    public void Reset()
    {
        _seen = 0;
        PendingCr = false;
    }

    /// <summary>The line endings seen: None, a str or a tuple.</summary>
    public PyObject Seen(ThreadState thread)
    {
        var seen = new List<PyObject>();
        if ((_seen & SeenCr) != 0)
            seen.Add(PyStr.FromBmp("\r"));
        if ((_seen & SeenLf) != 0)
            seen.Add(PyStr.FromBmp("\n"));
        if ((_seen & SeenCrLf) != 0)
            seen.Add(PyStr.FromBmp("\r\n"));
        return seen.Count switch
        {
            0 => PyNone.Instance,
            1 => seen[0],
            _ => PyTuple.FromArray(thread, [.. seen]),
        };
    }

    /// <summary>Takes the next piece of text.</summary>
    public PyStr Apply(PyStr text, bool final)
    {
        if (PendingCr && (final || text.Length > 0))
        {
            text = TextPieces.Concat(PyStr.FromCodePoint('\r'), text);
            PendingCr = false;
        }
        // A last carriage return is kept also where nothing is translated: so that readline() sees both parts of "\r\n" at once.
        if (!final && text.Length > 0 && text[text.Length - 1] == '\r')
        {
            text = TextPieces.Slice(text, 0, text.Length - 1);
            PendingCr = true;
        }
        if (text.Length == 0)
            return text;
        if (TextPieces.IndexOf(text, '\r', 0, text.Length) < 0)
        {
            if ((_seen & SeenLf) == 0 && TextPieces.IndexOf(text, '\n', 0, text.Length) >= 0)
                _seen |= SeenLf;
            return text;
        }
        return text.Bmp is { } bmp ? Translate(text, bmp) : Translate(text);
    }

    /// <summary>Notes a kind of line end; 1 where it takes the line feed behind a carriage return.</summary>
    private int Note(int c, bool lineFeedFollows)
    {
        var seen = c == '\n' ? SeenLf : lineFeedFollows ? SeenCrLf : SeenCr;
        _seen |= seen;
        return seen == SeenCrLf ? 1 : 0;
    }

    private PyStr Translate(PyStr text, string bmp)
    {
        var output = translate ? new char[bmp.Length] : null;
        var length = 0;
        for (var i = 0; i < bmp.Length; i++)
        {
            var c = bmp[i];
            if (c is '\n' or '\r')
            {
                i += Note(c, i + 1 < bmp.Length && bmp[i + 1] == '\n');
                c = '\n';
            }
            if (output is not null)
                output[length++] = c;
        }
        return output is null ? text : PyStr.FromBmp(new string(output, 0, length));
    }

    private PyStr Translate(PyStr text)
    {
        var points = text.Points!;
        var output = new List<int>(points.Length);
        for (var i = 0; i < points.Length; i++)
        {
            var c = points[i];
            if (c is '\n' or '\r')
            {
                i += Note(c, i + 1 < points.Length && points[i + 1] == '\n');
                c = '\n';
            }
            output.Add(c);
        }
        return translate ? PyStr.FromCodePoints(output.ToArray()) : text;
    }
}
