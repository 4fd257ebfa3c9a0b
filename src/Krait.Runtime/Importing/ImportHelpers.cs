namespace Krait.Runtime;

/// <summary>The import statement's own part; finding and loading modules is <c>importlib</c>'s.</summary>
internal static class ImportHelpers
{
    /// <summary>What <c>from module import name</c> binds: an attribute, or a submodule that is being imported.</summary>
    public static PyObject ImportFrom(ThreadState thread, PyObject module, PyStr name)
    {
        if (Op.TryGetAttr(thread, module, name) is { } found)
            return found;
        var moduleName = Op.TryGetAttr(thread, module, Names.Name) as PyStr;
        if (moduleName is not null)
        {
            var full = PyStr.From($"{moduleName}.{name}");
            if (Op.TryGetMappingItem(thread, thread.Interpreter.CurrentModules(thread), full) is { } submodule)
                return submodule;
        }
        throw ModuleErrors.CannotImport(thread, module, name);
    }

    /// <summary>Binds in the running frame all names that <c>from module import *</c> means.</summary>
    public static PyObject ImportStar(ThreadState thread, PyFrame frame, PyObject module)
    {
        var locals = frame.LocalsMapping ?? throw Errors.System("no locals found during 'import *'");
        var all = Op.TryGetAttr(thread, module, Names.All);
        var skipUnderscores = false;
        PyObject names;
        if (all is not null)
        {
            names = all;
        }
        else
        {
            var dict = Op.TryGetAttr(thread, module, Names.Dict)
                ?? throw Errors.New(ExceptionTypes.ImportError, "from-import-* object has no __dict__ and no __all__");
            names = Op.ListFrom(thread, dict);
            skipUnderscores = true;
        }
        foreach (var name in Op.ListFrom(thread, names).Items.ToArray())
        {
            if (name is not PyStr text)
            {
                var moduleName = Op.GetAttr(thread, module, Names.Name);
                throw Errors.Type(skipUnderscores
                    ? $"Key in {Op.Str(thread, moduleName)}.__dict__ must be str, not {name.Type.Name}"
                    : $"Item in {Op.Str(thread, moduleName)}.__all__ must be str, not {name.Type.Name}");
            }
            if (skipUnderscores && text.Length > 0 && text[0] == '_')
                continue;
            Op.SetItem(thread, locals, text, Op.GetAttr(thread, module, text));
        }
        return PyNone.Instance;
    }
}
