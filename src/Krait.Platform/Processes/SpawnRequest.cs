namespace Krait.Platform;

/// <summary>The kinds of step that <see cref="Spawner.Spawn"/> can take in the child before the program starts.</summary>
public enum SpawnActionKind
{
    /// <summary>Open a path as a given descriptor.</summary>
    Open,

    /// <summary>Close a descriptor.</summary>
    Close,

    /// <summary>Close all descriptors from a number up.</summary>
    CloseFrom,

    /// <summary>Copy a descriptor to a given number; onto itself, it makes it inherited.</summary>
    Duplicate,
}

/// <summary>A step in the child before the program starts.</summary>
public readonly record struct SpawnAction(SpawnActionKind Kind, int Descriptor, int Target = 0, byte[]? Path = null, int Flags = 0, uint Mode = 0);

/// <summary>What posix_spawn(3) takes.</summary>
public sealed class SpawnRequest
{
    /// <summary>The program: a path, or a name to look for in PATH (<see cref="SearchPath"/>).</summary>
    public required byte[] Path { get; init; }

    /// <summary>The arguments, the program's own name first.</summary>
    public required IReadOnlyList<byte[]> Arguments { get; init; }

    /// <summary>The environment ("name=value"); null is this process's own.</summary>
    public IReadOnlyList<byte[]>? Environment { get; init; }

    /// <summary>posix_spawnp(3) instead of posix_spawn(3).</summary>
    public bool SearchPath { get; init; }

    /// <summary>Steps in order.</summary>
    public IReadOnlyList<SpawnAction> Actions { get; init; } = [];

    /// <summary>The process group, 0 for a new one; null leaves it.</summary>
    public int? ProcessGroup { get; init; }

    /// <summary>Effective ids become the real ones.</summary>
    public bool ResetIds { get; init; }

    /// <summary>A new session.</summary>
    public bool NewSession { get; init; }

    /// <summary>The signal mask; null is the caller's.</summary>
    public SignalSet? Mask { get; init; }

    /// <summary>Signals that get their default action.</summary>
    public SignalSet? Defaults { get; init; }

    /// <summary>The scheduling policy; null leaves it.</summary>
    public int? SchedulingPolicy { get; init; }

    /// <summary>The scheduling priority; null leaves it.</summary>
    public int? SchedulingPriority { get; init; }
}

/// <summary>Where starting a program failed.</summary>
public enum SpawnStage
{
    /// <summary>Before the child ran: no process, no memory.</summary>
    Fork,

    /// <summary>While entering the working directory.</summary>
    ChangeDirectory,

    /// <summary>In the child before the program: descriptors, ids, session.</summary>
    Prepare,

    /// <summary>The program itself.</summary>
    Execute,
}

/// <summary>What <c>_posixsubprocess.fork_exec</c> takes, except for preexec_fn, which needs a real fork.</summary>
public sealed class ForkExecRequest
{
    /// <summary>The programs to try in turn, until one starts.</summary>
    public required IReadOnlyList<byte[]> Candidates { get; init; }

    /// <summary>The arguments, the program's own name first.</summary>
    public required IReadOnlyList<byte[]> Arguments { get; init; }

    /// <summary>The environment ("name=value"); null is this process's own.</summary>
    public IReadOnlyList<byte[]>? Environment { get; init; }

    /// <summary>The working directory; null is the caller's.</summary>
    public byte[]? WorkingDirectory { get; init; }

    /// <summary>The descriptors for 0, 1 and 2; -1 leaves one as it is.</summary>
    public (int Input, int Output, int Error) Standard { get; init; } = (-1, -1, -1);

    /// <summary>Whether descriptors from 3 up are closed, but for <see cref="Keep"/>.</summary>
    public bool CloseDescriptors { get; init; } = true;

    /// <summary>Descriptors that the program inherits, ascending.</summary>
    public IReadOnlyList<int> Keep { get; init; } = [];

    /// <summary>SIGPIPE and SIGXFSZ get their default action again.</summary>
    public bool RestoreSignals { get; init; } = true;

    /// <summary>A new session.</summary>
    public bool NewSession { get; init; }

    /// <summary>The process group, 0 for a new one; -1 leaves it.</summary>
    public int ProcessGroup { get; init; } = -1;

    /// <summary>The real and effective group; null leaves it.</summary>
    public uint? Group { get; init; }

    /// <summary>The supplementary groups; null leaves them.</summary>
    public uint[]? Groups { get; init; }

    /// <summary>The real and effective user; null leaves it.</summary>
    public uint? User { get; init; }

    /// <summary>The file creation mask; -1 leaves it.</summary>
    public int CreationMask { get; init; } = -1;

    internal bool ChangesThread => Group.HasValue || Groups is not null || User.HasValue || CreationMask >= 0;
}
