namespace Krait.Runtime;

public sealed partial class PyFunction
{
    [Counted]
    private PyObject[] _formerCodes = [];

    /// <summary>Create a function object.</summary>
    [PyNew(Signature = "(code, globals, name=None, argdefs=None, closure=None,\n         kwdefaults=None)")]
    private static PyObject New(
        ThreadState thread,
        PyType type,
        [Keyword] PyCode code,
        [Keyword] PyDict globals,
        [Keyword] PyObject? name = null,
        [Keyword] PyObject? argdefs = null,
        [Keyword] PyObject? closure = null,
        [Keyword] PyObject? kwdefaults = null)
    {
        if (name is not (null or PyNone or PyStr))
            throw Errors.Type("arg 3 (name) must be None or string");
        if (argdefs is not (null or PyNone or PyTuple))
            throw Errors.Type("arg 4 (defaults) must be None or tuple");
        CheckClosure(code, closure);
        if (kwdefaults is not (null or PyNone or PyDict))
            throw Errors.Type("arg 6 (kwdefaults) must be None or dict");
        var function = Create(thread, code, globals);
        if (name is PyStr text)
            function.NameField.Value = text;
        function.DefaultsField.Value = argdefs as PyTuple;
        function.ClosureField.Value = closure is PyTuple { Count: > 0 } cells ? cells : null;
        function.KwDefaultsField.Value = kwdefaults as PyDict;
        return function;
    }

    private static void CheckClosure(PyCode code, PyObject? closure)
    {
        if (closure is not PyTuple cells)
        {
            if (code.FreeCount > 0 && closure is null or PyNone)
                throw Errors.Type("arg 5 (closure) must be tuple");
            if (closure is not (null or PyNone))
                throw Errors.Type("arg 5 (closure) must be None or tuple");
            return;
        }
        if (cells.Count != code.FreeCount)
            throw Errors.Value($"{code.NameField} requires closure of length {code.FreeCount}, not {cells.Count}");
        foreach (var cell in cells.Items)
        {
            if (cell is not PyCell)
                throw Errors.Type($"arg 5 (closure) expected cell, found {cell.Type.Name}");
        }
    }

    [PySlot(nameof(PyType.TpCall))]
    private static PyObject Call(ThreadState thread, PyObject callable, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) =>
        Calls.CallFunction(thread, (PyFunction)callable, args, keywordNames);

    [PySlot(nameof(PyType.TpDescriptorGet))]
    private static PyObject Get(ThreadState thread, PyObject descriptor, PyObject? instance, PyObject? owner) =>
        instance is null or PyNone ? descriptor : PyMethod.Create(thread, descriptor, instance);

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) => $"<function {QualNameField.Value} at 0x{Op.Id(thread, this):x}>";

    [PyGetter("__code__")]
    private PyObject CodeAttribute() => Code;

    [PySetter("__code__")]
    private void SetCode(ThreadState thread, PyObject? value)
    {
        if (value is not PyCode code)
            throw Errors.Type("__code__ must be set to a code object");
        var cells = ClosureField.Value?.Count ?? 0;
        if (code.FreeCount != cells)
            throw Errors.Value($"{NameField.Value}() requires a code object with {cells} free vars, not {code.FreeCount}");
        const Compiler.CodeFlags Kinds = Compiler.CodeFlags.Generator | Compiler.CodeFlags.Coroutine | Compiler.CodeFlags.AsyncGenerator;
        if (((code.CodeFlags ^ Code.CodeFlags) & Kinds) != 0)
        {
            Warnings.Warn(
                thread,
                ExceptionTypes.DeprecationWarning,
                "Assigning a code object of non-matching type is deprecated (e.g., from a generator to a plain function)",
                1);
        }
        KeepFormerCode(Code);
        CodeField.Value = code;
        Version = NextVersion();
    }

    /// <summary>Frames of the function that are still open, those of generators too, refer to their code through it alone.</summary>
    private void KeepFormerCode(PyCode former)
    {
        if (System.Array.IndexOf(_formerCodes, former) >= 0)
            return;
        Retain(former);
        _formerCodes = [.. _formerCodes, former];
    }

    [PyGetter("__defaults__")]
    private PyObject? DefaultsAttribute() => DefaultsField.Value;

    [PySetter("__defaults__")]
    private void SetDefaults(PyObject? value)
    {
        if (value is not (null or PyNone or PyTuple))
            throw Errors.Type("__defaults__ must be set to a tuple object");
        Version = NextVersion();
        DefaultsField.Value = value as PyTuple;
    }

    [PyGetter("__kwdefaults__")]
    private PyObject? KwDefaultsAttribute() => KwDefaultsField.Value;

    [PySetter("__kwdefaults__")]
    private void SetKwDefaults(PyObject? value)
    {
        if (value is not (null or PyNone or PyDict))
            throw Errors.Type("__kwdefaults__ must be set to a dict object");
        Version = NextVersion();
        KwDefaultsField.Value = value as PyDict;
    }

    [PyGetter("__closure__", Member = true)]
    private PyObject? ClosureAttribute() => ClosureField.Value;

    [PySetter("__closure__")]
    private void SetClosure(ThreadState thread, PyObject? value) => throw ReadOnly(thread, "__closure__");

    [PyGetter("__globals__", Member = true)]
    private PyObject GlobalsAttribute() => Globals;

    [PySetter("__globals__")]
    private void SetGlobals(ThreadState thread, PyObject? value) => throw ReadOnly(thread, "__globals__");

    [PyGetter("__builtins__", Member = true)]
    private PyObject BuiltinsAttribute() => PyBuiltinsMapping.Visible(Builtins);

    [PySetter("__builtins__")]
    private void SetBuiltins(ThreadState thread, PyObject? value) => throw ReadOnly(thread, "__builtins__");

    private PythonException ReadOnly(ThreadState thread, string name) =>
        Errors.Attribute(thread, "readonly attribute", this, PyStr.Intern(name));

    [PyGetter("__doc__", Member = true)]
    private PyObject? DocAttribute() => DocField.Value;

    [PySetter("__doc__")]
    private void SetDoc(PyObject? value) => DocField.Value = value;

    [PyGetter("__module__", Member = true)]
    private PyObject? ModuleAttribute() => ModuleField.Value;

    [PySetter("__module__")]
    private void SetModule(PyObject? value) => ModuleField.Value = value;

    [PyGetter("__name__")]
    private PyObject? NameAttribute() => NameField.Value;

    [PySetter("__name__")]
    private void SetName(PyObject? value) =>
        NameField.Value = value as PyStr ?? throw Errors.Type("__name__ must be set to a string object");

    [PyGetter("__qualname__")]
    private PyObject? QualNameAttribute() => QualNameField.Value;

    [PySetter("__qualname__")]
    private void SetQualName(PyObject? value) =>
        QualNameField.Value = value as PyStr ?? throw Errors.Type("__qualname__ must be set to a string object");

    /// <summary>Get the declared type parameters for a function.</summary>
    [PyGetter("__type_params__")]
    private PyObject TypeParamsAttribute() => TypeParamsField.Value ?? PyTuple.Empty;

    [PySetter("__type_params__")]
    private void SetTypeParams(PyObject? value) =>
        TypeParamsField.Value = value as PyTuple ?? throw Errors.Type("__type_params__ must be set to a tuple");

    [PyGetter("__dict__")]
    private PyObject DictAttribute(ThreadState thread) => GetOwnDict(thread, true)!;

    [PySetter("__dict__")]
    private void SetDictAttribute(ThreadState thread, PyObject? value)
    {
        DictField.Value = value switch
        {
            null => throw Errors.Type("cannot delete __dict__"),
            PyDict dict => dict,
            _ => throw Errors.Type($"__dict__ must be set to a dictionary, not a '{value.Type.Name}'"),
        };
    }

    /// <summary>Get the code object for a function.</summary>
    [PyGetter("__annotate__")]
    private PyObject? AnnotateAttribute() => AnnotateField.Value;

    [PySetter("__annotate__")]
    private void SetAnnotate(PyObject? value)
    {
        switch (value)
        {
            case null:
                throw Errors.Type("__annotate__ cannot be deleted");
            case PyNone:
                AnnotateField.Value = null;
                break;
            default:
                if (!Op.IsCallable(value))
                    throw Errors.Type("__annotate__ must be callable or None");
                AnnotateField.Value = value;
                AnnotationsField.Value = null;
                break;
        }
    }

    /// <summary>Dict of annotations in a function object.</summary>
    [PyGetter("__annotations__")]
    private PyObject AnnotationsAttribute(ThreadState thread)
    {
        if (AnnotationsField.Value is PyDict known)
            return known;
        PyDict made;
        if (AnnotationsField.Value is PyTuple pairs)
        {
            // The compiler stores strings of annotations as a flat tuple of names and values.
            made = PyDict.Create(thread);
            for (var i = 0; i + 1 < pairs.Count; i += 2)
                made.SetItem(thread, pairs[i], pairs[i + 1]);
        }
        else if (AnnotateField.Value is { } annotate && Op.IsCallable(annotate))
        {
            var result = Op.Call(thread, annotate, PyInt.From(1));
            made = result as PyDict ?? throw Errors.Type($"__annotate__ returned non-dict of type '{result.Type.Name}'");
        }
        else
        {
            made = PyDict.Create(thread);
        }
        AnnotationsField.Value = made;
        return made;
    }

    [PySetter("__annotations__")]
    private void SetAnnotations(PyObject? value)
    {
        if (value is not (null or PyNone or PyDict))
            throw Errors.Type("__annotations__ must be set to a dict object");
        AnnotationsField.Value = value as PyDict;
        AnnotateField.Value = null;
    }
}
