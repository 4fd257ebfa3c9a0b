namespace Krait.Runtime;

/// <summary>Import can't find module, or can't find name in module.</summary>
[PyType("ImportError", BaseType = true, BasicSize = 104)]
public partial class PyImportError : PyException
{
    internal Ref<PyObject> MessageField;
    internal Ref<PyObject> ModuleNameField;
    internal Ref<PyObject> PathField;
    internal Ref<PyObject> NameFromField;

    internal PyImportError(PyType type) : base(type)
    {
    }

    [PySlot(nameof(PyType.TpInit))]
    private static void Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var error = (PyImportError)self;
        var positional = args.Length - (keywordNames?.Count ?? 0);
        PyObject?[] values = [null, null, null];
        ReadKeywords("ImportError", args[positional..], keywordNames, ["name", "path", "name_from"], values);
        error.SetArgs(thread, args[..positional]);
        error.ModuleNameField.Value = values[0];
        error.PathField.Value = values[1];
        error.NameFromField.Value = values[2];
        error.MessageField.Value = positional == 1 ? args[0] : null;
    }

    [PySlot(nameof(PyType.TpStr))]
    private PyObject MessageText(ThreadState thread) => MessageField.Value is PyStr text && text.GetType() == typeof(PyStr)
        ? text
        : ExceptionTypes.BaseException.TpStr!(thread, this);

    [PyMethod("__reduce__")]
    private PyObject ReduceWithNames(ThreadState thread)
    {
        var state = DictOrNull(thread);
        if (ModuleNameField.Value is null && PathField.Value is null && NameFromField.Value is null)
            return MakeReduced(thread, Args, state);
        var full = PyDict.Create(thread);
        if (state is not null)
        {
            var position = 0;
            while (state.Next(ref position, out var key, out var value))
                full.SetItem(thread, key, value);
        }
        if (ModuleNameField.Value is { } name)
            full.SetItem(thread, "name", name);
        if (PathField.Value is { } path)
            full.SetItem(thread, "path", path);
        if (NameFromField.Value is { } nameFrom)
            full.SetItem(thread, "name_from", nameFrom);
        return MakeReduced(thread, Args, full);
    }

    /// <summary>exception message</summary>
    [PyGetter("msg", Member = true)]
    private PyObject? MessageAttribute() => MessageField.Value;

    [PySetter("msg")]
    private void SetMessage(PyObject? value) => MessageField.Value = value;

    /// <summary>module name</summary>
    [PyGetter("name", Member = true)]
    private PyObject? ModuleNameAttribute() => ModuleNameField.Value;

    [PySetter("name")]
    private void SetModuleName(PyObject? value) => ModuleNameField.Value = value;

    /// <summary>module path</summary>
    [PyGetter("path", Member = true)]
    private PyObject? PathAttribute() => PathField.Value;

    [PySetter("path")]
    private void SetPath(PyObject? value) => PathField.Value = value;

    /// <summary>name imported from module</summary>
    [PyGetter("name_from", Member = true)]
    private PyObject? NameFromAttribute() => NameFromField.Value;

    [PySetter("name_from")]
    private void SetNameFrom(PyObject? value) => NameFromField.Value = value;
}
