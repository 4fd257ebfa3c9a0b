namespace Krait.Runtime;

/// <summary>The native modules: those of this assembly and those that others register.</summary>
public static class NativeModules
{
    private static readonly List<(Func<string, NativeModuleDefinition?> Find, string[] Names)> s_sources =
    [
        (Generated.NativeModuleRegistry.Find, Generated.NativeModuleRegistry.Names),
    ];

    /// <summary>Adds the modules of another assembly; called once at start-up.</summary>
    public static void Register(Func<string, NativeModuleDefinition?> find, string[] names)
    {
        lock (s_sources)
            s_sources.Add((find, names));
    }

    /// <summary>The names of all native modules, <c>sys.builtin_module_names</c>.</summary>
    public static IReadOnlyList<string> Names
    {
        get
        {
            var names = new HashSet<string>();
            foreach (var source in s_sources)
                names.UnionWith(source.Names);
            var sorted = new List<string>(names);
            sorted.Sort(StringComparer.Ordinal);
            return sorted;
        }
    }

    /// <summary>The definition of a native module; null where there is none of that name.</summary>
    public static NativeModuleDefinition? Find(string name)
    {
        foreach (var (find, _) in s_sources)
        {
            if (find(name) is { } definition)
                return definition;
        }
        return null;
    }

    /// <summary>A new module with the functions and types of its definition; its exec function has not run.</summary>
    internal static PyModule Create(ThreadState thread, NativeModuleDefinition definition)
    {
        var module = PyModule.Create(thread, definition.Name, definition.Doc);
        var name = PyStr.Intern(definition.Name);
        foreach (var method in definition.Methods?.Invoke() ?? [])
            module.Dict.SetItem(thread, method.Name, PyNativeFunction.Create(thread, method, module, name));
        return module;
    }

    /// <summary>Adds the types and runs the exec function.</summary>
    internal static void Execute(ThreadState thread, NativeModuleDefinition definition, PyModule module)
    {
        foreach (var type in definition.Types?.Invoke() ?? [])
            module.Dict.SetItem(thread, type.ShortName, type);
        definition.Exec?.Invoke(thread, module);
    }
}
