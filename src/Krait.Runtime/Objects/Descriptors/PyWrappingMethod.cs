namespace Krait.Runtime;

/// <summary>What <c>classmethod</c> and <c>staticmethod</c> share: a callable, and the attributes copied from it.</summary>
public abstract class PyWrappingMethod : PyOwnDictObject
{
    private static readonly PyStr[] s_copied = [TypeNames.Module, TypeNames.Name, TypeNames.Qualname, TypeNames.Doc];

    private Ref<PyObject> _callable;

    private protected PyWrappingMethod(PyType type) : base(type)
    {
    }

    /// <summary>The callable, <c>__func__</c>; null before <c>__init__</c>.</summary>
    public PyObject? Callable => _callable.Value;

    internal override void Traverse(Visitor visitor)
    {
        base.Traverse(visitor);
        visitor.Visit(_callable.Value);
    }

    internal override void ClearReferences()
    {
        base.ClearReferences();
        _callable.Clear();
    }

    /// <summary>The name of the type.</summary>
    private protected abstract string Kind { get; }

    /// <summary>The callable; RuntimeError before <c>__init__</c>.</summary>
    private protected PyObject Wrapped => Callable ?? throw Errors.Runtime($"uninitialized {Kind} object");

    /// <summary>Takes the callable of a new object. A native function has no attributes worth copying.</summary>
    private protected void Wrap(ThreadState thread, PyObject callable)
    {
        if (callable is PyNativeFunction)
            _callable.Value = callable;
        else
            Initialize(thread, callable);
    }

    private void Initialize(ThreadState thread, PyObject callable)
    {
        _callable.Value = callable;
        foreach (var name in s_copied)
        {
            if (Op.TryGetAttr(thread, callable, name) is { } value)
                GetOwnDict(thread, true)!.SetItem(thread, name, value);
        }
    }

    /// <summary>An annotation attribute: computed by the callable at the first use, then kept.</summary>
    private PyObject GetLazily(ThreadState thread, PyStr name)
    {
        var dict = GetOwnDict(thread, true)!;
        if (dict.GetItem(name) is { } kept)
            return kept;
        var value = Op.GetAttr(thread, Callable ?? PyNone.Instance, name);
        dict.SetItem(thread, name, value);
        return value;
    }

    /// <summary>Sets or deletes an annotation attribute.</summary>
    private void SetLazily(ThreadState thread, PyStr name, PyObject? value)
    {
        var dict = GetOwnDict(thread, true)!;
        if (value is not null)
            dict.SetItem(thread, name, value);
        else if (!dict.DeleteItem(thread, name))
            throw Errors.Attribute(thread, $"'{Type.Name}' object has no attribute '{name}'", this, name);
    }

    [PySlot(nameof(PyType.TpNew))]
    private protected static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) =>
        type.Allocate!(thread, type);

    [PySlot(nameof(PyType.TpInit))]
    private protected void Init(ThreadState thread, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        if (keywordNames is { Count: > 0 })
            throw Errors.Type($"{Kind}() takes no keyword arguments");
        Initialize(thread, args.Length == 1 ? args[0] : throw Errors.Type($"{Kind} expected 1 argument, got {args.Length}"));
    }

    [PySlot(nameof(PyType.TpRepr))]
    private protected string Repr(ThreadState thread) => $"<{Kind}({Op.ReprText(thread, Callable ?? PyNone.Instance)})>";

    [PyGetter("__func__", Member = true)]
    private protected PyObject FunctionAttribute() => Callable ?? PyNone.Instance;

    [PyGetter("__wrapped__", Member = true)]
    private protected PyObject WrappedAttribute() => Callable ?? PyNone.Instance;

    [PyGetter("__isabstractmethod__")]
    private protected bool IsAbstract(ThreadState thread) =>
        Callable is { } callable && Op.TryGetAttr(thread, callable, TypeNames.Isabstractmethod) is { } flag && Op.IsTrue(thread, flag);

    [PyGetter("__annotations__")]
    private protected PyObject Annotations(ThreadState thread) => GetLazily(thread, TypeNames.Annotations);

    [PySetter("__annotations__")]
    private protected void SetAnnotations(ThreadState thread, PyObject? value) => SetLazily(thread, TypeNames.Annotations, value);

    [PyGetter("__annotate__")]
    private protected PyObject Annotate(ThreadState thread) => GetLazily(thread, TypeNames.Annotate);

    [PySetter("__annotate__")]
    private protected void SetAnnotate(ThreadState thread, PyObject? value) => SetLazily(thread, TypeNames.Annotate, value);

    [PyClassMethod("__class_getitem__")]
    private protected static PyObject ClassGetItem(ThreadState thread, PyType type, PyObject item) => Op.GenericAlias(thread, type, item);
}
