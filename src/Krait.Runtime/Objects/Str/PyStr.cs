using System.Runtime.CompilerServices;
using Krait.Syntax;

namespace Krait.Runtime;

/// <summary>
/// A Python str. Text without code points past U+FFFF is a .NET string, a char a code point (lone surrogates included); other text
/// is an array of code points. So indexing is O(1) and <c>len('😀')</c> is 1.
/// </summary>
[PyType("str", BaseType = true, BasicSize = 64, MatchSelf = true)]
public partial class PyStr : PyObject
{
    /// <summary>The empty str.</summary>
    public static readonly PyStr Empty = new("") { RefCount = Immortal };

    private static readonly PyStr[] s_latin1 = MakeLatin1();

    private string? _bmp;
    private int[]? _points;

    /// <summary>The cached hash; 0 while it is not known.</summary>
    internal long CachedHash;

    private protected PyStr(PyType type) : base(type) => _bmp = "";

    private PyStr(string bmp) : base(TypeObject) => _bmp = bmp;

    private PyStr(int[] points) : base(TypeObject) => _points = points;

    /// <summary>The text where every code point is below U+10000; otherwise null.</summary>
    public string? Bmp => _bmp;

    /// <summary>The code points where at least one is past U+FFFF; otherwise null.</summary>
    public int[]? Points => _points;

    /// <summary>True for a str that <c>sys.intern</c> or the compiler interned: equal ones are the same object.</summary>
    public bool IsInterned { get; internal set; }

    /// <summary>The length in code points.</summary>
    public int Length
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _bmp is { } text ? text.Length : _points!.Length;
    }

    /// <summary>The code point at <paramref name="index"/>.</summary>
    public int this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _bmp is { } text ? text[index] : _points![index];
    }

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

    /// <summary>From UTF-16: a surrogate pair becomes one code point.</summary>
    public static PyStr From(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0)
            return FromBmp(text);
        return From(Text.FromUtf16(text));
    }

    /// <summary>From text as the compiler has it.</summary>
    public static PyStr From(Text text) => text.Bmp is { } bmp ? FromBmp(bmp) : new PyStr(text.CodePoints!);

    /// <summary>From code points, which stay as they are: two surrogates stay two.</summary>
    public static PyStr FromCodePoints(ReadOnlySpan<int> points) => From(Text.FromCodePoints(points));

    /// <summary>The str of one code point.</summary>
    public static PyStr FromCodePoint(int point)
    {
        if (point < 256)
            return s_latin1[point];
        return point < 0x10000 ? new PyStr(((char)point).ToString()) : new PyStr([point]);
    }

    /// <summary>The interned str with this text; immortal. For names that C# code knows.</summary>
    public static PyStr Intern(string text) => InternTable.Intern(From(text));

    /// <summary>The text as UTF-16. Two surrogates that stood apart become a pair: for messages and for .NET APIs.</summary>
    public override string ToString() => _bmp ?? From(_points!);

    /// <summary>The text as the compiler takes it.</summary>
    public Text ToText() => _bmp is not null ? Text.FromCodePoints(ToCodePoints()) : Text.FromCodePoints(_points);

    /// <summary>A copy of the code points.</summary>
    public int[] ToCodePoints()
    {
        if (_points is not null)
            return (int[])_points.Clone();
        var points = new int[_bmp!.Length];
        for (var i = 0; i < points.Length; i++)
            points[i] = _bmp[i];
        return points;
    }

    /// <summary>True where both hold the same text; subclasses do not matter here.</summary>
    public static bool TextEquals(PyStr a, PyStr b)
    {
        if (ReferenceEquals(a, b))
            return true;
        if (a._bmp is { } left)
            return b._bmp is { } right && left == right;
        return b._points is { } points && a._points.AsSpan().SequenceEqual(points);
    }

    /// <summary>True where the text is exactly <paramref name="text"/>.</summary>
    public bool TextEquals(string text) => _bmp == text;

    private static string From(int[] points) => Text.FromCodePoints(points).ToString();

    private static PyStr[] MakeLatin1()
    {
        var strings = new PyStr[256];
        for (var i = 0; i < strings.Length; i++)
            strings[i] = new PyStr(((char)i).ToString()) { RefCount = Immortal };
        return strings;
    }
}
