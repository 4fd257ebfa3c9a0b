using System.Text;
using Krait.Platform;

namespace Krait.Runtime;

/// <summary>What <c>sys.excepthook</c> and <c>sys.unraisablehook</c> do unless they are replaced.</summary>
internal static class ErrorOutput
{
    /// <summary>
    /// The default <c>sys.excepthook</c>: <c>traceback.py</c> prints the exception, with carets and suggestions; where it cannot, the plain printer does.
    /// </summary>
    public static void Display(ThreadState thread, PyObject value, PyObject? traceback)
    {
        if (value is not PyBaseException exception)
        {
            WriteToStderr(thread, $"TypeError: print_exception(): Exception expected for value, {value.Type.Name} found\n");
            return;
        }
        if (exception.TracebackField.Value is null && traceback is PyTraceback given)
            exception.TracebackField.Value = given;
        if (thread.Interpreter.SysDict.GetItem(Names.Stderr) is PyNone)
            return;
        if (TryPrintByLibrary(thread, exception))
            return;
        WriteToStderr(thread, TracebackPrinter.PrintException(thread, exception));
    }

    private static bool TryPrintByLibrary(ThreadState thread, PyBaseException exception)
    {
        PyObject print;
        try
        {
            print = Op.ImportFrom(thread, "traceback", "_print_exception_bltin");
        }
        catch (PythonException)
        {
            // The library may be missing, or broken by what the program did to it; the exception itself matters more.
            return false;
        }
        try
        {
            Op.Call(thread, print, exception);
            return true;
        }
        catch (PythonException error)
        {
            WriteToStderr(thread, "Exception ignored in the internal traceback machinery:\n" + TracebackPrinter.PrintException(thread, error.Value));
            return false;
        }
    }

    /// <summary>The default <c>sys.unraisablehook</c>.</summary>
    public static void DisplayUnraisable(ThreadState thread, PyUnraisableHookArgs args)
    {
        var text = new StringBuilder();
        var where = args.Object();
        var message = args.Message() is PyNone ? null : Op.StrText(thread, args.Message());
        if (where is not PyNone)
            text.Append(message ?? "Exception ignored in").Append(": ").Append(Representation(thread, where)).Append('\n');
        else if (message is not null)
            text.Append(message).Append(":\n");
        if (args.Traceback() is PyTraceback traceback)
        {
            text.Append("Traceback (most recent call last):\n");
            TracebackPrinter.PrintEntries(text, traceback, "");
        }
        if (args.Exception() is PyBaseException exception)
            text.Append(TracebackPrinter.Describe(thread, exception)).Append('\n');
        WriteToStderr(thread, text.ToString());
    }

    private static string Representation(ThreadState thread, PyObject o)
    {
        try
        {
            return Op.ReprText(thread, o);
        }
        catch (PythonException)
        {
            return "<object repr() failed>";
        }
    }

    /// <summary>Writes to <c>sys.stderr</c>; where there is none (yet) or it fails, to the process's standard error.</summary>
    public static void WriteToStderr(ThreadState thread, string text)
    {
        var stderr = thread.Interpreter.SysDict?.GetItem(Names.Stderr);
        if (stderr is PyNone)
            return;
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
                // A broken sys.stderr must not hide what is to be told.
            }
        }
        var bytes = Encoding.UTF8.GetBytes(text).AsSpan();
        while (bytes.Length > 0)
        {
            var written = Descriptors.Write(2, bytes, out var error);
            if (error.Interrupted)
                continue;
            if (error.Failed)
                return;
            bytes = bytes[(int)written..];
        }
    }
}

public sealed partial class Interpreter
{
    /// <summary>Prints an exception that nobody can catch, as <c>sys.unraisablehook</c> does unless it is replaced.</summary>
    internal void PrintUnraisable(ThreadState thread, PyUnraisableHookArgs args) => ErrorOutput.DisplayUnraisable(thread, args);
}
