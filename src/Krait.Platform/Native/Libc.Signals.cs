using System.Runtime.InteropServices;

namespace Krait.Platform;

internal static unsafe partial class Libc
{
    [LibraryImport(Library)] internal static partial int kill(int process, int signal);
    [LibraryImport(Library)] internal static partial int killpg(int group, int signal);
    [LibraryImport(Library)] internal static partial int raise(int signal);
    [LibraryImport(Library)] internal static partial int sigaction(int signal, NativeSignalAction* action, NativeSignalAction* old);
    [LibraryImport(Library)] internal static partial int pthread_sigmask(int how, SignalSet* set, SignalSet* old);
    [LibraryImport(Library)] internal static partial int pthread_kill(nuint thread, int signal);
    [LibraryImport(Library)] internal static partial nuint pthread_self();
    [LibraryImport(Library)] internal static partial int sigpending(SignalSet* set);
    [LibraryImport(Library)] internal static partial int sigwait(SignalSet* set, int* signal);
    [LibraryImport(Library)] internal static partial int sigwaitinfo(SignalSet* set, byte* info);
    [LibraryImport(Library)] internal static partial int sigtimedwait(SignalSet* set, byte* info, TimeSpec* timeout);
    [LibraryImport(Library)] internal static partial int setitimer(int which, IntervalTimerValue* value, IntervalTimerValue* old);
    [LibraryImport(Library)] internal static partial int getitimer(int which, IntervalTimerValue* value);
    [LibraryImport(Library)] internal static partial uint alarm(uint seconds);
    [LibraryImport(Library)] internal static partial int pause();
    [LibraryImport(Library)] internal static partial byte* strsignal(int signal);
    [LibraryImport(Library)] internal static partial int poll(PollEntry* entries, nuint count, int milliseconds);
    [LibraryImport(Library)] internal static partial int ppoll(PollEntry* entries, nuint count, TimeSpec* timeout, SignalSet* mask);
    [LibraryImport(Library)] internal static partial int select(int count, ulong* read, ulong* write, ulong* except, TimeValue* timeout);
    [LibraryImport(Library)] internal static partial int epoll_create1(int flags);
    [LibraryImport(Library)] internal static partial int epoll_ctl(int epoll, int operation, int fd, byte* data);
    [LibraryImport(Library)] internal static partial int epoll_wait(int epoll, byte* events, int count, int milliseconds);
}

/// <summary>struct sigaction of the C library.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeSignalAction
{
    internal nint Handler;
    internal SignalSet Mask;
    internal int Flags;
    internal nint Restorer;
}

/// <summary>struct sigaction of the kernel.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KernelSignalAction
{
    internal nint Handler;
    internal ulong Flags;
    internal nint Restorer;
    internal ulong Mask;
}
