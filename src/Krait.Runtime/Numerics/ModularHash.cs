using System.Numerics;

namespace Krait.Runtime.Numerics;

/// <summary>Python's numeric hash: every number is reduced modulo the prime 2**61 - 1, so that equal numbers of all types hash alike.</summary>
public static class ModularHash
{
    public const long Modulus = (1L << 61) - 1;
    public const long Infinity = 314159;
    public const long ImaginaryMultiplier = 1000003;

    public static long OfInteger(long value)
    {
        var hash = value % Modulus;
        return hash == -1 ? -2 : hash;
    }

    public static long OfInteger(BigInteger value)
    {
        var hash = (long)(value % Modulus);
        return hash == -1 ? -2 : hash;
    }

    /// <summary>The hash of anything but a NaN, which hashes by identity.</summary>
    public static long OfDouble(double value)
    {
        if (Math.Abs(value) < 1152921504606846976.0)
        {
            var whole = (long)value;
            if (whole == value)
                return whole == -1 ? -2 : whole;
        }
        if (double.IsInfinity(value))
            return value > 0 ? Infinity : -Infinity;
        var mantissa = FloatOps.Decompose(value, out var exponent);
        // 2**61 is 1, so a power of two rotates the 61 bits.
        var shift = exponent % 61;
        if (shift < 0)
            shift += 61;
        var magnitude = (ulong)Math.Abs(mantissa);
        var rotated = (long)(((magnitude << shift) & Modulus) | (shift == 0 ? 0 : magnitude >> (61 - shift)));
        if (rotated == Modulus)
            rotated = 0;
        var hash = mantissa < 0 ? -rotated : rotated;
        return hash == -1 ? -2 : hash;
    }

    /// <summary>The hash of a complex number from those of its parts.</summary>
    public static long Combine(long real, long imaginary)
    {
        var hash = unchecked(real + ImaginaryMultiplier * imaginary);
        return hash == -1 ? -2 : hash;
    }

    /// <summary>The hash of <c>numerator / denominator</c> in lowest terms with a positive denominator, as <c>fractions.Fraction</c> has it.</summary>
    public static long OfRatio(BigInteger numerator, BigInteger denominator)
    {
        var rest = denominator % Modulus;
        long hash;
        if (rest.IsZero)
        {
            hash = Infinity;
        }
        else
        {
            var inverse = BigInteger.ModPow(rest, Modulus - 2, Modulus);
            hash = (long)(BigInteger.Abs(numerator) % Modulus * inverse % Modulus);
        }
        if (numerator.Sign < 0)
            hash = -hash;
        return hash == -1 ? -2 : hash;
    }

    /// <summary>The hash of <c>coefficient * 10**exponent</c>, as <c>decimal.Decimal</c> has it.</summary>
    public static long OfDecimal(BigInteger coefficient, bool negative, long exponent)
    {
        const long inverseOfTen = 2075258708292324556;
        var power = exponent >= 0
            ? BigInteger.ModPow(10, exponent, Modulus)
            : BigInteger.ModPow(inverseOfTen, -(BigInteger)exponent, Modulus);
        var hash = (long)(coefficient % Modulus * power % Modulus);
        if (negative)
            hash = -hash;
        return hash == -1 ? -2 : hash;
    }
}
