namespace Krait.Runtime;

/// <summary>A Python exception.</summary>
[PyType("BaseException", BaseType = true, BasicSize = 72)]
public partial class PyBaseException : PyContainer
{
    internal InstanceStorage Fields;

    internal Ref<PyTuple> ArgsField;
    internal Ref<PyTraceback> TracebackField;
    internal Ref<PyObject> ContextField;
    internal Ref<PyObject> CauseField;
    internal Ref<PyObject> NotesField;

    internal bool SuppressContext;

    internal PyBaseException(PyType type) : base(type)
    {
    }

    /// <summary>The arguments, <c>args</c>.</summary>
    public PyTuple Args => ArgsField.Value ?? PyTuple.Empty;

    internal override ref InstanceStorage Storage => ref Fields;

    internal override ref WeakReferenceList? WeakReferences => ref Fields.WeakReferences;

    /// <summary>The text of the first argument, for messages to .NET code.</summary>
    internal string DisplayText() => Args.Count > 0 && Args[0] is PyStr text ? text.ToString() : "";

    partial void TraverseMore(Visitor visitor) => Fields.Traverse(visitor);

    partial void ClearMore() => Fields.Clear();
}
