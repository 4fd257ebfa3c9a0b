using System.Numerics;
using Krait.Runtime;
using Krait.Runtime.Numerics;

namespace Krait.Modules.Decimals;

/// <summary>
/// Construct a new Decimal object. 'value' can be an integer, string, tuple,
/// or another Decimal object. If no value is given, return Decimal('0'). The
/// context does not affect the conversion and is only passed to determine if
/// the InvalidOperation trap is active.
/// </summary>
[PyType("Decimal", Module = "decimal", BaseType = true, BasicSize = 104), PyModuleType("_decimal")]
internal partial class PyDecimal : PyObject
{
    private protected PyDecimal(PyType type) : base(type)
    {
    }

    /// <summary>The number.</summary>
    public DecimalValue Value { get; private set; }

    /// <summary>A Decimal of exact type.</summary>
    public static PyDecimal From(in DecimalValue value) => new(TypeObject) { Value = value };

    private static PyObject OfType(ThreadState thread, PyType type, in DecimalValue value)
    {
        if (ReferenceEquals(type, TypeObject))
            return From(value);
        var made = (PyDecimal)type.Allocate!(thread, type);
        made.Value = value;
        return made;
    }

    [PyNew(Signature = "(value=\"0\", context=None)")]
    private static PyObject New(ThreadState thread, PyType type, [Keyword] PyObject? value = null, [Keyword] PyObject? context = null)
    {
        var given = PyDecimalContext.Optional(context);
        if (value is PyDecimal && ReferenceEquals(value.Type, TypeObject) && ReferenceEquals(type, TypeObject))
            return value;
        return OfType(thread, type, Exact(thread, value, given));
    }

    /// <summary>The exact value of what the constructor takes.</summary>
    private static DecimalValue Exact(ThreadState thread, PyObject? o, PyDecimalContext? context)
    {
        switch (o)
        {
            case null:
                return DecimalValue.Zero;
            case PyDecimal number:
                return number.Value;
            case PyInt integer:
                return DecimalValue.FromInteger(integer.Big);
        }
        var engine = (context ?? DecimalState.Of(thread).Current(thread)).Engine;
        switch (o)
        {
            case PyStr text:
                return ParseExact(thread, Cleaned(text), engine);
            case PyFloat real:
                DecimalState.Signal(thread, engine, DecimalSignals.FloatOperation);
                return DecimalValue.FromDouble(real.Value);
            case PyTuple or PyList:
                return ParseExact(thread, TupleText(Op.TupleFrom(thread, o)), engine);
            default:
                throw NoConversion(o);
        }
    }

    private static PythonException NoConversion(PyObject o) => Errors.Type($"conversion from {o.Type.Name} to Decimal is not supported");

    /// <summary><c>Context.create_decimal</c>: the value rounded to the context.</summary>
    public static PyObject CreateRounded(ThreadState thread, PyObject? o, PyDecimalContext context)
    {
        var engine = context.Engine;
        var status = DecimalSignals.None;
        DecimalValue value;
        switch (o)
        {
            case null:
                return From(DecimalValue.Zero);
            case PyDecimal number:
                value = number.Value;
                if (TooLongPayload(value, engine))
                    return Failed(thread, engine, DecimalSignals.ConversionSyntax);
                break;
            case PyInt integer:
                value = DecimalValue.FromInteger(integer.Big);
                break;
            case PyFloat real:
                DecimalState.Signal(thread, engine, DecimalSignals.FloatOperation);
                value = DecimalValue.FromDouble(real.Value);
                break;
            case PyStr or PyTuple or PyList:
                var text = o is PyStr str ? NumberText.ToAscii(str) : TupleText(Op.TupleFrom(thread, o));
                if (!DecimalValue.TryParse(text, out value) || TooLongPayload(value, engine))
                    return Failed(thread, engine, DecimalSignals.ConversionSyntax);
                break;
            default:
                throw NoConversion(o);
        }
        var result = DecimalMath.Finalize(value, engine, ref status);
        DecimalState.Signal(thread, engine, status);
        return From(result);
    }

    private static PyDecimal Failed(ThreadState thread, DecimalContext engine, DecimalSignals status)
    {
        DecimalState.Signal(thread, engine, status);
        return From(DecimalValue.NaN());
    }

    private static bool TooLongPayload(in DecimalValue value, DecimalContext engine) =>
        value.IsNaN && !value.Coefficient.IsZero && value.Digits > engine.Prec - (engine.Clamp ? 1 : 0);

    /// <summary>Without the space around and without underscores.</summary>
    private static ReadOnlySpan<char> Cleaned(PyStr text)
    {
        var ascii = NumberText.ToAscii(text);
        int start = 0, end = ascii.Length;
        while (start < end && IsSpace(ascii[start]))
            start++;
        while (end > start && IsSpace(ascii[end - 1]))
            end--;
        ascii = ascii[start..end];
        return ascii.Contains('_') ? ascii.ToString().Replace("_", "", StringComparison.Ordinal) : ascii;
    }

    private static bool IsSpace(char c) => c is ' ' or (>= '\t' and <= '\r') or (>= '\x1c' and <= '\x1f');

    private static DecimalValue ParseExact(ThreadState thread, ReadOnlySpan<char> text, DecimalContext engine)
    {
        if (!DecimalValue.TryParse(text, out var value))
        {
            DecimalState.Signal(thread, engine, DecimalSignals.ConversionSyntax);
            return DecimalValue.NaN();
        }
        return InWidestContext(thread, value, engine);
    }

    /// <summary>The value itself, unless no context could hold it.</summary>
    private static DecimalValue InWidestContext(ThreadState thread, in DecimalValue value, DecimalContext engine)
    {
        if (!value.IsFinite || (value.Exponent is > -1_000_000_000 and < 1_000_000_000))
            return value;
        var status = DecimalSignals.None;
        var result = DecimalMath.Finalize(value, DecimalContext.Max(), ref status);
        if ((status & (DecimalSignals.Inexact | DecimalSignals.Rounded | DecimalSignals.Clamped)) == 0)
            return result;
        DecimalState.Signal(thread, engine, DecimalSignals.InvalidOperation);
        return DecimalValue.NaN();
    }

    /// <summary>The text of a (sign, digits, exponent) tuple.</summary>
    private static string TupleText(PyTuple tuple)
    {
        if (tuple.Count != 3)
            throw Errors.Value("argument must be a sequence of length 3");
        if (tuple[0] is not PyInt { IsLarge: false, Value: 0 or 1 } sign)
            throw Errors.Value("sign must be an integer with the value 0 or 1");
        var special = "";
        var exponent = "";
        if (tuple[2] is PyStr name)
        {
            special = name.ToString() switch
            {
                "F" => "Inf",
                "n" => "NaN",
                "N" => "sNaN",
                _ => throw Errors.Value("string argument in the third position must be 'F', 'n' or 'N'"),
            };
        }
        else if (tuple[2] is PyInt number)
        {
            exponent = "E" + Op.AsSsize(number).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        else
        {
            throw Errors.Value("exponent must be an integer");
        }
        var digits = DigitsText(tuple[1]);
        if (special == "Inf")
            digits = "";
        else if (special == "" && digits == "")
            digits = "0";
        return (sign.Value == 1 ? "-" : "") + special + digits + exponent;
    }

    private static string DigitsText(PyObject coefficient)
    {
        if (coefficient is not (PyTuple or PyList))
            throw Errors.Value("coefficient must be a tuple of digits");
        var items = Op.ItemsOf(coefficient);
        var digits = new char[items.Length];
        for (var i = 0; i < digits.Length; i++)
        {
            if (items[i] is not PyInt { IsLarge: false, Value: >= 0 and <= 9 } digit)
                throw Errors.Value("coefficient must be a tuple of digits");
            digits[i] = (char)('0' + digit.Value);
        }
        return new string(digits);
    }

    /// <summary>A Decimal or int operand; null for anything else.</summary>
    private static DecimalValue? TryOperand(PyObject o) => o switch
    {
        PyDecimal number => number.Value,
        PyInt integer => DecimalValue.FromInteger(integer.Big),
        _ => null,
    };

    /// <summary>A Decimal or int operand.</summary>
    /// <exception cref="PythonException">TypeError: anything else.</exception>
    public static DecimalValue Operand(ThreadState thread, PyObject o) => TryOperand(o) ?? throw NoConversion(o);

    /// <summary>The exact value of a float or int.</summary>
    public static DecimalValue FloatOrInt(PyObject o) => o switch
    {
        PyInt integer => DecimalValue.FromInteger(integer.Big),
        PyFloat real => DecimalValue.FromDouble(real.Value),
        _ => throw Errors.Type("argument must be int or float"),
    };

    /// <summary>Class method that converts a float to a decimal number, exactly.</summary>
    [PyClassMethod("from_float")]
    private static PyObject FromFloat(ThreadState thread, PyType type, PyObject f) => Converted(thread, type, From(FloatOrInt(f)));

    /// <summary>Class method that converts a real number to a decimal number, exactly.</summary>
    [PyClassMethod("from_number")]
    private static PyObject FromNumber(ThreadState thread, PyType type, PyObject number)
    {
        if (number is PyDecimal && ReferenceEquals(number.Type, TypeObject))
            return Converted(thread, type, number);
        if (TryOperand(number) is { } value)
            return Converted(thread, type, From(value));
        return number is PyFloat real ? Converted(thread, type, From(DecimalValue.FromDouble(real.Value))) : throw NoConversion(number);
    }

    private static PyObject Converted(ThreadState thread, PyType type, PyObject exact) =>
        ReferenceEquals(type, TypeObject) ? exact : Op.Call(thread, type, exact);

    private double ToDouble() => Value.TryToDouble(out var result) ? result : throw Errors.Value("cannot convert signaling NaN to float");

    private PyInt ToInt(DecimalRounding rounding)
    {
        if (Value.IsNaN)
            throw Errors.Value("cannot convert NaN to integer");
        if (Value.IsInfinite)
            throw Errors.Overflow("cannot convert Infinity to integer");
        return PyInt.From(DecimalMath.Rescale(Value, Math.Max(0, Value.Exponent), rounding).ToInteger());
    }
}
