namespace Krait.Runtime;

/// <summary>What <c>classmethod</c> and <c>staticmethod</c> share: a callable, and the attributes copied from it.</summary>
public abstract class PyWrappingMethod : PyContainer, IOwnDict
{
    private static readonly PyStr[] s_copied = [TypeNames.Module, TypeNames.Name, TypeNames.Qualname, TypeNames.Doc];

    private Ref<PyObject> _callable;
    private Ref<PyDict> _dict;

    private protected PyWrappingMethod(PyType type) : base(type)
    {
    }

    /// <summary>The callable, <c>__func__</c>; null before <c>__init__</c>.</summary>
    public PyObject? Callable => _callable.Value;

    internal override PyDict? GetOwnDict(ThreadState thread, bool create)
    {
        if (_dict.Value is null && create)
            _dict.Value = PyDict.Create(thread);
        return _dict.Value;
    }

    internal override void SetOwnDict(ThreadState thread, PyDict? dict) => _dict.Value = dict;

    internal override void Traverse(Visitor visitor)
    {
        visitor.Visit(_callable.Value);
        visitor.Visit(_dict.Value);
    }

    internal override void ClearReferences()
    {
        _callable.Clear();
        _dict.Clear();
    }

    /// <summary>Sets the callable without copying attributes.</summary>
    internal void SetCallable(PyObject callable) => _callable.Value = callable;

    /// <summary><c>__init__</c>.</summary>
    internal void Initialize(ThreadState thread, PyObject callable)
    {
        SetCallable(callable);
        foreach (var name in s_copied)
        {
            if (Op.TryGetAttr(thread, callable, name) is { } value)
                GetOwnDict(thread, true)!.SetItem(thread, name, value);
        }
    }

    /// <summary>The one argument of the constructor.</summary>
    internal static PyObject OneArgument(string name, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        if (keywordNames is { Count: > 0 })
            throw Errors.Type($"{name}() takes no keyword arguments");
        return args.Length == 1 ? args[0] : throw Errors.Type($"{name} expected 1 argument, got {args.Length}");
    }

    /// <summary>An annotation attribute: computed by the callable at the first use, then kept.</summary>
    internal PyObject GetLazily(ThreadState thread, PyStr name)
    {
        var dict = GetOwnDict(thread, true)!;
        if (dict.GetItem(name) is { } kept)
            return kept;
        var value = Op.GetAttr(thread, Callable ?? PyNone.Instance, name);
        dict.SetItem(thread, name, value);
        return value;
    }

    /// <summary>Sets or deletes an annotation attribute.</summary>
    internal void SetLazily(ThreadState thread, PyStr name, PyObject? value)
    {
        var dict = GetOwnDict(thread, true)!;
        if (value is not null)
            dict.SetItem(thread, name, value);
        else if (!dict.DeleteItem(thread, name))
            throw Errors.Attribute(thread, $"'{Type.Name}' object has no attribute '{name}'", this, name);
    }

    internal bool IsAbstract(ThreadState thread) =>
        Callable is { } callable && Op.TryGetAttr(thread, callable, TypeNames.Isabstractmethod) is { } flag && Op.IsTrue(thread, flag);
}
