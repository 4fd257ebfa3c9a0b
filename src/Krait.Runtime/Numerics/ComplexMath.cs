using System.Numerics;

namespace Krait.Runtime.Numerics;

/// <summary>The functions of <c>cmath</c>: C99's special values, and algorithms that neither overflow nor cancel needlessly.</summary>
public static partial class ComplexMath
{
    private const double Large = double.MaxValue / 4.0;
    private const double Ln2 = 0.6931471805599453094;
    private const double Ln10 = 2.302585092994045684;
    private const double SmallestNormal = 2.2250738585072014e-308;
    private static readonly double s_sqrtLarge = Math.Sqrt(Large);
    private static readonly double s_logLarge = Math.Log(Large);
    private static readonly double s_sqrtSmallest = Math.Sqrt(SmallestNormal);

    private static int Class(double x)
    {
        if (double.IsNaN(x))
            return 6;
        if (double.IsInfinity(x))
            return x < 0 ? 0 : 5;
        if (x == 0)
            return double.IsNegative(x) ? 2 : 3;
        return x < 0 ? 1 : 4;
    }

    /// <summary>True where the table has the answer, be it an error.</summary>
    private static bool TrySpecial(double[] table, double real, double imaginary, out Complex result, out MathError error)
    {
        error = MathError.None;
        result = default;
        if (double.IsFinite(real) && double.IsFinite(imaginary))
            return false;
        var at = 2 * (7 * Class(real) + Class(imaginary));
        if (table[at] == U)
            return false;
        if (table[at] == E)
        {
            error = MathError.Domain;
            result = new Complex(double.NaN, double.NaN);
            return true;
        }
        result = new Complex(table[at], table[at + 1]);
        return true;
    }

    private static double Half(Complex z) => Libm.Hypot(z.Real / 2.0, z.Imaginary / 2.0);

    private static bool IsLarge(Complex z) => Math.Abs(z.Real) > Large || Math.Abs(z.Imaginary) > Large;

    private static Complex RangeChecked(Complex z, ref MathError error)
    {
        if (double.IsInfinity(z.Real) || double.IsInfinity(z.Imaginary))
            error = MathError.Range;
        return z;
    }

    /// <summary>With an infinite real part the angle decides on the signs of two infinities, or zeros.</summary>
    private static Complex Direction(double length, double angle) =>
        new(Math.CopySign(length, Math.Cos(angle)), Math.CopySign(length, Math.Sin(angle)));

    public static Complex Acos(Complex z, out MathError error)
    {
        if (TrySpecial(s_acosSpecial, z.Real, z.Imaginary, out var special, out error))
            return special;
        if (IsLarge(z))
        {
            var log = Math.Log(Half(z)) + Ln2 * 2.0;
            return new Complex(
                Math.Atan2(Math.Abs(z.Imaginary), z.Real),
                z.Real < 0 ? -Math.CopySign(log, z.Imaginary) : Math.CopySign(log, -z.Imaginary));
        }
        var s1 = Sqrt(new Complex(1.0 - z.Real, -z.Imaginary), out _);
        var s2 = Sqrt(new Complex(1.0 + z.Real, z.Imaginary), out _);
        return new Complex(2.0 * Math.Atan2(s1.Real, s2.Real), Math.Asinh(s2.Real * s1.Imaginary - s2.Imaginary * s1.Real));
    }

    public static Complex Acosh(Complex z, out MathError error)
    {
        if (TrySpecial(s_acoshSpecial, z.Real, z.Imaginary, out var special, out error))
            return special;
        if (IsLarge(z))
            return new Complex(Math.Log(Half(z)) + Ln2 * 2.0, Math.Atan2(z.Imaginary, z.Real));
        var s1 = Sqrt(new Complex(z.Real - 1.0, z.Imaginary), out _);
        var s2 = Sqrt(new Complex(z.Real + 1.0, z.Imaginary), out _);
        return new Complex(Math.Asinh(s1.Real * s2.Real + s1.Imaginary * s2.Imaginary), 2.0 * Math.Atan2(s1.Imaginary, s2.Real));
    }

    public static Complex Asin(Complex z, out MathError error) => Turned(Asinh(new Complex(-z.Imaginary, z.Real), out error));

    public static Complex Asinh(Complex z, out MathError error)
    {
        if (TrySpecial(s_asinhSpecial, z.Real, z.Imaginary, out var special, out error))
            return special;
        if (IsLarge(z))
        {
            var log = Math.Log(Half(z)) + Ln2 * 2.0;
            return new Complex(
                z.Imaginary >= 0 ? Math.CopySign(log, z.Real) : -Math.CopySign(log, -z.Real),
                Math.Atan2(z.Imaginary, Math.Abs(z.Real)));
        }
        var s1 = Sqrt(new Complex(1.0 + z.Imaginary, -z.Real), out _);
        var s2 = Sqrt(new Complex(1.0 - z.Imaginary, z.Real), out _);
        return new Complex(
            Math.Asinh(s1.Real * s2.Imaginary - s2.Real * s1.Imaginary),
            Math.Atan2(z.Imaginary, s1.Real * s2.Real - s1.Imaginary * s2.Imaginary));
    }

    public static Complex Atan(Complex z, out MathError error) => Turned(Atanh(new Complex(-z.Imaginary, z.Real), out error));

    public static Complex Atanh(Complex z, out MathError error)
    {
        if (TrySpecial(s_atanhSpecial, z.Real, z.Imaginary, out var special, out error))
            return special;
        if (double.IsNegative(z.Real))
        {
            var mirrored = Atanh(new Complex(-z.Real, -z.Imaginary), out error);
            return new Complex(-mirrored.Real, -mirrored.Imaginary);
        }
        var ay = Math.Abs(z.Imaginary);
        if (z.Real > s_sqrtLarge || ay > s_sqrtLarge)
        {
            var h = Half(z);
            return new Complex(z.Real / 4.0 / h / h, -Math.CopySign(Math.PI / 2.0, -z.Imaginary));
        }
        if (z.Real == 1.0 && ay < s_sqrtSmallest)
        {
            if (ay == 0.0)
            {
                error = MathError.Domain;
                return new Complex(double.PositiveInfinity, z.Imaginary);
            }
            return new Complex(
                -Math.Log(Math.Sqrt(ay) / Math.Sqrt(Libm.Hypot(ay, 2.0))), Math.CopySign(Math.Atan2(2.0, -ay) / 2, z.Imaginary));
        }
        return new Complex(
            Libm.Log1p(4.0 * z.Real / ((1 - z.Real) * (1 - z.Real) + ay * ay)) / 4.0,
            -Math.Atan2(-2.0 * z.Imaginary, (1 - z.Real) * (1 + z.Real) - ay * ay) / 2.0);
    }

    private static Complex Turned(Complex z) => new(z.Imaginary, -z.Real);

    public static Complex Cos(Complex z, out MathError error) => Cosh(new Complex(-z.Imaginary, z.Real), out error);

    public static Complex Cosh(Complex z, out MathError error)
    {
        if (TrySpecial(s_coshSpecial, z.Real, z.Imaginary, out var special, out error))
            return special;
        if (double.IsInfinity(z.Real))
        {
            var direction = Direction(double.PositiveInfinity, z.Imaginary);
            return z.Real > 0 ? direction : new Complex(direction.Real, -direction.Imaginary);
        }
        if (Math.Abs(z.Real) > s_logLarge)
        {
            var less = z.Real - Math.CopySign(1.0, z.Real);
            return RangeChecked(
                new Complex(Math.Cos(z.Imaginary) * Math.Cosh(less) * Math.E, Math.Sin(z.Imaginary) * Math.Sinh(less) * Math.E), ref error);
        }
        return RangeChecked(new Complex(Math.Cos(z.Imaginary) * Math.Cosh(z.Real), Math.Sin(z.Imaginary) * Math.Sinh(z.Real)), ref error);
    }

    public static Complex Exp(Complex z, out MathError error)
    {
        if (TrySpecial(s_expSpecial, z.Real, z.Imaginary, out var special, out error))
            return special;
        if (double.IsInfinity(z.Real))
            return Direction(z.Real > 0 ? double.PositiveInfinity : 0.0, z.Imaginary);
        if (z.Real > s_logLarge)
        {
            var length = Math.Exp(z.Real - 1.0);
            return RangeChecked(
                new Complex(length * Math.Cos(z.Imaginary) * Math.E, length * Math.Sin(z.Imaginary) * Math.E), ref error);
        }
        else
        {
            var length = Math.Exp(z.Real);
            return RangeChecked(new Complex(length * Math.Cos(z.Imaginary), length * Math.Sin(z.Imaginary)), ref error);
        }
    }

    public static Complex Log(Complex z, out MathError error)
    {
        if (TrySpecial(s_logSpecial, z.Real, z.Imaginary, out var special, out error))
            return special;
        double ax = Math.Abs(z.Real), ay = Math.Abs(z.Imaginary);
        double real;
        if (ax > Large || ay > Large)
        {
            real = Math.Log(Libm.Hypot(ax / 2.0, ay / 2.0)) + Ln2;
        }
        else if (ax < SmallestNormal && ay < SmallestNormal)
        {
            if (ax > 0 || ay > 0)
            {
                real = Math.Log(Libm.Hypot(Math.ScaleB(ax, 53), Math.ScaleB(ay, 53))) - 53 * Ln2;
            }
            else
            {
                error = MathError.Domain;
                return new Complex(double.NegativeInfinity, Math.Atan2(z.Imaginary, z.Real));
            }
        }
        else
        {
            var h = Libm.Hypot(ax, ay);
            if (h is >= 0.71 and <= 1.73)
            {
                double max = Math.Max(ax, ay), min = Math.Min(ax, ay);
                real = Libm.Log1p((max - 1) * (max + 1) + min * min) / 2.0;
            }
            else
            {
                real = Math.Log(h);
            }
        }
        return new Complex(real, Math.Atan2(z.Imaginary, z.Real));
    }

    public static Complex Log10(Complex z, out MathError error)
    {
        var result = Log(z, out error);
        return new Complex(result.Real / Ln10, result.Imaginary / Ln10);
    }

    /// <summary>The logarithm in any base; a base whose logarithm is zero is a domain error, as the division by it is.</summary>
    public static Complex Log(Complex z, Complex numberBase, out MathError error)
    {
        var numerator = Log(z, out error);
        if (error != MathError.None)
            return numerator;
        var denominator = Log(numberBase, out error);
        if (error != MathError.None)
            return denominator;
        if (!ComplexOps.TryDivide(numerator, denominator, out var result))
            error = MathError.Domain;
        return result;
    }

    public static Complex Sin(Complex z, out MathError error) => Turned(Sinh(new Complex(-z.Imaginary, z.Real), out error));

    public static Complex Sinh(Complex z, out MathError error)
    {
        if (TrySpecial(s_sinhSpecial, z.Real, z.Imaginary, out var special, out error))
            return special;
        if (double.IsInfinity(z.Real))
        {
            var direction = Direction(double.PositiveInfinity, z.Imaginary);
            return z.Real > 0 ? direction : new Complex(-direction.Real, direction.Imaginary);
        }
        if (Math.Abs(z.Real) > s_logLarge)
        {
            var less = z.Real - Math.CopySign(1.0, z.Real);
            return RangeChecked(
                new Complex(Math.Cos(z.Imaginary) * Math.Sinh(less) * Math.E, Math.Sin(z.Imaginary) * Math.Cosh(less) * Math.E), ref error);
        }
        return RangeChecked(new Complex(Math.Cos(z.Imaginary) * Math.Sinh(z.Real), Math.Sin(z.Imaginary) * Math.Cosh(z.Real)), ref error);
    }

    public static Complex Sqrt(Complex z, out MathError error)
    {
        if (TrySpecial(s_sqrtSpecial, z.Real, z.Imaginary, out var special, out error))
            return special;
        if (z.Real == 0 && z.Imaginary == 0)
            return new Complex(0.0, z.Imaginary);
        double ax = Math.Abs(z.Real), ay = Math.Abs(z.Imaginary), s;
        if (ax < SmallestNormal && ay < SmallestNormal)
        {
            ax = Math.ScaleB(ax, 53);
            s = Math.ScaleB(Math.Sqrt(ax + Libm.Hypot(ax, Math.ScaleB(ay, 53))), -27);
        }
        else
        {
            ax /= 8.0;
            s = 2.0 * Math.Sqrt(ax + Libm.Hypot(ax, ay / 8.0));
        }
        var d = ay / (2.0 * s);
        return z.Real >= 0 ? new Complex(s, Math.CopySign(d, z.Imaginary)) : new Complex(d, Math.CopySign(s, z.Imaginary));
    }

    public static Complex Tan(Complex z, out MathError error) => Turned(Tanh(new Complex(-z.Imaginary, z.Real), out error));

    public static Complex Tanh(Complex z, out MathError error)
    {
        if (TrySpecial(s_tanhSpecial, z.Real, z.Imaginary, out var special, out error))
            return special;
        if (double.IsInfinity(z.Real))
        {
            var zero = Math.CopySign(0.0, 2.0 * Math.Sin(z.Imaginary) * Math.Cos(z.Imaginary));
            return new Complex(Math.CopySign(1.0, z.Real), zero);
        }
        if (Math.Abs(z.Real) > s_logLarge)
        {
            return new Complex(
                Math.CopySign(1.0, z.Real), 4.0 * Math.Sin(z.Imaginary) * Math.Cos(z.Imaginary) * Math.Exp(-2.0 * Math.Abs(z.Real)));
        }
        double tx = Math.Tanh(z.Real), ty = Math.Tan(z.Imaginary), cx = 1.0 / Math.Cosh(z.Real);
        var txty = tx * ty;
        var denominator = 1.0 + txty * txty;
        return new Complex(tx * (1.0 + ty * ty) / denominator, ty / denominator * cx * cx);
    }

    public static double Phase(Complex z) => Math.Atan2(z.Imaginary, z.Real);

    /// <summary>Length and angle; Range where the length overflows.</summary>
    public static (double Length, double Angle) Polar(Complex z, out MathError error) => (ComplexOps.Abs(z, out error), Phase(z));

    public static Complex Rect(double length, double angle, out MathError error)
    {
        if (TrySpecial(s_rectSpecial, length, angle, out var special, out error))
            return special;
        if (double.IsInfinity(length))
        {
            var direction = Direction(double.PositiveInfinity, angle);
            return length > 0 ? direction : new Complex(-direction.Real, -direction.Imaginary);
        }
        return angle == 0.0
            ? new Complex(length, length * angle)
            : new Complex(length * Math.Cos(angle), length * Math.Sin(angle));
    }

    public static bool IsClose(Complex a, Complex b, double relative, double absolute)
    {
        if (a.Real == b.Real && a.Imaginary == b.Imaginary)
            return true;
        if (double.IsInfinity(a.Real) || double.IsInfinity(a.Imaginary) || double.IsInfinity(b.Real) || double.IsInfinity(b.Imaginary))
            return false;
        var difference = ComplexOps.Abs(new Complex(a.Real - b.Real, a.Imaginary - b.Imaginary), out _);
        return difference <= relative * ComplexOps.Abs(b, out _) || difference <= relative * ComplexOps.Abs(a, out _) || difference <= absolute;
    }
}
