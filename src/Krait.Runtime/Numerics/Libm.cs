using Krait.Platform;

namespace Krait.Runtime.Numerics;

/// <summary>
/// The C library's functions that .NET lacks or computes less exactly (<c>double.ExpM1</c> is <c>exp(x) - 1</c>), so that results are those
/// of CPython on the same machine. What <see cref="Math"/> has goes to the same C library already. Where no C library is found, the
/// fallbacks are accurate to a few units in the last place.
/// </summary>
internal static unsafe class Libm
{
    private static readonly nint s_library = SystemLibrary.Load("libm.so.6", "libSystem.dylib", "ucrtbase.dll", "libm.so");
    private static readonly delegate* unmanaged[SuppressGCTransition]<double, double> s_erf = One("erf");
    private static readonly delegate* unmanaged[SuppressGCTransition]<double, double> s_erfc = One("erfc");
    private static readonly delegate* unmanaged[SuppressGCTransition]<double, double> s_expm1 = One("expm1");
    private static readonly delegate* unmanaged[SuppressGCTransition]<double, double> s_log1p = One("log1p");
    private static readonly delegate* unmanaged[SuppressGCTransition]<double, double> s_exp2 = One("exp2");
    private static readonly delegate* unmanaged[SuppressGCTransition]<double, double, double> s_hypot =
        (delegate* unmanaged[SuppressGCTransition]<double, double, double>)SystemLibrary.Find(s_library, "hypot");

    private static delegate* unmanaged[SuppressGCTransition]<double, double> One(string name) =>
        (delegate* unmanaged[SuppressGCTransition]<double, double>)SystemLibrary.Find(s_library, name);

    public static double Erf(double x) => s_erf != null ? s_erf(x) : ErrorFunction.Erf(x);

    public static double Erfc(double x) => s_erfc != null ? s_erfc(x) : ErrorFunction.Erfc(x);

    public static double Exp2(double x) => s_exp2 != null ? s_exp2(x) : Math.Pow(2.0, x);

    public static double Hypot(double x, double y) => s_hypot != null ? s_hypot(x, y) : double.Hypot(x, y);

    public static double Expm1(double x)
    {
        if (s_expm1 != null)
            return s_expm1(x);
        if (Math.Abs(x) >= 0.7)
            return Math.Exp(x) - 1.0;
        // Kahan: the error of the rounded exponential cancels against that of its logarithm.
        var u = Math.Exp(x);
        return u == 1.0 ? x : (u - 1.0) * x / Math.Log(u);
    }

    public static double Log1p(double x)
    {
        if (x == 0)
            return x;
        if (s_log1p != null)
            return s_log1p(x);
        var u = 1.0 + x;
        return u == 1.0 ? x : double.IsInfinity(u) ? u : Math.Log(u) - (u - 1.0 - x) / u;
    }
}

/// <summary>The error function where the C library cannot be asked: a power series near zero and a continued fraction further out.</summary>
internal static class ErrorFunction
{
    private const double SquareRootOfPi = 1.772453850905516027298167483341145182798;

    public static double Erf(double x)
    {
        if (double.IsNaN(x))
            return x;
        var magnitude = Math.Abs(x);
        if (magnitude < 1.5)
            return Series(x);
        var tail = Fraction(magnitude);
        return x > 0.0 ? 1.0 - tail : tail - 1.0;
    }

    public static double Erfc(double x)
    {
        if (double.IsNaN(x))
            return x;
        var magnitude = Math.Abs(x);
        if (magnitude < 1.5)
            return 1.0 - Series(x);
        var tail = Fraction(magnitude);
        return x > 0.0 ? tail : 2.0 - tail;
    }

    private static double Series(double x)
    {
        var square = x * x;
        var sum = 0.0;
        for (var k = 25.5; k > 0; k -= 1.0)
            sum = 2.0 + square * sum / k;
        return sum * x * Math.Exp(-square) / SquareRootOfPi;
    }

    private static double Fraction(double x)
    {
        if (x >= 30.0)
            return 0.0;
        var square = x * x;
        double a = 0.0, half = 0.5, p = 1.0, previousP = 0.0, q = half + square, previousQ = 1.0;
        for (var i = 0; i < 50; i++)
        {
            a += half;
            half += 2.0;
            var b = half + square;
            (p, previousP) = (b * p - a * previousP, p);
            (q, previousQ) = (b * q - a * previousQ, q);
        }
        return p / q * x * Math.Exp(-square) / SquareRootOfPi;
    }
}
