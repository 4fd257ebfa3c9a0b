namespace Krait.Platform;

/// <summary>The integer constants of <c>resource</c> on Linux.</summary>
public static class ResourceConstants
{
    /// <summary>Every constant.</summary>
    public static (string Name, long Value)[] All() =>
    [
        ("RLIMIT_CPU", 0),
        ("RLIMIT_FSIZE", 1),
        ("RLIMIT_DATA", 2),
        ("RLIMIT_STACK", 3),
        ("RLIMIT_CORE", 4),
        ("RLIMIT_NOFILE", 7),
        ("RLIMIT_OFILE", 7),
        ("RLIMIT_AS", 9),
        ("RLIMIT_RSS", 5),
        ("RLIMIT_NPROC", 6),
        ("RLIMIT_MEMLOCK", 8),
        ("RLIMIT_MSGQUEUE", 12),
        ("RLIMIT_NICE", 13),
        ("RLIMIT_RTPRIO", 14),
        ("RLIMIT_RTTIME", 15),
        ("RLIMIT_SIGPENDING", 11),
        ("RUSAGE_SELF", 0),
        ("RUSAGE_CHILDREN", -1),
        ("RUSAGE_THREAD", 1),
        ("RLIM_INFINITY", -1),
    ];
}
