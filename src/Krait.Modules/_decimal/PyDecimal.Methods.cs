using Krait.Runtime;
using Krait.Runtime.Numerics;

namespace Krait.Modules.Decimals;

internal partial class PyDecimal
{
    private PyObject Apply(ThreadState thread, PyObject? context, UnaryOperation operation)
    {
        var engine = ContextOf(thread, context);
        var status = DecimalSignals.None;
        var result = operation(Value, engine, ref status);
        DecimalState.Signal(thread, engine, status);
        return From(result);
    }

    private PyObject Apply(ThreadState thread, PyObject other, PyObject? context, BinaryOperation operation)
    {
        var engine = ContextOf(thread, context);
        var right = Operand(thread, other);
        var status = DecimalSignals.None;
        var result = operation(Value, right, engine, ref status);
        DecimalState.Signal(thread, engine, status);
        return From(result);
    }

    /// <summary>The context given as an argument, or the current one.</summary>
    private static DecimalContext ContextOf(ThreadState thread, PyObject? context) =>
        (PyDecimalContext.Optional(context) ?? DecimalState.Of(thread).Current(thread)).Engine;

    /// <summary>Return the value of the (natural) exponential function e**x at the given number.</summary>
    [PyMethod("exp")]
    private PyObject Exp(ThreadState thread, [Keyword] PyObject? context = null) => Apply(thread, context, DecimalMath.Exp);

    /// <summary>Return the natural (base e) logarithm of the operand.</summary>
    [PyMethod("ln")]
    private PyObject Ln(ThreadState thread, [Keyword] PyObject? context = null) => Apply(thread, context, DecimalMath.Ln);

    /// <summary>Return the base ten logarithm of the operand.</summary>
    [PyMethod("log10")]
    private PyObject Log10(ThreadState thread, [Keyword] PyObject? context = null) => Apply(thread, context, DecimalMath.Log10);

    /// <summary>Return the largest number representable in the given context that is smaller than the given operand.</summary>
    [PyMethod("next_minus")]
    private PyObject NextMinus(ThreadState thread, [Keyword] PyObject? context = null) => Apply(thread, context, DecimalMath.NextMinus);

    /// <summary>Return the smallest number representable in the given context that is larger than the given operand.</summary>
    [PyMethod("next_plus")]
    private PyObject NextPlus(ThreadState thread, [Keyword] PyObject? context = null) => Apply(thread, context, DecimalMath.NextPlus);

    /// <summary>Normalize the number by stripping the rightmost trailing zeros.</summary>
    [PyMethod("normalize")]
    private PyObject Normalize(ThreadState thread, [Keyword] PyObject? context = null) => Apply(thread, context, DecimalMath.Reduce);

    /// <summary>Return the square root of the argument to full precision.</summary>
    [PyMethod("sqrt")]
    private PyObject Sqrt(ThreadState thread, [Keyword] PyObject? context = null) => Apply(thread, context, DecimalMath.SquareRoot);

    /// <summary>Return the adjusted exponent of the operand as a Decimal instance.</summary>
    [PyMethod("logb")]
    private PyObject Logb(ThreadState thread, [Keyword] PyObject? context = null) => Apply(thread, context, DecimalMath.LogB);

    /// <summary>Invert all its digits.</summary>
    [PyMethod("logical_invert")]
    private PyObject LogicalInvert(ThreadState thread, [Keyword] PyObject? context = null) => Apply(thread, context, DecimalMath.LogicalInvert);

    /// <summary>Compare self to other.  Return a decimal value.</summary>
    [PyMethod("compare")]
    private PyObject Compare(ThreadState thread, [Keyword] PyObject other, [Keyword] PyObject? context = null) =>
        Apply(thread, other, context, DecimalMath.Compare);

    /// <summary>Identical to compare, except that all NaNs signal.</summary>
    [PyMethod("compare_signal")]
    private PyObject CompareSignal(ThreadState thread, [Keyword] PyObject other, [Keyword] PyObject? context = null) =>
        Apply(thread, other, context, DecimalMath.CompareSignal);

    /// <summary>Return the number closest to the first operand in the direction of the second operand.</summary>
    [PyMethod("next_toward")]
    private PyObject NextToward(ThreadState thread, [Keyword] PyObject other, [Keyword] PyObject? context = null) =>
        Apply(thread, other, context, DecimalMath.NextToward);

    /// <summary>Return the remainder from dividing self by other, with the quotient rounded to nearest.</summary>
    [PyMethod("remainder_near")]
    private PyObject RemainderNear(ThreadState thread, [Keyword] PyObject other, [Keyword] PyObject? context = null) =>
        Apply(thread, other, context, DecimalMath.RemainderNear);

    /// <summary>Return the result of rotating the digits of the first operand by an amount specified by the second operand.</summary>
    [PyMethod("rotate")]
    private PyObject Rotate(ThreadState thread, [Keyword] PyObject other, [Keyword] PyObject? context = null) =>
        Apply(thread, other, context, DecimalMath.Rotate);

    /// <summary>Return the first operand with the exponent adjusted the second.</summary>
    [PyMethod("scaleb")]
    private PyObject Scaleb(ThreadState thread, [Keyword] PyObject other, [Keyword] PyObject? context = null) =>
        Apply(thread, other, context, DecimalMath.ScaleB);

    /// <summary>Return the result of shifting the digits of the first operand by an amount specified by the second operand.</summary>
    [PyMethod("shift")]
    private PyObject Shift(ThreadState thread, [Keyword] PyObject other, [Keyword] PyObject? context = null) =>
        Apply(thread, other, context, DecimalMath.Shift);

    /// <summary>Compare self and other numerically and return the maximum.</summary>
    [PyMethod("max")]
    private PyObject Max(ThreadState thread, [Keyword] PyObject other, [Keyword] PyObject? context = null) =>
        Apply(thread, other, context, DecimalOperations.Max);

    /// <summary>Compare self and other numerically with their sign ignored.</summary>
    [PyMethod("max_mag")]
    private PyObject MaxMag(ThreadState thread, [Keyword] PyObject other, [Keyword] PyObject? context = null) =>
        Apply(thread, other, context, DecimalOperations.MaxMagnitude);

    /// <summary>Compare self and other numerically and return the minimum.</summary>
    [PyMethod("min")]
    private PyObject Min(ThreadState thread, [Keyword] PyObject other, [Keyword] PyObject? context = null) =>
        Apply(thread, other, context, DecimalOperations.Min);

    /// <summary>Compare self and other numerically with their sign ignored.</summary>
    [PyMethod("min_mag")]
    private PyObject MinMag(ThreadState thread, [Keyword] PyObject other, [Keyword] PyObject? context = null) =>
        Apply(thread, other, context, DecimalOperations.MinMagnitude);

    /// <summary>Applies the logical operation 'and' between self and other's digits.</summary>
    [PyMethod("logical_and")]
    private PyObject LogicalAnd(ThreadState thread, [Keyword] PyObject other, [Keyword] PyObject? context = null) =>
        Apply(thread, other, context, DecimalOperations.LogicalAnd);

    /// <summary>Applies the logical operation 'or' between self and other's digits.</summary>
    [PyMethod("logical_or")]
    private PyObject LogicalOr(ThreadState thread, [Keyword] PyObject other, [Keyword] PyObject? context = null) =>
        Apply(thread, other, context, DecimalOperations.LogicalOr);

    /// <summary>Applies the logical operation 'xor' between self and other's digits.</summary>
    [PyMethod("logical_xor")]
    private PyObject LogicalXor(ThreadState thread, [Keyword] PyObject other, [Keyword] PyObject? context = null) =>
        Apply(thread, other, context, DecimalOperations.LogicalXor);

    /// <summary>Compare self and other using their abstract representation.</summary>
    [PyMethod("compare_total")]
    private PyObject CompareTotal(ThreadState thread, [Keyword] PyObject other, [Keyword] PyObject? context = null) =>
        Apply(thread, other, context, DecimalOperations.CompareTotal);

    /// <summary>Compare self and other using their abstract representation, ignoring sign.</summary>
    [PyMethod("compare_total_mag")]
    private PyObject CompareTotalMag(ThreadState thread, [Keyword] PyObject other, [Keyword] PyObject? context = null) =>
        Apply(thread, other, context, DecimalOperations.CompareTotalMagnitude);

    /// <summary>Return a copy of the first operand with the sign of the second operand.</summary>
    [PyMethod("copy_sign")]
    private PyObject CopySign(ThreadState thread, [Keyword] PyObject other, [Keyword] PyObject? context = null) =>
        Apply(thread, other, context, DecimalOperations.CopySign);

    /// <summary>Return True if the argument is canonical and False otherwise.</summary>
    [PyMethod("is_canonical")]
    private bool IsCanonical() => true;

    /// <summary>Return True if the argument is a finite number, and False if the argument is infinite or a NaN.</summary>
    [PyMethod("is_finite")]
    private bool IsFinite() => Value.IsFinite;

    /// <summary>Return True if the argument is either positive or negative infinity and False otherwise.</summary>
    [PyMethod("is_infinite")]
    private bool IsInfinite() => Value.IsInfinite;

    /// <summary>Return True if the argument is a (quiet or signaling) NaN and False otherwise.</summary>
    [PyMethod("is_nan")]
    private bool IsNan() => Value.IsNaN;

    /// <summary>Return True if the argument is a quiet NaN, and False otherwise.</summary>
    [PyMethod("is_qnan")]
    private bool IsQnan() => Value is { IsNaN: true, IsSignaling: false };

    /// <summary>Return True if the argument is a signaling NaN and False otherwise.</summary>
    [PyMethod("is_snan")]
    private bool IsSnan() => Value.IsSignaling;

    /// <summary>Return True if the argument has a negative sign and False otherwise.</summary>
    [PyMethod("is_signed")]
    private bool IsSigned() => Value.Negative;

    /// <summary>Return True if the argument is a (positive or negative) zero and False otherwise.</summary>
    [PyMethod("is_zero")]
    private bool IsZero() => Value.IsZero;

    /// <summary>Return True if the argument is a normal finite non-zero number with an adjusted exponent of at least Emin.</summary>
    [PyMethod("is_normal")]
    private bool IsNormal(ThreadState thread, [Keyword] PyObject? context = null) => DecimalOperations.IsNormal(Value, ContextOf(thread, context));

    /// <summary>Return True if the argument is subnormal, and False otherwise.</summary>
    [PyMethod("is_subnormal")]
    private bool IsSubnormal(ThreadState thread, [Keyword] PyObject? context = null) => DecimalOperations.IsSubnormal(Value, ContextOf(thread, context));

    /// <summary>Return a string describing the class of the operand.</summary>
    [PyMethod("number_class")]
    private string NumberClass(ThreadState thread, [Keyword] PyObject? context = null) => DecimalMath.NumberClass(Value, ContextOf(thread, context));

    /// <summary>Test whether self and other have the same exponent or whether both are NaN.</summary>
    [PyMethod("same_quantum")]
    private bool SameQuantum(ThreadState thread, [Keyword] PyObject other, [Keyword] PyObject? context = null)
    {
        _ = ContextOf(thread, context);
        return DecimalMath.SameQuantum(Value, Operand(thread, other));
    }

    /// <summary>Convert to an engineering-type string.</summary>
    [PyMethod("to_eng_string")]
    private string ToEngString(ThreadState thread, [Keyword] PyObject? context = null) => Value.ToText(ContextOf(thread, context).Capitals, true);

    /// <summary>Return a value equal to the first operand after rounding and having the exponent of the second operand.</summary>
    [PyMethod("quantize", Signature = "($self, /, exp, rounding=None, context=None)")]
    private PyObject Quantize(ThreadState thread, [Keyword("exp")] PyObject other, [Keyword] PyObject? rounding = null, [Keyword] PyObject? context = null)
    {
        var engine = ContextOf(thread, context);
        var work = WithRounding(engine, rounding);
        var right = Operand(thread, other);
        var status = DecimalSignals.None;
        var result = DecimalMath.Quantize(Value, right, work, ref status);
        DecimalState.Signal(thread, engine, status);
        return From(result);
    }

    private static DecimalContext WithRounding(DecimalContext context, PyObject? rounding)
    {
        if (rounding is null or PyNone)
            return context;
        var work = context.Copy();
        work.Rounding = PyDecimalContext.RoundingOf(rounding);
        return work;
    }

    private PyObject ToIntegral(ThreadState thread, PyObject? rounding, PyObject? context, bool signals)
    {
        var engine = ContextOf(thread, context);
        var work = WithRounding(engine, rounding);
        var status = DecimalSignals.None;
        var result = DecimalMath.ToIntegral(Value, signals, work, ref status);
        DecimalState.Signal(thread, engine, status);
        return From(result);
    }

    /// <summary>Round to the nearest integer without signaling Inexact or Rounded.</summary>
    [PyMethod("to_integral_value")]
    [PyMethod("to_integral")]
    private PyObject ToIntegralValue(ThreadState thread, [Keyword] PyObject? rounding = null, [Keyword] PyObject? context = null) =>
        ToIntegral(thread, rounding, context, false);

    /// <summary>Round to the nearest integer, signaling Inexact or Rounded as appropriate if rounding occurs.</summary>
    [PyMethod("to_integral_exact")]
    private PyObject ToIntegralExact(ThreadState thread, [Keyword] PyObject? rounding = null, [Keyword] PyObject? context = null) =>
        ToIntegral(thread, rounding, context, true);

    /// <summary>Fused multiply-add.  Return self*other+third with no rounding of the intermediate product self*other.</summary>
    [PyMethod("fma")]
    private PyObject Fma(ThreadState thread, [Keyword] PyObject other, [Keyword] PyObject third, [Keyword] PyObject? context = null)
    {
        var engine = ContextOf(thread, context);
        var b = Operand(thread, other);
        var c = Operand(thread, third);
        var status = DecimalSignals.None;
        var result = DecimalMath.Fma(Value, b, c, engine, ref status);
        DecimalState.Signal(thread, engine, status);
        return From(result);
    }

    /// <summary>Return the adjusted exponent of the number.  Defined as exp + digits - 1.</summary>
    [PyMethod("adjusted")]
    private long Adjusted() => Value.IsFinite && !Value.IsZero ? Value.Adjusted : Value.IsFinite ? Value.Exponent : 0;

    /// <summary>Return the canonical encoding of the argument.</summary>
    [PyMethod("canonical")]
    private PyObject Canonical() => this;

    /// <summary>Return self.</summary>
    [PyMethod("conjugate")]
    private PyObject Conjugate() => this;

    /// <summary>Return Decimal(10), the radix (base) in which the Decimal class does all its arithmetic.</summary>
    [PyMethod("radix")]
    private PyObject Radix() => From(DecimalValue.FromInteger(10));

    /// <summary>Return the absolute value of the argument, unaffected by context and quiet.</summary>
    [PyMethod("copy_abs")]
    private PyObject CopyAbs() => From(Value.WithSign(false));

    /// <summary>Return the negation of the argument, unaffected by context and quiet.</summary>
    [PyMethod("copy_negate")]
    private PyObject CopyNegate() => From(Value.WithSign(!Value.Negative));

    /// <summary>Return a tuple representation of the number.</summary>
    [PyMethod("as_tuple")]
    private PyObject AsTuple(ThreadState thread)
    {
        PyObject[] digits = [];
        if (Value.IsInfinite)
        {
            digits = [PyInt.From(0)];
        }
        else if (Value.IsFinite || !Value.Coefficient.IsZero)
        {
            var text = BigIntegerOps.ToDecimalString(Value.Coefficient);
            digits = new PyObject[text.Length];
            for (var i = 0; i < digits.Length; i++)
                digits[i] = PyInt.From(text[i] - '0');
        }
        PyObject exponent = Value.Kind switch
        {
            DecimalKind.Infinity => PyStr.From("F"),
            DecimalKind.QuietNaN => PyStr.From("n"),
            DecimalKind.SignalingNaN => PyStr.From("N"),
            _ => PyInt.From(Value.Exponent),
        };
        return Op.Call(thread, DecimalState.Of(thread).DecimalTuple, PyInt.From(Value.Negative ? 1 : 0), PyTuple.FromArray(thread, digits), exponent);
    }

    /// <summary>
    /// Decimal.as_integer_ratio() -> (int, int)
    ///
    /// Return a pair of integers, whose ratio is exactly equal to the original
    /// Decimal and with a positive denominator. The ratio is in lowest terms.
    /// Raise OverflowError on infinities and a ValueError on NaNs.
    /// </summary>
    [PyMethod("as_integer_ratio")]
    private PyObject AsIntegerRatio(ThreadState thread)
    {
        if (Value.IsNaN)
            throw Errors.Value("cannot convert NaN to integer ratio");
        if (Value.IsInfinite)
            throw Errors.Overflow("cannot convert Infinity to integer ratio");
        Value.AsIntegerRatio(out var numerator, out var denominator);
        return PyTuple.Create(thread, PyInt.From(numerator), PyInt.From(denominator));
    }

    [PyMethod("__copy__")]
    private PyObject CopySelf() => this;

    [PyMethod("__deepcopy__", Signature = "")]
    private PyObject DeepCopy(PyObject memo) => this;

    [PyMethod("__reduce__")]
    private PyObject ReduceForPickle(ThreadState thread) => PyTuple.Create(thread, Type, PyTuple.Create(thread, PyStr.From(Value.ToString())));

    [PyMethod("__complex__")]
    private PyObject ToComplex(ThreadState thread) => PyComplex.From(ToDouble(), 0.0);

    [PyMethod("__ceil__")]
    private PyObject Ceil() => ToInt(DecimalRounding.Ceiling);

    [PyMethod("__floor__")]
    private PyObject Floor() => ToInt(DecimalRounding.Floor);

    [PyMethod("__trunc__")]
    private PyObject Trunc() => ToInt(DecimalRounding.Down);

    [PyMethod("__round__", Signature = "")]
    private PyObject Round(ThreadState thread, PyObject? digits = null)
    {
        if (digits is null)
            return ToInt(DecimalRounding.HalfEven);
        if (digits is not PyInt)
            throw Errors.Type("optional arg must be an integer");
        var places = Op.AsSsize(digits);
        var unit = new DecimalValue(false, System.Numerics.BigInteger.One, places == long.MinValue ? long.MaxValue : -places);
        var engine = ContextOf(thread, null);
        var status = DecimalSignals.None;
        var result = DecimalMath.Quantize(Value, unit, engine, ref status);
        DecimalState.Signal(thread, engine, status);
        return From(result);
    }

    [PyMethod("__sizeof__")]
    internal override long SizeOf(ThreadState thread)
    {
        // CPython's coefficient: words of 19 digits, the first four inside the object.
        var words = (Value.Digits + 18) / 19;
        return 104 + (words > 4 ? words * 8 : 0);
    }

    [PyGetter("real")]
    private PyObject Real => this;

    [PyGetter("imag")]
    private PyObject Imaginary => From(DecimalValue.Zero);
}
