namespace Krait.Runtime;

public sealed partial class ThreadState
{
    /// <summary>
    /// Lets other threads run Python code until the result is disposed of: <c>using (thread.AllowThreads()) ...</c> around everything that can
    /// block. In between, touch no Python object but memory that a buffer holds in place.
    /// </summary>
    public AllowedThreads AllowThreads()
    {
        ReleaseGil();
        return new AllowedThreads(this);
    }

    /// <summary>
    /// Runs the Python handlers of signals that have arrived, on the main thread; throws what they raise. To be called where a signal interrupted a
    /// system call, which is then repeated (PEP 475).
    /// </summary>
    public void CheckSignals() => Interpreter.RunSignalHandlers(this);

    /// <summary>Lets go of the interpreter's lock.</summary>
    internal void ReleaseGil() => Interpreter.Gil.Release(this);

    /// <summary>Takes the interpreter's lock again.</summary>
    internal void TakeGil() => Interpreter.Gil.Take(this);
}

/// <summary>The time in which a thread runs without the interpreter's lock.</summary>
public readonly ref struct AllowedThreads
{
    private readonly ThreadState _thread;

    internal AllowedThreads(ThreadState thread) => _thread = thread;

    /// <summary>Takes the lock again.</summary>
    public void Dispose() => _thread.TakeGil();
}
