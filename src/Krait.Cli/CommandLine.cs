using Krait.Platform;
using Krait.Runtime;

namespace Krait.Cli;

/// <summary>What the command line asks to run.</summary>
internal enum RunKind
{
    Interactive,
    Command,
    Module,
    Script,

    /// <summary>Compiles the modules of a library folder: part of building the command itself.</summary>
    BuildLibrary,
}

/// <summary>A command line that cannot be understood; the message is complete.</summary>
internal sealed class UsageException(string message) : Exception(message)
{
    /// <summary>The exit status.</summary>
    public int Status { get; private init; } = 2;

    /// <summary>For a value of an option or a variable that is none of those it can have.</summary>
    public static UsageException Fatal(string message) => new($"Fatal Python error: {message}\nPython runtime state: preinitialized\n") { Status = 1 };
}

/// <summary>The options of the command, which are CPython's, and the <c>PYTHON*</c> variables.</summary>
internal sealed class CommandLine
{
    private const string ShortUsage = "usage: krait [option] ... [-c cmd | -m mod | file | -] [arg] ...\nTry `krait -h' for more information.\n";

    public InterpreterConfig Config { get; } = new();

    public RunKind Kind { get; private set; } = RunKind.Interactive;

    /// <summary>The depth of tracebacks that <c>tracemalloc</c> keeps from the start; 0 where it does not trace.</summary>
    public int TraceFrames { get; private set; }

    /// <summary>The command, the module's name or the script's path.</summary>
    public string? Source { get; private set; }

    /// <summary>Text to print instead of running anything.</summary>
    public string? Output { get; private set; }

    private bool _randomHashes;

    public static CommandLine Parse(string[] args)
    {
        var line = new CommandLine();
        args = Inheritance.Arguments(args);
        line.ReadOptions(args);
        if (line.Output is null)
        {
            line.FindExecutable();
            line.ReadPathFile();
            line.ReadEnvironment();
            line.SetPaths(args);
            if (!line.Config.Utf8Mode)
                line.UseLocale();
        }
        return line;
    }

    private void ReadOptions(string[] args)
    {
        var versions = 0;
        var position = 0;
        var ended = false;
        while (!ended && position < args.Length && args[position].Length > 1 && args[position][0] == '-')
        {
            var word = args[position++];
            if (word.StartsWith("--", StringComparison.Ordinal))
            {
                if (word == "--")
                    break;
                ReadLongOption(word, args, ref position);
                continue;
            }
            for (var i = 1; i < word.Length && !ended; i++)
            {
                var letter = word[i];
                if (letter is 'c' or 'm' or 'W' or 'X')
                {
                    var value = i + 1 < word.Length ? word[(i + 1)..] : position < args.Length ? args[position++] : null;
                    ended = ReadValueOption(letter, value ?? throw new UsageException($"Argument expected for the -{letter} option\n{ShortUsage}"));
                    break;
                }
                if (letter is 'V')
                    versions++;
                else
                    ReadFlag(letter);
            }
        }
        if (versions > 0)
            Output = versions == 1 ? $"Python {Versions.Language}\n" : $"Python {Versions.Full}\n";
        if (!ended && position < args.Length)
        {
            Kind = RunKind.Script;
            Source = args[position++];
        }
        Config.Argv = Kind switch
        {
            RunKind.Command => ["-c", .. args[position..]],
            RunKind.Module => ["-m", .. args[position..]],
            RunKind.Script => [Source!, .. args[position..]],
            _ => [""],
        };
    }

    private bool ReadValueOption(char letter, string value)
    {
        switch (letter)
        {
            case 'c':
                Kind = RunKind.Command;
                Source = value + "\n";
                return true;
            case 'm':
                Kind = RunKind.Module;
                Source = value;
                return true;
            case 'W':
                Config.WarnOptions.Add(value);
                return false;
            default:
                ReadImplementationOption(value);
                return false;
        }
    }

    private void ReadImplementationOption(string value)
    {
        var equals = value.IndexOf('=');
        var name = equals < 0 ? value : value[..equals];
        var setting = equals < 0 ? null : value[(equals + 1)..];
        Config.XOptions[name] = setting;
        switch (name)
        {
            case "dev":
                Config.DevMode = true;
                break;
            case "utf8":
                SetUtf8Mode(setting ?? "1", "-X utf8 option value");
                break;
            case "importtime":
                Config.ImportTime = ReadImportTime(setting ?? "1", "-X importtime: values");
                break;
            case "tracemalloc":
                TraceFrames = ReadFrames(setting ?? "1", "-X tracemalloc=NFRAME");
                break;
            case "no_debug_ranges":
                Config.DebugRanges = false;
                break;
            case "warn_default_encoding":
                Config.WarnDefaultEncoding = true;
                break;
            case "pycache_prefix":
                Config.PycachePrefix = setting;
                break;
            case "frozen_modules":
                if (setting is not (null or "on" or "off"))
                    throw new UsageException("Fatal Python error: bad value for option -X frozen_modules (expected \"on\" or \"off\")\n");
                break;
            case "build-library":
                Config.NoSite = true;
                Kind = RunKind.BuildLibrary;
                Source = setting ?? "";
                break;
            case "int_max_str_digits":
                Config.IntMaxStrDigits = ReadDigits(setting, "-X int_max_str_digits");
                break;
        }
    }

    private void SetUtf8Mode(string setting, string what)
    {
        Config.Utf8Mode = setting switch
        {
            "1" => true,
            "0" => false,
            _ => throw UsageException.Fatal($"preconfig_init_utf8_mode: invalid {what}"),
        };
        Config.IsUtf8ModeAskedFor = Config.Utf8Mode;
    }

    private static int ReadImportTime(string text, string what) =>
        !int.TryParse(text, out var value) ? 1
        : value is >= 0 and <= 2 ? value
        : throw UsageException.Fatal($"config_init_import_time: {what} other than 1 and 2 are reserved for future use.");

    private static int ReadDigits(string? text, string where) =>
        int.TryParse(text, out var digits) && (digits == 0 || digits >= 640)
            ? digits
            : throw new UsageException($"Fatal Python error: {where}: invalid limit; must be >= 640 or 0 for unlimited.\n");

    private void ReadLongOption(string word, string[] args, ref int position)
    {
        switch (word)
        {
            case "--help":
                Output = Usage.Text;
                break;
            case "--help-env":
                Output = Usage.Environment;
                break;
            case "--help-xoptions":
                Output = Usage.ImplementationOptions;
                break;
            case "--help-all":
                Output = Usage.Text + "\n" + Usage.Environment + "\n" + Usage.ImplementationOptions;
                break;
            case "--version":
                Output = $"Python {Versions.Language}\n";
                break;
            case "--check-hash-based-pycs":
                if (position >= args.Length || args[position++] is not ("always" or "default" or "never"))
                    throw new UsageException("--check-hash-based-pycs must be one of 'default', 'always', or 'never'\n" + ShortUsage);
                break;
            default:
                throw new UsageException($"unknown option {word}\n{ShortUsage}");
        }
    }

    private void ReadFlag(char letter)
    {
        switch (letter)
        {
            case 'b':
                Config.BytesWarning++;
                break;
            case 'B':
                Config.DontWriteBytecode = true;
                break;
            case 'd':
                Config.Debug++;
                break;
            case 'E':
                Config.IgnoreEnvironment = true;
                break;
            case 'h' or '?':
                Output = Usage.Text;
                break;
            case 'i':
                Config.Inspect = Config.Interactive = true;
                break;
            case 'I':
                Config.Isolated = Config.IgnoreEnvironment = Config.NoUserSite = Config.SafePath = true;
                break;
            case 'O':
                Config.OptimizationLevel++;
                break;
            case 'P':
                Config.SafePath = true;
                break;
            case 'q':
                Config.Quiet++;
                break;
            case 's':
                Config.NoUserSite = true;
                break;
            case 'S':
                Config.NoSite = true;
                break;
            case 'u':
                Config.Unbuffered = true;
                break;
            case 'v':
                Config.Verbose++;
                break;
            case 'x':
                Config.SkipFirstLine = true;
                break;
            case 'R':
                _randomHashes = true;
                break;
            case 't':
                break;
            default:
                throw new UsageException($"Unknown option: -{letter}\n{ShortUsage}");
        }
    }

    private void ReadEnvironment()
    {
        if (Config.IgnoreEnvironment)
            return;
        Config.OptimizationLevel = Math.Max(Config.OptimizationLevel, Number("PYTHONOPTIMIZE"));
        Config.Verbose = Math.Max(Config.Verbose, Number("PYTHONVERBOSE"));
        Config.Debug = Math.Max(Config.Debug, IsSet("PYTHONDEBUG") ? 1 : 0);
        Config.DontWriteBytecode |= IsSet("PYTHONDONTWRITEBYTECODE");
        Config.NoUserSite |= IsSet("PYTHONNOUSERSITE");
        Config.Unbuffered |= IsSet("PYTHONUNBUFFERED");
        Config.SafePath |= IsSet("PYTHONSAFEPATH");
        Config.DevMode |= IsSet("PYTHONDEVMODE");
        Config.Inspect |= IsSet("PYTHONINSPECT");
        Config.WarnDefaultEncoding |= IsSet("PYTHONWARNDEFAULTENCODING");
        Config.DebugRanges &= !IsSet("PYTHONNODEBUGRANGES");
        if (!Config.XOptions.ContainsKey("pycache_prefix"))
            Config.PycachePrefix = Variable("PYTHONPYCACHEPREFIX");
        Config.IoEncoding = Variable("PYTHONIOENCODING");
        if (!Config.XOptions.ContainsKey("tracemalloc") && Variable("PYTHONTRACEMALLOC") is { } frames)
            TraceFrames = ReadFrames(frames, "PYTHONTRACEMALLOC");
        if (Variable("PYTHONUTF8") is { } utf8 && !Config.XOptions.ContainsKey("utf8"))
            SetUtf8Mode(utf8, "PYTHONUTF8 environment variable value");
        if (Variable("PYTHONPROFILEIMPORTTIME") is { } times && !Config.XOptions.ContainsKey("importtime"))
            Config.ImportTime = ReadImportTime(times, "PYTHONPROFILEIMPORTTIME: numeric values");
        if (Variable("PYTHONINTMAXSTRDIGITS") is { } digits && !Config.XOptions.ContainsKey("int_max_str_digits"))
            Config.IntMaxStrDigits = ReadDigits(digits, "PYTHONINTMAXSTRDIGITS");
        if (Variable("PYTHONWARNINGS") is { } warnings)
            Config.WarnOptions.InsertRange(0, warnings.Split(',', StringSplitOptions.RemoveEmptyEntries));
        if (Variable("PYTHONPATH") is { } path)
            Config.ModuleSearchPaths.AddRange(path.Split(Path.PathSeparator));
        if (Variable("PYTHONHASHSEED") is { } seed && seed != "random" && !_randomHashes)
        {
            Config.HashSeed = uint.TryParse(seed, out var value)
                ? value
                : throw new UsageException("Fatal Python error: config_init_hash_seed: PYTHONHASHSEED must be \"random\" or an integer in range [0; 4294967295]\n");
        }
    }

    private static int ReadFrames(string text, string source) => int.TryParse(text, out var frames) && frames is >= 0 and <= ushort.MaxValue
        ? frames
        : throw new UsageException($"Fatal Python error: config_init_tracemalloc: {source}: invalid number of frames\nPython runtime state: preinitialized\n");

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is not { Length: > 0 } value ? null
        : value.Contains('\uFFFD') ? FileSystemText.Decode(ProcessEnvironment.Get(System.Text.Encoding.UTF8.GetBytes(name)))
        : value;

    private static bool IsSet(string name) => Variable(name) is not null;

    private static int Number(string name) => Variable(name) is { } text ? int.TryParse(text, out var value) ? Math.Max(value, 1) : 1 : 0;

    /// <summary>Outside of the UTF-8 mode text has the encoding of the locale; words that it cannot decode keep their bytes as surrogates.</summary>
    private void UseLocale()
    {
        LocaleCalls.UseCharactersOfEnvironment();
        if (LocaleCalls.CharacterEncoding is not ("ANSI_X3.4-1968" or "US-ASCII" or "ASCII"))
            return;
        Config.Argv = Config.Argv.ConvertAll(Inheritance.AsAscii);
        Config.OrigArgv = Config.OrigArgv.ConvertAll(Inheritance.AsAscii);
    }

    private void FindExecutable()
    {
        var executable = Environment.GetEnvironmentVariable("KRAIT_EXECUTABLE");
        // Not for the program to see. In the process's own block, so that .NET does not copy the whole of it.
        ProcessEnvironment.Unset("KRAIT_EXECUTABLE"u8);
        // Executable pages that parent and child share would crash both. A compiling thread that a child starts would crash the child: docs/threads.md.
        Config.AllowsFork = Environment.GetEnvironmentVariable("DOTNET_EnableWriteXorExecute") == "0"
            && Environment.GetEnvironmentVariable("DOTNET_TC_BackgroundWorkerTimeoutMs") == "ffffffff";
        Inheritance.Restore(Config);
        Config.Executable = string.IsNullOrEmpty(executable) ? ScriptOrExecutable() : Path.GetFullPath(executable);
    }

    /// <summary>
    /// The file to start for another such process. Where the host in <c>out/</c> was started directly that is the script above it all the same: processes that
    /// the program starts need the settings that the script makes.
    /// </summary>
    private static string ScriptOrExecutable()
    {
        var executable = ProcessIdentity.ExecutablePath ?? "";
        if (Path.GetDirectoryName(executable) is not { } folder || Path.GetFileName(folder) != "out")
            return executable;
        var script = Path.Combine(folder, "..", Path.GetFileName(executable));
        return File.Exists(script) ? Path.GetFullPath(script) : executable;
    }

    /// <summary>A file <c>krait._pth</c> beside the command is all that the module search path has, and isolates it from everything else.</summary>
    private void ReadPathFile()
    {
        if (Config.Executable.Length == 0 || WholeFile.Read(FileSystemText.Encode(Config.Executable + "._pth"), out _) is not { } content)
            return;
        Config.Isolated = Config.IgnoreEnvironment = Config.SafePath = Config.NoSite = true;
        Config.WholeSearchPath = [];
        foreach (var line in FileSystemText.Decode(content).Split('\n'))
        {
            var entry = line.Split('#')[0].Trim();
            if (entry == "import site")
                Config.NoSite = false;
            else if (entry.StartsWith("import ", StringComparison.Ordinal))
                Console.Error.WriteLine("unsupported 'import' line in ._pth file");
            else if (entry.Length > 0)
                Config.WholeSearchPath.Add(Path.GetFullPath(entry, Path.GetDirectoryName(Config.Executable) ?? "/"));
        }
    }

    private void SetPaths(string[] args)
    {
        VirtualEnvironment.Find(Config);
        if (Config.PycachePrefix is "")
            Config.PycachePrefix = null;
        Config.OrigArgv = [Config.Executable, .. args];
        Config.Prefix = (Environment.GetEnvironmentVariable("KRAIT_HOME") is { Length: > 0 } home ? home : AppContext.BaseDirectory).TrimEnd(Path.DirectorySeparatorChar);
        Config.StdlibDirectory = Path.Combine(Config.Prefix, "lib", "python3.14");
        if (Config.DevMode && !Config.WarnOptions.Contains("default"))
            Config.WarnOptions.Insert(0, "default");
        if (Config.BytesWarning > 0)
            Config.WarnOptions.Add(Config.BytesWarning > 1 ? "error::BytesWarning" : "default::BytesWarning");
    }
}
