using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Krait.Runtime;

/// <summary>What the loop does for calls, generators and iterators off its straight way.</summary>
internal static unsafe partial class EvalLoop
{
    /// <summary>
    /// A call of something that is no Python function. Returns what a native function gave; null with the pending exception; null without one where
    /// a frame was entered: that of an <c>__init__</c>, or of a generator.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PyObject? CallOther<TTrace>(ThreadState thread, PyFrame frame, ref PyObject? place, ref PyObject? sp, ref Instruction ins, int count)
        where TTrace : struct, ITraceMode
    {
        var callable = place!;
        var args = MemoryMarshal.CreateReadOnlySpan(ref At(ref sp, -count)!, count);
        if (TTrace.Active)
            return Tracing.CallNative(thread, frame, callable, args);
        var self = At(ref place, 1);
        if (callable.GetType() == typeof(PyType) && self is null && Calls.TryEnterInit(thread, frame, Unsafe.As<PyType>(callable), ins.Arg))
        {
            if (++thread.RecursionDepth > thread.RecursionLimit)
                thread.SetPendingException(Calls.RecursionError(thread));
            return null;
        }
        if (count > 0 && PyGenerator.CanSendInline(args[0]) && Calls.TryEnterGenerator(thread, frame, callable, ins.Arg, count))
            return null;
        if (ins.Counter-- == 0)
            Specializer.Call(callable, self, ref ins);
        return Calls.CallNative(thread, callable, args);
    }

    /// <summary>Puts the result of a call in place of the callable and of the operands above it; returns the place above the result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref PyObject? ReplaceOperands(ThreadState thread, PyFrame frame, ref PyObject? place, int above, PyObject result)
    {
        PyObject.Retain(result);
        var callable = place!;
        place = result;
        frame.StackTop -= above;
        for (var i = above; i > 0; i--)
        {
            if (At(ref place, i) is { } operand)
                DropNumber(thread, operand);
        }
        DropNumber(thread, callable);
        return ref At(ref place, 1);
    }

    /// <summary>
    /// Makes a generator, or something like it, of the frame, which ends: its caller goes on. Returns it, with a reference, where that is C# code.
    /// </summary>
    private static PyObject? ReturnGenerator(ThreadState thread, PyFrame frame)
    {
        var generator = PyGenerator.FromFrame(thread, frame);
        PyObject.Retain(generator);
        var back = frame.Back;
        var isEntry = frame.IsEntry;
        thread.Frame = back;
        thread.RecursionDepth--;
        if (frame.IsPlain)
            frame.FinishPlain(thread, 0);
        else
            frame.Finish(thread);
        if (isEntry)
            return generator;
        thread.DrainPool(thread.PoolMark);
        back!.PushOwned(generator);
        return null;
    }

    /// <summary>Pushes the next item of any iterator, and notes that in the frame; false at its end.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool PushNextItem<TTrace>(ThreadState thread, PyFrame frame, PyObject iterator, ref PyObject? sp)
        where TTrace : struct, ITraceMode
    {
        var item = TTrace.Active ? Tracing.NextItem(thread, frame, iterator) : Handlers.NextItem(thread, iterator);
        if (item is not null)
        {
            PushNew(ref sp, item);
            frame.StackTop++;
        }
        Drain(thread);
        return item is not null;
    }
}
