using Krait.Compiler;

namespace Krait.Runtime;

/// <summary>Resuming generators from C# code: send, throw, close.</summary>
public partial class PyGenerator
{
    private const int ResumeDepth1 = 4;

    /// <summary>
    /// Resumes from C# code. True: it yielded <paramref name="result"/>; false: it returned it.
    /// </summary>
    /// <param name="thread">The running thread.</param>
    /// <param name="value">What the yield expression gives; must be None or null for a generator that has not begun.</param>
    /// <param name="exception">Raised at the yield expression instead.</param>
    /// <param name="result">The yielded or returned value, floating.</param>
    /// <exception cref="PythonException">The generator raised, or it runs already, or has ended.</exception>
    internal bool Resume(ThreadState thread, PyObject? value, PyBaseException? exception, out PyObject result) =>
        Unwrap(TryResume(thread, value, exception, false, out result), result);

    /// <summary>Turns a raised exception into a C# one. True: yielded; false: returned.</summary>
    private protected static bool Unwrap(SendStatus status, PyObject result) => status switch
    {
        SendStatus.Yielded => true,
        SendStatus.Returned => false,
        _ => throw new PythonException((PyBaseException)result) { IsPropagated = true },
    };

    /// <summary>
    /// As <see cref="Resume"/>, with an exception as the <paramref name="result"/> where the status is Raised. An ended generator raises
    /// <paramref name="exception"/>, or returns None; an ended coroutine complains, unless <paramref name="closing"/>.
    /// </summary>
    internal SendStatus TryResume(ThreadState thread, PyObject? value, PyBaseException? exception, bool closing, out PyObject result)
    {
        // The caller may hold the only reference in C#; the generator must outlive its own frame.
        Retain(this);
        var status = TryResumeKept(thread, value, exception, closing, out result);
        Float(thread, this);
        return status;
    }

    /// <summary>For a caller that holds no floating object: as <c>send(None)</c>, and what dies meanwhile may go to the free lists.</summary>
    internal SendStatus TryResumeHoldingNothing(ThreadState thread, out PyObject result)
    {
        // In the pool, and so not counted by anything that the audit does not see.
        thread.EnterPool(this);
        using var _ = thread.HoldNothing();
        return TryResumeKept(thread, null, null, false, out result);
    }

    private SendStatus TryResumeKept(ThreadState thread, PyObject? value, PyBaseException? exception, bool closing, out PyObject result)
    {
        if (State > GeneratorState.Suspended || (State == GeneratorState.Created && value is not (null or PyNone)))
            return RefuseResumption(thread, exception, closing, out result);
        EvalLoop.EnsureNativeStack();
        var frame = Frame!;
        frame.Push(value ?? PyNone.Instance);
        Enter(thread, frame, thread.Frame, FrameTraits.Entry);
        if (exception is not null && ExceptionInfo?.Value is not null)
            Raising.SetContext(thread, exception);
        var got = EvalLoop.Resume(thread, frame, exception);
        if (got is null)
        {
            result = thread.TakePendingException();
            return SendStatus.Raised;
        }
        result = got;
        return State == GeneratorState.Finished ? SendStatus.Returned : SendStatus.Yielded;
    }

    /// <summary>
    /// Resumes the generator again and again, for as long as the sink takes what it yields. Returns what the sink did not take, floating; null at
    /// the generator's end.
    /// </summary>
    internal PyObject? Drain(ThreadState thread, GeneratorSink sink)
    {
        Sink = sink;
        var status = TryResume(thread, null, null, false, out var result);
        Sink = null;
        return Unwrap(status, result) ? result : null;
    }

    private SendStatus RefuseResumption(ThreadState thread, PyBaseException? exception, bool closing, out PyObject result) => State switch
    {
        GeneratorState.Created => Raise(thread, Errors.Type($"can't send non-None value to a just-started {KindName}"), out result),
        GeneratorState.Running => Raise(thread, Errors.Value($"{KindName} already executing"), out result),
        _ => ResumeFinished(thread, exception, closing, out result),
    };

    private SendStatus ResumeFinished(ThreadState thread, PyBaseException? exception, bool closing, out PyObject result)
    {
        if (IsCoroutine && !closing)
            return Raise(thread, Errors.Runtime("cannot reuse already awaited coroutine"), out result);
        if (exception is not null)
        {
            result = exception;
            return SendStatus.Raised;
        }
        result = PyNone.Instance;
        return SendStatus.Returned;
    }

    private protected static SendStatus Raise(ThreadState thread, PythonException error, out PyObject result)
    {
        Raising.SetContext(thread, error.Value);
        result = error.Value;
        return SendStatus.Raised;
    }

    /// <summary>Raises an exception where the generator is suspended, or in what it delegates to: <c>throw()</c>.</summary>
    /// <param name="thread">The running thread.</param>
    /// <param name="closeOnExit">True where a GeneratorExit first closes what the generator delegates to.</param>
    /// <param name="args">One to three arguments: type or instance, value, traceback.</param>
    /// <param name="result">The yielded or returned value, or the exception.</param>
    internal SendStatus TryThrow(ThreadState thread, bool closeOnExit, ReadOnlySpan<PyObject> args, out PyObject result)
    {
        if (YieldFrom is not { } target)
            return TryThrowHere(thread, args, out result);
        var mark = thread.PoolCount;
        Retain(target);
        try
        {
            if (closeOnExit && IsGeneratorExit(args[0]))
            {
                if (CloseDelegate(thread, target) is { } failure)
                    return TryResume(thread, null, failure, false, out result);
                return TryThrowHere(thread, args, out result);
            }
            if (!TryThrowInto(thread, target, closeOnExit, args, out var status, out result))
                return TryThrowHere(thread, args, out result);
            return status switch
            {
                SendStatus.Yielded => SendStatus.Yielded,
                SendStatus.Returned => TryResume(thread, null, Errors.StopIteration(thread, result).Value, false, out result),
                _ => TryResume(thread, null, FloatOnTop(thread, (PyBaseException)result, mark), false, out result),
            };
        }
        finally
        {
            Float(thread, target);
        }
    }

    // What the delegate has left is gone before the generator goes on, and the loop can let go of the exception (EvalLoop.RunToEnd).
    private static PyBaseException FloatOnTop(ThreadState thread, PyBaseException exception, int mark)
    {
        Retain(exception);
        thread.DrainPool(mark);
        return Float(thread, exception);
    }

    /// <summary>Throws into what the generator delegates to, while it counts as running. False: that has no <c>throw</c>.</summary>
    private bool TryThrowInto(
        ThreadState thread, PyObject target, bool closeOnExit, ReadOnlySpan<PyObject> args, out SendStatus status, out PyObject result)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        var frame = Frame!;
        if (target is PyGenerator { IsAsyncGenerator: false } inner)
        {
            var back = EnterDelegation(thread, frame);
            status = inner.TryThrow(thread, closeOnExit, args, out result);
            LeaveDelegation(thread, frame, back);
            return true;
        }
        status = SendStatus.Raised;
        result = null!;
        PyObject? method;
        try
        {
            method = Op.TryGetAttr(thread, target, Names.Throw);
        }
        catch (PythonException error)
        {
            status = ToStatus(thread, error, out result);
            return true;
        }
        if (method is null)
            return false;
        var previous = EnterDelegation(thread, frame);
        try
        {
            if (method is PyNativeFunction native)
            {
                var got = native.TryInvoke(thread, args);
                status = got is null ? SendStatus.Raised : SendStatus.Yielded;
                result = got ?? thread.TakePendingException();
            }
            else
            {
                result = Op.Call(thread, method, args, null);
                status = SendStatus.Yielded;
            }
        }
        catch (PythonException error)
        {
            status = ToStatus(thread, error, out result);
        }
        finally
        {
            LeaveDelegation(thread, frame, previous);
        }
        return true;
    }

    private static SendStatus ToStatus(ThreadState thread, PythonException error, out PyObject result)
    {
        if (!error.IsPropagated)
            Raising.SetContext(thread, error.Value);
        result = error.Value;
        return SendStatus.Raised;
    }

    /// <summary>The generator's frame stands in the chain of frames, and cannot be resumed, while code of its delegate runs.</summary>
    private PyFrame? EnterDelegation(ThreadState thread, PyFrame frame)
    {
        var back = thread.Frame;
        frame.Back = back;
        thread.Frame = frame;
        State = GeneratorState.Running;
        return back;
    }

    private void LeaveDelegation(ThreadState thread, PyFrame frame, PyFrame? back)
    {
        thread.Frame = back;
        frame.Back = null;
        State = GeneratorState.Suspended;
    }

    private static bool IsGeneratorExit(PyObject given) =>
        (given as PyType ?? given.Type).IsSubtypeOf(ExceptionTypes.GeneratorExit);

    private SendStatus TryThrowHere(ThreadState thread, ReadOnlySpan<PyObject> args, out PyObject result)
    {
        PyBaseException exception;
        try
        {
            exception = MakeException(thread, args);
        }
        catch (PythonException error)
        {
            return ToStatus(thread, error, out result);
        }
        return TryResume(thread, null, exception, false, out result);
    }

    /// <summary>The exception that the one to three arguments of a <c>throw()</c> stand for.</summary>
    internal static PyBaseException MakeException(ThreadState thread, ReadOnlySpan<PyObject> args)
    {
        var type = args[0];
        var value = args.Length > 1 && args[1] is not PyNone ? args[1] : null;
        var traceback = args.Length > 2 ? args[2] : null;
        if (traceback is not (null or PyNone or PyTraceback))
            throw Errors.Type("throw() third argument must be a traceback object");
        PyBaseException exception;
        if (type is PyBaseException instance)
        {
            if (value is not null)
                throw Errors.Type("instance exception may not have a separate value");
            exception = instance;
        }
        else if (type is PyType cls && cls.IsSubtypeOf(PyBaseException.TypeObject))
        {
            try
            {
                exception = Normalize(thread, cls, value);
            }
            catch (PythonException error)
            {
                // An exception that cannot be made: the generator gets that error instead.
                exception = error.Value;
            }
        }
        else
        {
            throw Errors.Type($"exceptions must be classes or instances deriving from BaseException, not {type.Type.Name}");
        }
        if (traceback is PyTraceback entry)
            exception.TracebackField.Value = entry;
        return exception;
    }

    private static PyBaseException Normalize(ThreadState thread, PyType type, PyObject? value)
    {
        if (value is PyBaseException given && Op.IsInstance(thread, given, type))
            return given;
        var made = value switch
        {
            null => Op.Call(thread, type),
            PyTuple tuple => Op.Call(thread, type, tuple.Items, null),
            _ => Op.Call(thread, type, value),
        };
        return made as PyBaseException
            ?? throw Errors.Type($"calling {Op.ReprText(thread, type)} should have returned an instance of BaseException, not {Op.ReprText(thread, made.Type)}");
    }

    /// <summary>Closes what the generator delegates to. Returns the exception that this raised; null for none.</summary>
    private PyBaseException? CloseDelegate(ThreadState thread, PyObject target)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        State = GeneratorState.Running;
        try
        {
            if (target is PyGenerator { IsAsyncGenerator: false } inner)
                return inner.TryClose(thread, out var result) ? null : (PyBaseException)result;
            PyObject? method = null;
            try
            {
                method = Op.TryGetAttr(thread, target, Names.Close);
            }
            catch (PythonException error)
            {
                Op.WriteUnraisable(thread, error, target);
            }
            if (method is not null)
                Op.Call(thread, method);
            return null;
        }
        catch (PythonException error)
        {
            ToStatus(thread, error, out _);
            return error.Value;
        }
        finally
        {
            State = GeneratorState.Suspended;
        }
    }

    /// <summary>Closes the generator: true with what it returned, false with the exception that it raised.</summary>
    internal bool TryClose(ThreadState thread, out PyObject result)
    {
        result = PyNone.Instance;
        switch (State)
        {
            case GeneratorState.Created:
                Discard(thread);
                return true;
            case GeneratorState.Finished:
                return true;
        }
        PyBaseException? failure = null;
        if (YieldFrom is { } target)
        {
            Retain(target);
            failure = CloseDelegate(thread, target);
            Float(thread, target);
        }
        if (State == GeneratorState.Suspended && !thread.IsTracing && IsOutsideTry())
        {
            Discard(thread);
            return true;
        }
        failure ??= Errors.New(thread, ExceptionTypes.GeneratorExit).Value;
        switch (TryResume(thread, null, failure, true, out var outcome))
        {
            case SendStatus.Yielded:
                Raise(thread, Errors.Runtime($"{KindName} ignored GeneratorExit"), out result);
                return false;
            case SendStatus.Returned:
                result = outcome;
                return true;
        }
        var raised = (PyBaseException)outcome;
        if (raised is PyStopIteration stop && stop.Type.IsSubtypeOf(ExceptionTypes.StopIteration))
        {
            result = stop.Value;
            return true;
        }
        if (raised.Type.IsSubtypeOf(ExceptionTypes.GeneratorExit))
            return true;
        result = raised;
        return false;
    }

    /// <summary>True where nothing but the handler that every generator has covers the yield at which it is suspended.</summary>
    private bool IsOutsideTry()
    {
        var frame = Frame!;
        var next = frame.Code.Instructions[frame.NextInstruction];
        return next.Original == Opcode.Resume && (next.Arg & ResumeDepth1) != 0;
    }
}
