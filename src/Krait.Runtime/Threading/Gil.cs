using System.Diagnostics;

namespace Krait.Runtime;

/// <summary>
/// The global interpreter lock of one interpreter. A thread that wants it waits for the switch interval, then asks the holder to let go; the
/// holder does so at its next back edge or call, and waits until another thread has taken the lock, so that no thread starves.
/// </summary>
internal sealed class Gil
{
    private object _lock = new();
    private ThreadState? _holder;
    private long _switches;
    private int _waiting;
    private ThreadState? _lastThread;

    /// <summary>The switch interval, in seconds (<c>sys.setswitchinterval</c>).</summary>
    public double SwitchInterval { get; set; } = 0.005;

    /// <summary>The thread that holds the lock.</summary>
    public ThreadState? Holder => _holder;

    /// <summary>Takes the lock; blocks until it is free.</summary>
    public void Take(ThreadState thread)
    {
        if (!TryTake(thread))
            Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>From now on only this thread gets the lock: the interpreter ends, and daemon threads stand still where they are.</summary>
    public void Close(ThreadState thread)
    {
        lock (_lock)
        {
            _lastThread = thread;
            Monitor.PulseAll(_lock);
        }
    }

    private bool IsClosedTo(ThreadState thread) => _lastThread is { } last && !ReferenceEquals(last, thread);

    private bool TryTake(ThreadState thread)
    {
        lock (_lock)
        {
            if (IsClosedTo(thread))
                return false;
            if (_holder is null)
            {
                SetHolder(thread);
                return true;
            }
            _waiting++;
            while (_holder is not null)
            {
                var switches = _switches;
                if (!Monitor.Wait(_lock, TimeSpan.FromSeconds(SwitchInterval)) && _switches == switches)
                    _holder?.SetBreaker(EvalBreakerBits.DropGil);
                if (IsClosedTo(thread))
                {
                    _waiting--;
                    return false;
                }
            }
            _waiting--;
            SetHolder(thread);
            Monitor.PulseAll(_lock);
            return true;
        }
    }

    /// <summary>Lets go of the lock: around everything that blocks, and at the end of a thread.</summary>
    public void Release(ThreadState thread)
    {
        lock (_lock)
        {
            Debug.Assert(ReferenceEquals(_holder, thread), "the lock is released by a thread that does not hold it");
            _holder = null;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Lets another thread run, on request: returns when that one had the lock and this thread has it again.</summary>
    public void Yield(ThreadState thread)
    {
        lock (_lock)
        {
            if (_waiting == 0)
                return;
            var switches = _switches;
            _holder = null;
            Monitor.PulseAll(_lock);
            while (_switches == switches && _waiting > 0)
                Monitor.Wait(_lock, TimeSpan.FromSeconds(SwitchInterval));
        }
        Take(thread);
    }

    /// <summary>In the child of a fork: only this thread is left.</summary>
    public void ResetAfterFork(ThreadState thread)
    {
        // Another thread may have been inside the lock at the fork.
        _lock = new object();
        _waiting = 0;
        _lastThread = null;
        _holder = thread;
    }

    private void SetHolder(ThreadState thread)
    {
        _holder = thread;
        _switches++;
    }
}
