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
        // It keeps the future features that statements bring into force.
        var compiler = Op.Call(thread, Op.GetAttr(thread, Op.ImportModule(thread, "codeop"), "CommandCompiler"));
        using var held = new Held(thread, compiler);
        var mark = thread.PoolCount;
        while (Step(thread, compiler))
            thread.DrainPool(mark);
        Prompt(thread, PyStr.From("\n"));
    }

    /// <summary>One statement; false at the end of the input.</summary>
    private static bool Step(ThreadState thread, PyObject compiler)
    {
        try
        {
            if (ReadStatement(thread, compiler, out var source) is not { } code)
                return false;
            using var held = new Held(thread, code);
            Op.CallMethod(thread, Op.ImportModule(thread, "linecache"), "_register_code", code, PyStr.From(source), PyStr.From(Filename));
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

    private static PyObject? ReadStatement(ThreadState thread, PyObject compiler, out string source)
    {
        var text = new StringBuilder();
        while (true)
        {
            var line = ReadLine(thread, text.Length == 0 ? s_ps1 : s_ps2) ?? "";
            if (text.Length > 0 || !string.IsNullOrWhiteSpace(line))
                text.Append(line);
            source = text.ToString();
            var atEnd = !line.EndsWith('\n');
            if (source.Length == 0 && !atEnd)
                continue;
            if (source.Length == 0)
                return null;
            var given = source.EndsWith('\n') ? source[..^1] : source;
            var code = Op.Call(thread, compiler, PyStr.From(given), PyStr.From(Filename), PyStr.From("single"));
            if (code is not PyNone)
                return code;
            // What the end of the input cuts off is compiled as it is, for its error.
            if (atEnd)
                return Op.CallMethod(thread, thread.Interpreter.Builtins, "compile", PyStr.From(source + "\n"), PyStr.From(Filename), PyStr.From("single"));
        }
    }

    /// <summary>The next line with its end; null where <c>sys.stdin</c> is missing, closed or broken.</summary>
    private static string? ReadLine(ThreadState thread, PyStr promptName)
    {
        if (thread.Interpreter.SysModuleDict.GetItem(promptName) is { } prompt)
            Prompt(thread, PyStr.From(Op.StrText(thread, prompt)));
        if (thread.Interpreter.SysModuleDict.GetItem("stdin") is not { } stdin || stdin is PyNone)
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

    private static void Prompt(ThreadState thread, PyStr text)
    {
        if (thread.Interpreter.SysModuleDict.GetItem("stderr") is not { } stderr || stderr is PyNone)
            return;
        Op.CallMethod(thread, stderr, Names.Write, text);
        Op.CallMethod(thread, stderr, Names.Flush);
    }
}
