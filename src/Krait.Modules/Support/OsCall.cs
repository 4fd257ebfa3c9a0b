using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

/// <summary>A system call that gives a value.</summary>
internal delegate T OsQuery<T>(out Errno error);

/// <summary>
/// Runs system calls without the interpreter's lock. A call that a signal interrupted is repeated after the signal's Python handlers have run
/// (PEP 475); another error is an OSError.
/// </summary>
internal static class OsCall
{
    /// <summary>A call without a result.</summary>
    public static void Run(ThreadState thread, Func<Errno> call, PyObject? filename = null, PyObject? filename2 = null)
    {
        var error = Try(thread, call);
        if (error.Failed)
            throw Errors.Os(thread, error.Value, filename, filename2);
    }

    /// <summary>A call with a result.</summary>
    public static T Run<T>(ThreadState thread, OsQuery<T> call, PyObject? filename = null, PyObject? filename2 = null)
    {
        var result = Try(thread, call, out var error);
        return error.Failed ? throw Errors.Os(thread, error.Value, filename, filename2) : result;
    }

    /// <summary>A call whose error the caller looks at.</summary>
    public static Errno Try(ThreadState thread, Func<Errno> call)
    {
        while (true)
        {
            Errno error;
            using (thread.AllowThreads())
                error = call();
            if (!error.Interrupted)
                return error;
            thread.CheckSignals();
        }
    }

    /// <summary>A call with a result whose error the caller looks at.</summary>
    public static T Try<T>(ThreadState thread, OsQuery<T> call, out Errno error)
    {
        while (true)
        {
            T result;
            using (thread.AllowThreads())
                result = call(out error);
            if (!error.Interrupted)
                return result;
            thread.CheckSignals();
        }
    }

    /// <summary>The OSError for an error of a call that does not block, if there is one.</summary>
    public static void Check(ThreadState thread, Errno error, PyObject? filename = null)
    {
        if (error.Failed)
            throw Errors.Os(thread, error.Value, filename);
    }

    /// <summary>The result of a call that does not block, or its OSError.</summary>
    public static T Query<T>(ThreadState thread, OsQuery<T> call)
    {
        var result = call(out var error);
        return error.Failed ? throw Errors.Os(thread, error.Value) : result;
    }
}
