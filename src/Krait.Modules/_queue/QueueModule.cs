using Krait.Runtime;

namespace Krait.Modules.Queues;

/// <summary>
/// C implementation of the Python queue module.
/// This module is an implementation detail, please do not use it directly.
/// </summary>
[PyModule("_queue")]
internal static partial class QueueModule
{
    private sealed class State : ModuleState
    {
        public PyType? Empty { get; set; }
    }

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        var state = thread.Interpreter.ModuleState<State>();
        if (state.Empty is null)
        {
            state.Empty = state.Keep(ModuleExceptions.Define(thread, "_queue", "Empty"));
            Op.SetAttr(thread, state.Empty, Names.Doc, PyStr.From("Exception raised by Queue.get(block=0)/get_nowait()."));
        }
        module.Dict.SetItem(thread, "Empty", state.Empty);
    }

    /// <summary>A <c>_queue.Empty</c>.</summary>
    internal static PythonException Empty(ThreadState thread) => Errors.New(thread, thread.Interpreter.ModuleState<State>().Empty!);
}
