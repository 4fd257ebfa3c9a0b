namespace Krait.Runtime;

/// <summary>What <c>sys.unraisablehook</c> is called with.</summary>
[PyType("UnraisableHookArgs", Module = "sys", BasicSize = 56, NoInstantiation = true)]
public sealed partial class PyUnraisableHookArgs : PyContainer
{
    private Ref<PyBaseException> _exception;
    private Ref<PyObject> _message;
    private Ref<PyObject> _object;

    private PyUnraisableHookArgs() : base(TypeObject)
    {
    }

    internal static PyUnraisableHookArgs Create(ThreadState thread, PyBaseException exception, PyObject message, PyObject where)
    {
        var args = new PyUnraisableHookArgs();
        args._exception.Value = exception;
        args._message.Value = message;
        args._object.Value = where;
        return thread.EnterNew(args);
    }

    /// <summary>The exception's type.</summary>
    [PyGetter("exc_type")]
    public PyObject ExceptionType() => _exception.Value!.Type;

    /// <summary>The exception.</summary>
    [PyGetter("exc_value")]
    public PyObject Exception() => _exception.Value!;

    /// <summary>The traceback, or None.</summary>
    [PyGetter("exc_traceback")]
    public PyObject Traceback() => (PyObject?)_exception.Value!.TracebackField.Value ?? PyNone.Instance;

    /// <summary>The message, or None.</summary>
    [PyGetter("err_msg")]
    public PyObject Message() => _message.Value!;

    /// <summary>The object that caused the exception, or None.</summary>
    [PyGetter("object")]
    public PyObject Object() => _object.Value!;
}
