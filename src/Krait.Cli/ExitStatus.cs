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
        interpreter.Report(thread, exception.Value);
        thread.DrainPool(0);
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
}
