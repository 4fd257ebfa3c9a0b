namespace Krait.Runtime;

/// <summary>What the loop does when the flag of <see cref="ThreadState.EvalBreaker"/> is up.</summary>
internal static class Breaker
{
    /// <summary>Handles everything that is pending; may throw what a signal handler raised.</summary>
    public static void Handle(ThreadState thread)
    {
        thread.ClearBreaker(EvalBreakerBits.Instrument | EvalBreakerBits.Unparked);
        if ((thread.EvalBreaker & EvalBreakerBits.Collect) != 0)
        {
            thread.ClearBreaker(EvalBreakerBits.Collect);
            thread.Interpreter.Collector.CollectAutomatically(thread);
        }
        if ((thread.EvalBreaker & EvalBreakerBits.Audit) != 0)
            MemoryHooks.Audit!.Tick(thread);
        if ((thread.EvalBreaker & EvalBreakerBits.DropGil) != 0)
        {
            thread.ClearBreaker(EvalBreakerBits.DropGil);
            thread.IsBetweenInstructions = true;
            thread.Interpreter.Gil.Yield(thread);
            thread.IsBetweenInstructions = false;
        }
        if ((thread.EvalBreaker & EvalBreakerBits.PendingCalls) != 0)
        {
            thread.ClearBreaker(EvalBreakerBits.PendingCalls);
            thread.Interpreter.RunPendingCalls(thread);
        }
        if ((thread.EvalBreaker & EvalBreakerBits.Signals) != 0)
        {
            thread.ClearBreaker(EvalBreakerBits.Signals);
            thread.Interpreter.RunSignalHandlers(thread);
        }
        if ((thread.EvalBreaker & EvalBreakerBits.AsyncException) != 0)
        {
            thread.ClearBreaker(EvalBreakerBits.AsyncException);
            thread.RaiseAsyncException();
        }
    }
}
