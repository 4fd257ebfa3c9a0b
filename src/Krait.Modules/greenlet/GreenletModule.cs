using Krait.Runtime;

namespace Krait.Modules.Greenlets;

/// <summary>Lightweight in-process concurrent programming: the public interface of the greenlet package.</summary>
[PyModule("greenlet")]
internal static partial class GreenletModule
{
    private sealed class State : ModuleState
    {
        public PyType? Error { get; set; }

        public PyType? Exit { get; set; }
    }

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        var state = thread.Interpreter.ModuleState<State>();
        state.Error ??= state.Keep(ModuleExceptions.Define(thread, "greenlet", "error"));
        state.Exit ??= state.Keep(ModuleExceptions.Define(thread, "greenlet", "GreenletExit", ExceptionTypes.BaseException));
        var dict = module.Dict;
        dict.SetItem(thread, "error", state.Error);
        dict.SetItem(thread, "GreenletExit", state.Exit);
        dict.SetItem(thread, "__version__", PyStr.From("3.2.4"));
        foreach (var name in new[] { "GREENLET_USE_GC", "GREENLET_USE_TRACING", "GREENLET_USE_CONTEXT_VARS", "GREENLET_USE_STANDARD_THREADING" })
            dict.SetItem(thread, name, PyBool.True);
        dict.SetItem(thread, "__all__", PyTuple.Create(
            thread,
            [.. new[] { "__version__", "GreenletExit", "error", "getcurrent", "greenlet", "gettrace", "settrace" }.Select(PyStr.Intern)]));
        foreach (var name in new[] { "error", "GreenletExit" })
            PyGreenlet.TypeObject.Dict.SetItem(thread, name, dict.GetItem(name)!);
        PyGreenlet.TypeObject.Modified();
    }

    /// <summary>Returns the current greenlet (i.e. the one which called this function).</summary>
    [PyFunction("getcurrent", Signature = "")]
    internal static PyObject GetCurrent(ThreadState thread)
    {
        var group = GreenletThread.Of(thread);
        group.KillPending(thread);
        return group.Current(thread);
    }

    /// <summary>Sets a new tracing function and returns the previous one.</summary>
    [PyFunction("settrace", Signature = "")]
    internal static PyObject SetTrace(ThreadState thread, PyObject callback)
    {
        var group = GreenletThread.Of(thread);
        var old = group.Tracer.Take(thread) ?? PyNone.Instance;
        group.Tracer.Value = callback is PyNone ? null : callback;
        return old;
    }

    /// <summary>Returns the currently set tracing function, or None.</summary>
    [PyFunction("gettrace", Signature = "")]
    internal static PyObject GetTrace(ThreadState thread) => GreenletThread.Of(thread).Tracer.Value ?? PyNone.Instance;

    internal static bool IsExit(ThreadState thread, PyObject exception) => exception.Type.IsSubtypeOf(ExitType(thread));

    internal static PyType ExitType(ThreadState thread) => thread.Interpreter.ModuleState<State>().Exit!;

    /// <summary>A <c>greenlet.error</c>.</summary>
    internal static PythonException Error(ThreadState thread, string message) =>
        Errors.New(thread.Interpreter.ModuleState<State>().Error!, message);
}
