namespace Krait.Runtime;

public sealed partial class Interpreter
{
    /// <summary>Calls <c>sys.excepthook</c> for an exception that nothing caught, and keeps it in <c>sys.last_exc</c>.</summary>
    /// <exception cref="PythonException">SystemExit: the hook asks for the end.</exception>
    public void Report(ThreadState thread, PyBaseException exception)
    {
        var mark = thread.PoolCount;
        var sys = SysModuleDict;
        PyObject traceback = exception.Traceback ?? (PyObject)PyNone.Instance;
        sys.SetItem(thread, "last_exc", exception);
        sys.SetItem(thread, "last_type", exception.Type);
        sys.SetItem(thread, "last_value", exception);
        sys.SetItem(thread, "last_traceback", traceback);
        var hook = sys.GetItem("excepthook");
        if (!Announce(thread, hook, exception, traceback))
            return;
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
        thread.DrainPool(mark);
    }

    /// <summary>Tells audit hooks. False where one of them refuses by a RuntimeError; another exception of theirs is shown, and no more.</summary>
    private static bool Announce(ThreadState thread, PyObject? hook, PyBaseException exception, PyObject traceback)
    {
        if (!thread.Interpreter.HasAuditHooks)
            return true;
        try
        {
            AuditEvents.Raise(thread, "sys.excepthook", hook ?? PyNone.Instance, exception.Type, exception, traceback);
        }
        catch (PythonException refusal)
        {
            if (refusal.Matches(ExceptionTypes.RuntimeError))
                return false;
            Op.WriteUnraisable(thread, refusal, null, "Exception ignored in audit hook");
        }
        return true;
    }
}
