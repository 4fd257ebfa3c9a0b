using System.Runtime.InteropServices;

namespace Krait.Runtime;

/// <summary>This module provides access to some objects used or maintained by the interpreter and to functions that interact strongly with it.</summary>
[PyModule("sys")]
internal static partial class SysModule
{
    /// <summary>The version of the language that is implemented.</summary>
    public const string Version = "3.14.2";

    private const int HexVersion = 0x030E02F0;

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        var dict = module.Dict;
        var config = thread.Interpreter.Config;
        SetIdentity(thread, dict, config);
        SetNumbers(thread, dict);
        SetPaths(thread, dict, config);
        dict.SetItem(thread, "flags", MakeFlags(thread, config));
        dict.SetItem(thread, "argv", Strings(thread, config.Argv));
        dict.SetItem(thread, "orig_argv", Strings(thread, config.OrigArgv));
        dict.SetItem(thread, "warnoptions", Strings(thread, config.WarnOptions));
        dict.SetItem(thread, "dont_write_bytecode", PyBool.From(config.DontWriteBytecode));
        dict.SetItem(thread, "modules", thread.Interpreter.Modules);
        dict.SetItem(thread, "monitoring", MonitoringModule.Make(thread));
        dict.SetItem(thread, "_jit", JitModule.Make(thread));
        var options = PyDict.Create(thread);
        foreach (var (name, value) in config.XOptions)
            options.SetItem(thread, PyStr.From(name), value is null ? PyBool.True : PyStr.From(value));
        dict.SetItem(thread, "_xoptions", options);
        AddRefChain(thread, dict);
        foreach (var hook in (string[])["displayhook", "excepthook", "breakpointhook", "unraisablehook"])
        {
            if (dict.GetItem(hook) is { } function)
                dict.SetItem(thread, $"__{hook}__", function);
        }
    }

    private static void SetIdentity(ThreadState thread, PyDict dict, InterpreterConfig config)
    {
        var version = StructSequence.New(thread, s_versionInfo, PyInt.From(3), PyInt.From(14), PyInt.From(2), PyStr.From("final"), PyInt.From(0));
        dict.SetItem(thread, "version", PyStr.From($"{Version} (krait {KraitVersion}) [.NET {Environment.Version}]"));
        dict.SetItem(thread, "version_info", version);
        dict.SetItem(thread, "hexversion", PyInt.From(HexVersion));
        dict.SetItem(thread, "api_version", PyInt.From(1013));
        dict.SetItem(thread, "copyright", PyStr.From("Copyright (c) the Krait authors.\n\nThe standard library is Copyright (c) the Python Software Foundation."));
        dict.SetItem(thread, "platform", PyStr.From(OperatingSystem.IsLinux() ? "linux" : OperatingSystem.IsMacOS() ? "darwin" : "win32"));
        dict.SetItem(thread, "byteorder", PyStr.From(BitConverter.IsLittleEndian ? "little" : "big"));
        dict.SetItem(thread, "platlibdir", PyStr.From("lib"));
        dict.SetItem(thread, "abiflags", PyStr.Empty);
        dict.SetItem(thread, "float_repr_style", PyStr.From("short"));
        dict.SetItem(thread, "_git", PyTuple.Create(thread, PyStr.From("Krait"), PyStr.Empty, PyStr.Empty));
        dict.SetItem(thread, "_framework", PyStr.Empty);
        dict.SetItem(thread, "maxsize", PyInt.From(long.MaxValue));
        dict.SetItem(thread, "maxunicode", PyInt.From(0x10FFFF));
        dict.SetItem(thread, "implementation", MakeImplementation(thread, version));
        var names = new List<PyObject>();
        foreach (var name in NativeModules.Names)
        {
            // A name with a dot is an attribute of another module, and cannot be imported.
            if (!name.Contains('.'))
                names.Add(PyStr.Intern(name));
        }
        dict.SetItem(thread, "builtin_module_names", PyTuple.Create(thread, names.ToArray()));
        dict.SetItem(thread, "stdlib_module_names", StdlibNames.ToFrozenSet(thread));
    }

    /// <summary>Krait's own version.</summary>
    internal static string KraitVersion => typeof(SysModule).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    private static PyObject MakeImplementation(ThreadState thread, PyObject version)
    {
        var kind = PyDict.Create(thread);
        kind.SetItem(thread, "name", PyStr.From("krait"));
        kind.SetItem(thread, "cache_tag", PyStr.From("krait-314"));
        kind.SetItem(thread, "version", version);
        kind.SetItem(thread, "hexversion", PyInt.From(HexVersion));
        kind.SetItem(thread, "_multiarch", PyStr.From(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64-linux-gnu" : "x86_64-linux-gnu"));
        kind.SetItem(thread, "supports_isolated_interpreters", PyBool.False);
        return Op.CallWithDict(thread, PySimpleNamespace.TypeObject, PyTuple.Empty, kind);
    }

    private static void SetPaths(ThreadState thread, PyDict dict, InterpreterConfig config)
    {
        dict.SetItem(thread, "executable", PyStr.From(config.Executable));
        dict.SetItem(thread, "_base_executable", PyStr.From(config.BaseExecutable));
        foreach (var name in (string[])["prefix", "exec_prefix"])
            dict.SetItem(thread, name, PyStr.From(config.VirtualPrefix ?? config.Prefix));
        foreach (var name in (string[])["base_prefix", "base_exec_prefix"])
            dict.SetItem(thread, name, PyStr.From(config.Prefix));
        dict.SetItem(thread, "_home", PyNone.Instance);
        dict.SetItem(thread, "_stdlib_dir", PyStr.From(config.StdlibDirectory));
        dict.SetItem(thread, "pycache_prefix", config.PycachePrefix is { } prefix ? PyStr.From(prefix) : PyNone.Instance);
        var path = config.WholeSearchPath ?? new List<string>(config.ModuleSearchPaths) { $"{config.Prefix}/lib/python314.zip", config.StdlibDirectory, $"{config.StdlibDirectory}/lib-dynload" };
        dict.SetItem(thread, "path", Strings(thread, path));
        dict.SetItem(thread, "meta_path", PyList.Create(thread));
        dict.SetItem(thread, "path_hooks", PyList.Create(thread));
        dict.SetItem(thread, "path_importer_cache", PyDict.Create(thread));
    }

    private static PyList Strings(ThreadState thread, List<string> items)
    {
        var list = PyList.Create(thread);
        foreach (var item in items)
            list.Append(PyStr.From(item));
        return list;
    }
}
