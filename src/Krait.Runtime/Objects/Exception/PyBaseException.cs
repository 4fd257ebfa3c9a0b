namespace Krait.Runtime;

/// <summary>Common base class for all exceptions</summary>
[PyType("BaseException", BaseType = true, BasicSize = 72)]
public partial class PyBaseException : PyContainer
{
    internal InstanceStorage Fields;

    internal Ref<PyTuple> ArgsField;
    internal Ref<PyTraceback> TracebackField;
    internal Ref<PyObject> ContextField;
    internal Ref<PyObject> CauseField;

    internal bool SuppressContext;

    internal PyBaseException(PyType type) : base(type)
    {
    }

    /// <summary>The arguments, <c>args</c>.</summary>
    public PyTuple Args => ArgsField.Value ?? PyTuple.Empty;

    /// <summary>The traceback, <c>__traceback__</c>.</summary>
    public PyTraceback? Traceback => TracebackField.Value;

    internal override ref InstanceStorage Storage => ref Fields;

    internal override ref WeakReferenceList? WeakReferences => ref Fields.WeakReferences;

    /// <summary>A new exception of a built-in type that has no constructor of its own, without going through a call of the type. Floating.</summary>
    internal static PyBaseException CreateDirect(ThreadState thread, PyType type, params ReadOnlySpan<PyObject> args)
    {
        var made = (PyBaseException)type.Allocate!(thread, type);
        if (args.Length > 0)
            made.ArgsField.Value = PyTuple.Create(thread, args);
        return made;
    }

    /// <summary>The text of the first argument, for messages to .NET code.</summary>
    internal string DisplayText() => Args.Count > 0 && Args[0] is PyStr text ? text.ToString() : "";

    partial void TraverseMore(Visitor visitor) => Fields.Traverse(visitor);

    partial void ClearMore() => Fields.Clear();
}

/// <summary>Common base class for all non-exit exceptions.</summary>
[PyType("Exception", BaseType = true, BasicSize = 72)]
public partial class PyException : PyBaseException
{
    internal PyException(PyType type) : base(type)
    {
    }
}

/// <summary>Inappropriate argument value (of correct type).</summary>
[PyType("ValueError", BaseType = true, BasicSize = 72)]
public partial class PyValueError : PyException
{
    internal PyValueError(PyType type) : base(type)
    {
    }
}
