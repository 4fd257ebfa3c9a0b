using System.Diagnostics;
using System.Text;

namespace Krait.TestRunner;

/// <summary>How a process ended. <see cref="ExitCode"/> is null after a timeout.</summary>
internal sealed record Outcome(int? ExitCode, string Output, string Errors)
{
    /// <summary>The last lines that the process wrote to standard error; empty where it wrote none.</summary>
    public string LastErrors(int count)
    {
        string[] lines = Errors.TrimEnd().Split('\n');
        return string.Join('\n', lines[Math.Max(0, lines.Length - count)..].Select(line => line.Length > 300 ? line[..300] : line));
    }
}

/// <summary>Runs one process in an environment of its own, with a time limit.</summary>
internal static class Child
{
    public static async Task<Outcome> RunAsync(
        string program, IEnumerable<string> arguments, string folder, TimeSpan timeout, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            UseShellExecute = false,
        };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = new Collector(process.StandardOutput);
        var errors = new Collector(process.StandardError);
        using var limit = new CancellationTokenSource(timeout);
        int? exitCode = null;
        try
        {
            await process.WaitForExitAsync(limit.Token);
            exitCode = process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
        // A grandchild that was left running may hold the pipes open for ever.
        await Task.WhenAny(Task.WhenAll(output.Done, errors.Done), Task.Delay(TimeSpan.FromSeconds(10)));
        return new Outcome(exitCode, output.Text, errors.Text);
    }

    private sealed class Collector
    {
        private readonly StringBuilder _text = new();

        public Collector(StreamReader reader) => Done = ReadAsync(reader);

        public Task Done { get; }

        public string Text
        {
            get { lock (_text) return _text.ToString().Replace("\r\n", "\n", StringComparison.Ordinal); }
        }

        private async Task ReadAsync(StreamReader reader)
        {
            var buffer = new char[4096];
            for (int read; (read = await reader.ReadAsync(buffer)) > 0;)
            {
                lock (_text) _text.Append(buffer, 0, read);
            }
        }
    }
}
