using System.Diagnostics;
using System.Runtime.CompilerServices;
using Krait.Platform;

namespace Krait.Runtime;

/// <summary>
/// The global interpreter lock of one interpreter. A thread that wants it waits for the switch interval, then asks the holder to let go; the
/// holder does so at its next back edge or call, and waits until another thread has taken the lock, so that no thread starves.
/// </summary>
/// <remarks>
/// One word of memory says free, held, or held with threads waiting; those sleep at that word. So taking and releasing are one atomic
/// instruction each where nobody waits, and the child of a fork has nothing to mend but the word.
/// </remarks>
internal sealed unsafe class Gil
{
    private const int Free = 0, Held = 1, Contended = 2;
    private const double NanosecondsPerSecond = 1e9;

    // In memory that stays in place: the state, and the number of times that the lock went to another thread.
    private readonly int[] _words = GC.AllocateArray<int>(2, pinned: true);
    private readonly int* _state;
    private readonly int* _switches;
    private ThreadState? _holder;
    private ThreadState? _lastHolder;
    private ThreadState? _lastThread;
    private int _waiting;
    private int _yielding;
    private long _interval = 5_000_000;

    public Gil()
    {
        _state = (int*)Unsafe.AsPointer(ref _words[0]);
        _switches = (int*)Unsafe.AsPointer(ref _words[1]);
    }

    /// <summary>The switch interval, in seconds (<c>sys.setswitchinterval</c>).</summary>
    public double SwitchInterval
    {
        get => _interval / NanosecondsPerSecond;
        set => _interval = Math.Max(1, (long)Math.Min(value * NanosecondsPerSecond, long.MaxValue / 2));
    }

    /// <summary>The thread that holds the lock.</summary>
    public ThreadState? Holder => _holder;

    /// <summary>Takes the lock; blocks until it is free.</summary>
    public void Take(ThreadState thread)
    {
        if (Interlocked.CompareExchange(ref *_state, Held, Free) != Free)
            Wait(thread);
        _holder = thread;
        if (!ReferenceEquals(_lastHolder, thread))
            NoteSwitch(thread);
    }

    /// <summary>Lets go of the lock: around everything that blocks, and at the end of a thread.</summary>
    public void Release(ThreadState thread)
    {
        Debug.Assert(ReferenceEquals(_holder, thread), "the lock is released by a thread that does not hold it");
        _holder = null;
        if (Interlocked.Exchange(ref *_state, Free) == Contended)
            WaitWord.Wake(_state, 1);
    }

    /// <summary>Lets another thread run, on request: returns when that one had the lock and this thread has it again.</summary>
    public void Yield(ThreadState thread)
    {
        // Those who wait at the end of the interpreter do so for good.
        if (Volatile.Read(ref _waiting) == 0 || _lastThread is not null)
            return;
        var switches = Volatile.Read(ref *_switches);
        Interlocked.Increment(ref _yielding);
        Release(thread);
        while (Volatile.Read(ref *_switches) == switches && Volatile.Read(ref _waiting) > 0)
            WaitWord.Wait(_switches, switches, _interval);
        Interlocked.Decrement(ref _yielding);
        Take(thread);
    }

    /// <summary>From now on only this thread gets the lock: the interpreter ends, and daemon threads stand still where they are.</summary>
    public void Close(ThreadState thread) => Volatile.Write(ref _lastThread, thread);

    /// <summary>In the child of a fork: only this thread is left, and it holds the lock.</summary>
    public void ResetAfterFork(ThreadState thread)
    {
        _waiting = 0;
        _yielding = 0;
        _lastThread = null;
        _holder = _lastHolder = thread;
        Volatile.Write(ref *_state, Held);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Wait(ThreadState thread)
    {
        if (TakeSoon())
            return;
        Interlocked.Increment(ref _waiting);
        while (true)
        {
            // Who takes it this way cannot know whether others wait as well; its release may wake nobody.
            if (Interlocked.Exchange(ref *_state, Contended) == Free)
                break;
            var switches = Volatile.Read(ref *_switches);
            if (!WaitWord.Wait(_state, Contended, _interval) && Volatile.Read(ref *_switches) == switches)
                _holder?.SetBreaker(EvalBreakerBits.DropGil);
            if (IsClosedTo(thread))
            {
                Interlocked.Decrement(ref _waiting);
                StandStill();
            }
        }
        Interlocked.Decrement(ref _waiting);
    }

    /// <summary>Looks for a few microseconds whether the holder lets go, as it does where it has woken this thread in order to wait itself.</summary>
    private bool TakeSoon()
    {
        const int Looks = 40, Pauses = 8;
        for (var look = 0; look < Looks; look++)
        {
            if (Volatile.Read(ref *_state) == Free && Interlocked.CompareExchange(ref *_state, Held, Free) == Free)
                return true;
            Thread.SpinWait(Pauses);
        }
        return false;
    }

    private bool IsClosedTo(ThreadState thread) => Volatile.Read(ref _lastThread) is { } last && !ReferenceEquals(last, thread);

    private void NoteSwitch(ThreadState thread)
    {
        if (IsClosedTo(thread))
        {
            Release(thread);
            StandStill();
        }
        _lastHolder = thread;
        Interlocked.Increment(ref *_switches);
        if (Volatile.Read(ref _yielding) != 0)
            WaitWord.Wake(_switches, int.MaxValue);
    }

    private static void StandStill() => Thread.Sleep(Timeout.Infinite);
}
