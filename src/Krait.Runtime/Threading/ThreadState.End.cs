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
    private PyObject?[] _entry = [];

    /// <summary>Keeps what the thread is started with until its end.</summary>
    internal void SetEntry(params PyObject?[] entry)
    {
        foreach (var o in entry)
            PyObject.XRetain(o);
        _entry = entry;
    }

    /// <summary>Visits what the state itself counts, its frames apart.</summary>
    internal void TraverseOwn(Visitor visitor)
    {
        foreach (var o in _entry)
            visitor.Visit(o);
        visitor.Visit(Context.Value);
        visitor.Visit(AsyncioLoop.Value);
        visitor.Visit(AsyncioTask.Value);
        visitor.Visit(AsyncGenFirstIter.Value);
        visitor.Visit(AsyncGenFinalizer.Value);
        visitor.Visit(AsyncException.Value);
        visitor.Visit(TraceFunction.Value);
        visitor.Visit(ProfileFunction.Value);
    }

    internal void ReleaseEntry()
    {
        var entry = _entry;
        _entry = [];
        foreach (var o in entry)
            PyObject.XRelease(o);
        DrainPool(0);
    }

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
