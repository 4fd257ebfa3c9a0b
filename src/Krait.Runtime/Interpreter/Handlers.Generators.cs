using Krait.Compiler;

namespace Krait.Runtime;

internal static unsafe partial class Handlers
{
    private static void RegisterGenerators(delegate*<ThreadState, PyFrame, int, bool>[] table)
    {
        table[(int)Opcode.Send] = &Send;
        table[(int)Opcode.CleanupThrow] = &CleanupThrow;
        table[(int)Opcode.GetAwaitable] = &GetAwaitable;
        table[(int)Opcode.GetAiter] = &GetAiter;
        table[(int)Opcode.GetAnext] = &GetAnext;
        table[(int)Opcode.EndAsyncFor] = &EndAsyncFor;
    }

    private static bool Send(ThreadState thread, PyFrame frame, int arg)
    {
        var receiver = frame.Peek(2)!;
        var value = frame.Peek(1)!;
        bool yielded;
        PyObject result;
        if (receiver.Type.TpIterNext is not null && ReferenceEquals(value, PyNone.Instance) && receiver.Type.AmSend is null)
        {
            thread.StopIterationValue = null;
            if (NextItem(thread, receiver) is { } item)
            {
                yielded = true;
                result = item;
            }
            else
            {
                yielded = false;
                if (thread.IsTracing)
                    Tracing.IterationEnded(thread, frame);
                result = thread.TakeStopIterationValue();
            }
        }
        else
        {
            yielded = Op.Send(thread, receiver, value, out result);
        }
        Replace(frame, 1, result);
        if (!yielded)
            frame.NextInstruction = frame.Code.Instructions[frame.CurrentInstruction].Arg;
        return true;
    }

    /// <summary>The next item of an iterator; null at its end, with the value of a StopIteration that it raised.</summary>
    public static PyObject? NextItem(ThreadState thread, PyObject iterator)
    {
        // A class can lose its __next__ while it is iterated over; a generator expression's iterator can be replaced by way of the frame.
        if (iterator.Type.TpIterNext is not { } next)
            throw Errors.Type($"'{iterator.Type.Name}' object is not {(iterator.Type.IsHeapType ? "iterable" : "an iterator")}");
        try
        {
            return next(thread, iterator);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.StopIteration))
        {
            thread.StopIterationValue = ((PyStopIteration)error.Value).Value;
            return null;
        }
    }

    private static bool CleanupThrow(ThreadState thread, PyFrame frame, int arg)
    {
        var exception = (PyBaseException)frame.Peek(1)!;
        if (exception is PyStopIteration stop && stop.Type.IsSubtypeOf(ExceptionTypes.StopIteration))
        {
            var value = stop.ValueField.Value ?? PyNone.Instance;
            // From below: receiver, last sent value, exception; the result is None and the value.
            PyObject.Retain(value);
            ReplaceOwned(frame, 3, PyNone.Instance);
            frame.PushOwned(value);
            return true;
        }
        thread.SetPendingException(exception);
        thread.Reraised = true;
        return false;
    }

    private static bool GetAwaitable(ThreadState thread, PyFrame frame, int arg)
    {
        Replace(frame, 1, Awaiting.GetAwaitable(thread, frame.Peek(1)!, arg));
        return true;
    }

    private static bool GetAiter(ThreadState thread, PyFrame frame, int arg)
    {
        Replace(frame, 1, Awaiting.GetAsyncIterator(thread, frame.Peek(1)!));
        return true;
    }

    private static bool GetAnext(ThreadState thread, PyFrame frame, int arg)
    {
        frame.Push(Awaiting.GetAsyncNext(thread, frame.Peek(1)!));
        return true;
    }

    private static bool EndAsyncFor(ThreadState thread, PyFrame frame, int arg)
    {
        var exception = (PyBaseException)frame.Peek(1)!;
        if (exception.Type.IsSubtypeOf(ExceptionTypes.StopAsyncIteration))
        {
            frame.Drop(2);
            return true;
        }
        thread.SetPendingException(exception);
        thread.Reraised = true;
        frame.PopOwned();
        PyObject.Float(thread, exception);
        return false;
    }
}
