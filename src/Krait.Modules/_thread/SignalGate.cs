using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Threads;

/// <summary>
/// Waiting on a monitor in such a way that a signal ends the wait of the main thread at once: a thread of the platform layer, which wakes up with
/// every signal, rouses the gate that the main thread waits at.
/// </summary>
internal static class SignalGate
{
    private static object? s_mainGate;
    private static int s_isListening;

    /// <summary>True for the thread that runs signal handlers.</summary>
    public static bool IsMain(ThreadState thread) => ReferenceEquals(thread, thread.Interpreter.MainThread) && thread.Interpreter.OwnsSignals;

    /// <summary>
    /// Waits at a gate that the caller has locked, until it is pulsed, the time is over, or, on the main thread, a signal is pending. The
    /// caller looks which of these it was.
    /// </summary>
    public static void Wait(object gate, TimeSpan time, bool isMain)
    {
        if (!isMain)
        {
            Monitor.Wait(gate, time);
            return;
        }
        Listen();
        Volatile.Write(ref s_mainGate, gate);
        // A signal from now on finds the gate; of one before we know.
        Interlocked.MemoryBarrier();
        try
        {
            if (!SignalHandlers.IsPending)
                Monitor.Wait(gate, time);
        }
        finally
        {
            Volatile.Write(ref s_mainGate, null);
        }
    }

    /// <summary>Runs the handlers of signals that have arrived, on the main thread.</summary>
    public static void RunHandlers(ThreadState thread)
    {
        if (SignalHandlers.IsPending && IsMain(thread))
            thread.CheckSignals();
    }

    private static void Listen()
    {
        if (Interlocked.Exchange(ref s_isListening, 1) == 0)
            SignalHandlers.SetArrivalCallback(Rouse);
    }

    private static void Rouse()
    {
        if (Volatile.Read(ref s_mainGate) is not { } gate)
            return;
        lock (gate)
            Monitor.PulseAll(gate);
    }
}
