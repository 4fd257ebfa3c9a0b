using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Krait.Compiler;

namespace Krait.Runtime;

/// <summary>The small steps of which the loop is composed.</summary>
internal static unsafe partial class EvalLoop
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref PyObject? FirstLocal(PyFrame frame) =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(frame.Stack), frame.Base);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Instruction FirstInstruction(PyFrame frame) =>
        ref MemoryMarshal.GetArrayDataReference(frame.Code.Decoded!);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Instruction InstructionAt(PyFrame frame, int index) => ref Unsafe.Add(ref FirstInstruction(frame), index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Instruction Next(ref Instruction instruction) => ref Unsafe.Add(ref instruction, 1);

    /// <summary>Where a jump leads: found from where it stands, not by way of the code object.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Instruction Target(ref Instruction jump) => ref Unsafe.Add(ref jump, jump.Arg - jump.Index);

    /// <summary>Where a conditional jump leads; untraced past the NOT_TAKEN behind it, which is there for tools that watch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Instruction Branch<TTrace>(ref Instruction jump, bool taken) where TTrace : struct, ITraceMode =>
        ref Unsafe.Add(ref jump, taken ? jump.Arg - jump.Index : TTrace.Active ? 1 : jump.Counter);

    /// <summary>As <see cref="Branch{TTrace}"/>, for a truth that the jump tests.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Instruction BranchOnTruth<TTrace>(ref Instruction jump, bool truth) where TTrace : struct, ITraceMode =>
        ref Branch<TTrace>(ref jump, truth == (jump.Original == Opcode.PopJumpIfTrue));

    /// <summary>As <see cref="Branch{TTrace}"/>, for the outcome of a comparison.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Instruction BranchOnOutcome<TTrace>(ref Instruction jump, int outcome) where TTrace : struct, ITraceMode =>
        ref Branch<TTrace>(ref jump, IsAmong(outcome, jump.Detail));

    /// <summary>The operand or local at a distance.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref PyObject? At(ref PyObject? place, nint distance) => ref Unsafe.Add(ref place, distance);

    /// <summary>The number of places between the first local and another place above it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Distance(ref PyObject? s, ref PyObject? place) => (int)((nuint)Unsafe.ByteOffset(ref s, ref place) / (nuint)sizeof(nint));

    /// <summary>Puts a value whose reference is handed over at the top; returns the place above it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref PyObject? Push(ref PyObject? sp, PyObject? value)
    {
        sp = value;
        return ref Unsafe.Add(ref sp, 1);
    }

    /// <summary>As <see cref="Push"/>, with a reference of its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref PyObject? PushNew(ref PyObject? sp, PyObject value)
    {
        PyObject.Retain(value);
        sp = value;
        return ref At(ref sp, 1);
    }

    /// <summary>As <see cref="PushNew(ref PyObject, PyObject)"/>, for two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref PyObject? PushNew(ref PyObject? sp, PyObject first, PyObject second)
    {
        PyObject.Retain(first);
        PyObject.Retain(second);
        sp = first;
        At(ref sp, 1) = second;
        return ref At(ref sp, 2);
    }

    /// <summary>As <see cref="PushNew(ref PyObject, PyObject)"/>, with a null above that counts where <paramref name="hasNull"/> is 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref PyObject? PushWithNull(ref PyObject? sp, PyObject value, int hasNull)
    {
        PyObject.Retain(value);
        sp = value;
        At(ref sp, 1) = null;
        return ref At(ref sp, 1 + hasNull);
    }

    /// <summary>Puts a value into a place; returns what was there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PyObject? Exchange(ref PyObject? place, PyObject? value)
    {
        var old = place;
        place = value;
        return old;
    }

    /// <summary>Deallocates what C# code of the instruction has left behind.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Drain(ThreadState thread)
    {
        if (thread.PoolCount > thread.PoolMark)
            thread.DrainPool(thread.PoolMark);
    }

    /// <summary>As <see cref="Drain"/>; true where another version of the loop, or another strand, is to go on then.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool MustLeave<TTrace>(ThreadState thread) where TTrace : struct, ITraceMode
    {
        if (thread.PoolCount <= thread.PoolMark)
            return false;
        thread.DrainPool(thread.PoolMark);
        return thread.IsTracing != TTrace.Active || thread.IsSwitchRequested;
    }

    /// <summary>Notes in the frame where the loop stands: before everything that can throw, call Python code or look at frames.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Save(PyFrame frame, ref PyObject? s, ref PyObject? sp, ref Instruction ins)
    {
        frame.StackTop = Distance(ref s, ref sp);
        frame.NextInstruction = ins.Index + 1;
    }

    /// <summary>Releases a reference that the stack or a local had; the instruction is over but for this.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Drop(ThreadState thread, PyFrame frame, ref PyObject? s, ref PyObject? sp, ref Instruction ins, PyObject o)
    {
        var count = o.RefCount;
        if (count > 1)
            o.RefCount = count - 1;
        else if (count == 1)
            DropLast(thread, frame, ref s, ref sp, ref ins, o);
    }

    /// <summary>As <see cref="Drop"/>, for what may be null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void XDrop(ThreadState thread, PyFrame frame, ref PyObject? s, ref PyObject? sp, ref Instruction ins, PyObject? o)
    {
        if (o is not null)
            Drop(thread, frame, ref s, ref sp, ref ins, o);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DropLast(ThreadState thread, PyFrame frame, ref PyObject? s, ref PyObject? sp, ref Instruction ins, PyObject o)
    {
        if (o.Flags != ObjectFlags.None)
            Save(frame, ref s, ref sp, ref ins);
        Deallocator.LastReferenceDropped(thread, o);
    }

    /// <summary>Releases an int, at the end of which nothing can run, or an operand of an instruction that has noted where it stands.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void DropNumber(ThreadState thread, PyObject o)
    {
        var count = o.RefCount;
        if (count > 1)
            o.RefCount = count - 1;
        else if (count == 1)
            Deallocator.LastReferenceDropped(thread, o);
    }

    /// <summary>True where an object may be given a new value: nothing else can see it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsUnshared(ThreadState thread, PyObject o) =>
        o.RefCount == 1 && o.Flags == ObjectFlags.None && thread.HoldDepth == 0;

    /// <summary>As <see cref="IsUnshared"/>, for an operand that ends here: the result may have the identity that it had.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsTemporary(ThreadState thread, PyObject o) =>
        o.RefCount == 1 && (o.Flags & ~ObjectFlags.HasId) == 0 && thread.HoldDepth == 0;

    /// <summary>Appends the item at a place of the stack, with its reference, to the list a number of places below.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AppendItem(ref PyObject? place, int depth) => Unsafe.As<PyList>(At(ref place, -depth)!).AppendOwned(place!);

    /// <summary>
    /// The next step of a loop over pairs, <paramref name="ins"/> being its <c>FOR_ITER</c>: the items go to the variables that the instructions behind it
    /// name, or onto the stack. An outcome of <see cref="Pairs"/>.
    /// </summary>
    private static int NextPair(ThreadState thread, PyObject iterator, ref PyObject? s, ref PyObject? sp, ref Instruction ins)
    {
        ref var stores = ref Unsafe.Add(ref ins, 2);
        if (stores.Op == Opcode.StoreFastStoreFast
            && Pairs.TryStoreNext(thread, iterator, ref At(ref s, stores.Arg >> 4), ref At(ref s, stores.Arg & 15)) is not Pairs.Other and var outcome)
            return outcome;
        return Pairs.TryNext(thread, iterator, ref sp);
    }

    /// <summary>The cells of a function's closure become the last of its frame's locals.</summary>
    private static void CopyFreeVars(PyFrame frame, ref PyObject? s, int count)
    {
        var cells = frame.Function!.ClosureField.Value!.Array;
        ref var place = ref At(ref s, frame.Code.LocalsPlusCount - count);
        for (var i = 0; i < count; i++)
        {
            PyObject.Retain(cells[i]);
            At(ref place, i) = cells[i];
        }
    }

    /// <summary>An int that counts one reference.</summary>
    private static PyInt NewInt(ThreadState thread, long value)
    {
        var made = PyInt.Make(thread, value);
        if (made.RefCount >= 0)
            made.RefCount = 1;
        return made;
    }

    /// <summary>A float that counts one reference.</summary>
    private static PyFloat NewFloat(ThreadState thread, double value)
    {
        var made = PyFloat.Make(thread, value);
        made.RefCount = 1;
        return made;
    }

    /// <summary>The sum, difference or whatever of two ints; false where it is not that simple.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryInts(long left, long right, int operation, out long result)
    {
        if (operation == BinaryOperation.Add)
        {
            result = left + right;
            return ((left ^ result) & (right ^ result)) >= 0;
        }
        if (operation == BinaryOperation.Subtract)
        {
            result = left - right;
            return ((left ^ right) & (left ^ result)) >= 0;
        }
        var ok = Arithmetic.TryInts(left, right, operation, out var other);
        result = other;
        return ok;
    }

    /// <summary>The outcome of a comparison, as a bit number of <see cref="Comparisons"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Outcome(long left, long right) => 1 + (left > right ? 1 : 0) - (left < right ? 1 : 0);

    /// <inheritdoc cref="Outcome(long, long)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Outcome(double left, double right) =>
        left < right ? Comparisons.Less : left > right ? Comparisons.Greater : left == right ? Comparisons.Equal : Comparisons.Unordered;

    /// <summary>The outcome of comparing two exact built-in objects; negative where the general way must be taken.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Outcome(PyObject left, PyObject right, int outcomes)
    {
        if (left.GetType() == typeof(PyInt) && right.GetType() == typeof(PyInt))
            return Outcome(Unsafe.As<PyInt>(left).Value, Unsafe.As<PyInt>(right).Value);
        return OtherOutcome(left, right, outcomes);
    }

    private static int OtherOutcome(PyObject left, PyObject right, int outcomes)
    {
        if (left.GetType() == typeof(PyStr))
        {
            if (right.GetType() != typeof(PyStr) || !Comparisons.IsEquality(outcomes))
                return -1;
            return PyStr.TextEquals(Unsafe.As<PyStr>(left), Unsafe.As<PyStr>(right)) ? Comparisons.Equal : Comparisons.Unordered;
        }
        if (left.GetType() == typeof(PyFloat))
        {
            if (right.GetType() == typeof(PyFloat))
                return Outcome(Unsafe.As<PyFloat>(left).Value, Unsafe.As<PyFloat>(right).Value);
            const long Exact = 1L << 53;
            return right.GetType() == typeof(PyInt) && Unsafe.As<PyInt>(right).Value is <= Exact and >= -Exact
                ? Outcome(Unsafe.As<PyFloat>(left).Value, Unsafe.As<PyInt>(right).Value)
                : -1;
        }
        return -1;
    }

    /// <summary>Whether an exact built-in object is true; negative where the general way must be taken.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Truth(PyObject value)
    {
        if (value.GetType() == typeof(PyBool))
            return ReferenceEquals(value, PyBool.True) ? 1 : 0;
        if (value.GetType() == typeof(PyInt))
            return Unsafe.As<PyInt>(value).Value != 0 ? 1 : 0;
        return OtherTruth(value);
    }

    private static int OtherTruth(PyObject value)
    {
        if (ReferenceEquals(value, PyNone.Instance))
            return 0;
        if (value.GetType() == typeof(PyList))
            return Unsafe.As<PyList>(value).Count != 0 ? 1 : 0;
        if (value.GetType() == typeof(PyStr))
            return Unsafe.As<PyStr>(value).Length != 0 ? 1 : 0;
        if (value.GetType() == typeof(PyTuple))
            return Unsafe.As<PyTuple>(value).Count != 0 ? 1 : 0;
        if (value.GetType() == typeof(PyDict))
            return Unsafe.As<PyDict>(value).Count != 0 ? 1 : 0;
        if (value.GetType() == typeof(PyFloat))
            return Unsafe.As<PyFloat>(value).Value != 0 ? 1 : 0;
        return -1;
    }
}
