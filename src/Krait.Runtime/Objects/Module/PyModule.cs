namespace Krait.Runtime;

/// <summary>A module: a name and a dict.</summary>
[PyType("module", BaseType = true, BasicSize = 56)]
public partial class PyModule : PyContainer, IOwnDict, IWeakReferenceable
{
    private Ref<PyDict> _dict;
    private WeakReferenceList? _weakReferences;

    private protected PyModule(PyType type) : base(type)
    {
    }

    /// <summary>The attributes.</summary>
    public PyDict Dict
    {
        get
        {
            if (_dict.Value is not { } dict)
                _dict.Value = dict = PyDict.Create(ThreadState.Current);
            return dict;
        }
    }

    /// <summary>True once the exec function of a native module has run.</summary>
    internal bool IsExecuted { get; set; }

    /// <summary>What a native module was made from; null for others.</summary>
    internal NativeModuleDefinition? Definition { get; set; }

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    /// <summary>A new module with <c>__name__</c> and the other attributes that every module has. Floating.</summary>
    public static PyModule Create(ThreadState thread, string name, string? doc = null)
    {
        var module = thread.EnterNew(new PyModule(TypeObject));
        module.Initialize(thread, PyStr.Intern(name), doc is null ? PyNone.Instance : PyStr.From(doc));
        return module;
    }

    internal override PyDict? GetOwnDict(ThreadState thread, bool create) => create ? Dict : _dict.Value;

    internal override void SetOwnDict(ThreadState thread, PyDict? dict) => _dict.Value = dict;

    private void Initialize(ThreadState thread, PyObject name, PyObject doc)
    {
        var dict = Dict;
        dict.SetItem(thread, TypeNames.Name, name);
        dict.SetItem(thread, TypeNames.Doc, doc);
        dict.SetItem(thread, TypeNames.Package, PyNone.Instance);
        dict.SetItem(thread, TypeNames.Loader, PyNone.Instance);
        dict.SetItem(thread, TypeNames.Spec, PyNone.Instance);
    }

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) => type.Allocate!(thread, type);

    [PyInit]
    private void Init(ThreadState thread, [Keyword("name")] PyStr name, [Keyword("doc")] PyObject? doc = null) =>
        Initialize(thread, name, doc ?? PyNone.Instance);

    [PySlot(nameof(PyType.TpGetAttr))]
    private static PyObject GetAttr(ThreadState thread, PyObject self, PyStr name)
    {
        var module = (PyModule)self;
        if (GenericAttributes.TryGetAttr(thread, self, name) is { } value)
            return value;
        if (module._dict.Value?.GetItem(TypeNames.Getattr) is { } fallback)
            return Op.Call(thread, fallback, name);
        throw ModuleErrors.NoAttribute(thread, module, name);
    }

    [PySlot(nameof(PyType.TpRepr))]
    private PyObject Repr(ThreadState thread) =>
        Op.Call(thread, Importer.Bootstrap(thread, PyStr.Intern("_module_repr")), this);

    [PyMethod("__dir__")]
    private PyObject Dir(ThreadState thread)
    {
        if (Op.TryGetAttr(thread, this, TypeNames.Dict) is not PyDict dict)
            throw Errors.Type($"{Op.ReprText(thread, this)}.__dict__ is not a dictionary");
        return dict.GetItem(PyStr.Intern("__dir__")) is { } own ? Op.Call(thread, own) : Op.ListFrom(thread, dict);
    }

    [PyGetter("__dict__", Member = true)]
    private PyObject DictAttribute() => Dict;

    [PyGetter("__annotations__")]
    private PyObject Annotations(ThreadState thread)
    {
        if (Dict.GetItem(TypeNames.Annotations) is { } kept)
            return kept;
        PyObject made = PyDict.Create(thread);
        if (Dict.GetItem(TypeNames.Annotate) is { } annotate && annotate.Type.TpCall is not null)
        {
            made = Op.Call(thread, annotate, PyInt.From(1));
            if (made is not PyDict)
                throw Errors.Type($"__annotate__ returned non-dict of type '{made.Type.Name}'");
        }
        // Those of a module that is being imported are not complete.
        if (!ModuleErrors.IsInitializing(thread, Dict.GetItem(TypeNames.Spec)))
            Dict.SetItem(thread, TypeNames.Annotations, made);
        return made;
    }

    [PySetter("__annotations__")]
    private void SetAnnotations(ThreadState thread, PyObject? value)
    {
        if (value is not null)
            Dict.SetItem(thread, TypeNames.Annotations, value);
        else if (!Dict.DeleteItem(thread, TypeNames.Annotations))
            throw Errors.Attribute(thread, "__annotations__", this, TypeNames.Annotations);
        Dict.DeleteItem(thread, TypeNames.Annotate);
    }

    [PyGetter("__annotate__")]
    private PyObject Annotate(ThreadState thread) => Dict.SetDefault(thread, TypeNames.Annotate, PyNone.Instance);

    [PySetter("__annotate__")]
    private void SetAnnotate(ThreadState thread, PyObject? value)
    {
        if (value is null)
            throw Errors.Type("cannot delete __annotate__ attribute");
        if (value is not PyNone && value.Type.TpCall is null)
            throw Errors.Type("__annotate__ must be callable or None");
        Dict.SetItem(thread, TypeNames.Annotate, value);
        if (value is not PyNone)
            Dict.DeleteItem(thread, TypeNames.Annotations);
    }
}
