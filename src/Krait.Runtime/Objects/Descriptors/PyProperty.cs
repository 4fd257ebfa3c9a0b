namespace Krait.Runtime;

/// <summary>An attribute that functions read, write and delete.</summary>
[PyType("property", BaseType = true, BasicSize = 64)]
public partial class PyProperty : PyContainer
{
    private Ref<PyObject> _get;
    private Ref<PyObject> _set;
    private Ref<PyObject> _delete;
    private Ref<PyObject> _doc;
    private Ref<PyObject> _name;
    private bool _docFromGetter;

    private protected PyProperty(PyType type) : base(type)
    {
    }

    /// <summary>The function that reads; null for none.</summary>
    internal PyObject? Getter => _get.Value;

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) => type.Allocate!(thread, type);

    [PyInit]
    private void Init(
        ThreadState thread,
        [Keyword("fget")] PyObject? fget = null,
        [Keyword("fset")] PyObject? fset = null,
        [Keyword("fdel")] PyObject? fdel = null,
        [Keyword("doc")] PyObject? doc = null)
    {
        fget = fget is PyNone ? null : fget;
        _get.Value = fget;
        _set.Value = fset is PyNone ? null : fset;
        _delete.Value = fdel is PyNone ? null : fdel;
        _doc.Value = null;
        _name.Value = null;
        _docFromGetter = false;
        var text = doc is PyNone ? null : doc;
        if (text is null && fget is not null)
        {
            text = Op.TryGetAttr(thread, fget, TypeNames.Doc);
            text = text is PyNone ? null : text;
            _docFromGetter = text is not null;
        }
        if (ReferenceEquals(Type, TypeObject))
            _doc.Value = text;
        else
            SetSubclassDoc(thread, text ?? PyNone.Instance);
    }

    /// <summary>A subclass has a <c>__doc__</c> of its own in its dict, which hides the property's: so the text goes to the instance.</summary>
    private void SetSubclassDoc(ThreadState thread, PyObject text)
    {
        try
        {
            Op.SetAttr(thread, this, TypeNames.Doc, text);
        }
        catch (PythonException error) when (_docFromGetter is false && error.Matches(ExceptionTypes.AttributeError))
        {
            // An instance that cannot keep a doc text, because of __slots__, goes without one, as CPython has it.
            _doc.Value = text;
        }
    }

    [PySlot(nameof(PyType.TpDescriptorGet))]
    private static PyObject Get(ThreadState thread, PyObject descriptor, PyObject? instance, PyObject? owner)
    {
        if (instance is null or PyNone && owner is null)
            return descriptor;
        if (instance is null)
            return descriptor;
        var self = (PyProperty)descriptor;
        return self._get.Value is { } get ? Op.Call(thread, get, instance) : throw self.Missing(thread, instance, "getter");
    }

    [PySlot(nameof(PyType.TpDescriptorSet))]
    private static void Set(ThreadState thread, PyObject descriptor, PyObject instance, PyObject? value)
    {
        var self = (PyProperty)descriptor;
        if (value is null)
            Op.Call(thread, self._delete.Value ?? throw self.Missing(thread, instance, "deleter"), instance);
        else
            Op.Call(thread, self._set.Value ?? throw self.Missing(thread, instance, "setter"), instance, value);
    }

    private PythonException Missing(ThreadState thread, PyObject instance, string what)
    {
        var owner = instance.Type.QualName;
        var name = NameOrNull(thread);
        return Errors.New(
            ExceptionTypes.AttributeError,
            name is null
                ? $"property of '{owner}' object has no {what}"
                : $"property {Op.ReprText(thread, name)} of '{owner}' object has no {what}");
    }

    private PyObject? NameOrNull(ThreadState thread) =>
        _name.Value ?? (_get.Value is { } get ? Op.TryGetAttr(thread, get, TypeNames.Name) : null);

    /// <summary>Descriptor to obtain a copy of the property with a different getter.</summary>
    [PyMethod("getter", Signature = "")]
    private PyObject WithGetter(ThreadState thread, PyObject fget) => Copy(thread, fget, null, null);

    /// <summary>Descriptor to obtain a copy of the property with a different setter.</summary>
    [PyMethod("setter", Signature = "")]
    private PyObject WithSetter(ThreadState thread, PyObject fset) => Copy(thread, null, fset, null);

    /// <summary>Descriptor to obtain a copy of the property with a different deleter.</summary>
    [PyMethod("deleter", Signature = "")]
    private PyObject WithDeleter(ThreadState thread, PyObject fdel) => Copy(thread, null, null, fdel);

    private PyObject Copy(ThreadState thread, PyObject? get, PyObject? set, PyObject? delete)
    {
        PyObject none = PyNone.Instance;
        get = get is null or PyNone ? _get.Value ?? none : get;
        set = set is null or PyNone ? _set.Value ?? none : set;
        delete = delete is null or PyNone ? _delete.Value ?? none : delete;
        var doc = _docFromGetter && get is not PyNone ? none : _doc.Value ?? none;
        var made = Op.Call(thread, Type, get, set, delete, doc);
        if (made is PyProperty property)
            property._name.Value = _name.Value;
        return made;
    }

    /// <summary>Method to set name of a property.</summary>
    [PyMethod("__set_name__", Signature = "($self, owner, name, /)")]
    private static PyObject SetName(ThreadState thread, PyObject self, params ReadOnlySpan<PyObject> args)
    {
        if (args.Length != 2)
            throw Errors.Type($"__set_name__() takes 2 positional arguments but {args.Length} were given");
        ((PyProperty)self)._name.Value = args[1];
        return PyNone.Instance;
    }

    [PyGetter("fget", Member = true)]
    private PyObject GetGetter() => _get.Value ?? PyNone.Instance;

    [PyGetter("fset", Member = true)]
    private PyObject GetSetter() => _set.Value ?? PyNone.Instance;

    [PyGetter("fdel", Member = true)]
    private PyObject GetDeleter() => _delete.Value ?? PyNone.Instance;

    [PyGetter("__doc__")]
    private PyObject GetDoc() => _doc.Value ?? PyNone.Instance;

    [PySetter("__doc__")]
    private void SetDoc(PyObject? value) => _doc.Value = value;

    [PyGetter("__name__")]
    private PyObject GetName(ThreadState thread) =>
        NameOrNull(thread) ?? throw Errors.Attribute(thread, $"'{Type.Name}' object has no attribute '__name__'", this, TypeNames.Name);

    [PySetter("__name__")]
    private void SetNameAttribute(PyObject? value) => _name.Value = value;

    [PyGetter("__isabstractmethod__")]
    private bool IsAbstractMethod(ThreadState thread) => IsAbstract(thread, _get.Value) || IsAbstract(thread, _set.Value) || IsAbstract(thread, _delete.Value);

    private static bool IsAbstract(ThreadState thread, PyObject? function) =>
        function is not null && Op.TryGetAttr(thread, function, TypeNames.Isabstractmethod) is { } flag && Op.IsTrue(thread, flag);
}
