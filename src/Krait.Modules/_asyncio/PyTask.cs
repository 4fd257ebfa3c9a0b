using Krait.Modules.ContextVars;
using Krait.Runtime;

namespace Krait.Modules.Asyncio;

/// <summary>A coroutine wrapped in a Future.</summary>
[PyType("Task", Module = "_asyncio", BaseType = true, BasicSize = 184)]
[PyModuleType("_asyncio")]
public partial class PyTask : PyFuture
{
    private Ref<PyObject> _awaited;
    private Ref<PyObject> _coroutine;
    private Ref<PyObject> _context;

    /// <summary>The name; null while it is the default one.</summary>
    private Ref<PyObject> _name;

    private long _number;
    private long _cancelRequests;
    private bool _mustCancel;
    private bool _logDestroyPending = true;
    private bool _isRegistered;
    private PyTask? _previousTask;

    private protected PyTask(PyType type) : base(type)
    {
    }

    /// <summary>The next one of the registered tasks.</summary>
    internal PyTask? NextTask { get; private set; }

    [PyInit(Signature = "(coro, *, loop=None, name=None, context=None, eager_start=False)")]
    private void Init(
        ThreadState thread,
        [Keyword] PyObject coro,
        [KeywordOnly, Default("None")] PyObject? loop = null,
        [KeywordOnly, Default("None")] PyObject? name = null,
        [KeywordOnly, Default("None")] PyObject? context = null,
        [KeywordOnly("eager_start")] bool eagerStart = false)
    {
        Initialize(thread, loop);
        var state = AsyncioState.Of(thread);
        if (!IsCoroutine(thread, state, coro))
        {
            _logDestroyPending = false;
            throw Errors.Type($"a coroutine was expected, got {Op.ReprText(thread, coro)}");
        }
        _context.Value = context is null or PyNone ? PyContext.Current(thread).Copy(thread) : context;
        _awaited.Clear();
        _mustCancel = false;
        _logDestroyPending = true;
        _cancelRequests = 0;
        _coroutine.Value = coro;
        SetNameOrNumber(thread, state, name);
        if (eagerStart && Op.IsTrue(thread, Op.CallMethod(thread, Loop, "is_running")))
        {
            StartEagerly(thread);
            return;
        }
        StepSoon(thread, null);
        Register(thread);
    }

    private void SetNameOrNumber(ThreadState thread, AsyncioState state, PyObject? name)
    {
        if (name is null or PyNone)
        {
            _name.Clear();
            _number = state.NextTaskNumber();
        }
        else
        {
            _name.Value = name.GetType() == typeof(PyStr) ? name : Op.Str(thread, name);
        }
    }

    private static bool IsCoroutine(ThreadState thread, AsyncioState state, PyObject o)
    {
        if (o is PyCoroutine || state.CoroutineTypes.Contains(o.Type))
            return true;
        if (!Op.IsTrue(thread, Op.Call(thread, state.Get(thread, "asyncio.coroutines", "iscoroutine"), o)))
            return false;
        if (!o.Type.IsHeapType)
            state.CoroutineTypes.Add(o.Type);
        return true;
    }

    /// <summary>The loop of any class of future.</summary>
    internal static PyObject LoopOf(ThreadState thread, PyObject future)
    {
        if (future is PyFuture native && (future.GetType() == typeof(PyFuture) || future.GetType() == typeof(PyTask)))
            return native.Loop;
        return Op.TryGetAttr(thread, future, AsyncioNames.GetLoop) is { } method
            ? Op.Call(thread, method)
            : Op.GetAttr(thread, future, AsyncioNames.Loop);
    }

    internal void Register(ThreadState thread)
    {
        if (_isRegistered)
            return;
        _isRegistered = true;
        var state = AsyncioState.Of(thread);
        _previousTask = null;
        NextTask = state.FirstTask;
        if (NextTask is { } next)
            next._previousTask = this;
        state.FirstTask = this;
    }

    internal void Unregister(ThreadState thread)
    {
        if (!_isRegistered)
            return;
        _isRegistered = false;
        if (_previousTask is { } previous)
            previous.NextTask = NextTask;
        else
            AsyncioState.Of(thread).FirstTask = NextTask;
        if (NextTask is { } next)
            next._previousTask = _previousTask;
        NextTask = null;
        _previousTask = null;
    }

    private protected override void OnEnd(ThreadState thread) => Unregister(thread);

    partial void ClearMore() => Unregister(ThreadState.Current);

    private protected override void FinalizeFuture(ThreadState thread)
    {
        if (!IsDone && _logDestroyPending && LoopOrNull is not null)
        {
            var context = PyDict.Create(thread);
            context.SetItem(thread, "task", this);
            context.SetItem(thread, "message", PyStr.From("Task was destroyed but it is pending!"));
            CallExceptionHandler(thread, context);
        }
        base.FinalizeFuture(thread);
    }

    private protected override PyObject ReprFunction(ThreadState thread) =>
        AsyncioState.Of(thread).Get(thread, "asyncio.base_tasks", "_task_repr");

    /// <summary>
    /// Request that this task cancel itself.
    ///
    /// This arranges for a CancelledError to be thrown into the
    /// wrapped coroutine on the next cycle through the event loop.
    /// The coroutine then has a chance to clean up or even deny
    /// the request using try/except/finally.
    ///
    /// Unlike Future.cancel, this does not guarantee that the
    /// task will be cancelled: the exception might be caught and
    /// acted upon, delaying cancellation of the task or preventing
    /// cancellation completely.  The task may also return a value or
    /// raise a different exception.
    ///
    /// Immediately after this method is called, Task.cancelled() will
    /// not return True (unless the task was already cancelled).  A
    /// task will be marked as cancelled when the wrapped coroutine
    /// terminates with a CancelledError exception (even if cancel()
    /// was not called).
    ///
    /// This also increases the task's count of cancellation requests.
    /// </summary>
    [PyMethod("cancel")]
    private bool CancelTask(ThreadState thread, [Keyword, Default("None")] PyObject? msg = null)
    {
        ForgetException();
        if (IsDone)
            return false;
        _cancelRequests++;
        if (_awaited.Value is { } awaited && AsyncioState.Of(thread).Cancel(thread, awaited, msg))
            return true;
        _mustCancel = true;
        CancelMessage = msg;
        return true;
    }

    /// <summary>
    /// Return the count of the task's cancellation requests.
    ///
    /// This count is incremented when .cancel() is called
    /// and may be decremented using .uncancel().
    /// </summary>
    [PyMethod("cancelling")]
    private long Cancelling() => _cancelRequests;

    /// <summary>
    /// Decrement the task's count of cancellation requests.
    ///
    /// This should be used by tasks that catch CancelledError
    /// and wish to continue indefinitely until they are cancelled again.
    ///
    /// Returns the remaining number of cancellation requests.
    /// </summary>
    [PyMethod("uncancel")]
    private long Uncancel()
    {
        if (_cancelRequests > 0 && --_cancelRequests == 0)
            _mustCancel = false;
        return _cancelRequests;
    }

    /// <summary>
    /// Return the list of stack frames for this task's coroutine.
    ///
    /// If the coroutine is not done, this returns the stack where it is
    /// suspended.  If the coroutine has completed successfully or was
    /// cancelled, this returns an empty list.  If the coroutine was
    /// terminated by an exception, this returns the list of traceback
    /// frames.
    ///
    /// The frames are always ordered from oldest to newest.
    ///
    /// The optional limit gives the maximum number of frames to
    /// return; by default all available frames are returned.  Its
    /// meaning differs depending on whether a stack or a traceback is
    /// returned: the newest frames of a stack are returned, but the
    /// oldest frames of a traceback are returned.  (This matches the
    /// behavior of the traceback module.)
    ///
    /// For reasons beyond our control, only one stack frame is
    /// returned for a suspended coroutine.
    /// </summary>
    [PyMethod("get_stack")]
    private PyObject GetStack(ThreadState thread, [KeywordOnly, Default("None")] PyObject? limit = null) =>
        Op.Call(thread, AsyncioState.Of(thread).Get(thread, "asyncio.base_tasks", "_task_get_stack"), this, limit ?? PyNone.Instance);

    /// <summary>
    /// Print the stack or traceback for this task's coroutine.
    ///
    /// This produces output similar to that of the traceback module,
    /// for the frames retrieved by get_stack().  The limit argument
    /// is passed to get_stack().  The file argument is an I/O stream
    /// to which the output is written; by default output is written
    /// to sys.stderr.
    /// </summary>
    [PyMethod("print_stack")]
    private PyObject PrintStack(
        ThreadState thread, [KeywordOnly, Default("None")] PyObject? limit = null, [KeywordOnly, Default("None")] PyObject? file = null) =>
        Op.Call(
            thread,
            AsyncioState.Of(thread).Get(thread, "asyncio.base_tasks", "_task_print_stack"),
            this,
            limit ?? PyNone.Instance,
            file ?? PyNone.Instance);

    [PyMethod("set_result")]
    private void RefuseResult(PyObject result) => throw Errors.Runtime("Task does not support set_result operation");

    [PyMethod("set_exception")]
    private void RefuseException(PyObject exception) => throw Errors.Runtime("Task does not support set_exception operation");

    [PyMethod("get_coro")]
    private PyObject? GetCoroutine() => _coroutine.Value;

    [PyMethod("get_context")]
    private PyObject? GetContext() => _context.Value;

    [PyMethod("get_name")]
    private PyObject? GetName() => _name.Value ?? (_number == 0 ? null : PyStr.From($"Task-{_number}"));

    [PyMethod("set_name")]
    private void SetName(ThreadState thread, PyObject value) =>
        _name.Value = value.GetType() == typeof(PyStr) ? value : Op.Str(thread, value);

    /// <summary>See PEP 585</summary>
    [PyClassMethod("__class_getitem__", Signature = "($type, object, /)")]
    private static PyObject ClassGetItemOfTask(ThreadState thread, PyType type, PyObject item) => Op.GenericAlias(thread, type, item);

    [PyGetter("_log_destroy_pending")]
    private bool LogDestroyPending => _logDestroyPending;

    [PySetter("_log_destroy_pending")]
    private void SetLogDestroyPending(ThreadState thread, PyObject? value)
    {
        if (value is null)
            throw Errors.New(ExceptionTypes.AttributeError, "cannot delete attribute");
        _logDestroyPending = Op.IsTrue(thread, value);
    }

    [PyGetter("_must_cancel")]
    private bool MustCancel => _mustCancel;

    [PyGetter("_coro")]
    private PyObject? CoroutineAttribute => _coroutine.Value;

    [PyGetter("_fut_waiter")]
    private PyObject? Awaited => _awaited.Value;
}
