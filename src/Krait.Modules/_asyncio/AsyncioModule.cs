using Krait.Runtime;

namespace Krait.Modules.Asyncio;

/// <summary>Accelerator module for asyncio</summary>
[PyModule("_asyncio")]
internal static partial class AsyncioModule
{
    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        thread.Interpreter.InForkedChild -= AfterForkInChild;
        thread.Interpreter.InForkedChild += AfterForkInChild;
    }

    /// <summary>The loop that ran at the fork goes on in the parent only.</summary>
    private static void AfterForkInChild(ThreadState thread)
    {
        thread.AsyncioLoop.Take(thread);
        thread.AsyncioTask.Take(thread);
    }

    /// <summary>
    /// Return the running event loop or None.
    ///
    /// This is a low-level function intended to be used by event loops.
    /// This function is thread-specific.
    /// </summary>
    [PyFunction("_get_running_loop")]
    private static PyObject? GetRunningLoopOrNone(ThreadState thread) => thread.AsyncioLoop.Value;

    /// <summary>
    /// Set the running event loop.
    ///
    /// This is a low-level function intended to be used by event loops.
    /// This function is thread-specific.
    /// </summary>
    [PyFunction("_set_running_loop")]
    private static void SetRunningLoop(ThreadState thread, PyObject loop) => thread.AsyncioLoop.Value = loop is PyNone ? null : loop;

    /// <summary>
    /// Return the running event loop.  Raise a RuntimeError if there is none.
    ///
    /// This function is thread-specific.
    /// </summary>
    [PyFunction("get_running_loop")]
    private static PyObject GetRunningLoop(ThreadState thread) => thread.AsyncioLoop.Value ?? throw Errors.Runtime("no running event loop");

    /// <summary>
    /// Return an asyncio event loop.
    ///
    /// When called from a coroutine or a callback (e.g. scheduled with
    /// call_soon or similar API), this function will always return the
    /// running event loop.
    ///
    /// If there is no running event loop set, the function will return
    /// the result of `get_event_loop_policy().get_event_loop()` call.
    /// </summary>
    [PyFunction("get_event_loop")]
    internal static PyObject GetEventLoop(ThreadState thread)
    {
        if (thread.AsyncioLoop.Value is { } loop)
            return loop;
        var policy = Op.Call(thread, AsyncioState.Of(thread).Get(thread, "asyncio.events", "_get_event_loop_policy"));
        return Op.CallMethod(thread, policy, "get_event_loop");
    }

    /// <summary>
    /// Enter into task execution or resume suspended task.
    ///
    /// Task belongs to loop.
    ///
    /// Returns None.
    /// </summary>
    [PyFunction("_enter_task")]
    internal static void EnterTask(ThreadState thread, [Keyword] PyObject loop, [Keyword] PyObject task)
    {
        CheckLoop(thread, loop);
        if (thread.AsyncioTask.Value is { } running)
        {
            throw Errors.Runtime(
                $"Cannot enter into task {Op.ReprText(thread, task)} while another task {Op.ReprText(thread, running)} is being executed.");
        }
        thread.AsyncioTask.Value = task;
    }

    /// <summary>
    /// Leave task execution or suspend a task.
    ///
    /// Task belongs to loop.
    ///
    /// Returns None.
    /// </summary>
    [PyFunction("_leave_task")]
    internal static void LeaveTask(ThreadState thread, [Keyword] PyObject loop, [Keyword] PyObject task)
    {
        CheckLoop(thread, loop);
        if (!ReferenceEquals(thread.AsyncioTask.Value, task))
        {
            var running = thread.AsyncioTask.Value ?? PyNone.Instance;
            throw Errors.Runtime($"Invalid attempt to leave task {Op.ReprText(thread, task)} while task {Op.ReprText(thread, running)} is entered.");
        }
        thread.AsyncioTask.Value = null;
    }

    /// <summary>
    /// Temporarily swap in the supplied task and return the original one (or None).
    ///
    /// This is intended for use during eager coroutine execution.
    /// </summary>
    [PyFunction("_swap_current_task")]
    internal static PyObject SwapCurrentTask(ThreadState thread, [Keyword] PyObject loop, [Keyword] PyObject task)
    {
        CheckLoop(thread, loop);
        var old = thread.AsyncioTask.Take(thread) ?? PyNone.Instance;
        thread.AsyncioTask.Value = task is PyNone ? null : task;
        return old;
    }

    private static void CheckLoop(ThreadState thread, PyObject loop)
    {
        if (!ReferenceEquals(thread.AsyncioLoop.Value, loop))
            throw Errors.Runtime($"loop {Op.ReprText(thread, loop)} is not the running loop");
    }

    /// <summary>Return a currently executed task.</summary>
    [PyFunction("current_task")]
    private static PyObject? CurrentTask(ThreadState thread, [Keyword, Default("None")] PyObject? loop = null)
    {
        if (loop is null or PyNone)
            loop = GetRunningLoop(thread);
        foreach (var state in thread.Interpreter.Threads)
        {
            if (ReferenceEquals(state.AsyncioLoop.Value, loop))
                return state.AsyncioTask.Value;
        }
        return null;
    }

    /// <summary>Return a set of all tasks for the loop.</summary>
    [PyFunction("all_tasks")]
    private static PyObject AllTasks(ThreadState thread, [Keyword, Default("None")] PyObject? loop = null)
    {
        if (loop is null or PyNone)
            loop = GetRunningLoop(thread);
        var state = AsyncioState.Of(thread);
        var all = PySet.Create(thread);
        for (var task = state.FirstTask; task is not null; task = task.NextTask)
        {
            if (!task.IsDone && ReferenceEquals(task.LoopOrNull, loop) && task.RefCount > 0)
                all.Add(thread, task);
        }
        foreach (var others in new[] { state.EagerTasks, state.OtherTasks })
        {
            if (others is null)
                continue;
            foreach (var task in Op.TupleFrom(thread, others).Items.ToArray())
            {
                if (ReferenceEquals(PyTask.LoopOf(thread, task), loop) && !Op.IsTrue(thread, Op.CallMethod(thread, task, "done")))
                    all.Add(thread, task);
            }
        }
        return all;
    }

    /// <summary>
    /// Register a new task in asyncio as executed by loop.
    ///
    /// Returns None.
    /// </summary>
    [PyFunction("_register_task")]
    private static void RegisterTask(ThreadState thread, [Keyword] PyObject task)
    {
        if (task is PyTask native)
            native.Register(thread);
        else
            Op.CallMethod(thread, AsyncioState.Of(thread).NeedOtherTasks(thread), "add", task);
    }

    /// <summary>
    /// Register a new task in asyncio as executed by loop.
    ///
    /// Returns None.
    /// </summary>
    [PyFunction("_register_eager_task")]
    internal static void RegisterEagerTask(ThreadState thread, [Keyword] PyObject task) =>
        Op.CallMethod(thread, AsyncioState.Of(thread).NeedEagerTasks(thread), "add", task);

    /// <summary>
    /// Unregister a task.
    ///
    /// Returns None.
    /// </summary>
    [PyFunction("_unregister_task")]
    private static void UnregisterTask(ThreadState thread, [Keyword] PyObject task)
    {
        if (task is PyTask native)
            native.Unregister(thread);
        else
            Op.CallMethod(thread, AsyncioState.Of(thread).NeedOtherTasks(thread), "discard", task);
    }

    /// <summary>
    /// Unregister a task.
    ///
    /// Returns None.
    /// </summary>
    [PyFunction("_unregister_eager_task")]
    internal static void UnregisterEagerTask(ThreadState thread, [Keyword] PyObject task) =>
        Op.CallMethod(thread, AsyncioState.Of(thread).NeedEagerTasks(thread), "discard", task);

    /// <summary>Record that `fut` is awaited on by `waiter`.</summary>
    [PyFunction("future_add_to_awaited_by")]
    private static void AddToAwaitedBy(ThreadState thread, PyObject fut, PyObject waiter)
    {
        if (fut is PyFuture future && waiter is PyFuture)
            future.AddAwaitedBy(thread, waiter);
    }

    /// <remarks>Record that `fut` is no longer awaited on by `waiter`.</remarks>
    [PyFunction("future_discard_from_awaited_by")]
    private static void DiscardFromAwaitedBy(ThreadState thread, PyObject fut, PyObject waiter)
    {
        if (fut is PyFuture future && waiter is PyFuture)
            future.DiscardAwaitedBy(thread, waiter);
    }
}
