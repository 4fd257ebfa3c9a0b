namespace Krait.Platform;

public static unsafe partial class SignalHandlers
{
    private const int NotifyFlags = 0x80000; // EFD_CLOEXEC

    private static Action? s_arrived;

    /// <summary>
    /// Has a background thread call <paramref name="arrived"/> soon after a signal has become pending (tens of microseconds). Who can give
    /// the handler a word of memory (<see cref="SetBreaker"/>) does not need it.
    /// </summary>
    public static Errno SetArrivalCallback(Action arrived)
    {
        lock (s_lock)
        {
            bool running = s_arrived is not null;
            s_arrived = arrived;
            return running ? default : StartNotifier();
        }
    }

    private static Errno StartNotifier()
    {
        int fd = Descriptors.CreateEvent(0, NotifyFlags, out Errno error);
        if (error.Failed)
        {
            return error;
        }
        Volatile.Write(ref *(int*)(s_state + NotifyOffset), fd);
        new Thread(() => Notify(fd), 128 * 1024) { IsBackground = true, Name = "signals" }.Start();
        return default;
    }

    private static void Notify(int fd)
    {
        while (true)
        {
            Descriptors.ReadEvent(fd, out Errno error);
            if (!error.Failed)
            {
                s_arrived?.Invoke();
            }
            else if (!error.Interrupted)
            {
                return;
            }
        }
    }

    /// <summary>To be called first in a forked child: the forking thread is the main one there, and the parent's signals are not the child's.</summary>
    internal static void AfterForkInChild()
    {
        if (s_state == null)
        {
            return;
        }
        SetMainThread();
        // Threads of the parent do not go on in the child.
        *(int*)(s_state + ForwardingOffset) = 0;
        TakePending();
        SignalMask.AfterForkInChild();
        int shared = *(int*)(s_state + NotifyOffset);
        if (shared >= 0)
        {
            *(int*)(s_state + NotifyOffset) = -1;
            Libc.close(shared);
            StartNotifier();
        }
    }
}
