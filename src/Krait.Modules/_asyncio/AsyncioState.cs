using Krait.Runtime;

namespace Krait.Modules.Asyncio;

/// <summary>What the module keeps for an interpreter: the objects of asyncio's Python part that it uses, and the tasks that are alive.</summary>
internal sealed class AsyncioState : ModuleState
{
    private readonly Dictionary<(string, string), PyObject> _imported = [];
    private PyTuple? _contextKeyword;
    private PyTuple? _messageKeyword;
    private long _taskNumber;

    /// <summary>The first of the native tasks that have been registered; they are not counted.</summary>
    internal PyTask? FirstTask { get; set; }

    /// <summary>Types that <c>asyncio.iscoroutine</c> has said yes to.</summary>
    internal HashSet<PyType> CoroutineTypes { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The tasks of other classes that have been registered: a <c>WeakSet</c>.</summary>
    internal PyObject? OtherTasks { get; private set; }

    /// <summary>The tasks in their first, eager step: a <c>set</c>.</summary>
    internal PyObject? EagerTasks { get; private set; }

    internal static AsyncioState Of(ThreadState thread) => thread.Interpreter.ModuleState<AsyncioState>();

    /// <summary>The number in the next default name of a task.</summary>
    internal long NextTaskNumber() => ++_taskNumber;

    /// <summary>An attribute of a module of asyncio.</summary>
    internal PyObject Get(ThreadState thread, string module, string name)
    {
        if (_imported.TryGetValue((module, name), out var found))
            return found;
        found = Keep(Op.GetAttr(thread, Op.ImportModule(thread, module), name));
        _imported[(module, name)] = found;
        return found;
    }

    internal PyType CancelledError(ThreadState thread) => (PyType)Get(thread, "asyncio.exceptions", "CancelledError");

    /// <summary>An <c>asyncio.InvalidStateError</c>.</summary>
    internal PythonException InvalidState(ThreadState thread, string message) =>
        Errors.New((PyType)Get(thread, "asyncio.exceptions", "InvalidStateError"), message);

    /// <summary><c>loop.call_soon(callback, argument, context=context)</c>.</summary>
    internal void CallSoon(ThreadState thread, PyObject loop, PyObject callback, PyObject? argument, PyObject? context)
    {
        var isFunction = Op.GetMethod(thread, loop, AsyncioNames.CallSoon, out var method);
        var args = new CallArguments();
        var count = 0;
        if (isFunction)
            args[count++] = loop;
        args[count++] = callback;
        if (argument is not null)
            args[count++] = argument;
        PyTuple? keywords = null;
        if (context is not null)
        {
            args[count++] = context;
            keywords = _contextKeyword ??= KeywordNames(thread, "context");
        }
        Op.Call(thread, method, ((ReadOnlySpan<PyObject>)args)[..count], keywords);
    }

    /// <summary><c>future.cancel(msg=message)</c> of any class.</summary>
    internal bool Cancel(ThreadState thread, PyObject future, PyObject? message)
    {
        if (future.GetType() == typeof(PyFuture))
            return ((PyFuture)future).Cancel(thread, message);
        var method = Op.GetAttr(thread, future, "cancel");
        return Op.IsTrue(thread, Op.Call(thread, method, [message ?? PyNone.Instance], _messageKeyword ??= KeywordNames(thread, "msg")));
    }

    internal PyObject NeedOtherTasks(ThreadState thread) => OtherTasks ??= Keep(Op.Call(thread, Get(thread, "weakref", "WeakSet")));

    internal PyObject NeedEagerTasks(ThreadState thread) => EagerTasks ??= Keep<PyObject>(PySet.Create(thread));

    private PyTuple KeywordNames(ThreadState thread, string name) => Keep(PyTuple.Create(thread, PyStr.Intern(name)));

    [System.Runtime.CompilerServices.InlineArray(4)]
    private struct CallArguments
    {
        private PyObject _first;
    }
}

/// <summary>Interned names.</summary>
internal static class AsyncioNames
{
    internal static readonly PyStr CallSoon = PyStr.Intern("call_soon");
    internal static readonly PyStr GetDebug = PyStr.Intern("get_debug");
    internal static readonly PyStr GetLoop = PyStr.Intern("get_loop");
    internal static readonly PyStr Loop = PyStr.Intern("_loop");
    internal static readonly PyStr Blocking = PyStr.Intern("_asyncio_future_blocking");
    internal static readonly PyStr Result = PyStr.Intern("result");
    internal static readonly PyStr AddDoneCallback = PyStr.Intern("add_done_callback");
    internal static readonly PyStr Throw = PyStr.Intern("throw");
    internal static readonly PyStr Pending = PyStr.Intern("PENDING");
    internal static readonly PyStr Cancelled = PyStr.Intern("CANCELLED");
    internal static readonly PyStr Finished = PyStr.Intern("FINISHED");
}
