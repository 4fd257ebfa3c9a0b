namespace Krait.Runtime;

public sealed partial class Interpreter
{
    /// <summary>Makes the calling .NET thread a thread of this interpreter and takes the lock.</summary>
    /// <param name="identity">What <c>threading.get_ident()</c> shows in it.</param>
    public ThreadState AttachThread(long identity)
    {
        var thread = new ThreadState(this) { Identity = identity };
        AttachThread(thread);
        AddThread(thread);
        return thread;
    }

    /// <summary>As the other, for a state that the thread which started this one has made and added.</summary>
    internal void AttachThread(ThreadState thread)
    {
        Gil.Take(thread);
        ThreadState.SetCurrent(thread);
    }

    /// <summary>Undoes <see cref="AttachThread"/>; <paramref name="last"/> runs once no Python code can run in the thread any more.</summary>
    public void DetachThread(ThreadState thread, Action last)
    {
        thread.DrainPool(0);
        thread.TellEnd();
        thread.ReleaseEntry();
        RemoveThread(thread);
        last();
        Deadlocks?.AfterEnd(thread);
        ThreadState.SetCurrent(null);
        Gil.Release(thread);
    }
}
