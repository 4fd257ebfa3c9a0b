using System.Numerics;
using System.Text;
using Krait.Platform;
using Krait.Runtime.Numerics;

namespace Krait.Runtime;

/// <summary>What the <c>__format__</c> of the number types share.</summary>
internal static class NumberFormatting
{
    /// <summary>The argument of <c>__format__</c>; TypeError where it is not a str.</summary>
    public static PyStr Specification(PyObject spec) =>
        spec as PyStr ?? throw Errors.Type($"__format__() argument must be str, not {spec.Type.Name}");

    /// <summary><c>int.__format__</c> with a specification that is not empty.</summary>
    public static PyObject FormatInteger(ThreadState thread, BigInteger value, PyStr spec, string typeName)
    {
        try
        {
            return ToPython(FormatSpec.FormatInteger(value, spec.ToText(), typeName, LocaleFor(spec), thread.Interpreter.IntMaxStrDigits));
        }
        catch (FormatSpecException error)
        {
            throw ToError(error);
        }
    }

    /// <summary><c>float.__format__</c> with a specification that is not empty.</summary>
    public static PyObject FormatFloat(double value, PyStr spec, string typeName)
    {
        try
        {
            return ToPython(FormatSpec.FormatFloat(value, spec.ToText(), typeName, LocaleFor(spec)));
        }
        catch (FormatSpecException error)
        {
            throw ToError(error);
        }
    }

    /// <summary><c>complex.__format__</c> with a specification that is not empty.</summary>
    public static PyObject FormatComplex(Complex value, PyStr spec, string typeName)
    {
        try
        {
            return ToPython(FormatSpec.FormatComplex(value, spec.ToText(), typeName, LocaleFor(spec)));
        }
        catch (FormatSpecException error)
        {
            throw ToError(error);
        }
    }

    /// <summary>The str of a formatted text.</summary>
    public static PyStr ToPython(in FormattedText text) => text.Bmp is { } bmp ? PyStr.FromBmp(bmp) : PyStr.FromCodePoints(text.CodePoints);

    /// <summary>The Python exception of a specification that does not fit.</summary>
    public static PythonException ToError(FormatSpecException error) => error.Kind switch
    {
        FormatErrorKind.OverflowError => Errors.Overflow(error.Message),
        FormatErrorKind.TypeError => Errors.Type(error.Message),
        FormatErrorKind.KeyError => Errors.New(ExceptionTypes.KeyError, error.Message),
        FormatErrorKind.MemoryError => Errors.Memory(),
        _ => Errors.Value(error.Message),
    };

    /// <summary>The process's locale where the specification is of type 'n'.</summary>
    public static INumericLocale? LocaleFor(PyStr spec) => spec.Length > 0 && spec[spec.Length - 1] is 'n' or 'N' ? new CurrentLocale() : null;

    private sealed class CurrentLocale : INumericLocale
    {
        private readonly LocaleConventions _conventions = LocaleCalls.GetConventions();

        public string DecimalPoint => Encoding.UTF8.GetString(_conventions.DecimalPoint);

        public string ThousandsSeparator => Encoding.UTF8.GetString(_conventions.ThousandsSeparator);

        public ReadOnlySpan<byte> Grouping => _conventions.Grouping;
    }
}
