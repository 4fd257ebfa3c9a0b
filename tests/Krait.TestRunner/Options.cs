namespace Krait.TestRunner;

/// <summary>A command line that makes no sense; the message is for the user.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>What was asked for on the command line.</summary>
internal sealed class Options
{
    private const string Help = """
        usage: ./test [--all] [--list] [--jobs N] [--timeout S] [NAME...]

        Runs the C# units (tests/*.Tests), the Python tests (tests/python), the scripts of the notes (tests/notes), the
        examples, and, where KRAIT_CPYTHON_TESTS names a CPython's Lib/test, a part of CPython's own tests (tests/conformance).
        NAME is a part of a test's name: notes, notes/ch02, python/test_int, conformance, Krait.Syntax, ParserTests.
        --all        run the Python tests under -X audit, too
        --list       print what would run, and stop
        --jobs N     processes at a time (default: the number of processors)
        --timeout S  seconds for each process (default: 300)
        """;

    /// <summary>The folder of the repository.</summary>
    public string Root { get; private set; } = Environment.CurrentDirectory;

    /// <summary>The folder with the compiled test assemblies, one folder each.</summary>
    public string Assemblies { get; private set; } = "";

    public List<string> Names { get; } = [];

    public bool All { get; private set; }

    public bool List { get; private set; }

    public int Jobs { get; private set; } = Math.Max(2, Environment.ProcessorCount);

    public TimeSpan Timeout { get; private set; } = TimeSpan.FromSeconds(300);

    public static Options Parse(string[] args)
    {
        var options = new Options();
        for (int i = 0; i < args.Length; i++)
        {
            string Value() => ++i < args.Length ? args[i] : throw new UsageException($"{args[i - 1]} needs a value");
            switch (args[i])
            {
                case "--all": options.All = true; break;
                case "--list": options.List = true; break;
                case "--root": options.Root = Path.GetFullPath(Value()); break;
                case "--assemblies": options.Assemblies = Path.GetFullPath(Value()); break;
                case "--jobs": options.Jobs = Number(Value()); break;
                case "--timeout": options.Timeout = TimeSpan.FromSeconds(Number(Value())); break;
                case "-h" or "--help": throw new UsageException(Environment.NewLine + Help);
                case var word when word.StartsWith('-'): throw new UsageException($"unknown option {word} (see --help)");
                case var word: options.Names.Add(word); break;
            }
        }
        return options;
    }

    /// <summary>True where a test of this name was asked for.</summary>
    public bool Selects(string name) =>
        Names.Count == 0 || Names.Exists(part => name.Contains(part, StringComparison.Ordinal));

    private static int Number(string text) =>
        int.TryParse(text, out int number) && number > 0 ? number : throw new UsageException($"not a positive number: {text}");
}
