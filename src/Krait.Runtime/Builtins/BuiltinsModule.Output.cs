namespace Krait.Runtime;

internal static partial class BuiltinsModule
{
    private static readonly PyStr s_newline = PyStr.FromBmp("\n");
    private static readonly PyStr s_space = PyStr.FromBmp(" ");

    /// <summary>Prints the values to a stream, or to sys.stdout by default.</summary>
    [PyFunction("print", Signature = "($module, /, *args, sep=' ', end='\\n', file=None, flush=False)")]
    private static void Print(
        ThreadState thread, ReadOnlySpan<PyObject> args, [KeywordOnly][NoneAllowed] PyObject? sep = null, [KeywordOnly][NoneAllowed] PyObject? end = null,
        [KeywordOnly][NoneAllowed] PyObject? file = null, [KeywordOnly] bool flush = false)
    {
        file ??= thread.Interpreter.SysDict.GetItem("stdout") ?? throw Errors.Runtime("lost sys.stdout");
        if (file is PyNone)
            return;
        if (sep is not (null or PyStr))
            throw Errors.Type($"sep must be None or a string, not {sep.Type.Name}");
        if (end is not (null or PyStr))
            throw Errors.Type($"end must be None or a string, not {end.Type.Name}");
        using var held = new Held(thread, file);
        var write = Op.GetAttr(thread, file, Names.Write);
        for (var i = 0; i < args.Length; i++)
        {
            if (i > 0)
                Op.Call(thread, write, sep ?? s_space);
            Op.Call(thread, write, Op.Str(thread, args[i]));
        }
        Op.Call(thread, write, end ?? s_newline);
        if (flush)
            Op.CallMethod(thread, file, Names.Flush);
    }

    /// <summary>Read a string from standard input; the trailing newline is stripped.</summary>
    [PyFunction("input")]
    private static PyObject Input(ThreadState thread, [Default("''")] PyObject? prompt = null)
    {
        var sys = thread.Interpreter.SysDict;
        var stdin = Stream(sys, "stdin");
        using var heldIn = new Held(thread, stdin);
        var stdout = Stream(sys, "stdout");
        using var heldOut = new Held(thread, stdout);
        var stderr = Stream(sys, "stderr");
        using var heldError = new Held(thread, stderr);
        AuditEvents.Raise(thread, "builtins.input", prompt ?? PyNone.Instance);
        FlushIgnoringErrors(thread, stderr);
        if (TerminalInput.EditorFor(thread, stdin, stdout) is { } editor)
        {
            FlushIgnoringErrors(thread, stdout);
            if (TerminalInput.Read(thread, editor, stdin, stdout, prompt) is { } edited)
            {
                AuditEvents.Raise(thread, "builtins.input/result", edited);
                return edited;
            }
        }
        if (prompt is not null)
            Op.CallMethod(thread, stdout, Names.Write, Op.Str(thread, prompt));
        FlushIgnoringErrors(thread, stdout);
        var line = Op.CallMethod(thread, stdin, PyStr.Intern("readline"));
        if (line is not PyStr text)
            throw Errors.Type("object.readline() returned non-string");
        if (text.Length == 0)
            throw Errors.Eof("EOF when reading a line");
        var result = text[text.Length - 1] == '\n' ? Op.GetItem(thread, text, PySlice.Create(thread, PyNone.Instance, PyInt.From(-1), PyNone.Instance)) : text;
        AuditEvents.Raise(thread, "builtins.input/result", result);
        return result;
    }

    /// <summary>Only what is read matters to <c>input</c>: a stream need not have a <c>flush</c> that works.</summary>
    private static void FlushIgnoringErrors(ThreadState thread, PyObject stream)
    {
        try
        {
            Op.CallMethod(thread, stream, Names.Flush);
        }
        catch (PythonException)
        {
        }
    }

    private static PyObject Stream(PyDict sys, string name)
    {
        var stream = sys.GetItem(name);
        return stream is null or PyNone ? throw Errors.Runtime($"input(): lost sys.{name}") : stream;
    }
}
