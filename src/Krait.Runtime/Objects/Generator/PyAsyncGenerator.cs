namespace Krait.Runtime;

/// <remarks>An asynchronous generator.</remarks>
[PyType("async_generator", BasicSize = 152, ItemSize = 8, NoInstantiation = true, StandsAlone = true, IsGeneric = true)]
public sealed partial class PyAsyncGenerator : PyGenerator
{
    internal Ref<PyObject> FinalizerHook;
    internal bool HooksInitialized;
    internal bool IsClosed;
    internal bool RunningAsync;

    internal PyAsyncGenerator(PyFrame frame) : base(TypeObject, frame)
    {
    }

    internal override bool IsAsyncGenerator => true;

    internal override string KindName => "async generator";

    [PySlot(nameof(PyType.AmAIter))]
    private PyObject AsyncIter() => this;

    [PySlot(nameof(PyType.AmANext))]
    private PyObject AsyncNext(ThreadState thread)
    {
        InitializeHooks(thread);
        return PyAsyncGeneratorASend.Create(thread, this, null);
    }

    [PySlot(nameof(PyType.AmSend))]
    private static bool SendSlot(ThreadState thread, PyObject self, PyObject? value, out PyObject result) =>
        AmSend(thread, self, value, out result);

    /// <summary>asend(v) -> send 'v' in generator.</summary>
    [PyMethod("asend", Signature = "")]
    private PyObject ASend(ThreadState thread, PyObject value)
    {
        InitializeHooks(thread);
        return PyAsyncGeneratorASend.Create(thread, this, value);
    }

    /// <summary>
    /// athrow(value)
    /// athrow(type[,value[,tb]])
    ///
    /// raise exception in generator.
    /// the (type, val, tb) signature is deprecated,
    /// and may be removed in a future version of Python.
    /// </summary>
    [PyMethod("athrow", Signature = "")]
    private PyObject AThrow(ThreadState thread, ReadOnlySpan<PyObject> args)
    {
        if (args.Length > 1)
        {
            Op.Warn(
                thread,
                ExceptionTypes.DeprecationWarning,
                "the (type, exc, tb) signature of athrow() is deprecated, use the single-arg signature instead.");
        }
        InitializeHooks(thread);
        if (args.Length == 0)
            throw Errors.Type("athrow expected at least 1 argument, got 0");
        if (args.Length > 3)
            throw Errors.Type($"athrow expected at most 3 arguments, got {args.Length}");
        return PyAsyncGeneratorAThrow.Create(thread, this, PyTuple.Create(thread, args));
    }

    /// <summary>aclose() -> raise GeneratorExit inside generator.</summary>
    [PyMethod("aclose", Signature = "")]
    private PyObject AClose(ThreadState thread)
    {
        InitializeHooks(thread);
        return PyAsyncGeneratorAThrow.Create(thread, this, null);
    }

    /// <summary>Takes note of the finalizer hook, and calls the other one, at the first use.</summary>
    private void InitializeHooks(ThreadState thread)
    {
        if (HooksInitialized)
            return;
        HooksInitialized = true;
        FinalizerHook.Value = thread.AsyncGenFinalizer.Value;
        if (thread.AsyncGenFirstIter.Value is not { } firstIter)
            return;
        using var held = new Held(thread, firstIter);
        Op.Call(thread, firstIter, this);
    }

    /// <summary>
    /// What an awaitable of the generator makes of a resumption: the value of a <c>yield</c> ends it (false), what an <c>await</c> inside
    /// passes on goes through (true). Throws where the generator raised; its end is StopAsyncIteration.
    /// </summary>
    internal bool UnwrapValue(ThreadState thread, SendStatus status, ref PyObject result)
    {
        if (status == SendStatus.Yielded && result is not PyAsyncGeneratorWrappedValue)
            return true;
        RunningAsync = false;
        if (status == SendStatus.Yielded)
        {
            result = ((PyAsyncGeneratorWrappedValue)result).Value;
            return false;
        }
        var raised = status == SendStatus.Raised ? (PyBaseException)result : Errors.New(thread, ExceptionTypes.StopAsyncIteration).Value;
        if (raised.Type.IsSubtypeOf(ExceptionTypes.StopAsyncIteration) || raised.Type.IsSubtypeOf(ExceptionTypes.GeneratorExit))
            IsClosed = true;
        throw new PythonException(raised) { IsPropagated = status == SendStatus.Raised };
    }

    /// <summary>Warns of an awaitable of this generator that nobody awaited.</summary>
    internal void WarnUnawaited(ThreadState thread, string method)
    {
        try
        {
            Op.Warn(thread, ExceptionTypes.RuntimeWarning, $"coroutine method '{method}' of {Op.ReprText(thread, QualNameField.Value!)} was never awaited");
        }
        catch (PythonException error)
        {
            Op.WriteUnraisable(thread, error, this, "Exception ignored while finalizing async generator");
        }
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string ReprSlot(ThreadState thread) => ReprText(thread);

    [PySlot(nameof(PyType.TpFinalize))]
    private static void FinalizeSlot(ThreadState thread, PyObject self) => FinalizeGenerator(thread, self);

    private protected override bool FinalizeSpecially(ThreadState thread)
    {
        if (IsClosed || FinalizerHook.Value is not { } finalizer)
            return false;
        try
        {
            Op.Call(thread, finalizer, this);
        }
        catch (PythonException error)
        {
            Op.WriteUnraisable(thread, error, finalizer, "Exception ignored while calling async generator finalizer");
        }
        return true;
    }

    /// <summary>gen.__sizeof__() -&gt; size of gen in memory, in bytes</summary>
    [PyMethod("__sizeof__")]
    private long SizeOfObject(ThreadState thread) => SizeOf(thread);

    /// <summary>name of the async generator</summary>
    [PyGetter("__name__")]
    private PyObject? NameAttribute => NameField.Value;

    [PySetter("__name__")]
    private void SetNameAttribute(PyObject? value) => SetName(value);

    /// <summary>qualified name of the async generator</summary>
    [PyGetter("__qualname__")]
    private PyObject? QualNameAttribute => QualNameField.Value;

    [PySetter("__qualname__")]
    private void SetQualNameAttribute(PyObject? value) => SetQualName(value);

    /// <summary>object being awaited on, or None</summary>
    [PyGetter("ag_await")]
    private PyObject? AwaitAttribute => YieldFrom;

    [PyGetter("ag_running", Member = true)]
    private bool RunningAttribute => RunningAsync;

    [PyGetter("ag_suspended")]
    private bool SuspendedAttribute => State == GeneratorState.Suspended;

    [PyGetter("ag_frame")]
    private PyObject? FrameAttribute => Frame;

    [PyGetter("ag_code")]
    private PyObject? CodeAttribute => CodeField.Value;
}
