using Krait.Syntax;

namespace Krait.Runtime.Numerics;

/// <summary>The Python exception that a formatting error becomes.</summary>
public enum FormatErrorKind
{
    ValueError,
    OverflowError,
    TypeError,
    KeyError,
    MemoryError,
}

/// <summary>A format specification or template that Python rejects; the message is CPython's.</summary>
public sealed class FormatSpecException(FormatErrorKind kind, string message) : Exception(message)
{
    public FormatErrorKind Kind { get; } = kind;

    internal static FormatSpecException Value(string message) => new(FormatErrorKind.ValueError, message);
}

/// <summary>
/// A formatted text in the two shapes that Python strings have here: one char a code point, or, where one is past U+FFFF, an array of code
/// points.
/// </summary>
public readonly struct FormattedText
{
    public FormattedText(string bmp) => Bmp = bmp;

    public FormattedText(int[] codePoints) => CodePoints = codePoints;

    public string? Bmp { get; }

    public int[]? CodePoints { get; }

    /// <summary>The text as UTF-16, for display.</summary>
    public override string ToString() => Bmp ?? Text.FromCodePoints(CodePoints).ToString();
}

/// <summary>How numbers of type 'n' are grouped and pointed.</summary>
public interface INumericLocale
{
    string DecimalPoint { get; }

    string ThousandsSeparator { get; }

    /// <summary>The sizes of the groups from the right, as <c>localeconv()['grouping']</c>: 0 repeats the last, 127 stops; empty: no groups.</summary>
    ReadOnlySpan<byte> Grouping { get; }
}

/// <summary>
/// A parsed specification of the format mini-language:
/// <c>[[fill]align][sign][z][#][0][width][grouping][.precision[grouping]][type]</c>.
/// </summary>
public readonly partial record struct FormatSpec
{
    public int Fill { get; init; }

    public bool HasFill { get; init; }

    /// <summary>One of &lt; &gt; = ^.</summary>
    public char Align { get; init; }

    public bool HasAlign { get; init; }

    /// <summary>'+', '-', ' ' or '\0'.</summary>
    public char Sign { get; init; }

    public bool NoNegativeZero { get; init; }

    public bool Alternate { get; init; }

    /// <summary>-1 where none is given.</summary>
    public int Width { get; init; }

    /// <summary>-1 where none is given.</summary>
    public int Precision { get; init; }

    /// <summary>',', '_' or '\0'.</summary>
    public char Grouping { get; init; }

    /// <summary>',', '_' or '\0', for the digits after the point.</summary>
    public char FractionGrouping { get; init; }

    /// <summary>The type's code point, or the default where none is given.</summary>
    public int Type { get; init; }

    private static bool IsAlign(int c) => c is '<' or '>' or '=' or '^';

    /// <summary>Parses a specification.</summary>
    /// <param name="typeName">The Python type of the value, for messages.</param>
    /// <param name="defaultType">'s', 'd' or '\0'.</param>
    /// <param name="defaultAlign">'&lt;' or '&gt;'.</param>
    /// <exception cref="FormatSpecException">The specification is invalid.</exception>
    public static FormatSpec Parse(Text spec, string typeName, char defaultType, char defaultAlign)
    {
        var at = 0;
        var end = spec.Length;
        int fill = ' ';
        bool hasFill = false, hasAlign = false;
        var align = defaultAlign;
        var sign = '\0';
        if (end >= 2 && IsAlign(spec[1]))
        {
            fill = spec[0];
            align = (char)spec[1];
            hasFill = hasAlign = true;
            at = 2;
        }
        else if (end >= 1 && IsAlign(spec[0]))
        {
            align = (char)spec[0];
            hasAlign = true;
            at = 1;
        }
        if (at < end && spec[at] is ' ' or '+' or '-')
            sign = (char)spec[at++];
        var noNegativeZero = Skip(spec, ref at, 'z');
        var alternate = Skip(spec, ref at, '#');
        if (!hasFill && at < end && spec[at] == '0')
        {
            fill = '0';
            hasFill = true;
            if (!hasAlign && defaultAlign == '>')
                align = '=';
            at++;
        }
        var width = ParseInteger(spec, ref at);
        var grouping = ParseGrouping(spec, ref at);
        var (precision, fractionGrouping) = ParsePrecision(spec, ref at);
        if (end - at > 1)
            throw FormatSpecException.Value($"Invalid format specifier '{spec}' for object of type '{typeName}'");
        var type = at < end ? spec[at] : defaultType;
        CheckGrouping(grouping, type);
        if (fractionGrouping != '\0' && type == 'n')
            throw FormatSpecException.Value($"Cannot specify '{fractionGrouping}' with 'n'.");
        return new FormatSpec
        {
            Fill = fill,
            HasFill = hasFill,
            Align = align,
            HasAlign = hasAlign,
            Sign = sign,
            NoNegativeZero = noNegativeZero,
            Alternate = alternate,
            Width = width,
            Precision = precision,
            Grouping = grouping,
            FractionGrouping = fractionGrouping,
            Type = type,
        };
    }

    private static bool Skip(Text spec, ref int at, char flag)
    {
        if (at >= spec.Length || spec[at] != flag)
            return false;
        at++;
        return true;
    }

    private static (int Precision, char Grouping) ParsePrecision(Text spec, ref int at)
    {
        if (!Skip(spec, ref at, '.'))
            return (-1, '\0');
        var precision = ParseInteger(spec, ref at);
        var grouping = ParseGrouping(spec, ref at);
        return precision == -1 && grouping == '\0' ? throw FormatSpecException.Value("Format specifier missing precision") : (precision, grouping);
    }

    private static int ParseInteger(Text spec, ref int at)
    {
        var start = at;
        long value = 0;
        for (; at < spec.Length && DecimalDigit(spec[at]) is >= 0 and var digit; at++)
        {
            value = value * 10 + digit;
            if (value > int.MaxValue)
                throw FormatSpecException.Value("Too many decimal digits in format string");
        }
        return at == start ? -1 : (int)value;
    }

    internal static int DecimalDigit(int c)
    {
        if (c < 128)
            return c is >= '0' and <= '9' ? c - '0' : -1;
        if (c > 0xFFFF)
            return (int)System.Globalization.CharUnicodeInfo.GetDecimalDigitValue(char.ConvertFromUtf32(c), 0);
        return System.Globalization.CharUnicodeInfo.GetDecimalDigitValue((char)c);
    }

    private static char ParseGrouping(Text spec, ref int at)
    {
        if (at >= spec.Length || spec[at] is not (',' or '_'))
            return '\0';
        var grouping = (char)spec[at++];
        if (at < spec.Length && spec[at] is ',' or '_' && spec[at] != grouping)
            throw FormatSpecException.Value("Cannot specify both ',' and '_'.");
        return grouping;
    }

    private static void CheckGrouping(char grouping, int type)
    {
        if (grouping == '\0' || type is 'd' or 'e' or 'f' or 'g' or 'E' or 'G' or '%' or 'F' or '\0')
            return;
        if (type is 'b' or 'o' or 'x' or 'X' && grouping == '_')
            return;
        throw FormatSpecException.Value($"Cannot specify '{grouping}' with {QuoteCode(type)}.");
    }

    private static string QuoteCode(int code) => code is > 32 and < 128 ? $"'{(char)code}'" : $"'\\x{code:x}'";

    internal static FormatSpecException UnknownCode(int code, string typeName) =>
        FormatSpecException.Value($"Unknown format code {QuoteCode(code)} for object of type '{typeName}'");
}
