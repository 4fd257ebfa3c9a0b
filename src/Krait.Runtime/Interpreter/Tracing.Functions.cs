namespace Krait.Runtime;

/// <summary>The trace and profile functions of <c>sys.settrace</c> and <c>sys.setprofile</c>.</summary>
internal static partial class Tracing
{
    private static readonly PyStr s_call = PyStr.Intern("call");
    private static readonly PyStr s_exception = PyStr.Intern("exception");
    private static readonly PyStr s_line = PyStr.Intern("line");
    private static readonly PyStr s_return = PyStr.Intern("return");
    private static readonly PyStr s_ccall = PyStr.Intern("c_call");
    private static readonly PyStr s_cexception = PyStr.Intern("c_exception");
    private static readonly PyStr s_creturn = PyStr.Intern("c_return");
    private static readonly PyStr s_opcode = PyStr.Intern("opcode");

    /// <summary>Sets a thread's trace function; null for none.</summary>
    public static void SetTrace(ThreadState thread, PyObject? function)
    {
        AuditEvents.Raise(ThreadState.Current, "sys.settrace");
        thread.TraceFunction.Value = function;
        thread.UpdateTracing();
    }

    /// <summary>Sets a thread's profile function; null for none.</summary>
    public static void SetProfile(ThreadState thread, PyObject? function)
    {
        AuditEvents.Raise(ThreadState.Current, "sys.setprofile");
        thread.ProfileFunction.Value = function;
        thread.UpdateTracing();
    }

    /// <summary>Sets the trace function of every thread of the interpreter.</summary>
    public static void SetTraceOfAllThreads(ThreadState thread, PyObject? function)
    {
        foreach (var other in thread.Interpreter.Threads)
            SetTrace(other, function);
    }

    /// <summary>Sets the profile function of every thread of the interpreter.</summary>
    public static void SetProfileOfAllThreads(ThreadState thread, PyObject? function)
    {
        foreach (var other in thread.Interpreter.Threads)
            SetProfile(other, function);
    }

    /// <summary>The thread's trace function; null for none.</summary>
    public static PyObject? GetTrace(ThreadState thread) => thread.TraceFunction.Value;

    /// <summary>The thread's profile function; null for none.</summary>
    public static PyObject? GetProfile(ThreadState thread) => thread.ProfileFunction.Value;

    private static void TraceLine(ThreadState thread, PyFrame frame)
    {
        if (frame.TraceLines && thread.TraceFunction.Value is not null)
            CallTrace(thread, frame, s_line, PyNone.Instance, TraceOccasion.Line);
    }

    private static void TraceException(ThreadState thread, PyFrame frame, PyBaseException value)
    {
        if (thread.TracingDepth > 0 || thread.TraceFunction.Value is null || frame.TraceFunction.Value is null)
            return;
        var traceback = (PyObject?)value.TracebackField.Value ?? PyNone.Instance;
        CallTrace(thread, frame, s_exception, PyTuple.Create(thread, value.Type, value, traceback), TraceOccasion.Other);
    }

    /// <summary>
    /// Calls the thread's trace function for a call, the frame's own for everything else; what it returns becomes the frame's. One that raises
    /// is unset.
    /// </summary>
    private static void CallTrace(ThreadState thread, PyFrame frame, PyStr what, PyObject arg, TraceOccasion occasion)
    {
        if (thread.TracingDepth > 0 || thread.TraceFunction.Value is not { } global)
            return;
        var callback = ReferenceEquals(what, s_call) ? global : frame.TraceFunction.Value;
        if (callback is null)
            return;
        PyObject result;
        try
        {
            result = CallFunction(thread, callback, frame, what, arg, occasion);
        }
        catch (PythonException)
        {
            SetTrace(thread, null);
            frame.TraceFunction.Clear();
            throw;
        }
        if (result is PyNone)
            return;
        frame.Traits |= FrameTraits.Extras;
        frame.TraceFunction.Value = result;
    }

    private static void CallProfile(ThreadState thread, PyFrame frame, PyStr what, PyObject arg)
    {
        if (thread.TracingDepth > 0 || thread.ProfileFunction.Value is not { } callback)
            return;
        try
        {
            CallFunction(thread, callback, frame, what, arg, TraceOccasion.Other);
        }
        catch (PythonException)
        {
            SetProfile(thread, null);
            throw;
        }
    }

    private static PyObject CallFunction(ThreadState thread, PyObject callback, PyFrame frame, PyStr what, PyObject arg, TraceOccasion occasion)
    {
        using var held = new Held(thread, callback);
        using var heldArg = new Held(thread, arg);
        return Invoke(thread, callback, [frame, what, arg], occasion);
    }

    /// <summary>Profile functions hear of native functions and methods, not of classes and other callables.</summary>
    private static void ProfileNative(ThreadState thread, PyFrame frame, PyStr what, PyObject callable, PyObject? first)
    {
        if (thread.ProfileFunction.Value is null || thread.TracingDepth > 0)
            return;
        switch (callable)
        {
            case PyNativeFunction:
                CallProfile(thread, frame, what, callable);
                break;
            case PyMethodDescriptor when first is not null:
                CallProfile(thread, frame, what, callable.Type.TpDescriptorGet!(thread, callable, first, first.Type));
                break;
        }
    }
}
