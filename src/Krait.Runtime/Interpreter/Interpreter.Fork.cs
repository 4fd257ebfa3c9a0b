using Krait.Platform;

namespace Krait.Runtime;

public sealed partial class Interpreter
{
    private readonly List<PyObject> _beforeFork = [];
    private readonly List<PyObject> _afterForkInParent = [];
    private readonly List<PyObject> _afterForkInChild = [];

    /// <summary>What modules do in the child of a fork before Python code runs there.</summary>
    internal Action<ThreadState>? InForkedChild { get; set; }

    /// <summary><c>os.register_at_fork</c>.</summary>
    internal void RegisterAtFork(PyObject? before, PyObject? afterInParent, PyObject? afterInChild)
    {
        Add(_beforeFork, before);
        Add(_afterForkInParent, afterInParent);
        Add(_afterForkInChild, afterInChild);

        static void Add(List<PyObject> list, PyObject? function)
        {
            if (function is null)
                return;
            PyObject.Retain(function);
            list.Add(function);
        }
    }

    /// <summary>What a fork does first: the registered functions, the last one first. No import is under way in another thread then.</summary>
    internal void BeforeFork(ThreadState thread)
    {
        RunForkFunctions(thread, _beforeFork, reverse: true);
        ImportLock.Acquire(thread);
    }

    /// <summary>What the parent does after a fork, also after one that failed.</summary>
    internal void AfterForkInParent(ThreadState thread)
    {
        ImportLock.Release(thread);
        RunAfterFork(thread, _afterForkInParent);
    }

    /// <summary>What the child does first: this thread is the only one and the main one, and holds the lock.</summary>
    internal void AfterForkInChild(ThreadState thread)
    {
        Gil.ResetAfterFork(thread);
        MainThread = thread;
        ResetSignalsAfterFork(thread);
        ForgetOtherThreads(thread);
        ImportLock.Release(thread);
        InForkedChild?.Invoke(thread);
        RunAfterFork(thread, _afterForkInChild);
    }

    /// <summary>
    /// Signals wait meanwhile: what their handlers raise, a KeyboardInterrupt say, would be reported as an error of the registered function, and be lost.
    /// </summary>
    private void RunAfterFork(ThreadState thread, List<PyObject> functions)
    {
        _holdsSignals = true;
        RunForkFunctions(thread, functions, reverse: false);
        _holdsSignals = false;
        if (_pendingSignals != 0 || SignalHandlers.IsPending)
            thread.SetBreaker(EvalBreakerBits.Signals);
    }

    private static void RunForkFunctions(ThreadState thread, List<PyObject> functions, bool reverse)
    {
        var snapshot = functions.ToArray();
        if (reverse)
            Array.Reverse(snapshot);
        foreach (var function in snapshot)
        {
            try
            {
                Op.Call(thread, function);
            }
            catch (PythonException error)
            {
                Op.WriteUnraisable(thread, error, function);
            }
        }
    }
}
