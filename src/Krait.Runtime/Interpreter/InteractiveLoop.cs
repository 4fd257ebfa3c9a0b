using System.Text;

namespace Krait.Runtime;

/// <summary>
/// The plain prompt (<c>PyRun_InteractiveLoop</c>): statements from <c>sys.stdin</c>, one at a time, run in <c>__main__</c>. It serves input
/// that is no terminal, and terminals where the library's editor cannot.
/// </summary>
public static class InteractiveLoop
{
    private const string Filename = "<stdin>";
    private static readonly PyStr s_ps1 = PyStr.Intern("ps1");
    private static readonly PyStr s_ps2 = PyStr.Intern("ps2");

    /// <summary>Reads and runs until the input ends.</summary>
    /// <exception cref="PythonException">SystemExit; everything else is reported, and the next statement read.</exception>
    public static void Run(ThreadState thread)
    {
        var interpreter = thread.Interpreter;
        var sys = interpreter.SysModuleDict;
        if (sys.GetItem(s_ps1) is null)
            sys.SetItem(thread, s_ps1, PyStr.From(">>> "));
        if (sys.GetItem(s_ps2) is null)
            sys.SetItem(thread, s_ps2, PyStr.From("... "));
        var flags = 0;
        var mark = thread.PoolCount;
        while (Step(thread, ref flags))
            thread.DrainPool(mark);
        Prompt(thread, PyStr.From("\n"));
    }

    /// <summary>One statement; false at the end of the input.</summary>
    private static bool Step(ThreadState thread, ref int flags)
    {
        try
        {
            var source = new StringBuilder();
            if (ReadStatement(thread, source, flags) is not { } code)
                return false;
            using var held = new Held(thread, code);
            flags |= (int)code.CodeFlags & CompileRequest.FutureMask;
            Op.CallMethod(thread, Op.ImportModule(thread, "linecache"), "_register_code", code, PyStr.From(source.ToString()), PyStr.From(Filename));
            var main = thread.Interpreter.MainModule(thread);
            Op.CallMethod(thread, thread.Interpreter.Builtins, "exec", code, main.Dict);
        }
        catch (Exception exception)
        {
            var raised = PythonException.From(thread, exception);
            if (raised.Matches(ExceptionTypes.SystemExit))
                throw raised;
            thread.Interpreter.Report(thread, raised.Value);
        }
        foreach (var name in (string[])["stdout", "stderr"])
        {
            if (thread.Interpreter.SysModuleDict.GetItem(name) is { } stream and not PyNone)
                Op.CallMethod(thread, stream, Names.Flush);
        }
        return true;
    }

    /// <summary>Reads lines until they are a statement; null at the end of the input.</summary>
    private static PyCode? ReadStatement(ThreadState thread, StringBuilder source, int flags)
    {
        while (true)
        {
            var line = ReadLine(thread, source.Length == 0 ? s_ps1 : s_ps2) ?? "";
            if (source.Length > 0 || !string.IsNullOrWhiteSpace(line))
                source.Append(line);
            if (line.Length == 0)
            {
                if (source.Length == 0)
                    return null;
                // What the end of the input cuts off is compiled as it is, for its error.
                Prompt(thread, PyStr.From("\n"));
                return Compile(thread, source.ToString(), flags) as PyCode;
            }
            if (source.Length == 0)
                continue;
            if (source[^1] != '\n')
                source.Append('\n');
            else if (TryComplete(thread, source.ToString(), flags) is { } code)
                return code;
        }
    }

    /// <summary>The code of a statement that no further line can belong to; null for one that goes on.</summary>
    private static PyCode? TryComplete(ThreadState thread, string source, int flags)
    {
        flags |= CompileRequest.DontImplyDedent | CompileRequest.AllowIncompleteInput;
        try
        {
            return Compile(thread, source[..^1], flags) as PyCode;
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.SyntaxError))
        {
            // A compound statement that ends with this line waits for an empty one: by itself it is right, as a tree at least.
        }
        try
        {
            Compile(thread, source, flags | CompileRequest.OnlyAst);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.IncompleteInputError))
        {
            // Open brackets, strings and blocks.
        }
        return null;
    }

    private static PyObject Compile(ThreadState thread, string source, int flags)
    {
        try
        {
            return SourceCompiler.Compile(thread, PyStr.From(source), new CompileRequest { Filename = Filename, Mode = "single", Flags = flags });
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.SyntaxError))
        {
            // An error found after parsing names a line, which is in no file.
            if (Op.GetAttr(thread, error.Value, "text") is PyNone && Op.GetAttr(thread, error.Value, "lineno") is PyInt line)
            {
                var lines = source.Split('\n');
                if (line.Value > 0 && line.Value <= lines.Length)
                    Op.SetAttr(thread, error.Value, PyStr.Intern("text"), PyStr.From(lines[(int)line.Value - 1] + "\n"));
            }
            throw;
        }
    }

    /// <summary>The next line with its end; an interrupt leaves the prompt's line first.</summary>
    private static string? ReadLine(ThreadState thread, PyStr promptName)
    {
        try
        {
            return Read(thread, promptName);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.KeyboardInterrupt))
        {
            Prompt(thread, PyStr.From("\n"));
            throw;
        }
    }

    /// <summary>The next line with its end; null where <c>sys.stdin</c> is missing, closed or broken.</summary>
    private static string? Read(ThreadState thread, PyStr promptName)
    {
        var sys = thread.Interpreter.SysModuleDict;
        var prompt = sys.GetItem(promptName) is { } shown ? PyStr.From(Op.StrText(thread, shown)) : PyStr.Empty;
        var stdin = sys.GetItem("stdin");
        if (stdin is not (null or PyNone) && sys.GetItem("stdout") is { } stdout and not PyNone && TerminalInput.EditorFor(thread, stdin, stdout) is { } editor)
            return ReadEditedLine(thread, editor, prompt);
        Prompt(thread, prompt);
        if (stdin is null or PyNone)
            return null;
        try
        {
            return (Op.CallMethod(thread, stdin, "readline") as PyStr)?.ToString();
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.OSError) || error.Matches(ExceptionTypes.ValueError))
        {
            return null;
        }
    }

    private static string ReadEditedLine(ThreadState thread, ILineEditor editor, PyStr prompt)
    {
        var bytes = FileSystemText.Encode(thread, prompt);
        var end = bytes.AsSpan().IndexOf((byte)0);
        return FileSystemText.Decode(editor.ReadLine(thread, end < 0 ? bytes : bytes[..end]));
    }

    private static void Prompt(ThreadState thread, PyStr text)
    {
        if (thread.Interpreter.SysModuleDict.GetItem("stderr") is not { } stderr || stderr is PyNone)
            return;
        Op.CallMethod(thread, stderr, Names.Write, text);
        Op.CallMethod(thread, stderr, Names.Flush);
    }
}
