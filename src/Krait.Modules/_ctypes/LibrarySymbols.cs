using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.CTypes;

/// <summary>Looking up symbols of libraries that Python code has opened.</summary>
internal static class LibrarySymbols
{
    /// <summary>The name of a symbol.</summary>
    public static byte[] NameOf(PyObject name) => name switch
    {
        PyBytes bytes => bytes.Span.ToArray(),
        PyStr text => System.Text.Encoding.UTF8.GetBytes(text.ToString()),
        _ => throw Errors.Type("function name must be string, bytes object or integer"),
    };

    /// <summary>A name for messages.</summary>
    public static string Text(byte[] name) => FileSystemText.Decode(name);

    /// <summary>The system's handle of a library object.</summary>
    public static nint HandleOf(ThreadState thread, PyObject library)
    {
        if (Op.GetAttr(thread, library, "_handle") is not PyInt handle)
            throw Errors.Type("the _handle attribute of the second argument must be an integer");
        return (nint)ValueCodec.Mask(thread, handle);
    }

    /// <summary>The address of a symbol; false with what the system says, null where it says nothing.</summary>
    public static bool TryFind(nint handle, byte[] name, out nint address, out string? message)
    {
        address = DynamicLibrary.Find(handle, name, out var error);
        message = error.Length == 0 ? null : Text(error);
        return address != 0;
    }

    /// <summary>What is missing, with the reason where it is a function of Python's C API.</summary>
    public static string Explain(string message, byte[] name, bool isPythonApi) =>
        isPythonApi && (name.AsSpan().StartsWith("Py"u8) || name.AsSpan().StartsWith("_Py"u8))
            ? $"{message} (Krait has no C API: of ctypes.pythonapi there are few functions)"
            : message;
}
