using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

internal static partial class PosixModule
{
    private const int MaximumGroups = 65536;

    /// <summary>Return the current process id.</summary>
    [PyFunction("getpid")]
    private static long GetPid() => ProcessIdentity.Process;

    /// <summary>Return the parent's process id.
    ///
    /// If the parent process has already exited, Windows machines will still
    /// return its id; others systems will return the id of the 'init' process (1).</summary>
    [PyFunction("getppid")]
    private static long GetPPid() => ProcessIdentity.Parent;

    /// <summary>Return the current process's user id.</summary>
    [PyFunction("getuid")]
    private static PyObject GetUid() => OsArguments.FromId(ProcessIdentity.User);

    /// <summary>Return the current process's effective user id.</summary>
    [PyFunction("geteuid")]
    private static PyObject GetEUid() => OsArguments.FromId(ProcessIdentity.EffectiveUser);

    /// <summary>Return the current process's group id.</summary>
    [PyFunction("getgid")]
    private static PyObject GetGid() => OsArguments.FromId(ProcessIdentity.Group);

    /// <summary>Return the current process's effective group id.</summary>
    [PyFunction("getegid")]
    private static PyObject GetEGid() => OsArguments.FromId(ProcessIdentity.EffectiveGroup);

    /// <summary>Return the current process group id.</summary>
    [PyFunction("getpgrp")]
    private static long GetPgrp() => ProcessIdentity.ProcessGroup;

    /// <summary>Return a tuple of the current process's real, effective, and saved user ids.</summary>
    [PyFunction("getresuid")]
    private static PyObject GetResUid(ThreadState thread)
    {
        OsCall.Check(thread, ProcessIdentity.GetUsers(out var real, out var effective, out var saved));
        return PyTuple.Create(thread, OsArguments.FromId(real), OsArguments.FromId(effective), OsArguments.FromId(saved));
    }

    /// <summary>Return a tuple of the current process's real, effective, and saved group ids.</summary>
    [PyFunction("getresgid")]
    private static PyObject GetResGid(ThreadState thread)
    {
        OsCall.Check(thread, ProcessIdentity.GetGroups(out var real, out var effective, out var saved));
        return PyTuple.Create(thread, OsArguments.FromId(real), OsArguments.FromId(effective), OsArguments.FromId(saved));
    }

    /// <summary>Set the current process's user id.</summary>
    [PyFunction("setuid")]
    private static void SetUid(ThreadState thread, PyObject uid) =>
        OsCall.Check(thread, ProcessIdentity.SetUser(OsArguments.User(thread, uid)));

    /// <summary>Set the current process's effective user id.</summary>
    [PyFunction("seteuid")]
    private static void SetEUid(ThreadState thread, PyObject euid) =>
        OsCall.Check(thread, ProcessIdentity.SetEffectiveUser(OsArguments.User(thread, euid)));

    /// <summary>Set the current process's group id.</summary>
    [PyFunction("setgid")]
    private static void SetGid(ThreadState thread, PyObject gid) =>
        OsCall.Check(thread, ProcessIdentity.SetGroup(OsArguments.Group(thread, gid)));

    /// <summary>Set the current process's effective group id.</summary>
    [PyFunction("setegid")]
    private static void SetEGid(ThreadState thread, PyObject egid) =>
        OsCall.Check(thread, ProcessIdentity.SetEffectiveGroup(OsArguments.Group(thread, egid)));

    /// <summary>Set the current process's real and effective user ids.</summary>
    [PyFunction("setreuid")]
    private static void SetReUid(ThreadState thread, PyObject ruid, PyObject euid) =>
        OsCall.Check(thread, ProcessIdentity.SetUsers(OsArguments.User(thread, ruid), OsArguments.User(thread, euid)));

    /// <summary>Set the current process's real and effective group ids.</summary>
    [PyFunction("setregid")]
    private static void SetReGid(ThreadState thread, PyObject rgid, PyObject egid) =>
        OsCall.Check(thread, ProcessIdentity.SetGroups(OsArguments.Group(thread, rgid), OsArguments.Group(thread, egid)));

    /// <summary>Set the current process's real, effective, and saved user ids.</summary>
    [PyFunction("setresuid")]
    private static void SetResUid(ThreadState thread, PyObject ruid, PyObject euid, PyObject suid) => OsCall.Check(
        thread, ProcessIdentity.SetUsers(OsArguments.User(thread, ruid), OsArguments.User(thread, euid), OsArguments.User(thread, suid)));

    /// <summary>Set the current process's real, effective, and saved group ids.</summary>
    [PyFunction("setresgid")]
    private static void SetResGid(ThreadState thread, PyObject rgid, PyObject egid, PyObject sgid) => OsCall.Check(
        thread, ProcessIdentity.SetGroups(OsArguments.Group(thread, rgid), OsArguments.Group(thread, egid), OsArguments.Group(thread, sgid)));

    /// <summary>Return list of supplemental group IDs for the process.</summary>
    [PyFunction("getgroups")]
    private static PyObject GetGroups(ThreadState thread) =>
        GroupList(thread, OsCall.Query(thread, ProcessIdentity.GetSupplementaryGroups));

    private static PyList GroupList(ThreadState thread, uint[] groups)
    {
        var list = PyList.Create(thread);
        foreach (var group in groups)
            list.Append(OsArguments.FromId(group));
        return list;
    }

    /// <summary>Set the groups of the current process to list.</summary>
    [PyFunction("setgroups")]
    private static void SetGroups(ThreadState thread, PyObject groups)
    {
        if (!Op.IsSequence(groups))
            throw Errors.Type("setgroups argument must be a sequence");
        var items = Op.ListFrom(thread, groups).Items.ToArray();
        if (items.Length > MaximumGroups)
            throw Errors.Value("too many groups");
        var ids = new uint[items.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            if (items[i] is not PyInt)
                throw Errors.Type("groups must be integers");
            ids[i] = OsArguments.Group(thread, items[i]);
        }
        OsCall.Check(thread, ProcessIdentity.SetSupplementaryGroups(ids));
    }

    /// <summary>Initialize the group access list.
    ///
    /// Call the system initgroups() to initialize the group access list with all of
    /// the groups of which the specified username is a member, plus the specified
    /// group id.</summary>
    [PyFunction("initgroups")]
    private static void InitGroups(ThreadState thread, PyObject username, PyObject gid)
    {
        var name = OsPath.Encode(thread, username);
        OsCall.Check(thread, ProcessIdentity.InitializeGroups(name, OsArguments.Group(thread, gid)));
    }

    /// <summary>Returns a list of groups to which a user belongs.
    ///
    ///   user
    ///     username to lookup
    ///   group
    ///     base group id of the user</summary>
    [PyFunction("getgrouplist")]
    private static PyObject GetGroupList(ThreadState thread, PyStr user, PyObject group)
    {
        var name = OsPath.Encode(thread, user);
        return GroupList(thread, ProcessIdentity.GetGroupList(name, OsArguments.Group(thread, group)));
    }

    /// <summary>Return the actual login name.</summary>
    [PyFunction("getlogin")]
    private static PyObject GetLogin(ThreadState thread) => OsPath.Text(OsCall.Query(thread, ProcessIdentity.GetLogin));

    /// <summary>Call the system call getpgid(), and return the result.</summary>
    [PyFunction("getpgid")]
    private static long GetPgid(ThreadState thread, [Keyword] PyObject pid)
    {
        var process = OsArguments.Process(thread, pid);
        return OsCall.Query(thread, (out e) => ProcessIdentity.GetProcessGroup(process, out e));
    }

    /// <summary>Call the system call setpgid(pid, pgrp).</summary>
    [PyFunction("setpgid")]
    private static void SetPgid(ThreadState thread, PyObject pid, PyObject pgrp) =>
        OsCall.Check(thread, ProcessIdentity.SetProcessGroup(OsArguments.Process(thread, pid), OsArguments.Process(thread, pgrp)));

    /// <summary>Make the current process the leader of its process group.</summary>
    [PyFunction("setpgrp")]
    private static void SetPgrp(ThreadState thread) => OsCall.Check(thread, ProcessIdentity.SetProcessGroup(0, 0));

    /// <summary>Call the system call getsid(pid) and return the result.</summary>
    [PyFunction("getsid")]
    private static long GetSid(ThreadState thread, PyObject pid)
    {
        var process = OsArguments.Process(thread, pid);
        return OsCall.Query(thread, (out e) => ProcessIdentity.GetSession(process, out e));
    }

    /// <summary>Call the system call setsid().</summary>
    [PyFunction("setsid")]
    private static void SetSid(ThreadState thread) => OsCall.Query(thread, ProcessIdentity.NewSession);
}
