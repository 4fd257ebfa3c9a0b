using System.Globalization;
using System.Text;
using Krait.Platform;

namespace Krait.Runtime;

/// <summary>
/// What <c>-X deadlock</c> adds: where every thread waits, without a limit of time, for something that another waiting thread has, the cycle is
/// written to <c>sys.stderr</c> and the main thread's wait ends with a RuntimeError.
/// </summary>
internal sealed class DeadlockDetector
{
    private string? _found;

    /// <summary>The innermost line that a thread executes outside the module <c>threading</c>; null where there is none.</summary>
    public static CodePlace? Place(ThreadState thread)
    {
        var library = ThreadingDict(thread);
        var frame = thread.Frame;
        while (frame?.Back is { } caller && ReferenceEquals(frame.Globals, library))
            frame = caller;
        return frame is null ? null : new CodePlace(frame.Code.FilenameField.ToString(), frame.Line ?? 0, frame.Code.NameField.ToString());
    }

    /// <summary>To be called by a thread that is about to wait; in the main thread throws where that leaves no thread that can go on.</summary>
    public void BeforeWait(ThreadState thread, IOwned wanted)
    {
        thread.WaitsFor = wanted;
        Look(thread, thread);
        if (_found is not { } found || !ReferenceEquals(thread, thread.Interpreter.MainThread))
            return;
        _found = null;
        thread.WaitsFor = null;
        throw Errors.Runtime(found);
    }

    /// <summary>To be called by a thread that ends: it may have been the last one that could go on.</summary>
    public void AfterEnd(ThreadState thread)
    {
        var main = thread.Interpreter.MainThread;
        if (main.WaitsFor is not null)
            Look(thread, main);
    }

    /// <summary>Looks from one of the threads that wait; <paramref name="thread"/> runs.</summary>
    private void Look(ThreadState thread, ThreadState from)
    {
        if (_found is not null || FindCycle(from) is not { } cycle)
            return;
        _found = Report(thread, cycle);
        from.Interpreter.MainThread.Unpark();
    }

    private static List<ThreadState>? FindCycle(ThreadState thread)
    {
        foreach (var other in thread.Interpreter.Threads)
        {
            if (!IsStuck(other))
                return null;
        }
        // Every thread leads to one that is stuck: whoever comes up a second time is in a cycle.
        var path = new List<ThreadState>();
        var next = thread;
        while (!path.Contains(next))
        {
            path.Add(next);
            next = next.WaitsFor!.Owner!;
        }
        return path[path.IndexOf(next)..];
    }

    /// <summary>
    /// True for a thread that waits for what a waiting thread has. What no such thread has may be released by anybody, a signal's handler for one.
    /// </summary>
    private static bool IsStuck(ThreadState thread)
    {
        if (thread.WaitsFor?.Owner is not { WaitsFor: not null } owner || (thread.EvalBreaker & EvalBreakerBits.Unparked) != 0)
            return false;
        return !ReferenceEquals(owner, thread) || (!WaitsInCondition(thread) && !HasSignalHandlers(thread.Interpreter));
    }

    // threading.Condition.wait takes a new lock twice, for others to release it.
    private static bool WaitsInCondition(ThreadState thread) =>
        thread.Frame is { } frame && ReferenceEquals(frame.Globals, ThreadingDict(thread)) && frame.Code.NameField.TextEquals("wait");

    private static bool HasSignalHandlers(Interpreter interpreter)
    {
        for (var signal = 1; signal < SignalHandlers.Count; signal++)
        {
            // The one for Ctrl-C that is there from the beginning is native.
            if (interpreter.GetSignalHandler(signal) is { } handler and not PyNativeFunction && Op.IsCallable(handler))
                return true;
        }
        return false;
    }

    private static PyDict? ThreadingDict(ThreadState thread) => (thread.Interpreter.Modules.GetItem("threading") as PyModule)?.Dict;

    /// <summary>Writes the cycle; the message of the error.</summary>
    private static string Report(ThreadState thread, List<ThreadState> cycle)
    {
        var text = new StringBuilder("Deadlock: no thread can go on\n");
        var names = new List<string>();
        foreach (var member in cycle)
        {
            var wanted = member.WaitsFor!;
            var name = Name(thread, member);
            names.Add(name);
            text.Append(CultureInfo.InvariantCulture, $"  {name} waits for {wanted.Describe(thread)}\n");
            Place(member)?.AppendTo(text);
            text.Append(CultureInfo.InvariantCulture, $"    which {Name(thread, wanted.Owner!)} has\n");
            wanted.OwnedSince?.AppendTo(text);
        }
        if (thread.Interpreter.SysModuleDict.GetItem("stderr") is { } stderr and not PyNone)
        {
            try
            {
                Op.CallMethod(thread, stderr, "write", PyStr.From(text.ToString()));
                Op.CallMethod(thread, stderr, "flush");
            }
            catch (PythonException error)
            {
                Op.WriteUnraisable(thread, error, stderr);
            }
        }
        return $"deadlock: {string.Join(" -> ", names)} -> {names[0]}";
    }

    private static string Name(ThreadState thread, ThreadState of)
    {
        if (thread.Interpreter.Modules.GetItem("threading") is { } threading
            && Op.TryGetAttr(thread, threading, "_active") is PyDict active
            && active.GetItem(thread, PyInt.From(of.Identity)) is { } known)
        {
            return Op.StrText(thread, Op.GetAttr(thread, known, "name"));
        }
        return string.Create(CultureInfo.InvariantCulture, $"thread {of.Identity}");
    }
}

/// <summary>A line of Python code.</summary>
internal sealed record CodePlace(string File, int Line, string Function)
{
    /// <summary>Adds the line as a traceback shows it.</summary>
    public void AppendTo(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"      File \"{File}\", line {Line}, in {Function}\n");
        if (TracebackPrinter.SourceLine(File, Line) is { Length: > 0 } source)
            text.Append(CultureInfo.InvariantCulture, $"        {source}\n");
    }
}
