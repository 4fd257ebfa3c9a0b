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

    // One whose end nobody has waited for is used again only once so many rest: threads that a program starts one after the other and joins later
    // have different identifiers of the system.
    private const int FewestIdle = 16;

    private const int MostIdle = 32;
    private const int StackStep = 1 << 20;
    private const long IdleTime = 2_000_000_000;

    // Protected by the interpreter's lock.
    private static readonly List<NativeWorker> s_idle = [];

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
    private bool _isJoined;

    private NativeWorker(int stackSize)
    {
        _stackSize = stackSize;
        _state = (int*)Unsafe.AsPointer(ref _word[0]);
    }

    /// <summary>The identity of the thread.</summary>
    public long Identity { get; private set; }

    /// <summary>How many Python threads it has run.</summary>
    public int Turn { get; private set; }

    /// <summary>Somebody has waited for the end of one of its Python threads: where that was the last one, the thread can be used again at once.</summary>
    public void Joined(int turn) => _isJoined |= turn == Turn;

    /// <summary>A thread that waits for <see cref="Start"/>. Throws OutOfMemoryException where the system gives none.</summary>
    public static NativeWorker Get(ThreadState thread, int stackSize)
    {
        if (s_forks > 0)
            stackSize = Math.Max(stackSize, Threads.DefaultStackSize) + (s_forks * StackStep);
        while (FindIdle(stackSize) is var place and >= 0)
        {
            var idle = s_idle[place];
            s_idle.RemoveAt(place);
            if (Interlocked.CompareExchange(ref *idle._state, Claimed, Idle) == Idle)
                return idle;
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

    /// <summary>The place of a thread to be used again: the last one that was joined, which may not even sleep yet, else the first of many; -1 for none.</summary>
    private static int FindIdle(int stackSize)
    {
        var (first, count) = (-1, 0);
        for (var place = s_idle.Count - 1; place >= 0; place--)
        {
            if (s_idle[place]._stackSize != stackSize)
                continue;
            if (s_idle[place]._isJoined)
                return place;
            (first, count) = (place, count + 1);
        }
        return count >= FewestIdle ? first : -1;
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
        _isJoined = false;
        Turn++;
        Volatile.Write(ref *_state, Working);
        WaitWord.Wake(_state, 1);
    }

    /// <summary>To be called by the work last, with the interpreter's lock: the thread can be used again once the work returns.</summary>
    public void Return()
    {
        s_idle.RemoveAll(static idle => Volatile.Read(ref *idle._state) == Gone);
        if (s_idle.Count >= MostIdle && s_forks == 0)
            return;
        _isReturned = true;
        Volatile.Write(ref *_state, Idle);
        s_idle.Add(this);
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
