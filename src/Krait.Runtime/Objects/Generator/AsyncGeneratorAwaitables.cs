namespace Krait.Runtime;

/// <summary>How far an awaitable of an asynchronous generator is.</summary>
internal enum AwaitableState
{
    /// <summary>Nobody has awaited it yet.</summary>
    Initial,

    /// <summary>It is being awaited.</summary>
    Iterating,

    /// <summary>It has ended.</summary>
    Closed,
}

/// <summary>What <c>__anext__()</c> and <c>asend()</c> of an asynchronous generator give.</summary>
[PyType("async_generator_asend", BasicSize = 40, NoInstantiation = true)]
internal sealed partial class PyAsyncGeneratorASend : PyIterator
{
    private Ref<PyAsyncGenerator> _generator;
    private Ref<PyObject> _value;
    private AwaitableState _state;

    private PyAsyncGeneratorASend() : base(TypeObject)
    {
    }

    public static PyAsyncGeneratorASend Create(ThreadState thread, PyAsyncGenerator generator, PyObject? value)
    {
        var made = thread.EnterNew(new PyAsyncGeneratorASend());
        made._generator.Value = generator;
        made._value.Value = value;
        return made;
    }

    [PySlot(nameof(PyType.AmAwait))]
    private PyObject Await() => this;

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        if (Step(thread, null, out var result))
            return result;
        thread.StopIterationValue = result;
        return null;
    }

    [PyMethod("send", Signature = "")]
    private PyObject Send(ThreadState thread, PyObject value) =>
        Step(thread, value, out var result) ? result : throw Errors.StopIteration(thread, result);

    [PyMethod("throw", Signature = "")]
    private PyObject Throw(ThreadState thread, ReadOnlySpan<PyObject> args)
    {
        PyGenerator.CheckThrowArguments(thread, args, "throw");
        return StepThrow(thread, args, out var result) ? result : throw Errors.StopIteration(thread, result);
    }

    [PyMethod("close", Signature = "")]
    private PyObject Close(ThreadState thread)
    {
        if (_state == AwaitableState.Closed)
            return PyNone.Instance;
        try
        {
            if (!StepThrow(thread, [ExceptionTypes.GeneratorExit], out _))
                return PyNone.Instance;
        }
        catch (PythonException error) when (AwaitableEnds.IsEnd(error))
        {
            return PyNone.Instance;
        }
        throw Errors.Runtime("coroutine ignored GeneratorExit");
    }

    /// <summary>True: <paramref name="result"/> is passed on from an await inside; false: it is the yielded value.</summary>
    private bool Step(ThreadState thread, PyObject? value, out PyObject result)
    {
        var generator = _generator.Value!;
        Enter(generator);
        if (_state == AwaitableState.Initial)
        {
            if (value is null or PyNone)
                value = _value.Value;
            _state = AwaitableState.Iterating;
        }
        generator.RunningAsync = true;
        return Finish(thread, generator, generator.TryResume(thread, value, null, false, out result), ref result);
    }

    private bool StepThrow(ThreadState thread, ReadOnlySpan<PyObject> args, out PyObject result)
    {
        var generator = _generator.Value!;
        Enter(generator);
        if (_state == AwaitableState.Initial)
        {
            _state = AwaitableState.Iterating;
            generator.RunningAsync = true;
        }
        return Finish(thread, generator, generator.TryThrow(thread, true, args, out result), ref result);
    }

    private void Enter(PyAsyncGenerator generator)
    {
        if (_state == AwaitableState.Closed)
            throw Errors.Runtime("cannot reuse already awaited __anext__()/asend()");
        if (_state != AwaitableState.Initial || !generator.RunningAsync)
            return;
        _state = AwaitableState.Closed;
        throw Errors.Runtime("anext(): asynchronous generator is already running");
    }

    private bool Finish(ThreadState thread, PyAsyncGenerator generator, SendStatus status, ref PyObject result)
    {
        var goesOn = false;
        try
        {
            goesOn = generator.UnwrapValue(thread, status, ref result);
            return goesOn;
        }
        finally
        {
            if (!goesOn)
                _state = AwaitableState.Closed;
        }
    }

    [PySlot(nameof(PyType.TpFinalize))]
    private static void FinalizeAwaitable(ThreadState thread, PyObject self)
    {
        var awaitable = (PyAsyncGeneratorASend)self;
        if (awaitable._state == AwaitableState.Initial && awaitable._generator.Value is { } generator)
            generator.WarnUnawaited(thread, "asend");
    }
}

/// <summary>What <c>athrow()</c> and <c>aclose()</c> of an asynchronous generator give.</summary>
[PyType("async_generator_athrow", BasicSize = 48, NoInstantiation = true)]
internal sealed partial class PyAsyncGeneratorAThrow : PyIterator
{
    private Ref<PyAsyncGenerator> _generator;
    private Ref<PyTuple> _args;
    private AwaitableState _state;

    private PyAsyncGeneratorAThrow() : base(TypeObject)
    {
    }

    /// <summary>The arguments of <c>athrow</c>; null for <c>aclose</c>.</summary>
    public static PyAsyncGeneratorAThrow Create(ThreadState thread, PyAsyncGenerator generator, PyTuple? args)
    {
        var made = thread.EnterNew(new PyAsyncGeneratorAThrow());
        made._generator.Value = generator;
        made._args.Value = args;
        return made;
    }

    private bool IsClose => _args.Value is null;

    [PySlot(nameof(PyType.AmAwait))]
    private PyObject Await() => this;

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        if (Step(thread, PyNone.Instance, out var result))
            return result;
        thread.StopIterationValue = result;
        return null;
    }

    [PyMethod("send", Signature = "")]
    private PyObject Send(ThreadState thread, PyObject value) =>
        Step(thread, value, out var result) ? result : throw Errors.StopIteration(thread, result);

    [PyMethod("throw", Signature = "")]
    private PyObject Throw(ThreadState thread, ReadOnlySpan<PyObject> args)
    {
        PyGenerator.CheckThrowArguments(thread, args, "throw");
        return StepThrow(thread, args, out var result) ? result : throw Errors.StopIteration(thread, result);
    }

    [PyMethod("close", Signature = "")]
    private PyObject Close(ThreadState thread)
    {
        if (_state == AwaitableState.Closed)
            return PyNone.Instance;
        try
        {
            if (!StepThrow(thread, [ExceptionTypes.GeneratorExit], out _))
                return PyNone.Instance;
        }
        catch (PythonException error) when (AwaitableEnds.IsEnd(error))
        {
            return PyNone.Instance;
        }
        throw Errors.Runtime("coroutine ignored GeneratorExit");
    }

    private bool Step(ThreadState thread, PyObject value, out PyObject result)
    {
        var generator = _generator.Value!;
        if (_state == AwaitableState.Closed)
            throw Errors.Runtime("cannot reuse already awaited aclose()/athrow()");
        if (generator.State == GeneratorState.Finished)
        {
            _state = AwaitableState.Closed;
            result = PyNone.Instance;
            return false;
        }
        SendStatus status;
        if (_state == AwaitableState.Initial)
        {
            Begin(thread, generator, value);
            status = IsClose
                ? generator.TryThrow(thread, false, [ExceptionTypes.GeneratorExit], out result)
                : generator.TryThrow(thread, false, _args.Value!.Items, out result);
        }
        else
        {
            status = generator.TryResume(thread, value, null, false, out result);
        }
        return Finish(thread, generator, status, ref result);
    }

    private void Begin(ThreadState thread, PyAsyncGenerator generator, PyObject value)
    {
        CheckNotRunning(generator);
        if (generator.IsClosed)
        {
            _state = AwaitableState.Closed;
            throw Errors.New(thread, ExceptionTypes.StopAsyncIteration);
        }
        if (value is not PyNone)
            throw Errors.Runtime("can't send non-None value to a just-started coroutine");
        _state = AwaitableState.Iterating;
        generator.RunningAsync = true;
        if (IsClose)
            generator.IsClosed = true;
    }

    private void CheckNotRunning(PyAsyncGenerator generator)
    {
        if (!generator.RunningAsync)
            return;
        _state = AwaitableState.Closed;
        throw Errors.Runtime($"{(IsClose ? "aclose" : "athrow")}(): asynchronous generator is already running");
    }

    private bool StepThrow(ThreadState thread, ReadOnlySpan<PyObject> args, out PyObject result)
    {
        var generator = _generator.Value!;
        if (_state == AwaitableState.Closed)
            throw Errors.Runtime("cannot reuse already awaited aclose()/athrow()");
        if (_state == AwaitableState.Initial)
        {
            CheckNotRunning(generator);
            _state = AwaitableState.Iterating;
            generator.RunningAsync = true;
        }
        return Finish(thread, generator, generator.TryThrow(thread, true, args, out result), ref result);
    }

    private bool Finish(ThreadState thread, PyAsyncGenerator generator, SendStatus status, ref PyObject result)
    {
        var goesOn = false;
        try
        {
            goesOn = IsClose ? FinishClose(thread, generator, status, ref result) : generator.UnwrapValue(thread, status, ref result);
            return goesOn;
        }
        finally
        {
            if (!goesOn)
            {
                _state = AwaitableState.Closed;
                generator.RunningAsync = false;
            }
        }
    }

    /// <summary>A generator that is being closed must not yield; its end, and GeneratorExit, end the awaiting with None.</summary>
    private static bool FinishClose(ThreadState thread, PyAsyncGenerator generator, SendStatus status, ref PyObject result)
    {
        switch (status)
        {
            case SendStatus.Yielded when result is PyAsyncGeneratorWrappedValue:
                throw Errors.Runtime("async generator ignored GeneratorExit");
            case SendStatus.Yielded:
                return true;
            case SendStatus.Raised when result is PyBaseException raised
                && !raised.Type.IsSubtypeOf(ExceptionTypes.StopAsyncIteration)
                && !raised.Type.IsSubtypeOf(ExceptionTypes.GeneratorExit):
                throw new PythonException(raised) { IsPropagated = true };
        }
        result = PyNone.Instance;
        return false;
    }

    [PySlot(nameof(PyType.TpFinalize))]
    private static void FinalizeAwaitable(ThreadState thread, PyObject self)
    {
        var awaitable = (PyAsyncGeneratorAThrow)self;
        if (awaitable._state == AwaitableState.Initial && awaitable._generator.Value is { } generator)
            generator.WarnUnawaited(thread, awaitable.IsClose ? "aclose" : "athrow");
    }
}

/// <summary>The exceptions by which closing an awaitable may end.</summary>
internal static class AwaitableEnds
{
    public static bool IsEnd(PythonException error) =>
        error.Matches(ExceptionTypes.StopIteration) || error.Matches(ExceptionTypes.StopAsyncIteration) || error.Matches(ExceptionTypes.GeneratorExit);
}
