using System.Numerics;
using Krait.Runtime.Numerics;
using Krait.Syntax;

namespace Krait.Modules.Decimals;

/// <summary><c>Decimal.__format__</c>.</summary>
public static class DecimalFormat
{
    private static FormatSpecException InvalidFormat() => new(FormatErrorKind.ValueError, "invalid format string");

    /// <summary>Formats by a specification of the mini-language.</summary>
    /// <param name="locale">For type 'n'; null stands for the C locale.</param>
    /// <exception cref="FormatSpecException">The specification is invalid (ValueError: invalid format string).</exception>
    public static FormattedText Format(in DecimalValue value, Text specification, DecimalContext context, INumericLocale? locale = null)
    {
        if (!TryParse(specification, out var spec))
            throw InvalidFormat();
        var body = value.IsFinite ? Digits(value, spec, context) : value.WithSign(false) + (spec.Type == '%' ? "%" : "");
        var negative = value.Negative;
        if (spec.NoNegativeZero && negative && body.AsSpan().IndexOfAnyInRange('1', '9') < 0 && value.IsFinite)
            negative = false;
        else if (spec.NoNegativeZero && negative && value.IsFinite && IsZeroText(body))
            negative = false;
        var sign = negative ? "-" : spec.Sign is '+' or ' ' ? spec.Sign.ToString() : "";
        var zeroFlag = !spec.HasAlign && spec.HasFill;
        if (!value.IsFinite && zeroFlag)
            spec = spec with { Fill = ' ', Align = '>' };
        return Layout(spec, sign, body, value.IsFinite, zeroFlag, locale);
    }

    /// <summary>True for a specification that <see cref="Format"/> takes.</summary>
    public static bool IsValid(Text specification) => TryParse(specification, out _);

    private static bool TryParse(Text specification, out FormatSpec spec)
    {
        spec = default;
        try
        {
            spec = FormatSpec.Parse(specification, "decimal.Decimal", '\0', '>');
        }
        catch (FormatSpecException)
        {
            return false;
        }
        var ownSeparators = spec.Grouping != '\0' || spec.FractionGrouping != '\0';
        return !(spec.HasAlign && HasZeroFlag(specification)) && !(spec.Type is 'n' or 'N' && ownSeparators)
            && spec.Type is '\0' or 'e' or 'E' or 'f' or 'F' or 'g' or 'G' or 'n' or 'N' or '%';
    }

    /// <summary>True where a '0' stands in front of the width. Beside an alignment it is an error here, though not for float.</summary>
    private static bool HasZeroFlag(Text specification)
    {
        var at = specification.Length >= 2 && specification[1] is '<' or '>' or '=' or '^' ? 2 : 1;
        foreach (var option in "+z#")
        {
            if (at < specification.Length && (specification[at] == option || (option == '+' && specification[at] is ' ' or '-')))
                at++;
        }
        return at < specification.Length && specification[at] == '0';
    }

    private static bool IsZeroText(string body)
    {
        foreach (var c in body)
        {
            if (c is 'e' or 'E')
                return true;
            if (c is >= '1' and <= '9')
                return false;
        }
        return true;
    }

    private static FormattedText Layout(FormatSpec spec, string sign, string body, bool finite, bool zeroFlag, INumericLocale? locale)
    {
        var isLocal = spec.Type is 'n' or 'N';
        var separator = isLocal ? locale?.ThousandsSeparator ?? "" : spec.Grouping == '\0' ? "" : spec.Grouping.ToString();
        var point = isLocal ? locale?.DecimalPoint ?? "." : ".";
        var groups = isLocal ? locale is null ? [] : locale.Grouping.ToArray() : new byte[] { 3, 0 };
        if (finite)
        {
            var end = 0;
            while (end < body.Length && char.IsAsciiDigit(body[end]))
                end++;
            var whole = body[..end];
            var rest = body[end..];
            if (rest.StartsWith('.'))
                rest = point + GroupFraction(rest[1..], spec.FractionGrouping);
            if (separator.Length > 0 && groups.Length > 0)
            {
                var minimum = zeroFlag ? spec.Width - sign.Length - rest.Length : 0;
                whole = FormatSpec.GroupDigits(whole, separator, groups, minimum);
            }
            body = whole + rest;
        }
        return spec.Pad(sign, body);
    }

    private static string GroupFraction(string rest, char separator)
    {
        if (separator == '\0')
            return rest;
        var end = 0;
        while (end < rest.Length && char.IsAsciiDigit(rest[end]))
            end++;
        return FormatSpec.GroupFraction(rest.AsSpan(0, end), separator) + rest[end..];
    }

    private static string Digits(DecimalValue value, FormatSpec spec, DecimalContext context)
    {
        var type = (char)spec.Type;
        var suffix = "";
        if (type == '%')
        {
            value = new DecimalValue(value.Negative, value.Coefficient, value.Exponent + 2);
            suffix = "%";
        }
        if (type is 'n' or 'N')
            type = type == 'n' ? 'g' : 'G';
        if (type == '\0')
            type = context.Capitals ? 'G' : 'g';
        var lower = char.ToLowerInvariant(type);
        if (spec.Precision >= 0)
        {
            value = lower switch
            {
                'e' => RoundTo(value, spec.Precision + 1L, context),
                'g' => value.Digits > Math.Max(1, spec.Precision) ? RoundTo(value, Math.Max(1, spec.Precision), context) : value,
                _ => DecimalMath.Rescale(value, -spec.Precision, context.Rounding),
            };
        }
        if (value.IsZero && value.Exponent > 0 && lower is 'f' or '%')
            value = new DecimalValue(value.Negative, BigInteger.Zero, 0);
        var digits = BigIntegerOps.ToDecimalString(value.Coefficient);
        var left = value.Exponent + digits.Length;
        long point;
        if (lower == 'e')
        {
            if (value.IsZero && spec.Precision >= 0)
            {
                digits = new string('0', spec.Precision + 1);
                return Place(digits, 1) + (spec.Alternate && digits.Length == 1 ? "." : "") + type + ExponentText(value.Exponent + spec.Precision) + suffix;
            }
            point = 1;
        }
        else if (lower is 'f' or '%')
        {
            point = left;
        }
        else
        {
            point = value.Exponent <= 0 && left > -6 ? left : 1;
        }
        var text = Place(digits, point);
        if (spec.Alternate && point >= digits.Length)
            text += ".";
        if (lower == 'e' || (lower == 'g' && left != point))
            text += (char.IsUpper(type) ? 'E' : 'e') + ExponentText(left - point);
        return text + suffix;
    }

    private static string ExponentText(long exponent) => exponent.ToString("+0;-0;+0", System.Globalization.CultureInfo.InvariantCulture);

    private static DecimalValue RoundTo(in DecimalValue value, long digits, DecimalContext context)
    {
        if (value.IsZero)
            return value;
        var result = DecimalMath.Rescale(value, value.Adjusted - digits + 1, context.Rounding);
        // Rounding may have carried into one more digit.
        return result.Digits > digits ? DecimalMath.Rescale(result, result.Exponent + 1, context.Rounding) : result;
    }

    private static string Place(string digits, long point)
    {
        if (point <= 0)
            return "0." + new string('0', (int)-point) + digits;
        if (point >= digits.Length)
            return digits + new string('0', (int)(point - digits.Length));
        return digits[..(int)point] + "." + digits[(int)point..];
    }
}
