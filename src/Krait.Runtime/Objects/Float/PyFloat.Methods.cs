using Krait.Runtime.Numerics;

namespace Krait.Runtime;

public partial class PyFloat
{
    [PyNew(Signature = "(x=0, /)")]
    private static PyObject New(ThreadState thread, PyType type, PyObject? x = null)
    {
        var exact = x is null ? Make(thread, 0.0) : Op.Float(thread, x);
        if (ReferenceEquals(type, TypeObject))
            return exact;
        var made = (PyFloat)type.Allocate!(thread, type);
        made.Value = exact.Value;
        return made;
    }

    /// <summary>Reads what <c>float()</c> takes: a str, or an object with the buffer protocol.</summary>
    /// <exception cref="PythonException">ValueError: the text is no number.</exception>
    internal static double Parse(ThreadState thread, PyObject text)
    {
        bool parsed;
        double value;
        if (text is PyStr str)
        {
            parsed = FloatFormat.TryParse(NumberText.ToAscii(str), out value);
        }
        else
        {
            using var buffer = PyBuffer.Get(thread, text, BufferFlags.Simple);
            parsed = FloatFormat.TryParse(NumberText.ToChars(buffer.Span), out value);
        }
        return parsed ? value : throw Errors.Value($"could not convert string to float: {Op.ReprText(thread, text)}");
    }

    /// <summary>Convert real number to a floating-point number.</summary>
    [PyClassMethod("from_number")]
    private static PyObject FromNumber(ThreadState thread, PyType type, PyObject number)
    {
        if (ReferenceEquals(number.Type, TypeObject) && ReferenceEquals(type, TypeObject))
            return number;
        return OfType(thread, type, Op.AsDouble(thread, number));
    }

    private static PyObject OfType(ThreadState thread, PyType type, double value)
    {
        var exact = Make(thread, value);
        return ReferenceEquals(type, TypeObject) ? exact : Op.Call(thread, type, exact);
    }

    /// <summary>Return self, the complex conjugate of any float.</summary>
    [PyMethod("conjugate")]
    private PyObject Conjugate(ThreadState thread) => Exact(thread);

    /// <summary>Return the Integral closest to x between 0 and x.</summary>
    [PyMethod("__trunc__")]
    private PyObject Trunc(ThreadState thread) => ToInt(thread, Value);

    /// <summary>Return the floor as an Integral.</summary>
    [PyMethod("__floor__")]
    private PyObject Floor(ThreadState thread) => ToInt(thread, Math.Floor(Value));

    /// <summary>Return the ceiling as an Integral.</summary>
    [PyMethod("__ceil__")]
    private PyObject Ceil(ThreadState thread) => ToInt(thread, Math.Ceiling(Value));

    /// <summary>
    /// Return the Integral closest to x, rounding half toward even.
    ///
    /// When an argument is passed, work like built-in round(x, ndigits).
    /// </summary>
    [PyMethod("__round__", Signature = "($self, ndigits=None, /)")]
    private PyObject Round(ThreadState thread, [NoneAllowed] PyObject? ndigits = null)
    {
        if (ndigits is null)
            return ToInt(thread, Math.Round(Value, MidpointRounding.ToEven));
        var digits = Op.AsIndexClamped(thread, ndigits);
        return FloatOps.TryRound(Value, digits, out var result)
            ? Make(thread, result)
            : throw Errors.Overflow("rounded value too large to represent");
    }

    /// <summary>
    /// Return a pair of integers, whose ratio is exactly equal to the original float.
    ///
    /// The ratio is in lowest terms and has a positive denominator.  Raise
    /// OverflowError on infinities and a ValueError on NaNs.
    ///
    /// >>> (10.0).as_integer_ratio()
    /// (10, 1)
    /// >>> (0.0).as_integer_ratio()
    /// (0, 1)
    /// >>> (-.25).as_integer_ratio()
    /// (-1, 4)
    /// </summary>
    [PyMethod("as_integer_ratio")]
    private PyObject AsIntegerRatio(ThreadState thread)
    {
        if (double.IsInfinity(Value))
            throw Errors.Overflow("cannot convert Infinity to integer ratio");
        if (double.IsNaN(Value))
            throw Errors.Value("cannot convert NaN to integer ratio");
        FloatOps.AsIntegerRatio(Value, out var numerator, out var denominator);
        return PyTuple.Create(thread, PyInt.From(numerator), PyInt.From(denominator));
    }

    /// <summary>
    /// Create a floating-point number from a hexadecimal string.
    ///
    /// >>> float.fromhex('0x1.ffffp10')
    /// 2047.984375
    /// >>> float.fromhex('-0x1p-1074')
    /// -5e-324
    /// </summary>
    [PyClassMethod("fromhex")]
    private static PyObject FromHex(ThreadState thread, PyType type, PyObject @string)
    {
        if (@string is not PyStr text)
            throw Errors.Type("bad argument type for built-in operation");
        return FloatFormat.FromHex(text.ToString(), out var value) switch
        {
            FloatFormat.HexStatus.Ok => OfType(thread, type, value),
            FloatFormat.HexStatus.TooLarge => throw Errors.Overflow("hexadecimal value too large to represent as a float"),
            _ => throw Errors.Value("invalid hexadecimal floating-point string"),
        };
    }

    /// <summary>
    /// Return a hexadecimal representation of a floating-point number.
    ///
    /// >>> (-0.1).hex()
    /// '-0x1.999999999999ap-4'
    /// >>> 3.14159.hex()
    /// '0x1.921f9f01b866ep+1'
    /// </summary>
    [PyMethod("hex")]
    private string Hex() => FloatFormat.ToHex(Value);

    /// <summary>Return True if the float is an integer.</summary>
    [PyMethod("is_integer")]
    private bool IsInteger() => double.IsFinite(Value) && Math.Floor(Value) == Value;

    [PyMethod("__getnewargs__")]
    private PyObject GetNewArgs(ThreadState thread) => PyTuple.Create(thread, Make(thread, Value));

    /// <summary>
    /// You probably don't want to use this function.
    ///
    ///   typestr
    ///     Must be 'double' or 'float'.
    ///
    /// It exists mainly to be used in Python's test suite.
    ///
    /// This function returns whichever of 'unknown', 'IEEE, big-endian' or 'IEEE,
    /// little-endian' best describes the format of floating-point numbers used by the
    /// C type named by typestr.
    /// </summary>
    [PyClassMethod("__getformat__")]
    private static string GetFormat(PyType type, string typestr)
    {
        if (typestr is not ("double" or "float"))
            throw Errors.Value("__getformat__() argument 1 must be 'double' or 'float'");
        return BitConverter.IsLittleEndian ? "IEEE, little-endian" : "IEEE, big-endian";
    }

    /// <summary>Formats the float according to format_spec.</summary>
    [PyMethod("__format__", Signature = "($self, format_spec, /)")]
    private PyObject Format(ThreadState thread, PyObject spec)
    {
        var text = NumberFormatting.Specification(spec);
        return text.Length == 0 ? Op.Str(thread, this) : NumberFormatting.FormatFloat(Value, text, Type.Name);
    }

    /// <summary>the real part of a complex number</summary>
    [PyGetter("real")]
    private PyObject Real(ThreadState thread) => Exact(thread);

    /// <summary>the imaginary part of a complex number</summary>
    [PyGetter("imag")]
    private PyObject Imaginary(ThreadState thread) => Make(thread, 0.0);
}
