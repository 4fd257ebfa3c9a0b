using Krait.Runtime;

namespace Krait.Modules.Asyncio;

/// <summary>What Python sees of a future.</summary>
public partial class PyFuture
{
    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) =>
        type.Allocate!(thread, type);

    [PyInit(Signature = "(*, loop=None)")]
    private void Init(ThreadState thread, [KeywordOnly] PyObject? loop = null) => Initialize(thread, loop);

    /// <summary>
    /// Return the result this future represents.
    ///
    /// If the future has been cancelled, raises CancelledError.  If the
    /// future's result isn't yet available, raises InvalidStateError.  If
    /// the future is done and has an exception set, this exception is raised.
    /// </summary>
    [PyMethod("result")]
    internal PyObject Result(ThreadState thread)
    {
        if (_loop.Value is null)
            throw AsyncioState.Of(thread).InvalidState(thread, "Future object is not initialized.");
        return TryGetResult(thread, out var exception) ?? throw new PythonException(exception!);
    }

    /// <summary>
    /// Return the exception that was set on this future.
    ///
    /// The exception (or None if no exception was set) is returned only if
    /// the future is done.  If the future has been cancelled, raises
    /// CancelledError.  If the future isn't done yet, raises
    /// InvalidStateError.
    /// </summary>
    [PyMethod("exception")]
    private PyObject? Exception(ThreadState thread)
    {
        if (_loop.Value is null)
            throw AsyncioState.Of(thread).InvalidState(thread, "Future object is not initialized.");
        switch (State)
        {
            case FutureState.Cancelled:
                throw new PythonException(MakeCancelledError(thread));
            case FutureState.Pending:
                throw AsyncioState.Of(thread).InvalidState(thread, "Exception is not set.");
        }
        _logTraceback = false;
        return _exception.Value;
    }

    /// <summary>
    /// Mark the future done and set its result.
    ///
    /// If the future is already done when this method is called, raises
    /// InvalidStateError.
    /// </summary>
    [PyMethod("set_result")]
    private void SetResultMethod(ThreadState thread, PyObject result)
    {
        _ = Loop;
        SetResult(thread, result);
    }

    /// <summary>
    /// Mark the future done and set an exception.
    ///
    /// If the future is already done when this method is called, raises
    /// InvalidStateError.
    /// </summary>
    [PyMethod("set_exception")]
    private void SetExceptionMethod(ThreadState thread, PyObject exception)
    {
        _ = Loop;
        SetException(thread, exception);
    }

    /// <summary>
    /// Add a callback to be run when the future becomes done.
    ///
    /// The callback is called with a single argument - the future object. If
    /// the future is already done when this is called, the callback is
    /// scheduled with call_soon.
    /// </summary>
    [PyMethod("add_done_callback")]
    private void AddDoneCallback(ThreadState thread, PyObject fn, [KeywordOnly, Default("<unrepresentable>")] PyObject? context = null)
    {
        if (_loop.Value is null)
            throw Errors.Runtime("uninitialized Future object");
        AddCallback(thread, fn, context is PyNone ? null : context);
    }

    /// <summary>
    /// Remove all instances of a callback from the "call when done" list.
    ///
    /// Returns the number of callbacks removed.
    /// </summary>
    [PyMethod("remove_done_callback")]
    private long RemoveDoneCallback(ThreadState thread, PyObject fn)
    {
        _ = Loop;
        return RemoveCallbacks(thread, fn);
    }

    /// <summary>
    /// Cancel the future and schedule callbacks.
    ///
    /// If the future is already done or cancelled, return False.  Otherwise,
    /// change the future's state to cancelled, schedule the callbacks and
    /// return True.
    /// </summary>
    [PyMethod("cancel")]
    private bool CancelMethod(ThreadState thread, [Keyword, Default("None")] PyObject? msg = null)
    {
        _ = Loop;
        return Cancel(thread, msg);
    }

    /// <summary>Return True if the future was cancelled.</summary>
    [PyMethod("cancelled")]
    private bool IsCancelled() => State == FutureState.Cancelled;

    /// <summary>
    /// Return True if the future is done.
    ///
    /// Done means either that a result / exception are available, or that the
    /// future was cancelled.
    /// </summary>
    [PyMethod("done")]
    private bool DoneMethod() => IsDone;

    /// <summary>Return the event loop the Future is bound to.</summary>
    [PyMethod("get_loop")]
    private PyObject GetLoop() => Loop;

    /// <summary>
    /// Create the CancelledError to raise if the Future is cancelled.
    ///
    /// This should only be called once when handling a cancellation since
    /// it erases the context exception value.
    /// </summary>
    [PyMethod("_make_cancelled_error")]
    private PyObject MakeCancelledErrorMethod(ThreadState thread) => MakeCancelledError(thread);

    /// <summary>See PEP 585</summary>
    [PyClassMethod("__class_getitem__", Signature = "($type, object, /)")]
    private static PyObject ClassGetItem(ThreadState thread, PyType type, PyObject item) => Op.GenericAlias(thread, type, item);

    [PySlot(nameof(PyType.AmAwait))]
    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iterate(ThreadState thread)
    {
        _ = Loop;
        return PyFutureIterator.Create(thread, this);
    }

    [PySlot(nameof(PyType.TpRepr))]
    private PyObject Repr(ThreadState thread)
    {
        _ = Loop;
        return Op.Call(thread, ReprFunction(thread), this);
    }

    private protected virtual PyObject ReprFunction(ThreadState thread) =>
        AsyncioState.Of(thread).Get(thread, "asyncio.base_futures", "_future_repr");

    [PySlot(nameof(PyType.TpFinalize))]
    private static void FinalizeSlot(ThreadState thread, PyObject self) => ((PyFuture)self).FinalizeFuture(thread);

    private protected virtual void FinalizeFuture(ThreadState thread)
    {
        if (!_logTraceback || _exception.Value is not { } exception || _loop.Value is null)
            return;
        _logTraceback = false;
        var context = PyDict.Create(thread);
        context.SetItem(thread, "message", PyStr.From($"{Type.ShortName} exception was never retrieved"));
        context.SetItem(thread, "exception", exception);
        context.SetItem(thread, "future", this);
        CallExceptionHandler(thread, context);
    }

    private protected void CallExceptionHandler(ThreadState thread, PyDict context)
    {
        var pending = thread.PendingException;
        thread.PendingException = null;
        try
        {
            if (_sourceTraceback.Value is { } traceback)
                context.SetItem(thread, "source_traceback", traceback);
            Op.CallMethod(thread, Loop, "call_exception_handler", context);
        }
        catch (PythonException error)
        {
            Op.WriteUnraisable(thread, error, this);
        }
        thread.PendingException = pending;
    }

    [PyGetter("_state")]
    private PyObject StateAttribute()
    {
        _ = Loop;
        return State switch
        {
            FutureState.Pending => AsyncioNames.Pending,
            FutureState.Cancelled => AsyncioNames.Cancelled,
            _ => AsyncioNames.Finished,
        };
    }

    [PyGetter("_asyncio_future_blocking")]
    private bool BlockingAttribute => _loop.Value is not null && IsBlocking;

    [PySetter("_asyncio_future_blocking")]
    private void SetBlockingAttribute(ThreadState thread, PyObject? value)
    {
        _ = Loop;
        if (value is null)
            throw Errors.New(ExceptionTypes.AttributeError, "cannot delete attribute");
        IsBlocking = Op.IsTrue(thread, value);
    }

    [PyGetter("_loop")]
    private PyObject? LoopAttribute => _loop.Value;

    [PyGetter("_callbacks")]
    private PyObject? CallbacksAttribute(ThreadState thread)
    {
        _ = Loop;
        if (_callback.Value is not { } callback)
            return null;
        var items = new PyObject[1 + (_moreCount / 2)];
        items[0] = PyTuple.Create(thread, callback, _callbackContext.Value!);
        for (var i = 1; i < items.Length; i++)
            items[i] = PyTuple.Create(thread, _more[(2 * i) - 2], _more[(2 * i) - 1]);
        return PyList.Create(thread, items);
    }

    [PyGetter("_result")]
    private PyObject? ResultAttribute()
    {
        _ = Loop;
        return _result.Value;
    }

    [PyGetter("_exception")]
    private PyObject? ExceptionAttribute()
    {
        _ = Loop;
        return _exception.Value;
    }

    [PyGetter("_log_traceback")]
    private bool LogTracebackAttribute()
    {
        _ = Loop;
        return _logTraceback;
    }

    [PySetter("_log_traceback")]
    private void SetLogTracebackAttribute(ThreadState thread, PyObject? value)
    {
        if (value is null)
            throw Errors.New(ExceptionTypes.AttributeError, "cannot delete attribute");
        if (Op.IsTrue(thread, value))
            throw Errors.Value("_log_traceback can only be set to False");
        _logTraceback = false;
    }

    [PyGetter("_source_traceback")]
    private PyObject? SourceTracebackAttribute => _sourceTraceback.Value;

    [PyGetter("_cancel_message")]
    private PyObject? CancelMessageAttribute => _cancelMessage.Value;

    [PySetter("_cancel_message")]
    private void SetCancelMessageAttribute(PyObject? value)
    {
        if (value is null)
            throw Errors.New(ExceptionTypes.AttributeError, "cannot delete attribute");
        _cancelMessage.Value = value;
    }

    [PyGetter("_asyncio_awaited_by")]
    private PyObject? AwaitedByAttribute(ThreadState thread) => _awaitedBy.Value switch
    {
        null => null,
        PySet several => PyFrozenSet.FromItems(thread, Op.TupleFrom(thread, several).Items),
        var one => PyFrozenSet.FromItems(thread, [one]),
    };
}
