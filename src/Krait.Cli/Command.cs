using Krait.Runtime;

namespace Krait.Cli;

/// <summary>The command <c>krait</c>: options, start-up, what to run, exit status.</summary>
internal static class Command
{
    /// <summary>The main thread's stack, in bytes: deep recursion through native code ends in a RecursionError, not in a crash.</summary>
    private const int StackSize = 256 << 20;

    public static int Run(string[] args)
    {
        var status = 0;
        var thread = new Thread(() => status = RunOnLargeStack(args), StackSize);
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
            return 2;
        }
        if (line.Output is { } output)
        {
            Console.Out.Write(output);
            return 0;
        }
        return new Session(line).Run();
    }
}
