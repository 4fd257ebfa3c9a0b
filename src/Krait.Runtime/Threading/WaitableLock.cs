namespace Krait.Runtime;

/// <summary>Something that a thread has and another can wait for.</summary>
internal interface IOwned
{
    /// <summary>The thread that has it; null where nobody does.</summary>
    ThreadState? Owner { get; }

    /// <summary>What it is, for messages.</summary>
    string Describe(ThreadState thread);

    /// <summary>Where the owner took it; null where that is not known.</summary>
    CodePlace? OwnedSince { get; }
}

/// <summary>
/// A binary semaphore that lets go of the interpreter's lock while it waits; on the main thread a signal interrupts the wait. The interpreter's
/// lock protects its state.
/// </summary>
/// <param name="visible">The Python object that it is part of.</param>
internal sealed class WaitableLock(PyObject? visible) : IOwned
{
    // Who has waited longer is handed the lock; before, whoever runs takes it, which saves switches.
    private const long Fair = 1_000_000;

    private WaitQueue _waiters;

    public bool IsLocked { get; private set; }

    /// <summary>The thread that took the lock last, while it is locked.</summary>
    public ThreadState? Owner { get; private set; }

    /// <inheritdoc/>
    public CodePlace? OwnedSince { get; private set; }

    /// <summary>Takes the lock; false at the deadline. Throws what handlers of signals raise, the lock then not being taken.</summary>
    public bool Acquire(ThreadState thread, long deadline)
    {
        if (!IsLocked)
        {
            Take(thread);
            return true;
        }
        return deadline != 0 && Wait(thread, deadline);
    }

    /// <summary>Gives the lock back; false where nobody holds it.</summary>
    public bool TryRelease()
    {
        if (!IsLocked)
            return false;
        if (_waiters.First is not { } waiter)
        {
            Free();
        }
        else if (ThreadState.Now - waiter.Since > Fair)
        {
            _waiters.Remove(waiter);
            waiter.HasBeenServed = true;
            Take(waiter.Thread);
            waiter.Thread.Unpark();
        }
        else
        {
            Free();
            waiter.Thread.Unpark();
        }
        return true;
    }

    /// <summary>In the child of a fork: unlocked, whoever held it, and whoever was about to.</summary>
    public void Reset()
    {
        Free();
        _waiters = default;
    }

    /// <inheritdoc/>
    public string Describe(ThreadState thread) => visible is null ? "a lock of the interpreter" : Op.ReprText(thread, visible);

    private void Free()
    {
        IsLocked = false;
        Owner = null;
    }

    private void Take(ThreadState thread)
    {
        IsLocked = true;
        Owner = thread;
        if (thread.Interpreter.Deadlocks is not null)
            OwnedSince = DeadlockDetector.Place(thread);
    }

    private bool Wait(ThreadState thread, long deadline)
    {
        var waiter = _waiters.Add(thread);
        var limited = deadline != ThreadState.Never;
        try
        {
            while (true)
            {
                if (!limited)
                    thread.Interpreter.Deadlocks?.BeforeWait(thread, this);
                thread.Park(deadline);
                thread.WaitsFor = null;
                if (waiter.HasBeenServed)
                    return true;
                if (!IsLocked)
                {
                    Take(thread);
                    return true;
                }
                thread.HandleSignals();
                if (waiter.HasBeenServed)
                    return true;
                if (limited && ThreadState.Now >= deadline)
                    return false;
            }
        }
        catch when (waiter.HasBeenServed)
        {
            TryRelease();
            throw;
        }
        finally
        {
            thread.WaitsFor = null;
            _waiters.Remove(waiter);
            // It may have been woken to take the lock.
            if (!IsLocked)
                _waiters.WakeFirst();
        }
    }
}
