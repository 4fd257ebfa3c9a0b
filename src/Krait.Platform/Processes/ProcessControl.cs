using System.Globalization;
using System.Text;

namespace Krait.Platform;

/// <summary>What waitid(2) reports; all zero where no child has changed.</summary>
public readonly record struct WaitInformation(int Process, uint User, int Signal, int Status, int Code);

/// <summary>Starting, replacing, ending and waiting for processes.</summary>
public static unsafe partial class ProcessControl
{
    /// <summary>
    /// fork(2): 0 in the child. The child has this thread alone; the runtime's own threads do not exist there.
    /// The host must have been started with DOTNET_EnableWriteXorExecute=0. The thread stays in the collector's cooperative mode during
    /// the call, so that no collection is under way in the image that the child gets. <see cref="ForkChecked"/> also covers a child
    /// whose copy of the runtime is stuck all the same.
    /// </summary>
    public static int Fork(out Errno error)
    {
        int process = Errno.Check(Libc.fork(), out error);
        if (process == 0)
        {
            SignalHandlers.AfterForkInChild();
        }
        return process;
    }

    /// <summary>execve(2), or execv(3) with this process's environment where <paramref name="environment"/> is null. Returns on failure only.</summary>
    public static Errno Execute(ReadOnlySpan<byte> path, IReadOnlyList<byte[]> arguments, IReadOnlyList<byte[]>? environment)
    {
        using var p = new CString(path, stackalloc byte[CString.Small]);
        using var a = new CStringArray(arguments);
        if (environment is null)
        {
            Libc.execve(p, a, ProcessEnvironment.Block);
            return Errno.Last();
        }
        using var e = new CStringArray(environment);
        Libc.execve(p, a, e);
        return Errno.Last();
    }

    /// <summary>fexecve(3). Returns on failure only.</summary>
    public static Errno Execute(int fd, IReadOnlyList<byte[]> arguments, IReadOnlyList<byte[]>? environment)
    {
        using var a = new CStringArray(arguments);
        if (environment is null)
        {
            Libc.fexecve(fd, a, ProcessEnvironment.Block);
            return Errno.Last();
        }
        using var e = new CStringArray(environment);
        Libc.fexecve(fd, a, e);
        return Errno.Last();
    }

    /// <summary>waitpid(2): the process, 0 with WNOHANG where none has changed.</summary>
    public static int Wait(int process, int options, out int status, out Errno error)
    {
        int result = 0;
        int waited = Errno.Check(Libc.wait4(process, &result, options, null), out error);
        status = result;
        return waited;
    }

    /// <summary>wait4(2).</summary>
    public static int Wait(int process, int options, out int status, out ResourceUsage usage, out Errno error)
    {
        int result = 0;
        ResourceUsage consumed = default;
        int waited = Errno.Check(Libc.wait4(process, &result, options, &consumed), out error);
        (status, usage) = (result, consumed);
        return waited;
    }

    /// <summary>waitid(2): P_ALL 0, P_PID 1, P_PGID 2, P_PIDFD 3.</summary>
    public static WaitInformation Wait(int kind, uint id, int options, out Errno error)
    {
        byte* info = stackalloc byte[128];
        new Span<byte>(info, 128).Clear();
        error = Errno.Check(Libc.waitid(kind, id, info, options));
        return error.Failed
            ? default
            : new WaitInformation(*(int*)(info + 16), *(uint*)(info + 20), *(int*)info, *(int*)(info + 24), *(int*)(info + 8));
    }

    /// <summary>_exit(2): ends the process at once.</summary>
    public static void Exit(int status) => Libc._exit(status);

    /// <summary>abort(3), with the signal's own disposition instead of the .NET runtime's.</summary>
    public static void Abort()
    {
        SignalHandlers.RestoreSystemDefault(6);
        Libc.abort();
    }

    /// <summary>system(3): the wait status.</summary>
    public static int System(ReadOnlySpan<byte> command, out Errno error)
    {
        using var c = new CString(command, stackalloc byte[CString.Small]);
        return Errno.Check(Libc.system(c), out error);
    }

    /// <summary>kill(2).</summary>
    public static Errno Kill(int process, int signal) => Errno.Check(Libc.kill(process, signal));

    /// <summary>killpg(2).</summary>
    public static Errno KillGroup(int group, int signal) => Errno.Check(Libc.killpg(group, signal));

    /// <summary>pidfd_open(2), which also sets close-on-exec.</summary>
    public static int OpenProcessDescriptor(int process, uint flags, out Errno error) =>
        (int)Errno.Check(Libc.syscall(434, process, (nint)flags, 0, 0), out error);

    /// <summary>pidfd_send_signal(2). To this process it is as <see cref="SignalCalls.Send"/>.</summary>
    public static Errno SendSignal(int processDescriptor, int signal, int flags)
    {
        if (flags == 0 && IsThisProcess(processDescriptor))
        {
            return SignalCalls.Send(Libc.getpid(), signal);
        }
        Errno.Check(Libc.syscall(424, processDescriptor, signal, 0, flags), out Errno error);
        return error;
    }

    // A descriptor of pidfd_open tells its process in fdinfo; a folder of /proc does as well, by its name.
    private static bool IsThisProcess(int processDescriptor)
    {
        string process = Libc.getpid().ToString(CultureInfo.InvariantCulture), fd = processDescriptor.ToString(CultureInfo.InvariantCulture);
        byte[] link = FileSystem.ReadLink(FileSystem.CurrentDirectory, Encoding.ASCII.GetBytes("/proc/self/fd/" + fd), out Errno error);
        if (!error.Failed && link.AsSpan().SequenceEqual(Encoding.ASCII.GetBytes("/proc/" + process)))
        {
            return true;
        }
        byte[]? information = WholeFile.Read(Encoding.ASCII.GetBytes("/proc/self/fdinfo/" + fd), out _);
        return information.AsSpan().IndexOf(Encoding.ASCII.GetBytes("\nPid:\t" + process + "\n")) >= 0;
    }

    /// <summary>unshare(2).</summary>
    public static Errno Unshare(int flags) => Errno.Check(Libc.unshare(flags));

    /// <summary>setns(2).</summary>
    public static Errno EnterNamespace(int fd, int kind) => Errno.Check(Libc.setns(fd, kind));
}
