using Krait.Runtime;
using Krait.Runtime.Numerics;

namespace Krait.Modules;

/// <summary>
/// This module provides access to the mathematical functions
/// defined by the C standard.
/// </summary>
[PyModule("math")]
internal static partial class MathModule
{
    /// <summary>A NaN with a positive sign; the one of .NET has a negative one.</summary>
    internal static double NaN => BitConverter.UInt64BitsToDouble(0x7FF8_0000_0000_0000);

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module) => AddConstants(thread, module.Dict);

    /// <summary>The constants that <c>cmath</c> has too.</summary>
    internal static void AddConstants(ThreadState thread, PyDict dict)
    {
        dict.SetItem(thread, "pi", PyFloat.From(Math.PI));
        dict.SetItem(thread, "e", PyFloat.From(Math.E));
        dict.SetItem(thread, "tau", PyFloat.From(Math.Tau));
        dict.SetItem(thread, "inf", PyFloat.From(double.PositiveInfinity));
        dict.SetItem(thread, "nan", PyFloat.From(NaN));
    }

    private static PythonException DomainError() => Errors.Value("math domain error");

    private static PythonException RangeError() => Errors.Overflow("math range error");

    private static PythonException Expected(string what, double given) => Errors.Value($"expected {what}, got {FloatFormat.Repr(given)}");

    /// <summary>A result that is a NaN although the argument is none: the argument is outside the domain.</summary>
    private static double InDomain(double x, double result, string domain) =>
        double.IsNaN(result) && !double.IsNaN(x) ? throw Expected(domain, x) : result;

    /// <summary>A result that is infinite although the argument is finite is an overflow.</summary>
    private static double InRange(double x, double result) => double.IsInfinity(result) && double.IsFinite(x) ? throw RangeError() : result;

    private static double Checked(double result, MathError error) => error switch
    {
        MathError.Domain => throw DomainError(),
        MathError.Range => throw RangeError(),
        _ => result,
    };

    /// <summary>
    /// Return the arc cosine (measured in radians) of x.
    ///
    /// The result is between 0 and pi.
    /// </summary>
    [PyFunction("acos")]
    private static double Acos(double x) => InDomain(x, Math.Acos(x), "a number in range from -1 up to 1");

    /// <summary>Return the inverse hyperbolic cosine of x.</summary>
    [PyFunction("acosh")]
    private static double Acosh(double x) => InDomain(x, Math.Acosh(x), "argument value not less than 1");

    /// <summary>
    /// Return the arc sine (measured in radians) of x.
    ///
    /// The result is between -pi/2 and pi/2.
    /// </summary>
    [PyFunction("asin")]
    private static double Asin(double x) => InDomain(x, Math.Asin(x), "a number in range from -1 up to 1");

    /// <summary>Return the inverse hyperbolic sine of x.</summary>
    [PyFunction("asinh")]
    private static double Asinh(double x) => Math.Asinh(x);

    /// <summary>
    /// Return the arc tangent (measured in radians) of x.
    ///
    /// The result is between -pi/2 and pi/2.
    /// </summary>
    [PyFunction("atan")]
    private static double Atan(double x) => Math.Atan(x);

    /// <summary>
    /// Return the arc tangent (measured in radians) of y/x.
    ///
    /// Unlike atan(y/x), the signs of both x and y are considered.
    /// </summary>
    [PyFunction("atan2")]
    private static double Atan2(double y, double x) => Math.Atan2(y, x);

    /// <summary>Return the inverse hyperbolic tangent of x.</summary>
    [PyFunction("atanh")]
    private static double Atanh(double x) => Math.Abs(x) >= 1 ? throw Expected("a number between -1 and 1", x) : Math.Atanh(x);

    /// <summary>Return the cube root of x.</summary>
    [PyFunction("cbrt")]
    private static double Cbrt(double x) => Math.Cbrt(x);

    /// <summary>
    /// Return a float with the magnitude (absolute value) of x but the sign of y.
    ///
    /// On platforms that support signed zeros, copysign(1.0, -0.0)
    /// returns -1.0.
    /// </summary>
    [PyFunction("copysign")]
    private static double CopySign(double x, double y) => Math.CopySign(x, y);

    /// <summary>Return the cosine of x (measured in radians).</summary>
    [PyFunction("cos")]
    private static double Cos(double x) => InDomain(x, Math.Cos(x), "a finite input");

    /// <summary>Return the hyperbolic cosine of x.</summary>
    [PyFunction("cosh")]
    private static double Cosh(double x) => InRange(x, Math.Cosh(x));

    /// <summary>Convert angle x from radians to degrees.</summary>
    [PyFunction("degrees")]
    private static double Degrees(double x) => x * (180.0 / Math.PI);

    /// <summary>Error function at x.</summary>
    [PyFunction("erf")]
    private static double Erf(double x) => MathFunctions.Erf(x);

    /// <summary>Complementary error function at x.</summary>
    [PyFunction("erfc")]
    private static double Erfc(double x) => MathFunctions.Erfc(x);

    /// <summary>Return e raised to the power of x.</summary>
    [PyFunction("exp")]
    private static double Exp(double x) => InRange(x, Math.Exp(x));

    /// <summary>Return 2 raised to the power of x.</summary>
    [PyFunction("exp2")]
    private static double Exp2(double x) => InRange(x, MathFunctions.Exp2(x));

    /// <summary>
    /// Return exp(x)-1.
    ///
    /// This function avoids the loss of precision involved in the direct evaluation of exp(x)-1 for small x.
    /// </summary>
    [PyFunction("expm1")]
    private static double Expm1(double x) => InRange(x, MathFunctions.Expm1(x));

    /// <summary>Return the absolute value of the float x.</summary>
    [PyFunction("fabs")]
    private static double Fabs(double x) => Math.Abs(x);

    /// <summary>
    /// Fused multiply-add operation.
    ///
    /// Compute (x * y) + z with a single round.
    /// </summary>
    [PyFunction("fma")]
    private static double Fma(double x, double y, double z)
    {
        var result = MathFunctions.Fma(x, y, z, out var error);
        return error switch
        {
            MathError.Domain => throw Errors.Value("invalid operation in fma"),
            MathError.Range => throw Errors.Overflow("overflow in fma"),
            _ => result,
        };
    }

    /// <summary>
    /// Return fmod(x, y), according to platform C.
    ///
    /// x % y may differ.
    /// </summary>
    [PyFunction("fmod")]
    private static double Fmod(double x, double y) => Checked(MathFunctions.Fmod(x, y, out var error), error);

    /// <summary>
    /// Return the mantissa and exponent of x, as pair (m, e).
    ///
    /// m is a float and e is an int, such that x = m * 2.**e.
    /// If x is 0, m and e are both 0.  Else 0.5 &lt;= abs(m) &lt; 1.0.
    /// </summary>
    [PyFunction("frexp")]
    private static PyObject Frexp(ThreadState thread, double x)
    {
        var mantissa = MathFunctions.Frexp(x, out var exponent);
        return PyTuple.Create(thread, PyFloat.Make(thread, mantissa), PyInt.From(exponent));
    }

    /// <summary>Gamma function at x.</summary>
    [PyFunction("gamma")]
    private static double Gamma(double x)
    {
        var result = MathFunctions.Gamma(x, out var error);
        return error == MathError.Domain ? throw Expected("a noninteger or positive integer", x) : Checked(result, error);
    }

    /// <summary>Natural logarithm of absolute value of Gamma function at x.</summary>
    [PyFunction("lgamma")]
    private static double LogGamma(double x)
    {
        var result = MathFunctions.LogGamma(x, out var error);
        return error == MathError.Domain ? throw Expected("a noninteger or positive integer", x) : Checked(result, error);
    }

    /// <summary>
    /// Determine whether two floating-point numbers are close in value.
    ///
    ///   rel_tol
    ///     maximum difference for being considered "close", relative to the
    ///     magnitude of the input values
    ///   abs_tol
    ///     maximum difference for being considered "close", regardless of the
    ///     magnitude of the input values
    ///
    /// Return True if a is close in value to b, and False otherwise.
    ///
    /// For the values to be considered close, the difference between them
    /// must be smaller than at least one of the tolerances.
    ///
    /// -inf, inf and NaN behave similarly to the IEEE 754 Standard.  That
    /// is, NaN is not close to anything, even itself.  inf and -inf are
    /// only close to themselves.
    /// </summary>
    [PyFunction("isclose")]
    private static bool IsClose(
        [Keyword] double a, [Keyword] double b, [KeywordOnly("rel_tol")] double relative = 1e-09, [KeywordOnly("abs_tol")] double absolute = 0.0)
    {
        if (relative < 0.0 || absolute < 0.0)
            throw Errors.Value("tolerances must be non-negative");
        return MathFunctions.IsClose(a, b, relative, absolute);
    }

    /// <summary>Return True if x is neither an infinity nor a NaN, and False otherwise.</summary>
    [PyFunction("isfinite")]
    private static bool IsFinite(double x) => double.IsFinite(x);

    /// <summary>Return True if x is a positive or negative infinity, and False otherwise.</summary>
    [PyFunction("isinf")]
    private static bool IsInfinity(double x) => double.IsInfinity(x);

    /// <summary>Return True if x is a NaN (not a number), and False otherwise.</summary>
    [PyFunction("isnan")]
    private static bool IsNaN(double x) => double.IsNaN(x);

    /// <summary>
    /// Return x * (2**i).
    ///
    /// This is essentially the inverse of frexp().
    /// </summary>
    [PyFunction("ldexp")]
    private static double Ldexp(double x, PyObject i)
    {
        if (i is not PyInt exponent)
            throw Errors.Type("Expected an int as second argument to ldexp.");
        return Checked(MathFunctions.Ldexp(x, exponent.Big, out var error), error);
    }

    /// <summary>
    /// Return the natural logarithm of 1+x (base e).
    ///
    /// The result is computed in a way which is accurate for x near zero.
    /// </summary>
    [PyFunction("log1p")]
    private static double Log1p(double x) => x <= -1 ? throw Expected("argument value > -1", x) : MathFunctions.Log1p(x);

    /// <summary>
    /// Return the fractional and integer parts of x.
    ///
    /// Both results carry the sign of x and are floats.
    /// </summary>
    [PyFunction("modf")]
    private static PyObject Modf(ThreadState thread, double x)
    {
        var fraction = MathFunctions.Modf(x, out var whole);
        return PyTuple.Create(thread, PyFloat.Make(thread, fraction), PyFloat.Make(thread, whole));
    }

    /// <summary>
    /// Return the floating-point value the given number of steps after x towards y.
    ///
    /// If steps is not specified or is None, it defaults to 1.
    ///
    /// Raises a TypeError, if x or y is not a double, or if steps is not an integer.
    /// Raises ValueError if steps is negative.
    /// </summary>
    [PyFunction("nextafter")]
    private static double NextAfter(ThreadState thread, double x, double y, [KeywordOnly, NoneAllowed] PyObject? steps = null)
    {
        if (steps is null)
            return MathFunctions.NextAfter(x, y);
        var count = Op.Index(thread, steps).Big;
        if (count.Sign < 0)
            throw Errors.Value("steps must be a non-negative integer");
        return MathFunctions.NextAfter(x, y, count > ulong.MaxValue ? ulong.MaxValue : (ulong)count);
    }

    /// <summary>Return x**y (x to the power of y).</summary>
    [PyFunction("pow")]
    private static double Pow(double x, double y) => Checked(MathFunctions.Pow(x, y, out var error), error);

    /// <summary>Convert angle x from degrees to radians.</summary>
    [PyFunction("radians")]
    private static double Radians(double x) => x * (Math.PI / 180.0);

    /// <summary>
    /// Difference between x and the closest integer multiple of y.
    ///
    /// Return x - n*y where n*y is the closest integer multiple of y.
    /// In the case where x is exactly halfway between two multiples of
    /// y, the nearest even value of n is used. The result is always exact.
    /// </summary>
    [PyFunction("remainder")]
    private static double Remainder(double x, double y) => Checked(MathFunctions.Remainder(x, y, out var error), error);

    /// <summary>Return the sine of x (measured in radians).</summary>
    [PyFunction("sin")]
    private static double Sin(double x) => InDomain(x, Math.Sin(x), "a finite input");

    /// <summary>Return the hyperbolic sine of x.</summary>
    [PyFunction("sinh")]
    private static double Sinh(double x) => InRange(x, Math.Sinh(x));

    /// <summary>Return the square root of x.</summary>
    [PyFunction("sqrt")]
    private static double Sqrt(double x) => InDomain(x, Math.Sqrt(x), "a nonnegative input");

    /// <summary>Return the tangent of x (measured in radians).</summary>
    [PyFunction("tan")]
    private static double Tan(double x) => InDomain(x, Math.Tan(x), "a finite input");

    /// <summary>Return the hyperbolic tangent of x.</summary>
    [PyFunction("tanh")]
    private static double Tanh(double x) => Math.Tanh(x);

    /// <summary>Return the value of the least significant bit of the float x.</summary>
    [PyFunction("ulp")]
    private static double Ulp(double x) => MathFunctions.Ulp(x);
}
