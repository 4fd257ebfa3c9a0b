using Krait.Runtime;

namespace Krait.Modules.Decimals;

internal partial class PyDecimalContext
{
    private PyObject Apply(ThreadState thread, PyObject x, UnaryOperation operation)
    {
        var a = PyDecimal.Operand(thread, x);
        var status = DecimalSignals.None;
        var result = operation(a, Engine, ref status);
        DecimalState.Signal(thread, Engine, status);
        return PyDecimal.From(result);
    }

    private PyObject Apply(ThreadState thread, PyObject x, PyObject y, BinaryOperation operation)
    {
        var a = PyDecimal.Operand(thread, x);
        var b = PyDecimal.Operand(thread, y);
        var status = DecimalSignals.None;
        var result = operation(a, b, Engine, ref status);
        DecimalState.Signal(thread, Engine, status);
        return PyDecimal.From(result);
    }

    /// <summary>Return the absolute value of x.</summary>
    [PyMethod("abs")]
    private PyObject Abs(ThreadState thread, PyObject x) => Apply(thread, x, DecimalMath.Abs);

    /// <summary>Return e ** x.</summary>
    [PyMethod("exp")]
    private PyObject Exp(ThreadState thread, PyObject x) => Apply(thread, x, DecimalMath.Exp);

    /// <summary>Return the natural (base e) logarithm of x.</summary>
    [PyMethod("ln")]
    private PyObject Ln(ThreadState thread, PyObject x) => Apply(thread, x, DecimalMath.Ln);

    /// <summary>Return the base 10 logarithm of x.</summary>
    [PyMethod("log10")]
    private PyObject Log10(ThreadState thread, PyObject x) => Apply(thread, x, DecimalMath.Log10);

    /// <summary>Minus corresponds to the unary prefix minus operator in Python, but applies the context to the result.</summary>
    [PyMethod("minus")]
    private PyObject Minus(ThreadState thread, PyObject x) => Apply(thread, x, DecimalMath.Minus);

    /// <summary>Return the largest representable number smaller than x.</summary>
    [PyMethod("next_minus")]
    private PyObject NextMinus(ThreadState thread, PyObject x) => Apply(thread, x, DecimalMath.NextMinus);

    /// <summary>Return the smallest representable number larger than x.</summary>
    [PyMethod("next_plus")]
    private PyObject NextPlus(ThreadState thread, PyObject x) => Apply(thread, x, DecimalMath.NextPlus);

    /// <summary>Reduce x to its simplest form. Alias for reduce(x).</summary>
    [PyMethod("normalize")]
    private PyObject Normalize(ThreadState thread, PyObject x) => Apply(thread, x, DecimalMath.Reduce);

    /// <summary>Plus corresponds to the unary prefix plus operator in Python, but applies the context to the result.</summary>
    [PyMethod("plus")]
    private PyObject Plus(ThreadState thread, PyObject x) => Apply(thread, x, DecimalMath.Plus);

    /// <summary>Square root of a non-negative number to context precision.</summary>
    [PyMethod("sqrt")]
    private PyObject Sqrt(ThreadState thread, PyObject x) => Apply(thread, x, DecimalMath.SquareRoot);

    /// <summary>Return the exponent of the magnitude of the operand's MSD.</summary>
    [PyMethod("logb")]
    private PyObject Logb(ThreadState thread, PyObject x) => Apply(thread, x, DecimalMath.LogB);

    /// <summary>Invert all the digits in the operand.</summary>
    [PyMethod("logical_invert")]
    private PyObject LogicalInvert(ThreadState thread, PyObject x) => Apply(thread, x, DecimalMath.LogicalInvert);

    /// <summary>Return the sum of x and y.</summary>
    [PyMethod("add")]
    private PyObject Add(ThreadState thread, PyObject x, PyObject y) => Apply(thread, x, y, DecimalMath.Add);

    /// <summary>Compare x and y numerically.</summary>
    [PyMethod("compare")]
    private PyObject Compare(ThreadState thread, PyObject x, PyObject y) => Apply(thread, x, y, DecimalMath.Compare);

    /// <summary>Compare x and y numerically.  All NaNs signal.</summary>
    [PyMethod("compare_signal")]
    private PyObject CompareSignal(ThreadState thread, PyObject x, PyObject y) => Apply(thread, x, y, DecimalMath.CompareSignal);

    /// <summary>Return x divided by y.</summary>
    [PyMethod("divide")]
    private PyObject Divide(ThreadState thread, PyObject x, PyObject y) => Apply(thread, x, y, DecimalMath.Divide);

    /// <summary>Return x divided by y, truncated to an integer.</summary>
    [PyMethod("divide_int")]
    private PyObject DivideInt(ThreadState thread, PyObject x, PyObject y) => Apply(thread, x, y, DecimalMath.DivideInteger);

    /// <summary>Return the product of x and y.</summary>
    [PyMethod("multiply")]
    private PyObject Multiply(ThreadState thread, PyObject x, PyObject y) => Apply(thread, x, y, DecimalMath.Multiply);

    /// <summary>Return the number closest to x, in the direction towards y.</summary>
    [PyMethod("next_toward")]
    private PyObject NextToward(ThreadState thread, PyObject x, PyObject y) => Apply(thread, x, y, DecimalMath.NextToward);

    /// <summary>Return a value equal to x (rounded), having the exponent of y.</summary>
    [PyMethod("quantize")]
    private PyObject Quantize(ThreadState thread, PyObject x, PyObject y) => Apply(thread, x, y, DecimalMath.Quantize);

    /// <summary>Return the remainder from integer division.</summary>
    [PyMethod("remainder")]
    private PyObject Remainder(ThreadState thread, PyObject x, PyObject y) => Apply(thread, x, y, DecimalMath.Remainder);

    /// <summary>Return x - y * n, where n is the integer nearest the exact value of x / y.</summary>
    [PyMethod("remainder_near")]
    private PyObject RemainderNear(ThreadState thread, PyObject x, PyObject y) => Apply(thread, x, y, DecimalMath.RemainderNear);

    /// <summary>Return the difference between x and y.</summary>
    [PyMethod("subtract")]
    private PyObject Subtract(ThreadState thread, PyObject x, PyObject y) => Apply(thread, x, y, DecimalMath.Subtract);

    /// <summary>Return a copy of x, rotated by y places.</summary>
    [PyMethod("rotate")]
    private PyObject Rotate(ThreadState thread, PyObject x, PyObject y) => Apply(thread, x, y, DecimalMath.Rotate);

    /// <summary>Return the first operand after adding the second value to its exp.</summary>
    [PyMethod("scaleb")]
    private PyObject Scaleb(ThreadState thread, PyObject x, PyObject y) => Apply(thread, x, y, DecimalMath.ScaleB);

    /// <summary>Return a copy of x, shifted by y places.</summary>
    [PyMethod("shift")]
    private PyObject Shift(ThreadState thread, PyObject x, PyObject y) => Apply(thread, x, y, DecimalMath.Shift);

    /// <summary>Compare the values numerically and return the maximum.</summary>
    [PyMethod("max")]
    private PyObject Max(ThreadState thread, PyObject x, PyObject y) => Apply(thread, x, y, DecimalOperations.Max);

    /// <summary>Compare the values numerically with their sign ignored.</summary>
    [PyMethod("max_mag")]
    private PyObject MaxMag(ThreadState thread, PyObject x, PyObject y) => Apply(thread, x, y, DecimalOperations.MaxMagnitude);

    /// <summary>Compare the values numerically and return the minimum.</summary>
    [PyMethod("min")]
    private PyObject Min(ThreadState thread, PyObject x, PyObject y) => Apply(thread, x, y, DecimalOperations.Min);

    /// <summary>Compare the values numerically with their sign ignored.</summary>
    [PyMethod("min_mag")]
    private PyObject MinMag(ThreadState thread, PyObject x, PyObject y) => Apply(thread, x, y, DecimalOperations.MinMagnitude);

    /// <summary>Applies the logical operation 'and' between each operand's digits.</summary>
    [PyMethod("logical_and")]
    private PyObject LogicalAnd(ThreadState thread, PyObject x, PyObject y) => Apply(thread, x, y, DecimalOperations.LogicalAnd);

    /// <summary>Applies the logical operation 'or' between each operand's digits.</summary>
    [PyMethod("logical_or")]
    private PyObject LogicalOr(ThreadState thread, PyObject x, PyObject y) => Apply(thread, x, y, DecimalOperations.LogicalOr);

    /// <summary>Applies the logical operation 'xor' between each operand's digits.</summary>
    [PyMethod("logical_xor")]
    private PyObject LogicalXor(ThreadState thread, PyObject x, PyObject y) => Apply(thread, x, y, DecimalOperations.LogicalXor);

    /// <summary>Compare x and y using their abstract representation.</summary>
    [PyMethod("compare_total")]
    private PyObject CompareTotal(ThreadState thread, PyObject x, PyObject y) => Apply(thread, x, y, DecimalOperations.CompareTotal);

    /// <summary>Compare x and y using their abstract representation, ignoring sign.</summary>
    [PyMethod("compare_total_mag")]
    private PyObject CompareTotalMag(ThreadState thread, PyObject x, PyObject y) => Apply(thread, x, y, DecimalOperations.CompareTotalMagnitude);

    /// <summary>Copy the sign from y to x.</summary>
    [PyMethod("copy_sign")]
    private PyObject CopySign(ThreadState thread, PyObject x, PyObject y) => Apply(thread, x, y, DecimalOperations.CopySign);

    /// <summary>Return True if x is finite, False otherwise.</summary>
    [PyMethod("is_finite")]
    private bool IsFinite(ThreadState thread, PyObject x) => PyDecimal.Operand(thread, x).IsFinite;

    /// <summary>Return True if x is infinite, False otherwise.</summary>
    [PyMethod("is_infinite")]
    private bool IsInfinite(ThreadState thread, PyObject x) => PyDecimal.Operand(thread, x).IsInfinite;

    /// <summary>Return True if x is a qNaN or sNaN, False otherwise.</summary>
    [PyMethod("is_nan")]
    private bool IsNan(ThreadState thread, PyObject x) => PyDecimal.Operand(thread, x).IsNaN;

    /// <summary>Return True if x is a quiet NaN, False otherwise.</summary>
    [PyMethod("is_qnan")]
    private bool IsQnan(ThreadState thread, PyObject x) => PyDecimal.Operand(thread, x) is { IsNaN: true, IsSignaling: false };

    /// <summary>Return True if x is negative, False otherwise.</summary>
    [PyMethod("is_signed")]
    private bool IsSigned(ThreadState thread, PyObject x) => PyDecimal.Operand(thread, x).Negative;

    /// <summary>Return True if x is a signaling NaN, False otherwise.</summary>
    [PyMethod("is_snan")]
    private bool IsSnan(ThreadState thread, PyObject x) => PyDecimal.Operand(thread, x).IsSignaling;

    /// <summary>Return True if x is a zero, False otherwise.</summary>
    [PyMethod("is_zero")]
    private bool IsZero(ThreadState thread, PyObject x) => PyDecimal.Operand(thread, x).IsZero;

    /// <summary>Return True if x is a normal number, False otherwise.</summary>
    [PyMethod("is_normal")]
    private bool IsNormal(ThreadState thread, PyObject x) => DecimalOperations.IsNormal(PyDecimal.Operand(thread, x), Engine);

    /// <summary>Return True if x is subnormal, False otherwise.</summary>
    [PyMethod("is_subnormal")]
    private bool IsSubnormal(ThreadState thread, PyObject x) => DecimalOperations.IsSubnormal(PyDecimal.Operand(thread, x), Engine);

    /// <summary>Return an indication of the class of x.</summary>
    [PyMethod("number_class")]
    private string NumberClass(ThreadState thread, PyObject x) => DecimalMath.NumberClass(PyDecimal.Operand(thread, x), Engine);

    /// <summary>Return True if the two operands have the same exponent.</summary>
    [PyMethod("same_quantum")]
    private bool SameQuantum(ThreadState thread, PyObject x, PyObject y) =>
        DecimalMath.SameQuantum(PyDecimal.Operand(thread, x), PyDecimal.Operand(thread, y));

    /// <summary>Round to an integer.</summary>
    [PyMethod("to_integral_value")]
    [PyMethod("to_integral")]
    private PyObject ToIntegralValue(ThreadState thread, PyObject x) => Apply(thread, x, DecimalOperations.ToIntegralValue);

    /// <summary>Round to an integer. Signal if the result is rounded or inexact.</summary>
    [PyMethod("to_integral_exact")]
    private PyObject ToIntegralExact(ThreadState thread, PyObject x) => Apply(thread, x, DecimalOperations.ToIntegralExact);

    /// <summary>Convert a number to a string using scientific notation.</summary>
    [PyMethod("to_sci_string")]
    private string ToSciString(ThreadState thread, PyObject x) => PyDecimal.Operand(thread, x).ToText(Engine.Capitals, false);

    /// <summary>Convert a number to a string, using engineering notation.</summary>
    [PyMethod("to_eng_string")]
    private string ToEngString(ThreadState thread, PyObject x) => PyDecimal.Operand(thread, x).ToText(Engine.Capitals, true);

    /// <summary>Return a copy of x with the sign set to 0.</summary>
    [PyMethod("copy_abs")]
    private PyObject CopyAbs(ThreadState thread, PyObject x) => PyDecimal.From(PyDecimal.Operand(thread, x).WithSign(false));

    /// <summary>Return a copy of x with the sign inverted.</summary>
    [PyMethod("copy_negate")]
    private PyObject CopyNegate(ThreadState thread, PyObject x)
    {
        var value = PyDecimal.Operand(thread, x);
        return PyDecimal.From(value.WithSign(!value.Negative));
    }

    /// <summary>Return a copy of Decimal x.</summary>
    [PyMethod("copy_decimal")]
    private PyObject CopyDecimal(ThreadState thread, PyObject x) => x is PyDecimal ? x : PyDecimal.From(PyDecimal.Operand(thread, x));

    private static PyObject RequireDecimal(PyObject x) => x is PyDecimal ? x : throw Errors.Type("argument must be a Decimal");

    /// <summary>Return a new instance of x.</summary>
    [PyMethod("canonical")]
    private PyObject Canonical(PyObject x) => RequireDecimal(x);

    /// <summary>Return True if x is canonical, False otherwise.</summary>
    [PyMethod("is_canonical")]
    private bool IsCanonical(PyObject x) => RequireDecimal(x) is not null;

    [PyMethod("_apply", Signature = "")]
    private PyObject ApplyContext(ThreadState thread, PyObject x) => Apply(thread, RequireDecimal(x), DecimalMath.Finalize);

    /// <summary>Return quotient and remainder of the division x / y.</summary>
    [PyMethod("divmod")]
    private PyObject Divmod(ThreadState thread, PyObject x, PyObject y) =>
        DecimalOperations.Divmod(thread, PyDecimal.Operand(thread, x), PyDecimal.Operand(thread, y), Engine);

    /// <summary>Return x multiplied by y, plus z.</summary>
    [PyMethod("fma")]
    private PyObject Fma(ThreadState thread, PyObject x, PyObject y, PyObject z)
    {
        var a = PyDecimal.Operand(thread, x);
        var b = PyDecimal.Operand(thread, y);
        var c = PyDecimal.Operand(thread, z);
        var status = DecimalSignals.None;
        var result = DecimalMath.Fma(a, b, c, Engine, ref status);
        DecimalState.Signal(thread, Engine, status);
        return PyDecimal.From(result);
    }

    /// <summary>Compute a**b, or with a modulus (a**b) % modulo, of integers.</summary>
    [PyMethod("power")]
    private PyObject Power(ThreadState thread, [Keyword] PyObject a, [Keyword] PyObject b, [Keyword, NoneAllowed] PyObject? modulo = null)
    {
        var left = PyDecimal.Operand(thread, a);
        var right = PyDecimal.Operand(thread, b);
        var status = DecimalSignals.None;
        var result = modulo is null
            ? DecimalMath.Power(left, right, Engine, ref status)
            : DecimalMath.PowerModulo(left, right, PyDecimal.Operand(thread, modulo), Engine, ref status);
        DecimalState.Signal(thread, Engine, status);
        return PyDecimal.From(result);
    }
}
