using Krait.Platform;

namespace Krait.Runtime;

internal static partial class SysModule
{
    /// <summary>Print an object to sys.stdout and also save it in builtins._</summary>
    [PyFunction("displayhook")]
    private static void DisplayHook(ThreadState thread, PyObject @object)
    {
        if (@object is PyNone)
            return;
        var builtins = thread.Interpreter.BuiltinsDict;
        var underscore = PyStr.Intern("_");
        builtins.SetItem(thread, underscore, PyNone.Instance);
        var stdout = thread.Interpreter.SysDict.GetItem("stdout");
        if (stdout is null or PyNone)
            throw Errors.Runtime("lost sys.stdout");
        var text = Op.Repr(thread, @object);
        try
        {
            Op.CallMethod(thread, stdout, Names.Write, text);
        }
        catch (PythonException exception) when (exception.Matches(ExceptionTypes.UnicodeEncodeError))
        {
            var encoding = Op.Str(thread, Op.GetAttr(thread, stdout, PyStr.Intern("encoding"))).ToString();
            var bytes = Codecs.Encode(thread, text, encoding, "backslashreplace");
            Op.CallMethod(thread, stdout, Names.Write, Codecs.Decode(thread, bytes, encoding, "strict"));
        }
        Op.CallMethod(thread, stdout, Names.Write, PyStr.FromBmp("\n"));
        builtins.SetItem(thread, underscore, @object);
    }

    /// <summary>Private function for getting the base REPL</summary>
    [PyFunction("_baserepl")]
    private static void BaseRepl(ThreadState thread) => InteractiveLoop.Run(thread);

    /// <summary>Handle an exception by displaying it with a traceback on sys.stderr.</summary>
    [PyFunction("excepthook")]
    private static void ExceptHook(ThreadState thread, PyObject exctype, PyObject value, PyObject traceback) =>
        TracebackPrinter.Display(thread, exctype, value, traceback);

    /// <summary>Handle an unraisable exception.</summary>
    [PyFunction("unraisablehook")]
    private static void UnraisableHook(ThreadState thread, PyObject unraisable) => thread.Interpreter.PrintUnraisable(thread, unraisable);

    /// <summary>This hook function is called by built-in breakpoint().</summary>
    [PyFunction("breakpointhook", Signature = "($module, /, *args, **kwargs)")]
    private static PyObject BreakpointHook(ThreadState thread, ReadOnlySpan<PyObject> args, [KeywordArguments] PyDict? kws)
    {
        // The C library's environment: os.environ writes there, .NET keeps a copy of its own.
        var bytes = thread.Interpreter.Config.IgnoreEnvironment ? null : ProcessEnvironment.Get("PYTHONBREAKPOINT"u8);
        var variable = bytes is null ? null : System.Text.Encoding.UTF8.GetString(bytes);
        if (variable == "0")
            return PyNone.Instance;
        if (string.IsNullOrEmpty(variable))
            variable = "pdb.set_trace";
        if (FindBreakpointFunction(thread, variable) is { } hook)
            return Op.CallWithDict(thread, hook, PyTuple.Create(thread, args), kws);
        Warnings.Warn(thread, ExceptionTypes.RuntimeWarning, $"Ignoring unimportable $PYTHONBREAKPOINT: \"{variable}\"", 1);
        return PyNone.Instance;
    }

    /// <summary>The function that a dotted name stands for, one of <c>builtins</c> where it has no dot; null where there is none.</summary>
    private static PyObject? FindBreakpointFunction(ThreadState thread, string path)
    {
        var dot = path.LastIndexOf('.');
        if (dot == 0)
            return null;
        try
        {
            return dot < 0
                ? Op.Builtin(thread, PyStr.Intern(path))
                : Op.GetAttr(thread, Op.ImportModule(thread, path[..dot]), path[(dot + 1)..]);
        }
        catch (PythonException exception) when (exception.Matches(ExceptionTypes.ImportError) || exception.Matches(ExceptionTypes.AttributeError))
        {
            return null;
        }
    }

    /// <summary>Set the global debug tracing function.</summary>
    [PyFunction("settrace")]
    private static void SetTrace(ThreadState thread, PyObject function) => Tracing.SetTrace(thread, function is PyNone ? null : function);

    /// <summary>Set the global debug tracing function in all running threads of the interpreter.</summary>
    [PyFunction("_settraceallthreads")]
    private static void SetTraceAllThreads(ThreadState thread, PyObject function) =>
        Tracing.SetTraceOfAllThreads(thread, function is PyNone ? null : function);

    /// <summary>Set the profiling function in all running threads of the interpreter.</summary>
    [PyFunction("_setprofileallthreads")]
    private static void SetProfileAllThreads(ThreadState thread, PyObject function) =>
        Tracing.SetProfileOfAllThreads(thread, function is PyNone ? null : function);

    /// <summary>Return the global debug tracing function set with sys.settrace.</summary>
    [PyFunction("gettrace")]
    private static PyObject GetTrace(ThreadState thread) => Tracing.GetTrace(thread) ?? PyNone.Instance;

    /// <summary>Set the profiling function.</summary>
    [PyFunction("setprofile")]
    private static void SetProfile(ThreadState thread, PyObject function) => Tracing.SetProfile(thread, function is PyNone ? null : function);

    /// <summary>Return the profiling function set with sys.setprofile.</summary>
    [PyFunction("getprofile")]
    private static PyObject GetProfile(ThreadState thread) => Tracing.GetProfile(thread) ?? PyNone.Instance;

    /// <summary>Set the hooks of asynchronous generators in this thread.</summary>
    [PyFunction("set_asyncgen_hooks", Signature = "")]
    private static void SetAsyncGenHooks(ThreadState thread, [Keyword] PyObject? firstiter = null, [Keyword] PyObject? finalizer = null)
    {
        if (finalizer is not (null or PyNone) && !Op.IsCallable(finalizer))
            throw Errors.Type($"callable finalizer expected, got {finalizer.Type.Name}");
        if (firstiter is not (null or PyNone) && !Op.IsCallable(firstiter))
            throw Errors.Type($"callable firstiter expected, got {firstiter.Type.Name}");
        if (finalizer is not null)
            thread.AsyncGenFinalizer.Value = finalizer is PyNone ? null : finalizer;
        if (firstiter is not null)
            thread.AsyncGenFirstIter.Value = firstiter is PyNone ? null : firstiter;
    }

    /// <summary>Return the installed asynchronous generators hooks.</summary>
    [PyFunction("get_asyncgen_hooks")]
    private static PyObject GetAsyncGenHooks(ThreadState thread) => StructSequence.New(
        thread, s_asyncgenHooks, thread.AsyncGenFirstIter.Value ?? PyNone.Instance, thread.AsyncGenFinalizer.Value ?? PyNone.Instance);
}
