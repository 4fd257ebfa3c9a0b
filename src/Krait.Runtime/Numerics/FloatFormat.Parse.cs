using System.Globalization;
using System.Numerics;
using System.Text;

namespace Krait.Runtime.Numerics;

public static partial class FloatFormat
{
    /// <summary>
    /// Parses what <c>float(text)</c> takes, surrounding spaces and underscores included, after the caller has turned Unicode digits and
    /// spaces into ASCII. False: ValueError (could not convert string to float: ...).
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        text = BigIntegerOps.TrimSpaces(text);
        if (!text.Contains('_'))
            return TryParsePrefix(text, out value, out var length) && length == text.Length && length > 0;
        var kept = new StringBuilder(text.Length);
        var before = '\0';
        foreach (var c in text)
        {
            if (c == '_')
            {
                if (!char.IsAsciiDigit(before))
                    return false;
            }
            else
            {
                if (before == '_' && !char.IsAsciiDigit(c))
                    return false;
                kept.Append(c);
            }
            before = c;
        }
        if (before == '_')
            return false;
        var plain = kept.ToString();
        return TryParsePrefix(plain, out value, out var used) && used == plain.Length;
    }

    /// <summary>Reads the longest number at the start, as CPython's <c>PyOS_string_to_double</c>; overflow gives an infinity.</summary>
    public static bool TryParsePrefix(ReadOnlySpan<char> text, out double value, out int length)
    {
        value = 0;
        length = 0;
        var at = 0;
        var negative = false;
        if (at < text.Length && text[at] is '+' or '-')
            negative = text[at++] == '-';
        if (at < text.Length && (text[at] | 0x20) is 'i' or 'n')
            return TryParseSpecial(text, at, negative, out value, out length);
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        var digits = at - start;
        if (at < text.Length && text[at] == '.')
        {
            var fraction = ++at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
                at++;
            digits += at - fraction;
        }
        if (digits == 0)
            return false;
        var mantissa = text[start..at];
        var exponentStart = at;
        if (at < text.Length && (text[at] | 0x20) == 'e')
        {
            var digit = at + 1;
            if (digit < text.Length && text[digit] is '+' or '-')
                digit++;
            if (digit < text.Length && char.IsAsciiDigit(text[digit]))
            {
                while (digit < text.Length && char.IsAsciiDigit(text[digit]))
                    digit++;
                at = digit;
            }
        }
        length = at;
        value = Evaluate(mantissa, text[exponentStart..at]);
        if (negative)
            value = -value;
        return true;
    }

    private static double Evaluate(ReadOnlySpan<char> mantissa, ReadOnlySpan<char> exponent)
    {
        if (exponent.Length <= 6)
        {
            if (exponent.IsEmpty)
                return double.Parse(mantissa, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
            Span<char> joined = mantissa.Length <= 250 ? stackalloc char[256] : new char[mantissa.Length + 6];
            mantissa.CopyTo(joined);
            exponent.CopyTo(joined[mantissa.Length..]);
            return double.Parse(joined[..(mantissa.Length + exponent.Length)], NumberStyles.Float, CultureInfo.InvariantCulture);
        }
        // A huge exponent only matters beside an equally long mantissa: bring the exponent into reach first.
        var power = BigInteger.Parse(exponent[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var point = mantissa.IndexOf('.');
        var whole = point < 0 ? mantissa.Length : point;
        var digits = new StringBuilder().Append(mantissa[..whole]).Append(point < 0 ? [] : mantissa[(point + 1)..]).ToString();
        var significant = digits.TrimStart('0');
        if (significant.Length == 0)
            return 0.0;
        power += whole - (digits.Length - significant.Length);
        if (power > 400)
            return double.PositiveInfinity;
        if (power < -400)
            return 0.0;
        return double.Parse("0." + significant + "e" + power.ToString(CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private static bool TryParseSpecial(ReadOnlySpan<char> text, int at, bool negative, out double value, out int length)
    {
        var rest = text[at..];
        value = 0;
        length = at;
        if (rest.StartsWith("inf", StringComparison.OrdinalIgnoreCase))
        {
            length += rest.StartsWith("infinity", StringComparison.OrdinalIgnoreCase) ? 8 : 3;
            value = negative ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }
        if (rest.StartsWith("nan", StringComparison.OrdinalIgnoreCase))
        {
            length += 3;
            value = Math.CopySign(double.NaN, negative ? -1.0 : 1.0);
            return true;
        }
        return false;
    }

    /// <summary>What <c>float.hex</c> writes.</summary>
    public static string ToHex(double value)
    {
        if (!double.IsFinite(value))
            return Special(value, FloatFormatFlags.None);
        var bits = BitConverter.DoubleToInt64Bits(value);
        var sign = bits < 0 ? "-" : "";
        var mantissa = bits & 0xF_FFFF_FFFF_FFFF;
        var exponent = (int)((bits >> 52) & 0x7FF);
        if (exponent == 0 && mantissa == 0)
            return sign + "0x0.0p+0";
        var lead = exponent == 0 ? 0 : 1;
        exponent = exponent == 0 ? -1022 : exponent - 1023;
        return string.Create(CultureInfo.InvariantCulture, $"{sign}0x{lead}.{mantissa:x13}p{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent)}");
    }

    /// <summary>Why <see cref="FromHex"/> has no value.</summary>
    public enum HexStatus
    {
        Ok,

        /// <summary>ValueError: invalid hexadecimal floating-point string.</summary>
        Invalid,

        /// <summary>OverflowError: hexadecimal value too large to represent as a float.</summary>
        TooLarge,
    }

    /// <summary>What <c>float.fromhex</c> reads.</summary>
    public static HexStatus FromHex(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        while (text.Length > 0 && text[0] is ' ' or (>= '\t' and <= '\r'))
            text = text[1..];
        while (text.Length > 0 && text[^1] is ' ' or (>= '\t' and <= '\r'))
            text = text[..^1];
        var at = 0;
        var negative = false;
        if (at < text.Length && text[at] is '+' or '-')
            negative = text[at++] == '-';
        if (TryParseSpecial(text, at, negative, out value, out var used))
            return used == text.Length ? HexStatus.Ok : HexStatus.Invalid;
        if (at + 1 < text.Length && text[at] == '0' && (text[at + 1] | 0x20) == 'x')
            at += 2;
        if (!TryHexDigits(text, ref at, out var mantissa, out var exponent) || !TryHexExponent(text, ref at, ref exponent) || at != text.Length)
            return HexStatus.Invalid;
        value = 0;
        if (!mantissa.IsZero)
        {
            var top = exponent + mantissa.GetBitLength();
            if (top > 1100)
                return HexStatus.TooLarge;
            value = top < -1100 ? 0.0 : FloatOps.FromScaled(mantissa, (long)exponent, false);
            if (double.IsInfinity(value))
                return HexStatus.TooLarge;
        }
        if (negative)
            value = -value;
        return HexStatus.Ok;
    }

    /// <summary>The hexadecimal digits, with a point among them perhaps, and the power of two that the point makes.</summary>
    private static bool TryHexDigits(ReadOnlySpan<char> text, ref int at, out BigInteger mantissa, out BigInteger exponent)
    {
        var digits = new StringBuilder();
        var fraction = 0;
        var seenPoint = false;
        for (; at < text.Length; at++)
        {
            if (text[at] == '.' && !seenPoint)
            {
                seenPoint = true;
                continue;
            }
            if (!char.IsAsciiHexDigit(text[at]))
                break;
            digits.Append(text[at]);
            if (seenPoint)
                fraction++;
        }
        exponent = -4L * fraction;
        mantissa = digits.Length == 0 ? BigInteger.Zero : BigIntegerOps.ParseDigits(digits.ToString(), 16);
        return digits.Length > 0;
    }

    /// <summary>Adds the power of two that the text says, where it says one.</summary>
    private static bool TryHexExponent(ReadOnlySpan<char> text, ref int at, ref BigInteger exponent)
    {
        if (at >= text.Length || (text[at] | 0x20) != 'p')
            return true;
        var start = ++at;
        if (at < text.Length && text[at] is '+' or '-')
            at++;
        var firstDigit = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        if (at == firstDigit)
            return false;
        exponent += BigInteger.Parse(text[start..at], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return true;
    }
}
