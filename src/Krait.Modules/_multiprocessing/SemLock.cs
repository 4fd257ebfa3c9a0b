using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

/// <summary>Semaphore/Mutex type</summary>
[PyType("SemLock", Module = "_multiprocessing", BaseType = true)]
[PyModuleType("_multiprocessing")]
public partial class SemLock : PyObject
{
    private const int RecursiveMutex = 0, Semaphore = 1;

    private NamedSemaphore? _semaphore;
    private int _kind;
    private int _maximum;
    private int _count;
    private nuint _owner;
    private string? _name;

    private protected SemLock(PyType type) : base(type) => Flags |= ObjectFlags.Pooled;

    [PyNew]
    private static PyObject New(
        ThreadState thread,
        PyType type,
        [Keyword] int kind,
        [Keyword] int value,
        [Keyword] int maxvalue,
        [Keyword] PyStr name,
        [Keyword] bool unlink)
    {
        if (kind is not RecursiveMutex and not Semaphore)
            throw Errors.Value("unrecognized kind");
        var bytes = OsPath.Encode(thread, name);
        var semaphore = OsCall.Query(thread, (out e) => NamedSemaphore.Open(bytes, true, (uint)value, out e))!;
        if (unlink)
            OsCall.Check(thread, NamedSemaphore.Unlink(bytes));
        return Create(thread, type, semaphore, kind, maxvalue, unlink ? null : name.ToString());
    }

    private static SemLock Create(ThreadState thread, PyType type, NamedSemaphore semaphore, int kind, int maximum, string? name)
    {
        var made = (SemLock)type.Allocate!(thread, type);
        made._semaphore = semaphore;
        made._kind = kind;
        made._maximum = maximum;
        made._name = name;
        return made;
    }

    [PyClassMethod("_rebuild")]
    private static PyObject Rebuild(ThreadState thread, PyType type, long handle, int kind, int maxvalue, [NoneAllowed] PyStr? name)
    {
        if (name is null)
            return Create(thread, type, NamedSemaphore.FromHandle((nint)handle), kind, maxvalue, null);
        var bytes = OsPath.Encode(thread, name);
        var semaphore = OsCall.Query(thread, (out e) => NamedSemaphore.Open(bytes, false, 0, out e))!;
        return Create(thread, type, semaphore, kind, maxvalue, name.ToString());
    }

    private NamedSemaphore Native => _semaphore ?? throw Errors.Value("semaphore is closed");

    [PySlot(nameof(PyType.TpFinalize))]
    private void FinalizeLock(ThreadState thread)
    {
        _semaphore?.Close();
        _semaphore = null;
    }

    private bool IsOwned => _count > 0 && _owner == NativeThread.Self;

    /// <summary>Acquire the semaphore/lock.</summary>
    [PyMethod("acquire")]
    private bool Acquire(ThreadState thread, [Keyword] bool block = true, [Keyword] PyObject? timeout = null)
    {
        if (_kind == RecursiveMutex && IsOwned)
        {
            _count++;
            return true;
        }
        if (!Wait(thread, block, timeout))
            return false;
        _count++;
        _owner = NativeThread.Self;
        return true;
    }

    private bool Wait(ThreadState thread, bool block, PyObject? timeout)
    {
        var native = Native;
        TimeSpec? deadline = null;
        if (block && timeout is not null and not PyNone)
        {
            var seconds = PyFloat.From(Math.Max(0, Op.AsDouble(thread, timeout)));
            var span = TimeConversion.Nanoseconds(thread, seconds, TimeRounding.HalfEven);
            deadline = TimeSpec.FromNanoseconds(Clocks.GetTime(Clocks.Realtime, out _).TotalNanoseconds + span);
        }
        var error = native.TryWait();
        if (block && error.Value == Errno.EAGAIN)
        {
            Errno Blocked() => OsCall.Try(thread, () => deadline is { } end ? native.Wait(end) : native.Wait());
            error = Blocked();
            if (!error.Failed && GivesWayToSignals(thread, native))
                error = Blocked();
        }
        if (error.Value is Errno.EAGAIN or Errno.ETIMEDOUT)
            return false;
        OsCall.Check(thread, error);
        return true;
    }

    /// <summary>
    /// Where a signal came during the wait, gives the semaphore back and has the signal handled: after Ctrl-C all processes of a pool are interrupted, one
    /// releases the semaphore, and the next would get it just before its own interrupt, and end with it taken.
    /// </summary>
    private static bool GivesWayToSignals(ThreadState thread, NamedSemaphore native)
    {
        if (!SignalHandlers.IsMainThread)
            return false;
        SignalHandlers.Settle();
        if (!SignalHandlers.IsPending)
            return false;
        OsCall.Check(thread, native.Post());
        thread.CheckSignals();
        return true;
    }

    /// <summary>Release the semaphore/lock.</summary>
    [PyMethod("release")]
    private void Release(ThreadState thread)
    {
        if (_kind == RecursiveMutex)
        {
            if (!IsOwned)
                throw Errors.New(ExceptionTypes.AssertionError, "attempt to release recursive lock not owned by thread");
            if (_count > 1)
            {
                _count--;
                return;
            }
        }
        else if (GetValue(thread) >= _maximum)
        {
            throw Errors.Value("semaphore or lock released too many times");
        }
        OsCall.Check(thread, Native.Post());
        _count--;
    }

    /// <summary>Enter the semaphore/lock.</summary>
    [PyMethod("__enter__")]
    private bool Enter(ThreadState thread) => Acquire(thread);

    /// <summary>Exit the semaphore/lock.</summary>
    [PyMethod("__exit__")]
    private void Exit(ThreadState thread, ReadOnlySpan<PyObject> args) => Release(thread);

    /// <summary>Num of `acquire()`s minus num of `release()`s for this process.</summary>
    [PyMethod("_count")]
    private long Acquired() => _count;

    /// <summary>Whether the lock is owned by this thread.</summary>
    [PyMethod("_is_mine")]
    private bool IsMine() => IsOwned;

    /// <summary>Get the value of the semaphore.</summary>
    [PyMethod("_get_value")]
    private long GetValue(ThreadState thread) => Math.Max(0, OsCall.Query(thread, Native.GetValue));

    /// <summary>Return whether semaphore has value zero.</summary>
    [PyMethod("_is_zero")]
    private bool IsZero(ThreadState thread) => GetValue(thread) == 0;

    /// <summary>Rezero the net acquisition count after fork().</summary>
    [PyMethod("_after_fork")]
    private void AfterFork() => _count = 0;

    [PyGetter("handle")]
    private long Handle => Native.Handle;

    [PyGetter("kind")]
    private long Kind => _kind;

    [PyGetter("maxvalue")]
    private long MaxValue => _maximum;

    [PyGetter("name")]
    private string? Name => _name;
}
