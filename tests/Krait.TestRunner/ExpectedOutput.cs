namespace Krait.TestRunner;

/// <summary>Scripts with the exact output that they must print beside them: NAME.py and NAME.expected.</summary>
internal static class ExpectedOutput
{
    /// <param name="folder">The suite's folder below the repository's.</param>
    /// <param name="inside">Which of its folders hold scripts; empty for the folder itself.</param>
    /// <param name="variants">Options for krait; each script runs once with each of them.</param>
    public static IEnumerable<TestCase> Find(Options options, KraitCommand krait, string folder, string inside, string[][] variants)
    {
        string root = Path.Combine(options.Root, folder);
        if (!Directory.Exists(root)) yield break;
        var scripts = new List<string>();
        foreach (string top in inside.Length == 0 ? [root] : Directory.GetDirectories(root, inside))
            scripts.AddRange(Directory.GetFiles(top, "*.py", SearchOption.AllDirectories));
        scripts.Sort(StringComparer.Ordinal);
        foreach (string script in scripts)
        {
            string path = Path.GetRelativePath(root, script).Replace('\\', '/');
            foreach (string[] variant in variants)
            {
                string name = $"{Path.GetFileName(root)}/{path}" + (variant.Length == 0 ? "" : $" ({string.Join(' ', variant)})");
                if (options.Selects(name)) yield return new TestCase(name, tally => RunAsync(name, script, variant, krait, tally));
            }
        }
    }

    private static async Task RunAsync(string name, string script, string[] variant, KraitCommand krait, Tally tally)
    {
        string expectedFile = Path.ChangeExtension(script, ".expected");
        if (!File.Exists(expectedFile))
        {
            tally.Fail(name, "there is no .expected file beside the script");
            return;
        }
        string expected = (await File.ReadAllTextAsync(expectedFile)).Replace("\r\n", "\n", StringComparison.Ordinal);
        // Scripts write files: each gets an empty folder.
        DirectoryInfo folder = Directory.CreateTempSubdirectory("krait-test-");
        try
        {
            string[] legacy = Path.GetFileName(Path.GetDirectoryName(script)) == "legacy" ? ["-X", "legacy-asyncio"] : [];
            Outcome outcome = await krait.RunAsync([.. variant, .. legacy, script], folder.FullName);
            if (outcome.ExitCode == 0 && outcome.Output.StartsWith("SKIP:", StringComparison.Ordinal))
            {
                tally.Skip(outcome.Output["SKIP:".Length..].Split('\n')[0].Trim());
                return;
            }
            var problems = new List<string>();
            if (krait.Problem(outcome) is { } problem) problems.Add(problem);
            if (outcome.Output != expected) problems.Add(FirstDifference(expected, outcome.Output));
            if (problems.Count == 0)
            {
                tally.Pass();
                return;
            }
            if (outcome.LastErrors(12) is { Length: > 0 } errors) problems.Add($"stderr:\n{errors}");
            tally.Fail(name, string.Join('\n', problems));
        }
        finally
        {
            TemporaryFolder.Delete(folder);
        }
    }

    private static string FirstDifference(string expected, string actual)
    {
        string[] wanted = expected.Split('\n'), got = actual.Split('\n');
        int line = 0;
        while (line < wanted.Length && line < got.Length && wanted[line] == got[line]) line++;
        string Show(string[] lines) =>
            line >= lines.Length || (line == lines.Length - 1 && lines[line].Length == 0) ? "the end of the output" : $"'{lines[line]}'";
        return $"line {line + 1}: expected {Show(wanted)}, got {Show(got)}";
    }
}
