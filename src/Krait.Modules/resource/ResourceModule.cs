using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

[PyModule("resource")]
internal static partial class ResourceModule
{
    private const int LimitCount = 16;

    private static readonly PyType s_usage = StructSequence.CreateType(
        "struct_rusage",
        "resource",
        """
        struct_rusage: Result from getrusage.

        This object may be accessed either as a tuple of
            (utime,stime,maxrss,ixrss,idrss,isrss,minflt,majflt,
            nswap,inblock,oublock,msgsnd,msgrcv,nsignals,nvcsw,nivcsw)
        or via the attributes ru_utime, ru_stime, ru_maxrss, and so on.
        """,
        new StructField("ru_utime", "user time used"),
        new StructField("ru_stime", "system time used"),
        new StructField("ru_maxrss", "max. resident set size"),
        new StructField("ru_ixrss", "shared memory size"),
        new StructField("ru_idrss", "unshared data size"),
        new StructField("ru_isrss", "unshared stack size"),
        new StructField("ru_minflt", "page faults not requiring I/O"),
        new StructField("ru_majflt", "page faults requiring I/O"),
        new StructField("ru_nswap", "number of swap outs"),
        new StructField("ru_inblock", "block input operations"),
        new StructField("ru_oublock", "block output operations"),
        new StructField("ru_msgsnd", "IPC messages sent"),
        new StructField("ru_msgrcv", "IPC messages received"),
        new StructField("ru_nsignals", "signals received"),
        new StructField("ru_nvcsw", "voluntary context switches"),
        new StructField("ru_nivcsw", "involuntary context switches"));

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        OsArguments.AddConstants(thread, module, ResourceConstants.All());
        module.Dict.SetItem(thread, "struct_rusage", s_usage);
        module.Dict.SetItem(thread, "error", ExceptionTypes.OSError);
    }

    /// <summary>The <c>struct_rusage</c> for what a process has consumed.</summary>
    internal static PyObject ToPython(ThreadState thread, in ResourceUsage usage) => StructSequence.New(
        thread,
        s_usage,
        PyFloat.From(Seconds(usage.UserTime)),
        PyFloat.From(Seconds(usage.SystemTime)),
        PyInt.From(usage.MaximumResidentSize),
        PyInt.From(usage.SharedMemory),
        PyInt.From(usage.UnsharedData),
        PyInt.From(usage.UnsharedStack),
        PyInt.From(usage.MinorFaults),
        PyInt.From(usage.MajorFaults),
        PyInt.From(usage.Swaps),
        PyInt.From(usage.BlocksIn),
        PyInt.From(usage.BlocksOut),
        PyInt.From(usage.MessagesSent),
        PyInt.From(usage.MessagesReceived),
        PyInt.From(usage.Signals),
        PyInt.From(usage.VoluntarySwitches),
        PyInt.From(usage.InvoluntarySwitches));

    private static double Seconds(TimeValue time) => time.Seconds + (time.Microseconds * 0.000001);

    [PyFunction("getrusage")]
    private static PyObject GetRUsage(ThreadState thread, int who)
    {
        var error = Resources.GetUsage(who, out var usage);
        if (error.Value == Errno.EINVAL)
            throw Errors.Value("invalid who parameter");
        OsCall.Check(thread, error);
        return ToPython(thread, usage);
    }

    [PyFunction("getrlimit")]
    private static PyObject GetRLimit(ThreadState thread, int resource)
    {
        CheckResource(resource);
        OsCall.Check(thread, Resources.GetLimit(resource, out var limit));
        return ToPython(thread, limit);
    }

    [PyFunction("setrlimit")]
    private static void SetRLimit(ThreadState thread, int resource, PyObject limits)
    {
        CheckResource(resource);
        var limit = FromPython(thread, limits);
        var error = Resources.SetLimit(resource, limit);
        ThrowIfRefused(error);
        OsCall.Check(thread, error);
    }

    [PyFunction("prlimit")]
    private static PyObject PrLimit(ThreadState thread, PyObject pid, int resource, PyObject? limits = null)
    {
        var process = OsArguments.Process(thread, pid);
        CheckResource(resource);
        ResourceLimit old;
        Errno error;
        if (limits is null or PyNone)
            error = Resources.GetLimit(process, resource, out old);
        else
            error = Resources.SetLimit(process, resource, FromPython(thread, limits), out old);
        if (error.Value == Errno.EINVAL)
            throw Errors.Value("current limit exceeds maximum limit");
        OsCall.Check(thread, error);
        return ToPython(thread, old);
    }

    [PyFunction("getpagesize")]
    private static long GetPageSize() => Environment.SystemPageSize;

    private static void ThrowIfRefused(Errno error)
    {
        if (error.Value == Errno.EINVAL)
            throw Errors.Value("current limit exceeds maximum limit");
        if (error.Value == Errno.EPERM)
            throw Errors.Value("not allowed to raise maximum limit");
    }

    private static void CheckResource(int resource)
    {
        if (resource is < 0 or >= LimitCount)
            throw Errors.Value("invalid resource specified");
    }

    private static PyTuple ToPython(ThreadState thread, ResourceLimit limit) => PyTuple.Create(thread, Limit(limit.Soft), Limit(limit.Hard));

    // RLIM_INFINITY is all ones, which Python has as -1.
    private static PyInt Limit(ulong value) => value == ulong.MaxValue ? PyInt.From(-1) : PyInt.From(new System.Numerics.BigInteger(value));

    private static ResourceLimit FromPython(ThreadState thread, PyObject limits)
    {
        var pair = Op.TupleFrom(thread, limits);
        if (pair.Count != 2)
            throw Errors.Value("expected a tuple of 2 integers");
        return new ResourceLimit(FromPythonLimit(thread, pair[0]), FromPythonLimit(thread, pair[1]));
    }

    private static ulong FromPythonLimit(ThreadState thread, PyObject o)
    {
        var number = Op.Index(thread, o);
        if (number.TryGetLong(out var value) && value >= -1)
            return unchecked((ulong)value);
        if (number.Big.Sign < 0)
            throw Errors.Value("Cannot convert negative int");
        return number.Big <= ulong.MaxValue ? (ulong)number.Big : throw Errors.Overflow("Python int too large to convert to C rlim_t");
    }
}
