namespace Krait.Runtime;

internal static partial class SysModule
{
    /// <summary>Return a dict mapping each thread's thread id to its current stack frame.</summary>
    /// <remarks>The frames of other threads stand still: they wait for the GIL, or in something that blocks.</remarks>
    [PyFunction("_current_frames")]
    private static PyObject CurrentFrames(ThreadState thread)
    {
        AuditEvents.Raise(thread, "sys._current_frames");
        return OfThreads(thread, static other => other.Frame);
    }

    /// <summary>Return a dict mapping each thread's identifier to its current raised exception.</summary>
    [PyFunction("_current_exceptions")]
    private static PyObject CurrentExceptions(ThreadState thread)
    {
        AuditEvents.Raise(thread, "sys._current_exceptions");
        return OfThreads(thread, static other => other.HandledException ?? (PyObject)PyNone.Instance);
    }

    private static PyDict OfThreads(ThreadState thread, Func<ThreadState, PyObject?> read)
    {
        // The main thread has no number before somebody asks for one.
        if (thread.Identity == 0)
            thread.Identity = (long)Platform.NativeThread.Self;
        var result = PyDict.Create(thread);
        foreach (var other in thread.Interpreter.Threads)
        {
            if (read(other) is { } found)
                result.SetItem(thread, PyInt.From(other.Identity), found);
        }
        return result;
    }
}
