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

/// <summary>What the awaitables of an asynchronous generator have in common.</summary>
internal abstract class PyAsyncGeneratorAwaitable : PyIterator
{
    private Ref<PyAsyncGenerator> _generator;
    private Ref<PyObject> _given;

    private protected PyAsyncGeneratorAwaitable(PyType type) : base(type)
    {
    }

    /// <summary>Makes it known to the collector, with what belongs to it.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="generator">The generator that gives it.</param>
    /// <param name="given">What the awaiting begins with: a value, or the arguments of an exception.</param>
    private protected void Enter(ThreadState thread, PyAsyncGenerator generator, PyObject? given)
    {
        thread.EnterNew(this);
        _generator.Value = generator;
        _given.Value = given;
    }

    private protected AwaitableState State { get; set; }

    private protected PyAsyncGenerator Generator => _generator.Value!;

    private protected PyObject? Given => _given.Value;

    /// <summary>The method of the generator that gave this.</summary>
    private protected abstract string Method { get; }

    /// <summary>True: <paramref name="result"/> is passed on from an await inside; false: it is what the awaiting ends with.</summary>
    private protected abstract bool Step(ThreadState thread, PyObject? value, out PyObject result);

    /// <summary>As <see cref="Step"/>, with an exception.</summary>
    private protected abstract bool StepThrow(ThreadState thread, ReadOnlySpan<PyObject> args, out PyObject result);

    [PySlot(nameof(PyType.AmAwait))]
    private protected PyObject Await() => this;

    [PySlot(nameof(PyType.TpIterNext))]
    private protected PyObject? Next(ThreadState thread)
    {
        if (Step(thread, null, out var result))
            return result;
        thread.StopIterationValue = result;
        return null;
    }

    [PyMethod("send", Signature = "")]
    private protected PyObject Send(ThreadState thread, PyObject value) =>
        Step(thread, value, out var result) ? result : throw Errors.StopIteration(thread, result);

    [PyMethod("throw", Signature = "")]
    private protected PyObject Throw(ThreadState thread, ReadOnlySpan<PyObject> args)
    {
        PyGenerator.CheckThrowArguments(thread, args, "throw");
        return StepThrow(thread, args, out var result) ? result : throw Errors.StopIteration(thread, result);
    }

    [PyMethod("close", Signature = "")]
    private protected PyObject Close(ThreadState thread)
    {
        if (State == AwaitableState.Closed)
            return PyNone.Instance;
        try
        {
            if (!StepThrow(thread, [ExceptionTypes.GeneratorExit], out _))
                return PyNone.Instance;
        }
        catch (PythonException error) when (IsEnd(error))
        {
            return PyNone.Instance;
        }
        throw Errors.Runtime("coroutine ignored GeneratorExit");
    }

    /// <summary>Whether an exception is one by which closing may end.</summary>
    private static bool IsEnd(PythonException error) =>
        error.Matches(ExceptionTypes.StopIteration) || error.Matches(ExceptionTypes.StopAsyncIteration) || error.Matches(ExceptionTypes.GeneratorExit);

    /// <summary>What a resumption of the generator means for who awaits; see <see cref="Step"/>.</summary>
    private protected bool Finish(ThreadState thread, SendStatus status, ref PyObject result)
    {
        var goesOn = false;
        try
        {
            goesOn = Unwrap(thread, status, ref result);
            return goesOn;
        }
        finally
        {
            if (!goesOn)
            {
                State = AwaitableState.Closed;
                Generator.RunningAsync = false;
            }
        }
    }

    private protected virtual bool Unwrap(ThreadState thread, SendStatus status, ref PyObject result) =>
        Generator.UnwrapValue(thread, status, ref result);

    [PySlot(nameof(PyType.TpFinalize))]
    private protected static void FinalizeAwaitable(ThreadState thread, PyObject self)
    {
        var awaitable = (PyAsyncGeneratorAwaitable)self;
        if (awaitable.State == AwaitableState.Initial && awaitable._generator.Value is { } generator)
            generator.WarnUnawaited(thread, awaitable.Method);
    }

    internal override void Traverse(Visitor visitor)
    {
        base.Traverse(visitor);
        visitor.Visit(_generator.Value);
        visitor.Visit(_given.Value);
    }

    internal override void ClearReferences()
    {
        base.ClearReferences();
        _generator.Clear();
        _given.Clear();
    }
}

/// <remarks>What <c>__anext__()</c> and <c>asend()</c> of an asynchronous generator give.</remarks>
[PyType("async_generator_asend", BasicSize = 40, NoInstantiation = true)]
internal sealed partial class PyAsyncGeneratorASend : PyAsyncGeneratorAwaitable
{
    private PyAsyncGeneratorASend() : base(TypeObject)
    {
    }

    public static PyAsyncGeneratorASend Create(ThreadState thread, PyAsyncGenerator generator, PyObject? value)
    {
        var made = new PyAsyncGeneratorASend();
        made.Enter(thread, generator, value);
        return made;
    }

    private protected override string Method => "asend";

    private protected override bool Step(ThreadState thread, PyObject? value, out PyObject result)
    {
        var generator = Generator;
        Begin(generator);
        if (State == AwaitableState.Initial)
        {
            if (value is null or PyNone)
                value = Given;
            State = AwaitableState.Iterating;
        }
        generator.RunningAsync = true;
        return Finish(thread, generator.TryResume(thread, value, null, false, out result), ref result);
    }

    private protected override bool StepThrow(ThreadState thread, ReadOnlySpan<PyObject> args, out PyObject result)
    {
        var generator = Generator;
        Begin(generator);
        if (State == AwaitableState.Initial)
        {
            State = AwaitableState.Iterating;
            generator.RunningAsync = true;
        }
        return Finish(thread, generator.TryThrow(thread, true, args, out result), ref result);
    }

    private void Begin(PyAsyncGenerator generator)
    {
        if (State == AwaitableState.Closed)
            throw Errors.Runtime("cannot reuse already awaited __anext__()/asend()");
        if (State != AwaitableState.Initial || !generator.RunningAsync)
            return;
        State = AwaitableState.Closed;
        throw Errors.Runtime("anext(): asynchronous generator is already running");
    }
}

/// <remarks>What <c>athrow()</c> and <c>aclose()</c> of an asynchronous generator give.</remarks>
[PyType("async_generator_athrow", BasicSize = 48, NoInstantiation = true)]
internal sealed partial class PyAsyncGeneratorAThrow : PyAsyncGeneratorAwaitable
{
    private PyAsyncGeneratorAThrow() : base(TypeObject)
    {
    }

    /// <summary>The arguments of <c>athrow</c>; null for <c>aclose</c>.</summary>
    public static PyAsyncGeneratorAThrow Create(ThreadState thread, PyAsyncGenerator generator, PyTuple? args)
    {
        var made = new PyAsyncGeneratorAThrow();
        made.Enter(thread, generator, args);
        return made;
    }

    private bool IsClose => Given is null;

    private protected override string Method => IsClose ? "aclose" : "athrow";

    private protected override bool Step(ThreadState thread, PyObject? value, out PyObject result)
    {
        var generator = Generator;
        if (State == AwaitableState.Closed)
            throw Errors.Runtime("cannot reuse already awaited aclose()/athrow()");
        if (generator.State == GeneratorState.Finished)
        {
            State = AwaitableState.Closed;
            result = PyNone.Instance;
            return false;
        }
        SendStatus status;
        if (State == AwaitableState.Initial)
        {
            Begin(thread, generator, value);
            status = IsClose
                ? generator.TryThrow(thread, false, [ExceptionTypes.GeneratorExit], out result)
                : generator.TryThrow(thread, false, ((PyTuple)Given!).Items, out result);
        }
        else
        {
            status = generator.TryResume(thread, value ?? PyNone.Instance, null, false, out result);
        }
        return Finish(thread, status, ref result);
    }

    private void Begin(ThreadState thread, PyAsyncGenerator generator, PyObject? value)
    {
        CheckNotRunning(generator);
        if (generator.IsClosed)
        {
            State = AwaitableState.Closed;
            throw Errors.New(thread, ExceptionTypes.StopAsyncIteration);
        }
        if (value is not (null or PyNone))
            throw Errors.Runtime("can't send non-None value to a just-started coroutine");
        State = AwaitableState.Iterating;
        generator.RunningAsync = true;
        if (IsClose)
            generator.IsClosed = true;
    }

    private void CheckNotRunning(PyAsyncGenerator generator)
    {
        if (!generator.RunningAsync)
            return;
        State = AwaitableState.Closed;
        throw Errors.Runtime($"{Method}(): asynchronous generator is already running");
    }

    private protected override bool StepThrow(ThreadState thread, ReadOnlySpan<PyObject> args, out PyObject result)
    {
        var generator = Generator;
        if (State == AwaitableState.Closed)
            throw Errors.Runtime("cannot reuse already awaited aclose()/athrow()");
        if (State == AwaitableState.Initial)
        {
            CheckNotRunning(generator);
            State = AwaitableState.Iterating;
            generator.RunningAsync = true;
        }
        return Finish(thread, generator.TryThrow(thread, true, args, out result), ref result);
    }

    private protected override bool Unwrap(ThreadState thread, SendStatus status, ref PyObject result) =>
        IsClose ? FinishClose(status, ref result) : base.Unwrap(thread, status, ref result);

    /// <summary>A generator that is being closed must not yield; its end, and GeneratorExit, end the awaiting with None.</summary>
    private static bool FinishClose(SendStatus status, ref PyObject result)
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
}
