namespace Krait.Runtime;

/// <summary>
/// One Python interpreter: its modules, its objects' memory, its threads. Several can live in one process; they share the built-in types and
/// other immortal objects and nothing else.
/// </summary>
public sealed partial class Interpreter
{
    internal Interpreter(InterpreterConfig config)
    {
        Config = config;
        Collector = new Collector();
        FreeLists = new FreeLists();
        Identities = new Identities();
        Deadlocks = config.XOptions.ContainsKey("deadlock") ? new DeadlockDetector() : null;
        MainThread = new ThreadState(this);
    }

    /// <summary>How the interpreter was started.</summary>
    public InterpreterConfig Config { get; }

    /// <summary>The module <c>_frozen_importlib</c>; null until the import system is set up.</summary>
    internal PyModule? ImportBootstrap { get; set; }

    /// <summary>The lock of <c>imp.acquire_lock</c>, which a fork also takes.</summary>
    internal RecursiveLock ImportLock { get; } = new();

    /// <summary>The interpreter's lock.</summary>
    internal Gil Gil { get; } = new();

    /// <summary>What <c>sys.setdlopenflags</c> has set; RTLD_NOW at first.</summary>
    internal int DlopenFlags { get; set; } = 2;

    /// <summary>Reads lines at the terminal; null until <c>readline</c> is imported.</summary>
    public ILineEditor? LineEditor { get; set; }

    /// <summary>Looks for threads that wait for one another; null without <c>-X deadlock</c>.</summary>
    internal DeadlockDetector? Deadlocks { get; }

    internal Collector Collector { get; }

    internal FreeLists FreeLists { get; }

    internal Identities Identities { get; }

    /// <summary>The thread that made the interpreter.</summary>
    public ThreadState MainThread { get; internal set; }

    internal int RecursionLimit { get; set; } = 1000;

    /// <summary>The dict of the module <c>builtins</c>.</summary>
    internal PyDict BuiltinsDict { get; set; } = null!;

    /// <summary>The built-in function <c>all</c>, whatever the name means by now.</summary>
    internal PyObject AllFunction { get; private set; } = null!;

    /// <summary>The built-in function <c>any</c>, whatever the name means by now.</summary>
    internal PyObject AnyFunction { get; private set; } = null!;

    /// <summary>The dict of the module <c>sys</c>.</summary>
    internal PyDict SysDict { get; set; } = null!;

    /// <summary>The dict <c>sys.modules</c> as the interpreter made it.</summary>
    internal PyDict Modules { get; set; } = null!;

    /// <summary>What <c>sys.modules</c> is now.</summary>
    internal PyObject CurrentModules(ThreadState thread) => SysDict.GetItem("modules") ?? Modules;
}
