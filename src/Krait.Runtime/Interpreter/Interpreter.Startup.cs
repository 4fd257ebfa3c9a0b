namespace Krait.Runtime;

public sealed partial class Interpreter
{
    /// <summary>
    /// Makes an interpreter and attaches the calling thread to it. <c>builtins</c>, <c>sys</c> and the import system stand afterwards;
    /// <see cref="InitializeStandardStreams"/> and <see cref="ImportSite"/> follow.
    /// </summary>
    public static Interpreter Create(InterpreterConfig config)
    {
        MemoryHooks.Configure(config);
        var interpreter = new Interpreter(config);
        var thread = interpreter.MainThread;
        ThreadState.SetCurrent(thread);
        interpreter.AddThread(thread);
        interpreter.Gil.Take(thread);
        interpreter.IntMaxStrDigits = config.IntMaxStrDigits;
        interpreter.Bootstrap(thread);
        thread.DrainPool(0);
        return interpreter;
    }

    /// <summary>Prints how long imports take; null unless that was asked for.</summary>
    internal ImportTimes? ImportTimes { get; private set; }

    /// <summary>The code of the frozen modules, as far as it stands ready.</summary>
    internal StdlibPack StdlibPack => field ??= StdlibPack.Open(Config.StdlibDirectory);

    /// <summary>Whether the modules of start-up are taken from the frozen ones: yes, unless <c>-X frozen_modules=off</c>.</summary>
    internal bool UsesFrozenModules =>
        FrozenModulesOverride != 0 ? FrozenModulesOverride > 0 : !(Config.XOptions.TryGetValue("frozen_modules", out var setting) && setting == "off");

    /// <summary>What tests of importing ask for: 1 frozen modules, -1 none, 0 what the option says.</summary>
    internal int FrozenModulesOverride { get; set; }

    private void Bootstrap(ThreadState thread)
    {
        Modules = PyDict.Create(thread);
        PyObject.Retain(Modules);
        var builtins = AddNative(thread, "builtins");
        BuiltinsDict = builtins.Dict;
        var sys = AddNative(thread, "sys");
        SysDict = sys.Dict;
        NativeModules.Execute(thread, NativeModules.Find("builtins")!, builtins);
        AllFunction = BuiltinsDict.GetItem("all")!;
        PyObject.Retain(AllFunction);
        AnyFunction = BuiltinsDict.GetItem("any")!;
        PyObject.Retain(AnyFunction);
        NativeModules.Execute(thread, NativeModules.Find("sys")!, sys);
        SysDict.SetItem(thread, "stderr", PyStderrPrinter.Create(thread, 2));
        builtins.IsExecuted = sys.IsExecuted = true;
        InitializeImport(thread, sys);
    }

    private PyModule AddNative(ThreadState thread, string name)
    {
        var module = NativeModules.Create(thread, NativeModules.Find(name)!);
        Modules.SetItem(thread, name, module);
        return module;
    }

    private void InitializeImport(ThreadState thread, PyModule sys)
    {
        if (Config.ImportTime > 0)
            ImportTimes = new ImportTimes(Config.ImportTime == 2);
        var imp = AddNative(thread, "_imp");
        NativeModules.Execute(thread, NativeModules.Find("_imp")!, imp);
        imp.IsExecuted = true;
        var bootstrap = RunFrozen(thread, "_frozen_importlib");
        PyObject.Retain(bootstrap);
        Op.CallMethod(thread, bootstrap, "_install", sys, imp);
        ImportBootstrap = bootstrap;
        Op.CallMethod(thread, bootstrap, "_install_external_importers");
        var zipImport = Op.ImportModule(thread, "zipimport");
        Op.CallMethod(thread, SysDict.GetItem("path_hooks")!, "insert", PyInt.From(0), Op.GetAttr(thread, zipImport, "zipimporter"));
    }

    private PyModule RunFrozen(ThreadState thread, string name)
    {
        var module = PyModule.Create(thread, name);
        Modules.SetItem(thread, name, module);
        module.Dict.SetItem(thread, Names.Builtins, BuiltinsDict);
        var frozen = FrozenModules.Find(thread, name)!;
        module.Dict.SetItem(thread, "__origname__", PyStr.From(frozen.SourceName));
        Calls.RunCode(thread, frozen.Load(thread), module.Dict, module.Dict);
        return module;
    }

    /// <summary>Imports <c>encodings</c> and <c>io</c> and makes <c>sys.stdin</c>, <c>stdout</c> and <c>stderr</c> by <paramref name="create"/>.</summary>
    public void InitializeStandardStreams(ThreadState thread, Action<ThreadState, Interpreter> create)
    {
        Op.ImportModule(thread, "encodings");
        create(thread, this);
        // The library reads the options; without any the filters are those that _warnings begins with.
        if (SysDict.GetItem("warnoptions") is PyList { Count: > 0 })
            Op.ImportModule(thread, "warnings");
        thread.DrainPool(0);
    }

    /// <summary>Sets a name of the module <c>sys</c>.</summary>
    public void SetSys(ThreadState thread, string name, PyObject value) => SysDict.SetItem(thread, name, value);

    /// <summary>Imports <c>site</c>, which completes <c>sys.path</c>, unless <c>-S</c> was given.</summary>
    public void ImportSite(ThreadState thread)
    {
        if (!Config.NoSite)
            Op.ImportModule(thread, "site");
        thread.DrainPool(0);
    }

    /// <summary>The dict of the module <c>sys</c>.</summary>
    public PyDict SysModuleDict => SysDict;

    /// <summary>The module <c>builtins</c>.</summary>
    public PyObject Builtins => Modules.GetItem("builtins")!;

    /// <summary>Runs a code object as the main program: below it nothing holds objects, so that dead ones are reused at once.</summary>
    public void RunMain(ThreadState thread, PyObject code, PyModule main)
    {
        Calls.RunCode(thread, (PyCode)code, main.Dict, main.Dict);
        thread.DrainPool(0);
    }

    /// <summary>The module <c>__main__</c>, made at the first call.</summary>
    public PyModule MainModule(ThreadState thread)
    {
        if (Modules.GetItem("__main__") is PyModule main)
            return main;
        main = PyModule.Create(thread, "__main__");
        Modules.SetItem(thread, "__main__", main);
        main.Dict.SetItem(thread, Names.Builtins, Modules.GetItem("builtins")!);
        main.Dict.SetItem(thread, "__loader__", Op.GetAttr(thread, Op.ImportModule(thread, "_frozen_importlib"), "BuiltinImporter"));
        return main;
    }
}
