using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules;

/// <summary>A module that stands on a library of the system cannot be imported where that is missing, as in CPython.</summary>
internal static class RequiredLibrary
{
    /// <summary>Makes sure that a library is there.</summary>
    /// <param name="file">The file to load.</param>
    /// <param name="need">Who needs which library, for the message.</param>
    /// <exception cref="PythonException">ImportError: it is not.</exception>
    public static void Load(string file, string need)
    {
        if (!SystemLibrary.IsAvailable(file))
            throw Errors.New(ExceptionTypes.ImportError, $"{file}: cannot open shared object file: {need}");
    }
}
