using System.Numerics;

namespace Krait.Runtime.Numerics;

/// <summary>Which exception a function of <c>math</c> or <c>cmath</c> raises.</summary>
public enum MathError
{
    None,

    /// <summary>ValueError: math domain error, or the function's own text.</summary>
    Domain,

    /// <summary>OverflowError: math range error.</summary>
    Range,
}

/// <summary>The functions of Python's <c>math</c> that .NET lacks or computes otherwise.</summary>
public static partial class MathFunctions
{
    private const double LanczosG = 6.024680040776729583740234375;
    private const double LanczosGMinusHalf = 5.524680040776729583740234375;
    private const double LogPi = 1.144729885849400174143427351353058711647;

    private static readonly double[] s_lanczosNumerator =
    [
        23531376880.410759688572007674451636754734846804940, 42919803642.649098768957899047001988850926355848959,
        35711959237.355668049440185451547166705960488635843, 17921034426.037209699919755754458931112671403265390,
        6039542586.3520280050642916443072979210699388420708, 1439720407.3117216736632230727949123939715485786372,
        248874557.86205415651146038641322942321632125127801, 31426415.585400194380614231628318205362874684987640,
        2876370.6289353724412254090516208496135991145378768, 186056.26539522349504029498971604569928220784236328,
        8071.6720023658162106380029022722506138218516325024, 210.82427775157934587250973392071336271166969580291,
        2.5066282746310002701649081771338373386264310793408,
    ];

    private static readonly double[] s_lanczosDenominator =
    [
        0.0, 39916800.0, 120543840.0, 150917976.0, 105258076.0, 45995730.0, 13339535.0, 2637558.0, 357423.0, 32670.0, 1925.0, 66.0, 1.0,
    ];

    private static readonly double[] s_smallFactorials = MakeSmallFactorials();

    private static double[] MakeSmallFactorials()
    {
        var table = new double[23];
        table[0] = 1.0;
        for (var i = 1; i < table.Length; i++)
            table[i] = table[i - 1] * i;
        return table;
    }

    public static double Erf(double x) => Libm.Erf(x);

    public static double Erfc(double x) => Libm.Erfc(x);

    public static double Expm1(double x) => Libm.Expm1(x);

    public static double Log1p(double x) => Libm.Log1p(x);

    public static double Exp2(double x) => Libm.Exp2(x);

    private static double LanczosSum(double x)
    {
        double numerator = 0.0, denominator = 0.0;
        if (x < 5.0)
        {
            for (var i = s_lanczosNumerator.Length - 1; i >= 0; i--)
            {
                numerator = numerator * x + s_lanczosNumerator[i];
                denominator = denominator * x + s_lanczosDenominator[i];
            }
        }
        else
        {
            for (var i = 0; i < s_lanczosNumerator.Length; i++)
            {
                numerator = numerator / x + s_lanczosNumerator[i];
                denominator = denominator / x + s_lanczosDenominator[i];
            }
        }
        return numerator / denominator;
    }

    private static double SinPi(double x)
    {
        var y = Math.Abs(x) % 2.0;
        var result = (int)Math.Round(2.0 * y, MidpointRounding.AwayFromZero) switch
        {
            0 => Math.Sin(Math.PI * y),
            1 => Math.Cos(Math.PI * (y - 0.5)),
            2 => Math.Sin(Math.PI * (1.0 - y)),
            3 => -Math.Cos(Math.PI * (y - 1.5)),
            _ => Math.Sin(Math.PI * (y - 2.0)),
        };
        return Math.CopySign(1.0, x) * result;
    }

    public static double Gamma(double x, out MathError error)
    {
        error = MathError.None;
        if (!double.IsFinite(x))
        {
            if (x == double.NegativeInfinity)
                error = MathError.Domain;
            return x;
        }
        if (x == Math.Floor(x))
        {
            if (x <= 0)
            {
                error = MathError.Domain;
                return double.NaN;
            }
            if (x <= 23)
                return s_smallFactorials[(int)x - 1];
        }
        var magnitude = Math.Abs(x);
        double result;
        if (magnitude < 1e-20)
        {
            result = 1.0 / x;
        }
        else if (magnitude > 200.0)
        {
            result = x < 0 ? 0.0 / SinPi(x) : double.PositiveInfinity;
        }
        else
        {
            result = LanczosGamma(x, magnitude);
        }
        if (double.IsInfinity(result))
            error = MathError.Range;
        return result;
    }

    private static double LanczosGamma(double x, double magnitude)
    {
        var y = magnitude + LanczosGMinusHalf;
        var z = magnitude > LanczosGMinusHalf ? y - magnitude - LanczosGMinusHalf : y - LanczosGMinusHalf - magnitude;
        z = z * LanczosG / y;
        if (x < 0)
        {
            var result = -Math.PI / SinPi(magnitude) / magnitude * Math.Exp(y) / LanczosSum(magnitude);
            result -= z * result;
            if (magnitude < 140.0)
                return result / Math.Pow(y, magnitude - 0.5);
            var root = Math.Pow(y, magnitude / 2.0 - 0.25);
            return result / root / root;
        }
        else
        {
            var result = LanczosSum(magnitude) / Math.Exp(y);
            result += z * result;
            if (magnitude < 140.0)
                return result * Math.Pow(y, magnitude - 0.5);
            var root = Math.Pow(y, magnitude / 2.0 - 0.25);
            return result * root * root;
        }
    }

    public static double LogGamma(double x, out MathError error)
    {
        error = MathError.None;
        if (!double.IsFinite(x))
            return double.IsNaN(x) ? x : double.PositiveInfinity;
        if (x == Math.Floor(x) && x <= 2.0)
        {
            if (x > 0)
                return 0.0;
            error = MathError.Domain;
            return double.PositiveInfinity;
        }
        var magnitude = Math.Abs(x);
        if (magnitude < 1e-20)
            return -Math.Log(magnitude);
        var result = Math.Log(LanczosSum(magnitude)) - LanczosG;
        result += (magnitude - 0.5) * (Math.Log(magnitude + LanczosG - 0.5) - 1);
        if (x < 0.0)
            result = LogPi - Math.Log(Math.Abs(SinPi(magnitude))) - Math.Log(magnitude) - result;
        if (double.IsInfinity(result))
            error = MathError.Range;
        return result;
    }

    /// <summary>The mantissa in [0.5, 1) and the exponent.</summary>
    public static double Frexp(double x, out int exponent)
    {
        exponent = 0;
        if (x == 0 || !double.IsFinite(x))
            return x;
        var bits = BitConverter.DoubleToInt64Bits(x);
        var biased = (int)((bits >> 52) & 0x7FF);
        if (biased == 0)
        {
            bits = BitConverter.DoubleToInt64Bits(x * 18014398509481984.0);
            biased = (int)((bits >> 52) & 0x7FF) - 54;
        }
        exponent = biased - 1022;
        return BitConverter.Int64BitsToDouble((bits & ~(0x7FFL << 52)) | (1022L << 52));
    }

    /// <summary><c>x * 2**exponent</c>, rounded once.</summary>
    public static double Ldexp(double x, BigInteger exponent, out MathError error)
    {
        error = MathError.None;
        if (x == 0 || !double.IsFinite(x))
            return x;
        if (exponent > 5000)
        {
            error = MathError.Range;
            return Math.CopySign(double.PositiveInfinity, x);
        }
        if (exponent < -5000)
            return Math.CopySign(0.0, x);
        var mantissa = FloatOps.Decompose(x, out var own);
        var result = Math.CopySign(FloatOps.FromScaled(Math.Abs(mantissa), own + (int)exponent, false), x);
        if (double.IsInfinity(result))
            error = MathError.Range;
        return result;
    }

    /// <summary>The fraction and, in <paramref name="whole"/>, the integer part, both with the sign of <paramref name="x"/>.</summary>
    public static double Modf(double x, out double whole)
    {
        if (double.IsInfinity(x))
        {
            whole = x;
            return Math.CopySign(0.0, x);
        }
        whole = Math.Truncate(x);
        return Math.CopySign(x - whole, x);
    }

    /// <summary>The IEEE 754 remainder, exactly.</summary>
    public static double Remainder(double x, double y, out MathError error)
    {
        error = MathError.None;
        if (double.IsFinite(x) && double.IsFinite(y))
        {
            if (y == 0.0)
            {
                error = MathError.Domain;
                return double.NaN;
            }
            double absX = Math.Abs(x), absY = Math.Abs(y);
            var m = absX % absY;
            var c = absY - m;
            var r = m < c ? m : m > c ? -c : m - 2.0 * (0.5 * (absX - m) % absY);
            return Math.CopySign(1.0, x) * r;
        }
        if (double.IsNaN(x))
            return x;
        if (double.IsNaN(y))
            return y;
        if (double.IsInfinity(x))
        {
            error = MathError.Domain;
            return double.NaN;
        }
        return x;
    }

    /// <summary>C's fmod.</summary>
    public static double Fmod(double x, double y, out MathError error)
    {
        error = MathError.None;
        var result = double.IsInfinity(y) && double.IsFinite(x) ? x : x % y;
        if (double.IsNaN(result) && !double.IsNaN(x) && !double.IsNaN(y))
            error = MathError.Domain;
        return result;
    }

    /// <summary><c>math.pow</c>: C's pow with Python's errors.</summary>
    public static double Pow(double x, double y, out MathError error)
    {
        error = MathError.None;
        var result = Math.Pow(x, y);
        if (double.IsFinite(x) && double.IsFinite(y))
        {
            if (double.IsNaN(result))
                error = MathError.Domain;
            else if (double.IsInfinity(result))
                error = x == 0 ? MathError.Domain : MathError.Range;
        }
        return result;
    }

    /// <summary><c>x * y + z</c>, rounded once.</summary>
    public static double Fma(double x, double y, double z, out MathError error)
    {
        error = MathError.None;
        var result = Math.FusedMultiplyAdd(x, y, z);
        if (double.IsFinite(result))
            return result;
        if (double.IsNaN(result))
        {
            if (!double.IsNaN(x) && !double.IsNaN(y) && !double.IsNaN(z))
                error = MathError.Domain;
        }
        else if (double.IsFinite(x) && double.IsFinite(y) && double.IsFinite(z))
        {
            error = MathError.Range;
        }
        return result;
    }

    /// <summary>The float <paramref name="steps"/> steps from <paramref name="x"/> towards <paramref name="y"/>.</summary>
    public static double NextAfter(double x, double y, ulong steps = 1)
    {
        if (steps == 0 || double.IsNaN(x))
            return x;
        if (double.IsNaN(y) || x == y)
            return y;
        // On this scale neighbouring floats are neighbouring integers; both zeros share one place.
        var from = Ordinal(x);
        var to = Ordinal(y);
        var distance = from < to ? (ulong)(to - from) : (ulong)(from - to);
        if (steps >= distance)
            return steps == 1 && y == 0 ? Math.CopySign(0.0, x) : y;
        var ordinal = from < to ? from + (long)steps : from - (long)steps;
        var bits = ordinal >= 0 ? ordinal : -ordinal | long.MinValue;
        if (ordinal == 0)
            return Math.CopySign(0.0, x);
        return BitConverter.Int64BitsToDouble(bits);
    }

    private static long Ordinal(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        return bits >= 0 ? bits : -(bits & long.MaxValue);
    }

    /// <summary>The value of the least significant bit.</summary>
    public static double Ulp(double x)
    {
        if (double.IsNaN(x))
            return x;
        x = Math.Abs(x);
        if (double.IsInfinity(x))
            return x;
        var next = Math.BitIncrement(x);
        return double.IsInfinity(next) ? x - Math.BitDecrement(x) : next - x;
    }

    public static bool IsClose(double a, double b, double relative, double absolute)
    {
        if (a == b)
            return true;
        if (double.IsInfinity(a) || double.IsInfinity(b))
            return false;
        var difference = Math.Abs(b - a);
        return difference <= Math.Abs(relative * b) || difference <= Math.Abs(relative * a) || difference <= absolute;
    }

    public static double Log(double x, out MathError error) => PositiveOnly(x, Math.Log(x), out error);

    public static double Log2(double x, out MathError error) => PositiveOnly(x, Math.Log2(x), out error);

    public static double Log10(double x, out MathError error) => PositiveOnly(x, Math.Log10(x), out error);

    private static double PositiveOnly(double x, double result, out MathError error)
    {
        error = x <= 0 ? MathError.Domain : MathError.None;
        return result;
    }

    /// <summary>The natural logarithm of any positive integer, past the range of floats too.</summary>
    public static double Log(BigInteger value, out MathError error) => OfInteger(value, Math.Log, out error);

    public static double Log2(BigInteger value, out MathError error) => OfInteger(value, Math.Log2, out error);

    public static double Log10(BigInteger value, out MathError error) => OfInteger(value, Math.Log10, out error);

    private static double OfInteger(BigInteger value, Func<double, double> function, out MathError error)
    {
        error = value.Sign <= 0 ? MathError.Domain : MathError.None;
        if (value.Sign <= 0)
            return double.NaN;
        if (FloatOps.TryFromInteger(value, out var number))
            return function(number);
        long exponent = value.GetBitLength();
        var mantissa = FloatOps.FromScaled(value, -exponent, false);
        if (mantissa == 1.0)
        {
            mantissa = 0.5;
            exponent++;
        }
        return function(mantissa) + function(2.0) * exponent;
    }
}
