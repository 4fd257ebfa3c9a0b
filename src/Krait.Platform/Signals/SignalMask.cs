namespace Krait.Platform;

/// <summary>The calling thread's signal mask.</summary>
public static unsafe class SignalMask
{
    private const int SetMask = 2;

    /// <summary>The signals that the calling thread has blocked.</summary>
    public static SignalSet Current
    {
        get
        {
            SignalSet current = default;
            Libc.pthread_sigmask(SetMask, null, &current);
            return current;
        }
    }

    /// <summary>Replaces the mask.</summary>
    public static void Set(SignalSet mask) => Libc.pthread_sigmask(SetMask, &mask, null);
}
