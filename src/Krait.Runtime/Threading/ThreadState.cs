using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary>
/// One thread of Python in one interpreter: its frames, its pool of floating objects, its exception state. Native functions get it as
/// their first parameter; <see cref="Current"/> is for where that cannot be.
/// </summary>
public sealed partial class ThreadState
{
    [ThreadStatic]
    private static ThreadState? s_current;

    private PyObject[] _pool = new PyObject[256];

    internal ThreadState(Interpreter interpreter)
    {
        Interpreter = interpreter;
        DataStack = new DataStack();
    }

    /// <summary>The state of the thread that runs; it must be attached.</summary>
    public static ThreadState Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => s_current!;
    }

    /// <summary>The state of the thread that runs; null where it is not attached to an interpreter.</summary>
    public static ThreadState? CurrentOrNull => s_current;

    /// <summary>The interpreter that the thread belongs to.</summary>
    public Interpreter Interpreter { get; }

    /// <summary>The Python frame that runs; null outside Python code.</summary>
    public PyFrame? Frame { get; internal set; }

    /// <summary>Where frames keep locals and operands.</summary>
    internal DataStack DataStack { get; }

    /// <summary>The number of objects in the pool.</summary>
    internal int PoolCount;

    /// <summary>How many native calls that may hold floating objects wait for Python code to return.</summary>
    internal int HoldDepth;

    /// <summary>How many Python calls are open, the inlined ones included: what the recursion limit limits.</summary>
    internal int RecursionDepth;

    /// <summary>Open deallocations, see <see cref="Deallocator"/>.</summary>
    internal int OpenDeallocations;

    /// <summary>Not zero when something asynchronous wants attention: looked at on back edges and calls.</summary>
    internal volatile int EvalBreaker;

    /// <summary>Objects whose deallocation waits for the open ones.</summary>
    internal Stack<PyObject> PostponedDeallocations { get; } = new();

    internal static void SetCurrent(ThreadState? thread) => s_current = thread;

    /// <summary>Takes a new container: it floats in the pool, and the collector tracks it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T EnterNew<T>(T o) where T : PyObject
    {
        Interpreter.Collector.Track(this, o);
        o.Flags |= ObjectFlags.Pooled;
        EnterPool(o);
        return o;
    }

    /// <summary>Takes a new container that the collector does not track (yet).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T EnterNewUntracked<T>(T o) where T : PyObject
    {
        o.Flags |= ObjectFlags.Pooled;
        EnterPool(o);
        return o;
    }

    /// <summary>Puts a floating object into the pool.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void EnterPool(PyObject o)
    {
        o.Flags |= ObjectFlags.InPool;
        var pool = _pool;
        var count = PoolCount;
        if ((uint)count < (uint)pool.Length)
        {
            Unsafe.Add(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(pool), count) = o;
            PoolCount = count + 1;
        }
        else
        {
            GrowPool(o);
        }
    }

    /// <summary>
    /// Takes the objects above <paramref name="mark"/> out of the pool; what nothing counts is deallocated. The interpreter does this
    /// after every instruction that ran C# code.
    /// </summary>
    internal void DrainPool(int mark)
    {
        while (PoolCount > mark)
        {
            var o = _pool[--PoolCount];
            o.Flags &= ~ObjectFlags.InPool;
            if (o.RefCount == 0)
                Deallocator.Deallocate(this, o);
        }
    }

    /// <summary>The objects in the pool, for the collector: they are alive.</summary>
    internal ReadOnlySpan<PyObject> Pool => _pool.AsSpan(0, PoolCount);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void GrowPool(PyObject o)
    {
        Array.Resize(ref _pool, _pool.Length * 2);
        _pool[PoolCount++] = o;
    }
}
