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

    [PyGetter("__qualname__")]
    private protected string QualifiedName => $"{Owner.QualName}.{NameText}";

    [PyGetter("__objclass__", Member = true)]
    private protected PyObject OwnerAttribute => Owner;

    [PyGetter("__name__", Member = true)]
    private protected PyObject NameAttribute => NameText;

    [PyGetter("__doc__")]
    private protected abstract string? DocText { get; }

    /// <summary>Throws where the descriptor does not apply to an object.</summary>
    private protected void CheckApplies(PyObject self)
    {
        if (!self.Type.IsSubtypeOf(Owner))
            throw Errors.Type($"descriptor '{NameText}' for '{Owner.Name}' objects doesn't apply to a '{self.Type.Name}' object");
    }

    /// <summary>What <c>__reduce__</c> returns: the way to find the descriptor again.</summary>
    private protected PyObject ReduceByName(ThreadState thread) =>
        PyTuple.Create(
            thread,
            Op.GetAttr(thread, Op.ImportModule(thread, "builtins"), PyStr.Intern("getattr")),
            PyTuple.Create(thread, Owner, NameText));

    internal override void Traverse(Visitor visitor) => visitor.Visit(_owner.Value);

    internal override void ClearReferences() => _owner.Clear();
}

/// <summary>What the descriptors of methods share: a signature.</summary>
public abstract class PyCallableDescriptor : PyDescriptor
{
    private protected PyCallableDescriptor(PyType type, PyType owner, PyStr name) : base(type, owner, name)
    {
    }

    private protected abstract string? SignatureText { get; }

    [PyGetter("__text_signature__")]
    private protected PyObject SignatureAttribute => SignatureText is { Length: > 0 } text ? PyStr.From(text) : PyNone.Instance;
}
