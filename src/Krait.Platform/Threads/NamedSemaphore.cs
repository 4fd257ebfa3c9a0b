namespace Krait.Platform;

/// <summary>A semaphore that processes share by its name: sem_open(3). Waiting is interrupted by signals (EINTR).</summary>
public sealed unsafe class NamedSemaphore
{
    /// <summary>The largest value of a semaphore.</summary>
    public const int MaximumValue = int.MaxValue;

    private readonly void* _semaphore;

    private NamedSemaphore(void* semaphore) => _semaphore = semaphore;

    /// <summary>The address of the semaphore in this process.</summary>
    public nint Handle => (nint)_semaphore;

    /// <summary>Makes a new semaphore, or opens one that exists.</summary>
    public static NamedSemaphore? Open(ReadOnlySpan<byte> name, bool create, uint value, out Errno error)
    {
        const int Create = 0x40, Exclusive = 0x80, Mode = 0x180;
        using var n = new CString(name, stackalloc byte[CString.Small]);
        void* semaphore = Libc.sem_open(n, create ? Create | Exclusive : 0, Mode, value);
        error = semaphore == null ? Errno.Last() : default;
        return semaphore == null ? null : new NamedSemaphore(semaphore);
    }

    /// <summary>The semaphore at an address in this process, as a forked child knows it.</summary>
    public static NamedSemaphore FromHandle(nint handle) => new((void*)handle);

    /// <summary>sem_unlink(3).</summary>
    public static Errno Unlink(ReadOnlySpan<byte> name)
    {
        using var n = new CString(name, stackalloc byte[CString.Small]);
        return Errno.Check(Libc.sem_unlink(n));
    }

    /// <summary>sem_wait(3).</summary>
    public Errno Wait() => Errno.Check(Libc.sem_wait(_semaphore));

    /// <summary>sem_trywait(3): EAGAIN where the value is zero.</summary>
    public Errno TryWait() => Errno.Check(Libc.sem_trywait(_semaphore));

    /// <summary>sem_timedwait(3) until a point in time of the real-time clock: ETIMEDOUT after it.</summary>
    public Errno Wait(TimeSpec deadline) => Errno.Check(Libc.sem_timedwait(_semaphore, &deadline));

    /// <summary>sem_post(3).</summary>
    public Errno Post() => Errno.Check(Libc.sem_post(_semaphore));

    /// <summary>sem_getvalue(3).</summary>
    public int GetValue(out Errno error)
    {
        int value;
        error = Errno.Check(Libc.sem_getvalue(_semaphore, &value));
        return value;
    }

    /// <summary>sem_close(3).</summary>
    public Errno Close() => Errno.Check(Libc.sem_close(_semaphore));
}
