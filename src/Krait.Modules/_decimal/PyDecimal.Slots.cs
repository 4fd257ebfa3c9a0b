using System.Text;
using Krait.Runtime;
using Krait.Runtime.Numerics;

namespace Krait.Modules.Decimals;

internal partial class PyDecimal
{
    private static PyObject Operate(ThreadState thread, PyObject left, PyObject right, BinaryOperation operation)
    {
        if (TryOperand(left) is not { } a || TryOperand(right) is not { } b)
            return PyNotImplemented.Instance;
        var engine = DecimalState.Of(thread).Current(thread).Engine;
        var status = DecimalSignals.None;
        var result = operation(a, b, engine, ref status);
        DecimalState.Signal(thread, engine, status);
        return From(result);
    }

    [PySlot(nameof(PyType.NbAdd))]
    private static PyObject Add(ThreadState thread, PyObject left, PyObject right) => Operate(thread, left, right, DecimalMath.Add);

    [PySlot(nameof(PyType.NbSubtract))]
    private static PyObject Subtract(ThreadState thread, PyObject left, PyObject right) => Operate(thread, left, right, DecimalMath.Subtract);

    [PySlot(nameof(PyType.NbMultiply))]
    private static PyObject Multiply(ThreadState thread, PyObject left, PyObject right) => Operate(thread, left, right, DecimalMath.Multiply);

    [PySlot(nameof(PyType.NbTrueDivide))]
    private static PyObject TrueDivide(ThreadState thread, PyObject left, PyObject right) => Operate(thread, left, right, DecimalMath.Divide);

    [PySlot(nameof(PyType.NbFloorDivide))]
    private static PyObject FloorDivide(ThreadState thread, PyObject left, PyObject right) => Operate(thread, left, right, DecimalMath.DivideInteger);

    [PySlot(nameof(PyType.NbRemainder))]
    private static PyObject Remainder(ThreadState thread, PyObject left, PyObject right) => Operate(thread, left, right, DecimalMath.Remainder);

    [PySlot(nameof(PyType.NbDivmod))]
    private static PyObject Divmod(ThreadState thread, PyObject left, PyObject right)
    {
        if (TryOperand(left) is not { } a || TryOperand(right) is not { } b)
            return PyNotImplemented.Instance;
        return DecimalOperations.Divmod(thread, a, b, DecimalState.Of(thread).Current(thread).Engine);
    }

    [PySlot(nameof(PyType.NbPower))]
    private static PyObject Power(ThreadState thread, PyObject left, PyObject right, PyObject modulus)
    {
        if (TryOperand(left) is not { } a || TryOperand(right) is not { } b)
            return PyNotImplemented.Instance;
        DecimalValue? m = null;
        if (modulus is not PyNone && (m = TryOperand(modulus)) is null)
            return PyNotImplemented.Instance;
        var engine = DecimalState.Of(thread).Current(thread).Engine;
        var status = DecimalSignals.None;
        var result = m is { } third ? DecimalMath.PowerModulo(a, b, third, engine, ref status) : DecimalMath.Power(a, b, engine, ref status);
        DecimalState.Signal(thread, engine, status);
        return From(result);
    }

    [PySlot(nameof(PyType.NbNegative))]
    private PyObject Negative(ThreadState thread) => Apply(thread, null, DecimalMath.Minus);

    [PySlot(nameof(PyType.NbPositive))]
    private PyObject Positive(ThreadState thread) => Apply(thread, null, DecimalMath.Plus);

    [PySlot(nameof(PyType.NbAbsolute))]
    private PyObject Absolute(ThreadState thread) => Apply(thread, null, DecimalMath.Abs);

    [PySlot(nameof(PyType.NbBool))]
    private bool IsTrue() => !Value.IsZero;

    [PySlot(nameof(PyType.NbInt))]
    private PyObject Int() => ToInt(DecimalRounding.Down);

    [PySlot(nameof(PyType.NbFloat))]
    private PyObject Float(ThreadState thread) => PyFloat.Make(thread, ToDouble());

    [PySlot(nameof(PyType.TpHash))]
    private long Hash(ThreadState thread)
    {
        if (Value.IsSignaling)
            throw Errors.Type("Cannot hash a signaling NaN value");
        return Value.IsNaN ? HashFunctions.OfPointer((ulong)Op.Id(thread, this)) : Value.Hash();
    }

    [PySlot(nameof(PyType.TpStr))]
    private string Str(ThreadState thread) => Value.ToText(DecimalState.Of(thread).Current(thread).Engine.Capitals, false);

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) => $"Decimal('{Str(thread)}')";

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        var left = ((PyDecimal)self).Value;
        var engine = DecimalState.Of(thread).Current(thread).Engine;
        if (!TryComparable(thread, engine, other, op, ref left, out var right))
        {
            // A complex number with an imaginary part is comparable, and different.
            return other is PyComplex && op is CompareOp.Eq or CompareOp.Ne && other is PyComplex ? PyBool.From(op == CompareOp.Ne) : PyNotImplemented.Instance;
        }
        if (!left.IsNaN && !right.IsNaN)
            return Op.Ordered(DecimalMath.CompareNumbers(left, right), op);
        if (left.IsSignaling || right.IsSignaling || op is not (CompareOp.Eq or CompareOp.Ne))
            DecimalState.Signal(thread, engine, DecimalSignals.InvalidOperation);
        return PyBool.From(op == CompareOp.Ne);
    }

    /// <summary>The exact value of another number; of a fraction, both sides are multiplied by its denominator.</summary>
    private static bool TryComparable(
        ThreadState thread, DecimalContext engine, PyObject other, CompareOp op, ref DecimalValue left, out DecimalValue right)
    {
        right = default;
        var equality = op is CompareOp.Eq or CompareOp.Ne;
        if (TryOperand(other) is { } operand)
        {
            right = operand;
            return true;
        }
        switch (other)
        {
            case PyComplex complex when equality:
                if (complex.Value.Imaginary != 0)
                    return false;
                right = FromComparedFloat(thread, engine, complex.Value.Real, true);
                return true;
            case PyFloat real:
                right = FromComparedFloat(thread, engine, real.Value, equality);
                return true;
        }
        if (!Op.IsInstance(thread, other, DecimalState.Of(thread).Rational))
            return false;
        var numerator = Op.GetAttr(thread, other, "numerator");
        var denominator = Op.GetAttr(thread, other, "denominator");
        if (numerator is not PyInt top || denominator is not PyInt bottom)
            throw Errors.Type("numerator and denominator must be ints");
        right = DecimalValue.FromInteger(top.Big);
        if (left.IsFinite)
            left = new DecimalValue(left.Negative, left.Coefficient * bottom.Big, left.Exponent);
        return true;
    }

    private static DecimalValue FromComparedFloat(ThreadState thread, DecimalContext engine, double value, bool equality)
    {
        // Asking whether they are equal is allowed, and only noted.
        if (equality)
            engine.Flags |= DecimalSignals.FloatOperation;
        else
            DecimalState.Signal(thread, engine, DecimalSignals.FloatOperation);
        return DecimalValue.FromDouble(value);
    }

    [PyMethod("__format__", Signature = "")]
    private PyObject Format(ThreadState thread, PyObject spec, PyObject? overrides = null)
    {
        if (spec is not PyStr text)
            throw Errors.Type("format arg must be str");
        if (overrides is not null and not PyDict)
            throw Errors.Type("optional argument must be a dict");
        var engine = DecimalState.Of(thread).Current(thread).Engine;
        if (text.Length > 0 && text[text.Length - 1] == 'N' && DecimalFormat.IsValid(text.ToText()))
            Op.Warn(thread, ExceptionTypes.DeprecationWarning, "Format specifier 'N' is deprecated");
        INumericLocale? locale = overrides is PyDict dict ? new GivenLocale(dict) : NumberFormatting.LocaleFor(text);
        try
        {
            return NumberFormatting.ToPython(DecimalFormat.Format(Value, text.ToText(), engine, locale));
        }
        catch (FormatSpecException error)
        {
            throw NumberFormatting.ToError(error);
        }
    }

    /// <summary>The locale in the dict that <c>__format__</c> takes beside the specification.</summary>
    private sealed class GivenLocale : INumericLocale
    {
        // Of the separators, in UTF-8.
        private const int MostBytes = 4;

        private readonly byte[] _grouping;

        public GivenLocale(PyDict dict)
        {
            DecimalPoint = Text(dict, "decimal_point") ?? ".";
            ThousandsSeparator = Text(dict, "thousands_sep") ?? "";
            _grouping = Encoding.UTF8.GetBytes(Text(dict, "grouping") ?? "");
            if (Encoding.UTF8.GetByteCount(DecimalPoint) is 0 or > MostBytes || Encoding.UTF8.GetByteCount(ThousandsSeparator) > MostBytes
                || _grouping.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)sbyte.MaxValue))
            {
                throw Errors.Value("invalid override dict");
            }
        }

        public string DecimalPoint { get; }

        public string ThousandsSeparator { get; }

        public ReadOnlySpan<byte> Grouping => _grouping;

        private static string? Text(PyDict dict, string key) => dict.GetItem(key) switch
        {
            null => null,
            PyStr text => text.ToString(),
            _ => throw Errors.Value("invalid override dict"),
        };
    }
}
