using System.Numerics;
using System.Runtime.CompilerServices;

namespace Krait.Runtime.Numerics;

/// <summary>Python's integer arithmetic on <see cref="long"/> and <see cref="BigInteger"/>.</summary>
public static partial class BigIntegerOps
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryAdd(long a, long b, out long result)
    {
        result = unchecked(a + b);
        return ((a ^ result) & (b ^ result)) >= 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TrySubtract(long a, long b, out long result)
    {
        result = unchecked(a - b);
        return ((a ^ b) & (a ^ result)) >= 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryMultiply(long a, long b, out long result)
    {
        var high = Math.BigMul(a, b, out result);
        return high == result >> 63;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryNegate(long a, out long result)
    {
        result = unchecked(-a);
        return a != long.MinValue;
    }

    /// <summary>Floor division. False where the result does not fit (only <c>long.MinValue // -1</c>). The divisor is not zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFloorDivide(long a, long b, out long result)
    {
        if (b == -1)
            return TryNegate(a, out result);
        var quotient = a / b;
        if ((a ^ b) < 0 && quotient * b != a)
            quotient--;
        result = quotient;
        return true;
    }

    /// <summary>The remainder with the sign of the divisor, which is not zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long FloorModulo(long a, long b)
    {
        if (b == -1)
            return 0;
        var remainder = a % b;
        return remainder != 0 && (remainder ^ b) < 0 ? remainder + b : remainder;
    }

    /// <summary>False where <c>a &lt;&lt; shift</c> does not fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryShiftLeft(long a, int shift, out long result)
    {
        if ((uint)shift > 62)
        {
            result = 0;
            return a == 0;
        }
        result = a << shift;
        return result >> shift == a;
    }

    /// <summary><c>a ** exponent</c> for a non-negative exponent; false on overflow.</summary>
    public static bool TryPower(long a, long exponent, out long result)
    {
        result = 1;
        while (true)
        {
            if ((exponent & 1) != 0 && !TryMultiply(result, a, out result))
                return false;
            exponent >>= 1;
            if (exponent == 0)
                return true;
            if (!TryMultiply(a, a, out a))
                return false;
        }
    }

    /// <summary>Floor division and the remainder with the divisor's sign. The divisor is not zero.</summary>
    public static BigInteger FloorDivRem(BigInteger a, BigInteger b, out BigInteger remainder)
    {
        var quotient = DivRem(a, b, out remainder);
        if (!remainder.IsZero && remainder.Sign != b.Sign)
        {
            remainder += b;
            quotient -= BigInteger.One;
        }
        return quotient;
    }

    public static BigInteger FloorDivide(BigInteger a, BigInteger b)
    {
        if (a.Sign * b.Sign >= 0 && !IsHuge(b))
            return BigInteger.Divide(a, b);
        return FloorDivRem(a, b, out _);
    }

    public static BigInteger FloorModulo(BigInteger a, BigInteger b)
    {
        BigInteger remainder;
        if (IsHuge(b))
            DivRem(a, b, out remainder);
        else
            remainder = BigInteger.Remainder(a, b);
        return !remainder.IsZero && remainder.Sign != b.Sign ? remainder + b : remainder;
    }

    public static int BitLength(long value) => 64 - BitOperations.LeadingZeroCount(value < 0 ? unchecked((ulong)-value) : (ulong)value);

    /// <summary>The bits of the absolute value without leading zeros.</summary>
    public static long BitLength(BigInteger value) => BigInteger.Abs(value).GetBitLength();

    public static int BitCount(long value) => BitOperations.PopCount(value < 0 ? unchecked((ulong)-value) : (ulong)value);

    /// <summary>The ones in the absolute value.</summary>
    public static long BitCount(BigInteger value) => (long)BigInteger.PopCount(BigInteger.Abs(value));

    /// <summary>The largest shift whose result .NET can hold.</summary>
    public const long MaxShift = int.MaxValue - 64;

    /// <summary>False where the result cannot be held in memory. The shift is not negative.</summary>
    public static bool TryShiftLeft(BigInteger value, BigInteger shift, out BigInteger result)
    {
        result = BigInteger.Zero;
        if (value.IsZero)
            return true;
        if (shift > MaxShift || BitLength(value) + (long)shift > MaxShift)
            return false;
        result = value << (int)shift;
        return true;
    }

    /// <summary>An arithmetic shift to the right by any non-negative count.</summary>
    public static BigInteger ShiftRight(BigInteger value, BigInteger shift)
    {
        if (shift > int.MaxValue || (int)shift > BitLength(value))
            return value.Sign < 0 ? BigInteger.MinusOne : BigInteger.Zero;
        return value >> (int)shift;
    }

    /// <summary><c>pow(a, exponent)</c> for a non-negative exponent; false where the result cannot be held in memory.</summary>
    public static bool TryPower(BigInteger a, BigInteger exponent, out BigInteger result)
    {
        result = BigInteger.One;
        if (exponent.IsZero || a.IsOne)
            return true;
        result = a;
        if (a.IsZero || exponent.IsOne)
            return true;
        if (a == BigInteger.MinusOne)
        {
            result = exponent.IsEven ? BigInteger.One : BigInteger.MinusOne;
            return true;
        }
        if (exponent > int.MaxValue || (BitLength(a) - 1) * (long)exponent > MaxShift)
            return false;
        var count = (int)exponent;
        var zeros = (long)BigInteger.TrailingZeroCount(a);
        if (zeros > 0)
        {
            // The power of two costs a shift only, which makes 2**n and 10**n cheap.
            result = Power(a >> (int)zeros, count) << (int)(zeros * count);
            return true;
        }
        result = Power(a, count);
        return true;
    }

    /// <summary>Why <see cref="ModularPower"/> has no result.</summary>
    public enum PowerError
    {
        None,
        ZeroModulus,
        NotInvertible,
    }

    /// <summary><c>pow(a, exponent, modulus)</c>; the result has the sign of the modulus.</summary>
    public static PowerError ModularPower(BigInteger a, BigInteger exponent, BigInteger modulus, out BigInteger result)
    {
        result = BigInteger.Zero;
        if (modulus.IsZero)
            return PowerError.ZeroModulus;
        var positive = BigInteger.Abs(modulus);
        if (exponent.Sign < 0)
        {
            if (!TryModularInverse(a, positive, out a))
                return PowerError.NotInvertible;
            exponent = -exponent;
        }
        if (positive.IsOne)
            return PowerError.None;
        result = BigInteger.ModPow(FloorModulo(a, positive), exponent, positive);
        if (modulus.Sign < 0 && !result.IsZero)
            result += modulus;
        return PowerError.None;
    }

    /// <summary>The inverse of <paramref name="a"/> modulo a positive <paramref name="modulus"/>, in [0, modulus).</summary>
    public static bool TryModularInverse(BigInteger a, BigInteger modulus, out BigInteger inverse)
    {
        inverse = BigInteger.Zero;
        if (modulus.IsOne)
            return true;
        BigInteger r0 = modulus, r1 = FloorModulo(a, modulus), t0 = BigInteger.Zero, t1 = BigInteger.One;
        while (!r1.IsZero)
        {
            var quotient = BigInteger.DivRem(r0, r1, out var rest);
            (r0, r1) = (r1, rest);
            (t0, t1) = (t1, t0 - quotient * t1);
        }
        if (!r0.IsOne)
            return false;
        inverse = t0.Sign < 0 ? t0 + modulus : t0;
        return true;
    }

    public static ulong IntegerSquareRoot(ulong value)
    {
        var root = (ulong)Math.Sqrt(value);
        if (root > uint.MaxValue)
            root = uint.MaxValue;
        while (root * root > value)
            root--;
        while (root < uint.MaxValue && (root + 1) * (root + 1) <= value)
            root++;
        return root;
    }

    /// <summary>The floor of the square root of a non-negative integer, by Newton steps of doubling precision.</summary>
    public static BigInteger IntegerSquareRoot(BigInteger value)
    {
        if (value <= ulong.MaxValue)
            return IntegerSquareRoot((ulong)value);
        var half = (int)((value.GetBitLength() - 1) / 2);
        var steps = 32 - BitOperations.LeadingZeroCount((uint)half);
        // The first five doublings fit into one 64-bit root of the leading bits.
        var skip = Math.Min(steps, 5);
        var done = half >> (steps - skip);
        var root = (BigInteger)IntegerSquareRoot((ulong)(value >> (2 * (half - done))));
        for (var step = steps - skip - 1; step >= 0; step--)
        {
            var before = done;
            done = half >> step;
            root = (root << (done - before - 1)) + (value >> (2 * half - before - done + 1)) / root;
        }
        return root * root > value ? root - BigInteger.One : root;
    }

    public static ulong GreatestCommonDivisor(ulong a, ulong b)
    {
        if (a == 0 || b == 0)
            return a | b;
        var shift = BitOperations.TrailingZeroCount(a | b);
        a >>= BitOperations.TrailingZeroCount(a);
        while (b != 0)
        {
            b >>= BitOperations.TrailingZeroCount(b);
            if (a > b)
                (a, b) = (b, a);
            b -= a;
        }
        return a << shift;
    }

    public static BigInteger LeastCommonMultiple(BigInteger a, BigInteger b)
    {
        if (a.IsZero || b.IsZero)
            return BigInteger.Zero;
        return BigInteger.Abs(a / BigInteger.GreatestCommonDivisor(a, b) * b);
    }

    /// <summary>Why an integer has no bytes.</summary>
    public enum BytesError
    {
        None,

        /// <summary>OverflowError: can't convert negative int to unsigned.</summary>
        NegativeUnsigned,

        /// <summary>OverflowError: int too big to convert.</summary>
        TooBig,
    }

    /// <summary>Fills the whole of <paramref name="destination"/> as <c>int.to_bytes</c> does.</summary>
    public static BytesError ToBytes(BigInteger value, Span<byte> destination, bool littleEndian, bool signed)
    {
        if (value.Sign < 0 && !signed)
            return BytesError.NegativeUnsigned;
        var fill = value.Sign < 0 ? (byte)0xFF : (byte)0;
        if (value.IsZero)
        {
            destination.Clear();
            return BytesError.None;
        }
        var needed = value.GetByteCount(isUnsigned: !signed);
        if (needed > destination.Length)
            return BytesError.TooBig;
        if (littleEndian)
        {
            value.TryWriteBytes(destination, out var written, isUnsigned: !signed, isBigEndian: false);
            destination[written..].Fill(fill);
        }
        else
        {
            value.TryWriteBytes(destination[(destination.Length - needed)..], out _, isUnsigned: !signed, isBigEndian: true);
            destination[..(destination.Length - needed)].Fill(fill);
        }
        return BytesError.None;
    }

    /// <inheritdoc cref="ToBytes(BigInteger, Span{byte}, bool, bool)"/>
    public static BytesError ToBytes(long value, Span<byte> destination, bool littleEndian, bool signed)
    {
        if (value < 0 && !signed)
            return BytesError.NegativeUnsigned;
        var rest = value;
        var topBit = false;
        for (var i = 0; i < destination.Length; i++)
        {
            var low = (byte)rest;
            destination[littleEndian ? i : destination.Length - 1 - i] = low;
            topBit = (low & 0x80) != 0;
            rest >>= 8;
        }
        // What is left is the sign, and, where there is one, it must not differ from the topmost bit written.
        var fits = rest == (value < 0 ? -1 : 0) && (!signed || value == 0 || (destination.Length > 0 && topBit == value < 0));
        return fits ? BytesError.None : BytesError.TooBig;
    }

    public static BigInteger FromBytes(ReadOnlySpan<byte> bytes, bool littleEndian, bool signed) =>
        new(bytes, isUnsigned: !signed, isBigEndian: !littleEndian);

    /// <summary>The sign of <c>value - number</c>, exactly. The number is not a NaN.</summary>
    public static int Compare(long value, double number)
    {
        if (number >= 9223372036854775808.0)
            return -1;
        if (number < -9223372036854775808.0)
            return 1;
        var whole = (long)number;
        return value != whole ? value.CompareTo(whole) : ((double)whole).CompareTo(number);
    }

    /// <summary>The sign of <c>value - number</c>, exactly. The number is not a NaN.</summary>
    public static int Compare(BigInteger value, double number)
    {
        if (double.IsInfinity(number))
            return number > 0 ? -1 : 1;
        var whole = Math.Truncate(number);
        var compared = value.CompareTo(new BigInteger(whole));
        return compared != 0 ? compared : whole.CompareTo(number);
    }
}
