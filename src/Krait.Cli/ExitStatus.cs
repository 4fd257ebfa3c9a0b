using Krait.Runtime;

namespace Krait.Cli;

/// <summary>What an exception that nothing caught means for the process.</summary>
internal static class ExitStatus
{
    /// <summary>Stands for the end of a process by Ctrl-C; no program can ask for it by itself.</summary>
    public const int Interrupted = 0x100 | OfInterrupt;

    /// <summary>What a shell shows for Ctrl-C.</summary>
    public const int OfInterrupt = 130;

    /// <summary>Reports the exception, unless it is a SystemExit with a number, and gives the exit status.</summary>
    public static int Of(Interpreter interpreter, ThreadState thread, PythonException exception)
    {
        if (exception.Matches(ExceptionTypes.SystemExit))
            return OfSystemExit(thread, exception.Value);
        Report(interpreter, thread, exception.Value);
        return exception.Matches(ExceptionTypes.KeyboardInterrupt) ? Interrupted : 1;
    }

    private static int OfSystemExit(ThreadState thread, PyBaseException exit)
    {
        var code = Op.GetAttr(thread, exit, "code");
        switch (code)
        {
            case PyNone:
                return 0;
            case PyInt number:
                return number.TryGetLong(out var value) ? (int)(value & 0xFF) : 255;
        }
        var stderr = thread.Interpreter.SysModuleDict.GetItem("stderr");
        TracebackPrinter.WritePlain(thread, stderr, Op.StrText(thread, code) + "\n");
        return 1;
    }

    /// <summary>Calls <c>sys.excepthook</c>.</summary>
    public static void Report(Interpreter interpreter, ThreadState thread, PyBaseException exception)
    {
        var sys = interpreter.SysModuleDict;
        PyObject traceback = exception.Traceback ?? (PyObject)PyNone.Instance;
        sys.SetItem(thread, "last_exc", exception);
        sys.SetItem(thread, "last_type", exception.Type);
        sys.SetItem(thread, "last_value", exception);
        sys.SetItem(thread, "last_traceback", traceback);
        var hook = sys.GetItem("excepthook");
        if (hook is null)
        {
            TracebackPrinter.WritePlain(thread, sys.GetItem("stderr"), "sys.excepthook is missing\n" + TracebackPrinter.PrintException(thread, exception));
            return;
        }
        try
        {
            Op.Call(thread, hook, exception.Type, exception, traceback);
        }
        catch (PythonException second)
        {
            if (second.Matches(ExceptionTypes.SystemExit))
                throw;
            TracebackPrinter.WritePlain(thread, sys.GetItem("stderr"),
                $"Error in sys.excepthook:\n{TracebackPrinter.PrintException(thread, second.Value)}\nOriginal exception was:\n{TracebackPrinter.PrintException(thread, exception)}");
        }
        thread.DrainPool(0);
    }
}
