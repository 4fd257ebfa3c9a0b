namespace Krait.Runtime;

/// <summary>What the module <c>_io</c> keeps per interpreter.</summary>
internal sealed class IoState : ModuleState
{
    /// <summary>The class <c>io.UnsupportedOperation</c>, derived from OSError and ValueError; made at the first use.</summary>
    public PyObject? UnsupportedOperation { get; private set; }

    /// <summary>The class <c>io.UnsupportedOperation</c> of the thread's interpreter.</summary>
    public static PyType UnsupportedOperationType(ThreadState thread)
    {
        var state = thread.Interpreter.ModuleState<IoState>();
        if (state.UnsupportedOperation is PyType made)
            return made;
        var dict = PyDict.Create(thread);
        dict.SetItem(thread, Names.Module, PyStr.Intern("io"));
        var bases = PyTuple.Create(thread, ExceptionTypes.OSError, ExceptionTypes.ValueError);
        var type = (PyType)Op.Call(thread, PyType.TypeObject, PyStr.From("UnsupportedOperation"), bases, dict);
        state.UnsupportedOperation = state.Keep(type);
        return type;
    }
}

/// <summary>Interned names of methods and attributes that streams look up.</summary>
internal static class IoNames
{
    public static readonly PyStr Blksize = PyStr.Intern("_blksize");
    public static readonly PyStr BufferName = PyStr.Intern("buffer");
    public static readonly PyStr DeallocWarn = PyStr.Intern("_dealloc_warn");
    public static readonly PyStr Finalizing = PyStr.Intern("_finalizing");
    public static readonly PyStr Getstate = PyStr.Intern("getstate");
    public static readonly PyStr IOBaseClosed = PyStr.Intern("__IOBase_closed");
    public static readonly PyStr Newlines = PyStr.Intern("newlines");
    public static readonly PyStr Peek = PyStr.Intern("peek");
    public static readonly PyStr Raw = PyStr.Intern("raw");
    public static readonly PyStr Read1 = PyStr.Intern("read1");
    public static readonly PyStr Readable = PyStr.Intern("readable");
    public static readonly PyStr Readall = PyStr.Intern("readall");
    public static readonly PyStr Readinto = PyStr.Intern("readinto");
    public static readonly PyStr Readinto1 = PyStr.Intern("readinto1");
    public static readonly PyStr Reset = PyStr.Intern("reset");
    public static readonly PyStr Seekable = PyStr.Intern("seekable");
    public static readonly PyStr Setstate = PyStr.Intern("setstate");
    public static readonly PyStr Truncate = PyStr.Intern("truncate");
    public static readonly PyStr Writable = PyStr.Intern("writable");
}

/// <summary>What several streams share: errors, conversions, calls that are repeated after a signal.</summary>
internal static class IoHelpers
{
    public const int DefaultBufferSize = 128 * 1024;

    public static PythonException Unsupported(ThreadState thread, string message) =>
        Errors.New(thread, IoState.UnsupportedOperationType(thread), PyStr.From(message));

    public static PythonException Closed() => Errors.Value("I/O operation on closed file.");

    public static PythonException Uninitialized() => Errors.Value("I/O operation on uninitialized object");

    public static PythonException CannotPickle(PyObject o) => Errors.Type($"cannot pickle '{o.Type.Name}' instances");

    /// <summary>The name of a type as reprs of streams show it: with the module for built-in types.</summary>
    public static string TypeName(PyObject o) => o.Type.Name;

    /// <summary>A file offset, from anything with <c>__index__</c>.</summary>
    public static long AsOffset(ThreadState thread, PyObject o, PyType? error = null) =>
        Op.Index(thread, o).TryGetLong(out var value)
            ? value
            : throw Errors.New(error ?? ExceptionTypes.OverflowError, $"cannot fit '{o.Type.Name}' into an offset-sized integer");

    /// <summary>The size argument of read methods: None is -1.</summary>
    public static long Size(long? size) => size ?? -1;

    /// <summary>True where the exception says that a signal interrupted a system call: the call is to be repeated.</summary>
    public static bool IsInterrupted(PythonException error) =>
        error.Value is PyOSError os && os.Errno == Krait.Platform.Errno.EINTR && error.Matches(ExceptionTypes.OSError);

    /// <summary>Calls a method, again where a signal interrupted it.</summary>
    public static PyObject CallRetrying(ThreadState thread, PyObject o, PyStr name, params ReadOnlySpan<PyObject> args)
    {
        while (true)
        {
            try
            {
                return Op.CallMethod(thread, o, name, args);
            }
            catch (PythonException error) when (IsInterrupted(error))
            {
                thread.CheckSignals();
            }
        }
    }

    /// <summary>Runs the second action whatever becomes of the first; where both throw, the first error is the context of the second.</summary>
    public static void Both(Action first, Action second)
    {
        PythonException? error = null;
        try
        {
            first();
        }
        catch (PythonException caught)
        {
            error = caught;
        }
        if (error is null)
        {
            second();
            return;
        }
        PyObject.Retain(error.Value);
        try
        {
            second();
        }
        catch (PythonException later)
        {
            if (!ReferenceEquals(later.Value, error.Value) && later.Value.ContextField.Value is null)
                later.Value.ContextField.Value = error.Value;
            throw;
        }
        finally
        {
            PyObject.Float(ThreadState.Current, error.Value);
        }
        throw error;
    }

    /// <summary>The parts of a repr that are attributes: the value, or null where there is none or asking for it is a ValueError.</summary>
    public static PyObject? ReprAttribute(ThreadState thread, PyObject o, PyStr name)
    {
        try
        {
            return Op.TryGetAttr(thread, o, name);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.ValueError))
        {
            return null;
        }
    }

    /// <summary>Issues the ResourceWarning about an unclosed file; what a filter makes of it is reported, not thrown.</summary>
    public static void WarnUnclosed(ThreadState thread, PyObject self, PyObject source)
    {
        try
        {
            Op.Warn(thread, ExceptionTypes.ResourceWarning, $"unclosed file {Op.ReprText(thread, source)}", source: source);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.Warning))
        {
            Op.WriteUnraisable(thread, error, self);
        }
    }
}
