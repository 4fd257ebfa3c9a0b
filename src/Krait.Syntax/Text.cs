using System.Text;

namespace Krait.Syntax;

/// <summary>
/// Text as Python has it: a sequence of code points, lone surrogates included. A .NET string cannot tell the two surrogates
/// <c>"\ud83d\ude00"</c> from the one code point U+1F600, so text with code points past U+FFFF is kept as an array of them.
/// </summary>
public sealed class Text : IEquatable<Text>
{
    public static readonly Text Empty = new("");

    private Text(string bmp) => Bmp = bmp;

    private Text(int[] codePoints) => CodePoints = codePoints;

    /// <summary>The text where every code point is below U+10000, a char each; otherwise null.</summary>
    public string? Bmp { get; }

    /// <summary>The code points where at least one is past U+FFFF; otherwise null.</summary>
    public int[]? CodePoints { get; }

    /// <summary>The length in code points.</summary>
    public int Length => Bmp?.Length ?? CodePoints!.Length;

    /// <summary>The code point at <paramref name="index"/>.</summary>
    public int this[int index] => Bmp is { } text ? text[index] : CodePoints![index];

    /// <summary>Takes a .NET string: a surrogate pair becomes the one code point that it encodes.</summary>
    public static Text FromUtf16(string text)
    {
        if (!HasPair(text))
            return text.Length == 0 ? Empty : new Text(text);
        var points = new List<int>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                points.Add(char.ConvertToUtf32(text[i], text[++i]));
            else
                points.Add(text[i]);
        }
        return new Text(points.ToArray());
    }

    /// <summary>Takes code points one by one: two surrogates stay two.</summary>
    public static Text FromCodePoints(ReadOnlySpan<int> points)
    {
        foreach (var point in points)
        {
            if (point > 0xFFFF)
                return new Text(points.ToArray());
        }
        return points.Length == 0 ? Empty : new Text(string.Create(points.Length, points, static (chars, source) =>
        {
            for (var i = 0; i < source.Length; i++)
                chars[i] = (char)source[i];
        }));
    }

    public bool Equals(Text? other) =>
        other is not null
        && (Bmp is not null ? Bmp == other.Bmp : other.CodePoints is not null && CodePoints.AsSpan().SequenceEqual(other.CodePoints));

    public override bool Equals(object? obj) => Equals(obj as Text);

    public override int GetHashCode()
    {
        if (Bmp is not null)
            return Bmp.GetHashCode();
        var hash = new HashCode();
        foreach (var point in CodePoints!)
            hash.Add(point);
        return hash.ToHashCode();
    }

    /// <summary>The text as UTF-16. Two surrogates that stood apart become one pair: for display only.</summary>
    public override string ToString()
    {
        if (Bmp is not null)
            return Bmp;
        var builder = new StringBuilder();
        foreach (var point in CodePoints!)
        {
            if (point > 0xFFFF)
                builder.Append(char.ConvertFromUtf32(point));
            else
                builder.Append((char)point);
        }
        return builder.ToString();
    }

    private static bool HasPair(string text)
    {
        for (var i = 0; i + 1 < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && char.IsLowSurrogate(text[i + 1]))
                return true;
        }
        return false;
    }
}
