using System.Runtime.CompilerServices;
using Krait.Syntax;

namespace Krait.Runtime;

/// <summary>
/// str(object='') -> str
/// str(bytes_or_buffer[, encoding[, errors]]) -> str
///
/// Create a new string object from the given object. If encoding or
/// errors is specified, then the object must expose a data buffer
/// that will be decoded using the given encoding and error handler.
/// Otherwise, returns the result of object.__str__() (if defined)
/// or repr(object).
/// encoding defaults to 'utf-8'.
/// errors defaults to 'strict'.
/// </summary>
/// <remarks>
/// Text without code points past U+FFFF is a .NET string, a char a code point (lone surrogates included); other text is an array of code
/// points. So indexing is O(1) and <c>len('😀')</c> is 1. What <c>+</c> makes of long text stays a part of an <see cref="AppendBuffer"/>
/// until somebody looks into it, so that appending in a loop is linear.
/// </remarks>
[PyType("str", BaseType = true, BasicSize = 64, MatchSelf = true)]
public partial class PyStr : PyObject
{
    /// <summary>The empty str.</summary>
    public static readonly PyStr Empty = new("") { RefCount = Immortal };

    private static readonly PyStr[] s_latin1 = MakeLatin1();

    private string? _bmp;

    /// <summary>Where <see cref="_bmp"/> is null: an <c>int[]</c> of code points or an <see cref="AppendBuffer"/>.</summary>
    private object? _other;
    private int _length;

    /// <summary>The cached hash; 0 while it is not known.</summary>
    internal long CachedHash;

    private protected PyStr(PyType type) : base(type) => _bmp = "";

    private PyStr(string bmp) : base(TypeObject)
    {
        _bmp = bmp;
        _length = bmp.Length;
    }

    private PyStr(int[] points) : base(TypeObject)
    {
        _other = points;
        _length = points.Length;
    }

    private PyStr(AppendBuffer buffer, int length) : base(TypeObject)
    {
        _other = buffer;
        _length = length;
    }

    /// <summary>The text where every code point is below U+10000; otherwise null.</summary>
    public string? Bmp
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _bmp ?? FlattenOrNull();
    }

    /// <summary>The code points where at least one is past U+FFFF; otherwise null.</summary>
    public int[]? Points => _bmp is null && _other is { } other && other.GetType() == typeof(int[]) ? Unsafe.As<int[]>(other) : null;

    /// <summary>True for a str that <c>sys.intern</c> or the compiler interned: equal ones are the same object.</summary>
    public bool IsInterned { get; internal set; }

    /// <summary>The length in code points.</summary>
    public int Length
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _length;
    }

    /// <summary>The code point at <paramref name="index"/>.</summary>
    public int this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _bmp is { } text ? text[index] : SlowAt(index);
    }

    /// <summary>True where every code point is below U+0080.</summary>
    public bool IsAscii => Bmp is { } text && System.Text.Ascii.IsValid(text);

    /// <summary>From text that is known to hold no surrogate pair.</summary>
    public static PyStr FromBmp(string text)
    {
        if (text.Length <= 1)
        {
            if (text.Length == 0)
                return Empty;
            if (text[0] < 256)
                return s_latin1[text[0]];
        }
        return new PyStr(text);
    }

    /// <summary>From chars that are code points each.</summary>
    public static PyStr FromBmp(ReadOnlySpan<char> text)
    {
        if (text.Length <= 1)
        {
            if (text.Length == 0)
                return Empty;
            if (text[0] < 256)
                return s_latin1[text[0]];
        }
        return new PyStr(new string(text));
    }

    /// <summary>From UTF-16: a surrogate pair becomes one code point.</summary>
    public static PyStr From(string text)
    {
        if (!TextScan.HasSurrogates(text))
            return FromBmp(text);
        return From(Text.FromUtf16(text));
    }

    /// <summary>From text as the compiler has it.</summary>
    public static PyStr From(Text text) => text.Bmp is { } bmp ? FromBmp(bmp) : new PyStr(text.CodePoints!);

    /// <summary>From text as the number formatter has it.</summary>
    public static PyStr From(Numerics.FormattedText text) => text.Bmp is { } bmp ? FromBmp(bmp) : new PyStr(text.CodePoints!);

    /// <summary>From code points, which stay as they are: two surrogates stay two.</summary>
    public static PyStr FromCodePoints(ReadOnlySpan<int> points)
    {
        if (points.IndexOfAnyExceptInRange(0, 0xFFFF) >= 0)
            return new PyStr(points.ToArray());
        if (points.Length <= 1)
            return points.Length == 0 ? Empty : FromCodePoint(points[0]);
        return new PyStr(string.Create(points.Length, points, static (chars, source) =>
        {
            for (var i = 0; i < source.Length; i++)
                chars[i] = (char)source[i];
        }));
    }

    /// <summary>From code points of which at least one is past U+FFFF; the array becomes the str's own.</summary>
    internal static PyStr FromAstral(int[] points) => new(points);

    /// <summary>The str of one code point.</summary>
    public static PyStr FromCodePoint(int point)
    {
        if (point < 256)
            return s_latin1[point];
        return point < 0x10000 ? new PyStr(((char)point).ToString()) : new PyStr([point]);
    }

    /// <summary>From chars below U+0100, a byte each, of which the hash is known.</summary>
    internal static PyStr FromLatin1(ReadOnlySpan<byte> text, long hash) =>
        text.Length <= 1 ? (text.IsEmpty ? Empty : s_latin1[text[0]]) : new PyStr(System.Text.Encoding.Latin1.GetString(text)) { CachedHash = hash };

    /// <summary>The interned str with this text; immortal. For names that C# code knows.</summary>
    public static PyStr Intern(string text) => InternTable.Intern(From(text));

    /// <summary>The text as UTF-16. Two surrogates that stood apart become a pair: for messages and for .NET APIs.</summary>
    public override string ToString() => Bmp ?? Text.FromCodePoints(Points!).ToString();

    /// <summary>The text as the compiler takes it.</summary>
    public Text ToText()
    {
        if (Bmp is not { } text)
            return Text.FromCodePoints(Points);
        return !TextScan.HasSurrogates(text) ? Text.FromUtf16(text) : Text.FromCodePoints(ToCodePoints());
    }

    /// <summary>A copy of the code points.</summary>
    public int[] ToCodePoints()
    {
        if (Points is { } own)
            return (int[])own.Clone();
        var text = Bmp!;
        var points = new int[text.Length];
        for (var i = 0; i < points.Length; i++)
            points[i] = text[i];
        return points;
    }

    /// <summary>True where both hold the same text; subclasses do not matter here.</summary>
    public static bool TextEquals(PyStr a, PyStr b)
    {
        if (ReferenceEquals(a, b))
            return true;
        if (a._length != b._length)
            return false;
        if (a._bmp is { } left && b._bmp is { } right)
        {
            // Mostly different text begins differently.
            return left.Length == 0 || (left[0] == right[0] && left.AsSpan().SequenceEqual(right));
        }
        return OtherTextEquals(a, b);
    }

    private static bool OtherTextEquals(PyStr a, PyStr b)
    {
        if (a.Bmp is { } left)
            return b.Bmp is { } right && left == right;
        return b.Points is { } points && a.Points.AsSpan().SequenceEqual(points);
    }

    /// <summary>True where the text is exactly <paramref name="text"/>.</summary>
    public bool TextEquals(string text) => Bmp == text;

    /// <summary>The text between two indices, which must be in range.</summary>
    public PyStr Slice(int start, int end)
    {
        if (start == 0 && end == _length)
            return Exact();
        if (end - start <= 1)
            return end <= start ? Empty : FromCodePoint(this[start]);
        return Bmp is { } text ? FromBmp(text.Substring(start, end - start)) : FromCodePoints(Points.AsSpan(start, end - start));
    }

    /// <summary>The object itself; for an instance of a subclass a str with the same text.</summary>
    public PyStr Exact()
    {
        if (GetType() == typeof(PyStr))
            return this;
        if (Bmp is { } text)
            return FromBmp(text);
        return new PyStr(Points!) { CachedHash = CachedHash };
    }

    /// <summary>The code points: the array itself where there is one, else a copy. Never change it.</summary>
    internal int[] PointsOrCopy() => Points ?? ToCodePoints();

    /// <summary>Makes a new instance of a subclass hold another one's text.</summary>
    internal void Initialize(PyStr other)
    {
        _bmp = other.Bmp;
        _other = other._other;
        _length = other._length;
        CachedHash = other.CachedHash;
    }

    private int SlowAt(int index) => _other is int[] points ? points[index] : FlattenOrNull()![index];

    private string? FlattenOrNull()
    {
        if (_other is not AppendBuffer buffer)
            return null;
        _bmp = buffer.ToString(_length);
        _other = null;
        return _bmp;
    }

    private static PyStr[] MakeLatin1()
    {
        var strings = new PyStr[256];
        for (var i = 0; i < strings.Length; i++)
            strings[i] = new PyStr(((char)i).ToString()) { RefCount = Immortal };
        return strings;
    }
}
