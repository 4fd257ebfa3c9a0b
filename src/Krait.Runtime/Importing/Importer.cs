namespace Krait.Runtime;

/// <summary><c>__import__</c>: what is imported already is found here; the rest is the work of the library's <c>importlib</c>.</summary>
internal static class Importer
{
    private static readonly PyStr s_findAndLoad = PyStr.Intern("_find_and_load");
    private static readonly PyStr s_handleFromList = PyStr.Intern("_handle_fromlist");
    private static readonly PyStr s_lockUnlockModule = PyStr.Intern("_lock_unlock_module");
    private static readonly PyStr s_initializing = PyStr.Intern("_initializing");

    /// <summary>Imports a module as <c>__import__</c> does.</summary>
    public static PyObject Import(ThreadState thread, PyStr name, PyObject? globals, PyObject? fromlist, int level)
    {
        try
        {
            return ImportUntrimmed(thread, name, globals, fromlist, level);
        }
        catch (PythonException error) when (thread.Interpreter.Config.Verbose == 0)
        {
            TrimTraceback(error.Value);
            throw;
        }
    }

    /// <summary>
    /// Takes the frames of <c>importlib</c> out of a traceback: all of them for an ImportError, else those that ran a module's code, which
    /// is what <c>_call_with_frames_removed</c> marks.
    /// </summary>
    private static void TrimTraceback(PyBaseException error)
    {
        var isImportError = error.Type.IsSubtypeOf(ExceptionTypes.ImportError);
        PyTraceback? beforeChunk = null, previous = null;
        var inImportlib = false;
        var next = error.TracebackField.Value;
        while (next is { } entry)
        {
            next = entry.NextField.Value;
            var code = entry.FrameField.Value!.Code;
            var file = code.FilenameField.ToString();
            var isImportlib = file is "<frozen importlib._bootstrap>" or "<frozen importlib._bootstrap_external>";
            if (isImportlib && !inImportlib)
                beforeChunk = previous;
            inImportlib = isImportlib;
            if (!isImportlib || !(isImportError || code.NameField.TextEquals("_call_with_frames_removed")))
            {
                previous = entry;
                continue;
            }
            if (beforeChunk is null)
                error.TracebackField.Value = next;
            else
                beforeChunk.NextField.Value = next;
            previous = beforeChunk;
        }
    }

    private static PyObject ImportUntrimmed(ThreadState thread, PyStr name, PyObject? globals, PyObject? fromlist, int level)
    {
        if (level < 0)
            throw Errors.Value("level must be >= 0");
        PyStr absolute;
        if (level > 0)
        {
            absolute = Resolve(thread, name, globals, level);
        }
        else
        {
            if (name.Length == 0)
                throw Errors.Value("Empty module name");
            absolute = name.GetType() == typeof(PyStr) ? InternTable.Intern(name) : name;
        }
        var module = Find(thread, absolute) ?? Load(thread, absolute);
        if (fromlist is not null && Op.IsTrue(thread, fromlist))
        {
            return Op.TryGetAttr(thread, module, Names.Path) is null
                ? module
                : Op.Call(thread, Bootstrap(thread, s_handleFromList), module, fromlist, ImportFunction(thread));
        }
        if (name.Length == 0 && level > 0)
            return module;
        return Package(thread, module, name, absolute, level);
    }

    /// <summary>The module of an absolute name, imported if need be: <c>importlib.import_module</c>.</summary>
    public static PyObject ImportModule(ThreadState thread, string name)
    {
        var absolute = PyStr.Intern(name);
        return Find(thread, absolute) ?? Load(thread, absolute);
    }

    private static PyObject? Find(ThreadState thread, PyStr name)
    {
        var module = Lookup(thread, name);
        if (module is null or PyNone)
            return null;
        var spec = module is PyModule known ? known.Dict.GetItem(Names.Spec) : Op.TryGetAttr(thread, module, Names.Spec);
        if (spec is null or PyNone || Op.TryGetAttr(thread, spec, s_initializing) is not { } flag || !Op.IsTrue(thread, flag))
        {
            thread.Interpreter.ImportTimes?.Cached(name);
            return module;
        }
        // Another thread is importing it: wait for that.
        using var held = new Held(thread, module);
        Op.Call(thread, Bootstrap(thread, s_lockUnlockModule), name);
        // An import that failed has taken the module out again.
        return ReferenceEquals(Lookup(thread, name), module) ? module : null;
    }

    private static PyObject? Lookup(ThreadState thread, PyStr name)
    {
        var modules = thread.Interpreter.CurrentModules(thread);
        return modules.GetType() == typeof(PyDict) ? ((PyDict)modules).GetItem(name) : Op.TryGetMappingItem(thread, modules, name);
    }

    private static PyObject Load(ThreadState thread, PyStr name) => thread.Interpreter.ImportTimes is { } times
        ? times.Measure(name, () => FindAndLoad(thread, name))
        : FindAndLoad(thread, name);

    private static PyObject FindAndLoad(ThreadState thread, PyStr name)
    {
        if (thread.Interpreter.HasAuditHooks)
        {
            var sys = thread.Interpreter.SysDict;
            AuditEvents.Raise(thread, "import", name, PyNone.Instance, Setting("path"), Setting("meta_path"), Setting("path_hooks"));

            PyObject Setting(string key) => sys.GetItem(key) ?? PyNone.Instance;
        }
        return Op.Call(thread, Bootstrap(thread, s_findAndLoad), name, ImportFunction(thread));
    }

    private static PyObject Package(ThreadState thread, PyObject module, PyStr name, PyStr absolute, int level)
    {
        var text = name.ToString();
        var dot = text.IndexOf('.');
        if (dot < 0)
            return module;
        var front = text[..dot];
        if (level == 0)
            return Import(thread, PyStr.Intern(front), null, null, 0);
        var full = absolute.ToString();
        var wanted = full[..(full.Length - (text.Length - front.Length))];
        return Op.TryGetMappingItem(thread, thread.Interpreter.CurrentModules(thread), PyStr.From(wanted))
            ?? throw Errors.Key(thread, PyStr.From($"'{wanted}' not in sys.modules as expected"));
    }

    private static PyStr Resolve(ThreadState thread, PyStr name, PyObject? globals, int level)
    {
        if (globals is null)
            throw Errors.Key(thread, PyStr.From("'__name__' not in globals"));
        if (globals is not PyDict)
            throw Errors.Type("globals must be a dict");
        var package = Op.Call(thread, Bootstrap(thread, PyStr.Intern("_calc___package__")), globals);
        Op.Call(thread, Bootstrap(thread, PyStr.Intern("_sanity_check")), name, package, PyInt.From(level));
        return (PyStr)Op.Call(thread, Bootstrap(thread, PyStr.Intern("_resolve_name")), name, package, PyInt.From(level));
    }

    /// <summary>A function of <c>importlib._bootstrap</c>, whatever <c>__import__</c> and <c>sys.modules</c> have become.</summary>
    internal static PyObject Bootstrap(ThreadState thread, PyStr function) =>
        thread.Interpreter.ImportBootstrap?.Dict.GetItem(function)
        ?? throw Errors.New(ExceptionTypes.ImportError, $"the import system is not initialized (importlib has no {function})");

    private static PyObject ImportFunction(ThreadState thread) =>
        thread.Interpreter.BuiltinsDict.GetItem(Names.Import) ?? throw Errors.New(ExceptionTypes.ImportError, "__import__ not found");
}
