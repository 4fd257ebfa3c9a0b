using Krait.Modules.ContextVars;
using Krait.Runtime;

namespace Krait.Modules.Asyncio;

/// <summary>Where a future stands.</summary>
internal enum FutureState
{
    Pending,
    Cancelled,
    Finished,
}

/// <summary>
/// This class is *almost* compatible with concurrent.futures.Future.
///
///     Differences:
///
///     - result() and exception() do not take a timeout argument and
///       raise an exception when the future isn't done yet.
///
///     - Callbacks registered with add_done_callback() are always called
///       via the event loop's call_soon_threadsafe().
///
///     - This class is not compatible with the wait() and as_completed()
///       methods in the concurrent.futures package.
/// </summary>
[PyType("Future", Module = "_asyncio", BaseType = true, BasicSize = 120)]
[PyModuleType("_asyncio")]
public partial class PyFuture : PyContainer, IOwnDict, IWeakReferenceable
{
    private Ref<PyObject> _loop;
    private Ref<PyObject> _result;
    private Ref<PyBaseException> _exception;
    private Ref<PyObject> _exceptionTraceback;
    private Ref<PyObject> _sourceTraceback;
    private Ref<PyObject> _cancelMessage;
    private Ref<PyBaseException> _cancelledException;

    /// <summary>A waiting task, or a set of several.</summary>
    private Ref<PyObject> _awaitedBy;

    // Nearly always there is one callback.
    private Ref<PyObject> _callback;
    private Ref<PyObject> _callbackContext;

    /// <summary>The further callbacks and their contexts by turns.</summary>
    [Counted(Length = nameof(_moreCount))]
    private PyObject[] _more = [];

    private int _moreCount;
    private bool _logTraceback;
    private Ref<PyDict> _dict;
    private WeakReferenceList? _weakReferences;

    private protected PyFuture(PyType type) : base(type)
    {
    }

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    internal override PyDict? GetOwnDict(ThreadState thread, bool create)
    {
        if (_dict.Value is null && create)
            _dict.Value = PyDict.Create(thread);
        return _dict.Value;
    }

    internal override void SetOwnDict(ThreadState thread, PyDict? dict) => _dict.Value = dict;

    internal FutureState State { get; private set; }

    internal bool IsDone => State != FutureState.Pending;

    /// <summary>True while the future has been yielded to a task that has not taken it yet.</summary>
    internal bool IsBlocking { get; set; }

    internal PyObject? LoopOrNull => _loop.Value;

    internal PyObject Loop => _loop.Value ?? throw Errors.Runtime("Future object is not initialized.");

    internal PyObject? CancelMessage
    {
        get => _cancelMessage.Value;
        set => _cancelMessage.Value = value;
    }

    internal PyBaseException? CancelledException
    {
        set => _cancelledException.Value = value;
    }

    /// <summary>The tasks that wait for this future; null for none.</summary>
    internal void AddAwaitedBy(ThreadState thread, PyObject waiter)
    {
        switch (_awaitedBy.Value)
        {
            case null:
                _awaitedBy.Value = waiter;
                break;
            case PySet several:
                several.Add(thread, waiter);
                break;
            case var other:
                var both = PySet.Create(thread);
                both.Add(thread, other);
                both.Add(thread, waiter);
                _awaitedBy.Value = both;
                break;
        }
    }

    internal void DiscardAwaitedBy(ThreadState thread, PyObject waiter)
    {
        if (_awaitedBy.Value is PySet several)
            several.Discard(thread, waiter);
        else if (ReferenceEquals(_awaitedBy.Value, waiter))
            _awaitedBy.Clear();
    }

    /// <summary>What <c>__init__</c> does, also when it is called again.</summary>
    internal void Initialize(ThreadState thread, PyObject? loop)
    {
        if (loop is null or PyNone)
            loop = AsyncioModule.GetEventLoop(thread);
        _loop.Value = loop;
        State = FutureState.Pending;
        IsBlocking = false;
        _logTraceback = false;
        _result.Clear();
        _exception.Clear();
        _exceptionTraceback.Clear();
        _sourceTraceback.Clear();
        _cancelMessage.Clear();
        _cancelledException.Clear();
        _awaitedBy.Clear();
        TakeCallbacks(thread);
        if (Op.IsTrue(thread, Op.CallMethod(thread, loop, AsyncioNames.GetDebug)) && !thread.Interpreter.IsFinalizing)
            _sourceTraceback.Value = Op.Call(thread, AsyncioState.Of(thread).Get(thread, "traceback", "extract_stack"));
    }

    /// <summary>Asks the loop to call the callbacks, which are given up.</summary>
    private void ScheduleCallbacks(ThreadState thread)
    {
        if (_callback.Value is null)
            return;
        var state = AsyncioState.Of(thread);
        var callbacks = TakeCallbacks(thread);
        var loop = Loop;
        for (var i = 0; i < callbacks.Length; i += 2)
            state.CallSoon(thread, loop, callbacks[i], this, callbacks[i + 1]);
    }

    /// <summary>Takes all callbacks and contexts by turns; they float.</summary>
    private PyObject[] TakeCallbacks(ThreadState thread)
    {
        if (_callback.Value is null)
            return [];
        var (more, count) = (_more, _moreCount);
        _more = [];
        _moreCount = 0;
        var all = new PyObject[count + 2];
        all[0] = _callback.Take(thread)!;
        all[1] = _callbackContext.Take(thread)!;
        for (var i = 0; i < count; i++)
            all[i + 2] = Float(thread, more[i]);
        return all;
    }

    internal void AddCallback(ThreadState thread, PyObject callback, PyObject? context)
    {
        context ??= PyContext.Current(thread).Copy(thread);
        if (IsDone)
        {
            AsyncioState.Of(thread).CallSoon(thread, Loop, callback, this, context);
        }
        else if (_callback.Value is null)
        {
            _callback.Value = callback;
            _callbackContext.Value = context;
        }
        else
        {
            AppendCallback(callback, context);
        }
    }

    private void AppendCallback(PyObject callback, PyObject context)
    {
        if (_moreCount == _more.Length)
            Array.Resize(ref _more, Math.Max(8, _moreCount * 2));
        Retain(callback);
        Retain(context);
        _more[_moreCount++] = callback;
        _more[_moreCount++] = context;
    }

    /// <summary>Removes the callbacks that equal one; returns their number.</summary>
    private long RemoveCallbacks(ThreadState thread, PyObject callback)
    {
        // Comparing runs Python code, which can change anything here: what is left is put together anew.
        var all = TakeCallbacks(thread);
        using var held = new HeldReferences(thread, all);
        var removed = 0;
        for (var i = 0; i < all.Length; i += 2)
        {
            if (Op.AreEqual(thread, all[i], callback))
                removed++;
            else
                AddCallback(thread, all[i], all[i + 1]);
        }
        return removed;
    }

    internal void SetResult(ThreadState thread, PyObject result)
    {
        if (IsDone)
            throw AsyncioState.Of(thread).InvalidState(thread, "invalid state");
        _result.Value = result;
        State = FutureState.Finished;
        Ended(thread);
    }

    internal void SetException(ThreadState thread, PyObject given)
    {
        if (IsDone)
            throw AsyncioState.Of(thread).InvalidState(thread, "invalid state");
        if (given is PyType type && type.IsSubtypeOf(PyBaseException.TypeObject))
            given = Op.Call(thread, type);
        if (given is not PyBaseException exception)
            throw Errors.Type("invalid exception object");
        if (exception is PyStopIteration)
        {
            var error = Errors.Runtime("StopIteration interacts badly with generators and cannot be raised into a Future").Value;
            error.CauseField.Value = exception;
            error.ContextField.Value = exception;
            error.SuppressContext = true;
            exception = error;
        }
        _exception.Value = exception;
        _exceptionTraceback.Value = exception.TracebackField.Value;
        State = FutureState.Finished;
        Ended(thread);
        _logTraceback = true;
    }

    /// <summary>Cancels the future itself; a task's <c>cancel()</c> does more.</summary>
    internal bool Cancel(ThreadState thread, PyObject? message)
    {
        _logTraceback = false;
        if (IsDone)
            return false;
        State = FutureState.Cancelled;
        _cancelMessage.Value = message;
        Ended(thread);
        return true;
    }

    internal void ForgetException() => _logTraceback = false;

    private protected virtual void OnEnd(ThreadState thread)
    {
    }

    private void Ended(ThreadState thread)
    {
        OnEnd(thread);
        ScheduleCallbacks(thread);
    }

    internal PyBaseException MakeCancelledError(ThreadState thread)
    {
        if (_cancelledException.Take(thread) is { } saved)
            return saved;
        var type = AsyncioState.Of(thread).CancelledError(thread);
        return (PyBaseException)(_cancelMessage.Value is { } message and not PyNone ? Op.Call(thread, type, message) : Op.Call(thread, type));
    }

    /// <summary>The result, floating or kept by the future; null with the exception that <c>result()</c> raises.</summary>
    internal PyObject? TryGetResult(ThreadState thread, out PyBaseException? exception)
    {
        exception = null;
        switch (State)
        {
            case FutureState.Cancelled:
                exception = MakeCancelledError(thread);
                return null;
            case FutureState.Pending:
                exception = AsyncioState.Of(thread).InvalidState(thread, "Result is not set.").Value;
                return null;
        }
        _logTraceback = false;
        if (_exception.Value is not { } raised)
            return _result.Value ?? PyNone.Instance;
        raised.TracebackField.Value = (PyTraceback?)_exceptionTraceback.Value;
        exception = raised;
        return null;
    }
}
