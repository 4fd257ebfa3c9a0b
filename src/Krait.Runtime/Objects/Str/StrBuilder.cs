using System.Buffers;
using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary>Builds a str from code points and pieces of text. Starts with chars and widens when a code point past U+FFFF comes.</summary>
public ref struct StrBuilder
{
    private Span<char> _chars;
    private char[]? _rented;
    private int[]? _points;
    private int _count;

    /// <summary>A builder that starts in memory of the caller, usually on the stack.</summary>
    public StrBuilder(Span<char> initial) => _chars = initial;

    /// <summary>A builder with room for some code points.</summary>
    public StrBuilder(int capacity)
    {
        _rented = ArrayPool<char>.Shared.Rent(Math.Max(capacity, 16));
        _chars = _rented;
    }

    /// <summary>The number of code points so far.</summary>
    public readonly int Length => _count;

    /// <summary>The code point at a place.</summary>
    public readonly int this[int index] => _points is null ? _chars[index] : _points[index];

    /// <summary>Adds a code point.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(int point)
    {
        if (_points is null && point < 0x10000 && _count < _chars.Length)
            _chars[_count++] = (char)point;
        else
            AppendSlow(point);
    }

    private void AppendSlow(int point)
    {
        if (_points is null && point < 0x10000)
        {
            Grow(1);
            _chars[_count++] = (char)point;
            return;
        }
        Widen(1);
        _points![_count++] = point;
    }

    /// <summary>Adds a code point several times.</summary>
    public void Append(int point, int count)
    {
        if (count <= 0)
            return;
        if (_points is null && point < 0x10000)
        {
            ByteStrings.FillRepeated(Room(count), [(char)point]);
            _count += count;
            return;
        }
        Widen(count);
        _points.AsSpan(_count, count).Fill(point);
        _count += count;
    }

    /// <summary>Adds chars that are code points each.</summary>
    public void Append(scoped ReadOnlySpan<char> text)
    {
        if (_points is null)
        {
            text.CopyTo(Room(text.Length));
        }
        else
        {
            Widen(text.Length);
            for (var i = 0; i < text.Length; i++)
                _points[_count + i] = text[i];
        }
        _count += text.Length;
    }

    /// <summary>Adds chars that are code points each.</summary>
    public void Append(string text) => Append(text.AsSpan());

    /// <summary>Adds code points.</summary>
    public void Append(scoped ReadOnlySpan<int> points)
    {
        foreach (var point in points)
            Append(point);
    }

    /// <summary>Adds the text of a str.</summary>
    public void Append(PyStr text) => Append(text, 0, text.Length);

    /// <summary>Adds a part of a str.</summary>
    public void Append(PyStr text, int start, int end)
    {
        if (text.Bmp is { } bmp)
            Append(bmp.AsSpan(start, end - start));
        else
            Append(text.Points.AsSpan(start, end - start));
    }

    /// <summary>Room for chars behind what is there; only while <see cref="IsNarrow"/>. Call <see cref="Advance"/> with what was used.</summary>
    public Span<char> Room(int count)
    {
        if (_count > _chars.Length - count)
            Grow(count);
        return _chars.Slice(_count, count);
    }

    /// <summary>True while all code points are below U+10000.</summary>
    public readonly bool IsNarrow => _points is null;

    /// <summary>Takes note of chars written into <see cref="Room"/>.</summary>
    public void Advance(int count) => _count += count;

    /// <summary>Cuts the text.</summary>
    public void Truncate(int length) => _count = length;

    private void Grow(int more)
    {
        var needed = (long)_count + more;
        if (needed > Array.MaxLength)
            throw Errors.Memory();
        var grown = ArrayPool<char>.Shared.Rent((int)Math.Min(Math.Max(needed, _chars.Length * 2L), Array.MaxLength));
        _chars[.._count].CopyTo(grown);
        if (_rented is not null)
            ArrayPool<char>.Shared.Return(_rented);
        _chars = _rented = grown;
    }

    private void Widen(int more)
    {
        var needed = (long)_count + more;
        if (_points is null)
        {
            _points = new int[Math.Max(needed, _chars.Length)];
            for (var i = 0; i < _count; i++)
                _points[i] = _chars[i];
        }
        else if (needed > _points.Length)
        {
            Array.Resize(ref _points, (int)Math.Min(Math.Max(needed, _points.Length * 2L), Array.MaxLength));
        }
    }

    /// <summary>The str; the builder is empty afterwards.</summary>
    public PyStr ToStr()
    {
        var made = _points is null ? PyStr.FromBmp(_chars[.._count]) : PyStr.FromCodePoints(_points.AsSpan(0, _count));
        Dispose();
        return made;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (_rented is not null)
            ArrayPool<char>.Shared.Return(_rented);
        this = default;
    }
}
