namespace Krait.Runtime;

public sealed partial class Interpreter
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<Action<ThreadState>> _pendingCalls = new();

    /// <summary>True once the interpreter shuts down.</summary>
    internal bool IsFinalizing { get; set; }

    internal void SetRecursionLimit(int limit)
    {
        RecursionLimit = limit;
        foreach (var thread in Threads)
            thread.RecursionLimit = limit;
    }

    /// <summary>Asks the main thread to run something between two instructions.</summary>
    internal void AddPendingCall(Action<ThreadState> call)
    {
        _pendingCalls.Enqueue(call);
        MainThread.SetBreaker(EvalBreakerBits.PendingCalls);
    }

    internal void RunPendingCalls(ThreadState thread)
    {
        while (_pendingCalls.TryDequeue(out var call))
            call(thread);
    }

    /// <summary>True where an event has to be reported to <see cref="AuditHooks"/>.</summary>
    internal bool HasAuditHooks { get; set; }

    /// <summary>The state of every attached thread. Who holds the interpreter's lock replaces the array; anybody may read it.</summary>
    internal ThreadState[] Threads { get; private set; } = [];

    internal void AddThread(ThreadState thread)
    {
        Threads = [.. Threads, thread];
        if (MemoryHooks.Audit is not null)
            thread.SetBreaker(EvalBreakerBits.Audit);
    }

    internal void RemoveThread(ThreadState thread) => Threads = Array.FindAll(Threads, other => !ReferenceEquals(other, thread));

    private void ForgetOtherThreads(ThreadState thread)
    {
        foreach (var other in Threads)
            other.IsGone = !ReferenceEquals(other, thread);
        Threads = [thread];
    }
}
