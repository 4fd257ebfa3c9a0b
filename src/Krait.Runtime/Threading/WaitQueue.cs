namespace Krait.Runtime;

/// <summary>A thread in a <see cref="WaitQueue"/>.</summary>
internal sealed class Waiter(ThreadState thread)
{
    public readonly ThreadState Thread = thread;

    /// <summary>Since when it waits.</summary>
    public readonly long Since = ThreadState.Now;

    public Waiter? Previous;
    public Waiter? Next;
    public bool IsQueued;

    /// <summary>True where it was given what it waits for.</summary>
    public bool HasBeenServed;
}

/// <summary>Threads that wait for something, the longest waiting first. The interpreter's lock protects it.</summary>
internal struct WaitQueue
{
    private Waiter? _first;
    private Waiter? _last;

    /// <summary>The first thread; null where none waits. Threads that a fork has left behind are dropped.</summary>
    public Waiter? First
    {
        get
        {
            while (_first is { Thread.IsGone: true } gone)
                Remove(gone);
            return _first;
        }
    }

    public Waiter Add(ThreadState thread)
    {
        var waiter = new Waiter(thread) { Previous = _last, IsQueued = true };
        if (_last is null)
            _first = waiter;
        else
            _last.Next = waiter;
        _last = waiter;
        return waiter;
    }

    public void Remove(Waiter waiter)
    {
        if (!waiter.IsQueued)
            return;
        waiter.IsQueued = false;
        if (waiter.Previous is null)
            _first = waiter.Next;
        else
            waiter.Previous.Next = waiter.Next;
        if (waiter.Next is null)
            _last = waiter.Previous;
        else
            waiter.Next.Previous = waiter.Previous;
        waiter.Previous = waiter.Next = null;
    }

    /// <summary>Wakes the first thread, which stays in the queue until it has what it wants.</summary>
    public void WakeFirst() => First?.Thread.Unpark();

    /// <summary>Wakes all threads.</summary>
    public void WakeAll()
    {
        for (var waiter = First; waiter is not null; waiter = waiter.Next)
            waiter.Thread.Unpark();
    }
}
