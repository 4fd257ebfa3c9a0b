using Krait.Runtime;

namespace Krait.Cli;

/// <summary>What runs where no program is named: the library's prompt at a terminal, otherwise the program on standard input.</summary>
internal static class Prompt
{
    public static int Run(Interpreter interpreter, ThreadState thread)
    {
        var main = interpreter.MainModule(thread);
        if (!interpreter.Config.Interactive && (Console.IsInputRedirected))
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
        if (Console.IsInputRedirected)
            return RunBasic(thread, main);
        var pyrepl = Op.ImportModule(thread, "_pyrepl.main");
        Op.CallMethod(thread, pyrepl, "interactive_console");
        return 0;
    }

    private static int RunBasic(ThreadState thread, PyModule main)
    {
        var code = Op.ImportModule(thread, "code");
        var console = Op.Call(thread, Op.GetAttr(thread, code, "InteractiveConsole"), main.Dict);
        using var banner = new Holder(console);
        Op.CallMethod(thread, console, "interact", PyStr.Empty, PyStr.Empty);
        return 0;
    }

    private readonly struct Holder : IDisposable
    {
        private readonly PyObject _held;

        public Holder(PyObject held)
        {
            _held = held;
            PyObject.Retain(held);
        }

        public void Dispose() => PyObject.Release(_held);
    }
}
