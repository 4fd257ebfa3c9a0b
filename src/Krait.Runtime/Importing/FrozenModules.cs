namespace Krait.Runtime;

/// <summary>
/// The modules that importing itself needs. CPython freezes them into its binary; here they are read from the library's folder, from its
/// cached bytecode where that is valid.
/// </summary>
internal static class FrozenModules
{
    private static readonly Entry[] s_entries =
    [
        new("_frozen_importlib", "importlib._bootstrap", false),
        new("_frozen_importlib_external", "importlib._bootstrap_external", false),
        new("zipimport", "zipimport", false),
    ];

    public static IEnumerable<string> Names => System.Array.ConvertAll(s_entries, static entry => entry.Name);

    public static Entry? Find(string name) => System.Array.Find(s_entries, entry => entry.Name == name);

    /// <summary>One frozen module.</summary>
    internal sealed record Entry(string Name, string OriginalName, bool IsPackage)
    {
        public PyCode Load(ThreadState thread)
        {
            var path = $"{thread.Interpreter.Config.StdlibDirectory}/{OriginalName.Replace('.', '/')}.py";
            return StdlibLoader.Load(thread, path, $"<frozen {OriginalName}>");
        }
    }
}
