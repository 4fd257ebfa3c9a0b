using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Krait.Compiler;

namespace Krait.Runtime;

/// <summary>
/// A frame: an activation of a code object. While it runs, its locals and operands lie on the thread's data stack (for generators in an array
/// of their own); when something still refers to it at its end, it takes its locals along.
/// </summary>
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
    internal PyDict Globals = null!;
    internal PyDict Builtins = null!;

    /// <summary>The mapping of a module's or class's names; null for functions.</summary>
    internal PyObject? LocalsMapping;

    /// <summary>The calling frame.</summary>
    internal PyFrame? Back;

    /// <summary>The generator or coroutine that this frame belongs to.</summary>
    internal PyGenerator? Generator;

    internal FrameOwner Owner;

    /// <summary>Where this frame goes on when the generator that it resumed returns.</summary>
    internal int ReturnTarget;

    /// <summary>True where C# code called the frame: at its end the interpreter returns to it.</summary>
    internal bool IsEntry;

    /// <summary>True for the frame of an <c>__init__</c> called by the interpreter: its result must be None and is replaced by the instance.</summary>
    internal bool IsInit;

    /// <summary>True once the frame has run to its end.</summary>
    internal bool IsFinished;

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
        var frame = thread.TakeFrame() ?? new PyFrame();
        frame.RefCount = 1;
        frame.Code = code;
        frame.Function = function;
        frame.Globals = function.Globals;
        frame.Builtins = function.Builtins;
        frame.Stack = thread.DataStack.Allocate(code.FrameSize, out frame.Base);
        frame.StackTop = code.LocalsPlusCount;
        frame.NextInstruction = 0;
        frame.Owner = FrameOwner.Thread;
        return frame;
    }

    /// <summary>A frame that a generator will own; not on the data stack.</summary>
    internal static PyFrame CreateForGenerator(PyFunction function, PyCode code) => new()
    {
        RefCount = 1,
        Code = code,
        Function = function,
        Globals = function.Globals,
        Builtins = function.Builtins,
        Stack = new PyObject?[code.FrameSize],
        StackTop = code.LocalsPlusCount,
        Owner = FrameOwner.Generator,
    };

    /// <summary>
    /// The frame ran to its end: releases locals and operands and gives its places back; where something refers to the frame object, it
    /// keeps its locals and lives on.
    /// </summary>
    internal void Finish(ThreadState thread)
    {
        IsFinished = true;
        if (RefCount > 1)
        {
            Detach(thread);
            return;
        }
        ReleaseLocals();
        if (LocalsMapping is { } mapping)
        {
            LocalsMapping = null;
            Release(mapping);
        }
        TraceFunction.Clear();
        TraceSuper.Clear();
        ExtraLocals.Clear();
        var function = Function!;
        Function = null;
        if (Owner == FrameOwner.Thread)
            thread.DataStack.Free(Stack, Base);
        Release(function);
        if (RefCount > 1)
        {
            // A finalizer of a local took hold of the frame.
            Owner = FrameOwner.Self;
            Stack = [];
            Base = StackTop = 0;
            RefCount--;
            return;
        }
        Back = null;
        Generator = null;
        RefCount = 0;
        IsEntry = IsInit = IsFinished = false;
        TraceLines = true;
        TraceOpcodes = false;
        if (Owner == FrameOwner.Thread && (Flags & (ObjectFlags.HasId | ObjectFlags.InPool)) == 0)
            thread.GiveFrame(this);
    }

    /// <summary>Takes the locals off the data stack: something outlives the activation.</summary>
    private void Detach(ThreadState thread)
    {
        while (StackTop > Code.LocalsPlusCount)
            Drop();
        if (Owner == FrameOwner.Thread)
        {
            var locals = Locals.ToArray();
            thread.DataStack.Free(Stack, Base);
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
        if (LocalsMapping is { } mapping)
        {
            LocalsMapping = null;
            Release(mapping);
        }
        TraceFunction.Clear();
        TraceSuper.Clear();
        ExtraLocals.Clear();
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
