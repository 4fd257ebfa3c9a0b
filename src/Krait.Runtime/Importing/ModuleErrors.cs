namespace Krait.Runtime;

/// <summary>What the errors say about a module that lacks a name: a circular import, or a file that hides another module.</summary>
internal static class ModuleErrors
{
    private static readonly PyStr s_origin = PyStr.Intern("origin");
    private static readonly PyStr s_hasLocation = PyStr.Intern("has_location");
    private static readonly PyStr s_stdlibNames = PyStr.Intern("stdlib_module_names");

    /// <summary>AttributeError for <c>module.name</c>.</summary>
    public static PythonException NoAttribute(ThreadState thread, PyModule module, PyStr name)
    {
        if (module.Dict.GetItem(TypeNames.Name) is not PyStr moduleName)
            return Errors.Attribute(thread, $"module has no attribute '{name}'", module, name);
        var spec = Known(module.Dict.GetItem(TypeNames.Spec));
        var origin = OriginOf(thread, spec);
        return Errors.Attribute(thread, AttributeText(thread, moduleName, name, spec, origin), module, name);
    }

    private static string AttributeText(ThreadState thread, PyStr moduleName, PyStr name, PyObject? spec, PyStr? origin)
    {
        var start = $"module '{moduleName}' has no attribute '{name}'";
        var shadows = MayShadow(thread, origin);
        if (shadows && IsStandard(thread, moduleName))
            return $"{start} (consider renaming '{origin}' {SameAsStandard(moduleName)})";
        if (IsInitializing(thread, spec))
        {
            if (shadows)
                return $"{start} (consider renaming '{origin}' {SameAsLibrary})";
            var place = origin is null ? "" : $" from '{origin}'";
            return $"partially initialized module '{moduleName}'{place} has no attribute '{name}' (most likely due to a circular import)";
        }
        return spec is not null && Op.TryGetAttr(thread, spec, TypeNames.UninitializedSubmodules) is { } pending && Op.Contains(thread, pending, name)
            ? $"cannot access submodule '{name}' of module '{moduleName}' (most likely due to a circular import)"
            : start;
    }

    /// <summary>ImportError for <c>from module import name</c>.</summary>
    public static PythonException CannotImport(ThreadState thread, PyObject module, PyStr name)
    {
        var moduleName = Op.TryGetAttr(thread, module, Names.Name) as PyStr;
        var spec = Known(Op.TryGetAttr(thread, module, Names.Spec));
        var origin = OriginOf(thread, spec);
        var shadows = MayShadow(thread, origin);
        // For the place in the message only: a module without a location may still know its file.
        origin ??= (module as PyModule)?.Dict.GetItem("__file__") as PyStr;
        var shown = moduleName ?? PyStr.From("<unknown module name>");
        var start = $"cannot import name {Op.ReprText(thread, name)} from ";
        var quoted = Op.ReprText(thread, shown);
        var where = origin?.ToString() ?? "unknown location";
        string text;
        if (shadows && moduleName is not null && IsStandard(thread, moduleName))
            text = $"{start}{quoted} (consider renaming {Op.ReprText(thread, origin!)} {SameAsStandard(moduleName, quoted)})";
        else if (!IsInitializing(thread, spec))
            text = $"{start}{quoted} ({where})";
        else if (shadows)
            text = $"{start}{quoted} (consider renaming {Op.ReprText(thread, origin!)} {SameAsLibrary})";
        else
            text = $"{start}partially initialized module {quoted} (most likely due to a circular import) ({where})";
        return ExceptionTypes.NewImportError(thread, ExceptionTypes.ImportError, text, moduleName, origin, name);
    }

    private const string SameAsLibrary = "if it has the same name as a library you intended to import";

    private static string SameAsStandard(PyStr name, string? quoted = null) =>
        $"since it has the same name as the standard library module named {quoted ?? $"'{name}'"} and prevents importing that standard library module";

    private static PyObject? Known(PyObject? spec) => spec is PyNone ? null : spec;

    /// <summary>The file of a module that has one, as its spec says.</summary>
    private static PyStr? OriginOf(ThreadState thread, PyObject? spec)
    {
        if (spec is null || Op.TryGetAttr(thread, spec, s_hasLocation) is not { } located || !Op.IsTrue(thread, located))
            return null;
        return Op.TryGetAttr(thread, spec, s_origin) as PyStr;
    }

    /// <summary>True for the spec of a module that is being imported.</summary>
    public static bool IsInitializing(ThreadState thread, PyObject? spec) =>
        spec is not null && Op.TryGetAttr(thread, spec, TypeNames.Initializing) is { } flag && Op.IsTrue(thread, flag);

    private static bool IsStandard(ThreadState thread, PyStr moduleName) =>
        thread.Interpreter.SysModuleDict.GetItem(s_stdlibNames) is PySetBase names && Op.Contains(thread, names, moduleName);

    /// <summary>True for a file in the folder of the script (the first of the search path): it comes before all others of its name.</summary>
    private static bool MayShadow(ThreadState thread, PyStr? origin)
    {
        var config = thread.Interpreter.Config;
        if (origin is null || config.SafePath || config.ScriptDirectory is not { } first)
            return false;
        if (first.Length == 0)
            first = System.Text.Encoding.UTF8.GetString(Platform.FileSystem.GetCurrentDirectory(out _));
        var path = origin.ToString();
        var slash = path.LastIndexOf('/');
        if (slash >= 0 && path.AsSpan(slash + 1).SequenceEqual("__init__.py"))
            slash = path.LastIndexOf('/', slash - 1);
        return slash >= 0 && path.AsSpan(0, slash).SequenceEqual(first);
    }
}
