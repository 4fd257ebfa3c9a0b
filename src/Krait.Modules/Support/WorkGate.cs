using Krait.Runtime;

namespace Krait.Modules;

/// <summary>Lets one thread at a time work on native state, and others run Python code meanwhile where the work is large.</summary>
internal sealed class WorkGate
{
    /// <summary>From so many bytes on it is worth letting others run, as in CPython.</summary>
    public const int Large = 2048;

    private readonly WaitableLock _lock = new(null);

    /// <summary>Waits until nobody works on the state; the work lasts until the result is disposed of. No Python object may be made meanwhile.</summary>
    public Work Enter(ThreadState thread, int size)
    {
        // Who keeps the interpreter's lock is alone anyway.
        if (size < Large && !_lock.IsLocked)
            return default;
        _lock.Acquire(thread, ThreadState.Never);
        if (size >= Large)
            thread.ReleaseGil();
        return new Work(thread, _lock, size >= Large);
    }

    /// <summary>Work under way.</summary>
    public readonly ref struct Work
    {
        private readonly ThreadState? _thread;
        private readonly WaitableLock _lock;
        private readonly bool _isAllowed;

        internal Work(ThreadState thread, WaitableLock @lock, bool isAllowed)
        {
            _thread = thread;
            _lock = @lock;
            _isAllowed = isAllowed;
        }

        /// <summary>Ends it.</summary>
        public void Dispose()
        {
            if (_thread is null)
                return;
            if (_isAllowed)
                _thread.TakeGil();
            _lock.TryRelease();
        }
    }
}
