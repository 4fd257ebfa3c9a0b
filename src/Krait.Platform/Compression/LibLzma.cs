using System.Runtime.InteropServices;

namespace Krait.Platform;

/// <summary>liblzma: each method is the function of that name in its headers.</summary>
public static unsafe partial class LibLzma
{
    /// <summary>The file to load.</summary>
    public const string Library = "liblzma.so.5";

    [LibraryImport(Library)] public static partial int lzma_easy_encoder(LzmaStream* stream, uint preset, int check);
    [LibraryImport(Library)] public static partial int lzma_stream_encoder(LzmaStream* stream, LzmaFilter* filters, int check);
    [LibraryImport(Library)] public static partial int lzma_alone_encoder(LzmaStream* stream, void* options);
    [LibraryImport(Library)] public static partial int lzma_raw_encoder(LzmaStream* stream, LzmaFilter* filters);
    [LibraryImport(Library)] public static partial int lzma_auto_decoder(LzmaStream* stream, ulong memoryLimit, uint flags);
    [LibraryImport(Library)] public static partial int lzma_stream_decoder(LzmaStream* stream, ulong memoryLimit, uint flags);
    [LibraryImport(Library)] public static partial int lzma_alone_decoder(LzmaStream* stream, ulong memoryLimit);
    [LibraryImport(Library)] public static partial int lzma_raw_decoder(LzmaStream* stream, LzmaFilter* filters);
    [LibraryImport(Library)] public static partial int lzma_code(LzmaStream* stream, int action);
    [LibraryImport(Library)] public static partial void lzma_end(LzmaStream* stream);
    [LibraryImport(Library)] public static partial int lzma_get_check(LzmaStream* stream);
    [LibraryImport(Library)] public static partial byte lzma_lzma_preset(LzmaOptions* options, uint preset);
    [LibraryImport(Library)] public static partial byte lzma_check_is_supported(int check);
    [LibraryImport(Library)] public static partial int lzma_properties_size(uint* size, LzmaFilter* filter);
    [LibraryImport(Library)] public static partial int lzma_properties_encode(LzmaFilter* filter, byte* properties);
    [LibraryImport(Library)] public static partial int lzma_properties_decode(LzmaFilter* filter, void* allocator, byte* properties, nuint size);
}

/// <summary>lzma_stream.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct LzmaStream
{
    /// <summary>The input that is left.</summary>
    public byte* NextIn;

    /// <summary>How much input is left.</summary>
    public nuint AvailableIn;

    private readonly ulong _totalIn;

    /// <summary>Where output goes.</summary>
    public byte* NextOut;

    /// <summary>The room for output.</summary>
    public nuint AvailableOut;

    private readonly ulong _totalOut;
    private readonly nint _allocator, _internal, _pointer1, _pointer2, _pointer3, _pointer4;
    private readonly ulong _number1, _number2;
    private readonly nuint _size1, _size2;
    private readonly int _enum1, _enum2;
}

/// <summary>lzma_filter: one link of a chain.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct LzmaFilter
{
    /// <summary>Which filter; the largest number ends a chain.</summary>
    public ulong Id;

    /// <summary>What belongs to that filter.</summary>
    public void* Options;
}

/// <summary>lzma_options_lzma.</summary>
[StructLayout(LayoutKind.Sequential, Size = 160)]
public unsafe struct LzmaOptions
{
    /// <summary>The size of the dictionary in bytes.</summary>
    public uint DictionarySize;

    private readonly byte* _presetDictionary;
    private readonly uint _presetDictionarySize;

    /// <summary>Bits of the preceding byte that count for literals.</summary>
    public uint LiteralContextBits;

    /// <summary>Bits of the position that count for literals.</summary>
    public uint LiteralPositionBits;

    /// <summary>Bits of the position that count otherwise.</summary>
    public uint PositionBits;

    /// <summary>Fast or normal.</summary>
    public uint Mode;

    /// <summary>The length of a match that is good enough.</summary>
    public uint NiceLength;

    /// <summary>How matches are found.</summary>
    public uint MatchFinder;

    /// <summary>How long matches are looked for.</summary>
    public uint Depth;
}

/// <summary>lzma_options_delta.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public struct LzmaDeltaOptions
{
    /// <summary>The kind; 0 is the only one.</summary>
    public int Type;

    /// <summary>The distance between bytes that are subtracted.</summary>
    public uint Distance;
}
