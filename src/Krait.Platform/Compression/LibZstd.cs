using System.Runtime.InteropServices;

namespace Krait.Platform;

/// <summary>libzstd: each method is the function of that name in its headers.</summary>
public static unsafe partial class LibZstd
{
    /// <summary>The file to load.</summary>
    public const string Library = "libzstd.so.1";

    [LibraryImport(Library)] public static partial uint ZSTD_versionNumber();
    [LibraryImport(Library)] public static partial byte* ZSTD_versionString();
    [LibraryImport(Library)] public static partial uint ZSTD_isError(nuint result);
    [LibraryImport(Library)] public static partial byte* ZSTD_getErrorName(nuint result);
    [LibraryImport(Library)] public static partial nuint ZSTD_DStreamOutSize();
    [LibraryImport(Library)] public static partial ZstdBounds ZSTD_cParam_getBounds(int parameter);
    [LibraryImport(Library)] public static partial ZstdBounds ZSTD_dParam_getBounds(int parameter);
    [LibraryImport(Library)] public static partial ulong ZSTD_getFrameContentSize(byte* frame, nuint size);
    [LibraryImport(Library)] public static partial nuint ZSTD_findFrameCompressedSize(byte* frame, nuint size);
    [LibraryImport(Library)] public static partial uint ZSTD_getDictID_fromFrame(byte* frame, nuint size);
    [LibraryImport(Library)] public static partial uint ZSTD_getDictID_fromDict(byte* content, nuint size);

    [LibraryImport(Library)] public static partial nint ZSTD_createCCtx();
    [LibraryImport(Library)] public static partial nuint ZSTD_freeCCtx(nint context);
    [LibraryImport(Library)] public static partial nuint ZSTD_CCtx_setParameter(nint context, int parameter, int value);
    [LibraryImport(Library)] public static partial nuint ZSTD_CCtx_setPledgedSrcSize(nint context, ulong size);
    [LibraryImport(Library)] public static partial nuint ZSTD_CCtx_reset(nint context, int what);
    [LibraryImport(Library)] public static partial nuint ZSTD_CCtx_refCDict(nint context, nint dictionary);
    [LibraryImport(Library)] public static partial nuint ZSTD_CCtx_loadDictionary(nint context, byte* content, nuint size);
    [LibraryImport(Library)] public static partial nuint ZSTD_CCtx_refPrefix(nint context, byte* content, nuint size);
    [LibraryImport(Library)] public static partial nuint ZSTD_compressStream2(nint context, ZstdBuffer* output, ZstdBuffer* input, int end);
    [LibraryImport(Library)] public static partial nint ZSTD_createCDict(byte* content, nuint size, int level);
    [LibraryImport(Library)] public static partial nuint ZSTD_freeCDict(nint dictionary);

    [LibraryImport(Library)] public static partial nint ZSTD_createDCtx();
    [LibraryImport(Library)] public static partial nuint ZSTD_freeDCtx(nint context);
    [LibraryImport(Library)] public static partial nuint ZSTD_DCtx_setParameter(nint context, int parameter, int value);
    [LibraryImport(Library)] public static partial nuint ZSTD_DCtx_reset(nint context, int what);
    [LibraryImport(Library)] public static partial nuint ZSTD_DCtx_refDDict(nint context, nint dictionary);
    [LibraryImport(Library)] public static partial nuint ZSTD_DCtx_loadDictionary(nint context, byte* content, nuint size);
    [LibraryImport(Library)] public static partial nuint ZSTD_DCtx_refPrefix(nint context, byte* content, nuint size);
    [LibraryImport(Library)] public static partial nuint ZSTD_decompressStream(nint context, ZstdBuffer* output, ZstdBuffer* input);
    [LibraryImport(Library)] public static partial nint ZSTD_createDDict(byte* content, nuint size);
    [LibraryImport(Library)] public static partial nuint ZSTD_freeDDict(nint dictionary);

    [LibraryImport(Library)] public static partial nuint ZDICT_trainFromBuffer(byte* output, nuint size, byte* samples, nuint* sizes, uint count);
    [LibraryImport(Library)] public static partial nuint ZDICT_finalizeDictionary(byte* output, nuint size, byte* content, nuint contentSize, byte* samples, nuint* sizes, uint count, ZstdDictionaryOptions options);
}

/// <summary>ZSTD_inBuffer and ZSTD_outBuffer.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct ZstdBuffer
{
    /// <summary>The memory.</summary>
    public byte* Data;

    /// <summary>Its size.</summary>
    public nuint Size;

    /// <summary>How far it is used.</summary>
    public nuint Position;
}

/// <summary>ZSTD_bounds: the values that a parameter may have.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct ZstdBounds
{
    /// <summary>An error of the library, or none.</summary>
    public nuint Error;

    /// <summary>The least value.</summary>
    public int Lower;

    /// <summary>The greatest value.</summary>
    public int Upper;
}

/// <summary>ZDICT_params_t.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct ZstdDictionaryOptions
{
    /// <summary>The level that the dictionary is for.</summary>
    public int Level;

    /// <summary>How much is written to standard error.</summary>
    public uint Notifications;

    /// <summary>The dictionary's number; 0 for a random one.</summary>
    public uint Id;
}
