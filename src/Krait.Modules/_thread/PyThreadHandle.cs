using Krait.Runtime;

namespace Krait.Modules.Threads;

/// <summary>What <c>threading.Thread</c> joins.</summary>
[PyType("_ThreadHandle", Module = "_thread", BasicSize = 32)]
[PyModuleType("_thread")]
public sealed partial class PyThreadHandle : PyContainer
{
    private static readonly List<WeakReference<PyThreadHandle>> s_started = [];

    private object _gate = new();
    private bool _ended;

    private PyThreadHandle(PyType type) : base(type)
    {
    }

    internal long Identity { get; private set; }

    internal bool IsStarted { get; private set; }

    /// <summary>A handle, floating.</summary>
    public static PyThreadHandle Create(ThreadState thread) => thread.EnterNew(new PyThreadHandle(TypeObject));

    [PyNew]
    private static PyObject New(ThreadState thread, PyType type) => Create(thread);

    /// <summary>The thread runs.</summary>
    internal void Begin(long identity)
    {
        Identity = identity;
        IsStarted = true;
        lock (s_started)
        {
            s_started.RemoveAll(static reference => !reference.TryGetTarget(out var handle) || handle._ended);
            s_started.Add(new WeakReference<PyThreadHandle>(this));
        }
    }

    /// <summary>In the child of a fork: the other threads are not there, so they have ended.</summary>
    internal static void AfterForkInChild(ThreadState thread)
    {
        foreach (var reference in s_started.ToArray())
        {
            if (!reference.TryGetTarget(out var handle))
                continue;
            // A thread that is gone may have held it.
            handle._gate = new object();
            handle._ended |= handle.Identity != Threads.CurrentId;
        }
    }

    /// <summary>The thread has ended.</summary>
    internal void End()
    {
        lock (_gate)
        {
            _ended = true;
            Monitor.PulseAll(_gate);
        }
    }

    [PyGetter("ident")]
    private long Ident() => Identity;

    /// <summary>Waits for the thread's end; False after the timeout.</summary>
    [PyMethod("join")]
    private void Join(ThreadState thread, [NoneAllowed] PyObject? timeout = null)
    {
        if (!IsStarted)
            throw Errors.Runtime("thread not started");
        if (Identity == Threads.CurrentId && !_ended)
            throw Errors.Runtime("Cannot join current thread");
        var limit = timeout is null ? double.MaxValue : Math.Max(0, Op.AsDouble(thread, timeout));
        WaitForEnd(thread, limit > Timeouts.Max ? long.MaxValue : Environment.TickCount64 + (long)Math.Ceiling(limit * 1000));
    }

    internal bool HasEnded => _ended;

    /// <summary>Waits until the thread has ended or the time of <see cref="Environment.TickCount64"/> has come.</summary>
    internal void WaitForEnd(ThreadState thread, long deadline)
    {
        var isMain = SignalGate.IsMain(thread);
        while (!_ended)
        {
            var left = deadline == long.MaxValue ? Timeouts.Forever : TimeSpan.FromMilliseconds(deadline - Environment.TickCount64);
            if (deadline != long.MaxValue && left <= TimeSpan.Zero)
                return;
            // Other threads stand still by then.
            if (thread.Interpreter.IsFinalizing)
                throw Errors.New(ExceptionTypes.PythonFinalizationError, "cannot join thread at interpreter shutdown");
            using (thread.AllowThreads())
            {
                lock (_gate)
                {
                    if (!_ended)
                        SignalGate.Wait(_gate, left, isMain);
                }
            }
            if (isMain)
                thread.CheckSignals();
        }
    }

    /// <summary>Return whether the thread has ended.</summary>
    [PyMethod("is_done")]
    private bool IsDone() => _ended;

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
