namespace Krait.Platform;

/// <summary>
/// The calling thread's signal mask. Signals that the .NET runtime needs are never blocked for the system, only reported as blocked.
/// A signal with its default action that the main thread blocks gets the forwarding handler: another thread, which does not block it, would take it
/// and end the process.
/// </summary>
public static unsafe class SignalMask
{
    /// <summary>SIG_BLOCK.</summary>
    public const int Block = 0;

    /// <summary>SIG_UNBLOCK.</summary>
    public const int Unblock = 1;

    /// <summary>SIG_SETMASK.</summary>
    public const int SetMask = 2;

    private static ulong s_guarded;

    [ThreadStatic]
    private static ulong t_pretended;

    /// <summary>The signals that the calling thread has blocked.</summary>
    public static SignalSet Current
    {
        get
        {
            SignalSet current = default;
            Libc.pthread_sigmask(SetMask, null, &current);
            current.Bits |= t_pretended;
            return current;
        }
    }

    /// <summary>Replaces the mask.</summary>
    public static void Set(SignalSet mask) => Change(SetMask, mask, out _);

    /// <summary>pthread_sigmask(3): the former mask.</summary>
    public static Errno Change(int how, SignalSet signals, out SignalSet old)
    {
        SignalSet former = Current;
        old = former;
        ulong target = how switch
        {
            Block => former.Bits | signals.Bits,
            Unblock => former.Bits & ~signals.Bits,
            _ => signals.Bits,
        };
        if (how is < Block or > SetMask)
        {
            return new Errno(Errno.EINVAL);
        }
        // Where another thread blocks it, the main one takes it, with its default action.
        bool isMain = SignalHandlers.IsMainThread;
        target &= SignalSet.Full.Bits & ~(1UL << 8 | 1UL << 18); // SIGKILL and SIGSTOP cannot be blocked
        ulong runtime = 0;
        foreach (int signal in new SignalSet { Bits = target }.ToArray())
        {
            if (SignalHandlers.KeepsForRuntime(signal))
            {
                runtime |= 1UL << (signal - 1);
            }
            else if (isMain && !former.Contains(signal))
            {
                Guard(signal);
            }
        }
        t_pretended = runtime;
        if (isMain)
        {
            DropGuards(former.Bits & ~target);
        }
        var native = new SignalSet { Bits = target & ~runtime };
        return new Errno(Libc.pthread_sigmask(SetMask, &native, null));
    }

    /// <summary>sigpending(2).</summary>
    public static SignalSet GetPending(out Errno error)
    {
        SignalSet pending = default;
        error = Errno.Check(Libc.sigpending(&pending));
        return pending;
    }

    internal static bool IsGuarded(int signal) => (Volatile.Read(ref s_guarded) & (1UL << (signal - 1))) != 0;

    internal static void Unguard(int signal) => Interlocked.And(ref s_guarded, ~(1UL << (signal - 1)));

    /// <summary>In a forked child, which has another main thread: what that one does not block is not to be kept from its default action.</summary>
    internal static void AfterForkInChild() => DropGuards(~Current.Bits);

    private static void DropGuards(ulong released)
    {
        foreach (int signal in new SignalSet { Bits = released & Volatile.Read(ref s_guarded) }.ToArray())
        {
            Unguard(signal);
            SignalHandlers.RestoreSystemDefault(signal);
        }
    }

    internal static void Guard(int signal)
    {
        if (SignalHandlers.InstallForwarder(signal))
        {
            Interlocked.Or(ref s_guarded, 1UL << (signal - 1));
        }
    }
}
