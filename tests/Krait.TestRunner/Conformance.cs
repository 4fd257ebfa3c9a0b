using System.Text.RegularExpressions;

namespace Krait.TestRunner;

/// <summary>A core selection of CPython's own tests, where a suite of them is at hand: see tests/conformance.</summary>
internal static partial class Conformance
{
    /// <summary>Where Debian's libpython3.11-testsuite puts its modules; without that package the folder holds no tests.</summary>
    private const string DebianSuite = "/usr/lib/python3.11/test";

    private const string Name = "conformance/core";

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(20);

    /// <returns>One case for the whole selection: the conformance runner has processes, time limits and expectations of its own.</returns>
    public static IEnumerable<TestCase> Find(Options options, KraitCommand krait)
    {
        if (Suite is not var (folder, selection) || !options.Selects(Name)) yield break;
        yield return new TestCase(Name, tally => RunAsync(folder, selection, options, krait, tally));
    }

    /// <summary>Why these tests do not run; null where they do, or were not asked for.</summary>
    public static string? WhyNot(Options options) =>
        Suite is not null || !options.Selects(Name) ? null
        : Environment.GetEnvironmentVariable("KRAIT_CPYTHON_TESTS") is { Length: > 0 } named ? $"KRAIT_CPYTHON_TESTS names {named}, which is no CPython's Lib/test"
        : "KRAIT_CPYTHON_TESTS does not name a CPython's Lib/test, and libpython3.11-testsuite is not installed";

    private static (string Folder, string Selection)? Suite =>
        Environment.GetEnvironmentVariable("KRAIT_CPYTHON_TESTS") is { Length: > 0 } named
            ? IsSuite(named) ? (Path.GetFullPath(named), "core") : null
            : IsSuite(DebianSuite) ? (DebianSuite, "core-3.11") : null;

    private static bool IsSuite(string folder) =>
        File.Exists(Path.Combine(folder, "support", "__init__.py")) && File.Exists(Path.Combine(folder, "test_grammar.py"));

    private static async Task RunAsync(string folder, string selection, Options options, KraitCommand krait, Tally tally)
    {
        string runner = Path.Combine(options.Root, "tests", "conformance", "run.py");
        Outcome outcome = await krait.RunAsync([runner, "--suite", folder, selection], options.Root, Timeout);
        Match totals = TotalsLine().Match(outcome.Output);
        if (!totals.Success)
        {
            tally.Fail(Name, $"{krait.Problem(outcome) ?? "no totals in its output"}\n{outcome.Errors}");
            return;
        }
        int Number(int group) => int.Parse(totals.Groups[group].Value);
        tally.Pass(Number(1));
        tally.Skip(Number(2));
        int deviations = Number(3) + Number(4);
        if (deviations > 0) tally.Fail(Name, string.Join('\n', Deviation().Matches(outcome.Output).Select(line => line.Value)), deviations);
        else if (krait.Problem(outcome) is { } problem) tally.Fail(Name, $"{problem}\n{outcome.Errors}");
    }

    [GeneratedRegex(@"^conformance: (\d+) passed.*?, (\d+) skipped; (\d+) regressions, (\d+) unexpected passes$", RegexOptions.Multiline)]
    private static partial Regex TotalsLine();

    [GeneratedRegex(@"^(test_\S+:|    (REGRESSION|PASSES) ).*$", RegexOptions.Multiline)]
    private static partial Regex Deviation();
}
