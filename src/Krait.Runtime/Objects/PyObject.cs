using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary>
/// The base of everything that Python sees. Carries the type, the reference count, the identity and the collector's index.
/// See <c>docs/memory.md</c> for the contract: counted places retain, C# locals do not.
/// </summary>
public abstract class PyObject
{
    /// <summary>The reference count of an object that is not counted. Anything below zero means the same.</summary>
    public const int Immortal = int.MinValue / 2;

    private PyType _type;
    internal int RefCount;
    internal int IdNumber;
    internal int GcIndex;
    internal ObjectFlags Flags;

    private protected PyObject(PyType type)
    {
        _type = type;
        // Null only while the types of types themselves come into being.
        if (type is not null && type.IsHeapType)
            Retain(type);
        if (MemoryHooks.Active)
            MemoryHooks.Created(this);
    }

    /// <summary>The Python type. It may change (<c>__class__</c> assignment) between types of one layout.</summary>
    public PyType Type
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _type;
        internal set => _type = value;
    }

    /// <summary>True where references to the object are not counted.</summary>
    public bool IsImmortal => RefCount < 0;

    /// <summary>Counts one more reference from a place that Python can see.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Retain(PyObject o)
    {
        var count = o.RefCount;
        if (count >= 0)
            o.RefCount = count + 1;
    }

    /// <summary>Takes back one reference; at zero the object is deallocated, unless it is in the pool, whose drain does that.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Release(PyObject o)
    {
        var count = o.RefCount;
        if (count > 1)
            o.RefCount = count - 1;
        else if (count == 1)
            Deallocator.LastReferenceDropped(o);
    }

    /// <summary><see cref="Retain"/> where there is an object.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void XRetain(PyObject? o)
    {
        if (o is not null)
            Retain(o);
    }

    /// <summary><see cref="Release"/> where there is an object.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void XRelease(PyObject? o)
    {
        if (o is not null)
            Release(o);
    }

    /// <summary>Takes back one reference without deallocating at zero: the object is returned to C# code, floating.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Float<T>(ThreadState thread, T o) where T : PyObject
    {
        var count = o.RefCount;
        if (count > 0)
        {
            o.RefCount = count - 1;
            if (count == 1 && (o.Flags & ObjectFlags.Pooled) != 0 && (o.Flags & ObjectFlags.InPool) == 0)
                thread.EnterPool(o);
        }
        return o;
    }

    /// <summary>Reports every counted reference that this object holds. Generated for fields of type <see cref="Ref{T}"/> and <c>[Counted]</c> arrays.</summary>
    internal virtual void Traverse(Visitor visitor)
    {
    }

    /// <summary>Gives up every counted reference that this object holds; called for garbage cycles and at deallocation.</summary>
    internal virtual void ClearReferences()
    {
    }

    /// <summary>
    /// Called at deallocation after the references are cleared. True when the object went to a free list.
    /// Only called where no C# frame can still hold the object.
    /// </summary>
    internal virtual bool Recycle(ThreadState thread) => false;

    /// <summary>The attribute storage of instances of Python classes; a null reference for types without one.</summary>
    internal virtual ref InstanceStorage Storage => ref Unsafe.NullRef<InstanceStorage>();

    /// <summary>
    /// The attribute dict of a built-in object that keeps one of its own, as functions and modules do (<see cref="IOwnDict"/>); with
    /// <paramref name="create"/> it is made where there is none yet.
    /// </summary>
    internal virtual PyDict? GetOwnDict(ThreadState thread, bool create) => null;

    /// <summary>Replaces the attribute dict of a built-in object that keeps one of its own.</summary>
    internal virtual void SetOwnDict(ThreadState thread, PyDict? dict)
    {
    }

    /// <summary>The place of the object's list of weak references; a null reference for types that do not support them.</summary>
    internal virtual ref WeakReferenceList? WeakReferences => ref Unsafe.NullRef<WeakReferenceList?>();

    /// <summary>The size in bytes that <c>__sizeof__</c> shows: what CPython would use.</summary>
    internal virtual long SizeOf(ThreadState thread) => Type.BasicSize;

    /// <summary>For debuggers: the type and the identity.</summary>
    public override string ToString() => $"<{Type?.Name} object, {RefCount} references>";
}

/// <summary>What the memory manager notes on an object.</summary>
[Flags]
internal enum ObjectFlags
{
    None = 0,

    /// <summary>Objects of this class must be drained when they float: they hold references or have something to do at deallocation.</summary>
    Pooled = 1,

    /// <summary>The object stands in a thread's pool.</summary>
    InPool = 2,

    /// <summary>The object stands in a generation of the collector.</summary>
    Tracked = 4,

    /// <summary><c>__del__</c> (or a generator's close) was called: PEP 442 calls it once.</summary>
    Finalized = 8,

    /// <summary>The collector holds the object in the set that it is examining.</summary>
    Collecting = 16,

    /// <summary>The object is being deallocated.</summary>
    Deallocating = 32,

    /// <summary>The collector's generation, three bits; see <see cref="Collector"/>.</summary>
    GenerationMask = 7 << Collector.GenerationShift,

    /// <summary>An identity was given; it goes back at deallocation.</summary>
    HasId = 512,

    /// <summary>A tool wants to know when the object dies, see <see cref="MemoryHooks"/>.</summary>
    Followed = 1024,
}

/// <summary>Receives the references that an object holds.</summary>
internal abstract class Visitor
{
    /// <summary>True where the variables of generators that run are to be shown, too: nobody can rely on what a running loop holds.</summary>
    public virtual bool SeesRunningFrames => false;

    /// <summary>One counted reference; <paramref name="o"/> may be null.</summary>
    public abstract void Visit(PyObject? o);

    /// <summary>Counted references in the first <paramref name="count"/> places of <paramref name="items"/>.</summary>
    public void Visit(PyObject?[]? items, int count)
    {
        if (items is null)
            return;
        for (var i = 0; i < count; i++)
        {
            if (items[i] is { } item)
                Visit(item);
        }
    }
}
