namespace Krait.Platform;

public static unsafe partial class SignalHandlers
{
    // One that the C library keeps for itself, and neither reports nor blocks.
    private const int PokeSignal = 32;
    private const int SaRestorer = 0x04000000;
    private const long FirstPoke = 5_000_000, NextPoke = 20_000_000;

    /// <summary>
    /// Has a timer interrupt the calling thread's system calls from soon after a signal on, until <see cref="TakePending"/>. A signal that comes after
    /// the thread has looked for one, and before the system call that blocks, would not be seen before that call ends. The handler starts the timer.
    /// </summary>
    private static void StartPoking(byte* code)
    {
        if (!OperatingSystem.IsLinux() || !InstallPoke(code))
        {
            return;
        }
        *(IntervalTimerSpec*)(s_state + PokeTimesOffset) = new IntervalTimerSpec(new TimeSpec(0, NextPoke), new TimeSpec(0, FirstPoke));
        s_pokes = true;
    }

    private static bool InstallPoke(byte* code)
    {
        nint call = HostPlatform.IsArm64 ? 134 : 13;
        KernelSignalAction action = default;
        if (Libc.syscall(call, PokeSignal, 0, (nint)(&action), sizeof(ulong)) != 0 || action.Handler != 0)
        {
            return false;
        }
        action.Handler = (nint)code + (HostPlatform.IsArm64 ? SignalHandlerCode.Arm64PokeOffset : SignalHandlerCode.X64PokeOffset);
        action.Flags = SaSiginfo | SaOnStack;
        if (!HostPlatform.IsArm64)
        {
            action.Flags |= SaRestorer;
            action.Restorer = (nint)code + SignalHandlerCode.X64RestorerOffset;
        }
        return Libc.syscall(call, PokeSignal, (nint)(&action), 0, sizeof(ulong)) == 0;
    }

    /// <summary>Gives the calling thread a timer in place of the former one's. A forked child has no timer of its parent's.</summary>
    private static void MakePokeTimer(bool isForked)
    {
        if (!s_pokes)
        {
            return;
        }
        int* timer = (int*)(s_state + PokeTimerOffset);
        int former = Interlocked.Exchange(ref *timer, -1);
        if (former >= 0 && !isForked)
        {
            Libc.syscall(HostPlatform.IsArm64 ? 111 : 226, former, 0, 0, 0);
        }
        // struct sigevent: the value, the signal, SIGEV_THREAD_ID, the thread.
        const int ToThread = 4;
        int* notification = stackalloc int[16];
        new Span<int>(notification, 16).Clear();
        (notification[2], notification[3], notification[4]) = (PokeSignal, ToThread, Libc.gettid());
        int made;
        if (Libc.syscall(HostPlatform.IsArm64 ? 107 : 222, Clocks.Monotonic, (nint)notification, (nint)(&made), 0) == 0)
        {
            Volatile.Write(ref *timer, made);
        }
    }

    private static void StopPoke()
    {
        int timer = Volatile.Read(ref *(int*)(s_state + PokeTimerOffset));
        if (timer >= 0)
        {
            IntervalTimerSpec never = default;
            Libc.syscall(HostPlatform.IsArm64 ? 110 : 223, timer, 0, (nint)(&never), 0);
        }
    }
}
