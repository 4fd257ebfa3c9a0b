namespace Krait.Runtime;

/// <summary>Weak references to garbage, and weak references that are garbage.</summary>
internal sealed partial class Collector
{
    /// <summary>
    /// Clears the weak references with callbacks to the garbage, then calls the callbacks of those that are not garbage themselves. References
    /// without callbacks stay: finalizers may still use them. Returns the number of references that died by this.
    /// </summary>
    private long CallWeakReferenceCallbacks(ThreadState thread)
    {
        List<WeakLink>? called = null;
        for (var i = 0; i < _examined.Used; i++)
        {
            if (_examined.Items[i] is not { } o || WeakReferenceList.Of(o) is not { } list)
                continue;
            for (var link = list.First; link is not null;)
            {
                var next = link.Next;
                if (link.Callback is not null)
                {
                    link.Detach();
                    if ((link.Flags & ObjectFlags.Collecting) == 0)
                    {
                        PyObject.Retain(link);
                        (called ??= []).Add(link);
                    }
                }
                link = next;
            }
        }
        if (called is null)
            return 0;
        var freed = 0;
        foreach (var link in called)
        {
            WeakLink.Call(thread, link, link.Callback!);
            PyObject.Release(link);
            if ((link.Flags & ObjectFlags.Tracked) == 0)
                freed++;
        }
        return freed;
    }

    /// <summary>Before the garbage is cleared no weak reference may lead to it, and no reference that is garbage may call back.</summary>
    private void ClearWeakReferences()
    {
        for (var i = 0; i < _examined.Used; i++)
        {
            if (_examined.Items[i] is not { } o)
                continue;
            if (o is WeakLink own)
                own.Detach();
            if (WeakReferenceList.Of(o) is not { } list)
                continue;
            while (list.First is { } link)
                link.Detach();
        }
    }
}
