using Krait.Modules.Compression;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Lzma;

/// <summary>LZMACompressor(format=FORMAT_XZ, check=-1, preset=None, filters=None)
///
/// Create a compressor object for compressing data incrementally.</summary>
[PyType("LZMACompressor", Module = "_lzma", BasicSize = 168)]
[PyModuleType("_lzma")]
internal sealed unsafe partial class PyLzmaCompressor : PyStreamCompressor
{
    private PyLzmaCompressor(PyType type) : base(type)
    {
    }

    [PyNew(Signature = "")]
    private static PyObject New(
        ThreadState thread, PyType type, [Keyword] int format = LzmaModule.FormatXz, [Keyword] int check = -1,
        [Keyword] PyObject? preset = null, [Keyword] PyObject? filters = null)
    {
        if (preset is not (null or PyNone) && filters is not (null or PyNone))
            throw Errors.Value("Cannot specify both preset and filter chain");
        var level = preset is null or PyNone ? FilterChain.DefaultPreset : ArgumentConversion.ToUInt(thread, preset);
        if (format != LzmaModule.FormatXz && check is not (-1 or LzmaModule.CheckNone))
            throw Errors.Value("Integrity checks are only supported by FORMAT_XZ");
        using var chain = filters is null or PyNone ? null : FilterChain.FromSequence(thread, filters);
        var coder = format switch
        {
            LzmaModule.FormatXz => Xz(thread, check == -1 ? LzmaModule.CheckCrc64 : check, level, chain),
            LzmaModule.FormatAlone => Alone(thread, level, chain),
            LzmaModule.FormatRaw => chain is null
                ? throw Errors.Value("Must specify filters for FORMAT_RAW")
                : new LzmaCoder(thread, stream => LibLzma.lzma_raw_encoder(stream, chain.First)),
            _ => throw Errors.Value($"Invalid container format: {format}"),
        };
        var made = (PyLzmaCompressor)type.Allocate!(thread, type);
        made.Start(coder, LzmaCoder.Feed, LzmaCoder.Finish);
        return made;
    }

    private static LzmaCoder Xz(ThreadState thread, int check, uint level, FilterChain? chain) => chain is null
        ? new LzmaCoder(thread, stream => LibLzma.lzma_easy_encoder(stream, level, check))
        : new LzmaCoder(thread, stream => LibLzma.lzma_stream_encoder(stream, chain.First, check));

    private static LzmaCoder Alone(ThreadState thread, uint level, FilterChain? chain)
    {
        if (chain is not null)
        {
            return chain.Count == 1 && chain.First->Id == FilterChain.Lzma1
                ? new LzmaCoder(thread, stream => LibLzma.lzma_alone_encoder(stream, chain.First->Options))
                : throw Errors.Value("Invalid filter chain for FORMAT_ALONE - must be a single LZMA1 filter");
        }
        return new LzmaCoder(thread, stream =>
        {
            LzmaOptions options;
            return LibLzma.lzma_lzma_preset(&options, level) == 0
                ? LibLzma.lzma_alone_encoder(stream, &options)
                : throw Errors.New(LzmaState.Of(thread).ErrorType, $"Invalid compression preset: {level}");
        });
    }
}

/// <summary>Create a decompressor object for decompressing data incrementally.
///
///   format
///     Specifies the container format of the input stream.  If this is
///     FORMAT_AUTO (the default), the decompressor will automatically detect
///     whether the input is FORMAT_XZ or FORMAT_ALONE.
///   memlimit
///     Limit the amount of memory used by the decompressor.
///   filters
///     A custom filter chain.  This argument is required for FORMAT_RAW, and
///     not accepted with any other format.
///
/// For one-shot decompression, use the decompress() function instead.</summary>
[PyType("LZMADecompressor", Module = "_lzma", BasicSize = 224)]
[PyModuleType("_lzma")]
internal sealed unsafe partial class PyLzmaDecompressor : PyStreamDecompressor
{
    private const uint TellNoCheck = 1, TellAnyCheck = 4;

    private LzmaCoder _coder = null!;

    private PyLzmaDecompressor(PyType type) : base(type)
    {
    }

    [PyNew(Signature = "(format=FORMAT_AUTO, memlimit=None, filters=None)")]
    private static PyObject New(
        ThreadState thread, PyType type, [Keyword] int format = LzmaModule.FormatAuto, [Keyword] PyObject? memlimit = null,
        [Keyword] PyObject? filters = null)
    {
        var limit = ulong.MaxValue;
        if (memlimit is not (null or PyNone))
        {
            if (format == LzmaModule.FormatRaw)
                throw Errors.Value("Cannot specify memory limit with FORMAT_RAW");
            limit = ArgumentConversion.ToULong(thread, memlimit);
        }
        var hasFilters = filters is not (null or PyNone);
        if (format == LzmaModule.FormatRaw && !hasFilters)
            throw Errors.Value("Must specify filters for FORMAT_RAW");
        if (format != LzmaModule.FormatRaw && hasFilters)
            throw Errors.Value("Cannot specify filters except with FORMAT_RAW");
        using var chain = hasFilters ? FilterChain.FromSequence(thread, filters!) : null;
        var coder = new LzmaCoder(thread, stream => format switch
        {
            LzmaModule.FormatAuto => LibLzma.lzma_auto_decoder(stream, limit, TellAnyCheck | TellNoCheck),
            LzmaModule.FormatXz => LibLzma.lzma_stream_decoder(stream, limit, TellAnyCheck | TellNoCheck),
            LzmaModule.FormatAlone => LibLzma.lzma_alone_decoder(stream, limit),
            LzmaModule.FormatRaw => LibLzma.lzma_raw_decoder(stream, chain!.First),
            _ => throw Errors.Value($"Invalid container format: {format}"),
        });
        coder.Check = format is LzmaModule.FormatAuto or LzmaModule.FormatXz ? LzmaModule.CheckUnknown : LzmaModule.CheckNone;
        var made = (PyLzmaDecompressor)type.Allocate!(thread, type);
        made._coder = coder;
        made.Start(new DecompressorState(coder) { KeepsOutput = true });
        return made;
    }

    /// <summary>ID of the integrity check used by the input stream.</summary>
    [PyGetter("check", Member = true)]
    private long Check => _coder.Check;
}
