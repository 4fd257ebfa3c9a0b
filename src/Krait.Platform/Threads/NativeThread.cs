using System.Runtime.InteropServices;

namespace Krait.Platform;

/// <summary>The system's side of threads.</summary>
public static unsafe class NativeThread
{
    /// <summary>pthread_self(3): the identifier that pthread_kill takes.</summary>
    public static nuint Self => Libc.pthread_self();

    /// <summary>gettid(2).</summary>
    public static int Id => Libc.gettid();

    /// <summary>Names the calling thread for the system's tools; more than 15 bytes are cut off.</summary>
    public static Errno SetName(ReadOnlySpan<byte> name)
    {
        const int SetNameOption = 15, MaximumName = 15;
        using var n = new CString(name[..Math.Min(name.Length, MaximumName)], stackalloc byte[CString.Small]);
        byte* text = n;
        return Errno.Check(Libc.prctl(SetNameOption, (nint)text, 0, 0, 0));
    }
}

/// <summary>A semaphore of the C library. Unlike .NET's locks, waiting for it is interrupted by signals (EINTR).</summary>
public sealed unsafe class NativeSemaphore : IDisposable
{
    private byte* _semaphore;

    /// <summary>A semaphore with an initial count.</summary>
    public NativeSemaphore(uint count)
    {
        _semaphore = (byte*)NativeMemory.AllocZeroed(64);
        Libc.sem_init(_semaphore, 0, count);
    }

    /// <summary>sem_wait(3).</summary>
    public Errno Wait() => Errno.Check(Libc.sem_wait(_semaphore));

    /// <summary>sem_trywait(3): EAGAIN where the count is zero.</summary>
    public Errno TryWait() => Errno.Check(Libc.sem_trywait(_semaphore));

    /// <summary>sem_clockwait(3) on the monotonic clock until a point in time: ETIMEDOUT after it.</summary>
    public Errno Wait(TimeSpec deadline) => Errno.Check(Libc.sem_clockwait(_semaphore, Clocks.Monotonic, &deadline));

    /// <summary>sem_post(3).</summary>
    public Errno Post() => Errno.Check(Libc.sem_post(_semaphore));

    /// <inheritdoc/>
    ~NativeSemaphore() => Free();

    /// <summary>sem_destroy(3); nobody may be waiting.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_semaphore != null)
        {
            Libc.sem_destroy(_semaphore);
            NativeMemory.Free(_semaphore);
            _semaphore = null;
        }
    }
}
