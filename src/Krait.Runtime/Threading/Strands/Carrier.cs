using Krait.Platform;

namespace Krait.Runtime;

/// <summary>
/// An operating system's thread on which one Python thread runs its strands: the thread's own one, or one more whose native stack is needed because
/// native code waits on the others. Exactly one carrier of a Python thread runs at a time; it acts as that thread in every respect, and the
/// interpreter's lock stays with the Python thread when they hand over.
/// </summary>
internal sealed class Carrier
{
    private const int StackSize = 16 << 20;

    private readonly SemaphoreSlim _signal = new(0);
    private readonly ThreadState _thread;
    private PoolState _pool;
    private bool _isStopped;

    private Carrier(ThreadState thread) => _thread = thread;

    /// <summary>The floating objects of the native code that waits on the carrier.</summary>
    internal ReadOnlySpan<PyObject> ParkedPool => _pool.Objects.AsSpan(0, _pool.Count);

    /// <summary>The carrier of the operating system's thread that runs.</summary>
    internal static Carrier OfRunningThread(ThreadState thread) => new(thread) { _pool = PoolState.None };

    /// <summary>A carrier with a thread of its own, which waits for the first strand.</summary>
    /// <exception cref="PythonException">RuntimeError: the system has no more threads.</exception>
    internal static Carrier Start(ThreadState thread)
    {
        var carrier = new Carrier(thread) { _pool = PoolState.New() };
        try
        {
            new Thread(carrier.Main, StackSize) { IsBackground = true, Name = "strands" }.Start();
        }
        catch (OutOfMemoryException)
        {
            throw Errors.Runtime("can't start new thread");
        }
        return carrier;
    }

    /// <summary>Lets the carrier go on; the caller then waits, or ends, or returns to its own wait.</summary>
    internal void Wake() => _signal.Release();

    /// <summary>Ends a carrier that waits for a strand.</summary>
    internal void Stop()
    {
        _isStopped = true;
        _signal.Release();
    }

    /// <summary>Hands the thread over to another carrier and waits until one hands it back.</summary>
    internal void HandOver(Carrier next)
    {
        _pool = _thread.TakePool();
        next.Wake();
        _signal.Wait();
        Resume();
    }

    private void Resume()
    {
        _thread.Strands!.Running = this;
        // Signals are to interrupt the system calls of the carrier that runs.
        if (ReferenceEquals(_thread, _thread.Interpreter.MainThread) && _thread.Interpreter.OwnsSignals)
            SignalHandlers.SetMainThread();
        _thread.InstallPool(_pool);
        _pool = PoolState.None;
    }

    private void Main()
    {
        ThreadState.SetCurrent(_thread);
        while (true)
        {
            _signal.Wait();
            if (_isStopped)
                return;
            Resume();
            var next = _thread.Strands!.Drive(_thread);
            _pool = _thread.TakePool();
            _thread.Strands.AddIdle(this);
            next.Wake();
        }
    }
}

/// <summary>The pool of a carrier that does not run.</summary>
internal struct PoolState
{
    public PyObject[] Objects;
    public int Count;
    public int Mark;
    public int OpenDeallocations;

    public static PoolState None => new() { Objects = [] };

    public static PoolState New() => new() { Objects = new PyObject[64] };
}
