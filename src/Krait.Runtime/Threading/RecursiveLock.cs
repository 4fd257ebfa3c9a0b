namespace Krait.Runtime;

/// <summary>A lock of the runtime's own, which a thread may take several times. The interpreter's lock protects its state.</summary>
internal sealed class RecursiveLock
{
    private readonly WaitableLock _lock = new(null);
    private int _depth;

    public bool IsHeld => _lock.IsLocked;

    public bool IsHeldBy(ThreadState thread) => ReferenceEquals(_lock.Owner, thread);

    public void Acquire(ThreadState thread)
    {
        if (_lock.Owner is { IsGone: true })
        {
            _lock.Reset();
            _depth = 0;
        }
        if (!IsHeldBy(thread))
            _lock.Acquire(thread, ThreadState.Never);
        _depth++;
    }

    /// <summary>False where the thread does not hold the lock.</summary>
    public bool Release(ThreadState thread)
    {
        if (!IsHeldBy(thread))
            return false;
        if (--_depth == 0)
            _lock.TryRelease();
        return true;
    }
}
