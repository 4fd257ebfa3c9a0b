namespace Krait.Runtime;

internal static partial class SysModule
{
    /// <summary>Return the exception that is being handled, or None.</summary>
    [PyFunction("exception")]
    private static PyObject Exception(ThreadState thread) => (PyObject?)thread.HandledException ?? PyNone.Instance;

    /// <summary>Return current exception information: (type, value, traceback).</summary>
    [PyFunction("exc_info")]
    private static PyObject ExcInfo(ThreadState thread)
    {
        if (thread.HandledException is not { } value)
            return PyTuple.Create(thread, PyNone.Instance, PyNone.Instance, PyNone.Instance);
        return PyTuple.Create(thread, value.Type, value, (PyObject?)value.TracebackField.Value ?? PyNone.Instance);
    }

    /// <summary>Exit the interpreter by raising SystemExit(status).</summary>
    [PyFunction("exit")]
    private static void Exit(ThreadState thread, PyObject? status = null) =>
        throw status switch
        {
            null or PyNone => Errors.New(thread, ExceptionTypes.SystemExit),
            PyTuple arguments => Errors.New(thread, ExceptionTypes.SystemExit, arguments.Items),
            PyBaseException exit when exit.Type.IsSubtypeOf(ExceptionTypes.SystemExit) => new PythonException(exit),
            _ => Errors.New(thread, ExceptionTypes.SystemExit, status),
        };

    /// <summary>Return the current default encoding used by the Unicode implementation.</summary>
    [PyFunction("getdefaultencoding")]
    private static string GetDefaultEncoding() => "utf-8";

    /// <summary>Return the encoding used to convert Unicode filenames to OS filenames.</summary>
    [PyFunction("getfilesystemencoding")]
    private static string GetFileSystemEncoding() => "utf-8";

    /// <summary>Return the error mode used Unicode to OS filename conversion.</summary>
    [PyFunction("getfilesystemencodeerrors")]
    private static string GetFileSystemEncodeErrors() => "surrogateescape";

    /// <summary>Return the current value of the recursion limit.</summary>
    [PyFunction("getrecursionlimit")]
    private static int GetRecursionLimit(ThreadState thread) => thread.Interpreter.RecursionLimit;

    /// <summary>Set the maximum depth of the Python interpreter stack to n.</summary>
    [PyFunction("setrecursionlimit")]
    private static void SetRecursionLimit(ThreadState thread, int limit)
    {
        if (limit < 1)
            throw Errors.Value("recursion limit must be greater or equal than 1");
        if (thread.RecursionDepth >= limit)
            throw Errors.Recursion($"cannot set the recursion limit to {limit} at the recursion depth {thread.RecursionDepth}: the limit is too low");
        thread.Interpreter.SetRecursionLimit(limit);
    }

    /// <summary>Return the reference count of object, with the one that the argument itself is.</summary>
    [PyFunction("getrefcount")]
    private static long GetRefCount(ThreadState thread, PyObject @object) => @object.IsImmortal ? 0xC0000000 : @object.RefCount;

    /// <summary>Return the size of object in bytes.</summary>
    [PyFunction("getsizeof", Signature = "")]
    private static PyObject GetSizeOf(ThreadState thread, [Keyword] PyObject @object, [Keyword] PyObject? @default = null)
    {
        try
        {
            if (Op.LookupSpecial(thread, @object, PyStr.Intern("__sizeof__")) is not { } method)
                throw Errors.Type($"Type {@object.Type.Name} doesn't define __sizeof__");
            var size = Op.AsIndexLong(thread, Op.Call(thread, method));
            if (size < 0)
                throw Errors.Value("__sizeof__() should return >= 0");
            return PyInt.From(size + HeaderSize(@object));
        }
        catch (PythonException exception) when (@default is not null && exception.Matches(ExceptionTypes.TypeError))
        {
            return @default;
        }
    }

    /// <summary>What stands in front of an object in CPython: the collector's header, and for instances with a dict and weak references two pointers.</summary>
    private static int HeaderSize(PyObject o)
    {
        const int CollectorHeader = 16;
        const int DictAndWeakrefs = 16;
        if (o is PyType type)
            return type.IsHeapType ? CollectorHeader : 0;
        var own = o.Type;
        if ((own.Features & TypeFlags.HaveGc) == 0)
            return 0;
        var native = own;
        while (native.IsHeapType)
            native = native.Base!;
        var hasPointers = (own.HasDict && !native.HasDict) || (own.HasWeakrefs && !native.HasWeakrefs);
        return hasPointers ? CollectorHeader + DictAndWeakrefs : CollectorHeader;
    }

    /// <summary>"Intern" the given string, so that equal interned strings are the same object.</summary>
    [PyFunction("intern")]
    private static PyObject Intern(PyObject @string)
    {
        if (@string is not PyStr text)
            throw Errors.Type($"intern() argument must be str, not {@string.Type.Name}");
        if (text.GetType() != typeof(PyStr))
            throw Errors.Type($"can't intern {text.Type.Name}");
        return InternTable.Intern(text);
    }

    /// <summary>Return True if the given string is "interned".</summary>
    [PyFunction("_is_interned")]
    private static bool IsInterned(PyStr @string) => @string.IsInterned;

    [PyFunction("_is_immortal")]
    private static bool IsImmortal(PyObject op) => op.IsImmortal;

    /// <summary>Return True if the GIL is currently enabled and False otherwise.</summary>
    [PyFunction("_is_gil_enabled")]
    private static bool IsGilEnabled() => true;

    /// <summary>Return the current thread switch interval; see sys.setswitchinterval().</summary>
    [PyFunction("getswitchinterval")]
    private static double GetSwitchInterval(ThreadState thread) => thread.Interpreter.Gil.SwitchInterval;

    /// <summary>Set the ideal thread switching delay inside the Python interpreter, in seconds.</summary>
    [PyFunction("setswitchinterval")]
    private static void SetSwitchInterval(ThreadState thread, double interval)
    {
        if (!(interval > 0))
            throw Errors.Value("switch interval must be strictly positive");
        thread.Interpreter.Gil.SwitchInterval = interval;
    }

    /// <summary>Return True if Python is exiting.</summary>
    [PyFunction("is_finalizing")]
    private static bool IsFinalizing(ThreadState thread) => thread.Interpreter.IsFinalizing;

    /// <summary>Return the maximum string digits limit for non-binary int&lt;-&gt;str conversions.</summary>
    [PyFunction("get_int_max_str_digits")]
    private static int GetIntMaxStrDigits(ThreadState thread) => thread.Interpreter.IntMaxStrDigits;

    /// <summary>Set the maximum string digits limit for non-binary int&lt;-&gt;str conversions.</summary>
    [PyFunction("set_int_max_str_digits")]
    private static void SetIntMaxStrDigits(ThreadState thread, [Keyword] int maxdigits)
    {
        if (maxdigits != 0 && maxdigits < 640)
            throw Errors.Value("maxdigits must be >= 640 or 0 for unlimited");
        thread.Interpreter.IntMaxStrDigits = maxdigits;
    }

    /// <summary>Private function for getting PyConfig.cpu_count</summary>
    [PyFunction("_get_cpu_count_config")]
    private static int GetCpuCountConfig(ThreadState thread) => thread.Interpreter.Config.CpuCount;

    /// <summary>Return a frame object from the call stack: depth 0 is the caller's.</summary>
    [PyFunction("_getframe")]
    private static PyObject GetFrame(ThreadState thread, int depth = 0)
    {
        var frame = thread.Frame;
        for (; depth > 0 && frame is not null; depth--)
            frame = frame.Back;
        if (frame is null)
            throw Errors.Value("call stack is not deep enough");
        AuditEvents.Raise(thread, "sys._getframe", frame);
        return frame;
    }

    /// <summary>Return the name of the module for a calling frame, or None.</summary>
    [PyFunction("_getframemodulename")]
    private static PyObject GetFrameModuleName(ThreadState thread, [Keyword] int depth = 0)
    {
        AuditEvents.Raise(thread, "sys._getframemodulename", PyInt.From(depth));
        var frame = thread.Frame;
        for (; depth > 0 && frame is not null; depth--)
            frame = frame.Back;
        return frame?.Function?.ModuleField.Value ?? PyNone.Instance;
    }

    /// <summary>Passes the event to any audit hooks that are attached.</summary>
    [PyFunction("audit", Signature = "($module, event, /, *args)")]
    private static void Audit(ThreadState thread, PyStr @event, ReadOnlySpan<PyObject> args)
    {
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, @event, PyTuple.Create(thread, args));
    }

    /// <summary>Adds a new audit hook callback.</summary>
    [PyFunction("addaudithook")]
    private static void AddAuditHook(ThreadState thread, [Keyword] PyObject hook) => thread.Interpreter.ModuleState<AuditHooks>().Add(thread, hook);

    /// <summary>Call func(*args), while tracing is enabled.</summary>
    [PyFunction("call_tracing")]
    private static PyObject CallTracing(ThreadState thread, PyObject func, PyTuple args) => Tracing.InvokeTraced(thread, func, args.Items);

    /// <summary>Clear all internal performance-related caches.</summary>
    [PyFunction("_clear_internal_caches")]
    private static void ClearInternalCaches() => PyType.ClearLookupCache();

    /// <summary>Clear the internal type lookup cache.</summary>
    [PyFunction("_clear_type_cache")]
    private static void ClearTypeCache(ThreadState thread)
    {
        Op.Warn(
            thread,
            ExceptionTypes.DeprecationWarning,
            "sys._clear_type_cache() is deprecated and scheduled for removal in a future version. Use sys._clear_internal_caches() instead.");
        PyType.ClearLookupCache();
    }

    /// <summary>Return the number of elements of the unicode interned dictionary</summary>
    [PyFunction("getunicodeinternedsize")]
    private static int GetUnicodeInternedSize([KeywordOnly("_only_immortal")] bool onlyImmortal = false) => InternTable.Count;

    /// <summary>Return the number of memory blocks currently allocated.</summary>
    [PyFunction("getallocatedblocks")]
    private static long GetAllocatedBlocks(ThreadState thread) => thread.Interpreter.Collector.TrackedCount;

    /// <summary>Check status of origin tracking for coroutine objects in this thread.</summary>
    [PyFunction("get_coroutine_origin_tracking_depth")]
    private static int GetCoroutineOriginTrackingDepth(ThreadState thread) => thread.CoroutineOriginDepth;

    /// <summary>Enable or disable origin tracking for coroutine objects in this thread.</summary>
    [PyFunction("set_coroutine_origin_tracking_depth")]
    private static void SetCoroutineOriginTrackingDepth(ThreadState thread, [Keyword] int depth)
    {
        if (depth < 0)
            throw Errors.Value("depth must be >= 0");
        thread.CoroutineOriginDepth = depth;
    }

    /// <summary>Removes the descriptors of <c>__dict__</c> and <c>__weakref__</c> from a class that is to be replaced by one with slots.</summary>
    [PyFunction("_clear_type_descriptors")]
    private static void ClearTypeDescriptors(ThreadState thread, PyType type)
    {
        if (!type.IsHeapType)
            throw Errors.Type("argument is immutable");
        type.Dict.DeleteItem(thread, PyStr.Intern("__dict__"));
        type.Dict.DeleteItem(thread, PyStr.Intern("__weakref__"));
        type.Modified();
    }

    /// <summary>Return *True* if a stack profiler trampoline is active.</summary>
    [PyFunction("is_stack_trampoline_active")]
    private static bool IsStackTrampolineActive() => false;

    /// <summary>Activate stack profiler trampoline *backend*.</summary>
    [PyFunction("activate_stack_trampoline")]
    private static void ActivateStackTrampoline(string backend) => throw Errors.Value("perf trampoline not available");

    /// <summary>Deactivate the current stack profiler trampoline backend.</summary>
    /// <remarks>None can be active.</remarks>
    [PyFunction("deactivate_stack_trampoline")]
    private static void DeactivateStackTrampoline()
    {
    }

    /// <summary>Return the current value of the flags that are used for dlopen calls.</summary>
    [PyFunction("getdlopenflags")]
    private static int GetDlopenFlags(ThreadState thread) => thread.Interpreter.DlopenFlags;

    /// <summary>Set the flags used by the interpreter for dlopen calls.</summary>
    /// <remarks>There are no extension modules to open; programs set the flags around imports and read them back.</remarks>
    [PyFunction("setdlopenflags", Signature = "($module, flags, /)")]
    private static void SetDlopenFlags(ThreadState thread, int flags) => thread.Interpreter.DlopenFlags = flags;

    /// <summary>Return True if remote debugging is enabled, False otherwise.</summary>
    [PyFunction("is_remote_debug_enabled")]
    private static bool IsRemoteDebugEnabled() => false;
}
