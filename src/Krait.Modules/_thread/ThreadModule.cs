using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Threads;

/// <summary>This module provides primitive operations to write multi-threaded programs.</summary>
[PyModule("_thread")]
internal static partial class ThreadModule
{
    private static readonly PyType s_hookArgs = StructSequence.CreateType(
        "_ExceptHookArgs", "_thread", "Type used to pass arguments to threading.excepthook.", "exc_type", "exc_value", "exc_traceback", "thread");

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        module.Dict.SetItem(thread, "error", ExceptionTypes.RuntimeError);
        module.Dict.SetItem(thread, "TIMEOUT_MAX", PyFloat.From(Timeouts.Max));
        module.Dict.SetItem(thread, "LockType", PyLock.TypeObject);
        module.Dict.SetItem(thread, "_ExceptHookArgs", s_hookArgs);
        _ = Threads.CurrentId;
        MainId = thread.Interpreter.MainThread.Identity == 0 ? Threads.CurrentId : thread.Interpreter.MainThread.Identity;
        if (ReferenceEquals(thread, thread.Interpreter.MainThread))
            thread.Identity = Threads.CurrentId;
        thread.Interpreter.InForkedChild -= AfterForkInChild;
        thread.Interpreter.InForkedChild += AfterForkInChild;
    }

    private static void AfterForkInChild(ThreadState thread)
    {
        PyThreadHandle.AfterForkInChild(thread);
        NativeWorker.AfterForkInChild(thread);
    }

    private static long MainId { get; set; }

    /// <summary>Start a new thread and return its identifier.</summary>
    [PyFunction("start_new_thread", Signature = "($module, function, args, kwargs={}, /)")]
    [PyFunction("start_new", Signature = "($module, function, args, kwargs={}, /)")]
    private static long StartNewThread(ThreadState thread, PyObject function, PyObject args, PyObject? kwargs = null)
    {
        if (!Op.IsCallable(function))
            throw Errors.Type("first arg must be callable");
        if (args is not PyTuple tuple)
            throw Errors.Type("2nd arg must be a tuple");
        if (kwargs is not (null or PyDict))
            throw Errors.Type("optional 3rd arg must be a dictionary");
        AuditEvents.Raise(thread, "_thread.start_new_thread", function, args, kwargs ?? PyNone.Instance);
        return Threads.Start(thread, function, tuple, (PyDict?)kwargs, true, null);
    }

    /// <summary>Start a new thread whose end can be waited for through a handle.</summary>
    [PyFunction("start_joinable_thread", Signature = "($module, /, function, handle=None, daemon=True)")]
    private static PyObject StartJoinableThread(
        ThreadState thread, [Keyword] PyObject function, [Keyword][NoneAllowed] PyThreadHandle? handle = null, [Keyword] bool daemon = true)
    {
        if (!Op.IsCallable(function))
            throw Errors.Type("thread function must be callable");
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "_thread.start_joinable_thread", function, PyInt.From(daemon ? 1 : 0), handle ?? (PyObject)PyNone.Instance);
        handle ??= PyThreadHandle.Create(thread);
        if (handle.IsStarted)
            throw Errors.Runtime("thread already started");
        Threads.Start(thread, function, PyTuple.Empty, null, daemon, handle);
        if (!daemon)
            Shutdown.Add(handle);
        return handle;
    }

    /// <summary>Create a handle for a thread that is not managed by this module.</summary>
    [PyFunction("_make_thread_handle")]
    private static PyObject MakeThreadHandle(ThreadState thread, long ident)
    {
        var handle = PyThreadHandle.Create(thread);
        handle.Begin(ident);
        return handle;
    }

    /// <summary>Create a new lock object.</summary>
    [PyFunction("allocate_lock")]
    [PyFunction("allocate")]
    private static PyObject AllocateLock(ThreadState thread) => PyLock.Create(thread);

    /// <summary>Return a non-zero integer that uniquely identifies the current thread.</summary>
    [PyFunction("get_ident")]
    private static long GetIdent() => Threads.CurrentId;

    /// <summary>Return the identity of the thread as the operating system counts it.</summary>
    [PyFunction("get_native_id")]
    private static long GetNativeId() => NativeThread.Id;

    [PyFunction("_get_main_thread_ident")]
    private static long GetMainThreadIdent(ThreadState thread) => thread.Interpreter.MainThread.Identity is var id && id != 0 ? id : MainId;

    /// <summary>Return True if the current interpreter is the main Python interpreter.</summary>
    [PyFunction("_is_main_interpreter")]
    private static bool IsMainInterpreter() => true;

    [PyFunction("daemon_threads_allowed")]
    private static bool DaemonThreadsAllowed() => true;

    [PyFunction("_count")]
    private static int Count() => Threads.Count;

    /// <summary>Return the thread stack size used when creating new threads, and set it if an argument is given.</summary>
    [PyFunction("stack_size")]
    private static int StackSize(int size = 0)
    {
        if (size < 0)
            throw Errors.Value("size must be 0 or a positive value");
        if (size is > 0 and < 32 << 10)
            throw Errors.Value($"size not valid: {size} bytes");
        var old = Threads.StackSize;
        Threads.StackSize = size;
        return old;
    }

    /// <summary>This is synonymous to "raise SystemExit".</summary>
    [PyFunction("exit")]
    [PyFunction("exit_thread")]
    private static void Exit(ThreadState thread) => throw Errors.New(thread, ExceptionTypes.SystemExit);

    /// <summary>Simulate the arrival of the given signal in the main thread.</summary>
    [PyFunction("interrupt_main")]
    private static void InterruptMain(ThreadState thread, int signum = 2)
    {
        if (signum is < 1 or >= SignalHandlers.Count)
            throw Errors.Value("signal number out of range");
        var interpreter = thread.Interpreter;
        // Nothing happens where the signal is ignored or has its default action.
        if (!interpreter.OwnsSignals || interpreter.GetSignalHandler(signum) is { } handler && !Op.IsCallable(handler))
            return;
        SignalHandlers.Simulate(signum);
        interpreter.MainThread.Unpark();
        thread.CheckSignals();
    }

    /// <summary>Set the name of the current thread.</summary>
    [PyFunction("set_name")]
    private static void SetName([Keyword] PyStr name) => NativeThread.SetName(System.Text.Encoding.UTF8.GetBytes(name.ToString()));

    /// <summary>Wait for all non-daemon threads (other than the calling thread) to stop.</summary>
    [PyFunction("_shutdown")]
    private static void ShutdownThreads(ThreadState thread) => Shutdown.Wait(thread);

    /// <summary>Handle uncaught Thread.run() exception.</summary>
    [PyFunction("_excepthook")]
    private static void ExceptHook(ThreadState thread, PyObject args)
    {
        if (args.Type != s_hookArgs)
            throw Errors.Type("_thread._excepthook argument type must be ExceptHookArgs");
        var items = ((PyTuple)args).Items;
        if (items[0] is PyType type && type.IsSubtypeOf(ExceptionTypes.SystemExit))
            return;
        var stderr = thread.Interpreter.SysModuleDict.GetItem("stderr");
        if (stderr is null or PyNone)
        {
            // The stream at the time when the thread was made may still be there.
            stderr = items[3] is PyNone ? null : Op.TryGetAttr(thread, items[3], "_stderr");
            if (stderr is null or PyNone)
                return;
        }
        var name = items[3] is PyNone ? Threads.CurrentId.ToString() : Op.StrText(thread, Op.GetAttr(thread, items[3], "name"));
        Op.CallMethod(thread, stderr, "write", PyStr.From($"Exception in thread {name}:\n"));
        if (ReferenceEquals(stderr, thread.Interpreter.SysModuleDict.GetItem("stderr")) || items[1] is not PyBaseException exception)
            TracebackPrinter.Display(thread, items[0], items[1], items[2]);
        else
            TracebackPrinter.WritePlain(thread, stderr, TracebackPrinter.PrintException(thread, exception));
        Op.CallMethod(thread, stderr, "flush");
    }
}
