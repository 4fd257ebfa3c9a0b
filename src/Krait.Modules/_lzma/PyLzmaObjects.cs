using Krait.Modules.Compression;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Lzma;

/// <summary>LZMACompressor(format=FORMAT_XZ, check=-1, preset=None, filters=None)
///
/// Create a compressor object for compressing data incrementally.</summary>
[PyType("LZMACompressor", Module = "_lzma", BaseType = true, BasicSize = 168)]
[PyModuleType("_lzma")]
public unsafe partial class PyLzmaCompressor : PyObject
{
    private LzmaCoder _coder = null!;
    private bool _isFlushed;

    private protected PyLzmaCompressor(PyType type) : base(type)
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
        made._coder = coder;
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

    /// <summary>Provide data to the compressor object.
    ///
    /// Returns a chunk of compressed data if possible, or b'' otherwise.
    ///
    /// When you have finished providing data to the compressor, call the
    /// flush() method to finish the compression process.</summary>
    [PyMethod("compress")]
    private PyObject Compress(ThreadState thread, PyObject data)
    {
        using var view = PyBuffer.Get(thread, data, BufferFlags.Simple);
        if (_isFlushed)
            throw Errors.Value("Compressor has been flushed");
        return PyBytes.From(_coder.Run(thread, view.Span, LzmaCoder.Feed, -1, untilEnd: false, out _, out _));
    }

    /// <summary>Finish the compression process.
    ///
    /// Returns the compressed data left in internal buffers.
    ///
    /// The compressor object may not be used after this method is called.</summary>
    [PyMethod("flush")]
    private PyObject Flush(ThreadState thread)
    {
        if (_isFlushed)
            throw Errors.Value("Repeated call to flush()");
        _isFlushed = true;
        return PyBytes.From(_coder.Run(thread, [], LzmaCoder.Finish, -1, untilEnd: true, out _, out _));
    }

    [PyMethod("__reduce__")]
    private PyObject Reduce() => throw Errors.Type($"cannot pickle '{Type.FullName}' object");
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
[PyType("LZMADecompressor", Module = "_lzma", BaseType = true, BasicSize = 224)]
[PyModuleType("_lzma")]
public unsafe partial class PyLzmaDecompressor : PyObject
{
    private const uint TellNoCheck = 1, TellAnyCheck = 4;

    private LzmaCoder _coder = null!;
    private DecompressorState _state = null!;

    private protected PyLzmaDecompressor(PyType type) : base(type)
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
        made._state = new DecompressorState(coder) { KeepsOutput = true };
        return made;
    }

    /// <summary>Decompress *data*, returning uncompressed data as bytes.
    ///
    /// If *max_length* is nonnegative, returns at most *max_length* bytes of
    /// decompressed data. If this limit is reached and further output can be
    /// produced, *self.needs_input* will be set to ``False``. In this case, the next
    /// call to *decompress()* may provide *data* as b'' to obtain more of the output.</summary>
    [PyMethod("decompress")]
    private PyObject Decompress(ThreadState thread, [Keyword] PyObject data, [Keyword("max_length")] long maxLength = -1) =>
        _state.Decompress(thread, data, maxLength);

    /// <summary>ID of the integrity check used by the input stream.</summary>
    [PyGetter("check")]
    private long Check => _coder.Check;

    /// <summary>True if the end-of-stream marker has been reached.</summary>
    [PyGetter("eof")]
    private bool Eof => _state.IsEnded;

    /// <summary>Data found after the end of the compressed stream.</summary>
    [PyGetter("unused_data")]
    private PyObject UnusedData => PyBytes.From(_state.Unused);

    /// <summary>True if more input is needed before more decompressed data can be produced.</summary>
    [PyGetter("needs_input")]
    private bool NeedsInput => _state.NeedsInput;

    [PyMethod("__reduce__")]
    private PyObject Reduce() => throw Errors.Type($"cannot pickle '{Type.FullName}' object");
}
