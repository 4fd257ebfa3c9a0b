using Krait.Modules.Generated;
using Krait.Runtime;

namespace Krait.Modules;

/// <summary>The native modules of the standard library that are not part of the runtime itself.</summary>
public static class StandardModules
{
    private static int s_registered;

    /// <summary>Makes the modules known to <see cref="NativeModules"/>; to be called before the first interpreter is made. Repeated calls do nothing.</summary>
    public static void Register()
    {
        if (Interlocked.Exchange(ref s_registered, 1) == 0)
            NativeModules.Register(NativeModuleRegistry.Find, NativeModuleRegistry.Names);
    }
}
