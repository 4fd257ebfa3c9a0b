namespace Krait.Runtime;

/// <summary>Text that can be changed in place: chars while every code point is below U+10000, code points after that.</summary>
internal sealed class TextStore
{
    private char[]? _chars = new char[16];
    private int[]? _points;

    /// <summary>The number of characters.</summary>
    public int Length { get; private set; }

    /// <summary>Writes text at a place; what lies between the end and that place becomes null characters.</summary>
    public void Write(int position, PyStr text)
    {
        var end = (long)position + text.Length;
        if (end > Array.MaxLength)
            throw Errors.Overflow("new position too large");
        if (text.Bmp is null && _chars is not null)
            Widen();
        Reserve((int)end);
        if (_chars is { } chars)
        {
            if (position > Length)
                chars.AsSpan(Length, position - Length).Clear();
            text.Bmp!.CopyTo(chars.AsSpan(position));
        }
        else
        {
            var points = _points!;
            if (position > Length)
                points.AsSpan(Length, position - Length).Clear();
            if (text.Bmp is { } bmp)
            {
                for (var i = 0; i < bmp.Length; i++)
                    points[position + i] = bmp[i];
            }
            else
            {
                text.Points.CopyTo(points.AsSpan(position));
            }
        }
        Length = Math.Max(Length, (int)end);
    }

    /// <summary>The text from <paramref name="start"/> up to <paramref name="end"/>.</summary>
    public PyStr Slice(int start, int end)
    {
        if (end <= start)
            return PyStr.Empty;
        return _chars is { } chars
            ? PyStr.FromBmp(new string(chars, start, end - start))
            : PyStr.FromCodePoints(_points.AsSpan(start, end - start));
    }

    public void Truncate(int length) => Length = Math.Min(Length, length);

    /// <summary>Where the line that starts at <paramref name="start"/> ends.</summary>
    public int FindLineEnd(int start, bool translated, bool universal, string? newline)
    {
        if (!translated && !universal && newline is { Length: 2 })
        {
            var found = _chars is { } chars
                ? chars.AsSpan(start, Length - start).IndexOf(newline)
                : _points.AsSpan(start, Length - start).IndexOf([newline[0], newline[1]]);
            return found < 0 ? Length : start + found + 2;
        }
        var first = !translated && !universal && newline is { Length: 1 } ? newline[0] : '\n';
        var second = universal && !translated ? '\r' : first;
        var at = _chars is { } text
            ? text.AsSpan(start, Length - start).IndexOfAny(first, second)
            : _points.AsSpan(start, Length - start).IndexOfAny(first, second);
        if (at < 0)
            return Length;
        at += start;
        return universal && !translated && At(at) == '\r' && at + 1 < Length && At(at + 1) == '\n' ? at + 2 : at + 1;
    }

    private int At(int index) => _chars is { } chars ? chars[index] : _points![index];

    private void Widen()
    {
        var points = new int[_chars!.Length];
        for (var i = 0; i < Length; i++)
            points[i] = _chars[i];
        _points = points;
        _chars = null;
    }

    private void Reserve(int length)
    {
        if (length <= (_chars?.Length ?? _points!.Length))
            return;
        var capacity = (int)Math.Min(Array.MaxLength, Math.Max(length, (long)Length * 2));
        if (_chars is not null)
            Array.Resize(ref _chars, capacity);
        else
            Array.Resize(ref _points, capacity);
    }
}
