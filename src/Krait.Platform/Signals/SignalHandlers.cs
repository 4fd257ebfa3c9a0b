using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Krait.Platform;

/// <summary>What a signal does to this process.</summary>
public enum SignalDisposition
{
    /// <summary>The system's default action.</summary>
    Default,

    /// <summary>Nothing.</summary>
    Ignore,

    /// <summary>It becomes pending here, and interrupts the main thread's system calls.</summary>
    Handle,

    /// <summary>Somebody else's handler runs.</summary>
    Foreign,
}

/// <summary>
/// Signals as Python needs them: the handler, a few machine instructions, notes the signal, raises a flag in memory and interrupts the main
/// thread's system call with EINTR; managed code asks later. It works in forked children and on a signal from any source. See docs/signals.md.
/// </summary>
public static unsafe partial class SignalHandlers
{
    /// <summary>One more than the highest signal.</summary>
    public const int Count = 65;

    private const int SaSiginfo = 4, SaOnStack = 0x08000000, SaRestart = 0x10000000;

    // The state block that the machine code works on.
    private const int AnyOffset = 0, MainThreadOffset = 4, ProcessOffset = 8, WakeupOffset = 12, BreakerOffset = 16, BreakerBitsOffset = 24,
        NotifyOffset = 28, OneOffset = 32, ForwardingOffset = 40, PokeTimerOffset = 44, PendingOffset = 64, ForwardsOffset = 128,
        WakeupErrorOffset = 196, PokeTimesOffset = 200, ChainOffset = 256, StateSize = ChainOffset + 8 * Count;

    // The .NET runtime turns these into exceptions where the processor raised them, and needs its own real-time signal to stop threads.
    private const ulong RuntimeSignals = 1UL << 3 | 1UL << 4 | 1UL << 6 | 1UL << 7 | 1UL << 10 | 1UL << 33;

    private static readonly Lock s_lock = new();
    private static byte* s_state;
    private static nint s_handler;
    private static NativeSignalAction* s_original;
    private static ulong s_ignored;
    private static bool s_pokes;

    /// <summary>True where a signal has become pending since <see cref="TakePending"/>; one read of memory.</summary>
    public static bool IsPending
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => s_state != null && Volatile.Read(ref *(int*)(s_state + AnyOffset)) != 0;
    }

    internal static bool KeepsForRuntime(int signal) => (RuntimeSignals & Bit(signal)) != 0;

    /// <summary>
    /// To be called once, by the thread that Python calls the main one. The .NET runtime's handlers for SIGINT, SIGQUIT and SIGTERM give
    /// way to the default action. EACCES or EPERM where the system forbids code in memory.
    /// </summary>
    public static Errno Initialize()
    {
        lock (s_lock)
        {
            if (s_state != null)
            {
                SetMainThread();
                return default;
            }
            byte* state = (byte*)NativeMemory.AllocZeroed(StateSize);
            s_handler = BuildHandler(state, out Errno error);
            if (error.Failed)
            {
                NativeMemory.Free(state);
                return error;
            }
            *(int*)(state + WakeupOffset) = -1;
            *(int*)(state + NotifyOffset) = -1;
            *(int*)(state + PokeTimerOffset) = -1;
            *(long*)(state + OneOffset) = 1;
            s_original = (NativeSignalAction*)NativeMemory.AllocZeroed((nuint)(Count * sizeof(NativeSignalAction)));
            for (int signal = 1; signal < Count; signal++)
            {
                if (Libc.sigaction(signal, null, &s_original[signal]) == 0 && KeepsForRuntime(signal) && s_original[signal].Handler > 1)
                {
                    *(nint*)(state + ChainOffset + signal * 8) = s_original[signal].Handler;
                }
            }
            s_state = state;
            StartPoking((byte*)s_handler);
            SetMainThread();
            foreach (int signal in (ReadOnlySpan<int>)[2, 3, 15])
            {
                if (s_original[signal].Handler > 1)
                {
                    RestoreSystemDefault(signal);
                }
            }
            return default;
        }
    }

    /// <summary>Makes the calling thread the one whose system calls signals interrupt.</summary>
    public static void SetMainThread()
    {
        int process = Libc.getpid(), thread = Libc.gettid();
        bool isForked = process != *(int*)(s_state + ProcessOffset);
        if (isForked || thread != *(int*)(s_state + MainThreadOffset))
        {
            *(int*)(s_state + ProcessOffset) = process;
            Volatile.Write(ref *(int*)(s_state + MainThreadOffset), thread);
            MakePokeTimer(isForked);
        }
    }

    /// <summary>Whether the calling thread is the one of <see cref="SetMainThread"/>.</summary>
    public static bool IsMainThread => s_state != null && Volatile.Read(ref *(int*)(s_state + MainThreadOffset)) == Libc.gettid();

    private static nint BuildHandler(byte* state, out Errno error)
    {
        const int Private = 2, Anonymous = 0x20, Read = 1, Write = 2, Execute = 4;
        nuint size = (nuint)Environment.SystemPageSize;
        byte* code = MemoryMapping.Map(size, Read | Write, Private | Anonymous, -1, 0, out error);
        if (error.Failed)
        {
            return 0;
        }
        ReadOnlySpan<byte> bytes = HostPlatform.IsArm64 ? MemoryMarshal.AsBytes(SignalHandlerCode.Arm64) : SignalHandlerCode.X64;
        bytes.CopyTo(new Span<byte>(code, bytes.Length));
        *(nint*)(code + (HostPlatform.IsArm64 ? SignalHandlerCode.Arm64StateOffset : SignalHandlerCode.X64StateOffset)) = (nint)state;
        // Changing the protection of written pages also makes the instruction caches of arm64 coherent for a first execution.
        error = MemoryMapping.Protect(code, size, Read | Execute);
        return error.Failed ? 0 : (nint)code;
    }

    /// <summary>The disposition of a signal (1 to 64). A handler of the .NET runtime counts as the default.</summary>
    public static SignalDisposition Get(int signal, out Errno error)
    {
        NativeSignalAction action = default;
        error = Errno.Check(Libc.sigaction(signal, null, &action));
        if (error.Failed || action.Handler == 0 || SignalMask.IsGuarded(signal))
        {
            return SignalDisposition.Default;
        }
        if (action.Handler == 1 || (s_ignored & Bit(signal)) != 0)
        {
            return SignalDisposition.Ignore;
        }
        if (action.Handler == s_handler)
        {
            return SignalDisposition.Handle;
        }
        return s_original != null && action.Handler == s_original[signal].Handler && KeepsForRuntime(signal)
            ? SignalDisposition.Default
            : SignalDisposition.Foreign;
    }

    /// <summary>Sets the disposition of a signal; EINVAL for SIGKILL, SIGSTOP and numbers that are no signals.</summary>
    public static Errno Set(int signal, SignalDisposition disposition)
    {
        if (signal is < 1 or >= Count || (disposition == SignalDisposition.Handle && s_state == null))
        {
            return new Errno(Errno.EINVAL);
        }
        lock (s_lock)
        {
            SetForwards(signal, disposition == SignalDisposition.Handle);
            if (disposition == SignalDisposition.Default)
            {
                AwaitForwarded();
            }
            bool ignore = disposition == SignalDisposition.Ignore;
            bool runtime = s_original != null && KeepsForRuntime(signal) && s_original[signal].Handler > 1;
            if (runtime)
            {
                // A fault of the processor must still reach the runtime; only sent signals are handled or ignored.
                s_ignored = ignore ? s_ignored | Bit(signal) : s_ignored & ~Bit(signal);
                NativeSignalAction action = s_original![signal];
                action.Handler = disposition == SignalDisposition.Default ? action.Handler : s_handler;
                return Errno.Check(Libc.sigaction(signal, &action, null));
            }
            SignalMask.Unguard(signal);
            NativeSignalAction plain = disposition switch
            {
                SignalDisposition.Handle => new NativeSignalAction { Handler = s_handler, Flags = SaSiginfo | SaOnStack },
                SignalDisposition.Ignore => new NativeSignalAction { Handler = 1 },
                _ => default,
            };
            Errno error = Errno.Check(Libc.sigaction(signal, &plain, null));
            if (!error.Failed && disposition == SignalDisposition.Default && SignalMask.Current.Contains(signal))
            {
                SignalMask.Guard(signal);
            }
            return error;
        }
    }

    private static void SetForwards(int signal, bool forwards)
    {
        if (s_state != null)
        {
            Volatile.Write(ref *(s_state + ForwardsOffset + signal), forwards ? (byte)1 : (byte)0);
            Interlocked.MemoryBarrier();
        }
    }

    /// <summary>
    /// Waits until no thread is about to forward a signal that it has taken: arriving in the main thread after the handler has given way to the default
    /// action, it would end the process. Whoever takes one later does not forward it.
    /// </summary>
    private static void AwaitForwarded()
    {
        while (s_state != null && Volatile.Read(ref *(int*)(s_state + ForwardingOffset)) != 0)
        {
            Libc.sched_yield();
        }
    }

    /// <summary>
    /// Has the signals arrive that were sent to the process before and that no thread has taken, and waits for those that are being forwarded; to be called by
    /// the main thread. Another thread may have been chosen for one and not have run since; unblocking a signal makes the kernel look for it here, too.
    /// (What another thread takes at this very moment can still come later.)
    /// </summary>
    public static void Settle()
    {
        if (s_state == null)
        {
            return;
        }
        SignalSet handled = default, old = default;
        for (int signal = 1; signal < Count; signal++)
        {
            if (*(s_state + ForwardsOffset + signal) != 0 && !KeepsForRuntime(signal))
            {
                handled.Add(signal);
            }
        }
        if (Libc.pthread_sigmask(SignalMask.Block, &handled, &old) == 0)
        {
            Libc.pthread_sigmask(SignalMask.SetMask, &old, null);
        }
        AwaitForwarded();
    }

    /// <summary>siginterrupt(3): whether the signal interrupts system calls, which is how <see cref="Set"/> leaves it.</summary>
    public static Errno SetInterrupts(int signal, bool interrupts)
    {
        if (signal is < 1 or >= Count)
        {
            return new Errno(Errno.EINVAL);
        }
        NativeSignalAction action = default;
        Errno error = Errno.Check(Libc.sigaction(signal, null, &action));
        if (error.Failed || KeepsForRuntime(signal))
        {
            return error;
        }
        action.Flags = interrupts ? action.Flags & ~SaRestart : action.Flags | SaRestart;
        return Errno.Check(Libc.sigaction(signal, &action, null));
    }

    /// <summary>Gives a signal the system's default action, whatever the .NET runtime had installed.</summary>
    public static Errno RestoreSystemDefault(int signal)
    {
        NativeSignalAction action = default;
        return Errno.Check(Libc.sigaction(signal, &action, null));
    }

    /// <summary>Puts the handler, which forwards to the main thread, in the place of a default action; false where there is another.</summary>
    internal static bool InstallForwarder(int signal)
    {
        if (s_state == null || signal is < 1 or >= Count)
        {
            return false;
        }
        NativeSignalAction action = default;
        if (Libc.sigaction(signal, null, &action) != 0 || action.Handler != 0)
        {
            return false;
        }
        SetForwards(signal, true);
        action = new NativeSignalAction { Handler = s_handler, Flags = SaSiginfo | SaOnStack };
        return Libc.sigaction(signal, &action, null) == 0;
    }

    /// <summary>The signals that have become pending since the last time, which this takes off.</summary>
    public static SignalSet TakePending()
    {
        SignalSet pending = default;
        if (s_state == null)
        {
            return pending;
        }
        if (IsPending)
        {
            StopPoke();
        }
        // The flag first: a signal that comes in between raises it again.
        Interlocked.Exchange(ref *(int*)(s_state + AnyOffset), 0);
        for (int signal = 1; signal < Count; signal++)
        {
            byte* flag = s_state + PendingOffset + signal;
            if (Volatile.Read(ref *flag) != 0 && Interlocked.Exchange(ref *flag, 0) != 0)
            {
                pending.Add(signal);
            }
        }
        pending.Bits &= ~s_ignored;
        return pending;
    }

    /// <summary>Makes a signal pending as if it had arrived, without the system's doing (<c>_thread.interrupt_main</c>).</summary>
    public static void Simulate(int signal)
    {
        Volatile.Write(ref *(s_state + PendingOffset + signal), (byte)1);
        Volatile.Write(ref *(int*)(s_state + AnyOffset), 1);
        int* breaker = *(int**)(s_state + BreakerOffset);
        if (breaker != null)
        {
            Interlocked.Or(ref *breaker, *(int*)(s_state + BreakerBitsOffset));
        }
        byte number = (byte)signal;
        int wakeup = *(int*)(s_state + WakeupOffset), notify = *(int*)(s_state + NotifyOffset);
        if (wakeup >= 0)
        {
            Libc.write(wakeup, &number, 1);
        }
        if (notify >= 0)
        {
            Descriptors.WriteEvent(notify, 1);
        }
    }

    /// <summary>
    /// Memory that the handler itself raises: it ors <paramref name="bits"/> into the word. The memory must stay in place (native, or a
    /// pinned array); null ends it.
    /// </summary>
    public static void SetBreaker(int* word, int bits)
    {
        Volatile.Write(ref *(nint*)(s_state + BreakerOffset), 0);
        *(int*)(s_state + BreakerBitsOffset) = bits;
        Volatile.Write(ref *(nint*)(s_state + BreakerOffset), (nint)word);
    }

    /// <summary>The descriptor to which the handler writes the number of each signal as a byte, -1 for none; the former one.</summary>
    public static int SetWakeupDescriptor(int fd) => Interlocked.Exchange(ref *(int*)(s_state + WakeupOffset), fd);

    /// <summary>The descriptor of <see cref="SetWakeupDescriptor"/>.</summary>
    public static int WakeupDescriptor => s_state == null ? -1 : *(int*)(s_state + WakeupOffset);

    /// <summary>The error of the last failed write to the wakeup descriptor, which this takes off.</summary>
    public static Errno TakeWakeupError() =>
        s_state == null ? default : new Errno(-Interlocked.Exchange(ref *(int*)(s_state + WakeupErrorOffset), 0));

    private static ulong Bit(int signal) => 1UL << (signal - 1);
}
