namespace Krait.Runtime;

/// <summary>
/// What the import system warns through. The work is that of the library's own <c>warnings</c>, which finds no filters here and so keeps its own.
/// </summary>
[PyModule("_warnings")]
internal static partial class WarningsModule
{
    /// <summary>Issue a warning, or maybe ignore it or raise an exception.</summary>
    [PyFunction("warn", Signature = "($module, /, message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=<unrepresentable>)")]
    private static PyObject Warn(ThreadState thread, ReadOnlySpan<PyObject> args, [KeywordArguments] PyDict? kwargs) =>
        Forward(thread, "warn", args, kwargs);

    /// <summary>Issue a warning at a given place.</summary>
    [PyFunction("warn_explicit", Signature = "($module, /, message, category, filename, lineno, module=<unrepresentable>, registry=None, module_globals=None, source=None)")]
    private static PyObject WarnExplicit(ThreadState thread, ReadOnlySpan<PyObject> args, [KeywordArguments] PyDict? kwargs) =>
        Forward(thread, "warn_explicit", args, kwargs);

    private static PyObject Forward(ThreadState thread, string function, ReadOnlySpan<PyObject> args, PyDict? kwargs)
    {
        var module = Op.ImportModule(thread, "warnings");
        return Op.CallWithDict(thread, Op.GetAttr(thread, module, function), PyTuple.Create(thread, args), kwargs);
    }
}
