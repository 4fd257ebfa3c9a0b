using Krait.Platform;
using Krait.Runtime;

namespace Krait.Cli;

/// <summary>The command <c>krait</c>: options, start-up, what to run, exit status.</summary>
internal static class Command
{
    /// <summary>
    /// The main thread's stack, in bytes: twice what CPython has. Deep recursion through native code ends in a RecursionError, not in
    /// a crash; the more of it there is to unwind, the longer that error takes, and programs count on getting it at 150,000 levels.
    /// </summary>
    private const int StackSize = 16 << 20;

    public static int Run(string[] args)
    {
        var status = 0;
        var process = ProcessIdentity.Process;
        var thread = new Thread(
            () =>
            {
                status = RunOnLargeStack(args);
                // The child of a fork has no thread that waits for this one.
                if (ProcessIdentity.Process != process)
                    ProcessControl.Exit(status);
            },
            StackSize);
        thread.Start();
        thread.Join();
        return status;
    }

    private static int RunOnLargeStack(string[] args)
    {
        CommandLine line;
        try
        {
            line = CommandLine.Parse(args);
        }
        catch (UsageException usage)
        {
            Console.Error.Write(usage.Message);
            return usage.Status;
        }
        if (line.Output is { } output)
        {
            Console.Out.Write(output);
            return 0;
        }
        return new Session(line).Run();
    }
}
