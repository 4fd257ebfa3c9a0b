namespace Krait.Runtime;

/// <summary>(Extremely) low-level import machinery bits as used by importlib.</summary>
[PyModule("_imp")]
internal static partial class ImpModule
{
    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        module.Dict.SetItem(thread, "check_hash_based_pycs", PyStr.From("default"));
        module.Dict.SetItem(thread, "pyc_magic_number_token", PyInt.From(MagicNumber));
    }

    /// <summary>The magic number of <c>.pyc</c> files: 3627, then a carriage return and a line feed.</summary>
    internal const int MagicNumber = 0x0A0D0E2B;

    /// <summary>Return True if the import lock is currently held.</summary>
    [PyFunction("lock_held")]
    private static bool LockHeld(ThreadState thread) => thread.Interpreter.ImportLock.IsHeld;

    /// <summary>Acquires the interpreter's import lock for the current thread.</summary>
    [PyFunction("acquire_lock")]
    private static void AcquireLock(ThreadState thread) => thread.Interpreter.ImportLock.Acquire(thread);

    /// <summary>Release the interpreter's import lock.</summary>
    [PyFunction("release_lock")]
    private static void ReleaseLock(ThreadState thread)
    {
        if (!thread.Interpreter.ImportLock.Release(thread))
            throw Errors.Runtime("not holding the import lock");
    }

    /// <summary>Returns the list of file suffixes used to identify extension modules.</summary>
    [PyFunction("extension_suffixes")]
    private static PyObject ExtensionSuffixes(ThreadState thread) => PyList.Create(thread);

    /// <summary>Returns True if the module name corresponds to a built-in module.</summary>
    [PyFunction("is_builtin")]
    private static int IsBuiltin(string name) => name is "sys" or "builtins" ? -1 : NativeModules.Find(name) is null ? 0 : 1;

    /// <summary>Returns True if the module name corresponds to a frozen module.</summary>
    [PyFunction("is_frozen")]
    private static bool IsFrozen(ThreadState thread, string name) => FrozenModules.Find(thread, name) is not null;

    /// <summary>Returns True if the module name is of a frozen package.</summary>
    [PyFunction("is_frozen_package")]
    private static bool IsFrozenPackage(ThreadState thread, string name) => Frozen(thread, name).IsPackage;

    /// <summary>Create a code object for a frozen module.</summary>
    [PyFunction("get_frozen_object")]
    private static PyObject GetFrozenObject(ThreadState thread, string name, PyObject? data = null)
    {
        if (data is null or PyNone)
            return Frozen(thread, name).Load(thread);
        PyObject loaded;
        try
        {
            loaded = Op.CallMethod(thread, Op.ImportModule(thread, "marshal"), "loads", data);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.ValueError) || error.Matches(ExceptionTypes.EOFError))
        {
            throw ExceptionTypes.NewImportError(
                thread, ExceptionTypes.ImportError, $"Frozen object named '{name}' is invalid", PyStr.From(name), null, null);
        }
        return loaded as PyCode ?? throw Errors.Type($"frozen object {name} is not a code object");
    }

    /// <summary>Create an extension module.</summary>
    [PyFunction("create_dynamic")]
    private static PyObject CreateDynamic(ThreadState thread, PyObject spec, PyObject? file = null)
    {
        var name = Op.Str(thread, Op.GetAttr(thread, spec, Names.NameName));
        var path = Op.Str(thread, Op.GetAttr(thread, spec, PyStr.Intern("origin")));
        foreach (var text in (ReadOnlySpan<PyStr>)[name, path])
        {
            if (text.ToString().Contains('\0'))
                throw Errors.Value("embedded null character");
        }
        throw ExceptionTypes.NewImportError(
            thread, ExceptionTypes.ImportError, $"extension modules of CPython cannot be loaded ({path})", name, path, null);
    }

    /// <summary>Return info about the corresponding frozen module (if there is one) or None.</summary>
    [PyFunction("find_frozen")]
    private static PyObject FindFrozen(ThreadState thread, string name, [KeywordOnly] bool withdata = false)
    {
        if (FrozenModules.Find(thread, name) is not { } frozen)
            return PyNone.Instance;
        var data = withdata ? PyMemoryView.Create(thread, PyBytes.From(new MarshalWriter(thread, MarshalWriter.CurrentVersion).Write(frozen.Load(thread)))) : (PyObject)PyNone.Instance;
        return PyTuple.Create(thread, data, PyBool.From(frozen.IsPackage), PyStr.From(frozen.SourceName));
    }

    /// <summary>Initializes a frozen module.</summary>
    [PyFunction("init_frozen")]
    private static PyObject InitFrozen(ThreadState thread, string name)
    {
        var module = PyModule.Create(thread, name);
        Calls.RunCode(thread, Frozen(thread, name).Load(thread), module.Dict, module.Dict);
        return module;
    }

    /// <summary>Returns the list of available frozen modules.</summary>
    [PyFunction("_frozen_module_names")]
    private static PyObject FrozenModuleNames(ThreadState thread)
    {
        var names = PyList.Create(thread);
        foreach (var name in FrozenModules.Names)
            names.Append(PyStr.From(name));
        return names;
    }

    [PyFunction("_override_frozen_modules_for_tests")]
    private static void OverrideFrozenModulesForTests(ThreadState thread, int @override) => thread.Interpreter.FrozenModulesOverride = @override;

    [PyFunction("_override_multi_interp_extensions_check")]
    private static int OverrideMultiInterpExtensionsCheck(int @override) => 0;

    private static FrozenModules.Entry Frozen(ThreadState thread, string name) =>
        FrozenModules.Find(thread, name) ?? throw ExceptionTypes.NewImportError(thread, ExceptionTypes.ImportError, $"No such frozen object named {name}", PyStr.From(name), null, null);

    /// <summary>Create an extension module.</summary>
    [PyFunction("create_builtin")]
    private static PyObject CreateBuiltin(ThreadState thread, PyObject spec)
    {
        var name = Op.Str(thread, Op.GetAttr(thread, spec, Names.NameName)).ToString();
        if (name == "sys" || name == "builtins")
            return Op.GetItem(thread, thread.Interpreter.Modules, PyStr.From(name));
        var definition = NativeModules.Find(name)
            ?? throw ExceptionTypes.NewImportError(thread, ExceptionTypes.ImportError, $"no built-in module named {name}", PyStr.From(name), null, null);
        return NativeModules.Create(thread, definition);
    }

    /// <summary>Initialize a built-in module.</summary>
    [PyFunction("exec_builtin")]
    private static int ExecBuiltin(ThreadState thread, PyObject mod)
    {
        if (mod is not PyModule module)
            return 0;
        if (module.Dict.GetItem(Names.Name) is not PyStr name || NativeModules.Find(name.ToString()) is not { } definition || module.IsExecuted)
            return 0;
        module.IsExecuted = true;
        NativeModules.Execute(thread, definition, module);
        return 0;
    }

    /// <summary>Changes code.co_filename to specify the passed-in file path.</summary>
    [PyFunction("_fix_co_filename")]
    private static void FixCoFilename(PyCode code, PyStr path) => code.SetFilename(path);

    /// <remarks>The hash of a source file, as hash-based .pyc files store it.</remarks>
    [PyFunction("source_hash")]
    private static byte[] SourceHash([Keyword] long key, [Keyword, Buffer] ReadOnlySpan<byte> source)
    {
        var hash = (ulong)Numerics.HashFunctions.OfBytes(source, new Numerics.HashKey((ulong)key, 0));
        var bytes = new byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(bytes, hash);
        return bytes;
    }
}
