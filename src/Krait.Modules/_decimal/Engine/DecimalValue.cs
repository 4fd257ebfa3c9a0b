using System.Globalization;
using System.Numerics;
using Krait.Runtime.Numerics;

namespace Krait.Modules.Decimals;

/// <summary>What kind of value a decimal is.</summary>
public enum DecimalKind : byte
{
    Finite,
    Infinity,
    QuietNaN,
    SignalingNaN,
}

/// <summary><c>(-1)**sign * coefficient * 10**exponent</c>, an infinity, or a NaN whose payload is the coefficient.</summary>
public readonly struct DecimalValue
{
    public DecimalValue(bool negative, BigInteger coefficient, long exponent)
    {
        Negative = negative;
        Coefficient = coefficient;
        Exponent = exponent;
    }

    private DecimalValue(DecimalKind kind, bool negative, BigInteger payload)
    {
        Kind = kind;
        Negative = negative;
        Coefficient = payload;
    }

    public static readonly DecimalValue Zero = new(false, BigInteger.Zero, 0);
    public static readonly DecimalValue One = new(false, BigInteger.One, 0);

    public DecimalKind Kind { get; }

    public bool Negative { get; }

    /// <summary>Not negative. The payload of a NaN; zero for an infinity.</summary>
    public BigInteger Coefficient { get; }

    public long Exponent { get; }

    public static DecimalValue Infinity(bool negative) => new(DecimalKind.Infinity, negative, BigInteger.Zero);

    public static DecimalValue NaN(bool negative = false, BigInteger payload = default, bool signaling = false) =>
        new(signaling ? DecimalKind.SignalingNaN : DecimalKind.QuietNaN, negative, payload);

    public static DecimalValue FromInteger(BigInteger value) => new(value.Sign < 0, BigInteger.Abs(value), 0);

    public bool IsFinite => Kind == DecimalKind.Finite;

    public bool IsInfinite => Kind == DecimalKind.Infinity;

    public bool IsNaN => Kind >= DecimalKind.QuietNaN;

    public bool IsSignaling => Kind == DecimalKind.SignalingNaN;

    public bool IsZero => Kind == DecimalKind.Finite && Coefficient.IsZero;

    /// <summary>The digits of the coefficient; one for zero.</summary>
    public int Digits => PowersOfTen.CountDigits(Coefficient);

    /// <summary>The exponent of the leading digit.</summary>
    public long Adjusted => Exponent + Digits - 1;

    public DecimalValue WithSign(bool negative) =>
        Kind == DecimalKind.Finite ? new DecimalValue(negative, Coefficient, Exponent) : new DecimalValue(Kind, negative, Coefficient);

    /// <summary>True where the value is an integer.</summary>
    public bool IsInteger
    {
        get
        {
            if (!IsFinite)
                return false;
            if (Exponent >= 0 || Coefficient.IsZero)
                return true;
            return -Exponent < Digits && (Coefficient % PowersOfTen.Get(-Exponent)).IsZero;
        }
    }

    /// <summary>The integer part. The value is finite, and its exponent reasonable.</summary>
    public BigInteger ToInteger()
    {
        BigInteger magnitude;
        if (Exponent >= 0)
            magnitude = Coefficient.IsZero ? BigInteger.Zero : Coefficient * PowersOfTen.Get(Exponent);
        else
            magnitude = -Exponent >= Digits ? BigInteger.Zero : Coefficient / PowersOfTen.Get(-Exponent);
        return Negative ? -magnitude : magnitude;
    }

    /// <summary>The exact value of a finite float, an infinity, or a NaN.</summary>
    public static DecimalValue FromDouble(double value)
    {
        if (double.IsNaN(value))
            return NaN(double.IsNegative(value));
        if (double.IsInfinity(value))
            return Infinity(value < 0);
        var mantissa = Math.Abs(FloatOps.Decompose(value, out var exponent));
        var negative = double.IsNegative(value);
        return exponent >= 0
            ? new DecimalValue(negative, (BigInteger)mantissa << exponent, 0)
            : new DecimalValue(negative, mantissa * BigInteger.Pow(5, -exponent), exponent);
    }

    /// <summary>The nearest float. False for a signaling NaN (ValueError: cannot convert signaling NaN to float).</summary>
    public bool TryToDouble(out double value)
    {
        value = double.NaN;
        if (IsSignaling)
            return false;
        if (IsNaN)
            value = Math.CopySign(double.NaN, Negative ? -1 : 1);
        else
            FloatFormat.TryParse(ToString(), out value);
        return true;
    }

    /// <summary>A finite value as a fraction in lowest terms.</summary>
    public void AsIntegerRatio(out BigInteger numerator, out BigInteger denominator)
    {
        numerator = Negative ? -Coefficient : Coefficient;
        denominator = BigInteger.One;
        if (Coefficient.IsZero)
            return;
        if (Exponent >= 0)
        {
            numerator *= PowersOfTen.Get(Exponent);
            return;
        }
        denominator = PowersOfTen.Get(-Exponent);
        var common = BigInteger.GreatestCommonDivisor(numerator, denominator);
        numerator /= common;
        denominator /= common;
    }

    /// <summary>
    /// The hash of anything but NaNs: a quiet one hashes by identity, a signaling one raises TypeError (Cannot hash a signaling NaN value).
    /// </summary>
    public long Hash()
    {
        if (IsInfinite)
            return Negative ? -ModularHash.Infinity : ModularHash.Infinity;
        return ModularHash.OfDecimal(Coefficient, Negative, Exponent);
    }

    /// <summary>The scientific form.</summary>
    public override string ToString() => ToText(true, false);

    /// <param name="capitals">'E' rather than 'e'.</param>
    /// <param name="engineering">Exponents that are multiples of three.</param>
    public string ToText(bool capitals, bool engineering)
    {
        var sign = Negative ? "-" : "";
        if (IsInfinite)
            return sign + "Infinity";
        if (IsNaN)
        {
            var payload = Coefficient.IsZero ? "" : BigIntegerOps.ToDecimalString(Coefficient);
            return sign + (IsSignaling ? "sNaN" : "NaN") + payload;
        }
        var digits = BigIntegerOps.ToDecimalString(Coefficient);
        var leftDigits = Exponent + digits.Length;
        long point;
        if (Exponent <= 0 && leftDigits > -6)
            point = leftDigits;
        else if (!engineering)
            point = 1;
        else if (digits == "0")
            point = (long)BigIntegerOps.FloorModulo(leftDigits + 1, 3) - 1;
        else
            point = (long)BigIntegerOps.FloorModulo(leftDigits - 1, 3) + 1;
        string text;
        if (point <= 0)
            text = "0." + new string('0', (int)-point) + digits;
        else if (point >= digits.Length)
            text = digits + new string('0', (int)(point - digits.Length));
        else
            text = digits[..(int)point] + "." + digits[(int)point..];
        if (leftDigits == point)
            return sign + text;
        var exponent = leftDigits - point;
        return sign + text + (capitals ? "E" : "e") + (exponent >= 0 ? "+" : "") + exponent.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// Reads a numeric string exactly: no underscores, no spaces around, ASCII digits only. False where it is malformed
    /// (ConversionSyntax).
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DecimalValue value)
    {
        value = default;
        var negative = false;
        if (text.Length > 0 && text[0] is '+' or '-')
        {
            negative = text[0] == '-';
            text = text[1..];
        }
        if (text.Equals("inf", StringComparison.OrdinalIgnoreCase) || text.Equals("infinity", StringComparison.OrdinalIgnoreCase))
        {
            value = Infinity(negative);
            return true;
        }
        var signaling = text.StartsWith("s", StringComparison.OrdinalIgnoreCase);
        if (text[(signaling ? 1 : 0)..].StartsWith("nan", StringComparison.OrdinalIgnoreCase))
        {
            text = text[(signaling ? 4 : 3)..];
            if (text.IndexOfAnyExceptInRange('0', '9') >= 0)
                return false;
            value = NaN(negative, text.IsEmpty ? BigInteger.Zero : BigIntegerOps.ParseDigits(text, 10), signaling);
            return true;
        }
        return TryParseNumber(text, negative, out value);
    }

    private static bool TryParseNumber(ReadOnlySpan<char> text, bool negative, out DecimalValue value)
    {
        value = default;
        var exponent = BigInteger.Zero;
        var mark = text.IndexOfAny('e', 'E');
        if (mark >= 0)
        {
            var digitsOfExponent = text[(mark + 1)..];
            var unsigned = digitsOfExponent.Length > 0 && digitsOfExponent[0] is '+' or '-' ? digitsOfExponent[1..] : digitsOfExponent;
            if (unsigned.IsEmpty || unsigned.IndexOfAnyExceptInRange('0', '9') >= 0)
                return false;
            exponent = BigIntegerOps.ParseDigits(unsigned, 10);
            if (digitsOfExponent[0] == '-')
                exponent = -exponent;
            text = text[..mark];
        }
        Span<char> digits = text.Length <= 256 ? stackalloc char[256] : new char[text.Length];
        var count = 0;
        var fraction = -1;
        foreach (var c in text)
        {
            if (c == '.')
            {
                if (fraction >= 0)
                    return false;
                fraction = count;
                continue;
            }
            if (!char.IsAsciiDigit(c))
                return false;
            digits[count++] = c;
        }
        if (count == 0)
            return false;
        if (fraction >= 0)
            exponent -= count - fraction;
        // Exponents past anything that a context can hold only need to keep their sign.
        const long limit = 4 * DecimalContext.MaxEmax;
        var bounded = exponent > limit ? limit : exponent < -limit ? -limit : (long)exponent;
        value = new DecimalValue(negative, BigIntegerOps.ParseDigits(digits[..count], 10), bounded);
        return true;
    }
}

/// <summary>Powers of ten, and the number of decimal digits of an integer.</summary>
internal static class PowersOfTen
{
    private static readonly BigInteger[] s_small = Make();

    private static BigInteger[] Make()
    {
        var table = new BigInteger[400];
        table[0] = BigInteger.One;
        for (var i = 1; i < table.Length; i++)
            table[i] = table[i - 1] * 10;
        return table;
    }

    public static BigInteger Get(long exponent)
    {
        if (exponent < s_small.Length)
            return s_small[exponent];
        if (exponent > 600_000_000)
            throw new OutOfMemoryException();
        return BigIntegerOps.Power(10, (int)exponent);
    }

    public static int CountDigits(BigInteger value)
    {
        if (value.IsZero)
            return 1;
        var bits = value.GetBitLength();
        // 10**n has floor(n * log2(10)) + 1 bits: the estimate is right or one too small.
        var estimate = (int)((bits - 1) * 0.30102999566398119521) + 1;
        if (estimate < s_small.Length)
            return value >= s_small[estimate] ? estimate + 1 : estimate;
        // Only close to a power of ten does the comparison need the power itself.
        var exact = BigInteger.Log10(value);
        var floor = Math.Floor(exact);
        if (exact - floor is > 1e-9 and < 1 - 1e-9)
            return (int)floor + 1;
        var rounded = (int)Math.Round(exact);
        return value >= Get(rounded) ? rounded + 1 : rounded;
    }
}
