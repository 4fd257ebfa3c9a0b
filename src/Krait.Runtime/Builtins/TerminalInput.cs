using Krait.Platform;

namespace Krait.Runtime;

/// <summary>Lines from the terminal by the interpreter's line editor, for <c>input()</c> and the plain prompt.</summary>
internal static class TerminalInput
{
    private const int StandardInput = 0, StandardOutput = 1;

    /// <summary>
    /// The line editor, where there is one and both streams are the terminal that the process was started at: a program that has put something
    /// else in place of <c>sys.stdin</c> or <c>sys.stdout</c> gets its lines from there.
    /// </summary>
    public static ILineEditor? EditorFor(ThreadState thread, PyObject stdin, PyObject stdout) =>
        thread.Interpreter.LineEditor is { } editor && IsTerminal(thread, stdin, StandardInput) && IsTerminal(thread, stdout, StandardOutput)
            ? editor
            : null;

    /// <summary><c>input()</c> by the line editor; null where a stream does not say how its text is encoded.</summary>
    public static PyObject? Read(ThreadState thread, ILineEditor editor, PyObject stdin, PyObject stdout, PyObject? prompt)
    {
        if (Encoding(thread, stdin) is not var (encoding, errors) || Encoding(thread, stdout) is not var (outEncoding, outErrors))
            return null;
        byte[] shown = [];
        if (prompt is not null)
        {
            shown = ((PyBytes)Op.CallMethod(thread, Op.Str(thread, prompt), "encode", outEncoding, outErrors)).Span.ToArray();
            if (shown.AsSpan().Contains((byte)0))
                throw Errors.Value("input: prompt string cannot contain null characters");
        }
        var line = editor.ReadLine(thread, shown).AsSpan();
        if (line.IsEmpty)
            throw Errors.New(thread, ExceptionTypes.EOFError);
        if (line[^1] == '\n')
            line = line[..^1];
        return Op.CallMethod(thread, PyBytes.From(line), "decode", encoding, errors);
    }

    private static bool IsTerminal(ThreadState thread, PyObject stream, int descriptor)
    {
        try
        {
            return Op.CallMethod(thread, stream, "fileno") is PyInt number && number.TryGetLong(out var fd) && fd == descriptor
                && Terminal.IsTerminal(descriptor);
        }
        catch (PythonException)
        {
            // Streams of a program's own making need no descriptor.
            return false;
        }
    }

    private static (PyStr Encoding, PyStr Errors)? Encoding(ThreadState thread, PyObject stream) =>
        Op.TryGetAttr(thread, stream, PyStr.Intern("encoding")) is PyStr encoding && Op.TryGetAttr(thread, stream, PyStr.Intern("errors")) is PyStr errors
            ? (encoding, errors)
            : null;
}
