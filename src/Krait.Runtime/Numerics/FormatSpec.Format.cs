using System.Numerics;
using System.Text;
using Krait.Syntax;

namespace Krait.Runtime.Numerics;

public readonly partial record struct FormatSpec
{
    /// <summary><c>str.__format__</c> with a non-empty specification.</summary>
    /// <exception cref="FormatSpecException">The specification is invalid for a string.</exception>
    public static FormattedText FormatString(Text value, Text specification, string typeName)
    {
        var spec = Parse(specification, typeName, 's', '<');
        if (spec.Type != 's')
            throw UnknownCode(spec.Type, typeName);
        if (spec.Sign == ' ')
            throw FormatSpecException.Value("Space not allowed in string format specifier");
        if (spec.Sign != '\0')
            throw FormatSpecException.Value("Sign not allowed in string format specifier");
        if (spec.NoNegativeZero)
            throw FormatSpecException.Value("Negative zero coercion (z) not allowed in string format specifier");
        if (spec.Alternate)
            throw FormatSpecException.Value("Alternate form (#) not allowed in string format specifier");
        if (spec.Align == '=')
            throw FormatSpecException.Value("'=' alignment not allowed in string format specifier");
        var length = spec.Precision >= 0 ? Math.Min(spec.Precision, value.Length) : value.Length;
        var padding = Math.Max(0, spec.Width - length);
        var left = spec.Align switch
        {
            '>' => padding,
            '^' => padding / 2,
            _ => 0,
        };
        if (value.Bmp is { } text && spec.Fill <= 0xFFFF)
        {
            if (padding == 0)
                return new FormattedText(length == text.Length ? text : text[..length]);
            return new FormattedText(string.Concat(
                new string((char)spec.Fill, left), text.AsSpan(0, length), new string((char)spec.Fill, padding - left)));
        }
        var points = new int[length + padding];
        points.AsSpan(0, left).Fill(spec.Fill);
        for (var i = 0; i < length; i++)
            points[left + i] = value[i];
        points.AsSpan(left + length).Fill(spec.Fill);
        return FromCodePoints(points);
    }

    /// <summary><c>int.__format__</c> with a non-empty specification.</summary>
    /// <param name="locale">For type 'n'; null stands for the C locale.</param>
    /// <param name="maxDigits">The limit on decimal digits, 0 for none.</param>
    /// <exception cref="FormatSpecException">The specification is invalid for an int, or the value for its type.</exception>
    public static FormattedText FormatInteger(BigInteger value, Text specification, string typeName, INumericLocale? locale = null, int maxDigits = 0)
    {
        var spec = Parse(specification, typeName, 'd', '>');
        switch (spec.Type)
        {
            case 'b' or 'c' or 'd' or 'o' or 'x' or 'X' or 'n':
                return spec.FormatIntegerCore(value, locale, maxDigits);
            case 'e' or 'E' or 'f' or 'F' or 'g' or 'G' or '%':
                if (!FloatOps.TryFromInteger(value, out var number))
                    throw new FormatSpecException(FormatErrorKind.OverflowError, "int too large to convert to float");
                return spec.FormatFloatCore(number, locale);
            default:
                throw UnknownCode(spec.Type, typeName);
        }
    }

    private FormattedText FormatIntegerCore(BigInteger value, INumericLocale? locale, int maxDigits)
    {
        if (Precision != -1)
            throw FormatSpecException.Value("Precision not allowed in integer format specifier");
        if (NoNegativeZero)
            throw FormatSpecException.Value("Negative zero coercion (z) not allowed in integer format specifier");
        if (Type == 'c')
            return FormatCharacter(value);
        var numberBase = Type switch
        {
            'b' => 2,
            'o' => 8,
            'x' or 'X' => 16,
            _ => 10,
        };
        if (numberBase == 10 && !BigIntegerOps.TryToDecimalString(BigInteger.Abs(value), maxDigits, out var digits))
        {
            throw FormatSpecException.Value(
                $"Exceeds the limit ({maxDigits} digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit");
        }
        else
        {
            digits = value >= long.MinValue + 1 && value <= long.MaxValue
                ? BigIntegerOps.ToString(Math.Abs((long)value), numberBase)
                : BigIntegerOps.ToString(BigInteger.Abs(value), numberBase);
        }
        var prefix = !Alternate ? "" : Type switch
        {
            'b' => "0b",
            'o' => "0o",
            'x' => "0x",
            'X' => "0X",
            _ => "",
        };
        if (Type == 'X')
            digits = digits.ToUpperInvariant();
        return Layout(value.Sign < 0, prefix, digits, "", "", GetLocale(locale, numberBase == 10 ? 3 : 4));
    }

    private FormattedText FormatCharacter(BigInteger value)
    {
        if (Sign != '\0')
            throw FormatSpecException.Value("Sign not allowed with integer format specifier 'c'");
        if (Alternate)
            throw FormatSpecException.Value("Alternate form (#) not allowed with integer format specifier 'c'");
        if (value < long.MinValue || value > long.MaxValue)
            throw new FormatSpecException(FormatErrorKind.OverflowError, "Python int too large to convert to C long");
        if (value.Sign < 0 || value > 0x10FFFF)
            throw new FormatSpecException(FormatErrorKind.OverflowError, "%c arg not in range(0x110000)");
        var padding = Math.Max(0, Width - 1);
        var left = Align switch
        {
            '>' or '=' => padding,
            '^' => padding / 2,
            _ => 0,
        };
        var points = new int[padding + 1];
        points.AsSpan().Fill(Fill);
        points[left] = (int)value;
        return FromCodePoints(points);
    }

    /// <summary><c>float.__format__</c> with a non-empty specification.</summary>
    /// <exception cref="FormatSpecException">The specification is invalid for a float.</exception>
    public static FormattedText FormatFloat(double value, Text specification, string typeName, INumericLocale? locale = null)
    {
        var spec = Parse(specification, typeName, '\0', '>');
        if (spec.Type is not ('\0' or 'e' or 'E' or 'f' or 'F' or 'g' or 'G' or 'n' or '%'))
            throw UnknownCode(spec.Type, typeName);
        return spec.FormatFloatCore(value, locale);
    }

    private FormattedText FormatFloatCore(double value, INumericLocale? locale)
    {
        var type = (char)Type;
        var flags = Flags();
        var defaultPrecision = 6;
        if (type == '\0')
        {
            flags |= FloatFormatFlags.AddDotZero;
            type = 'r';
            defaultPrecision = 0;
        }
        else if (type == 'n')
        {
            type = 'g';
        }
        var suffix = "";
        if (type == '%')
        {
            type = 'f';
            value *= 100;
            suffix = "%";
        }
        var precision = Precision;
        if (precision < 0)
            precision = defaultPrecision;
        else if (type == 'r')
            type = 'g';
        var text = FloatFormat.FormatShort(value, type, precision, flags);
        if (Width <= text.Length && Grouping == '\0' && FractionGrouping == '\0' && suffix.Length == 0 && Type != 'n' && Sign is '\0' or '-')
            return new FormattedText(text);
        Split(text, out var negative, out var whole, out var fraction, out var rest);
        return Layout(negative, "", whole, fraction, rest + suffix, GetLocale(locale, 3));
    }

    private FloatFormatFlags Flags() =>
        (Alternate ? FloatFormatFlags.Alternate : 0) | (NoNegativeZero ? FloatFormatFlags.NoNegativeZero : 0);

    /// <summary>Splits "-12.50e+10" into its integer digits, the fraction with its point, and the rest. "inf" is all rest.</summary>
    private static void Split(string text, out bool negative, out string whole, out string fraction, out string rest)
    {
        negative = text[0] == '-';
        var start = negative ? 1 : 0;
        var at = start;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        whole = text[start..at];
        var point = at;
        if (at < text.Length && text[at] == '.')
        {
            at++;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
                at++;
        }
        fraction = text[point..at];
        rest = text[at..];
    }

    /// <summary><c>complex.__format__</c> with a non-empty specification.</summary>
    /// <exception cref="FormatSpecException">The specification is invalid for a complex number.</exception>
    public static FormattedText FormatComplex(Complex value, Text specification, string typeName, INumericLocale? locale = null)
    {
        var spec = Parse(specification, typeName, '\0', '>');
        if (spec.Type is not ('\0' or 'e' or 'E' or 'f' or 'F' or 'g' or 'G' or 'n'))
            throw UnknownCode(spec.Type, typeName);
        if (spec.Fill == '0')
            throw FormatSpecException.Value("Zero padding is not allowed in complex format specifier");
        if (spec.Align == '=')
            throw FormatSpecException.Value("'=' alignment flag is not allowed in complex format specifier");
        return spec.FormatComplexCore(value, locale);
    }

    private FormattedText FormatComplexCore(Complex value, INumericLocale? locale)
    {
        var type = (char)Type;
        var defaultPrecision = 6;
        var parentheses = false;
        var skipReal = false;
        if (type == '\0')
        {
            type = 'r';
            defaultPrecision = 0;
            if (value.Real == 0 && !double.IsNegative(value.Real))
                skipReal = true;
            else
                parentheses = true;
        }
        else if (type == 'n')
        {
            type = 'g';
        }
        var precision = Precision;
        if (precision < 0)
            precision = defaultPrecision;
        else if (type == 'r')
            type = 'g';
        var digits = GetLocale(locale, 3);
        // Parts are neither filled nor aligned; the imaginary one always shows its sign behind a real one.
        var part = this with { Width = -1, Fill = ' ', Align = '<' };
        var builder = new StringBuilder();
        if (parentheses)
            builder.Append('(');
        if (!skipReal)
        {
            Split(FloatFormat.FormatShort(value.Real, type, precision, Flags()), out var negative, out var whole, out var fraction, out var rest);
            builder.Append(part.Layout(negative, "", whole, fraction, rest, digits).Bmp);
            part = part with { Sign = '+' };
        }
        Split(FloatFormat.FormatShort(value.Imaginary, type, precision, Flags()), out var minus, out var units, out var decimals, out var tail);
        builder.Append(part.Layout(minus, "", units, decimals, tail, digits).Bmp).Append('j');
        if (parentheses)
            builder.Append(')');
        return Pad("", builder.ToString());
    }

    private NumberLocale GetLocale(INumericLocale? locale, int group)
    {
        if (Type == 'n' && locale is not null)
            return new NumberLocale(locale.DecimalPoint, locale.ThousandsSeparator, locale.Grouping.ToArray());
        return new NumberLocale(".", Grouping == '\0' ? "" : Grouping.ToString(), Grouping == '\0' ? [] : [(byte)group, 0]);
    }

    private FormattedText Layout(bool negative, string prefix, string whole, string fraction, string rest, NumberLocale locale)
    {
        var sign = negative ? "-" : Sign switch
        {
            '+' => "+",
            ' ' => " ",
            _ => "",
        };
        if (fraction.Length > 0)
            fraction = locale.Point + (FractionGrouping == '\0' ? fraction[1..] : GroupFraction(fraction.AsSpan(1), FractionGrouping));
        var lead = sign + prefix;
        if (locale.Separator.Length > 0 && locale.Groups.Length > 0 && whole.Length > 0)
        {
            var minimum = Fill == '0' && Align == '=' ? Width - lead.Length - fraction.Length - rest.Length : 0;
            whole = locale.Group(whole, minimum);
        }
        return Pad(lead, whole + fraction + rest);
    }

    /// <summary>Groups the digits behind the point by three, from the left.</summary>
    public static string GroupFraction(ReadOnlySpan<char> digits, char separator)
    {
        var builder = new StringBuilder(digits.Length * 4 / 3);
        for (var i = 0; i < digits.Length; i++)
        {
            if (i > 0 && i % 3 == 0)
                builder.Append(separator);
            builder.Append(digits[i]);
        }
        return builder.ToString();
    }

    /// <summary>Fills up to the width; '=' puts the filling between <paramref name="lead"/> and <paramref name="body"/>.</summary>
    public FormattedText Pad(string lead, string body)
    {
        var padding = Width - lead.Length - body.Length;
        if (padding <= 0)
            return new FormattedText(lead + body);
        var left = Align switch
        {
            '<' => 0,
            '^' => padding / 2,
            _ => padding,
        };
        if (Fill <= 0xFFFF)
        {
            var before = new string((char)Fill, left);
            return new FormattedText(Align == '='
                ? string.Concat(lead, before, body)
                : string.Concat(before, lead, body, left == padding ? "" : new string((char)Fill, padding - left)));
        }
        var points = new int[lead.Length + body.Length + padding];
        var at = Align == '=' ? 0 : left;
        points.AsSpan().Fill(Fill);
        foreach (var c in lead)
            points[at++] = c;
        if (Align == '=')
            at += padding;
        foreach (var c in body)
            points[at++] = c;
        return new FormattedText(points);
    }

    /// <summary>Puts separators between groups of digits, filling up with zeros until the result is at least <paramref name="minimum"/> long.</summary>
    public static string GroupDigits(string digits, string separator, byte[] groups, int minimum) =>
        new NumberLocale(".", separator, groups).Group(digits, minimum);

    private static FormattedText FromCodePoints(int[] points)
    {
        foreach (var point in points)
        {
            if (point > 0xFFFF)
                return new FormattedText(points);
        }
        return new FormattedText(Text.FromCodePoints(points).Bmp!);
    }

    /// <summary>What a number's digits are grouped and pointed with.</summary>
    internal readonly record struct NumberLocale(string Point, string Separator, byte[] Groups)
    {
        /// <summary>Groups digits from the right, filling up with zeros until the result is at least <paramref name="minimum"/> long.</summary>
        public string Group(string digits, int minimum)
        {
            var parts = new List<string>();
            var left = digits.Length;
            var size = 0;
            for (var next = 0; ; next++)
            {
                // Past the end, or at a zero, the last size repeats; 127 ends the grouping.
                if (next < Groups.Length && Groups[next] == 127)
                    size = int.MaxValue;
                else if (next < Groups.Length && Groups[next] != 0)
                    size = Groups[next];
                else
                    next = Groups.Length;
                var take = Math.Min(size, Math.Max(Math.Max(left, minimum), 1));
                var fromDigits = Math.Min(left, take);
                parts.Add(new string('0', take - fromDigits) + digits.Substring(left - fromDigits, fromDigits));
                left -= fromDigits;
                minimum -= take;
                if (left <= 0 && minimum <= 0)
                    break;
                minimum -= Separator.Length;
            }
            parts.Reverse();
            return string.Join(Separator, parts);
        }
    }
}
