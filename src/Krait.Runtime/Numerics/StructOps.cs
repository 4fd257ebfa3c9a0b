using System.Numerics;
using System.Runtime.CompilerServices;

namespace Krait.Runtime.Numerics;

/// <summary>Packing and unpacking of numbers as bytes, for <c>struct</c>, <c>array</c> and <c>memoryview</c>.</summary>
public static class StructOps
{
    /// <summary>Nearest half, ties to even; false on overflow (OverflowError: float too large to pack with e format).</summary>
    public static bool TryPackHalf(double value, out ushort bits)
    {
        var half = (Half)value;
        bits = BitConverter.HalfToUInt16Bits(half);
        if (double.IsNaN(value))
            bits = NarrowNaN(value);
        return !Half.IsInfinity(half) || double.IsInfinity(value);
    }

    private static ushort NarrowNaN(double value)
    {
        // The leading payload bits survive, and a NaN never becomes an infinity.
        var bits = BitConverter.DoubleToUInt64Bits(value);
        var sign = (ushort)(bits >> 63 << 15);
        var payload = (ushort)((bits >> 42) & 0x3FF);
        return (ushort)(sign | 0x7C00 | (payload == 0 ? 0x200 : payload));
    }

    public static double UnpackHalf(ushort bits)
    {
        if ((bits & 0x7C00) == 0x7C00 && (bits & 0x3FF) != 0)
            return BitConverter.UInt64BitsToDouble((ulong)(bits >> 15) << 63 | 0x7FFUL << 52 | (ulong)(bits & 0x3FF) << 42);
        return (double)BitConverter.UInt16BitsToHalf(bits);
    }

    /// <summary>False on overflow (OverflowError: float too large to pack with f format).</summary>
    public static bool TryPackSingle(double value, out uint bits)
    {
        if (double.IsNaN(value))
        {
            var wide = BitConverter.DoubleToUInt64Bits(value);
            var payload = (uint)((wide >> 29) & 0x7FFFFF);
            bits = (uint)(wide >> 63 << 31) | 0x7F800000 | (payload == 0 ? 0x400000 : payload);
            return true;
        }
        var single = (float)value;
        bits = BitConverter.SingleToUInt32Bits(single);
        return !float.IsInfinity(single) || double.IsInfinity(value);
    }

    public static double UnpackSingle(uint bits)
    {
        if ((bits & 0x7F800000) == 0x7F800000 && (bits & 0x7FFFFF) != 0)
            return BitConverter.UInt64BitsToDouble((ulong)(bits >> 31) << 63 | 0x7FFUL << 52 | (ulong)(bits & 0x7FFFFF) << 29);
        return BitConverter.UInt32BitsToSingle(bits);
    }

    /// <summary>The smallest and largest integer of <paramref name="size"/> bytes (1, 2, 4 or 8).</summary>
    public static (BigInteger Minimum, BigInteger Maximum) Range(int size, bool signed) => signed
        ? (-(BigInteger.One << (size * 8 - 1)), (BigInteger.One << (size * 8 - 1)) - 1)
        : (BigInteger.Zero, (BigInteger.One << (size * 8)) - 1);

    /// <summary>Writes the low bytes; false where the value is out of range for the size.</summary>
    public static bool TryPackInteger(BigInteger value, Span<byte> destination, bool signed, bool littleEndian)
    {
        if (value >= long.MinValue && value <= long.MaxValue)
            return TryPackInteger((long)value, destination, signed, littleEndian);
        if (signed || destination.Length != 8 || value.Sign < 0 || value > ulong.MaxValue)
            return false;
        Write((ulong)value, destination, littleEndian);
        return true;
    }

    /// <summary>Writes the low bytes; false where the value is out of range for the size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryPackInteger(long value, Span<byte> destination, bool signed, bool littleEndian)
    {
        var bits = destination.Length * 8;
        if (signed)
        {
            if (bits < 64 && (value < -1L << (bits - 1) || value > (1L << (bits - 1)) - 1))
                return false;
        }
        else if (value < 0 || (bits < 64 && value > (1L << bits) - 1))
        {
            return false;
        }
        Write((ulong)value, destination, littleEndian);
        return true;
    }

    private static void Write(ulong value, Span<byte> destination, bool littleEndian)
    {
        for (var i = 0; i < destination.Length; i++)
        {
            destination[littleEndian ? i : destination.Length - 1 - i] = (byte)value;
            value >>= 8;
        }
    }

    /// <summary>Reads up to eight bytes; an unsigned result past <see cref="long.MaxValue"/> comes as its bits.</summary>
    public static long UnpackInteger(ReadOnlySpan<byte> source, bool signed, bool littleEndian)
    {
        ulong value = 0;
        for (var i = 0; i < source.Length; i++)
            value = value << 8 | source[littleEndian ? source.Length - 1 - i : i];
        var unused = 64 - source.Length * 8;
        return signed && unused is > 0 and < 64 ? (long)(value << unused) >> unused : (long)value;
    }
}
