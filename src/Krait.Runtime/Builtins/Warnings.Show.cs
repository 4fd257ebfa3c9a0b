namespace Krait.Runtime;

internal static partial class Warnings
{
    /// <summary>An attribute of the module <c>warnings</c>; null where it is not loaded, or has no such attribute.</summary>
    private static PyObject? LibraryAttribute(ThreadState thread, string name, bool import)
    {
        var interpreter = thread.Interpreter;
        PyObject? module = null;
        if (import && interpreter is { IsFinalizing: false, ImportBootstrap: not null })
        {
            try
            {
                module = Op.ImportModule(thread, "warnings");
            }
            catch (PythonException error) when (error.Matches(ExceptionTypes.ImportError))
            {
                return null;
            }
        }
        module ??= interpreter.CurrentModules(thread) is PyDict modules ? modules.GetItem("warnings") : null;
        return module is null or PyNone ? null : Op.TryGetAttr(thread, module, name);
    }

    private static void Show(ThreadState thread, WarningPlace place, PyObject category, PyObject text, PyObject message, PyObject? source)
    {
        // Only the library can tell where the source of a ResourceWarning was allocated.
        if (LibraryAttribute(thread, "_showwarnmsg", import: source is not null) is not { } show)
        {
            ShowPlainly(thread, place, category, text);
            return;
        }
        if (!Op.IsCallable(show))
            throw Errors.Type("warnings._showwarnmsg() must be set to a callable");
        var record = LibraryAttribute(thread, "WarningMessage", false) ?? throw Errors.Runtime("unable to get warnings.WarningMessage");
        var details = Op.Call(
            thread, record, message, category, place.Filename, PyInt.From(place.Line), PyNone.Instance, PyNone.Instance, source ?? PyNone.Instance);
        Op.Call(thread, show, details);
    }

    /// <summary>Writes to <c>sys.stderr</c> without the library.</summary>
    private static void ShowPlainly(ThreadState thread, WarningPlace place, PyObject category, PyObject text)
    {
        var name = category is PyType type ? type.Name : Op.StrText(thread, category);
        var shown = $"{place.Filename}:{place.Line}: {name}: {Op.StrText(thread, text)}\n";
        var line = place.SourceLine is PyStr given ? given.ToString().Trim(' ', '\t', '\f') : TracebackPrinter.SourceLine(place.Filename.ToString(), (int)place.Line);
        if (!string.IsNullOrEmpty(line))
            shown += $"  {line}\n";
        var stderr = thread.Interpreter.SysDict.GetItem(Names.Stderr);
        if (stderr is not PyNone)
            TracebackPrinter.WritePlain(thread, stderr, shown);
    }
}
