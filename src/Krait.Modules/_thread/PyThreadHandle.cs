using Krait.Runtime;

namespace Krait.Modules.Threads;

/// <remarks>What <c>threading.Thread</c> joins.</remarks>
[PyType("_ThreadHandle", Module = "_thread", BasicSize = 32)]
[PyModuleType("_thread")]
public sealed partial class PyThreadHandle : PyContainer, IOwned
{
    private static readonly List<WeakReference<PyThreadHandle>> s_started = [];

    private WaitQueue _waiters;
    private ThreadState? _running;
    private NativeWorker? _worker;
    private int _turn;

    private PyThreadHandle(PyType type) : base(type)
    {
    }

    internal long Identity { get; private set; }

    internal bool IsStarted { get; private set; }

    /// <summary>A handle, floating.</summary>
    public static PyThreadHandle Create(ThreadState thread) => thread.EnterNew(new PyThreadHandle(TypeObject));

    [PyNew]
    private static PyObject New(ThreadState thread, PyType type) => Create(thread);

    internal bool HasEnded { get; private set; }

    ThreadState? IOwned.Owner => HasEnded ? null : _running;

    CodePlace? IOwned.OwnedSince => null;

    string IOwned.Describe(ThreadState thread) => "the end of a thread";

    /// <summary>The thread has been started; the interpreter's lock is held by the one that started it.</summary>
    internal void Begin(long identity)
    {
        Identity = identity;
        IsStarted = true;
        s_started.RemoveAll(static reference => !reference.TryGetTarget(out var handle) || handle.HasEnded);
        s_started.Add(new WeakReference<PyThreadHandle>(this));
    }

    /// <summary>The thread runs Python code from now on.</summary>
    internal void Run(ThreadState running, NativeWorker worker)
    {
        _running = running;
        _worker = worker;
        _turn = worker.Turn + 1;
    }

    /// <summary>In the child of a fork: the other threads are not there, so they have ended.</summary>
    internal static void AfterForkInChild(ThreadState thread)
    {
        foreach (var reference in s_started)
        {
            if (reference.TryGetTarget(out var handle))
                handle.HasEnded |= handle.Identity != Threads.CurrentId;
        }
    }

    /// <summary>The thread has ended; the interpreter's lock is held.</summary>
    internal void End()
    {
        HasEnded = true;
        _waiters.WakeAll();
    }

    [PyGetter("ident")]
    private long Ident() => Identity;

    /// <remarks>Waits for the thread's end; False after the timeout.</remarks>
    [PyMethod("join")]
    private void Join(ThreadState thread, [NoneAllowed] PyObject? timeout = null)
    {
        if (!IsStarted)
            throw Errors.Runtime("thread not started");
        if (Identity == Threads.CurrentId && !HasEnded)
            throw Errors.Runtime("Cannot join current thread");
        WaitForEnd(thread, timeout is null ? ThreadState.Never : Timeouts.After(Op.AsDouble(thread, timeout)));
        if (HasEnded)
            _worker?.Joined(_turn);
    }

    /// <summary>Waits until the thread has ended or the time has come.</summary>
    internal void WaitForEnd(ThreadState thread, long deadline)
    {
        if (HasEnded || deadline == 0)
            return;
        var waiter = _waiters.Add(thread);
        try
        {
            while (!HasEnded && ThreadState.Now < deadline)
            {
                // Other threads stand still by then.
                if (thread.Interpreter.IsFinalizing)
                    throw Errors.New(ExceptionTypes.PythonFinalizationError, "cannot join thread at interpreter shutdown");
                if (deadline == ThreadState.Never)
                    thread.Interpreter.Deadlocks?.BeforeWait(thread, this);
                thread.Park(deadline);
                thread.WaitsFor = null;
                thread.HandleSignals();
            }
        }
        finally
        {
            thread.WaitsFor = null;
            _waiters.Remove(waiter);
        }
    }

    /// <remarks>Return whether the thread has ended.</remarks>
    [PyMethod("is_done")]
    private bool IsDone() => HasEnded;

    [PyMethod("_set_done")]
    private void SetDone()
    {
        if (!IsStarted)
            throw Errors.Runtime("thread not started");
        End();
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr() => $"<_ThreadHandle object: ident={Identity}>";
}
