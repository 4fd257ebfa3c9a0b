using System.Numerics;
using Krait.Runtime;
using Krait.Runtime.Numerics;

namespace Krait.Modules;

/// <summary>
/// This module provides access to mathematical functions for complex
/// numbers.
/// </summary>
[PyModule("cmath")]
internal static partial class CMathModule
{
    private delegate Complex Function(Complex z, out MathError error);

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        MathModule.AddConstants(thread, module.Dict);
        module.Dict.SetItem(thread, "infj", PyComplex.From(0.0, double.PositiveInfinity));
        module.Dict.SetItem(thread, "nanj", PyComplex.From(0.0, MathModule.NaN));
    }

    private static void Check(MathError error)
    {
        if (error == MathError.Domain)
            throw Errors.Value("math domain error");
        if (error == MathError.Range)
            throw Errors.Overflow("math range error");
    }

    private static PyObject Apply(ThreadState thread, PyObject z, Function function)
    {
        var result = function(PyComplex.ValueOf(thread, z), out var error);
        Check(error);
        return PyComplex.From(result.Real, result.Imaginary);
    }

    /// <summary>Return the arc cosine of z.</summary>
    [PyFunction("acos")]
    private static PyObject Acos(ThreadState thread, PyObject z) => Apply(thread, z, ComplexMath.Acos);

    /// <summary>Return the inverse hyperbolic cosine of z.</summary>
    [PyFunction("acosh")]
    private static PyObject Acosh(ThreadState thread, PyObject z) => Apply(thread, z, ComplexMath.Acosh);

    /// <summary>Return the arc sine of z.</summary>
    [PyFunction("asin")]
    private static PyObject Asin(ThreadState thread, PyObject z) => Apply(thread, z, ComplexMath.Asin);

    /// <summary>Return the inverse hyperbolic sine of z.</summary>
    [PyFunction("asinh")]
    private static PyObject Asinh(ThreadState thread, PyObject z) => Apply(thread, z, ComplexMath.Asinh);

    /// <summary>Return the arc tangent of z.</summary>
    [PyFunction("atan")]
    private static PyObject Atan(ThreadState thread, PyObject z) => Apply(thread, z, ComplexMath.Atan);

    /// <summary>Return the inverse hyperbolic tangent of z.</summary>
    [PyFunction("atanh")]
    private static PyObject Atanh(ThreadState thread, PyObject z) => Apply(thread, z, ComplexMath.Atanh);

    /// <summary>Return the cosine of z.</summary>
    [PyFunction("cos")]
    private static PyObject Cos(ThreadState thread, PyObject z) => Apply(thread, z, ComplexMath.Cos);

    /// <summary>Return the hyperbolic cosine of z.</summary>
    [PyFunction("cosh")]
    private static PyObject Cosh(ThreadState thread, PyObject z) => Apply(thread, z, ComplexMath.Cosh);

    /// <summary>Return the exponential value e**z.</summary>
    [PyFunction("exp")]
    private static PyObject Exp(ThreadState thread, PyObject z) => Apply(thread, z, ComplexMath.Exp);

    /// <summary>Return the base-10 logarithm of z.</summary>
    [PyFunction("log10")]
    private static PyObject Log10(ThreadState thread, PyObject z) => Apply(thread, z, ComplexMath.Log10);

    /// <summary>Return the sine of z.</summary>
    [PyFunction("sin")]
    private static PyObject Sin(ThreadState thread, PyObject z) => Apply(thread, z, ComplexMath.Sin);

    /// <summary>Return the hyperbolic sine of z.</summary>
    [PyFunction("sinh")]
    private static PyObject Sinh(ThreadState thread, PyObject z) => Apply(thread, z, ComplexMath.Sinh);

    /// <summary>Return the square root of z.</summary>
    [PyFunction("sqrt")]
    private static PyObject Sqrt(ThreadState thread, PyObject z) => Apply(thread, z, ComplexMath.Sqrt);

    /// <summary>Return the tangent of z.</summary>
    [PyFunction("tan")]
    private static PyObject Tan(ThreadState thread, PyObject z) => Apply(thread, z, ComplexMath.Tan);

    /// <summary>Return the hyperbolic tangent of z.</summary>
    [PyFunction("tanh")]
    private static PyObject Tanh(ThreadState thread, PyObject z) => Apply(thread, z, ComplexMath.Tanh);

    /// <summary>
    /// log(z[, base]) -> the logarithm of z to the given base.
    ///
    /// If the base is not specified, returns the natural logarithm (base e) of z.
    /// </summary>
    [PyFunction("log", Signature = "($module, z, base=<unrepresentable>, /)")]
    private static PyObject Log(ThreadState thread, PyObject z, PyObject? numberBase = null)
    {
        if (numberBase is null)
            return Apply(thread, z, ComplexMath.Log);
        var result = ComplexMath.Log(PyComplex.ValueOf(thread, z), PyComplex.ValueOf(thread, numberBase), out var error);
        Check(error);
        return PyComplex.From(result.Real, result.Imaginary);
    }

    /// <summary>Return argument, also known as the phase angle, of a complex.</summary>
    [PyFunction("phase")]
    private static double Phase(ThreadState thread, PyObject z) => ComplexMath.Phase(PyComplex.ValueOf(thread, z));

    /// <summary>
    /// Convert a complex from rectangular coordinates to polar coordinates.
    ///
    /// r is the distance from 0 and phi the phase angle.
    /// </summary>
    [PyFunction("polar")]
    private static PyObject Polar(ThreadState thread, PyObject z)
    {
        var (length, angle) = ComplexMath.Polar(PyComplex.ValueOf(thread, z), out var error);
        Check(error);
        return PyTuple.Create(thread, PyFloat.Make(thread, length), PyFloat.Make(thread, angle));
    }

    /// <summary>Convert from polar coordinates to rectangular coordinates.</summary>
    [PyFunction("rect")]
    private static PyObject Rect(double r, double phi)
    {
        var result = ComplexMath.Rect(r, phi, out var error);
        Check(error);
        return PyComplex.From(result.Real, result.Imaginary);
    }

    /// <summary>Return True if both the real and imaginary parts of z are finite, else False.</summary>
    [PyFunction("isfinite")]
    private static bool IsFinite(ThreadState thread, PyObject z)
    {
        var value = PyComplex.ValueOf(thread, z);
        return double.IsFinite(value.Real) && double.IsFinite(value.Imaginary);
    }

    /// <summary>Checks if the real or imaginary part of z is infinite.</summary>
    [PyFunction("isinf")]
    private static bool IsInfinity(ThreadState thread, PyObject z)
    {
        var value = PyComplex.ValueOf(thread, z);
        return double.IsInfinity(value.Real) || double.IsInfinity(value.Imaginary);
    }

    /// <summary>Checks if the real or imaginary part of z not a number (NaN).</summary>
    [PyFunction("isnan")]
    private static bool IsNaN(ThreadState thread, PyObject z)
    {
        var value = PyComplex.ValueOf(thread, z);
        return double.IsNaN(value.Real) || double.IsNaN(value.Imaginary);
    }

    /// <summary>
    /// Determine whether two complex numbers are close in value.
    ///
    /// Return True if a is close in value to b, and False otherwise.
    ///
    /// For the values to be considered close, the difference between them must be
    /// smaller than at least one of the tolerances.
    ///
    /// -inf, inf and NaN behave similarly to the IEEE 754 Standard. That is, NaN is
    /// not close to anything, even itself. inf and -inf are only close to themselves.
    /// </summary>
    [PyFunction("isclose")]
    private static bool IsClose(
        ThreadState thread,
        [Keyword] PyObject a,
        [Keyword] PyObject b,
        [KeywordOnly("rel_tol")] double relative = 1e-09,
        [KeywordOnly("abs_tol")] double absolute = 0.0)
    {
        var left = PyComplex.ValueOf(thread, a);
        var right = PyComplex.ValueOf(thread, b);
        if (relative < 0.0 || absolute < 0.0)
            throw Errors.Value("tolerances must be non-negative");
        return ComplexMath.IsClose(left, right, relative, absolute);
    }
}
