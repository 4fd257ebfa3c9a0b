namespace Krait.Runtime;

/// <summary>
/// The modules that start-up needs, importing itself among them. CPython freezes them into its binary; here their code stands ready in
/// <see cref="StdlibPack"/>, which is made when the command is built. Where there is no pack they are compiled from the library's folder.
/// </summary>
internal static class FrozenModules
{
    private static readonly Entry[] s_entries =
    [
        new("_frozen_importlib", "importlib._bootstrap"),
        new("_frozen_importlib_external", "importlib._bootstrap_external"),
        new("zipimport"),
        new("abc"),
        new("codecs"),
        new("io"),
        new("_collections_abc"),
        new("_sitebuiltins"),
        new("genericpath"),
        new("ntpath"),
        new("posixpath"),
        new("os"),
        new("site"),
        new("stat"),
        new("importlib.util"),
        new("importlib.machinery"),
        new("runpy"),
        new("__hello__"),
        new("__hello_alias__", "__hello__"),
        new("__phello_alias__", "__hello__", IsPackage: true),
        new("__phello_alias__.spam", "__hello__"),
        new("__phello__", IsPackage: true),
        new("__phello__.__init__", "<__phello__"),
        new("__phello__.ham", IsPackage: true),
        new("__phello__.ham.__init__", "<__phello__.ham"),
        new("__phello__.ham.eggs"),
        new("__phello__.spam"),
    ];

    /// <summary>The names under which the importer itself is frozen: it cannot be imported any other way.</summary>
    private static readonly string[] s_essential = ["_frozen_importlib", "_frozen_importlib_external", "zipimport"];

    public static IEnumerable<string> Names => Array.ConvertAll(s_entries, static entry => entry.Name);

    /// <summary>The entries whose code a pack holds: one for each source file.</summary>
    public static IEnumerable<Entry> Sources => s_entries.DistinctBy(static entry => entry.SourcePath);

    /// <summary>The frozen module of a name; null where there is none, or where <c>-X frozen_modules=off</c> leaves only the importer's own.</summary>
    public static Entry? Find(ThreadState thread, string name)
    {
        if (!thread.Interpreter.UsesFrozenModules && Array.IndexOf(s_essential, name) < 0)
            return null;
        foreach (var entry in s_entries)
        {
            if (entry.Name == name)
                return entry;
        }
        return null;
    }

    /// <summary>One frozen module.</summary>
    /// <param name="Name">The name under which it is imported.</param>
    /// <param name="OriginalName">The module whose source it is; null where that is the name.</param>
    /// <param name="IsPackage">Whether it is imported as a package.</param>
    internal sealed record Entry(string Name, string? OriginalName = null, bool IsPackage = false)
    {
        /// <summary>The module whose source it is; a <c>&lt;</c> in front marks the inner name of a package.</summary>
        public string SourceName => OriginalName ?? Name;

        /// <summary>The source file, relative to the library's folder.</summary>
        public string SourcePath
        {
            get
            {
                var name = SourceName.TrimStart('<');
                var isPackage = Array.Exists(s_entries, entry => entry.Name == name && entry.OriginalName is null && entry.IsPackage);
                return isPackage ? $"{name.Replace('.', '/')}/__init__.py" : $"{name.Replace('.', '/')}.py";
            }
        }

        /// <summary>The file name that the code object shows.</summary>
        public string CodeName => $"<frozen {SourceName.TrimStart('<')}>";

        public PyCode Load(ThreadState thread)
        {
            if (thread.Interpreter.StdlibPack.Find(CodeName) is { Length: > 0 } code)
                return (PyCode)new MarshalReader(thread, code).Read();
            var path = $"{thread.Interpreter.Config.StdlibDirectory}/{SourcePath}";
            var source = StdlibLoader.ReadFile(path) ?? throw Errors.New(ExceptionTypes.ImportError, $"the standard library is incomplete: {path} is missing");
            return SourceCompiler.CompileModule(thread, source, CodeName);
        }
    }
}
