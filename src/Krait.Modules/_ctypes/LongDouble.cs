using System.Runtime.InteropServices;

namespace Krait.Modules.CTypes;

/// <summary>C's <c>long double</c>, which .NET does not have: x87's 80 bits on x86-64, IEEE binary128 on arm64. Both take 16 bytes.</summary>
internal static unsafe class LongDouble
{
    /// <summary>The size in bytes.</summary>
    public const int Size = 16;

    private const int MantissaBits = 52, ExponentBias = 16383, DoubleBias = 1023, ExponentMask = 0x7fff;

    private static readonly bool s_isExtended = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>Writes a double as a long double.</summary>
    public static void Write(byte* target, double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        var sign = (ushort)(bits >> 63 << 15);
        var exponent = (int)(bits >> MantissaBits) & 0x7ff;
        var fraction = bits & ((1UL << MantissaBits) - 1);
        if (exponent == 0 && fraction != 0)
        {
            // A subnormal double is a normal long double.
            var shift = System.Numerics.BitOperations.LeadingZeroCount(fraction) - (63 - MantissaBits);
            fraction = (fraction << shift) & ((1UL << MantissaBits) - 1);
            exponent = 1 - shift;
            exponent += ExponentBias - DoubleBias;
        }
        else if (exponent == 0x7ff)
        {
            exponent = ExponentMask;
        }
        else if (exponent != 0)
        {
            exponent += ExponentBias - DoubleBias;
        }
        var top = (ushort)(sign | exponent);
        new Span<byte>(target, Size).Clear();
        if (s_isExtended)
        {
            *(ulong*)target = (fraction << (63 - MantissaBits)) | (exponent == 0 ? 0 : 1UL << 63);
            *(ushort*)(target + 8) = top;
        }
        else
        {
            // 112 bits of fraction: the double's 52 are the highest.
            *(ulong*)target = fraction << 60;
            *(ulong*)(target + 8) = ((ulong)top << 48) | (fraction >> 4);
        }
    }

    /// <summary>The nearest double to a long double.</summary>
    public static double Read(byte* source)
    {
        ushort top;
        // The highest 63 bits of the fraction, without the leading one; what lies below only breaks ties.
        ulong fraction;
        bool sticky;
        if (s_isExtended)
        {
            top = *(ushort*)(source + 8);
            fraction = *(ulong*)source & (ulong.MaxValue >> 1);
            sticky = false;
        }
        else
        {
            var (low, high) = (*(ulong*)source, *(ulong*)(source + 8));
            top = (ushort)(high >> 48);
            fraction = ((high & ((1UL << 48) - 1)) << 15) | (low >> 49);
            sticky = (low & ((1UL << 49) - 1)) != 0;
        }
        var exponent = top & ExponentMask;
        double value;
        if (exponent == ExponentMask)
            value = fraction == 0 && !sticky ? double.PositiveInfinity : double.NaN;
        else if (exponent == 0)
            value = 0;
        else
            value = Math.ScaleB(Rounded(fraction | (1UL << 63), sticky, exponent - ExponentBias), exponent - ExponentBias);
        return (top & 0x8000) != 0 ? -value : value;
    }

    /// <summary>A number in [1, 2] with as many bits as a double of that exponent has.</summary>
    private static double Rounded(ulong mantissa, bool sticky, int exponent)
    {
        var bits = exponent < 1 - DoubleBias ? Math.Max(MantissaBits + 1 + exponent - (1 - DoubleBias), 0) : MantissaBits + 1;
        var drop = 64 - bits;
        if (drop >= 64)
            return mantissa == 1UL << 63 && !sticky ? 0 : bits == 0 && exponent == -DoubleBias - MantissaBits ? 2 : 0;
        var kept = mantissa >> drop;
        var rest = mantissa & ((1UL << drop) - 1);
        var half = 1UL << (drop - 1);
        if (rest > half || (rest == half && (sticky || (kept & 1) != 0)))
            kept++;
        return Math.ScaleB((double)kept, drop - 63);
    }
}
