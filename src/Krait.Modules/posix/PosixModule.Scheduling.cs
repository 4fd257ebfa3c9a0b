using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

internal static partial class PosixModule
{
    /// <summary>Add increment to the priority of process and return the new priority.</summary>
    [PyFunction("nice")]
    private static long Nice(ThreadState thread, int increment) => OsCall.Query(thread, (out e) => Scheduling.Nice(increment, out e));

    /// <summary>Return program scheduling priority.</summary>
    [PyFunction("getpriority")]
    private static long GetPriority(ThreadState thread, [Keyword] int which, [Keyword] int who) =>
        OsCall.Query(thread, (out e) => Scheduling.GetPriority(which, (uint)who, out e));

    /// <summary>Set program scheduling priority.</summary>
    [PyFunction("setpriority")]
    private static void SetPriority(ThreadState thread, [Keyword] int which, [Keyword] int who, [Keyword] int priority) =>
        OsCall.Check(thread, Scheduling.SetPriority(which, (uint)who, priority));

    /// <summary>Get the maximum scheduling priority for policy.</summary>
    [PyFunction("sched_get_priority_max")]
    private static long MaximumPriority(ThreadState thread, [Keyword] int policy) =>
        OsCall.Query(thread, (out e) => Scheduling.MaximumPriority(policy, out e));

    /// <summary>Get the minimum scheduling priority for policy.</summary>
    [PyFunction("sched_get_priority_min")]
    private static long MinimumPriority(ThreadState thread, [Keyword] int policy) =>
        OsCall.Query(thread, (out e) => Scheduling.MinimumPriority(policy, out e));

    /// <summary>Get the scheduling policy for the process identified by pid.
    ///
    /// Passing 0 for pid returns the scheduling policy for the calling process.</summary>
    [PyFunction("sched_getscheduler")]
    private static long GetScheduler(ThreadState thread, PyObject pid)
    {
        var process = OsArguments.Process(thread, pid);
        return OsCall.Query(thread, (out e) => Scheduling.GetPolicy(process, out e));
    }

    /// <summary>Set the scheduling policy for the process identified by pid.
    ///
    /// If pid is 0, the calling process is changed.
    /// param is an instance of sched_param.</summary>
    [PyFunction("sched_setscheduler")]
    private static void SetScheduler(ThreadState thread, PyObject pid, int policy, PyObject param)
    {
        var priority = SchedulingPriority(thread, param);
        OsCall.Check(thread, Scheduling.SetPolicy(OsArguments.Process(thread, pid), policy, priority));
    }

    /// <summary>Returns scheduling parameters for the process identified by pid.
    ///
    /// If pid is 0, returns parameters for the calling process.
    /// Return value is an instance of sched_param.</summary>
    [PyFunction("sched_getparam")]
    private static PyObject GetParam(ThreadState thread, PyObject pid)
    {
        var process = OsArguments.Process(thread, pid);
        var priority = OsCall.Query(thread, (out e) => Scheduling.GetParameter(process, out e));
        return StructSequence.New(thread, PosixTypes.SchedParam, PyInt.From(priority));
    }

    /// <summary>Set scheduling parameters for the process identified by pid.
    ///
    /// If pid is 0, sets parameters for the calling process.
    /// param should be an instance of sched_param.</summary>
    [PyFunction("sched_setparam")]
    private static void SetParam(ThreadState thread, PyObject pid, PyObject param)
    {
        var priority = SchedulingPriority(thread, param);
        OsCall.Check(thread, Scheduling.SetParameter(OsArguments.Process(thread, pid), priority));
    }

    private static int SchedulingPriority(ThreadState thread, PyObject param)
    {
        if (!ReferenceEquals(param.Type, PosixTypes.SchedParam))
            throw Errors.Type("must have a sched_param object");
        var number = Op.Index(thread, ((PyTuple)param)[0]);
        return number.TryGetLong(out var value) && value is >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw Errors.Overflow("sched_priority out of range");
    }

    /// <summary>Return the round-robin quantum for the process identified by pid, in seconds.
    ///
    /// Value returned is a float.</summary>
    [PyFunction("sched_rr_get_interval")]
    private static double RoundRobinInterval(ThreadState thread, PyObject pid)
    {
        var process = OsArguments.Process(thread, pid);
        return TimeConversion.ToDouble(OsCall.Query(thread, (out e) => Scheduling.RoundRobinInterval(process, out e)));
    }

    /// <summary>Voluntarily relinquish the CPU.</summary>
    [PyFunction("sched_yield")]
    private static void Yield(ThreadState thread) => OsCall.Run(thread, Scheduling.Yield);

    /// <summary>Return the affinity of the process identified by pid (or the current process if zero).
    ///
    /// The affinity is returned as a set of CPU identifiers.</summary>
    [PyFunction("sched_getaffinity")]
    private static PyObject GetAffinity(ThreadState thread, PyObject pid)
    {
        var process = OsArguments.Process(thread, pid);
        var processors = PyList.Create(thread);
        foreach (var processor in OsCall.Query(thread, (out e) => Scheduling.GetAffinity(process, out e)))
            processors.Append(PyInt.From(processor));
        return Op.Call(thread, PySet.TypeObject, processors);
    }

    /// <summary>Set the CPU affinity of the process identified by pid to mask.
    ///
    ///   pid
    ///     The process identifier (PID).
    ///   mask
    ///     An iterable of integers identifying CPUs.</summary>
    [PyFunction("sched_setaffinity")]
    private static void SetAffinity(ThreadState thread, PyObject pid, PyObject mask)
    {
        var process = OsArguments.Process(thread, pid);
        var processors = new List<int>();
        foreach (var item in Op.ListFrom(thread, mask).Items.ToArray())
        {
            if (item is not PyInt number)
                throw Errors.Type($"expected an iterator of ints, but iterator yielded {Op.Repr(thread, item.Type)}");
            if (number.Big.Sign < 0)
                throw Errors.Value("negative CPU number");
            if (!number.TryGetLong(out var processor) || processor > int.MaxValue - 1)
                throw Errors.Overflow("CPU number too large");
            processors.Add((int)processor);
        }
        OsCall.Check(thread, Scheduling.SetAffinity(process, processors.ToArray()));
    }

    /// <summary>Return the number of logical CPUs in the system.
    ///
    /// Return None if indeterminable.</summary>
    [PyFunction("cpu_count")]
    private static long? CpuCount(ThreadState thread) =>
        thread.Interpreter.Config.CpuCount is > 0 and var told ? told : HostInformation.ProcessorCount is var count && count > 0 ? count : null;
}
