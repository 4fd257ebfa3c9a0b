using System.Xml.Linq;

namespace Krait.TestRunner;

/// <summary>The xunit projects: one vstest process per assembly; its trx report is read for the counts.</summary>
internal static class UnitTests
{
    private static readonly Dictionary<string, string> NoExtras = [];

    public static IEnumerable<TestCase> Find(Options options)
    {
        string tests = Path.Combine(options.Root, "tests");
        if (!Directory.Exists(tests)) yield break;
        string[] projects = Directory.GetFiles(tests, "*.Tests.csproj", SearchOption.AllDirectories);
        Array.Sort(projects, StringComparer.Ordinal);
        foreach (string project in projects)
        {
            string name = Path.GetFileNameWithoutExtension(project);
            // A name that is neither a suite nor an assembly is taken for a part of a test's full name.
            string? filter = options.Selects($"units/{name}")
                ? null
                : string.Join('|', options.Names.ConvertAll(part => $"FullyQualifiedName~{part}"));
            if (filter is not null && options.Names.TrueForAll(part => part.Contains('/') || part is "notes" or "python" or "examples" or "conformance"))
                continue;
            yield return new TestCase($"units/{name}", tally => RunAsync(name, filter, options, tally));
        }
    }

    private static async Task RunAsync(string name, string? filter, Options options, Tally tally)
    {
        string label = $"units/{name}";
        string[] found = Directory.Exists(Path.Combine(options.Assemblies, name))
            ? Directory.GetFiles(Path.Combine(options.Assemblies, name), $"{name}.dll", SearchOption.AllDirectories)
            : [];
        if (found.Length == 0)
        {
            tally.Fail(label, "the assembly is missing: it was not built");
            return;
        }
        DirectoryInfo results = Directory.CreateTempSubdirectory("krait-test-");
        try
        {
            List<string> arguments = ["vstest", found[0], "--logger:trx;LogFileName=results.trx", $"--ResultsDirectory:{results.FullName}"];
            if (filter is not null) arguments.Add($"--TestCaseFilter:{filter}");
            Outcome outcome = await Child.RunAsync("dotnet", arguments, options.Root, options.Timeout * 5, NoExtras);
            string report = Path.Combine(results.FullName, "results.trx");
            int reported = File.Exists(report) ? Read(label, report, tally) : 0;
            bool nothingSelected = filter is not null && reported == 0 && outcome.ExitCode == 0;
            // A crash in the middle leaves a report of what came before it.
            if ((reported == 0 && !nothingSelected) || outcome.ExitCode is not (0 or 1))
                tally.Fail(label, $"the run did not finish\n{outcome.Output}\n{outcome.Errors}");
        }
        finally
        {
            TemporaryFolder.Delete(results);
        }
    }

    /// <returns>How many tests the report holds; a failed run without a failed test counts as one that failed.</returns>
    private static int Read(string label, string report, Tally tally)
    {
        XElement root = XDocument.Load(report).Root!;
        XNamespace ns = root.Name.Namespace;
        int count = 0, failed = 0;
        foreach (XElement result in root.Descendants(ns + "UnitTestResult"))
        {
            count++;
            switch ((string?)result.Attribute("outcome"))
            {
                case "Passed":
                    tally.Pass();
                    break;
                case "NotExecuted":
                    tally.Skip();
                    break;
                default:
                    failed++;
                    XElement? error = result.Element(ns + "Output")?.Element(ns + "ErrorInfo");
                    tally.Fail($"{label}/{(string?)result.Attribute("testName")}",
                        $"{(string?)error?.Element(ns + "Message")}\n{(string?)error?.Element(ns + "StackTrace")}");
                    break;
            }
        }
        if (failed == 0 && (string?)root.Element(ns + "ResultSummary")?.Attribute("outcome") == "Failed")
        {
            string text = string.Join('\n', root.Descendants(ns + "RunInfo").Select(info => (string)info));
            tally.Fail(label, text.Length == 0 ? "the run failed" : text);
        }
        return count;
    }
}
