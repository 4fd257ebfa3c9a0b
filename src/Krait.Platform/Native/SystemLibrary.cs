using System.Runtime.InteropServices;

namespace Krait.Platform;

/// <summary>Libraries of the system that a module needs and that need not be there.</summary>
public static class SystemLibrary
{
    /// <summary>True where the library can be loaded; a missing one is named in the ImportError of the module that needs it.</summary>
    public static bool IsAvailable(string name) => NativeLibrary.TryLoad(name, out _);
}
