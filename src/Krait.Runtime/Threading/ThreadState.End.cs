namespace Krait.Runtime;

/// <summary>Somebody who keeps something for each thread.</summary>
internal interface IThreadEndListener
{
    /// <summary>Gives up what belongs to a thread that ends; the interpreter's lock is held.</summary>
    void ThreadEnds(ThreadState thread);
}

public sealed partial class ThreadState
{
    private HashSet<IThreadEndListener>? _endListeners;

    internal void AddEndListener(IThreadEndListener listener) => (_endListeners ??= new(ReferenceEqualityComparer.Instance)).Add(listener);

    internal void RemoveEndListener(IThreadEndListener listener) => _endListeners?.Remove(listener);

    /// <summary>Tells the listeners that the thread ends; what they give up can run Python code, and bring more of them.</summary>
    internal void TellEnd()
    {
        while (_endListeners is { Count: > 0 } listeners)
        {
            _endListeners = null;
            foreach (var listener in listeners)
                listener.ThreadEnds(this);
            DrainPool(0);
        }
    }
}
