using System.Numerics;
using Krait.Runtime.Numerics;

namespace Krait.Modules.Decimals;

/// <summary>exp and ln in binary fixed point, with an error below a few units of the decimal precision asked for.</summary>
internal static class Transcendental
{
    [ThreadStatic]
    private static (int Bits, BigInteger Value) s_lnTen;

    private static int BitsFor(long digits)
    {
        if (digits > 100_000_000)
            throw new OutOfMemoryException();
        return (int)(digits * 3.3219280948873626) + 16;
    }

    /// <summary>ln 10, scaled by 2**bits, by Machin's kind of sum.</summary>
    private static BigInteger LnTen(int bits)
    {
        if (s_lnTen.Value.IsZero || s_lnTen.Bits < bits)
        {
            var wide = bits + 64;
            var value = 46 * InverseAtanh(31, wide) + 34 * InverseAtanh(49, wide) + 20 * InverseAtanh(161, wide);
            s_lnTen = (wide, value);
        }
        return s_lnTen.Value >> (s_lnTen.Bits - bits);
    }

    /// <summary>atanh(1/n), scaled.</summary>
    private static BigInteger InverseAtanh(int n, int bits)
    {
        var power = (BigInteger.One << bits) / n;
        var sum = power;
        BigInteger square = n * n;
        for (var k = 3; ; k += 2)
        {
            power /= square;
            var term = power / k;
            if (term.IsZero)
                return sum;
            sum += term;
        }
    }

    /// <summary>exp of a fixed-point number between about -3 and 3.</summary>
    private static BigInteger ExpFixed(BigInteger x, int bits)
    {
        var halvings = (int)Math.Sqrt(bits) / 2 + 4;
        var wide = bits + 2 * halvings + 8;
        var reduced = x << (wide - bits) >> halvings;
        var sum = (BigInteger.One << wide) + reduced;
        var term = reduced;
        for (var k = 2; ; k++)
        {
            term = (term * reduced >> wide) / k;
            if (term.IsZero || term == BigInteger.MinusOne)
                break;
            sum += term;
        }
        for (var i = 0; i < halvings; i++)
            sum = sum * sum >> wide;
        return sum >> (wide - bits);
    }

    /// <summary>exp as a coefficient of at least <paramref name="digits"/> digits, the last few uncertain by less than 10, and its exponent.</summary>
    public static (BigInteger Coefficient, long Exponent) Exp(in DecimalValue value, long digits)
    {
        var whole = Math.Max(0, value.Adjusted + 1);
        var bits = BitsFor(digits + whole + 3);
        var x = ToFixed(value, bits);
        var lnTen = LnTen(bits);
        var power = BigIntegerOps.FloorDivRem(x, lnTen, out var rest);
        var result = ExpFixed(rest, bits);
        return (result * PowersOfTen.Get(digits) >> bits, (long)power - digits);
    }

    private static BigInteger ToFixed(in DecimalValue value, int bits)
    {
        var magnitude = value.Exponent >= 0
            ? value.Coefficient * PowersOfTen.Get(value.Exponent) << bits
            : -value.Exponent > bits + value.Digits + 10 ? BigInteger.Zero : (value.Coefficient << bits) / PowersOfTen.Get(-value.Exponent);
        return value.Negative ? -magnitude : magnitude;
    }

    /// <summary>
    /// ln (or log10) of a positive number as a signed coefficient of at least <paramref name="digits"/> digits, the last uncertain by less
    /// than 10, and its exponent.
    /// </summary>
    public static (BigInteger Coefficient, long Exponent) Ln(in DecimalValue value, long digits, bool decimalBase)
    {
        // value = mantissa * 10**scale with a mantissa between 0.3 and 3, so that near 1 nothing cancels but the mantissa's own digits.
        var scale = value.Adjusted;
        var exponent = value.Exponent - scale;
        var mantissa = new DecimalValue(false, value.Coefficient, exponent);
        if (value.Coefficient * 3 > PowersOfTen.Get(value.Digits))
        {
            scale++;
            mantissa = new DecimalValue(false, value.Coefficient, exponent - 1);
        }
        var lost = 0L;
        if (scale == 0)
        {
            var distance = mantissa.Exponent >= 0
                ? mantissa.Coefficient - 1
                : mantissa.Coefficient - PowersOfTen.Get(-mantissa.Exponent);
            lost = -(PowersOfTen.CountDigits(BigInteger.Abs(distance)) - 1 + Math.Min(0, mantissa.Exponent));
        }
        var places = digits + Math.Max(0, lost) + 3;
        var bits = BitsFor(places + PowersOfTen.CountDigits(BigInteger.Abs(scale)) + 3);
        var x = ToFixed(mantissa, bits);
        var result = LnFixed(x, bits) + scale * LnTen(bits);
        if (decimalBase)
            result = (result << bits) / LnTen(bits);
        return ((result * PowersOfTen.Get(places)) >> bits, -places);
    }

    /// <summary>ln of a fixed-point number between 0.3 and 3.4 by Halley's iteration on exp, each step tripling the precision.</summary>
    private static BigInteger LnFixed(BigInteger x, int bits)
    {
        var steps = new List<int>();
        for (var need = bits; need > 50; need = need / 3 + 4)
            steps.Add(need);
        var start = (double)(x >> Math.Max(0, bits - 60)) / Math.Pow(2, Math.Min(60, bits));
        var y = new BigInteger(Math.Log(start) * (1L << 52));
        var precision = 52;
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            var next = Math.Min(bits, steps[i]) + 10;
            y = next >= precision ? y << (next - precision) : y >> (precision - next);
            precision = next;
            var target = bits >= precision ? x >> (bits - precision) : x << (precision - bits);
            var power = ExpFixed(y, precision);
            y += ((target - power) << (precision + 1)) / (target + power);
        }
        return precision >= bits ? y >> (precision - bits) : y << (bits - precision);
    }
}
