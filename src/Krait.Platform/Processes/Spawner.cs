using System.Runtime.InteropServices;

namespace Krait.Platform;

/// <summary>Starts programs without running managed code in the child.</summary>
public static unsafe partial class Spawner
{
    private const int SetPgroup = 2, ResetIds = 1, SetSigDef = 4, SetSigMask = 8, SetSchedParam = 16, SetScheduler = 32, SetSid = 128;

    // More than posix_spawnattr_t and posix_spawn_file_actions_t take in any C library.
    private const int ObjectSize = 512;

    /// <summary>posix_spawn(3) or posix_spawnp(3): the process; the error is that of the step that failed.</summary>
    public static int Spawn(SpawnRequest request, out Errno error)
    {
        ulong* actions = stackalloc ulong[ObjectSize / 8];
        ulong* attributes = stackalloc ulong[ObjectSize / 8];
        error = new Errno(Libc.posix_spawn_file_actions_init(actions));
        if (error.Failed)
        {
            return -1;
        }
        Libc.posix_spawnattr_init(attributes);
        error = AddActions(actions, request.Actions);
        int process = -1;
        if (!error.Failed)
        {
            error = SetAttributes(attributes, request);
        }
        if (!error.Failed)
        {
            using var path = new CString(request.Path, stackalloc byte[CString.Small]);
            using var arguments = new CStringArray(request.Arguments);
            process = Start(path, request.SearchPath, actions, attributes, arguments, request.Environment, out error);
        }
        Libc.posix_spawnattr_destroy(attributes);
        Libc.posix_spawn_file_actions_destroy(actions);
        return process;
    }

    private static int Start(
        byte* path, bool search, void* actions, void* attributes, byte** arguments, IReadOnlyList<byte[]>? environment, out Errno error)
    {
        int process = -1;
        if (environment is null)
        {
            byte** block = ProcessEnvironment.Block;
            error = new Errno(search
                ? Libc.posix_spawnp(&process, path, actions, attributes, arguments, block)
                : Libc.posix_spawn(&process, path, actions, attributes, arguments, block));
            return error.Failed ? -1 : process;
        }
        using var entries = new CStringArray(environment);
        error = new Errno(search
            ? Libc.posix_spawnp(&process, path, actions, attributes, arguments, entries)
            : Libc.posix_spawn(&process, path, actions, attributes, arguments, entries));
        return error.Failed ? -1 : process;
    }

    private static Errno AddActions(void* actions, IReadOnlyList<SpawnAction> steps)
    {
        foreach (SpawnAction step in steps)
        {
            int error;
            switch (step.Kind)
            {
                case SpawnActionKind.Open:
                    using (var path = new CString(step.Path, default))
                    {
                        error = Libc.posix_spawn_file_actions_addopen(actions, step.Descriptor, path, step.Flags, step.Mode);
                    }
                    break;
                case SpawnActionKind.Close:
                    error = Libc.posix_spawn_file_actions_addclose(actions, step.Descriptor);
                    break;
                case SpawnActionKind.CloseFrom:
                    error = Libc.posix_spawn_file_actions_addclosefrom_np(actions, step.Descriptor);
                    break;
                default:
                    error = Libc.posix_spawn_file_actions_adddup2(actions, step.Descriptor, step.Target);
                    break;
            }
            if (error != 0)
            {
                return new Errno(error);
            }
        }
        return default;
    }

    private static Errno SetAttributes(void* attributes, SpawnRequest request)
    {
        int flags = 0, error = 0;
        if (request.ProcessGroup is int group)
        {
            flags |= SetPgroup;
            error |= Libc.posix_spawnattr_setpgroup(attributes, group);
        }
        flags |= request.ResetIds ? ResetIds : 0;
        flags |= request.NewSession ? SetSid : 0;
        if (request.Mask is SignalSet mask)
        {
            flags |= SetSigMask;
            error |= Libc.posix_spawnattr_setsigmask(attributes, &mask);
        }
        if (request.Defaults is SignalSet defaults)
        {
            flags |= SetSigDef;
            error |= Libc.posix_spawnattr_setsigdefault(attributes, &defaults);
        }
        if (request.SchedulingPolicy is int policy)
        {
            flags |= SetScheduler;
            error |= Libc.posix_spawnattr_setschedpolicy(attributes, policy);
        }
        if (request.SchedulingPriority is int priority)
        {
            flags |= SetSchedParam;
            error |= Libc.posix_spawnattr_setschedparam(attributes, &priority);
        }
        return new Errno(error != 0 ? error : Libc.posix_spawnattr_setflags(attributes, (short)flags));
    }
}
