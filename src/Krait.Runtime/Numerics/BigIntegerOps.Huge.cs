using System.Numerics;
using System.Runtime.InteropServices;

namespace Krait.Runtime.Numerics;

/// <content>Products, powers and quotients of numbers so long that .NET's algorithms are slow on them.</content>
public static partial class BigIntegerOps
{
    /// <summary>Both factors of a product that is worth a transform have at least this many bits.</summary>
    private const int HugeBits = 200_000;

    /// <summary>The longest digits that a transform of <c>2**26</c> elements takes: longer products are .NET's, or out of memory.</summary>
    private const long MostProductBits = 16L << 26;

    /// <summary><c>a * b</c>.</summary>
    public static BigInteger Multiply(BigInteger a, BigInteger b)
    {
        if (!IsHuge(a) || !IsHuge(b) || a.GetBitLength() + b.GetBitLength() > MostProductBits - 64)
            return a * b;
        var left = Digits(a);
        var square = a == b;
        var product = NumberTheoreticTransform.Multiply(left, square ? left : Digits(b), square);
        var magnitude = new BigInteger(MemoryMarshal.AsBytes<ushort>(product), isUnsigned: true);
        return a.Sign == b.Sign ? magnitude : -magnitude;
    }

    private static bool IsHuge(BigInteger value) => value.GetBitLength() >= HugeBits;

    private static ushort[] Digits(BigInteger value)
    {
        var magnitude = BigInteger.Abs(value);
        var digits = new ushort[(magnitude.GetByteCount(isUnsigned: true) + 1) / 2];
        magnitude.TryWriteBytes(MemoryMarshal.AsBytes(digits.AsSpan()), out _, isUnsigned: true);
        return digits;
    }

    /// <summary><c>a ** exponent</c> for a non-negative exponent.</summary>
    public static BigInteger Power(BigInteger a, int exponent)
    {
        if (BitLength(a) * exponent < 2L * HugeBits)
            return BigInteger.Pow(a, exponent);
        var root = Power(a, exponent / 2);
        var square = Multiply(root, root);
        return (exponent & 1) == 0 ? square : Multiply(square, a);
    }

    /// <summary>Truncated division, as <see cref="BigInteger.DivRem(BigInteger, BigInteger, out BigInteger)"/>.</summary>
    public static BigInteger DivRem(BigInteger a, BigInteger b, out BigInteger remainder)
    {
        if (!IsHuge(b) || a.GetBitLength() - b.GetBitLength() < HugeBits)
            return BigInteger.DivRem(a, b, out remainder);
        var quotient = new Divisor(BigInteger.Abs(b)).DivRem(BigInteger.Abs(a), out remainder);
        if (a.Sign < 0)
            remainder = -remainder;
        return a.Sign == b.Sign ? quotient : -quotient;
    }

    /// <summary>A positive divisor for many quotients: a huge one has its reciprocal, so that a quotient costs two products.</summary>
    private sealed class Divisor(BigInteger value)
    {
        private readonly int _bits = (int)value.GetBitLength();
        private BigInteger? _reciprocal;

        public BigInteger Value => value;

        /// <summary>The quotient of a non-negative number.</summary>
        public BigInteger DivRem(BigInteger dividend, out BigInteger remainder)
        {
            if (_bits < HugeBits)
                return BigInteger.DivRem(dividend, Value, out remainder);
            var excess = dividend.GetBitLength() - 2L * _bits;
            if (excess <= 0)
                return DivRemOfShort(dividend, out remainder);
            // From the top, as on paper, with digits as long as the divisor.
            var blocks = (int)((excess + _bits - 1) / _bits);
            var quotient = DivRemOfShort(dividend >> (blocks * _bits), out remainder);
            var mask = (BigInteger.One << _bits) - BigInteger.One;
            for (var i = blocks - 1; i >= 0; i--)
            {
                var digit = DivRemOfShort((remainder << _bits) | ((dividend >> (i * _bits)) & mask), out remainder);
                quotient = (quotient << _bits) | digit;
            }
            return quotient;
        }

        /// <summary>The quotient of a number that is at most twice as long as the divisor.</summary>
        private BigInteger DivRemOfShort(BigInteger dividend, out BigInteger remainder)
        {
            var reciprocal = _reciprocal ??= Reciprocal(Value, _bits);
            var quotient = Multiply(dividend >> (_bits - 1), reciprocal) >> (_bits + 1);
            remainder = dividend - Multiply(quotient, Value);
            // The reciprocal is a few units off.
            while (remainder.Sign < 0)
            {
                remainder += Value;
                quotient -= BigInteger.One;
            }
            while (remainder >= Value)
            {
                remainder -= Value;
                quotient += BigInteger.One;
            }
            return quotient;
        }

        /// <summary><c>2**(2 * bits) / divisor</c>, a few units more or less, by Newton's iteration from half as many bits.</summary>
        private static BigInteger Reciprocal(BigInteger divisor, int bits)
        {
            if (bits < HugeBits)
                return (BigInteger.One << (2 * bits)) / divisor;
            var half = bits / 2 + 8;
            var estimate = Reciprocal(divisor >> (bits - half), half);
            var correction = Multiply(Multiply(estimate, estimate), divisor) >> (2 * half);
            return (estimate << (bits - half + 1)) - correction;
        }
    }
}
