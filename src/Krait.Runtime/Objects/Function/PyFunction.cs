namespace Krait.Runtime;

/// <summary>A Python function.</summary>
[PyType("function", BasicSize = 152, IsMethodDescriptor = true)]
public sealed partial class PyFunction : PyContainer, IWeakReferenceable
{
    private static uint s_lastVersion;

    internal Ref<PyCode> CodeField;
    internal Ref<PyDict> GlobalsField;
    internal Ref<PyDict> BuiltinsField;
    internal Ref<PyObject> NameField;
    internal Ref<PyObject> QualNameField;
    internal Ref<PyTuple> DefaultsField;
    internal Ref<PyDict> KwDefaultsField;
    internal Ref<PyTuple> ClosureField;
    internal Ref<PyObject> DocField;
    internal Ref<PyDict> DictField;
    internal Ref<PyObject> ModuleField;
    internal Ref<PyObject> AnnotationsField;
    internal Ref<PyObject> AnnotateField;
    internal Ref<PyObject> TypeParamsField;
    private WeakReferenceList? _weakReferences;

    /// <summary>Changes when code, defaults or keyword defaults are assigned: what call caches compare. Never 0.</summary>
    internal uint Version;

    internal PyFunction(PyCode code, PyDict globals, PyDict builtins) : base(TypeObject)
    {
        CodeField.Value = code;
        GlobalsField.Value = globals;
        BuiltinsField.Value = builtins;
        NameField.Value = code.NameField;
        QualNameField.Value = code.QualNameField;
        Version = NextVersion();
    }

    internal PyCode Code => CodeField.Value!;

    internal PyDict Globals => GlobalsField.Value!;

    internal PyDict Builtins => BuiltinsField.Value!;

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    /// <summary>A function of a code object; the builtins are those that the globals name. Floating.</summary>
    public static PyFunction Create(ThreadState thread, PyCode code, PyDict globals)
    {
        var function = thread.EnterNew(new PyFunction(code, globals, BuiltinsOf(thread, globals)));
        if (globals.GetItem(Names.Name) is { } module)
            function.ModuleField.Value = module;
        if ((code.CodeFlags & Compiler.CodeFlags.HasDocstring) != 0)
            function.DocField.Value = code.Constants[0];
        return function;
    }

    /// <summary>The dict of built-in names that code with these globals sees.</summary>
    internal static PyDict BuiltinsOf(ThreadState thread, PyDict globals) => globals.GetItem(Names.Builtins) switch
    {
        PyDict dict => dict,
        PyModule module => module.Dict,
        null => thread.Frame?.Builtins ?? thread.Interpreter.BuiltinsDict,
        var mapping => PyBuiltinsMapping.Create(thread, mapping),
    };

    internal static uint NextVersion() => Interlocked.Increment(ref s_lastVersion);
}
