using System.Numerics;
using Krait.Syntax;

namespace Krait.Runtime.Numerics;

/// <summary>The flags of a %-directive.</summary>
[Flags]
public enum PercentFlags
{
    None = 0,
    LeftAdjust = 1,
    Sign = 2,
    Blank = 4,
    Alternate = 8,
    Zero = 16,
}

/// <summary>A directive of a %-template, <c>%(name)#0- +*.*ld</c>.</summary>
/// <param name="Name">The mapping key, or null.</param>
/// <param name="Width">-1 where none is given, <see cref="FromArgument"/> for '*'.</param>
/// <param name="Precision">-1 where none is given, <see cref="FromArgument"/> for '*'.</param>
/// <param name="Conversion">The code point of the conversion.</param>
/// <param name="Position">The index of the conversion in the template, for messages.</param>
public readonly record struct PercentDirective(Text? Name, PercentFlags Flags, int Width, int Precision, int Conversion, int Position)
{
    /// <summary>The width or precision is the next argument.</summary>
    public const int FromArgument = -2;

    public bool Has(PercentFlags flag) => (Flags & flag) != 0;

    /// <summary>Takes a '*' width from its argument: a negative one means left adjustment.</summary>
    public PercentDirective WithWidth(int width) =>
        width < 0 ? this with { Width = -width, Flags = Flags | PercentFlags.LeftAdjust } : this with { Width = width };

    /// <summary>Takes a '*' precision from its argument: a negative one counts as zero.</summary>
    public PercentDirective WithPrecision(int precision) => this with { Precision = Math.Max(0, precision) };
}

/// <summary>Reads a %-template: <see cref="ReadLiteral"/> and <see cref="TryReadDirective"/> in turn.</summary>
public struct PercentTemplateReader(Text template)
{
    private int _at;

    /// <summary>The text up to the next '%' or the end.</summary>
    public Text ReadLiteral()
    {
        var start = _at;
        while (_at < template.Length && template[_at] != '%')
            _at++;
        return FormatTemplateReader.Slice(template, start, _at);
    }

    /// <summary>The directive at the '%' where the literal ended; false at the end of the template. "%%" comes as the conversion '%'.</summary>
    /// <exception cref="FormatSpecException">The directive is malformed.</exception>
    public bool TryReadDirective(out PercentDirective directive)
    {
        directive = default;
        if (_at >= template.Length)
            return false;
        _at++;
        Text? name = null;
        if (_at < template.Length && template[_at] == '(')
            name = ReadName();
        var flags = PercentFlags.None;
        while (_at < template.Length && FlagOf(template[_at]) is not PercentFlags.None and var flag)
        {
            flags |= flag;
            _at++;
        }
        var width = ReadNumber("width too big", -1);
        var precision = -1;
        if (_at < template.Length && template[_at] == '.')
        {
            _at++;
            precision = ReadNumber("precision too big", 0);
        }
        if (_at < template.Length && template[_at] is 'h' or 'l' or 'L')
            _at++;
        if (_at >= template.Length)
            throw FormatSpecException.Value("incomplete format");
        directive = new PercentDirective(name, flags, width, precision, template[_at], _at);
        _at++;
        return true;
    }

    private static PercentFlags FlagOf(int c) => c switch
    {
        '-' => PercentFlags.LeftAdjust,
        '+' => PercentFlags.Sign,
        ' ' => PercentFlags.Blank,
        '#' => PercentFlags.Alternate,
        '0' => PercentFlags.Zero,
        _ => PercentFlags.None,
    };

    private Text ReadName()
    {
        var start = ++_at;
        var nested = 1;
        while (nested > 0 && _at < template.Length)
        {
            if (template[_at] == ')')
                nested--;
            else if (template[_at] == '(')
                nested++;
            _at++;
        }
        if (nested > 0)
            throw FormatSpecException.Value("incomplete format key");
        return FormatTemplateReader.Slice(template, start, _at - 1);
    }

    private int ReadNumber(string tooBig, int missing)
    {
        if (_at < template.Length && template[_at] == '*')
        {
            _at++;
            return PercentDirective.FromArgument;
        }
        var start = _at;
        long value = 0;
        while (_at < template.Length && template[_at] is >= '0' and <= '9')
        {
            value = value * 10 + (template[_at++] - '0');
            if (value > int.MaxValue)
                throw FormatSpecException.Value(tooBig);
        }
        return _at == start ? missing : (int)value;
    }
}

/// <summary>Formats the arguments of %-directives.</summary>
public static class PercentFormat
{
    /// <summary>The message of the ValueError for an unknown conversion.</summary>
    public static string UnsupportedMessage(in PercentDirective directive)
    {
        var shown = directive.Conversion is >= 32 and < 127 ? (char)directive.Conversion : '?';
        return $"unsupported format character '{shown}' (0x{directive.Conversion:x}) at index {directive.Position}";
    }

    /// <summary>%d %i %u %o %x %X.</summary>
    /// <exception cref="FormatSpecException">The text would be too long.</exception>
    public static string FormatInteger(BigInteger value, in PercentDirective directive, int maxDigits = 0)
    {
        var conversion = (char)directive.Conversion;
        var numberBase = conversion switch
        {
            'o' => 8,
            'x' or 'X' => 16,
            _ => 10,
        };
        string digits;
        if (numberBase != 10)
        {
            digits = BigIntegerOps.ToString(BigInteger.Abs(value), numberBase);
        }
        else if (!BigIntegerOps.TryToDecimalString(BigInteger.Abs(value), maxDigits, out digits))
        {
            throw FormatSpecException.Value(
                $"Exceeds the limit ({maxDigits} digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit");
        }
        if (directive.Precision > digits.Length)
            digits = digits.PadLeft(directive.Precision, '0');
        var prefix = !directive.Has(PercentFlags.Alternate) ? "" : conversion switch
        {
            'o' => "0o",
            'x' => "0x",
            'X' => "0X",
            _ => "",
        };
        if (conversion == 'X')
            digits = digits.ToUpperInvariant();
        return Assemble(value.Sign < 0, prefix, digits, directive);
    }

    /// <summary>%e %E %f %F %g %G.</summary>
    public static string FormatFloat(double value, in PercentDirective directive)
    {
        var precision = directive.Precision < 0 ? 6 : directive.Precision;
        var flags = directive.Has(PercentFlags.Alternate) ? FloatFormatFlags.Alternate : FloatFormatFlags.None;
        var text = FloatFormat.FormatShort(value, (char)directive.Conversion, precision, flags);
        if (directive.Width <= text.Length && !directive.Has(PercentFlags.Sign | PercentFlags.Blank))
            return text;
        var negative = text[0] == '-';
        return Assemble(negative, "", negative ? text[1..] : text, directive);
    }

    private static string Assemble(bool negative, string prefix, string digits, in PercentDirective directive)
    {
        var sign = negative ? "-" : directive.Has(PercentFlags.Sign) ? "+" : directive.Has(PercentFlags.Blank) ? " " : "";
        var padding = directive.Width - sign.Length - prefix.Length - digits.Length;
        if (padding <= 0)
            return string.Concat(sign, prefix, digits);
        if (directive.Has(PercentFlags.LeftAdjust))
            return string.Concat(sign, prefix, digits, new string(' ', padding));
        return directive.Has(PercentFlags.Zero)
            ? string.Concat(sign, prefix, new string('0', padding), digits)
            : string.Concat(new string(' ', padding), sign, prefix, digits);
    }

    /// <summary>%s %r %a and %c: cuts to the precision (not for %c) and fills up to the width with spaces.</summary>
    public static FormattedText FormatText(Text text, in PercentDirective directive)
    {
        var length = directive.Conversion != 'c' && directive.Precision >= 0 ? Math.Min(directive.Precision, text.Length) : text.Length;
        var cut = FormatTemplateReader.Slice(text, 0, length);
        var padding = directive.Width - length;
        if (padding <= 0)
            return cut.Bmp is { } plain ? new FormattedText(plain) : new FormattedText(cut.CodePoints!);
        var left = directive.Has(PercentFlags.LeftAdjust) ? 0 : padding;
        if (cut.Bmp is { } bmp)
            return new FormattedText(left > 0 ? bmp.PadLeft(length + padding) : bmp.PadRight(length + padding));
        var points = new int[length + padding];
        points.AsSpan().Fill(' ');
        cut.CodePoints.CopyTo(points.AsSpan(left));
        return new FormattedText(points);
    }
}
