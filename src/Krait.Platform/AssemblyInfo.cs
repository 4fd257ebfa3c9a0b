using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]
// Only the system's own search path: no probing beside the assembly, which costs several failed dlopen calls at start-up.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
[module: SkipLocalsInit]
