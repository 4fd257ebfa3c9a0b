namespace Krait.Runtime;

/// <summary>What the descriptors of native attributes share: the type that they belong to, and their name.</summary>
public abstract class PyDescriptor : PyContainer
{
    private Ref<PyType> _owner;

    private protected PyDescriptor(PyType type, PyType owner, PyStr name) : base(type)
    {
        _owner.Value = owner;
        NameText = name;
    }

    /// <summary>The type that the attribute belongs to, <c>__objclass__</c>.</summary>
    public PyType Owner => _owner.Value!;

    /// <summary>The name of the attribute.</summary>
    public PyStr NameText { get; }

    /// <summary>The qualified name.</summary>
    protected string QualifiedName => $"{Owner.QualName}.{NameText}";

    /// <summary>Throws where the descriptor does not apply to an object.</summary>
    protected void CheckApplies(PyObject self)
    {
        if (!self.Type.IsSubtypeOf(Owner))
            throw Errors.Type($"descriptor '{NameText}' for '{Owner.Name}' objects doesn't apply to a '{self.Type.Name}' object");
    }

    /// <summary>What <c>__reduce__</c> returns: the way to find the descriptor again.</summary>
    protected PyObject ReduceByName(ThreadState thread) =>
        PyTuple.Create(
            thread,
            Op.GetAttr(thread, Op.ImportModule(thread, "builtins"), PyStr.Intern("getattr")),
            PyTuple.Create(thread, Owner, NameText));

    internal override void Traverse(Visitor visitor) => visitor.Visit(_owner.Value);

    internal override void ClearReferences() => _owner.Clear();
}
