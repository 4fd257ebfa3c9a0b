namespace Krait.Runtime;

public partial class PyGenerator
{
    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter() => this;

    [PySlot(nameof(PyType.TpIterNext))]
    internal PyObject? Next(ThreadState thread)
    {
        if (Resume(thread, null, null, out var result))
            return result;
        thread.StopIterationValue = result is PyNone ? null : result;
        return null;
    }

    [PySlot(nameof(PyType.AmSend))]
    internal static bool AmSend(ThreadState thread, PyObject self, PyObject? value, out PyObject result) =>
        ((PyGenerator)self).Resume(thread, value, null, out result);

    /// <summary>
    /// send(value) -> send 'value' into generator,
    /// return next yielded value or raise StopIteration.
    /// </summary>
    [PyMethod("send", Signature = "")]
    [ResumesGenerator]
    internal PyObject Send(ThreadState thread, PyObject value) => YieldedOrStop(thread, TryResume(thread, value, null, false, out var result), result);

    /// <summary>
    /// throw(value)
    /// throw(type[,value[,tb]])
    ///
    /// Raise exception in generator, return next yielded value or raise
    /// StopIteration.
    /// the (type, val, tb) signature is deprecated,
    /// and may be removed in a future version of Python.
    /// </summary>
    [PyMethod("throw", Signature = "")]
    internal PyObject Throw(ThreadState thread, ReadOnlySpan<PyObject> args)
    {
        CheckThrowArguments(thread, args, "throw");
        return YieldedOrStop(thread, TryThrow(thread, true, args, out var result), result);
    }

    /// <summary>close() -> raise GeneratorExit inside generator.</summary>
    [PyMethod("close", Signature = "")]
    internal PyObject Close(ThreadState thread)
    {
        if (TryClose(thread, out var result))
            return result;
        throw new PythonException((PyBaseException)result) { IsPropagated = true };
    }

    /// <summary>Checks the number of arguments of a <c>throw</c> method and warns of the old way to call it.</summary>
    internal static void CheckThrowArguments(ThreadState thread, ReadOnlySpan<PyObject> args, string name)
    {
        if (args.Length == 0)
            throw Errors.Type($"{name} expected at least 1 argument, got 0");
        if (args.Length > 3)
            throw Errors.Type($"{name} expected at most 3 arguments, got {args.Length}");
        if (args.Length == 1)
            return;
        Op.Warn(
            thread,
            ExceptionTypes.DeprecationWarning,
            $"the (type, exc, tb) signature of {name}() is deprecated, use the single-arg signature instead.");
    }

    /// <summary>What a <c>send</c> method makes of the outcome: the end is a StopIteration.</summary>
    internal PyObject YieldedOrStop(ThreadState thread, SendStatus status, PyObject result)
    {
        if (Unwrap(status, result))
            return result;
        throw IsAsyncGenerator ? Errors.New(thread, ExceptionTypes.StopAsyncIteration) : Errors.StopIteration(thread, result);
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) => ReprText(thread);

    internal string ReprText(ThreadState thread) => $"<{Type.Name} object {QualNameField.Value} at 0x{Op.Id(thread, this):x}>";

    [PySlot(nameof(PyType.TpFinalize))]
    internal static void FinalizeGenerator(ThreadState thread, PyObject self)
    {
        var generator = (PyGenerator)self;
        if (generator.State == GeneratorState.Finished)
            return;
        var kept = thread.PendingException;
        var reraised = thread.Reraised;
        thread.PendingException = null;
        thread.Reraised = false;
        if (!generator.FinalizeSpecially(thread) && !generator.TryClose(thread, out var raised))
            Op.WriteUnraisable(thread, new PythonException((PyBaseException)raised), generator, "Exception ignored while closing generator");
        thread.PendingException = kept;
        thread.Reraised = reraised;
    }

    /// <summary>What a coroutine or an asynchronous generator does at its end instead of being closed. False: it is to be closed.</summary>
    private protected virtual bool FinalizeSpecially(ThreadState thread) => false;

    /// <summary>gen.__sizeof__() -&gt; size of gen in memory, in bytes</summary>
    [PyMethod("__sizeof__")]
    private long SizeOfObject(ThreadState thread) => SizeOf(thread);

    internal override long SizeOf(ThreadState thread) => Type.BasicSize + ((CodeField.Value!.FrameSize - 1) * 8L);

    /// <summary>name of the generator</summary>
    [PyGetter("__name__")]
    private PyObject? NameAttribute => NameField.Value;

    [PySetter("__name__")]
    internal void SetName(PyObject? value) =>
        NameField.Value = value as PyStr ?? throw Errors.Type("__name__ must be set to a string object");

    /// <summary>qualified name of the generator</summary>
    [PyGetter("__qualname__")]
    private PyObject? QualNameAttribute => QualNameField.Value;

    [PySetter("__qualname__")]
    internal void SetQualName(PyObject? value) =>
        QualNameField.Value = value as PyStr ?? throw Errors.Type("__qualname__ must be set to a string object");

    /// <summary>object being iterated by yield from, or None</summary>
    [PyGetter("gi_yieldfrom")]
    private PyObject? YieldFromAttribute => YieldFrom;

    [PyGetter("gi_running")]
    private bool RunningAttribute => State == GeneratorState.Running;

    [PyGetter("gi_suspended")]
    private bool SuspendedAttribute => State == GeneratorState.Suspended;

    [PyGetter("gi_frame")]
    private PyObject? FrameAttribute => Frame;

    [PyGetter("gi_code")]
    private PyObject? CodeAttribute => CodeField.Value;
}
