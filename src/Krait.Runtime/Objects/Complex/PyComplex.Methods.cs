using System.Numerics;
using Krait.Runtime.Numerics;

namespace Krait.Runtime;

public partial class PyComplex
{
    private static readonly PyStr s_complexMethod = PyStr.Intern("__complex__");

    private static readonly ArgumentSpec s_newArguments = new("complex", ["real", "imag"], 0, 2, 0, false, false);

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        // Only a positional argument converts text and complex numbers; real= is a part.
        if (args.Length == 1 && keywordNames is null)
            return FromSingle(thread, type, args[0]);
        var bound = default(ArgumentPlaces2);
        ArgumentBinder.Bind(s_newArguments, args, keywordNames, bound);
        return FromParts(thread, type, bound[0], bound[1]);
    }

    private static PyObject FromParts(ThreadState thread, PyType type, PyObject? real, PyObject? imag)
    {
        Complex realPart = default, imaginaryPart = default;
        var realIsComplex = real is not null && ReadPart(thread, real, "real", out realPart);
        var imaginaryIsComplex = imag is not null && ReadPart(thread, imag, "imag", out imaginaryPart);
        // Only complex parts mix into each other: a zero added to the other part could change its sign.
        var re = realPart.Real;
        var im = imaginaryPart.Real;
        if (imaginaryIsComplex)
            re -= imaginaryPart.Imaginary;
        if (realIsComplex)
            im += realPart.Imaginary;
        return OfType(thread, type, re, im);
    }

    /// <summary>complex(x): a text, or a number of any kind.</summary>
    private static PyObject FromSingle(ThreadState thread, PyType type, PyObject o)
    {
        if (ReferenceEquals(o.Type, TypeObject) && ReferenceEquals(type, TypeObject))
            return o;
        if (o is PyStr text)
        {
            return ComplexOps.TryParse(NumberText.ToAscii(text), out var parsed)
                ? OfType(thread, type, parsed.Real, parsed.Imaginary)
                : throw Errors.Value("complex() arg is a malformed string");
        }
        if (TryComplexMethod(thread, o) is { } converted)
            return OfType(thread, type, converted.Real, converted.Imaginary);
        if (o is PyComplex complex)
            return OfType(thread, type, complex.Real, complex.Imaginary);
        return IsReal(o)
            ? OfType(thread, type, Op.AsDouble(thread, o), 0.0)
            : throw Errors.Type($"complex() argument must be a string or a number, not {o.Type.Name}");
    }

    private static bool IsReal(PyObject o) => o.Type.NbFloat is not null || o.Type.NbIndex is not null;

    /// <summary>A part given to the constructor; true where it is complex itself, which is deprecated.</summary>
    private static bool ReadPart(ThreadState thread, PyObject o, string name, out Complex value)
    {
        PyComplex? complex = null;
        if (name == "real" && o is not PyStr)
            complex = TryComplexMethod(thread, o);
        complex ??= o as PyComplex;
        if (complex is not null)
        {
            value = complex.Value;
            Op.Warn(thread, ExceptionTypes.DeprecationWarning, $"complex() argument '{name}' must be a real number, not {o.Type.Name}");
            return true;
        }
        if (o is PyStr || !IsReal(o))
            throw Errors.Type($"complex() argument '{name}' must be a real number, not {o.Type.Name}");
        value = Op.AsDouble(thread, o);
        return false;
    }

    /// <summary>The result of <c>__complex__</c>; null where the object, or one of exact type complex, has no such conversion.</summary>
    private static PyComplex? TryComplexMethod(ThreadState thread, PyObject o)
    {
        if (ReferenceEquals(o.Type, TypeObject) || Op.LookupSpecial(thread, o, s_complexMethod) is not { } method)
            return null;
        var result = Op.Call(thread, method);
        if (result is not PyComplex complex)
            throw Errors.Type($"{o.Type.Name}.__complex__() must return a complex, not {result.Type.Name}");
        if (!ReferenceEquals(result.Type, TypeObject))
        {
            Op.Warn(
                thread,
                ExceptionTypes.DeprecationWarning,
                $"{o.Type.Name}.__complex__() must return a complex, not {result.Type.Name}.  The ability to return an instance of a strict subclass "
                + "of complex is deprecated, and may not be supported in a future version of Python.");
        }
        return complex;
    }

    /// <summary>Any number as a complex one, as the functions of <c>cmath</c> take it.</summary>
    /// <exception cref="PythonException">TypeError: the object is no number.</exception>
    internal static Complex ValueOf(ThreadState thread, PyObject o) => o switch
    {
        PyComplex complex => complex.Value,
        PyFloat number => number.Value,
        _ => TryComplexMethod(thread, o) is { } converted ? converted.Value : Op.AsDouble(thread, o),
    };

    private static PyObject OfType(ThreadState thread, PyType type, double real, double imaginary)
    {
        if (ReferenceEquals(type, TypeObject))
            return From(real, imaginary);
        var made = (PyComplex)type.Allocate!(thread, type);
        made.Real = real;
        made.Imaginary = imaginary;
        return made;
    }

    /// <summary>Convert number to a complex floating-point number.</summary>
    [PyClassMethod("from_number")]
    private static PyObject FromNumber(ThreadState thread, PyType type, PyObject number)
    {
        if (ReferenceEquals(number.Type, TypeObject) && ReferenceEquals(type, TypeObject))
            return number;
        var value = ValueOf(thread, number);
        var exact = From(value);
        return ReferenceEquals(type, TypeObject) ? exact : Op.Call(thread, type, exact);
    }

    /// <summary>Return the complex conjugate of its argument. (3-4j).conjugate() == 3+4j.</summary>
    [PyMethod("conjugate")]
    private PyObject Conjugate() => From(Real, -Imaginary);

    /// <summary>Convert this value to exact type complex.</summary>
    [PyMethod("__complex__")]
    private PyObject ToComplex() => Exact();

    [PyMethod("__getnewargs__")]
    private PyObject GetNewArgs(ThreadState thread) =>
        PyTuple.Create(thread, PyFloat.Make(thread, Real), PyFloat.Make(thread, Imaginary));

    /// <summary>Convert to a string according to format_spec.</summary>
    [PyMethod("__format__", Signature = "($self, format_spec, /)")]
    private PyObject Format(ThreadState thread, PyObject spec)
    {
        var text = NumberFormatting.Specification(spec);
        return text.Length == 0 ? Op.Str(thread, this) : NumberFormatting.FormatComplex(Value, text, Type.Name);
    }

    /// <summary>the real part of a complex number</summary>
    [PyGetter("real", Member = true)]
    private double RealPart => Real;

    /// <summary>the imaginary part of a complex number</summary>
    [PyGetter("imag", Member = true)]
    private double ImaginaryPart => Imaginary;
}
