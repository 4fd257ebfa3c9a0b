using System.Runtime.InteropServices;

namespace Krait.Platform;

/// <summary>Libraries of the system that a module needs and that need not be there.</summary>
public static class SystemLibrary
{
    /// <summary>True where the library can be loaded; a missing one is named in the ImportError of the module that needs it.</summary>
    public static bool IsAvailable(string name) => Load(name) != 0;

    /// <summary>The first of the libraries that can be loaded; 0 where none is there.</summary>
    public static nint Load(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, out var library))
                return library;
        }
        return 0;
    }

    /// <summary>The address of what a library exports under a name; 0 where it does not, or is not there (0).</summary>
    public static nint Find(nint library, string name) => library != 0 && NativeLibrary.TryGetExport(library, name, out var address) ? address : 0;

    /// <summary>Whether a library is there and exports a name: what depends on its version, or on how it was built.</summary>
    public static bool Exports(string library, string name) => Find(Load(library), name) != 0;
}
