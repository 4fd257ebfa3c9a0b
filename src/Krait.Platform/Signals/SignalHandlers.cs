namespace Krait.Platform;

/// <summary>What a signal does to this process.</summary>
public static unsafe partial class SignalHandlers
{
    /// <summary>Gives a signal the system's default action, whatever the .NET runtime had installed.</summary>
    public static Errno RestoreSystemDefault(int signal)
    {
        NativeSignalAction action = default;
        return Errno.Check(Libc.sigaction(signal, &action, null));
    }

    /// <summary>To be called first in a forked child.</summary>
    internal static void AfterForkInChild()
    {
    }
}
