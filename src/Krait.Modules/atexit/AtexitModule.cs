using Krait.Runtime;

namespace Krait.Modules.Atexit;

/// <summary>Allow programmer to define multiple exit functions to be executed upon normal program termination.</summary>
[PyModule("atexit")]
internal static partial class AtexitModule
{
    private sealed class State : ModuleState
    {
        public List<Callback> Callbacks { get; } = [];

        public override void Traverse(Visitor visitor)
        {
            base.Traverse(visitor);
            foreach (var callback in Callbacks)
            {
                visitor.Visit(callback.Function);
                visitor.Visit(callback.Args);
                visitor.Visit(callback.Keywords);
            }
        }
    }

    private sealed record Callback(PyObject Function, PyTuple Args, PyDict? Keywords)
    {
        public void Release()
        {
            PyObject.Release(Function);
            PyObject.Release(Args);
            PyObject.XRelease(Keywords);
        }
    }

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module) => thread.Interpreter.ExitFunctions = RunExitFunctions;

    private static List<Callback> Callbacks(ThreadState thread) => thread.Interpreter.ModuleState<State>().Callbacks;

    /// <summary>Register a function to be executed upon normal program termination.</summary>
    [PyFunction("register", Signature = "($module, func, /, *args, **kwargs)")]
    private static PyObject Register(ThreadState thread, PyObject func, ReadOnlySpan<PyObject> args, [KeywordArguments] PyDict? kwargs)
    {
        if (!Op.IsCallable(func))
            throw Errors.Type("the first argument must be callable");
        var tuple = PyTuple.Create(thread, args);
        PyObject.Retain(func);
        PyObject.Retain(tuple);
        PyObject.XRetain(kwargs);
        Callbacks(thread).Add(new Callback(func, tuple, kwargs));
        return func;
    }

    /// <summary>Unregister an exit function which was previously registered using atexit.register.</summary>
    [PyFunction("unregister")]
    private static void Unregister(ThreadState thread, PyObject func)
    {
        var callbacks = Callbacks(thread);
        for (var i = callbacks.Count - 1; i >= 0; i--)
        {
            // The comparison may run Python code that changes the list.
            if (i >= callbacks.Count)
                continue;
            var candidate = callbacks[i];
            using var held = new Held(thread, candidate.Function);
            if (Op.AreEqual(thread, candidate.Function, func) && callbacks.Remove(candidate))
                candidate.Release();
        }
    }

    /// <summary>Run all registered exit functions, the last one first.</summary>
    [PyFunction("_run_exitfuncs")]
    private static void RunExitFunctions(ThreadState thread)
    {
        var callbacks = Callbacks(thread);
        while (callbacks.Count > 0)
        {
            var callback = callbacks[^1];
            callbacks.RemoveAt(callbacks.Count - 1);
            try
            {
                Op.CallWithDict(thread, callback.Function, callback.Args, callback.Keywords);
            }
            catch (PythonException exception)
            {
                Op.WriteUnraisable(thread, exception, callback.Function, "Exception ignored in atexit callback");
            }
            callback.Release();
        }
    }

    /// <summary>Clear the list of previously registered exit functions.</summary>
    [PyFunction("_clear")]
    private static void Clear(ThreadState thread)
    {
        var callbacks = Callbacks(thread);
        var old = callbacks.ToArray();
        callbacks.Clear();
        foreach (var callback in old)
            callback.Release();
    }

    /// <summary>Return the number of registered exit functions.</summary>
    [PyFunction("_ncallbacks")]
    private static int Count(ThreadState thread) => Callbacks(thread).Count;
}
