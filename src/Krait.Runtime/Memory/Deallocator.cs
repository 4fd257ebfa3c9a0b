using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary>
/// What happens when nothing refers to an object any more: <c>__del__</c>, weak references, the children, the free list or the identity.
/// Chains are released without recursion: a dying object's children queue up once a few levels are open.
/// </summary>
internal static class Deallocator
{
    private const int MaxOpenLevels = 40;

    /// <summary>The count went from one to zero by a release.</summary>
    public static void LastReferenceDropped(PyObject o) => LastReferenceDropped(ThreadState.Current, o);

    /// <inheritdoc cref="LastReferenceDropped(PyObject)"/>
    public static void LastReferenceDropped(ThreadState thread, PyObject o)
    {
        o.RefCount = 0;
        if (o.Flags == ObjectFlags.None)
        {
            // Nothing to do but to keep the object for reuse: the common case of numbers and text.
            if (thread.HoldDepth != 0)
                return;
            if (o.GetType() == typeof(PyInt))
                thread.FreeLists.Ints.TryPut(Unsafe.As<PyInt>(o));
            else if (o.GetType() == typeof(PyFloat))
                thread.FreeLists.Floats.TryPut(Unsafe.As<PyFloat>(o));
            else
                o.Recycle(thread);
            return;
        }
        if ((o.Flags & (ObjectFlags.InPool | ObjectFlags.Deallocating)) != 0)
            return;
        Deallocate(thread, o);
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
            // Before anything else can run: a collection must not find an object that is half gone.
            if ((o.Flags & ObjectFlags.Tracked) != 0)
                thread.Interpreter.Collector.Untrack(o);
            ref var weak = ref o.WeakReferences;
            if (!Unsafe.IsNullRef(ref weak) && weak is { } list)
            {
                list.ObjectDies(thread);
                o.WeakReferences = null;
            }
            o.ClearReferences();
            o.Flags &= ~ObjectFlags.Deallocating;
        }
        var type = o.Type;
        // An object on a free list keeps its identity, as its memory would keep its address.
        if ((o.Flags & ObjectFlags.Followed) != 0)
            MemoryHooks.Died(o);
        else if (thread.HoldDepth == 0 && o.Recycle(thread))
            return;
        thread.Interpreter.Identities.GiveBack(o);
        if (type.IsHeapType)
            PyObject.Release(type);
    }

    /// <summary>Runs <c>__del__</c> once (PEP 442). False where the object is still needed afterwards.</summary>
    private static bool RunFinalizer(ThreadState thread, PyObject o)
    {
        var finalize = o.Type.TpFinalize;
        if (finalize is null || (o.Flags & ObjectFlags.Finalized) != 0)
            return true;
        o.Flags |= ObjectFlags.Finalized;
        o.RefCount = 1;
        finalize(thread, o);
        // Where C# code took it meanwhile, the drain of the pool decides.
        return --o.RefCount == 0 && (o.Flags & ObjectFlags.InPool) == 0;
    }
}
