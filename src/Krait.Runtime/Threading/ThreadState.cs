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
        FreeLists = interpreter.FreeLists;
        DataStack = new DataStack(interpreter.Threads.Length == 0 ? DataStack.ChunkSize : DataStack.SmallChunkSize);
        RecursionLimit = interpreter.RecursionLimit;
    }

    /// <summary>The state of the thread that runs; it must be attached.</summary>
    public static ThreadState Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => s_current!;
    }

    /// <summary>The state of the thread that runs; null where it is not attached to an interpreter.</summary>
    public static ThreadState? CurrentOrNull => s_current;

    /// <summary>What <c>threading.get_ident()</c> shows; 0 while nobody has asked.</summary>
    public long Identity { get; set; }

    /// <summary>The interpreter that the thread belongs to.</summary>
    public Interpreter Interpreter { get; }

    /// <summary>The Python frame that runs; null outside Python code.</summary>
    public PyFrame? Frame { get; internal set; }

    /// <summary>Where frames keep locals and operands.</summary>
    internal DataStack DataStack { get; set; }

    /// <summary>The number of objects in the pool.</summary>
    internal int PoolCount;

    /// <summary>The number of objects in the pool that were there before the activation of the loop that runs: it drains what is above.</summary>
    internal int PoolMark;

    /// <summary>Back edges and calls until the loop returns to its caller, so that a newer compilation of it takes over.</summary>
    internal int LoopBudget;

    /// <summary>How many native calls that may hold floating objects wait for Python code to return.</summary>
    internal int HoldDepth;

    /// <summary>True while the thread has let others run between two instructions of Python code.</summary>
    internal bool IsBetweenInstructions;

    /// <summary>
    /// For native functions that call <paramref name="callee"/> while they hold no floating object: what dies below goes to the free lists until the
    /// result is disposed of. Native code that is called holds for itself, so there this does nothing.
    /// </summary>
    internal HoldingNothing HoldNothing(PyObject callee)
    {
        var given = callee is PyFunction or PyMethod { Function: PyFunction } ? 1 : 0;
        HoldDepth -= given;
        return new HoldingNothing(this, given);
    }

    /// <summary>As <see cref="HoldNothing(PyObject)"/>, for code that resumes a generator.</summary>
    internal HoldingNothing HoldNothing()
    {
        HoldDepth--;
        return new HoldingNothing(this, 1);
    }

    /// <summary>How many Python calls are open, the inlined ones included: what the recursion limit limits.</summary>
    internal int RecursionDepth;

    /// <summary>Open deallocations, see <see cref="Deallocator"/>.</summary>
    internal int OpenDeallocations;

    /// <summary>Not zero when something asynchronous wants attention: looked at on back edges and calls.</summary>
    internal int EvalBreaker
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_evalBreaker));
    }

    // In memory that stays in place: the signal handler, which is machine code, raises a bit of it.
    private readonly int[] _evalBreaker = GC.AllocateArray<int>(1, pinned: true);

    /// <summary>The address of <see cref="EvalBreaker"/>.</summary>
    internal unsafe int* EvalBreakerAddress => (int*)Unsafe.AsPointer(ref _evalBreaker[0]);

    /// <summary>The number of calls that may be open at once.</summary>
    internal int RecursionLimit;

    /// <summary>The interpreter's free lists, at hand.</summary>
    internal readonly FreeLists FreeLists;

    /// <summary>What the code that runs is handling.</summary>
    internal ExceptionInfo ExceptionInfo = new();

    /// <summary>The exception on its way from a handler, or out of an entry frame, to where it is unwound; floating.</summary>
    internal PyBaseException? PendingException;

    /// <summary>True where the exception that is being raised was raised before: the frame is in its traceback already.</summary>
    internal bool Reraised;

    /// <summary>Where a RERAISE that put its frame back to an earlier instruction stands; -1 otherwise.</summary>
    internal int ReraisePlace = -1;

    /// <summary>True where the frame that has just returned was called by C# code.</summary>
    internal bool EntryReturned;

    /// <summary>True while a trace or profile function is set and may be called.</summary>
    internal bool IsTracing;

    /// <summary>How many frames of its creation a coroutine remembers (<c>sys.set_coroutine_origin_tracking_depth</c>).</summary>
    internal int CoroutineOriginDepth;

    /// <summary>The hooks of <c>sys.set_asyncgen_hooks</c>.</summary>
    internal Ref<PyObject> AsyncGenFirstIter;

    /// <inheritdoc cref="AsyncGenFirstIter"/>
    internal Ref<PyObject> AsyncGenFinalizer;

    /// <summary>Raised between two instructions, at another thread's request (<c>PyThreadState_SetAsyncExc</c>); counted.</summary>
    internal Ref<PyObject> AsyncException;

    /// <summary>The current context of <c>contextvars</c>; null while nobody has asked for one.</summary>
    internal Ref<PyObject> Context;

    /// <summary>The event loop that runs in the thread, and the task that it runs: for <c>asyncio</c>.</summary>
    internal Ref<PyObject> AsyncioLoop;

    /// <inheritdoc cref="AsyncioLoop"/>
    internal Ref<PyObject> AsyncioTask;

    internal void RaiseAsyncException()
    {
        if (AsyncException.Take(this) is { } exception)
            throw new PythonException(Raising.Instantiate(this, exception));
    }

    private readonly PyFrame?[] _freeFrames = new PyFrame?[64];
    private int _freeFrameCount;

    /// <summary>Objects whose deallocation waits for the open ones.</summary>
    internal Stack<PyObject> PostponedDeallocations { get; } = new();

    /// <summary>The exception that <c>sys.exception()</c> shows; null for none.</summary>
    public PyBaseException? HandledException
    {
        get
        {
            for (var info = ExceptionInfo; info is not null; info = info.Previous!)
            {
                if (info.Value is { } value)
                    return value;
            }
            return null;
        }
    }

    /// <summary>The value of the StopIteration by which an iterator has just ended; null for None. See <see cref="TakeStopIterationValue"/>.</summary>
    internal PyObject? StopIterationValue;

    /// <summary>The value with which the iterator that has just returned null ended.</summary>
    internal PyObject TakeStopIterationValue()
    {
        var value = StopIterationValue ?? PyNone.Instance;
        StopIterationValue = null;
        return value;
    }

    private Action? _checkInterrupts;

    /// <summary>For long C# loops: does what is pending, as the interpreter would between two instructions.</summary>
    public Action CheckInterrupts => _checkInterrupts ??= () =>
    {
        if (EvalBreaker != 0)
            Breaker.Handle(this);
    };

    internal void SetPendingException(PyBaseException value) => PendingException = value;

    /// <summary>
    /// For methods and functions that Python calls, where the error is nothing unusual: makes it the pending exception and returns null, which is to
    /// be the result. A C# throw costs ten times as much.
    /// </summary>
    internal PyObject Raise(PythonException error)
    {
        Raising.SetContext(this, error.Value);
        SetPendingException(error.Value);
        return null!;
    }

    internal PyBaseException TakePendingException()
    {
        var value = PendingException ?? throw new InvalidOperationException("no pending exception");
        PendingException = null;
        return value;
    }

    /// <summary>Asks the thread for attention; may be called from any thread.</summary>
    internal void SetBreaker(int bits)
    {
        int old;
        do
            old = EvalBreaker;
        while (Interlocked.CompareExchange(ref _evalBreaker[0], old | bits, old) != old);
    }

    /// <summary>Asks for a collection, which begins between two instructions of this thread.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void RequestCollection()
    {
        if ((EvalBreaker & EvalBreakerBits.Collect) == 0)
            SetBreaker(EvalBreakerBits.Collect);
    }

    /// <summary>Takes note that a request was handled.</summary>
    internal void ClearBreaker(int bits)
    {
        int old;
        do
            old = EvalBreaker;
        while (Interlocked.CompareExchange(ref _evalBreaker[0], old & ~bits, old) != old);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal PyFrame? TakeFrame()
    {
        var count = _freeFrameCount - 1;
        if (count < 0)
            return null;
        _freeFrameCount = count;
        return Unsafe.Add(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_freeFrames), count);
    }

    private const int LargestGeneratorFrame = 64;
    private readonly PyFrame?[] _freeGeneratorFrames = new PyFrame?[32];
    private int _freeGeneratorFrameCount;

    /// <summary>The frame of an ended generator, with room for a number of locals and operands; null where there is none that fits.</summary>
    internal PyFrame? TakeGeneratorFrame(int size)
    {
        var count = _freeGeneratorFrameCount - 1;
        if (count < 0 || _freeGeneratorFrames[count]!.Stack.Length < size)
            return null;
        _freeGeneratorFrameCount = count;
        return _freeGeneratorFrames[count];
    }

    internal void GiveGeneratorFrame(PyFrame frame)
    {
        if (_freeGeneratorFrameCount < _freeGeneratorFrames.Length && frame.Stack.Length <= LargestGeneratorFrame)
            _freeGeneratorFrames[_freeGeneratorFrameCount++] = frame;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void GiveFrame(PyFrame frame)
    {
        var count = _freeFrameCount;
        if (count == _freeFrames.Length)
            return;
        // Mostly the frame that was taken from here.
        ref var place = ref Unsafe.Add(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_freeFrames), count);
        if (!ReferenceEquals(place, frame))
            place = frame;
        _freeFrameCount = count + 1;
    }

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
        if ((o.Flags & ObjectFlags.InPool) != 0)
            return;
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
    public void DrainPool(int mark)
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

/// <summary>The time of <see cref="ThreadState.HoldNothing"/>.</summary>
internal readonly ref struct HoldingNothing(ThreadState thread, int given)
{
    /// <summary>Ends it.</summary>
    public void Dispose() => thread.HoldDepth += given;
}
