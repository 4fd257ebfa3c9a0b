using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Krait.Compiler;

namespace Krait.Runtime;

/// <summary>Where a generator stands.</summary>
internal enum GeneratorState
{
    Created,
    Suspended,
    Running,
    Finished,
}

/// <summary>How a resumed generator came back.</summary>
internal enum SendStatus
{
    Yielded,
    Returned,
    Raised,
}

/// <remarks>
/// A generator; coroutines and asynchronous generators are derived from it in C#. It owns a frame that can be suspended and resumed, by the loop
/// itself (<see cref="NextInline"/>) or from C# code (<see cref="TryResume"/>).
/// </remarks>
[PyType("generator", BasicSize = 152, ItemSize = 8, NoInstantiation = true, IsGeneric = true)]
public partial class PyGenerator : PyContainer, IWeakReferenceable
{
    internal PyFrame? Frame;
    internal Ref<PyObject> NameField;
    internal Ref<PyObject> QualNameField;
    internal Ref<PyCode> CodeField;
    internal GeneratorState State;

    /// <summary>The exception that the generator's own code handles, chained to the resumer's while it runs; null for code that handles none.</summary>
    internal ExceptionInfo? ExceptionInfo;

    /// <summary>Where what the generator yields goes while <see cref="Drain"/> runs it.</summary>
    internal GeneratorSink? Sink;

    private WeakReferenceList? _weakReferences;

    private protected PyGenerator(PyType type, PyFrame frame) : base(type) => Begin(frame);

    /// <summary>Takes over a frame that has just begun: for a new object and for one from the free list.</summary>
    private protected void Begin(PyFrame frame)
    {
        Frame = frame;
        frame.Generator = this;
        if (frame.Code.HandlesExceptions)
            ExceptionInfo ??= new ExceptionInfo();
        else
            ExceptionInfo = null;
        CodeField.Value = frame.Code;
        NameField.Value = frame.Function!.NameField.Value;
        QualNameField.Value = frame.Function!.QualNameField.Value;
    }

    internal virtual bool IsCoroutine => false;

    internal virtual bool IsAsyncGenerator => false;

    /// <summary>True where the loop may switch to the generator's frame: it neither runs nor has ended.</summary>
    internal bool CanResumeInline
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => State <= GeneratorState.Suspended;
    }

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    /// <summary>Makes the generator of a frame that has just begun; its locals move to the generator.</summary>
    internal static PyGenerator FromFrame(ThreadState thread, PyFrame frame)
    {
        var function = frame.Function!;
        Retain(function);
        var own = PyFrame.CreateForGenerator(thread, function, frame.Code);
        var count = frame.StackTop;
        ref var from = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(frame.Stack), frame.Base);
        ref var to = ref MemoryMarshal.GetArrayDataReference(own.Stack);
        for (var i = 0; i < count; i++)
            Unsafe.Add(ref to, i) = Unsafe.Add(ref from, i);
        own.StackTop = count;
        frame.StackTop = 0;
        own.NextInstruction = frame.NextInstruction;
        var flags = frame.Code.CodeFlags;
        if ((flags & CodeFlags.Coroutine) != 0)
            return thread.EnterNew(PyCoroutine.Create(thread, own));
        if ((flags & CodeFlags.AsyncGenerator) != 0)
            return thread.EnterNew<PyGenerator>(new PyAsyncGenerator(own));
        if (!thread.FreeLists.Generators.TryTake(out var generator))
            return thread.EnterNew(new PyGenerator(TypeObject, own));
        generator.Begin(own);
        return thread.EnterNew(generator);
    }

    internal override bool Recycle(ThreadState thread)
    {
        if (GetType() != typeof(PyGenerator) || State != GeneratorState.Finished || !thread.FreeLists.Generators.TryPut(this))
            return false;
        Renew();
        return true;
    }

    /// <summary>Makes a dead object on a free list ready for <see cref="Begin"/>.</summary>
    private protected void Renew()
    {
        State = GeneratorState.Created;
        Sink = null;
        Flags &= ~ObjectFlags.Finalized;
    }

    /// <summary>
    /// Makes the generator's frame the thread's, to go on as <c>next()</c> makes it; <paramref name="how"/> tells who called it. Returns the frame.
    /// </summary>
    internal static PyFrame NextInline(ThreadState thread, PyFrame caller, PyGenerator generator, FrameTraits how)
    {
        var frame = generator.Frame!;
        // Mostly the yield expression's value is not wanted: it need not be pushed and popped.
        if (frame.Code.Decoded![frame.NextInstruction].Op == Fused.ResumePop)
            frame.NextInstruction += 2;
        else
            frame.PushOwned(PyNone.Instance);
        generator.Enter(thread, frame, caller, how);
        return frame;
    }

    /// <summary>As <see cref="NextInline"/>, for <c>send()</c>; the value's reference is handed over.</summary>
    internal static PyFrame SendInline(ThreadState thread, PyFrame caller, PyGenerator generator, PyObject value, FrameTraits how)
    {
        var frame = generator.Frame!;
        frame.PushOwned(value);
        generator.Enter(thread, frame, caller, how);
        return frame;
    }

    /// <summary>True for a generator or coroutine that the loop may switch to from a delegation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool CanSendInline(PyObject receiver) =>
        (receiver.GetType() == typeof(PyGenerator) || receiver.GetType() == typeof(PyCoroutine)) && Unsafe.As<PyGenerator>(receiver).CanResumeInline;

    /// <summary>The generator's frame yields: returns the frame that resumed it, which becomes the thread's; null for none.</summary>
    internal static PyFrame? Suspend(ThreadState thread, PyFrame frame)
    {
        var generator = frame.Generator!;
        generator.State = GeneratorState.Suspended;
        if (generator.ExceptionInfo is not null)
            generator.UnchainExceptionInfo(thread);
        var back = frame.Back;
        thread.Frame = back;
        thread.RecursionDepth--;
        return back;
    }

    /// <summary>
    /// The generator yields to a call that the loop made of it (<see cref="FrameTraits.Called"/>): the value, whose reference is handed over,
    /// replaces the generator on the caller's stack.
    /// </summary>
    internal static void YieldToCall(ThreadState thread, PyFrame frame, PyObject value)
    {
        ref var place = ref Suspend(thread, frame)!.Peek(1);
        var generator = place!;
        place = value;
        Release(generator);
    }

    /// <summary>The generator of such a call has returned a value: a StopIteration becomes the caller's pending exception.</summary>
    internal static void EndCall(ThreadState thread, PyFrame caller, PyObject value)
    {
        var generator = caller.PopOwned()!;
        var error = Errors.StopIteration(thread, Float(thread, value)).Value;
        Raising.SetContext(thread, error);
        thread.SetPendingException(error);
        Release(generator);
    }

    /// <summary>The generator's frame returns or ends by an exception; the frame is no longer the generator's.</summary>
    internal void Finished(ThreadState thread, PyFrame frame)
    {
        if (ExceptionInfo is not null)
            UnchainExceptionInfo(thread);
        State = GeneratorState.Finished;
        DropHandledException();
        // Nothing called it any more, as the frame object shows that may outlive it.
        frame.Back = null;
        Frame = null;
    }

    /// <summary>The iterator that the generator delegates to (<c>gi_yieldfrom</c>); null where it does not.</summary>
    internal PyObject? YieldFrom
    {
        get
        {
            if (State != GeneratorState.Suspended || Frame is not { } frame)
                return null;
            // Suspended in a delegation, the instruction that follows the yield is a RESUME with that mark, and the receiver is on top.
            var instructions = frame.Code.Instructions;
            var next = instructions[frame.NextInstruction];
            return next.Original == Opcode.Resume && (next.Arg & 3) >= 2 ? frame.Peek(1) : null;
        }
    }

    /// <summary>"generator", "coroutine" or "async generator", for messages.</summary>
    internal virtual string KindName => "generator";

    /// <summary>The generator's frame becomes the thread's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Enter(ThreadState thread, PyFrame frame, PyFrame? caller, FrameTraits how)
    {
        State = GeneratorState.Running;
        if (ExceptionInfo is not null)
            ChainExceptionInfo(thread);
        frame.Traits = (frame.Traits & ~(FrameTraits.Entry | FrameTraits.Called)) | how;
        if (!ReferenceEquals(frame.Back, caller))
            frame.Back = caller;
        thread.Frame = frame;
        thread.RecursionDepth++;
    }

    private void ChainExceptionInfo(ThreadState thread)
    {
        ExceptionInfo!.Previous = thread.ExceptionInfo;
        thread.ExceptionInfo = ExceptionInfo;
    }

    private void UnchainExceptionInfo(ThreadState thread)
    {
        thread.ExceptionInfo = ExceptionInfo!.Previous!;
        ExceptionInfo.Previous = null;
    }

    private void DropHandledException()
    {
        if (ExceptionInfo?.Value is not { } handled)
            return;
        ExceptionInfo.Value = null;
        Release(handled);
    }

    /// <summary>Ends a generator that does not run: its frame's contents are released.</summary>
    private void Discard(ThreadState thread)
    {
        State = GeneratorState.Finished;
        DropHandledException();
        if (Frame is not { } frame)
            return;
        Frame = null;
        frame.Back = null;
        frame.Finish(thread);
    }

    partial void TraverseMore(Visitor visitor)
    {
        visitor.Visit(ExceptionInfo?.Value);
        if (Frame is not { } frame)
            return;
        visitor.Visit(frame);
        // While it runs, the loop keeps the top of the stack for itself: what lies there is alive anyway.
        if (State != GeneratorState.Running)
        {
            frame.TraverseContents(visitor);
        }
        else if (visitor.SeesRunningFrames)
        {
            foreach (var local in frame.Locals)
                visitor.Visit(local);
        }
    }

    partial void ClearMore()
    {
        if (State != GeneratorState.Running)
            Discard(ThreadState.Current);
    }
}
