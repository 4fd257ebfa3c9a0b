namespace Krait.Platform;

/// <summary>
/// Waiting for a word of memory to change: futex(2). All its state is that word, so that it survives a fork, and a signal that arrives interrupts
/// the wait. The word must stay in place. Other systems look every millisecond.
/// </summary>
public static unsafe class WaitWord
{
    private const int WaitPrivate = 128, WakePrivate = 129;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private static readonly nint s_call = HostPlatform.IsArm64 ? 98 : 202;

    /// <summary>
    /// Waits while the word has a value, until somebody wakes the waiters, a signal arrives, or so many nanoseconds have passed (negative: for ever).
    /// It may also return for no reason.
    /// </summary>
    /// <returns>False where the time was over.</returns>
    public static bool Wait(int* word, int value, long nanoseconds)
    {
        if (!OperatingSystem.IsLinux())
            return Poll(word, value, nanoseconds);
        if (nanoseconds < 0)
            return Libc.syscall(s_call, (nint)word, WaitPrivate, value, 0) == 0 || Errno.Last().Value != Errno.ETIMEDOUT;
        var time = TimeSpec.FromNanoseconds(nanoseconds);
        return Libc.syscall(s_call, (nint)word, WaitPrivate, value, (nint)(&time)) == 0 || Errno.Last().Value != Errno.ETIMEDOUT;
    }

    /// <summary>Wakes at most so many of those that wait at the word.</summary>
    public static void Wake(int* word, int count)
    {
        if (OperatingSystem.IsLinux())
            Libc.syscall(s_call, (nint)word, WakePrivate, count, 0);
    }

    private static bool Poll(int* word, int value, long nanoseconds)
    {
        const long Step = NanosecondsPerSecond / 1000;
        if (Volatile.Read(ref *word) != value)
            return true;
        Thread.Sleep(1);
        return nanoseconds < 0 || nanoseconds > Step;
    }
}
