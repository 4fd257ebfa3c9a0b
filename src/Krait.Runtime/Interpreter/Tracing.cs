namespace Krait.Runtime;

/// <summary>What the traced version of the loop reports.</summary>
internal static class Tracing
{
    /// <summary>Before every instruction of traced code. False with a pending exception.</summary>
    public static bool BeforeInstruction(ThreadState thread, PyFrame frame, ref Instruction instruction) => true;

    /// <summary>Calls something that is no Python function.</summary>
    public static PyObject CallNative(
        ThreadState thread, PyFrame frame, PyObject callable, ReadOnlySpan<PyObject> args, PyTuple? names = null) =>
        Op.Call(thread, callable, args, names);

    /// <summary>An exception was raised in, or propagated into, a frame.</summary>
    public static void ExceptionRaised(ThreadState thread, PyFrame frame, ref PyBaseException value)
    {
    }

    /// <summary>A frame ends by an exception.</summary>
    public static void Unwound(ThreadState thread, PyFrame frame, ref PyBaseException value)
    {
    }

    public static void SetTrace(ThreadState thread, PyObject? function)
    {
    }

    public static void SetProfile(ThreadState thread, PyObject? function)
    {
    }

    public static PyObject? GetTrace(ThreadState thread) => null;

    public static PyObject? GetProfile(ThreadState thread) => null;
}
