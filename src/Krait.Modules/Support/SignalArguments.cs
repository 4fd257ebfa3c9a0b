using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

/// <summary>Converts signals and sets of them.</summary>
internal static class SignalArguments
{
    /// <summary>The signals of an iterable of ints.</summary>
    public static SignalSet Set(ThreadState thread, PyObject iterable)
    {
        var set = default(SignalSet);
        foreach (var item in Op.ListFrom(thread, iterable).Items.ToArray())
        {
            var number = Op.Index(thread, item);
            if (!number.TryGetLong(out var signal) || signal is <= 0 or >= SignalHandlers.Count)
                throw Errors.Value($"signal number {number.Big} out of range [1; {SignalHandlers.Count - 1}]");
            if (signal is 32 or 33)
                Op.Warn(thread, ExceptionTypes.RuntimeWarning, $"invalid signal number {signal}, please use valid_signals()", 1);
            else
                set.Add((int)signal);
        }
        return set;
    }

    /// <summary>A Python set of the signals.</summary>
    public static PyObject ToPython(ThreadState thread, SignalSet signals)
    {
        var list = PyList.Create(thread);
        foreach (var signal in signals.ToArray())
            list.Append(PyInt.From(signal));
        return Op.Call(thread, PySet.TypeObject, list);
    }

    /// <summary>ValueError for what is no signal.</summary>
    public static void CheckNumber(int signal)
    {
        if (signal is < 1 or >= SignalHandlers.Count)
            throw Errors.Value("signal number out of range");
    }
}
