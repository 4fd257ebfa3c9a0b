using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Krait.Compiler;

namespace Krait.Runtime;

/// <remarks>
/// A frame: an activation of a code object. While it runs, its locals and operands lie on the thread's data stack (for generators in an array
/// of their own); when something still refers to it at its end, it takes its locals along.
/// </remarks>
[PyType("frame", BasicSize = 152, ItemSize = 8, NoInstantiation = true)]
public sealed partial class PyFrame : PyContainer
{
    /// <summary>Where locals and operands are.</summary>
    internal PyObject?[] Stack = [];

    /// <summary>The index of the first local in <see cref="Stack"/>.</summary>
    internal int Base;

    /// <summary>One past the last operand, counted from <see cref="Base"/>.</summary>
    internal int StackTop;

    /// <summary>The index of the next decoded instruction.</summary>
    internal int NextInstruction;

    internal PyCode Code = null!;
    internal PyFunction? Function;

    /// <summary>The mapping of a module's or class's names; null for functions.</summary>
    internal PyObject? LocalsMapping;

    /// <summary>The calling frame. In the frame of a suspended generator what it was: mostly the next one is the same.</summary>
    internal PyFrame? Back;

    /// <summary>The generator or coroutine that this frame belongs to.</summary>
    internal PyGenerator? Generator;

    /// <summary>What sets the frame apart from that of a plain call of a Python function by another one, which has none of these.</summary>
    internal FrameTraits Traits;

    /// <summary>The top of the thread's data stack before this frame.</summary>
    internal int SavedTop;

    /// <summary>Where this frame goes on when the generator that it resumed returns.</summary>
    internal int ReturnTarget;

    /// <summary>The instruction that the traced loop reported last, valid in <see cref="TraceEpoch"/>.</summary>
    internal int TracePrevious;

    /// <summary>The thread's <see cref="ThreadState.TraceEpoch"/> when this frame was traced last.</summary>
    internal int TraceEpoch;

    /// <summary>True where the instruction that comes next was reported already.</summary>
    internal bool TraceSkip;

    /// <summary>True once an assignment to <c>f_lineno</c> has moved the frame.</summary>
    internal bool Jumped;

    internal bool TraceLines = true;
    internal bool TraceOpcodes;
    internal Ref<PyObject> TraceFunction;

    /// <summary>What a <c>super()</c> that is being reported as a call has called.</summary>
    internal Ref<PyObject> TraceSuper;

    /// <summary>Variables set through <c>f_locals</c> that the code does not know.</summary>
    internal Ref<PyDict> ExtraLocals;

    private PyFrame() : base(TypeObject)
    {
    }

    internal PyDict Globals => Function!.Globals;

    internal PyDict Builtins => Function!.Builtins;

    /// <summary>Who owns the locals.</summary>
    internal FrameOwner Owner
    {
        get => (Traits & FrameTraits.OwnedBySelf) != 0 ? FrameOwner.Self
            : (Traits & FrameTraits.OwnedByGenerator) != 0 ? FrameOwner.Generator
            : FrameOwner.Thread;
        set => Traits = (Traits & ~(FrameTraits.OwnedBySelf | FrameTraits.OwnedByGenerator)) | value switch
        {
            FrameOwner.Self => FrameTraits.OwnedBySelf,
            FrameOwner.Generator => FrameTraits.OwnedByGenerator,
            _ => FrameTraits.None,
        };
    }

    /// <summary>True where C# code called the frame: at its end the interpreter returns to it.</summary>
    internal bool IsEntry
    {
        get => (Traits & FrameTraits.Entry) != 0;
        set => Traits = value ? Traits | FrameTraits.Entry : Traits & ~FrameTraits.Entry;
    }

    /// <summary>The calling frame as Python sees it: a generator that is suspended has none.</summary>
    internal PyFrame? Caller => Generator is { State: not GeneratorState.Running } ? null : Back;

    /// <summary>True for the frame of an <c>__init__</c> called by the interpreter: its result must be None and is replaced by the instance.</summary>
    internal bool IsInit => (Traits & FrameTraits.Init) != 0;

    /// <summary>The locals, cells and free variables.</summary>
    internal Span<PyObject?> Locals => MemoryMarshal.CreateSpan(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Stack), Base), Code.LocalsPlusCount);

    /// <summary>The index of the instruction that runs or ran last; -1 before the first.</summary>
    internal int CurrentInstruction => NextInstruction - 1;

    /// <summary>The value of <c>f_lasti</c>: a byte offset.</summary>
    public int LastInstructionOffset => Code.UnitOf(CurrentInstruction) * 2;

    /// <summary>The line that runs; null where the instruction has none.</summary>
    public int? Line
    {
        get
        {
            if (NextInstruction == 0)
                return Code.Compiled.FirstLineNumber;
            return LocationTable.LineNumber(Code.Compiled, LastInstructionOffset);
        }
    }

    internal override long SizeOf(ThreadState thread) => Type.BasicSize + ((Code.FrameSize - 1) * 8L);

    /// <summary>Puts an operand on the stack; it is retained.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Push(PyObject value)
    {
        Retain(value);
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Stack), Base + StackTop++) = value;
    }

    /// <summary>Puts an operand on the stack whose reference is handed over; null stands for CPython's NULL.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void PushOwned(PyObject? value) =>
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Stack), Base + StackTop++) = value;

    /// <summary>An operand, 1 being the top one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref PyObject? Peek(int depth) =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Stack), Base + StackTop - depth);

    /// <summary>Takes the top operand with its reference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal PyObject? PopOwned() => Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Stack), Base + --StackTop);

    /// <summary>Takes the top operand off and releases it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Drop()
    {
        if (Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Stack), Base + --StackTop) is { } value)
            Release(value);
    }

    /// <summary>Takes <paramref name="count"/> operands off and releases them.</summary>
    internal void Drop(int count)
    {
        while (count-- > 0)
            Drop();
    }

    /// <summary>The top <paramref name="count"/> operands.</summary>
    internal ReadOnlySpan<PyObject> Operands(int count) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Stack), Base + StackTop - count), count)!;

    /// <summary>A frame on the thread's data stack. Takes over the reference to <paramref name="function"/>; locals are unset.</summary>
    internal static PyFrame Push(ThreadState thread, PyFunction function, PyCode code)
    {
        var frame = Take(thread, function, code);
        var chunk = thread.DataStack.Allocate(code.FrameSize, out frame.Base, out frame.SavedTop);
        if (!ReferenceEquals(frame.Stack, chunk))
            frame.Stack = chunk;
        return frame;
    }

    /// <summary>
    /// As <see cref="Push"/>, for a call whose arguments lie on top of the caller's stack: they become the first locals where they are. The other locals
    /// are set to unset.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static PyFrame PushOver(ThreadState thread, PyFrame caller, PyFunction function, PyCode code, int count)
    {
        var start = caller.Base + caller.StackTop - count;
        var chunk = caller.Stack;
        if (start + code.FrameSize > chunk.Length || (caller.Traits & FrameTraits.OwnedByGenerator) != 0)
            return PushCopy(thread, caller, function, code, count);
        var frame = Take(thread, function, code);
        frame.Base = start;
        if (!ReferenceEquals(frame.Stack, chunk))
            frame.Stack = chunk;
        var stack = thread.DataStack;
        frame.SavedTop = stack.Top;
        stack.Top = start + code.FrameSize;
        ref var places = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(chunk), start);
        for (var i = count; i < code.LocalsPlusCount; i++)
            Unsafe.Add(ref places, i) = null;
        return frame;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static PyFrame PushCopy(ThreadState thread, PyFrame caller, PyFunction function, PyCode code, int count)
    {
        var frame = Push(thread, function, code);
        var locals = frame.Locals;
        for (var i = 0; i < count; i++)
            locals[i] = caller.Peek(count - i);
        locals[count..].Clear();
        return frame;
    }

    // What a frame on the free list still refers to is mostly what it needs again: comparing is cheaper than the write barrier.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PyFrame Take(ThreadState thread, PyFunction function, PyCode code)
    {
        var frame = thread.TakeFrame() ?? new PyFrame { RefCount = 1 };
        if (!ReferenceEquals(frame.Code, code))
            frame.SetCode(code);
        if (!ReferenceEquals(frame.Function, function))
            frame.Function = function;
        frame.StackTop = code.LocalsPlusCount;
        frame.NextInstruction = 0;
        frame.TraceEpoch = 0;
        return frame;
    }

    private void SetCode(PyCode code)
    {
        Code = code;
        code.EnsureDecoded();
    }

    /// <summary>A frame that a generator will own; not on the data stack.</summary>
    internal static PyFrame CreateForGenerator(ThreadState thread, PyFunction function, PyCode code)
    {
        var frame = thread.TakeGeneratorFrame(code.FrameSize) ?? new PyFrame { RefCount = 1, Stack = new PyObject?[Math.Max(code.FrameSize, 8)] };
        if (!ReferenceEquals(frame.Code, code))
            frame.Code = code;
        if (!ReferenceEquals(frame.Function, function))
            frame.Function = function;
        frame.StackTop = code.LocalsPlusCount;
        frame.Traits = FrameTraits.OwnedByGenerator;
        frame.TraceEpoch = 0;
        return frame;
    }

    /// <summary>True where <see cref="FinishPlain"/> may end the frame.</summary>
    internal bool IsPlain
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Traits == FrameTraits.None && RefCount == 1 && Flags == ObjectFlags.Pooled;
    }

    /// <summary>As <see cref="IsPlain"/>, for a frame that C# code called.</summary>
    internal bool IsPlainEntry
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Traits == FrameTraits.Entry && RefCount == 1 && Flags == ObjectFlags.Pooled;
    }

    /// <summary>As <see cref="Finish"/>, for a frame without special traits that nothing refers to.</summary>
    internal void FinishPlain(ThreadState thread, int top)
    {
        ref var places = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Stack), Base);
        StackTop = top;
        for (nint i = top - 1; i >= 0; i--)
        {
            var value = Unsafe.Add(ref places, i);
            if (value is null)
                continue;
            Unsafe.Add(ref places, i) = null;
            var count = value.RefCount;
            if (count > 1)
                value.RefCount = count - 1;
            else if (count == 1)
                Deallocator.LastReferenceDropped(thread, value);
        }
        thread.DataStack.Free(SavedTop);
        Release(Function!);
        thread.GiveFrame(this);
    }

    /// <summary>
    /// The frame ran to its end: releases locals and operands and gives its places back; where something refers to the frame object, it
    /// keeps its locals and lives on.
    /// </summary>
    internal void Finish(ThreadState thread)
    {
        if (RefCount > 1)
        {
            Detach(thread);
            return;
        }
        ReleaseLocals();
        ReleaseExtras();
        if (Owner == FrameOwner.Thread)
            thread.DataStack.Free(SavedTop);
        if (RefCount > 1)
        {
            // A finalizer of a local took hold of the frame.
            Owner = FrameOwner.Self;
            Stack = [];
            Base = StackTop = 0;
            RefCount--;
            return;
        }
        var owner = Owner;
        var reusable = owner != FrameOwner.Self && Flags == ObjectFlags.Pooled;
        var function = Function!;
        Back = null;
        Generator = null;
        Traits = FrameTraits.None;
        TraceLines = true;
        TraceOpcodes = false;
        if (reusable && owner == FrameOwner.Thread)
        {
            thread.GiveFrame(this);
        }
        else if (reusable)
        {
            // What it refers to is mostly what the next one refers to.
            thread.GiveGeneratorFrame(this);
        }
        else
        {
            Function = null;
            RefCount = 0;
        }
        Release(function);
    }

    private void ReleaseExtras()
    {
        if (LocalsMapping is { } mapping)
        {
            LocalsMapping = null;
            Release(mapping);
        }
        TraceFunction.Clear();
        TraceSuper.Clear();
        ExtraLocals.Clear();
    }

    /// <summary>Takes the locals off the data stack: something outlives the activation.</summary>
    private void Detach(ThreadState thread)
    {
        while (StackTop > Code.LocalsPlusCount)
            Drop();
        if (Owner == FrameOwner.Thread)
        {
            var locals = Locals.ToArray();
            thread.DataStack.Free(SavedTop);
            Stack = locals;
            Base = 0;
        }
        Owner = FrameOwner.Self;
        Generator = null;
        if (Back is { } back)
            Retain(back);
        thread.Interpreter.Collector.Track(thread, this);
        RefCount--;
    }

    private void ReleaseLocals()
    {
        ref var place = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Stack), Base);
        for (var i = StackTop - 1; i >= 0; i--)
        {
            var value = Unsafe.Add(ref place, i);
            if (value is null)
                continue;
            Unsafe.Add(ref place, i) = null;
            StackTop = i;
            Release(value);
        }
        StackTop = 0;
    }

    /// <summary>What the frame refers to: used by its owner while it runs or is suspended.</summary>
    internal void TraverseContents(Visitor visitor)
    {
        visitor.Visit(Function);
        visitor.Visit(LocalsMapping);
        visitor.Visit(TraceFunction.Value);
        visitor.Visit(ExtraLocals.Value);
        for (var i = 0; i < StackTop; i++)
            visitor.Visit(Stack[Base + i]);
    }

    internal override void Traverse(Visitor visitor)
    {
        if (Owner != FrameOwner.Self)
            return;
        TraverseContents(visitor);
        visitor.Visit(Back);
    }

    internal override void ClearReferences()
    {
        if (Owner != FrameOwner.Self)
            return;
        ReleaseLocals();
        ReleaseExtras();
        if (Back is { } back)
        {
            Back = null;
            Release(back);
        }
        if (Function is { } function)
        {
            Function = null;
            Release(function);
        }
    }
}

/// <summary>Who owns a frame's locals.</summary>
internal enum FrameOwner
{
    /// <summary>They lie on a thread's data stack.</summary>
    Thread,

    /// <summary>A generator or coroutine.</summary>
    Generator,

    /// <summary>The frame object itself: the activation is over.</summary>
    Self,
}

/// <summary>What the end of a frame has to look at.</summary>
[Flags]
internal enum FrameTraits
{
    None = 0,

    /// <summary>C# code called the frame.</summary>
    Entry = 1,

    /// <summary>The frame of an <c>__init__</c> that the loop called for a new instance.</summary>
    Init = 2,

    OwnedByGenerator = 4,
    OwnedBySelf = 8,

    /// <summary>The frame has something that most have not: a mapping of locals, a trace function, variables that the code does not know.</summary>
    Extras = 16,

    /// <summary>
    /// The frame of a generator that a call of <c>next</c> or <c>send</c> resumed: what it yields replaces the generator on top of the caller's stack.
    /// </summary>
    Called = 32,
}
