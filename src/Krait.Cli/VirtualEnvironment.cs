using Krait.Platform;
using Krait.Runtime;

namespace Krait.Cli;

/// <summary>Virtual environments (PEP 405): a command beside or below a file <c>pyvenv.cfg</c>, which names the command that made it.</summary>
internal static class VirtualEnvironment
{
    /// <summary>Notes the environment that the command belongs to, if any.</summary>
    public static void Find(InterpreterConfig config)
    {
        var folder = Path.GetDirectoryName(config.Executable);
        foreach (var place in (string?[])[folder, Path.GetDirectoryName(folder)])
        {
            if (place is null || WholeFile.Read(FileSystemText.Encode(Path.Combine(place, "pyvenv.cfg")), out _) is not { } content)
                continue;
            var (home, executable) = Read(FileSystemText.Decode(content));
            if (home is null)
                continue;
            config.VirtualPrefix = place;
            var beside = Path.Combine(home, Path.GetFileName(config.Executable));
            config.BaseExecutable = File.Exists(beside) ? beside : executable ?? config.Executable;
            return;
        }
    }

    private static (string? Home, string? Executable) Read(string text)
    {
        string? home = null, executable = null;
        foreach (var line in text.Split('\n'))
        {
            if (line.Split('=', 2, StringSplitOptions.TrimEntries) is not [var key, var value])
                continue;
            if (key.Equals("home", StringComparison.OrdinalIgnoreCase))
                home = value;
            else if (key.Equals("executable", StringComparison.OrdinalIgnoreCase))
                executable = value;
        }
        return (home, executable);
    }
}
