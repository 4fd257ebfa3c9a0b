using System.Runtime.CompilerServices;
using Krait.Compiler;

namespace Krait.Runtime;

/// <summary>Whether a version of the loop reports to trace functions; a type argument, so that each version is compiled for itself.</summary>
internal interface ITraceMode
{
    static abstract bool Active { get; }
}

/// <summary>No trace function is set: no cost.</summary>
internal readonly struct NotTraced : ITraceMode
{
    public static bool Active => false;
}

/// <summary>Lines, calls, returns and exceptions are reported.</summary>
internal readonly struct Traced : ITraceMode
{
    public static bool Active => true;
}

/// <summary>
/// The evaluation loop. <see cref="Execute"/> is what C# code calls; Python functions that Python functions call run in the same activation of
/// <see cref="Run{TTrace}"/>, which holds the hot instructions and leaves the others to the handlers (<see cref="Handlers"/>).
/// </summary>
internal static unsafe partial class EvalLoop
{
    /// <summary>Back edges and calls after which the loop returns to its caller, so that a newer compilation of it takes over.</summary>
    private const int ReentryInterval = 20_000;

    /// <summary>
    /// Runs a frame, which was pushed by the caller, to its end (or, for a generator's frame, to its next yield) and returns the result, floating.
    /// The frames that it calls run here too.
    /// </summary>
    /// <exception cref="PythonException">The frame ended by an exception.</exception>
    public static PyObject Execute(ThreadState thread, PyFrame entry) =>
        TryExecute(thread, entry) ?? throw new PythonException(thread.TakePendingException()) { IsPropagated = true };

    /// <summary>As <see cref="Execute"/>; null with the thread's pending exception where the frame ended by one.</summary>
    public static PyObject? TryExecute(ThreadState thread, PyFrame entry)
    {
        EnsureNativeStack(thread, entry);
        entry.IsEntry = true;
        if (!ReferenceEquals(entry.Back, thread.Frame))
            entry.Back = thread.Frame;
        thread.Frame = entry;
        thread.HoldDepth++;
        var traced = thread.IsTracing;
        var result = RunToEnd(thread, null);
        thread.HoldDepth--;
        if (thread.IsTracing != traced)
            thread.NoticeTracing();
        return result is null ? null : PyObject.Float(thread, result);
    }

    /// <summary>As <see cref="Execute"/>, for callers that hold no floating object across the call: dead objects may go to the free lists.</summary>
    public static PyObject ExecuteHoldingNothing(ThreadState thread, PyFrame entry)
    {
        thread.HoldDepth--;
        try
        {
            return Execute(thread, entry);
        }
        finally
        {
            thread.HoldDepth++;
        }
    }

    /// <summary>
    /// Goes on with a generator's frame, which is the thread's already, by raising <paramref name="exception"/> at the place where it is suspended
    /// if there is one. As <see cref="Execute"/>; the result floats; null with the pending exception.
    /// </summary>
    public static PyObject? Resume(ThreadState thread, PyFrame frame, PyBaseException? exception)
    {
        thread.HoldDepth++;
        var traced = thread.IsTracing;
        if (traced && exception is not null)
            Tracing.Thrown(thread, frame, ref exception);
        var result = RunToEnd(thread, exception);
        thread.HoldDepth--;
        if (thread.IsTracing != traced)
            thread.NoticeTracing();
        return result is null ? null : PyObject.Float(thread, result);
    }

    /// <exception cref="PythonException">RecursionError: the native stack is nearly used up.</exception>
    public static void EnsureNativeStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Errors.Recursion("maximum recursion depth exceeded");
    }

    /// <summary>The result with its reference; null with the thread's pending exception.</summary>
    private static PyObject? RunToEnd(ThreadState thread, PyBaseException? raise)
    {
        var outerMark = thread.PoolMark;
        thread.PoolMark = thread.PoolCount;
        // An exception that floats belongs to the loop: it dies with its handler, not with the call that brought it.
        if (raise is not null && thread.PoolCount > outerMark && ReferenceEquals(thread.Pool[^1], raise))
            thread.PoolMark--;
        var result = raise is not null && !Unwind(thread, raise) ? null : RunUnwinding(thread);
        thread.PoolMark = outerMark;
        return result;
    }

    /// <summary>
    /// Runs the frames of the current strand, on a carrier's bottom loop, until the strand is left (the thread then says so) or an entry frame has ended: returns
    /// the result with its reference; null with the thread's pending exception.
    /// </summary>
    internal static PyObject? RunStrand(ThreadState thread, PyBaseException? raise) =>
        raise is not null && !Unwind(thread, raise) ? null : RunUnwinding(thread, true);

    private static PyObject? RunUnwinding(ThreadState thread, bool isBottom = false)
    {
        while (true)
        {
            try
            {
                thread.LoopBudget = ReentryInterval;
                var result = thread.IsTracing ? Run<Traced>(thread) : Run<NotTraced>(thread);
                if (result is not null || thread.PendingException is not null)
                    return result;
                if (thread.IsSwitchRequested && thread.Strands!.IsDue(thread))
                    return isBottom ? null : thread.Strands.WaitForEntryFrame(thread);
            }
            catch (Exception exception)
            {
                if (!Unwind(thread, ExceptionConverter.ToPython(thread, exception)))
                    return null;
            }
        }
    }

    private static void EnsureNativeStack(ThreadState thread, PyFrame entry)
    {
        if (RuntimeHelpers.TryEnsureSufficientExecutionStack())
            return;
        entry.Finish(thread);
        throw Errors.Recursion("maximum recursion depth exceeded");
    }

    private static readonly delegate*<ThreadState, PyFrame, int, bool>[] s_handlers = MakeHandlers();

    private static delegate*<ThreadState, PyFrame, int, bool>[] MakeHandlers()
    {
        var table = new delegate*<ThreadState, PyFrame, int, bool>[512];
        Handlers.Register(table);
        return table;
    }
}
