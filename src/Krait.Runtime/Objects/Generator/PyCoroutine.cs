namespace Krait.Runtime;

/// <remarks>A coroutine.</remarks>
[PyType("coroutine", BasicSize = 152, ItemSize = 8, NoInstantiation = true, StandsAlone = true, IsGeneric = true)]
public sealed partial class PyCoroutine : PyGenerator
{
    internal Ref<PyObject> OriginField;

    private PyCoroutine(PyFrame frame) : base(TypeObject, frame)
    {
    }

    /// <summary>A new coroutine, which has not entered the pool yet.</summary>
    internal static PyCoroutine Create(ThreadState thread, PyFrame frame)
    {
        if (thread.FreeLists.Coroutines.TryTake(out var coroutine))
            coroutine.Begin(frame);
        else
            coroutine = new PyCoroutine(frame);
        if (thread.CoroutineOriginDepth > 0)
            coroutine.OriginField.Value = PyTraceback.CaptureOrigin(thread, thread.CoroutineOriginDepth);
        return coroutine;
    }

    internal override bool Recycle(ThreadState thread)
    {
        if (State != GeneratorState.Finished || !thread.FreeLists.Coroutines.TryPut(this))
            return false;
        Renew();
        return true;
    }

    /// <summary>What the coroutine waits for: the receiver of the <c>SEND</c> at which it is suspended; null where there is none.</summary>
    internal PyObject? AwaitedObject => YieldFrom;

    internal override bool IsCoroutine => true;

    internal override string KindName => "coroutine";

    [PySlot(nameof(PyType.AmAwait))]
    private PyObject Await(ThreadState thread) => PyCoroutineWrapper.Create(thread, this);

    [PySlot(nameof(PyType.AmSend))]
    private static bool SendSlot(ThreadState thread, PyObject self, PyObject? value, out PyObject result) =>
        AmSend(thread, self, value, out result);

    /// <summary>
    /// send(arg) -> send 'arg' into coroutine,
    /// return next yielded value or raise StopIteration.
    /// </summary>
    [PyMethod("send", Signature = "")]
    [ResumesGenerator]
    private PyObject SendMethod(ThreadState thread, PyObject value) => Send(thread, value);

    /// <summary>
    /// throw(value)
    /// throw(type[,value[,traceback]])
    ///
    /// Raise exception in coroutine, return next yielded value or raise
    /// StopIteration.
    /// the (type, val, tb) signature is deprecated,
    /// and may be removed in a future version of Python.
    /// </summary>
    [PyMethod("throw", Signature = "")]
    private PyObject ThrowMethod(ThreadState thread, ReadOnlySpan<PyObject> args) => Throw(thread, args);

    /// <summary>close() -> raise GeneratorExit inside coroutine.</summary>
    [PyMethod("close", Signature = "")]
    private PyObject CloseMethod(ThreadState thread) => Close(thread);

    [PySlot(nameof(PyType.TpRepr))]
    private string ReprSlot(ThreadState thread) => ReprText(thread);

    [PySlot(nameof(PyType.TpFinalize))]
    private static void FinalizeSlot(ThreadState thread, PyObject self) => FinalizeGenerator(thread, self);

    private protected override bool FinalizeSpecially(ThreadState thread)
    {
        if (State != GeneratorState.Created)
            return false;
        WarnUnawaited(thread);
        return true;
    }

    private void WarnUnawaited(ThreadState thread)
    {
        var warned = false;
        try
        {
            // While the interpreter ends, nothing is imported any more.
            var module = thread.Interpreter.IsFinalizing ? thread.Interpreter.Modules.GetItem("warnings") : Op.ImportModule(thread, "warnings");
            if (module is not (null or PyNone) && Op.TryGetAttr(thread, module, "_warn_unawaited_coroutine") is { } function)
            {
                Op.Call(thread, function, this);
                warned = true;
            }
        }
        catch (PythonException error)
        {
            warned = error.Matches(ExceptionTypes.RuntimeWarning);
            Op.WriteUnraisable(thread, error, this, "Exception ignored while finalizing coroutine");
        }
        if (warned)
            return;
        try
        {
            Op.Warn(thread, ExceptionTypes.RuntimeWarning, $"coroutine '{QualNameField.Value}' was never awaited");
        }
        catch (PythonException error)
        {
            Op.WriteUnraisable(thread, error, this, "Exception ignored while finalizing coroutine");
        }
    }

    /// <summary>gen.__sizeof__() -&gt; size of gen in memory, in bytes</summary>
    [PyMethod("__sizeof__")]
    private long SizeOfObject(ThreadState thread) => SizeOf(thread);

    /// <summary>name of the coroutine</summary>
    [PyGetter("__name__")]
    private PyObject? NameAttribute => NameField.Value;

    [PySetter("__name__")]
    private void SetNameAttribute(PyObject? value) => SetName(value);

    /// <summary>qualified name of the coroutine</summary>
    [PyGetter("__qualname__")]
    private PyObject? QualNameAttribute => QualNameField.Value;

    [PySetter("__qualname__")]
    private void SetQualNameAttribute(PyObject? value) => SetQualName(value);

    /// <summary>object being awaited on, or None</summary>
    [PyGetter("cr_await")]
    private PyObject? AwaitAttribute => AwaitedObject;

    [PyGetter("cr_running")]
    private bool RunningAttribute => State == GeneratorState.Running;

    [PyGetter("cr_suspended")]
    private bool SuspendedAttribute => State == GeneratorState.Suspended;

    [PyGetter("cr_frame")]
    private PyObject? FrameAttribute => Frame;

    [PyGetter("cr_code")]
    private PyObject? CodeAttribute => CodeField.Value;

    [PyGetter("cr_origin", Member = true)]
    private PyObject? OriginAttribute => OriginField.Value;
}

/// <summary>A wrapper object implementing __await__ for coroutines.</summary>
[PyType("coroutine_wrapper", BasicSize = 24, NoInstantiation = true)]
public sealed partial class PyCoroutineWrapper : PyIterator
{
    private Ref<PyCoroutine> _coroutine;

    private PyCoroutineWrapper() : base(TypeObject)
    {
    }

    internal static PyCoroutineWrapper Create(ThreadState thread, PyCoroutine coroutine)
    {
        var made = thread.EnterNew(new PyCoroutineWrapper());
        made._coroutine.Value = coroutine;
        return made;
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread) => _coroutine.Value!.Next(thread);

    [PySlot(nameof(PyType.AmSend))]
    private static bool SendSlot(ThreadState thread, PyObject self, PyObject? value, out PyObject result) =>
        ((PyCoroutineWrapper)self)._coroutine.Value!.Resume(thread, value, null, out result);

    /// <summary>
    /// send(arg) -> send 'arg' into coroutine,
    /// return next yielded value or raise StopIteration.
    /// </summary>
    [PyMethod("send", Signature = "")]
    private PyObject Send(ThreadState thread, PyObject value) => _coroutine.Value!.Send(thread, value);

    /// <summary>
    /// throw(value)
    /// throw(type[,value[,traceback]])
    ///
    /// Raise exception in coroutine, return next yielded value or raise
    /// StopIteration.
    /// the (type, val, tb) signature is deprecated,
    /// and may be removed in a future version of Python.
    /// </summary>
    [PyMethod("throw", Signature = "")]
    private PyObject Throw(ThreadState thread, ReadOnlySpan<PyObject> args) => _coroutine.Value!.Throw(thread, args);

    /// <summary>close() -> raise GeneratorExit inside coroutine.</summary>
    [PyMethod("close", Signature = "")]
    private PyObject Close(ThreadState thread) => _coroutine.Value!.Close(thread);
}
