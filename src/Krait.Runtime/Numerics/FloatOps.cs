using System.Numerics;

namespace Krait.Runtime.Numerics;

/// <summary>Arithmetic of Python's <c>float</c>, and its exact conversions from and to integers.</summary>
public static class FloatOps
{
    /// <summary>Python's <c>//</c>. The divisor is not zero.</summary>
    public static double FloorDivide(double a, double b)
    {
        DivMod(a, b, out var quotient, out _);
        return quotient;
    }

    /// <summary>Python's <c>%</c>. The divisor is not zero.</summary>
    public static double Modulo(double a, double b)
    {
        var remainder = a % b;
        if (remainder == 0)
            return Math.CopySign(0.0, b);
        return b < 0 != remainder < 0 ? remainder + b : remainder;
    }

    /// <summary>Python's <c>divmod</c>. The divisor is not zero.</summary>
    public static void DivMod(double a, double b, out double quotient, out double remainder)
    {
        remainder = a % b;
        var division = (a - remainder) / b;
        if (remainder != 0)
        {
            if (b < 0 != remainder < 0)
            {
                remainder += b;
                division -= 1.0;
            }
        }
        else
        {
            remainder = Math.CopySign(0.0, b);
        }
        if (division == 0)
        {
            quotient = Math.CopySign(0.0, a / b);
            return;
        }
        quotient = Math.Floor(division);
        if (division - quotient > 0.5)
            quotient += 1.0;
    }

    /// <summary>The integer part of a finite number, exactly.</summary>
    public static BigInteger ToInteger(double value) =>
        Math.Abs(value) < 9.2e18 ? (BigInteger)(long)value : new BigInteger(value);

    /// <summary>Nearest double, ties to even; false where Python raises OverflowError (int too large to convert to float).</summary>
    public static bool TryFromInteger(BigInteger value, out double result)
    {
        if (value >= long.MinValue && value <= long.MaxValue)
        {
            result = (long)value;
            return true;
        }
        var magnitude = BigInteger.Abs(value);
        result = FromScaled(magnitude, 0, false);
        if (value.Sign < 0)
            result = -result;
        return !double.IsInfinity(result);
    }

    /// <summary>
    /// <c>a / b</c> of two integers, correctly rounded. The divisor is not zero. False where Python raises OverflowError
    /// (integer division result too large for a float).
    /// </summary>
    public static bool TryDivide(BigInteger a, BigInteger b, out double result)
    {
        const long exact = 1L << 53;
        if (a >= -exact && a <= exact && b >= -exact && b <= exact)
        {
            result = (double)(long)a / (long)b;
            return true;
        }
        var negative = a.Sign < 0 != b.Sign < 0;
        a = BigInteger.Abs(a);
        b = BigInteger.Abs(b);
        result = negative ? -0.0 : 0.0;
        if (a.IsZero)
            return true;
        var difference = a.GetBitLength() - b.GetBitLength();
        if (difference > 1025)
            return false;
        if (difference < -1080)
            return true;
        var shift = (int)(66 - difference);
        if (shift >= 0)
            a <<= shift;
        else
            b <<= -shift;
        var quotient = BigInteger.DivRem(a, b, out var rest);
        result = FromScaled(quotient, -shift, !rest.IsZero);
        if (negative)
            result = -result;
        return !double.IsInfinity(result);
    }

    /// <summary>The double nearest to <c>(magnitude + a little where sticky) * 2**exponent</c>, ties to even.</summary>
    public static double FromScaled(BigInteger magnitude, long exponent, bool sticky)
    {
        if (magnitude.IsZero)
            return 0.0;
        var shift = (int)(magnitude.GetBitLength() - 64);
        ulong top;
        if (shift > 0)
        {
            sticky |= (long)BigInteger.TrailingZeroCount(magnitude) < shift;
            top = (ulong)(magnitude >> shift);
        }
        else
        {
            top = (ulong)magnitude << -shift;
        }
        return RoundNormalized(top, exponent + shift, sticky);
    }

    private static double RoundNormalized(ulong top, long exponent, bool sticky)
    {
        var binade = exponent + 63;
        if (binade > 1023)
            return double.PositiveInfinity;
        var drop = 11;
        if (binade < -1022)
        {
            if (binade < -1076)
                return 0.0;
            drop += (int)(-1022 - binade);
        }
        var kept = drop == 64 ? 0 : drop > 64 ? 0 : top >> drop;
        if (drop <= 64)
        {
            var rest = drop == 64 ? top : top & ((1UL << drop) - 1);
            var half = 1UL << (drop - 1);
            if (rest > half || (rest == half && (sticky || (kept & 1) != 0)))
                kept++;
        }
        // The implicit bit is part of kept, so that a carry moves into the exponent by itself.
        var bits = binade >= -1022 ? ((ulong)(binade + 1022) << 52) + kept : kept;
        return BitConverter.UInt64BitsToDouble(bits);
    }

    /// <summary>A finite number as <c>mantissa * 2**exponent</c> with an odd mantissa, or 0.</summary>
    public static long Decompose(double value, out int exponent)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var mantissa = bits & 0xF_FFFF_FFFF_FFFF;
        exponent = (int)((bits >> 52) & 0x7FF);
        if (exponent == 0)
            exponent = 1;
        else
            mantissa |= 1L << 52;
        exponent -= 1075;
        if (mantissa == 0)
        {
            exponent = 0;
            return 0;
        }
        var zeros = BitOperations.TrailingZeroCount(mantissa);
        exponent += zeros;
        mantissa >>= zeros;
        return bits < 0 ? -mantissa : mantissa;
    }

    /// <summary>A finite number as a fraction in lowest terms with a positive denominator.</summary>
    public static void AsIntegerRatio(double value, out BigInteger numerator, out BigInteger denominator)
    {
        numerator = Decompose(value, out var exponent);
        denominator = BigInteger.One;
        if (exponent > 0)
            numerator <<= exponent;
        else
            denominator <<= -exponent;
    }

    /// <summary>
    /// <c>round(value, digits)</c> of a finite number: the decimal nearest to the exact value, ties to even. False where the result
    /// overflows (OverflowError: rounded value too large to represent).
    /// </summary>
    public static bool TryRound(double value, long digits, out double result)
    {
        result = value;
        if (!double.IsFinite(value) || value == 0 || digits > 323)
            return true;
        if (digits < -308)
        {
            result = 0.0 * value;
            return true;
        }
        if (digits >= 0)
        {
            if (Math.Abs(value) < 4503599627370496.0)
                result = FloatFormat.RoundToDecimals(value, (int)digits);
            return true;
        }
        var mantissa = Math.Abs(Decompose(value, out var exponent));
        var power = BigInteger.Pow(10, (int)-digits);
        var numerator = (BigInteger)mantissa;
        var denominator = power;
        if (exponent > 0)
            numerator <<= exponent;
        else
            denominator <<= -exponent;
        var quotient = BigInteger.DivRem(numerator, denominator, out var rest);
        var compared = (rest * 2).CompareTo(denominator);
        if (compared > 0 || (compared == 0 && !quotient.IsEven))
            quotient += BigInteger.One;
        result = Math.CopySign(FromScaled(quotient * power, 0, false), value);
        return !double.IsInfinity(result);
    }

    /// <summary><c>round(value)</c> of a finite number: the nearest integer, ties to even.</summary>
    public static BigInteger RoundToInteger(double value) => ToInteger(Math.Round(value, MidpointRounding.ToEven));
}
