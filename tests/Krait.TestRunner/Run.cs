using System.Diagnostics;

namespace Krait.TestRunner;

/// <summary>One test in a process of its own.</summary>
internal sealed record TestCase(string Name, Func<Tally, Task> RunAsync);

/// <summary>A whole run: finds the tests, runs them, prints the counts.</summary>
internal sealed class Run(Options options)
{
    /// <returns>The exit code: 0 where every test passed.</returns>
    public async Task<int> ExecuteAsync()
    {
        var watch = Stopwatch.StartNew();
        var krait = new KraitCommand(options);
        var cases = new List<TestCase>();
        cases.AddRange(UnitTests.Find(options));
        cases.AddRange(PythonTests.Find(options, krait));
        cases.AddRange(ExpectedOutput.Find(options, krait, Path.Combine("tests", "notes"), "ch*", [[], ["-X", "audit"]]));
        cases.AddRange(Conformance.Find(options, krait));
        cases.AddRange(ExpectedOutput.Find(options, krait, "examples", "", [[]]));
        if (cases.Count == 0) throw new UsageException(options.Names.Count == 0 ? "no tests found" : "no test of that name");
        if (options.List)
        {
            foreach (TestCase test in cases) Console.WriteLine(test.Name);
            return 0;
        }

        var tally = new Tally();
        var known = new KnownFailures(options.Root);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Jobs };
        await Parallel.ForEachAsync(cases, parallel, async (test, _) => await known.RunAsync(test, tally));
        if (Conformance.WhyNot(options) is { } reason) Console.WriteLine($"CPython's own tests were not run: {reason}");
        if (known.Count > 0) Console.WriteLine($"{known.Count} known failures (tests/known-failures.txt)");
        foreach ((string why, int count) in tally.SkipReasons)
            Console.WriteLine($"{count} scripts were not run: {why}{(why is "no requests" or "no aiohttp" ? " (eng/fetch-packages.sh fetches it)" : "")}");
        if (tally.Skipped > 0) Console.WriteLine($"{tally.Skipped} skipped");
        Console.WriteLine($"{watch.Elapsed.TotalSeconds:F0} s");
        Console.WriteLine($"{tally.Passed} passed, {tally.Failed} failed");
        return tally.Failed == 0 && tally.Passed > 0 ? 0 : 1;
    }
}
