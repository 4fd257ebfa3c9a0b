namespace Krait.Platform;

public static unsafe partial class Spawner
{
    private const int OPath = 0x200000, OCloexec = 0x80000, CloneFs = 0x200;
    private const int SigPipe = 13, SigXfsz = 25;

    /// <summary>
    /// Starts a program as <c>_posixsubprocess.fork_exec</c> does: the process, or -1 with the error and the stage at which it arose.
    /// Ids and the creation mask, which posix_spawn(3) cannot set, are set on a thread of its own, which the child inherits from:
    /// for the kernel they belong to the thread.
    /// </summary>
    public static int ForkExec(ForkExecRequest request, out Errno error, out SpawnStage stage)
    {
        if (!request.ChangesThread)
        {
            return ForkExecHere(request, out error, out stage);
        }
        int process = -1;
        Errno failure = default;
        SpawnStage failedAt = SpawnStage.Prepare;
        SignalSet mask = SignalMask.Current;
        var thread = new Thread(() =>
        {
            SignalMask.Set(mask);
            failure = ChangeThread(request);
            if (!failure.Failed)
            {
                process = ForkExecHere(request, out failure, out failedAt);
            }
        })
        { IsBackground = true };
        thread.Start();
        thread.Join();
        error = failure;
        stage = failedAt;
        return process;
    }

    private static Errno ChangeThread(ForkExecRequest request)
    {
        // Straight to the kernel: the C library would change all threads.
        (int setgroups, int setregid, int setreuid) = HostPlatform.IsArm64 ? (159, 143, 145) : (116, 114, 113);
        Errno error = default;
        if (request.CreationMask >= 0)
        {
            error = Errno.Check(Libc.unshare(CloneFs));
            if (error.Failed)
            {
                return error;
            }
            Libc.umask((uint)request.CreationMask);
        }
        if (request.Groups is uint[] groups)
        {
            fixed (uint* g = groups)
            {
                Errno.Check(Libc.syscall(setgroups, groups.Length, (nint)g, 0, 0), out error);
            }
        }
        if (!error.Failed && request.Group is uint group)
        {
            Errno.Check(Libc.syscall(setregid, (nint)group, (nint)group, 0, 0), out error);
        }
        if (!error.Failed && request.User is uint user)
        {
            Errno.Check(Libc.syscall(setreuid, (nint)user, (nint)user, 0, 0), out error);
        }
        return error;
    }

    private static int ForkExecHere(ForkExecRequest request, out Errno error, out SpawnStage stage)
    {
        Span<int> opened = stackalloc int[4];
        opened.Fill(-1);
        ulong* actions = stackalloc ulong[ObjectSize / 8];
        ulong* attributes = stackalloc ulong[ObjectSize / 8];
        stage = SpawnStage.Fork;
        error = new Errno(Libc.posix_spawn_file_actions_init(actions));
        if (error.Failed)
        {
            return -1;
        }
        Libc.posix_spawnattr_init(attributes);
        int process = -1;
        error = MapDescriptors(actions, request, opened);
        if (!error.Failed)
        {
            error = EnterDirectory(actions, request, opened, ref stage);
        }
        if (!error.Failed)
        {
            error = CloseOthers(actions, request);
        }
        if (!error.Failed)
        {
            error = SetAttributes(attributes, AttributesOf(request));
        }
        if (!error.Failed)
        {
            stage = SpawnStage.Execute;
            process = TryCandidates(actions, attributes, request, out error);
        }
        foreach (int fd in opened)
        {
            if (fd >= 0)
            {
                Libc.close(fd);
            }
        }
        Libc.posix_spawnattr_destroy(attributes);
        Libc.posix_spawn_file_actions_destroy(actions);
        return process;
    }

    private static SpawnRequest AttributesOf(ForkExecRequest request)
    {
        SignalSet defaults = default;
        if (request.RestoreSignals)
        {
            defaults.Add(SigPipe);
            defaults.Add(SigXfsz);
        }
        return new SpawnRequest
        {
            Path = [],
            Arguments = [],
            NewSession = request.NewSession,
            ProcessGroup = request.ProcessGroup >= 0 ? request.ProcessGroup : null,
            Defaults = request.RestoreSignals ? defaults : null,
        };
    }

    private static Errno MapDescriptors(void* actions, ForkExecRequest request, Span<int> opened)
    {
        ReadOnlySpan<int> sources = [request.Standard.Input, request.Standard.Output, request.Standard.Error];
        for (int target = 0; target < 3; target++)
        {
            int source = sources[target];
            if (source < 0)
            {
                continue;
            }
            if (source < 3 && source != target)
            {
                // An earlier mapping may have overwritten it by the time that it is copied in the child.
                source = opened[target] = Descriptors.DuplicateNotInherited(source, 3, out Errno failure);
                if (failure.Failed)
                {
                    return failure;
                }
            }
            int error = Libc.posix_spawn_file_actions_adddup2(actions, source, target);
            if (error != 0)
            {
                return new Errno(error);
            }
        }
        foreach (int kept in request.Keep)
        {
            int error = kept < 3 ? 0 : Libc.posix_spawn_file_actions_adddup2(actions, kept, kept);
            if (error != 0)
            {
                return new Errno(error);
            }
        }
        return default;
    }

    private static Errno EnterDirectory(void* actions, ForkExecRequest request, Span<int> opened, ref SpawnStage stage)
    {
        if (request.WorkingDirectory is not byte[] directory)
        {
            return default;
        }
        stage = SpawnStage.ChangeDirectory;
        int directoryFlag = HostPlatform.IsArm64 ? 0x4000 : 0x10000;
        int fd = FileSystem.Open(directory, OPath | OCloexec | directoryFlag, 0, out Errno error);
        if (error.Failed)
        {
            return error;
        }
        opened[3] = fd;
        // Opening as a path asks for no permission on the directory itself; entering it does.
        error = FileSystem.AccessAt(fd, "."u8, 1, 0x200);
        return error.Failed ? error : new Errno(Libc.posix_spawn_file_actions_addfchdir_np(actions, fd));
    }

    private static Errno CloseOthers(void* actions, ForkExecRequest request)
    {
        if (!request.CloseDescriptors)
        {
            return default;
        }
        int next = 3;
        foreach (int kept in request.Keep)
        {
            int error = kept - next <= 256 ? CloseGap(actions, next, kept) : CloseOpen(actions, next, kept);
            if (error != 0)
            {
                return new Errno(error);
            }
            next = Math.Max(next, kept + 1);
        }
        return new Errno(Libc.posix_spawn_file_actions_addclosefrom_np(actions, next));
    }

    // The child's close of a descriptor that is not open is no error.
    private static int CloseGap(void* actions, int from, int to)
    {
        int error = 0;
        for (int fd = from; fd < to && error == 0; fd++)
        {
            error = Libc.posix_spawn_file_actions_addclose(actions, fd);
        }
        return error;
    }

    private static int CloseOpen(void* actions, int from, int to)
    {
        using DirectoryStream? entries = DirectoryStream.Open("/proc/self/fd"u8, out Errno failure);
        if (entries is null)
        {
            return CloseGap(actions, from, to);
        }
        int error = 0;
        while (error == 0 && entries.MoveNext(out failure))
        {
            if (int.TryParse(entries.Name, out int fd) && fd >= from && fd < to)
            {
                error = Libc.posix_spawn_file_actions_addclose(actions, fd);
            }
        }
        return error;
    }

    private static int TryCandidates(void* actions, void* attributes, ForkExecRequest request, out Errno error)
    {
        using var arguments = new CStringArray(request.Arguments);
        error = new Errno(Errno.ENOENT);
        Errno memorable = default;
        foreach (byte[] candidate in request.Candidates)
        {
            // A file that is certainly absent does not cost a process; a relative path counts from the child's directory.
            if (request.Candidates.Count > 1 && candidate is [(byte)'/', ..])
            {
                error = FileSystem.Access(candidate, 0);
                if (error.Value is Errno.ENOENT or Errno.ENOTDIR)
                {
                    continue;
                }
            }
            using var path = new CString(candidate, default);
            int process = Start(path, false, actions, attributes, arguments, request.Environment, out error);
            if (!error.Failed)
            {
                return process;
            }
            if (error.Value is not (Errno.ENOENT or Errno.ENOTDIR) && !memorable.Failed)
            {
                memorable = error;
            }
        }
        error = memorable.Failed ? memorable : error;
        return -1;
    }
}
