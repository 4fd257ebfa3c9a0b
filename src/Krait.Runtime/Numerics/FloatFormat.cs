using System.Globalization;

namespace Krait.Runtime.Numerics;

/// <summary>What <see cref="FloatFormat.FormatShort"/> may add or leave out.</summary>
[Flags]
public enum FloatFormatFlags
{
    None = 0,

    /// <summary>A sign in front of non-negative numbers too.</summary>
    Sign = 1,

    /// <summary>".0" after what would look like an integer.</summary>
    AddDotZero = 2,

    /// <summary>The '#' form: always a point, and no removal of trailing zeros.</summary>
    Alternate = 4,

    /// <summary>The 'z' form: no minus sign in front of what rounds to zero.</summary>
    NoNegativeZero = 8,
}

/// <summary>Python's texts of floats: repr, the codes of the format mini-language, hexadecimal.</summary>
public static partial class FloatFormat
{
    private static readonly string[] s_fixed = MakeFormats('F');
    private static readonly string[] s_exponent = MakeFormats('E');

    private static string[] MakeFormats(char code)
    {
        var formats = new string[40];
        for (var i = 0; i < formats.Length; i++)
            formats[i] = code + i.ToString(CultureInfo.InvariantCulture);
        return formats;
    }

    private static string Fixed(int precision) =>
        precision < s_fixed.Length ? s_fixed[precision] : "F" + precision.ToString(CultureInfo.InvariantCulture);

    private static string Exponent(int precision) =>
        precision < s_exponent.Length ? s_exponent[precision] : "E" + precision.ToString(CultureInfo.InvariantCulture);

    /// <summary>The shortest text that reads back as the same number, as <c>repr(float)</c> writes it.</summary>
    public static string Repr(double value) => ShortText(value, FloatFormatFlags.AddDotZero);

    /// <summary>As <see cref="Repr"/>, without the ".0": what parts of a complex number look like.</summary>
    public static string ReprWithoutPoint(double value) => ShortText(value, FloatFormatFlags.None);

    /// <summary>The number to <paramref name="decimals"/> places, correctly rounded.</summary>
    internal static double RoundToDecimals(double value, int decimals)
    {
        Span<char> buffer = stackalloc char[512];
        if (!value.TryFormat(buffer, out var count, Fixed(decimals), CultureInfo.InvariantCulture))
            throw new InvalidOperationException("The text of a rounded number is longer than any can be.");
        return double.Parse(buffer[..count], NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    /// <summary>CPython's <c>PyOS_double_to_string</c>.</summary>
    /// <param name="code">One of r e f g E F G; 'r' ignores the precision.</param>
    /// <param name="precision">Digits after the point (e, f) or significant digits (g); not negative.</param>
    public static string FormatShort(double value, char code, int precision, FloatFormatFlags flags = FloatFormatFlags.None)
    {
        var upper = code is 'E' or 'F' or 'G';
        string text;
        if (!double.IsFinite(value))
            text = Special(value, flags);
        else
        {
            text = char.ToLowerInvariant(code) switch
            {
                'r' => ShortText(value, flags),
                'f' => FixedText(value, precision, flags),
                'e' => ExponentText(value, precision, flags),
                'g' => GeneralText(value, precision, flags),
                _ => throw new ArgumentOutOfRangeException(nameof(code)),
            };
        }
        return upper ? text.ToUpperInvariant() : text;
    }

    private static string Special(double value, FloatFormatFlags flags)
    {
        var plus = (flags & FloatFormatFlags.Sign) != 0;
        if (double.IsNaN(value))
            return plus ? "+nan" : "nan";
        return value < 0 ? "-inf" : plus ? "+inf" : "inf";
    }

    private static string FixedText(double value, int precision, FloatFormatFlags flags)
    {
        var text = value.ToString(Fixed(precision), CultureInfo.InvariantCulture);
        if ((flags & FloatFormatFlags.NoNegativeZero) != 0 && text[0] == '-' && text.AsSpan(1).IndexOfAnyExcept('0', '.') < 0)
            text = text[1..];
        if (precision == 0)
        {
            if ((flags & FloatFormatFlags.Alternate) != 0)
                text += ".";
            if ((flags & FloatFormatFlags.AddDotZero) != 0)
                text += (flags & FloatFormatFlags.Alternate) != 0 ? "0" : ".0";
        }
        return WithSign(text, flags);
    }

    private static string WithSign(string text, FloatFormatFlags flags) =>
        (flags & FloatFormatFlags.Sign) != 0 && text[0] != '-' ? "+" + text : text;

    private static string ExponentText(double value, int precision, FloatFormatFlags flags)
    {
        Span<char> digits = precision < 100 ? stackalloc char[120] : new char[precision + 20];
        RoundedDigits(value, precision, digits, out var negative, out var count, out var point);
        return Compose(digits[..count], point, true, precision + 1, negative, flags);
    }

    private static string GeneralText(double value, int precision, FloatFormatFlags flags)
    {
        if (precision == 0)
            precision = 1;
        Span<char> digits = precision < 100 ? stackalloc char[120] : new char[precision + 20];
        RoundedDigits(value, precision - 1, digits, out var negative, out var count, out var point);
        var limit = precision - ((flags & FloatFormatFlags.AddDotZero) != 0 ? 1 : 0);
        var exponent = point <= -4 || point > limit;
        if ((flags & FloatFormatFlags.Alternate) == 0)
        {
            while (count > 1 && digits[count - 1] == '0')
                count--;
        }
        return Compose(digits[..count], point, exponent, (flags & FloatFormatFlags.Alternate) != 0 ? precision : count, negative, flags);
    }

    private static string ShortText(double value, FloatFormatFlags flags)
    {
        if (!double.IsFinite(value))
            return Special(value, flags);
        Span<char> digits = stackalloc char[40];
        value.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        if ((BitConverter.DoubleToInt64Bits(value) & 0xF_FFFF_FFFF_FFFF) == 0
            && double.Parse(digits[..length], NumberStyles.Float, CultureInfo.InvariantCulture) != value)
        {
            // Below a power of two the neighbours are closer, which .NET overlooks for a few of them (2**-25).
            value.TryFormat(digits, out length, "E16", CultureInfo.InvariantCulture);
        }
        // Where .NET and Python agree on the form (no exponent, a point), the text is done.
        if (flags == FloatFormatFlags.AddDotZero && !digits[..length].Contains('E'))
        {
            if (digits[..length].Contains('.'))
                return new string(digits[..length]);
            if (Math.Abs(value) < 1e16)
            {
                ".0".CopyTo(digits[length..]);
                return new string(digits[..(length + 2)]);
            }
        }
        SplitDigits(digits, length, out var negative, out var count, out var point);
        while (count > 1 && digits[count - 1] == '0')
            count--;
        return Compose(digits[..count], point, point is <= -4 or > 16, count, negative, flags);
    }

    /// <summary>Digits of the exact value, correctly rounded to <paramref name="decimals"/> digits after the first.</summary>
    private static void RoundedDigits(double value, int decimals, Span<char> digits, out bool negative, out int count, out int point)
    {
        if (!value.TryFormat(digits, out var length, Exponent(decimals), CultureInfo.InvariantCulture))
            throw new InvalidOperationException("The buffer for the digits of a float is too small.");
        SplitDigits(digits, length, out negative, out count, out point);
    }

    /// <summary>Turns "-12.5E+20" into the digits "125" and the position of the point counted from their start.</summary>
    private static void SplitDigits(Span<char> text, int length, out bool negative, out int count, out int point)
    {
        negative = text[0] == '-';
        count = 0;
        point = 0;
        var exponent = 0;
        var seenPoint = false;
        for (var i = negative ? 1 : 0; i < length; i++)
        {
            var c = text[i];
            if (c == '.')
            {
                seenPoint = true;
                continue;
            }
            if (c == 'E')
            {
                exponent = int.Parse(text[(i + 1)..length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                break;
            }
            if (!seenPoint)
                point++;
            text[count++] = c;
        }
        point += exponent;
        var zeros = 0;
        while (zeros < count - 1 && text[zeros] == '0')
            zeros++;
        if (zeros > 0 && (text[zeros] != '0' || exponent == 0))
        {
            var isZero = text[zeros] == '0';
            if (isZero)
            {
                // All digits are zeros: keep as many as asked for.
                point = 1;
                return;
            }
            text[zeros..count].CopyTo(text);
            count -= zeros;
            point -= zeros;
        }
        if (text[0] == '0')
            point = 1;
    }

    private static string Compose(Span<char> digits, int point, bool useExponent, int shown, bool negative, FloatFormatFlags flags)
    {
        if (negative && (flags & FloatFormatFlags.NoNegativeZero) != 0 && digits.IndexOfAnyExcept('0') < 0)
            negative = false;
        var exponent = 0;
        if (useExponent)
        {
            exponent = point - 1;
            point = 1;
        }
        // The window of digit positions to print, as CPython lays it out.
        var first = Math.Min(point - 1, 0);
        var last = Math.Max(shown, digits.Length);
        if (point >= last)
            last = (flags & FloatFormatFlags.AddDotZero) != 0 && !useExponent ? point + 1 : point;
        var capacity = last - first + 12;
        Span<char> text = capacity <= 256 ? stackalloc char[256] : new char[capacity];
        var length = 0;
        if (negative)
            text[length++] = '-';
        else if ((flags & FloatFormatFlags.Sign) != 0)
            text[length++] = '+';
        for (var i = first; i < last; i++)
        {
            if (i == point)
                text[length++] = '.';
            text[length++] = i >= 0 && i < digits.Length ? digits[i] : '0';
        }
        if (last == point && (flags & FloatFormatFlags.Alternate) != 0)
            text[length++] = '.';
        if (useExponent)
        {
            text[length++] = 'e';
            text[length++] = exponent < 0 ? '-' : '+';
            exponent = Math.Abs(exponent);
            if (exponent < 10)
                text[length++] = '0';
            exponent.TryFormat(text[length..], out var written, default, CultureInfo.InvariantCulture);
            length += written;
        }
        return new string(text[..length]);
    }
}
