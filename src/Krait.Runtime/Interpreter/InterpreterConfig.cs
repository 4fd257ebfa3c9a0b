namespace Krait.Runtime;

/// <summary>How an interpreter starts: the command's options and the <c>PYTHON*</c> variables, or a host's choice.</summary>
public sealed class InterpreterConfig
{
    /// <summary><c>-O</c> once or twice.</summary>
    public int OptimizationLevel { get; set; }

    /// <summary><c>-d</c>.</summary>
    public int Debug { get; set; }

    /// <summary><c>-i</c>.</summary>
    public bool Inspect { get; set; }

    /// <summary>True at the interactive prompt.</summary>
    public bool Interactive { get; set; }

    /// <summary><c>-B</c>.</summary>
    public bool DontWriteBytecode { get; set; }

    /// <summary><c>-s</c>.</summary>
    public bool NoUserSite { get; set; }

    /// <summary><c>-S</c>.</summary>
    public bool NoSite { get; set; }

    /// <summary><c>-E</c>.</summary>
    public bool IgnoreEnvironment { get; set; }

    /// <summary><c>-I</c>.</summary>
    public bool Isolated { get; set; }

    /// <summary><c>-P</c>.</summary>
    public bool SafePath { get; set; }

    /// <summary>What stands in front of the module search path: the folder of the script, or an empty text for the current folder; null for nothing.</summary>
    public string? ScriptDirectory { get; set; }

    /// <summary><c>-u</c>.</summary>
    public bool Unbuffered { get; set; }

    /// <summary><c>-x</c>.</summary>
    public bool SkipFirstLine { get; set; }

    /// <summary>The number of <c>-v</c>.</summary>
    public int Verbose { get; set; }

    /// <summary>The number of <c>-b</c>.</summary>
    public int BytesWarning { get; set; }

    /// <summary>The number of <c>-q</c>.</summary>
    public int Quiet { get; set; }

    /// <summary><c>-X dev</c>.</summary>
    public bool DevMode { get; set; }

    /// <summary>The UTF-8 mode, which is on unless it is switched off.</summary>
    public bool Utf8Mode { get; set; } = true;

    /// <summary>True where <c>-X utf8</c> or <c>PYTHONUTF8</c> asks for the UTF-8 mode.</summary>
    public bool IsUtf8ModeAskedFor { get; set; }

    /// <summary><c>-X importtime</c>: 1 for the imports that load a module, 2 for those that find it loaded as well.</summary>
    public int ImportTime { get; set; }

    /// <summary>True where hashes of texts differ from run to run.</summary>
    public bool HashRandomization => HashSeed != 0;

    /// <summary>The number of processors that a program is told (<c>-X cpu_count</c>, <c>PYTHON_CPU_COUNT</c>); -1 for the true one.</summary>
    public int CpuCount
    {
        get
        {
            if (!XOptions.TryGetValue("cpu_count", out var text) && !IgnoreEnvironment)
                text = Environment.GetEnvironmentVariable("PYTHON_CPU_COUNT");
            return int.TryParse(text, out var count) && count > 0 ? count : -1;
        }
    }

    /// <summary>False with <c>-X no_debug_ranges</c>: code objects know lines, but no columns.</summary>
    public bool DebugRanges { get; set; } = true;

    /// <summary><c>-X warn_default_encoding</c>.</summary>
    public bool WarnDefaultEncoding { get; set; }

    /// <summary>The most digits of an int's decimal text; 0 for no limit.</summary>
    public int IntMaxStrDigits { get; set; } = 4300;

    /// <summary>The value of <c>PYTHONHASHSEED</c>; null for random hashes.</summary>
    public uint? HashSeed { get; set; }

    /// <summary>The options given by <c>-W</c>, in order.</summary>
    public List<string> WarnOptions { get; } = [];

    /// <summary>The options given by <c>-X</c>; the value is null where there is none.</summary>
    public Dictionary<string, string?> XOptions { get; } = [];

    /// <summary>The value of <c>sys.argv</c>.</summary>
    public List<string> Argv { get; set; } = [""];

    /// <summary>The value of <c>sys.orig_argv</c>.</summary>
    public List<string> OrigArgv { get; set; } = [];

    /// <summary>The value of <c>sys.executable</c>.</summary>
    public string Executable { get; set; } = "";

    /// <summary>The folder of the virtual environment, which <c>sys.prefix</c> is then; else null.</summary>
    public string? VirtualPrefix { get; set; }

    /// <summary>The value of <c>sys._base_executable</c>: in a virtual environment the command that made it, else the same.</summary>
    public string BaseExecutable { get => field ?? Executable; set; }

    /// <summary>The folder that holds <c>lib/python3.14</c>: the value of <c>sys.base_prefix</c>.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>The folder of the standard library.</summary>
    public string StdlibDirectory { get; set; } = "";

    /// <summary>Folders put in front of <c>sys.path</c> (<c>PYTHONPATH</c>).</summary>
    public List<string> ModuleSearchPaths { get; } = [];

    /// <summary>All that <c>sys.path</c> begins with, where a <c>._pth</c> file says so; else null.</summary>
    public List<string>? WholeSearchPath { get; set; }

    /// <summary>The value of <c>sys.pycache_prefix</c>.</summary>
    public string? PycachePrefix { get; set; }

    /// <summary>The value of <c>PYTHONIOENCODING</c>.</summary>
    public string? IoEncoding { get; set; }

    /// <summary>The standard descriptors, a bit each, that were closed when the process started and hold something else now.</summary>
    public int ClosedDescriptors { get; set; }

    /// <summary>
    /// Whether <c>os.fork</c> may be called: only where the process was started in a way that lets the .NET runtime survive it, as the command does.
    /// </summary>
    public bool AllowsFork { get; set; }
}
