using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

internal static partial class PosixModule
{
    private const int SpawnOpen = 0, SpawnClose = 1, SpawnDup2 = 2, SpawnCloseFrom = 3;

    /// <summary>Execute the program specified by path in a new process.
    ///
    ///   path
    ///     Path of executable file.
    ///   argv
    ///     Tuple or list of strings.
    ///   env
    ///     Dictionary of strings mapping to strings.
    ///   file_actions
    ///     A sequence of file action tuples.
    ///   setpgroup
    ///     The pgroup to use with the POSIX_SPAWN_SETPGROUP flag.
    ///   resetids
    ///     If the value is `true` the POSIX_SPAWN_RESETIDS will be activated.
    ///   setsid
    ///     If the value is `true` the POSIX_SPAWN_SETSID or POSIX_SPAWN_SETSID_NP will be activated.
    ///   setsigmask
    ///     The sigmask to use with the POSIX_SPAWN_SETSIGMASK flag.
    ///   setsigdef
    ///     The sigmask to use with the POSIX_SPAWN_SETSIGDEF flag.
    ///   scheduler
    ///     A tuple with the scheduler policy (optional) and parameters.</summary>
    [PyFunction("posix_spawn")]
    private static long PosixSpawn(
        ThreadState thread,
        PyObject path,
        PyObject argv,
        PyObject env,
        [KeywordOnly("file_actions")] PyObject? fileActions = null,
        [KeywordOnly] PyObject? setpgroup = null,
        [KeywordOnly] bool resetids = false,
        [KeywordOnly] bool setsid = false,
        [KeywordOnly] PyObject? setsigmask = null,
        [KeywordOnly] PyObject? setsigdef = null,
        [KeywordOnly] PyObject? scheduler = null) =>
        Spawn(thread, "posix_spawn", path, argv, env, new(fileActions, setpgroup, resetids, setsid, setsigmask, setsigdef, scheduler));

    /// <summary>Execute the program specified by path in a new process.
    ///
    ///   path
    ///     Path of executable file.
    ///   argv
    ///     Tuple or list of strings.
    ///   env
    ///     Dictionary of strings mapping to strings.
    ///   file_actions
    ///     A sequence of file action tuples.
    ///   setpgroup
    ///     The pgroup to use with the POSIX_SPAWN_SETPGROUP flag.
    ///   resetids
    ///     If the value is `True` the POSIX_SPAWN_RESETIDS will be activated.
    ///   setsid
    ///     If the value is `True` the POSIX_SPAWN_SETSID or POSIX_SPAWN_SETSID_NP will be activated.
    ///   setsigmask
    ///     The sigmask to use with the POSIX_SPAWN_SETSIGMASK flag.
    ///   setsigdef
    ///     The sigmask to use with the POSIX_SPAWN_SETSIGDEF flag.
    ///   scheduler
    ///     A tuple with the scheduler policy (optional) and parameters.</summary>
    [PyFunction("posix_spawnp")]
    private static long PosixSpawnP(
        ThreadState thread,
        PyObject path,
        PyObject argv,
        PyObject env,
        [KeywordOnly("file_actions")] PyObject? fileActions = null,
        [KeywordOnly] PyObject? setpgroup = null,
        [KeywordOnly] bool resetids = false,
        [KeywordOnly] bool setsid = false,
        [KeywordOnly] PyObject? setsigmask = null,
        [KeywordOnly] PyObject? setsigdef = null,
        [KeywordOnly] PyObject? scheduler = null) =>
        Spawn(thread, "posix_spawnp", path, argv, env, new(fileActions, setpgroup, resetids, setsid, setsigmask, setsigdef, scheduler));

    private readonly record struct SpawnOptions(
        PyObject? FileActions, PyObject? Group, bool ResetIds, bool NewSession, PyObject? Mask, PyObject? Defaults, PyObject? Scheduler);

    private static long Spawn(ThreadState thread, string function, PyObject path, PyObject argv, PyObject env, SpawnOptions options)
    {
        var file = OsPath.Of(thread, function, "path", path);
        if (argv is not (PyTuple or PyList))
            throw Errors.Type($"{function}: argv must be a tuple or list");
        if (Op.Length(thread, argv) < 1)
            throw Errors.Value($"{function}: argv must not be empty");
        if (!Op.IsMapping(env) && env is not PyNone)
            throw Errors.Type($"{function}: environment must be a mapping object or None");
        var arguments = Arguments(thread, argv);
        if (arguments[0].Length == 0)
            throw Errors.Value($"{function}: argv first element cannot be empty");
        AuditEvents.Raise(thread, "os.posix_spawn", path, argv, env);
        var (policy, priority) = SpawnScheduler(thread, function, options.Scheduler);
        var request = new SpawnRequest
        {
            Path = file.Bytes,
            Arguments = arguments,
            Environment = env is PyNone ? null : EnvironmentEntries(thread, env),
            SearchPath = function == "posix_spawnp",
            Actions = SpawnActions(thread, options.FileActions),
            ProcessGroup = options.Group is null or PyNone ? null : OsArguments.Process(thread, options.Group),
            ResetIds = options.ResetIds,
            NewSession = options.NewSession,
            Mask = options.Mask is null ? null : SignalArguments.Set(thread, options.Mask),
            Defaults = options.Defaults is null ? null : SignalArguments.Set(thread, options.Defaults),
            SchedulingPolicy = policy,
            SchedulingPriority = priority,
        };
        var process = Spawner.Spawn(request, out var error);
        return error.Failed ? throw Errors.Os(thread, error.Value, file.Object) : process;
    }

    private static (int? Policy, int? Priority) SpawnScheduler(ThreadState thread, string function, PyObject? scheduler)
    {
        if (scheduler is null or PyNone)
            return (null, null);
        if (scheduler is not PyTuple { Count: 2 } pair)
            throw Errors.Type($"{function}: scheduler must be a tuple or None");
        int? policy = pair[0] is PyNone ? null : ArgumentConversion.ToInt(thread, pair[0]);
        return (policy, SchedulingPriority(thread, pair[1]));
    }

    private static List<SpawnAction> SpawnActions(ThreadState thread, PyObject? given)
    {
        var actions = new List<SpawnAction>();
        if (given is null or PyNone)
            return actions;
        foreach (var item in Op.ItemsOf(Op.SequenceFast(thread, given, "file_actions must be a sequence or None")).ToArray())
        {
            if (item is not PyTuple { Count: > 0 } action)
                throw Errors.Type("Each file_actions element must be a non-empty tuple");
            actions.Add(SpawnActionOf(thread, action));
        }
        return actions;
    }

    private static SpawnAction SpawnActionOf(ThreadState thread, PyTuple action)
    {
        switch (ArgumentConversion.ToInt(thread, action[0]))
        {
            case SpawnOpen:
                if (action.Count != 5)
                    throw Errors.Type("A open file_action tuple must have 5 elements");
                return new SpawnAction(
                    SpawnActionKind.Open,
                    ArgumentConversion.ToInt(thread, action[1]),
                    Path: OsPath.Encode(thread, action[2]),
                    Flags: ArgumentConversion.ToInt(thread, action[3]),
                    Mode: (uint)ArgumentConversion.ToLong(thread, action[4]));
            case SpawnClose:
                if (action.Count != 2)
                    throw Errors.Type("A close file_action tuple must have 2 elements");
                return new SpawnAction(SpawnActionKind.Close, ArgumentConversion.ToInt(thread, action[1]));
            case SpawnCloseFrom:
                if (action.Count != 2)
                    throw Errors.Type("A closefrom file_action tuple must have 2 elements");
                return new SpawnAction(SpawnActionKind.CloseFrom, ArgumentConversion.ToInt(thread, action[1]));
            case SpawnDup2:
                if (action.Count != 3)
                    throw Errors.Type("A dup2 file_action tuple must have 3 elements");
                return new SpawnAction(
                    SpawnActionKind.Duplicate, ArgumentConversion.ToInt(thread, action[1]), ArgumentConversion.ToInt(thread, action[2]));
            default:
                throw Errors.Type("Unknown file_actions identifier");
        }
    }
}
