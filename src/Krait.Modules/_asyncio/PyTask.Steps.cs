using Krait.Modules.ContextVars;
using Krait.Runtime;

namespace Krait.Modules.Asyncio;

/// <summary>How a task drives its coroutine.</summary>
public partial class PyTask
{
    private static readonly NativeMethod s_wakeup = new()
    {
        Name = "task_wakeup",
        OneArg = static (thread, self, future) =>
        {
            ((PyTask)self).WakeUp(thread, future);
            return PyNone.Instance;
        },
    };

    /// <summary>Asks the loop for a step, at which an exception is raised in the coroutine.</summary>
    private void StepSoon(ThreadState thread, PyBaseException? exception) =>
        AsyncioState.Of(thread).CallSoon(thread, Loop, PyTaskStep.Create(thread, this, exception), null, _context.Value);

    private void ErrorSoon(ThreadState thread, string message) => StepSoon(thread, Errors.Runtime(message).Value);

    /// <summary>Runs the coroutine to its next yield or to its end.</summary>
    internal void Step(ThreadState thread, PyBaseException? exception)
    {
        var loop = Loop;
        AsyncioModule.EnterTask(thread, loop, this);
        try
        {
            Advance(thread, exception, true);
        }
        catch
        {
            AsyncioModule.LeaveTask(thread, loop, this);
            throw;
        }
        AsyncioModule.LeaveTask(thread, loop, this);
    }

    /// <summary>The first step, at once and in the task's context.</summary>
    private void StartEagerly(ThreadState thread)
    {
        var loop = Loop;
        var previous = AsyncioModule.SwapCurrentTask(thread, loop, this);
        using var held = new Held(thread, previous);
        try
        {
            AsyncioModule.RegisterEagerTask(thread, this);
            try
            {
                if (_context.Value is not PyContext context)
                    throw Errors.Type("an instance of Context was expected");
                context.Enter(thread);
                try
                {
                    Advance(thread, null, false);
                }
                finally
                {
                    context.Exit(thread);
                }
            }
            finally
            {
                AsyncioModule.UnregisterEagerTask(thread, this);
            }
        }
        finally
        {
            AsyncioModule.SwapCurrentTask(thread, loop, previous);
            if (IsDone)
                _coroutine.Take(thread);
            else
                Register(thread);
        }
    }

    private void Advance(ThreadState thread, PyBaseException? exception, bool fromLoop)
    {
        var state = AsyncioState.Of(thread);
        if (IsDone)
        {
            throw state.InvalidState(
                thread, $"__step(): already done: {Op.ReprText(thread, this)} {(exception is null ? "" : Op.ReprText(thread, exception))}");
        }
        if (_mustCancel)
        {
            if (exception is null || !Op.IsInstance(thread, exception, state.CancelledError(thread)))
                exception = MakeCancelledError(thread);
            _mustCancel = false;
        }
        _awaited.Clear();
        switch (Resume(thread, exception, fromLoop, out var result))
        {
            case SendStatus.Yielded:
                Yielded(thread, state, result);
                break;
            case SendStatus.Returned when _mustCancel:
                // Cancelled right before the coroutine stopped.
                _mustCancel = false;
                Cancel(thread, CancelMessage);
                break;
            case SendStatus.Returned:
                SetResult(thread, result);
                break;
            default:
                Raised(thread, state, (PyBaseException)result);
                break;
        }
    }

    private SendStatus Resume(ThreadState thread, PyBaseException? exception, bool fromLoop, out PyObject result)
    {
        var coroutine = _coroutine.Value;
        if (coroutine is PyGenerator { IsAsyncGenerator: false } native)
        {
            if (exception is not null)
                return native.TryThrow(thread, true, [exception], out result);
            // What the loop calls has no argument that floats, and the task itself refers to the rest.
            return fromLoop
                ? native.TryResumeHoldingNothing(thread, out result)
                : native.TryResume(thread, null, null, false, out result);
        }
        if (coroutine is null)
            throw Errors.Runtime("uninitialized Task object");
        try
        {
            if (exception is null)
                return Op.Send(thread, coroutine, PyNone.Instance, out result) ? SendStatus.Yielded : SendStatus.Returned;
            result = Op.CallMethod(thread, coroutine, AsyncioNames.Throw, exception);
            return SendStatus.Yielded;
        }
        catch (PythonException error)
        {
            if (error.Value is PyStopIteration stop)
            {
                result = stop.ValueField.Value ?? PyNone.Instance;
                return SendStatus.Returned;
            }
            result = error.Value;
            return SendStatus.Raised;
        }
    }

    private void Raised(ThreadState thread, AsyncioState state, PyBaseException exception)
    {
        if (exception.Type.IsSubtypeOf(state.CancelledError(thread)))
        {
            CancelledException = exception;
            Cancel(thread, null);
            return;
        }
        SetException(thread, exception);
        if (exception.Type.IsSubtypeOf(ExceptionTypes.KeyboardInterrupt) || exception.Type.IsSubtypeOf(ExceptionTypes.SystemExit))
            throw new PythonException(exception) { IsPropagated = true };
    }

    /// <summary>The coroutine has yielded: what it yields tells what to wait for.</summary>
    private void Yielded(ThreadState thread, AsyncioState state, PyObject result)
    {
        if (ReferenceEquals(result, this))
        {
            ErrorSoon(thread, $"Task cannot await on itself: {Op.ReprText(thread, this)}");
            return;
        }
        if (result is PyFuture future && (result.GetType() == typeof(PyFuture) || result.GetType() == typeof(PyTask)))
        {
            if (CanAwait(thread, future, future.Loop, future.IsBlocking))
                Await(thread, state, future);
            return;
        }
        if (result is PyNone)
        {
            // A bare yield gives up control for one iteration of the loop.
            StepSoon(thread, null);
            return;
        }
        if (Op.TryGetAttr(thread, result, AsyncioNames.Blocking) is { } blocking and not PyNone)
        {
            if (CanAwait(thread, result, LoopOf(thread, result), Op.IsTrue(thread, blocking)))
                AwaitForeign(thread, state, result);
            return;
        }
        ErrorSoon(thread, result.GetType() == typeof(PyGenerator)
            ? $"yield was used instead of yield from for generator in task {Op.ReprText(thread, this)} with {Op.ReprText(thread, result)}"
            : $"Task got bad yield: {Op.ReprText(thread, result)}");
    }

    private bool CanAwait(ThreadState thread, PyObject future, PyObject loop, bool isBlocking)
    {
        if (!ReferenceEquals(loop, Loop))
        {
            ErrorSoon(thread, $"Task {Op.ReprText(thread, this)} got Future {Op.ReprText(thread, future)} attached to a different loop");
            return false;
        }
        if (!isBlocking)
        {
            ErrorSoon(thread, $"yield was used instead of yield from in task {Op.ReprText(thread, this)} with {Op.ReprText(thread, future)}");
            return false;
        }
        return true;
    }

    private void Await(ThreadState thread, AsyncioState state, PyFuture future)
    {
        future.AddAwaitedBy(thread, this);
        future.IsBlocking = false;
        future.AddCallback(thread, PyNativeFunction.Create(thread, s_wakeup, this, null), _context.Value);
        WaitFor(thread, state, future);
    }

    private void AwaitForeign(ThreadState thread, AsyncioState state, PyObject future)
    {
        // A Python subclass of the native class.
        (future as PyFuture)?.AddAwaitedBy(thread, this);
        Op.SetAttr(thread, future, AsyncioNames.Blocking, PyBool.False);
        var wakeup = PyNativeFunction.Create(thread, s_wakeup, this, null);
        Op.Call(
            thread,
            Op.GetAttr(thread, future, AsyncioNames.AddDoneCallback),
            [wakeup, _context.Value!],
            PyTuple.Create(thread, PyStr.Intern("context")));
        WaitFor(thread, state, future);
    }

    private void WaitFor(ThreadState thread, AsyncioState state, PyObject future)
    {
        _awaited.Value = future;
        if (_mustCancel && state.Cancel(thread, future, CancelMessage))
            _mustCancel = false;
    }

    /// <summary>What the coroutine waited for is done.</summary>
    private void WakeUp(ThreadState thread, PyObject future)
    {
        if (future is PyFuture native)
        {
            native.DiscardAwaitedBy(thread, this);
            if (future.GetType() == typeof(PyFuture) || future.GetType() == typeof(PyTask))
            {
                native.TryGetResult(thread, out var raised);
                Step(thread, raised);
                return;
            }
        }
        PyBaseException? exception = null;
        try
        {
            Op.CallMethod(thread, future, AsyncioNames.Result);
        }
        catch (PythonException error)
        {
            exception = error.Value;
        }
        Step(thread, exception);
    }
}
