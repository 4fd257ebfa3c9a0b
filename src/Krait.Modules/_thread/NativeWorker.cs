using System.Runtime.CompilerServices;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Threads;

/// <summary>
/// A thread of the system, which runs one Python thread after the other: making one costs ten times as much as waking one. One that is idle for a
/// while ends.
/// </summary>
internal sealed unsafe class NativeWorker
{
    private const int Starting = 0, Idle = 1, Claimed = 2, Working = 3, Gone = 4;

    // A thread is used again only once so many rest: threads started one after the other have different identifiers of the system.
    private const int FewestIdle = 16;

    private const int MostIdle = 32;
    private const int StackStep = 1 << 20;
    private const long IdleTime = 2_000_000_000;

    // Protected by the interpreter's lock.
    private static readonly Queue<NativeWorker> s_idle = new();

    /// <summary>
    /// How many forks led to this process. In the child the C library takes the stacks of the parent's threads for free, and would give them, with
    /// the threads' local data, to new threads, or unmap them at the end of one. The .NET runtime, which knows nothing of the fork, still
    /// collects from them. So threads get larger stacks there than any that is left, and do not end.
    /// </summary>
    private static int s_forks;

    private readonly int[] _word = GC.AllocateArray<int>(1, pinned: true);
    private readonly int* _state;
    private readonly int _stackSize;
    private Action<NativeWorker>? _work;
    private bool _isReturned;

    private NativeWorker(int stackSize)
    {
        _stackSize = stackSize;
        _state = (int*)Unsafe.AsPointer(ref _word[0]);
    }

    /// <summary>The identity of the thread.</summary>
    public long Identity { get; private set; }

    /// <summary>A thread that waits for <see cref="Start"/>. Throws OutOfMemoryException where the system gives none.</summary>
    public static NativeWorker Get(ThreadState thread, int stackSize)
    {
        if (s_forks > 0)
            stackSize = Math.Max(stackSize, Threads.DefaultStackSize) + (s_forks * StackStep);
        while (s_idle.TryPeek(out var longest) && (s_idle.Count >= FewestIdle || Volatile.Read(ref *longest._state) == Gone))
        {
            s_idle.Dequeue();
            if (longest._stackSize == stackSize && Interlocked.CompareExchange(ref *longest._state, Claimed, Idle) == Idle)
                return longest;
        }
        var worker = new NativeWorker(stackSize);
        new Thread(worker.Loop, stackSize) { IsBackground = true }.Start();
        using (thread.AllowThreads())
        {
            while (Volatile.Read(ref *worker._state) == Starting)
                WaitWord.Wait(worker._state, Starting, -1);
        }
        return worker;
    }

    /// <summary>Forgets the idle threads: the child of a fork does not have them.</summary>
    public static void AfterForkInChild(ThreadState thread)
    {
        s_idle.Clear();
        s_forks++;
    }

    /// <summary>Has the thread run something.</summary>
    public void Start(Action<NativeWorker> work)
    {
        _work = work;
        Volatile.Write(ref *_state, Working);
        WaitWord.Wake(_state, 1);
    }

    /// <summary>To be called by the work last, with the interpreter's lock: the thread can be used again once the work returns.</summary>
    public void Return()
    {
        if (s_idle.Count >= MostIdle && s_forks == 0)
            return;
        _isReturned = true;
        Volatile.Write(ref *_state, Idle);
        s_idle.Enqueue(this);
    }

    private void Loop()
    {
        Identity = Threads.CurrentId;
        Volatile.Write(ref *_state, Claimed);
        WaitWord.Wake(_state, 1);
        while (true)
        {
            var state = Volatile.Read(ref *_state);
            if (state == Working)
            {
                var work = _work!;
                _work = null;
                _isReturned = false;
                work(this);
                if (!_isReturned)
                    return;
            }
            else if (!WaitWord.Wait(_state, state, s_forks == 0 ? IdleTime : -1) && Interlocked.CompareExchange(ref *_state, Gone, Idle) == Idle)
            {
                return;
            }
        }
    }
}
