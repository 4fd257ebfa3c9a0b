namespace Krait.Runtime;

/// <summary>
/// What happens when nothing refers to an object any more: <c>__del__</c>, weak references, the children, the identity, the free list.
/// Chains are released without recursion: a dying object's children queue up once a few levels are open.
/// </summary>
internal static class Deallocator
{
    private const int MaxOpenLevels = 40;

    /// <summary>The count went from one to zero by a release.</summary>
    public static void LastReferenceDropped(PyObject o)
    {
        o.RefCount = 0;
        if (o.Flags == ObjectFlags.None)
        {
            // Nothing to do but to keep the object for reuse: the common case of numbers and text.
            if (ThreadState.Current.HoldDepth == 0)
                o.Recycle();
            return;
        }
        if ((o.Flags & (ObjectFlags.InPool | ObjectFlags.Deallocating)) != 0)
            return;
        Deallocate(ThreadState.Current, o);
    }

    /// <summary>Deallocates an object whose count is zero.</summary>
    public static void Deallocate(ThreadState thread, PyObject o)
    {
        if (thread.OpenDeallocations >= MaxOpenLevels)
        {
            o.Flags |= ObjectFlags.Deallocating;
            thread.PostponedDeallocations.Push(o);
            return;
        }
        thread.OpenDeallocations++;
        try
        {
            DeallocateNow(thread, o);
            if (thread.OpenDeallocations == 1)
            {
                while (thread.PostponedDeallocations.TryPop(out var postponed))
                {
                    postponed.Flags &= ~ObjectFlags.Deallocating;
                    DeallocateNow(thread, postponed);
                }
            }
        }
        finally
        {
            thread.OpenDeallocations--;
        }
    }

    private static void DeallocateNow(ThreadState thread, PyObject o)
    {
        if ((o.Flags & ObjectFlags.Pooled) != 0)
        {
            if (!RunFinalizer(thread, o))
                return;
            o.Flags |= ObjectFlags.Deallocating;
            ref var weak = ref o.WeakReferences;
            if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref weak) && weak is { } list)
            {
                weak = null;
                list.ObjectDies(thread, o);
            }
            if ((o.Flags & ObjectFlags.Tracked) != 0)
                thread.Interpreter.Collector.Untrack(o);
            o.ClearReferences();
            o.Flags &= ~ObjectFlags.Deallocating;
        }
        if ((o.Flags & ObjectFlags.HasId) != 0)
            thread.Interpreter.Identities.GiveBack(o);
        var type = o.Type;
        if (thread.HoldDepth == 0 && o.Recycle())
            return;
        if (type.IsHeapType)
            PyObject.Release(type);
    }

    /// <summary>Runs <c>__del__</c> once (PEP 442). False where it brought the object back to life.</summary>
    public static bool RunFinalizer(ThreadState thread, PyObject o)
    {
        var finalize = o.Type.TpFinalize;
        if (finalize is null || (o.Flags & ObjectFlags.Finalized) != 0)
            return true;
        o.Flags |= ObjectFlags.Finalized;
        o.RefCount = 1;
        finalize(thread, o);
        if (--o.RefCount > 0)
            return false;
        return true;
    }
}
