namespace Krait.TestRunner;

/// <summary>
/// The tests that do not pass yet: <c>tests/known-failures.txt</c>, a line each, <c>name: reason</c>. They are run and counted apart; one that passes is
/// reported, so that its line can go.
/// </summary>
internal sealed class KnownFailures
{
    private readonly Dictionary<string, string> _reasons = [];

    public KnownFailures(string root)
    {
        string path = Path.Combine(root, "tests", "known-failures.txt");
        if (!File.Exists(path)) return;
        foreach (string line in File.ReadLines(path))
        {
            int colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (line.StartsWith('#') || colon < 0) continue;
            _reasons[line[..colon].Trim()] = line[(colon + 2)..].Trim();
        }
    }

    /// <summary>How many tests failed as expected.</summary>
    public int Count { get; private set; }

    /// <summary>Runs a test and counts its outcome.</summary>
    public async Task RunAsync(TestCase test, Tally tally)
    {
        if (!_reasons.ContainsKey(test.Name))
        {
            await test.RunAsync(tally);
            return;
        }
        var own = new Tally { IsSilent = true };
        await test.RunAsync(own);
        if (own.Failed == 0) Console.WriteLine($"PASSES {test.Name}: it stands in tests/known-failures.txt, and its line can go");
        tally.Pass(own.Passed);
        tally.Skip(own.Skipped);
        lock (_reasons) Count += own.Failed;
    }
}
