using Krait.Runtime;

namespace Krait.Modules.RemoteDebugging;

/// <summary>What the library's tools name when they look into another Python process.</summary>
[PyModule("_remote_debugging")]
internal static partial class RemoteDebuggingModule
{
    private static readonly PyType[] s_types =
    [
        Create("TaskInfo", "Information about an asyncio task", new("task_id", "Task ID (memory address)"), new("task_name", "Task name"),
            new("coroutine_stack", "Coroutine call stack"), new("awaited_by", "Tasks awaiting this task")),
        Create("FrameInfo", "Information about a frame", new("filename", "Source code filename"), new("lineno", "Line number"),
            new("funcname", "Function name")),
        Create("CoroInfo", "Information about a coroutine", new("call_stack", "Coroutine call stack"), new("task_name", "Task name")),
        Create("ThreadInfo", "Information about a thread", new("thread_id", "Thread ID"), new("frame_info", "Frame information")),
        Create("AwaitedInfo", "Information about what a thread is awaiting", new("thread_id", "Thread ID"), new("awaited_by", "List of tasks awaited by this thread")),
    ];

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        foreach (var type in s_types)
            module.Dict.SetItem(thread, type.ShortName, type);
        module.Dict.SetItem(thread, "PROCESS_VM_READV_SUPPORTED", PyInt.From(0));
    }

    private static PyType Create(string name, string doc, params StructField[] fields) =>
        StructSequence.CreateType(name, "_remote_debugging", doc, fields);
}
