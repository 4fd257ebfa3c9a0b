using Krait.Runtime.Numerics;

namespace Krait.Runtime;

/// <summary>Turns what the formatting engine rejects into Python's exceptions.</summary>
internal static class FormatErrors
{
    public static PythonException ToPython(FormatSpecException error) => error.Kind switch
    {
        FormatErrorKind.OverflowError => Errors.Overflow(error.Message),
        FormatErrorKind.TypeError => Errors.Type(error.Message),
        FormatErrorKind.KeyError => Errors.New(ExceptionTypes.KeyError, error.Message),
        FormatErrorKind.MemoryError => Errors.Memory(),
        _ => Errors.Value(error.Message),
    };
}
