using Krait.Runtime;

namespace Krait.Cli;

/// <summary>The versions that the command shows.</summary>
internal static class Versions
{
    public const string Language = "3.14.2";

    public static string Full => $"{Language} (krait {typeof(Interpreter).Assembly.GetName().Version?.ToString(3)}) [.NET {System.Environment.Version}]";
}

/// <summary>The texts of <c>--help</c>.</summary>
internal static class Usage
{
    public const string Text = """
        usage: krait [option] ... [-c cmd | -m mod | file | -] [arg] ...
        Options (and corresponding environment variables):
        -b     : warn about converting bytes to str and comparing bytes with str or int (-bb: errors)
        -B     : don't write .pyc files on import; also PYTHONDONTWRITEBYTECODE=x
        -c cmd : program passed in as string (terminates option list)
        -d     : turn on parser debugging output; also PYTHONDEBUG=x
        -E     : ignore PYTHON* environment variables (such as PYTHONPATH)
        -h     : print this help message and exit (also -? or --help)
        -i     : inspect interactively after running script; also PYTHONINSPECT=x
        -I     : isolate from the user's environment (implies -E, -P and -s)
        -m mod : run library module as a script (terminates option list)
        -O     : remove assert and __debug__-dependent statements; also PYTHONOPTIMIZE=x
        -OO    : do -O changes and also discard docstrings
        -P     : don't prepend a potentially unsafe path to sys.path; also PYTHONSAFEPATH
        -q     : don't print version and copyright messages on interactive startup
        -s     : don't add user site directory to sys.path; also PYTHONNOUSERSITE=x
        -S     : don't imply 'import site' on initialization
        -u     : unbuffered stdout and stderr; also PYTHONUNBUFFERED=x
        -v     : trace import statements (repeat for more); also PYTHONVERBOSE=x
        -V     : print the version number and exit (-VV: more; also --version)
        -W arg : warning control, action:message:category:module:lineno; also PYTHONWARNINGS=arg
        -x     : skip first line of source, allowing use of non-Unix forms of #!cmd
        -X opt : set an implementation-specific option; see --help-xoptions
        --check-hash-based-pycs always|default|never:
                 control how hash-based .pyc files are validated
        --help-env      : print help about environment variables and exit
        --help-xoptions : print help about implementation-specific -X options and exit
        --help-all      : print complete help information and exit

        Arguments:
        file   : program read from script file
        -      : program read from stdin (default; interactive mode if a tty)
        arg ...: arguments passed to program in sys.argv[1:]

        """;

    public const string Environment = """
        Environment variables that change behavior:
        PYTHONDEBUG, PYTHONDEVMODE, PYTHONDONTWRITEBYTECODE, PYTHONHASHSEED, PYTHONINSPECT, PYTHONINTMAXSTRDIGITS,
        PYTHONIOENCODING, PYTHONNODEBUGRANGES, PYTHONNOUSERSITE, PYTHONOPTIMIZE, PYTHONPATH, PYTHONPYCACHEPREFIX,
        PYTHONSAFEPATH, PYTHONUNBUFFERED, PYTHONUTF8, PYTHONVERBOSE, PYTHONWARNDEFAULTENCODING, PYTHONWARNINGS: as in CPython.

        """;

    public const string ImplementationOptions = """
        Implementation-specific options:
        -X audit: check every reference count against the places that hold references, and stop at the first difference
        -X deadlock: report threads that all wait for one another, and raise RuntimeError in the main thread
        -X dev: enable the development mode; also PYTHONDEVMODE
        -X int_max_str_digits=N: limit the size of int<->str conversions; 0 disables the limit
        -X legacy-asyncio: asyncio.coroutine, implicit event loops, and other old forms of asyncio, each with a warning
        -X no_debug_ranges: leave out the columns of code objects; also PYTHONNODEBUGRANGES
        -X pycache_prefix=DIR: write .pyc files to a parallel tree instead of to the code tree
        -X refchain: keep all objects in one list, for sys.getobjects()
        -X utf8[=0|1]: enable or disable the UTF-8 mode
        -X warn_default_encoding: enable opt-in EncodingWarning for 'encoding=None'

        """;
}
