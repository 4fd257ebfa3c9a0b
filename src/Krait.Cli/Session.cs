using Krait.Platform;
using Krait.Runtime;

namespace Krait.Cli;

/// <summary>One run of the command: an interpreter from start to end.</summary>
internal sealed class Session(CommandLine line)
{
    private Interpreter _interpreter = null!;
    private ThreadState _thread = null!;

    public int Run()
    {
        try
        {
            Start();
        }
        catch (Exception exception) when (ThreadState.CurrentOrNull is { } thread)
        {
            var value = PythonException.From(thread, exception).Value;
            Console.Error.Write($"Fatal Python error: the interpreter could not start\n{TracebackPrinter.PrintException(thread, value)}");
            return 1;
        }
        var status = Guarded(Execute);
        if (ShouldInspect())
            status = Guarded(Prompt.Inspect);
        if (!_interpreter.Shutdown(_thread) && status == 0)
            status = 120;
        if (status == ExitStatus.Interrupted)
        {
            EndByInterrupt();
            status = ExitStatus.OfInterrupt;
        }
        return status;
    }

    private void Start()
    {
        Krait.Modules.StandardModules.Register();
        _interpreter = Interpreter.Create(line.Config);
        _thread = _interpreter.MainThread;
        _interpreter.InstallSignalHandlers(_thread);
        _interpreter.InitializeStandardStreams(_thread, StandardStreams.Create);
        if (UsesFaultHandler())
            Op.CallMethod(_thread, Op.ImportModule(_thread, "faulthandler"), "enable");
        if (line.TraceFrames > 0)
            Op.CallMethod(_thread, Op.ImportModule(_thread, "_tracemalloc"), "start", PyInt.From(line.TraceFrames));
        _interpreter.ImportSite(_thread);
        if (line.Config.XOptions.ContainsKey("legacy-asyncio"))
            Op.CallMethod(_thread, Op.ImportModule(_thread, "_legacy_asyncio"), "install");
    }

    private bool UsesFaultHandler() =>
        line.Config.DevMode || line.Config.XOptions.ContainsKey("faulthandler")
        || !line.Config.IgnoreEnvironment && Environment.GetEnvironmentVariable("PYTHONFAULTHANDLER") is { Length: > 0 };

    /// <summary>Ends the process by the signal itself, so that a shell or another parent sees what stopped it.</summary>
    private static void EndByInterrupt()
    {
        const int Interrupt = 2;
        if (!SignalHandlers.RestoreSystemDefault(Interrupt).Failed)
            SignalCalls.Raise(Interrupt);
    }

    private bool ShouldInspect() =>
        line.Config.Inspect && line.Kind is not (RunKind.Interactive)
        || !line.Config.IgnoreEnvironment && Environment.GetEnvironmentVariable("PYTHONINSPECT") is { Length: > 0 } && line.Kind is not RunKind.Interactive;

    private int Execute(Interpreter interpreter, ThreadState thread)
    {
        var main = interpreter.MainModule(thread);
        switch (line.Kind)
        {
            case RunKind.Command:
                Runner.RunCommand(interpreter, thread, main, line.Source!);
                return 0;
            case RunKind.Module:
                return Runner.RunModule(interpreter, thread, line.Source!);
            case RunKind.Script:
                return Runner.RunScript(interpreter, thread, main, line.Source!);
            case RunKind.BuildLibrary:
                return LibraryBuilder.Run(thread, line.Source!);
            default:
                return Prompt.Run(interpreter, thread);
        }
    }

    /// <summary>Runs something; an exception that leaves it is reported and gives the exit status.</summary>
    private int Guarded(Func<Interpreter, ThreadState, int> run)
    {
        try
        {
            var status = run(_interpreter, _thread);
            // What was sent during the last instruction is not lost with the program's end.
            SignalHandlers.Settle();
            _thread.CheckSignals();
            _thread.DrainPool(0);
            return status;
        }
        catch (Exception exception)
        {
            // Whatever is no Python exception becomes one: MemoryError, RecursionError, or a SystemError that asks for a report.
            return ExitStatus.Of(_interpreter, _thread, PythonException.From(_thread, exception));
        }
    }
}
