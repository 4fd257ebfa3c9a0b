using System.Runtime.InteropServices;

namespace Krait.Platform;

/// <summary>What this machine is, and whether this build of the platform layer can serve it.</summary>
public static class HostPlatform
{
    /// <summary>True on a processor with the arm64 instruction set.</summary>
    public static bool IsArm64 { get; } = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>True on Linux, the only system whose calls are bound at present.</summary>
    public static bool IsLinux => OperatingSystem.IsLinux();

    /// <summary>True where the POSIX classes of this assembly work: Linux on x64 or arm64.</summary>
    public static bool IsSupported { get; } =
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    /// <summary>The value of <c>sys.platform</c>.</summary>
    public static string PythonName =>
        OperatingSystem.IsLinux() ? "linux" : OperatingSystem.IsMacOS() ? "darwin" : OperatingSystem.IsWindows() ? "win32" : "unknown";
}
