using Krait.Runtime;

namespace Krait.Modules.Threads;

/// <summary>A lock that one thread may take and any thread release.</summary>
[PyType("lock", Module = "_thread", BasicSize = 32)]
[PyModuleType("_thread")]
public sealed partial class PyLock : PyContainer, IWeakReferenceable
{
    private readonly WaitableLock _lock;
    private WeakReferenceList? _weakReferences;

    private PyLock(PyType type) : base(type) => _lock = new WaitableLock(this);

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    /// <summary>A new lock, floating.</summary>
    public static PyLock Create(ThreadState thread) => thread.EnterNew(new PyLock(TypeObject));

    [PyNew]
    private static PyObject New(ThreadState thread, PyType type) => Create(thread);

    /// <summary>True while a thread holds the lock.</summary>
    internal bool IsLocked => _lock.IsLocked;

    /// <summary>Lock the lock; False where that was not possible within the timeout.</summary>
    [PyMethod("acquire", Signature = "($self, /, blocking=True, timeout=-1)")]
    [PyMethod("acquire_lock", Signature = "($self, /, blocking=True, timeout=-1)")]
    internal bool Acquire(ThreadState thread, [Keyword] bool blocking = true, [Keyword] PyObject? timeout = null)
    {
        var taken = _lock.Acquire(thread, Timeouts.Read(thread, blocking, timeout));
        // As in CPython a signal is handled right after the call: inside threading.Condition's try, not in the call that takes its lock again.
        thread.RunPendingHandlers();
        return taken;
    }

    /// <summary>Release the lock, allowing another thread that is blocked waiting for it to acquire it.</summary>
    [PyMethod("release")]
    [PyMethod("release_lock")]
    internal void Release()
    {
        if (!_lock.TryRelease())
            throw Errors.Runtime("release unlocked lock");
    }

    /// <summary>Return whether the lock is in the locked state.</summary>
    [PyMethod("locked")]
    [PyMethod("locked_lock")]
    private bool Locked() => _lock.IsLocked;

    /// <summary>Lock the lock.</summary>
    [PyMethod("__enter__")]
    private bool Enter(ThreadState thread) => _lock.Acquire(thread, ThreadState.Never);

    /// <summary>Release the lock.</summary>
    [PyMethod("__exit__", Signature = "($self, /, *exc_info)")]
    private void Exit(ReadOnlySpan<PyObject> args) => Release();

    [PyMethod("_at_fork_reinit")]
    private void AtForkReinit() => _lock.Reset();

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) => $"<{(_lock.IsLocked ? "locked" : "unlocked")} _thread.lock object at 0x{Op.Id(thread, this):x}>";
}

/// <remarks>A lock that its owner may take several times.</remarks>
[PyType("RLock", Module = "_thread", BaseType = true, BasicSize = 48)]
[PyModuleType("_thread")]
public partial class PyRLock : PyContainer, IWeakReferenceable
{
    private readonly WaitableLock _lock;
    private long _owner;
    private long _count;
    private WeakReferenceList? _weakReferences;

    private protected PyRLock(PyType type) : base(type) => _lock = new WaitableLock(this);

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    [PyNew]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, [KeywordArguments] PyDict? kwargs) =>
        type.Allocate!(thread, type);

    /// <summary>Lock the lock; the thread that holds it may do so again.</summary>
    [PyMethod("acquire", Signature = "($self, /, blocking=True, timeout=-1)")]
    private bool Acquire(ThreadState thread, [Keyword] bool blocking = true, [Keyword] PyObject? timeout = null) =>
        Take(thread, Timeouts.Read(thread, blocking, timeout));

    private bool Take(ThreadState thread, long deadline)
    {
        var me = Threads.CurrentId;
        if (_owner == me)
        {
            _count++;
            return true;
        }
        if (!_lock.Acquire(thread, deadline))
            return false;
        _owner = me;
        _count = 1;
        return true;
    }

    /// <summary>Release the lock, once for each time it was acquired.</summary>
    [PyMethod("release")]
    private void Release()
    {
        if (_owner != Threads.CurrentId)
            throw Errors.Runtime("cannot release un-acquired lock");
        if (--_count > 0)
            return;
        _owner = 0;
        _lock.TryRelease();
    }

    /// <summary>Return whether the lock is held by any thread.</summary>
    [PyMethod("locked")]
    private bool Locked() => _count > 0;

    /// <summary>Lock the lock.</summary>
    [PyMethod("__enter__")]
    private bool Enter(ThreadState thread) => Take(thread, ThreadState.Never);

    /// <summary>Release the lock.</summary>
    [PyMethod("__exit__", Signature = "($self, /, *exc_info)")]
    private void Exit(ReadOnlySpan<PyObject> args) => Release();

    /// <summary>For internal use by `threading.Condition`.</summary>
    [PyMethod("_is_owned")]
    private bool IsOwned() => _owner == Threads.CurrentId;

    /// <summary>For internal use by reentrancy checks.</summary>
    [PyMethod("_recursion_count")]
    private long RecursionCount() => _owner == Threads.CurrentId ? _count : 0;

    /// <summary>For internal use by `threading.Condition`.</summary>
    [PyMethod("_release_save")]
    private PyObject ReleaseSave(ThreadState thread)
    {
        if (_count == 0)
            throw Errors.Runtime("cannot release un-acquired lock");
        var state = PyTuple.Create(thread, PyInt.From(_count), PyInt.From(_owner));
        _count = 0;
        _owner = 0;
        _lock.TryRelease();
        return state;
    }

    /// <summary>For internal use by `threading.Condition`.</summary>
    [PyMethod("_acquire_restore")]
    private void AcquireRestore(ThreadState thread, PyTuple state)
    {
        var count = Op.AsIndexLong(thread, state[0]);
        var owner = Op.AsIndexLong(thread, state[1]);
        _lock.Acquire(thread, ThreadState.Never);
        _owner = owner;
        _count = count;
    }

    [PyMethod("_at_fork_reinit")]
    private void AtForkReinit()
    {
        _lock.Reset();
        _owner = 0;
        _count = 0;
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) =>
        $"<{(_count > 0 ? "locked" : "unlocked")} {(Type.IsHeapType ? Type.Name : "_thread.RLock")} object owner={_owner} count={_count} at 0x{Op.Id(thread, this):x}>";
}
