using System.Text;

namespace Krait.Runtime;

/// <summary>What <c>sys.unraisablehook</c> does unless it is replaced.</summary>
internal static class UnraisableOutput
{
    /// <summary>The default <c>sys.unraisablehook</c>.</summary>
    public static void Display(ThreadState thread, PyUnraisableHookArgs args)
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
        var stderr = thread.Interpreter.SysDict?.GetItem(Names.Stderr);
        if (stderr is not PyNone)
            TracebackPrinter.WritePlain(thread, stderr, text.ToString());
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
}

public sealed partial class Interpreter
{
    /// <summary>Prints an exception that nobody can catch, as <c>sys.unraisablehook</c> does unless it is replaced.</summary>
    /// <exception cref="PythonException">TypeError where <paramref name="args"/> is not what the hook is called with.</exception>
    internal void PrintUnraisable(ThreadState thread, PyObject args) => UnraisableOutput.Display(
        thread, args as PyUnraisableHookArgs ?? throw Errors.Type("sys.unraisablehook argument type must be UnraisableHookArgs"));
}
