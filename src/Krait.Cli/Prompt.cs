using Krait.Platform;
using Krait.Runtime;

namespace Krait.Cli;

/// <summary>What runs where no program is named, and after a program with <c>-i</c>: a prompt, or the program on standard input.</summary>
internal static class Prompt
{
    /// <summary>No program is named.</summary>
    public static int Run(Interpreter interpreter, ThreadState thread)
    {
        var main = interpreter.MainModule(thread);
        if (!interpreter.Config.Interactive && Console.IsInputRedirected)
            return Runner.RunScript(interpreter, thread, main, "-");
        if (!interpreter.Config.SafePath && interpreter.SysModuleDict.GetItem("path") is { } path)
        {
            interpreter.Config.ScriptDirectory = "";
            Op.CallMethod(thread, path, "insert", PyInt.From(0), PyStr.Empty);
        }
        if (interpreter.Config.Quiet == 0)
        {
            var sys = interpreter.SysModuleDict;
            Console.Error.WriteLine($"Python {Op.StrText(thread, sys.GetItem("version")!)} on {Op.StrText(thread, sys.GetItem("platform")!)}");
            Console.Error.WriteLine("Type \"help\", \"copyright\", \"credits\" or \"license\" for more information.");
        }
        RunStartupFile(interpreter, thread, main);
        return Interact(interpreter, thread, main, false);
    }

    /// <summary>A program has run, and its names are to be looked at.</summary>
    public static int Inspect(Interpreter interpreter, ThreadState thread)
    {
        // While it is set, SystemExit does not end the prompt.
        interpreter.Config.Inspect = false;
        return Interact(interpreter, thread, interpreter.MainModule(thread), true);
    }

    private static int Interact(Interpreter interpreter, ThreadState thread, PyModule main, bool startupFile)
    {
        if (interpreter.SysModuleDict.GetItem("__interactivehook__") is { } hook)
            Op.Call(thread, hook);
        if (Console.IsInputRedirected || Variable(interpreter, "PYTHON_BASIC_REPL") is not null)
        {
            InteractiveLoop.Run(thread);
            return 0;
        }
        var pyrepl = Op.ImportModule(thread, "_pyrepl.main");
        Op.CallMethod(thread, pyrepl, "interactive_console", main, PyBool.False, PyBool.From(startupFile && !interpreter.Config.IgnoreEnvironment));
        return 0;
    }

    /// <summary>What the file of <c>PYTHONSTARTUP</c> raises is reported; the prompt comes all the same.</summary>
    private static void RunStartupFile(Interpreter interpreter, ThreadState thread, PyModule main)
    {
        if (Variable(interpreter, "PYTHONSTARTUP") is not { } path)
            return;
        if (interpreter.SysModuleDict.GetItem("audit") is { } audit)
            Op.Call(thread, audit, PyStr.From("cpython.run_startup"), PyStr.From(path));
        if (WholeFile.Read(FileSystemText.Encode(path), out var error) is not { } source)
        {
            Console.Error.WriteLine($"Could not open PYTHONSTARTUP\n{error.Message}: {path}");
            return;
        }
        try
        {
            main.Dict.SetItem(thread, "__file__", PyStr.From(path));
            interpreter.RunMain(thread, Interpreter.CompileScript(thread, source, path), main);
        }
        catch (PythonException exception) when (!exception.Matches(ExceptionTypes.SystemExit))
        {
            interpreter.Report(thread, exception.Value);
        }
        main.Dict.DeleteItem(thread, PyStr.From("__file__"));
    }

    private static string? Variable(Interpreter interpreter, string name) =>
        !interpreter.Config.IgnoreEnvironment && Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
