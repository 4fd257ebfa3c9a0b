namespace Krait.Runtime;

/// <summary>What <c>CALL_INTRINSIC_1</c> and <c>CALL_INTRINSIC_2</c> do.</summary>
internal static partial class Intrinsics
{
    /// <summary>Shows the value of an expression statement at the prompt.</summary>
    public static PyObject Print(ThreadState thread, PyObject value)
    {
        var hook = thread.Interpreter.SysDict.GetItem("displayhook") ?? throw Errors.Runtime("lost sys.displayhook");
        return Op.Call(thread, hook, value);
    }

    /// <summary>A StopIteration that leaves a generator becomes a RuntimeError (PEP 479).</summary>
    public static PyObject StopIterationError(ThreadState thread, PyFrame frame, PyObject value)
    {
        var exception = (PyBaseException)value;
        string message;
        var isAsyncGenerator = (frame.Code.CodeFlags & Compiler.CodeFlags.AsyncGenerator) != 0;
        if (exception.Type.IsSubtypeOf(ExceptionTypes.StopIteration))
        {
            message = isAsyncGenerator ? "async generator raised StopIteration"
                : (frame.Code.CodeFlags & Compiler.CodeFlags.Coroutine) != 0 ? "coroutine raised StopIteration"
                : "generator raised StopIteration";
        }
        else if (isAsyncGenerator && exception.Type.IsSubtypeOf(ExceptionTypes.StopAsyncIteration))
        {
            message = "async generator raised StopAsyncIteration";
        }
        else
        {
            return exception;
        }
        var error = Errors.Runtime(message).Value;
        error.CauseField.Value = exception;
        error.ContextField.Value = exception;
        error.SuppressContext = true;
        return error;
    }
}
