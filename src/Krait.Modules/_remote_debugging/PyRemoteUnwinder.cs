using Krait.Runtime;

namespace Krait.Modules.RemoteDebugging;

/// <summary>RemoteUnwinder(pid): Inspect stack of a remote Python process.</summary>
[PyType("RemoteUnwinder", Module = "_remote_debugging"), PyModuleType("_remote_debugging")]
internal sealed partial class PyRemoteUnwinder : PyObject
{
    private PyRemoteUnwinder(PyType type) : base(type)
    {
    }

    /// <remarks>The objects of a process live in memory that the runtime of .NET moves: they cannot be read from outside.</remarks>
    [PyNew(Signature = "")]
    private static PyObject New(
        PyType type, [Keyword] int pid, [KeywordOnly("all_threads")] bool allThreads = false,
        [KeywordOnly("only_active_thread")] bool onlyActiveThread = false, [KeywordOnly] bool debug = false) =>
        throw Errors.Runtime("Remote debugging is not supported on this platform");
}
