namespace Krait.Runtime;

/// <summary>The interpreter-wide import lock, which a thread may take several times.</summary>
internal sealed class ImportLock
{
    private readonly object _lock = new();
    private ThreadState? _owner;
    private int _depth;

    public bool IsHeld => _owner is not null;

    public void Acquire(ThreadState thread)
    {
        lock (_lock)
        {
            if (_owner is null || ReferenceEquals(_owner, thread))
            {
                _owner = thread;
                _depth++;
                return;
            }
        }
        thread.Interpreter.Gil.Release(thread);
        lock (_lock)
        {
            while (_owner is not null)
                Monitor.Wait(_lock);
            _owner = thread;
            _depth = 1;
        }
        thread.Interpreter.Gil.Take(thread);
    }

    /// <summary>False where the thread does not hold the lock.</summary>
    public bool Release(ThreadState thread)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(_owner, thread))
                return false;
            if (--_depth == 0)
            {
                _owner = null;
                Monitor.Pulse(_lock);
            }
            return true;
        }
    }

    /// <summary>In the child of a fork only this thread is left.</summary>
    public void ResetAfterFork()
    {
        _owner = null;
        _depth = 0;
    }
}
