using Krait.Modules.Faults;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules;

/// <summary>Errors after which nothing can go on.</summary>
internal static class FatalErrors
{
    private const int SigAbrt = 6;

    /// <summary>Writes the message and where threads are to descriptor 2, and ends the process with SIGABRT.</summary>
    public static void Abort(ThreadState thread, string message)
    {
        TracebackDump.Write(2, $"Fatal Python error: {message}\nPython runtime state: {(thread.Interpreter.IsFinalizing ? "finalizing" : "initialized")}\n\n");
        TracebackDump.WriteThreads(2, thread.Interpreter, thread);
        SignalHandlers.RestoreSystemDefault(SigAbrt);
        SignalCalls.Raise(SigAbrt);
    }
}
