using System.Runtime.InteropServices;

namespace Krait.Platform;

/// <summary>The system's library for universally unique identifiers.</summary>
public static unsafe partial class LibUuid
{
    /// <summary>The file to load.</summary>
    public const string Library = "libuuid.so.1";

    /// <summary>Writes the 16 bytes of an identifier made of time and place; -1 where no other process was kept from making the same one.</summary>
    [LibraryImport(Library)]
    public static partial int uuid_generate_time_safe(byte* to);
}
