namespace Krait.TestRunner;

/// <summary>The command under test, started the way ./krait starts it but without the check for changed sources.</summary>
internal sealed class KraitCommand(Options options)
{
    private readonly string _program = Path.Combine(options.Root, "out", OperatingSystem.IsWindows() ? "krait.exe" : "krait");

    private readonly Dictionary<string, string> _environment = new()
    {
        ["DOTNET_EnableWriteXorExecute"] = "0",
        ["DOTNET_TC_BackgroundWorkerTimeoutMs"] = "ffffffff",
        ["KRAIT_NO_BUILD"] = "1",
        ["KRAIT_EXECUTABLE"] = Path.Combine(options.Root, OperatingSystem.IsWindows() ? "krait.cmd" : "krait"),
        ["PYTHONIOENCODING"] = "utf-8",
        ["PYTHONDONTWRITEBYTECODE"] = "1",
    };

    /// <param name="timeout">Where the time for one process is not enough.</param>
    public Task<Outcome> RunAsync(IEnumerable<string> arguments, string folder, TimeSpan? timeout = null) =>
        Child.RunAsync(_program, arguments, folder, timeout ?? options.Timeout, _environment);

    /// <summary>How the process ended, in words; null where it ended well.</summary>
    public string? Problem(Outcome outcome) => outcome.ExitCode switch
    {
        null => $"no end after {options.Timeout.TotalSeconds:F0} s",
        0 => null,
        > 128 and < 160 and var code => $"killed by signal {code - 128}",
        var code => $"exit code {code}",
    };
}
