namespace Krait.Runtime;

/// <summary>Name not found globally.</summary>
[PyType("NameError", BaseType = true, BasicSize = 80)]
public partial class PyNameError : PyException
{
    internal Ref<PyObject> NameField;

    internal PyNameError(PyType type) : base(type)
    {
    }

    [PySlot(nameof(PyType.TpInit))]
    private static void Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var error = (PyNameError)self;
        var positional = args.Length - (keywordNames?.Count ?? 0);
        PyObject? name = null;
        ReadKeywords("NameError", args[positional..], keywordNames, ["name"], new Span<PyObject?>(ref name));
        error.SetArgs(thread, args[..positional]);
        error.NameField.Value = name;
    }

    /// <summary>name</summary>
    [PyGetter("name", Member = true)]
    private PyObject? NameAttribute() => NameField.Value;

    [PySetter("name")]
    private void SetName(PyObject? value) => NameField.Value = value;
}

/// <summary>Attribute not found.</summary>
[PyType("AttributeError", BaseType = true, BasicSize = 88)]
public partial class PyAttributeError : PyException
{
    internal Ref<PyObject> ObjectField;
    internal Ref<PyObject> NameField;

    internal PyAttributeError(PyType type) : base(type)
    {
    }

    [PySlot(nameof(PyType.TpInit))]
    private static void Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var error = (PyAttributeError)self;
        var positional = args.Length - (keywordNames?.Count ?? 0);
        PyObject?[] values = [null, null];
        ReadKeywords("AttributeError", args[positional..], keywordNames, ["name", "obj"], values);
        error.SetArgs(thread, args[..positional]);
        error.NameField.Value = values[0];
        error.ObjectField.Value = values[1];
    }

    /// <remarks>The state for pickling: the object is left out, it may be anything.</remarks>
    [PyMethod("__getstate__")]
    private PyDict GetState(ThreadState thread)
    {
        var state = PyDict.Create(thread);
        if (DictOrNull(thread) is { } dict)
        {
            var position = 0;
            while (dict.Next(ref position, out var key, out var value))
                state.SetItem(thread, key, value);
        }
        if (NameField.Value is { } name)
            state.SetItem(thread, "name", name);
        state.SetItem(thread, "args", Args);
        return state;
    }

    [PyMethod("__reduce__")]
    private PyObject ReduceWithName(ThreadState thread) => MakeReduced(thread, Args, GetState(thread));

    /// <summary>attribute name</summary>
    [PyGetter("name", Member = true)]
    private PyObject? NameAttribute() => NameField.Value;

    [PySetter("name")]
    private void SetName(PyObject? value) => NameField.Value = value;

    /// <summary>object</summary>
    [PyGetter("obj", Member = true)]
    private PyObject? ObjectAttribute() => ObjectField.Value;

    [PySetter("obj")]
    private void SetObject(PyObject? value) => ObjectField.Value = value;
}

/// <summary>What is special about KeyError, which has no fields of its own.</summary>
internal static class PyKeyError
{
    /// <summary>A single argument is shown by its repr, so that <c>KeyError('')</c> says something.</summary>
    public static PyObject Str(ThreadState thread, PyObject self)
    {
        var args = ((PyBaseException)self).Args;
        return args.Count == 1 ? Op.Repr(thread, args[0]) : ExceptionTypes.BaseException.TpStr!(thread, self);
    }
}
