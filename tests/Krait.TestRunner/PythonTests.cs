using System.Text.RegularExpressions;

namespace Krait.TestRunner;

/// <summary>The unittest files of tests/python: krait runs each in a process of its own.</summary>
internal static partial class PythonTests
{
    public static IEnumerable<TestCase> Find(Options options, KraitCommand krait)
    {
        string root = Path.Combine(options.Root, "tests", "python");
        if (!Directory.Exists(root)) yield break;
        string[] files = Directory.GetFiles(root, "test_*.py", SearchOption.AllDirectories);
        Array.Sort(files, StringComparer.Ordinal);
        string[][] variants = options.All ? [[], ["-X", "audit"]] : [[]];
        foreach (string file in files)
        {
            string path = Path.GetRelativePath(root, file).Replace('\\', '/');
            foreach (string[] variant in variants)
            {
                string name = $"python/{path}" + (variant.Length == 0 ? "" : $" ({string.Join(' ', variant)})");
                if (options.Selects(name)) yield return new TestCase(name, tally => RunAsync(name, file, variant, krait, tally));
            }
        }
    }

    private static async Task RunAsync(string name, string file, string[] variant, KraitCommand krait, Tally tally)
    {
        Outcome outcome = await krait.RunAsync([.. variant, file], Path.GetDirectoryName(file)!);
        Match ran = RanLine().Match(outcome.Errors);
        if (!ran.Success)
        {
            string problem = krait.Problem(outcome) ?? "no 'Ran N tests' line: is unittest.main() called?";
            tally.Fail(name, $"{problem}\n{outcome.LastErrors(12)}");
            return;
        }
        int total = int.Parse(ran.Groups[1].Value);
        int failed = Count(outcome.Errors, "failures") + Count(outcome.Errors, "errors") + Count(outcome.Errors, "unexpected successes");
        int skipped = Count(outcome.Errors, "skipped");
        if (failed > 0) tally.Fail(name, Failures(outcome.Errors), failed);
        // It said that all was well, and then ended badly, in a finalizer for example.
        else if (krait.Problem(outcome) is { } problem) tally.Fail(name, $"{problem}\n{outcome.LastErrors(12)}");
        else if (total == 0) tally.Fail(name, "no tests ran");
        tally.Skip(skipped);
        // An error in setUpClass counts as one without being among the tests that ran.
        tally.Pass(Math.Max(0, total - failed - skipped));
    }

    private static int Count(string errors, string what)
    {
        Match match = ResultLine().Matches(errors) is { Count: > 0 } lines ? lines[^1] : Match.Empty;
        Match count = Regex.Match(match.Value, $@"\b{what}=(\d+)");
        return count.Success ? int.Parse(count.Groups[1].Value) : 0;
    }

    /// <summary>The failing tests, each with the end of its traceback.</summary>
    private static string Failures(string errors)
    {
        var lines = new List<string>();
        foreach (string block in errors.Split("======================================================================\n")[1..])
        {
            string body = block.Split("\n----------------------------------------------------------------------\nRan ")[0].TrimEnd();
            string[] parts = body.Split('\n');
            lines.Add($"{parts[0]}:");
            lines.AddRange(parts[Math.Max(1, parts.Length - 10)..]);
        }
        Match unexpected = Regex.Match(errors, @"unexpected successes=\d+");
        if (lines.Count == 0 && unexpected.Success) lines.Add(unexpected.Value);
        return string.Join('\n', lines);
    }

    [GeneratedRegex(@"^Ran (\d+) tests? in ", RegexOptions.Multiline)]
    private static partial Regex RanLine();

    [GeneratedRegex(@"^(OK|FAILED|NO TESTS RAN)( \(.*\))?$", RegexOptions.Multiline)]
    private static partial Regex ResultLine();
}
