namespace Krait.Runtime;

internal static unsafe partial class EvalLoop
{
    /// <summary>
    /// Looks for a handler of an exception, from the thread's frame outwards to the entry frame, and prepares that frame to run it. False when
    /// there is none: then the entry frame has ended and the exception is the thread's pending one.
    /// </summary>
    private static bool Unwind(ThreadState thread, PyBaseException value)
    {
        PyObject.Retain(value);
        while (true)
        {
            var frame = thread.Frame!;
            var reraised = thread.Reraised;
            var place = thread.ReraisePlace >= 0 ? thread.ReraisePlace : frame.CurrentInstruction;
            thread.ReraisePlace = -1;
            if (reraised)
                thread.Reraised = false;
            else
                PyTraceback.Add(thread, value, frame);
            if (thread.IsTracing)
                Tracing.ExceptionRaised(thread, frame, ref value, place, reraised);
            if (frame.Code.TryFindHandler(place, out var handler))
            {
                EnterHandler(thread, frame, value, handler);
                if (thread.IsTracing && Tracing.ExceptionHandled(thread, frame, value) is { } failure)
                {
                    value = failure;
                    PyObject.Retain(value);
                    continue;
                }
                thread.DrainPool(thread.PoolMark);
                return true;
            }
            if (thread.IsTracing)
                Tracing.Unwound(thread, frame, ref value, place);
            var back = frame.Back;
            var isEntry = frame.IsEntry;
            frame.Generator?.Finished(thread, frame);
            thread.Frame = back;
            thread.RecursionDepth--;
            frame.Finish(thread);
            if (isEntry)
            {
                thread.SetPendingException(PyObject.Float(thread, value));
                return false;
            }
            thread.DrainPool(thread.PoolMark);
        }
    }

    private static void EnterHandler(ThreadState thread, PyFrame frame, PyBaseException value, HandlerEntry handler)
    {
        var last = frame.CurrentInstruction;
        frame.Drop(frame.StackTop - frame.Code.LocalsPlusCount - handler.Depth);
        if (handler.PushLastInstruction)
            frame.Push(PyInt.From(frame.Code.UnitOf(last)));
        frame.PushOwned(value);
        frame.NextInstruction = handler.Target;
    }

    /// <summary>
    /// The end of a frame that is more than a plain call: of a generator, or of an <c>__init__</c> that the interpreter called. Returns what the
    /// caller gets; null with a pending exception. <see cref="ThreadState.EntryReturned"/> tells that the caller is C# code.
    /// </summary>
    private static PyObject? SpecialReturn(ThreadState thread, PyFrame frame, PyObject value)
    {
        if (frame.IsInit)
        {
            if (!ReferenceEquals(value, PyNone.Instance))
            {
                var error = Errors.Type($"__init__() should return None, not '{value.Type.Name}'");
                PyObject.Release(value);
                Raising.SetContext(thread, error.Value);
                thread.SetPendingException(error.Value);
                return null;
            }
            // The caller's stack already holds the new instance where the result belongs.
            value = frame.Back!.PopOwned()!;
        }
        var back = frame.Back;
        var traits = frame.Traits;
        if (frame.Generator is { } generator)
        {
            generator.Finished(thread, frame);
            if ((traits & (FrameTraits.Entry | FrameTraits.Called)) == 0)
                back!.NextInstruction = back.ReturnTarget;
        }
        thread.Frame = back;
        thread.RecursionDepth--;
        frame.Finish(thread);
        if ((traits & FrameTraits.Called) != 0)
        {
            PyGenerator.EndCall(thread, back!, value);
            return null;
        }
        thread.EntryReturned = (traits & FrameTraits.Entry) != 0;
        return value;
    }
}
