using Krait.Runtime;

namespace Krait.Modules.Collections;

/// <summary>A dict whose missing keys get the value that a factory makes.</summary>
[PyType("defaultdict", Module = "collections", BaseType = true, BasicSize = 56, IsGeneric = true)]
[PyModuleType("_collections")]
public partial class PyDefaultDict : PyDict
{
    private Ref<PyObject> _factory;

    private protected PyDefaultDict(PyType type) : base(type)
    {
    }

    [PyInit(Signature = "")]
    private void Init(ThreadState thread, ReadOnlySpan<PyObject> args, [KeywordArguments] PyDict? kwargs)
    {
        var factory = args.Length > 0 ? args[0] : null;
        if (factory is not (null or PyNone) && !Op.IsCallable(factory))
            throw Errors.Type("first argument must be callable or None");
        _factory.Value = factory is PyNone ? null : factory;
        var rest = args.Length > 1 ? args[1..] : default;
        Op.CallWithDict(thread, Op.GetAttr(thread, PyDict.TypeObject, "__init__"), PyTuple.Create(thread, [this, .. rest]), kwargs);
    }

    /// <summary>Factory for default value called by __missing__().</summary>
    [PyGetter("default_factory", Member = true)]
    private PyObject? Factory() => _factory.Value;

    [PySetter("default_factory")]
    private void SetFactory(PyObject? value) => _factory.Value = value is PyNone ? null : value;

    /// <summary>Called by __getitem__ for missing key.</summary>
    [PyMethod("__missing__", Signature = "")]
    private PyObject Missing(ThreadState thread, PyObject key)
    {
        if (_factory.Value is not { } factory)
            throw Errors.Key(thread, key);
        var value = Op.Call(thread, factory);
        using var held = new Held(thread, value);
        // The factory may have set the key meanwhile.
        return SetDefault(thread, key, value);
    }

    /// <summary>D.copy() -&gt; a shallow copy of D.</summary>
    [PyMethod("copy")]
    [PyMethod("__copy__")]
    private PyObject CopyDict(ThreadState thread) => Op.Call(thread, Type, _factory.Value ?? PyNone.Instance, this);

    /// <summary>Return state information for pickling.</summary>
    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread)
    {
        var args = _factory.Value is { } factory ? PyTuple.Create(thread, factory) : PyTuple.Empty;
        var items = Op.GetIter(thread, Op.CallMethod(thread, this, "items"));
        return PyTuple.Create(thread, Type, args, PyNone.Instance, PyNone.Instance, items);
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread)
    {
        var items = PyDict.TypeObject.TpRepr!(thread, this);
        if (_factory.Value is not { } factory)
            return $"{Type.ShortName}(None, {items})";
        if (Op.ReprEnter(thread, factory))
            return $"{Type.ShortName}(..., {items})";
        try
        {
            return $"{Type.ShortName}({Op.ReprText(thread, factory)}, {items})";
        }
        finally
        {
            Op.ReprLeave(thread, factory);
        }
    }

    [PySlot(nameof(PyType.NbOr))]
    private static PyObject Or(ThreadState thread, PyObject left, PyObject right)
    {
        if (left is not PyDict || right is not PyDict)
            return PyNotImplemented.Instance;
        var self = left as PyDefaultDict ?? (PyDefaultDict)right;
        var made = Op.Call(thread, self.Type, self._factory.Value ?? PyNone.Instance, left);
        ((PyDict)made).Merge(thread, right);
        return made;
    }

    internal override void Traverse(Visitor visitor)
    {
        base.Traverse(visitor);
        visitor.Visit(_factory.Value);
    }

    internal override void ClearReferences()
    {
        base.ClearReferences();
        _factory.Clear();
    }
}
