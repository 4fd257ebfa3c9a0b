using System.Runtime.InteropServices;

namespace Krait.Platform;

/// <summary>libbzip2: each method is the function of that name in its manual.</summary>
public static unsafe partial class LibBz2
{
    /// <summary>The file to load.</summary>
    public const string Library = "libbz2.so.1.0";

    [LibraryImport(Library)] public static partial int BZ2_bzCompressInit(Bz2Stream* stream, int blockSize, int verbosity, int workFactor);
    [LibraryImport(Library)] public static partial int BZ2_bzCompress(Bz2Stream* stream, int action);
    [LibraryImport(Library)] public static partial int BZ2_bzCompressEnd(Bz2Stream* stream);
    [LibraryImport(Library)] public static partial int BZ2_bzDecompressInit(Bz2Stream* stream, int verbosity, int small);
    [LibraryImport(Library)] public static partial int BZ2_bzDecompress(Bz2Stream* stream);
    [LibraryImport(Library)] public static partial int BZ2_bzDecompressEnd(Bz2Stream* stream);
}

/// <summary>bz_stream. The library keeps its address.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct Bz2Stream
{
    /// <summary>The input that is left.</summary>
    public byte* NextIn;

    /// <summary>How much input is left.</summary>
    public uint AvailableIn;

    private readonly uint _totalInLow, _totalInHigh;

    /// <summary>Where output goes.</summary>
    public byte* NextOut;

    /// <summary>The room for output.</summary>
    public uint AvailableOut;

    private readonly uint _totalOutLow, _totalOutHigh;
    private readonly nint _state, _allocate, _free, _argument;
}
