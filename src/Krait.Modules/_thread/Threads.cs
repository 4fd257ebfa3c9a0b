using Krait.Runtime;

namespace Krait.Modules.Threads;

/// <summary>Starting threads, and what is known of them.</summary>
internal static class Threads
{
    /// <summary>The stack size of threads where nothing else is asked for, in bytes.</summary>
    public const int DefaultStackSize = 64 << 20;

    [ThreadStatic]
    private static long s_id;

    /// <summary>The stack size of new threads, in bytes; 0 for the default.</summary>
    public static int StackSize { get; set; }

    /// <summary>The number of threads that <c>_thread</c> started and that still run.</summary>
    public static int Count;

    /// <summary>
    /// The value of <c>get_ident()</c>, which <c>signal.pthread_kill</c> takes: the system's own identifier of the thread. The carriers of a thread's strands
    /// have the thread's.
    /// </summary>
    public static long CurrentId
    {
        get
        {
            if (ThreadState.CurrentOrNull is { Identity: not 0 } thread)
                return thread.Identity;
            if (s_id == 0)
                s_id = (long)Krait.Platform.NativeThread.Self;
            return s_id;
        }
    }

    /// <summary>Starts a thread that calls a Python function.</summary>
    /// <returns>Its identity.</returns>
    public static long Start(ThreadState parent, PyObject function, PyTuple args, PyDict? kwargs, bool isDaemon, PyThreadHandle? handle)
    {
        var interpreter = parent.Interpreter;
        if (interpreter.IsFinalizing)
            throw Errors.New(ExceptionTypes.PythonFinalizationError, "can't create new thread at interpreter shutdown");
        NativeWorker worker;
        try
        {
            worker = NativeWorker.Get(parent, StackSize > 0 ? StackSize : DefaultStackSize);
        }
        catch (OutOfMemoryException)
        {
            throw Errors.Runtime("can't start new thread");
        }
        var identity = worker.Identity;
        handle?.Begin(identity);
        var thread = new ThreadState(interpreter) { Identity = identity };
        thread.SetEntry(function, args, kwargs, handle);
        interpreter.AddThread(thread);
        handle?.Run(thread, worker);
        worker.Start(native =>
        {
            interpreter.AttachThread(thread);
            Body(native, thread, function, args, kwargs, handle);
        });
        return identity;
    }

    private static void Body(NativeWorker worker, ThreadState thread, PyObject function, PyTuple args, PyDict? kwargs, PyThreadHandle? handle)
    {
        Interlocked.Increment(ref Count);
        try
        {
            using var _ = thread.HoldNothing(function);
            Op.CallWithDict(thread, function, args, kwargs);
        }
        catch (PythonException exception) when (exception.Matches(ExceptionTypes.SystemExit))
        {
            // It ends the thread and nothing else.
        }
        catch (PythonException exception)
        {
            Op.WriteUnraisable(thread, exception, function, "Exception ignored in thread started by");
        }
        thread.DrainPool(0);
        Interlocked.Decrement(ref Count);
        // The child of a fork in this thread has no other: the process ends with it.
        if (ReferenceEquals(thread.Interpreter.MainThread, thread))
            Krait.Platform.ProcessControl.Exit(0);
        thread.Interpreter.DetachThread(thread, () =>
        {
            handle?.End();
            worker.Return();
        });
    }
}
