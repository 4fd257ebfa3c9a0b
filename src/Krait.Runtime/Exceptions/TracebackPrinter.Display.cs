namespace Krait.Runtime;

/// <summary>Shows exceptions.</summary>
public static partial class TracebackPrinter
{
    /// <summary><c>sys.excepthook</c>: the library's <c>traceback</c> prints; where that cannot be, a plain form.</summary>
    public static void Display(ThreadState thread, PyObject type, PyObject value, PyObject traceback)
    {
        var stderr = thread.Interpreter.SysDict.GetItem("stderr");
        if (stderr is PyNone)
            return;
        if (value is not PyBaseException exception)
        {
            WritePlain(thread, stderr, $"TypeError: print_exception(): Exception expected for value, {value.Type.Name} found\n");
            return;
        }
        if (traceback is PyTraceback given && exception.TracebackField.Value is null)
            exception.TracebackField.Value = given;
        if (stderr is not null && thread.Interpreter.ImportBootstrap is not null)
        {
            try
            {
                var module = Op.ImportModule(thread, "traceback");
                Op.CallMethod(thread, module, "_print_exception_bltin", exception);
                return;
            }
            catch (PythonException)
            {
                // The library cannot print it: the plain form below still can.
            }
        }
        WritePlain(thread, stderr, PrintException(thread, exception));
    }

    /// <summary>Writes to <c>sys.stderr</c>, or to the process's own where that fails.</summary>
    public static void WritePlain(ThreadState thread, PyObject? stderr, string text)
    {
        if (stderr is not null)
        {
            try
            {
                Op.CallMethod(thread, stderr, Names.Write, PyStr.From(text));
                Op.CallMethod(thread, stderr, Names.Flush);
                return;
            }
            catch (PythonException)
            {
                // sys.stderr is broken: the process's own remains.
            }
        }
        Krait.Platform.Descriptors.Write(2, System.Text.Encoding.UTF8.GetBytes(text), out _);
    }
}
