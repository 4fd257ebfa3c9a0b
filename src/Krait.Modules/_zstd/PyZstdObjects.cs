using Krait.Modules.Compression;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Zstd;

/// <summary>Create a compressor object for compressing data incrementally.
///
///   level
///     The compression level to use. Defaults to COMPRESSION_LEVEL_DEFAULT.
///   options
///     A dict object that contains advanced compression parameters.
///   zstd_dict
///     A ZstdDict object, a pre-trained Zstandard dictionary.
///
/// Thread-safe at method level. For one-shot compression, use the compress()
/// function instead.</summary>
[PyType("ZstdCompressor", Module = "compression.zstd", BasicSize = 80)]
[PyModuleType("_zstd")]
internal sealed partial class PyZstdCompressor : PyContainer
{
    private Ref<PyZstdDict> _dictionary;
    private ZstdEncoder _coder = null!;
    private int _level;
    private int _lastMode = ZstdEncoder.FlushFrame;

    private PyZstdCompressor(PyType type) : base(type)
    {
    }

    [PyNew(Signature = "(level=None, options=None, zstd_dict=None)")]
    private static PyObject New(
        ThreadState thread, PyType type, [Keyword] PyObject? level = null, [Keyword] PyObject? options = null,
        [Keyword("zstd_dict")] PyObject? zstdDict = null)
    {
        if (level is not (null or PyNone) && options is not (null or PyNone))
            throw Errors.Type("Only one of level or options should be used.");
        var made = (PyZstdCompressor)type.Allocate!(thread, type);
        made._coder = new ZstdEncoder(thread);
        if (level is not (null or PyNone))
            made.SetLevel(level);
        if (options is not (null or PyNone))
            ZstdParameters.Apply(thread, options, isCompression: true, made.SetParameter);
        var use = DictionaryUse.Undigested;
        if (PyZstdDict.FromArgument(thread, zstdDict, ref use) is { } dictionary)
        {
            made._dictionary.Value = dictionary;
            var result = dictionary.LoadInto(thread, made._coder.Context, use, made._level);
            if (ZstdState.IsError(result))
                throw made._coder.Error("Unable to load Zstandard dictionary or prefix for compression", result);
        }
        return made;
    }

    private nuint SetParameter(int number, int value)
    {
        if (number == ZstdParameters.CompressionLevel)
        {
            var bounds = LibZstd.ZSTD_cParam_getBounds(number);
            // The library takes any level, and cuts it off.
            if (value < bounds.Lower || value > bounds.Upper)
                throw BadLevel(value, bounds);
            _level = value;
        }
        return LibZstd.ZSTD_CCtx_setParameter(_coder.Context, number, value);
    }

    private static PythonException BadLevel(int value, in ZstdBounds bounds) =>
        Errors.Value($"illegal compression level {value}; the valid range is [{bounds.Lower}, {bounds.Upper}]");

    private void SetLevel(PyObject level)
    {
        if (level is not PyInt number)
            throw Errors.Type("invalid type for level, expected int");
        if (!number.TryGetLong(out var value) || value is < int.MinValue or > int.MaxValue)
        {
            var bounds = LibZstd.ZSTD_cParam_getBounds(ZstdParameters.CompressionLevel);
            throw Errors.Value($"illegal compression level; the valid range is [{bounds.Lower}, {bounds.Upper}]");
        }
        SetParameter(ZstdParameters.CompressionLevel, (int)value);
    }

    /// <summary>Provide data to the compressor object.
    ///
    ///   mode
    ///     Can be these 3 values ZstdCompressor.CONTINUE,
    ///     ZstdCompressor.FLUSH_BLOCK, ZstdCompressor.FLUSH_FRAME
    ///
    /// Return a chunk of compressed data if possible, or b'' otherwise. When you have
    /// finished providing data to the compressor, call the flush() method to finish
    /// the compression process.</summary>
    [PyMethod("compress")]
    private PyObject Compress(ThreadState thread, [Keyword] PyObject data, [Keyword] int mode = ZstdEncoder.Continue)
    {
        if (mode is < ZstdEncoder.Continue or > ZstdEncoder.FlushFrame)
        {
            throw Errors.Value(
                "mode argument wrong value, it should be one of ZstdCompressor.CONTINUE, ZstdCompressor.FLUSH_BLOCK, ZstdCompressor.FLUSH_FRAME.");
        }
        using var view = PyBuffer.Get(thread, data, BufferFlags.Simple);
        return Run(thread, view.Span, mode);
    }

    /// <summary>Finish the compression process.
    ///
    ///   mode
    ///     Can be these 2 values ZstdCompressor.FLUSH_FRAME,
    ///     ZstdCompressor.FLUSH_BLOCK
    ///
    /// Flush any remaining data left in internal buffers. Since Zstandard data
    /// consists of one or more independent frames, the compressor object can still
    /// be used after this method is called.</summary>
    [PyMethod("flush")]
    private PyObject Flush(ThreadState thread, [Keyword] int mode = ZstdEncoder.FlushFrame)
    {
        if (mode is not (ZstdEncoder.FlushBlock or ZstdEncoder.FlushFrame))
            throw Errors.Value("mode argument wrong value, it should be ZstdCompressor.FLUSH_FRAME or ZstdCompressor.FLUSH_BLOCK.");
        return Run(thread, [], mode);
    }

    private PyBytes Run(ThreadState thread, ReadOnlySpan<byte> data, int mode)
    {
        try
        {
            var output = _coder.Run(thread, data, mode, -1, untilEnd: mode != ZstdEncoder.Continue, out _, out _);
            _lastMode = mode;
            return PyBytes.From(output);
        }
        catch (PythonException)
        {
            _lastMode = ZstdEncoder.FlushFrame;
            _coder.Restart();
            throw;
        }
    }

    /// <summary>Set the uncompressed content size to be written into the frame header.
    ///
    ///   size
    ///     The size of the uncompressed data to be provided to the compressor.
    ///
    /// This method can be used to ensure the header of the frame about to be written
    /// includes the size of the data, unless the CompressionParameter.content_size_flag
    /// is set to False. If last_mode != FLUSH_FRAME, then a ValueError is raised.</summary>
    [PyMethod("set_pledged_input_size")]
    private void SetPledgedInputSize(PyObject size)
    {
        const ulong Unknown = ulong.MaxValue, Invalid = ulong.MaxValue - 1;
        var value = Unknown;
        if (size is not PyNone)
        {
            if (size is not PyInt number)
                throw Errors.Type("size argument should be an int or None");
            if (number.Big.Sign < 0 || number.Big >= Invalid)
                throw Errors.Value($"size argument should be a positive int less than {Invalid}");
            value = (ulong)number.Big;
        }
        if (_lastMode != ZstdEncoder.FlushFrame)
            throw Errors.Value("set_pledged_input_size() method must be called when last_mode == FLUSH_FRAME");
        if (LibZstd.ZSTD_CCtx_setPledgedSrcSize(_coder.Context, value) is var result && ZstdState.IsError(result))
            throw _coder.Error("Unable to set pledged uncompressed content size", result);
    }

    /// <summary>The last mode used to this compressor object, its value can be .CONTINUE,
    /// .FLUSH_BLOCK, .FLUSH_FRAME. Initialized to .FLUSH_FRAME.</summary>
    [PyGetter("last_mode", Member = true)]
    private long LastMode => _lastMode;
}

/// <summary>Create a decompressor object for decompressing data incrementally.
///
///   zstd_dict
///     A ZstdDict object, a pre-trained Zstandard dictionary.
///   options
///     A dict object that contains advanced decompression parameters.
///
/// Thread-safe at method level. For one-shot decompression, use the decompress()
/// function instead.</summary>
[PyType("ZstdDecompressor", Module = "compression.zstd", BasicSize = 120)]
[PyModuleType("_zstd")]
internal sealed partial class PyZstdDecompressor : PyContainer
{
    private Ref<PyZstdDict> _dictionary;
    private DecompressorState _state = null!;

    private PyZstdDecompressor(PyType type) : base(type)
    {
    }

    [PyNew(Signature = "(zstd_dict=None, options=None)")]
    private static PyObject New(
        ThreadState thread, PyType type, [Keyword("zstd_dict")] PyObject? zstdDict = null, [Keyword] PyObject? options = null)
    {
        var coder = new ZstdDecoder(thread);
        var made = (PyZstdDecompressor)type.Allocate!(thread, type);
        made._state = new DecompressorState(coder) { KeepsOutput = true, AfterEnd = "Already at the end of a Zstandard frame." };
        if (options is not (null or PyNone))
        {
            ZstdParameters.Apply(
                thread, options, isCompression: false, (number, value) => LibZstd.ZSTD_DCtx_setParameter(coder.Context, number, value));
        }
        var use = DictionaryUse.Digested;
        if (PyZstdDict.FromArgument(thread, zstdDict, ref use) is { } dictionary)
        {
            made._dictionary.Value = dictionary;
            var result = dictionary.LoadInto(thread, coder.Context, use);
            if (ZstdState.IsError(result))
                throw coder.Error("Unable to load Zstandard dictionary or prefix for decompression", result);
        }
        return made;
    }

    /// <summary>Decompress *data*, returning uncompressed bytes if possible, or b'' otherwise.
    ///
    ///   data
    ///     A bytes-like object, Zstandard data to be decompressed.
    ///   max_length
    ///     Maximum size of returned data. When it is negative, the size of
    ///     output buffer is unlimited. When it is nonnegative, returns at
    ///     most max_length bytes of decompressed data.
    ///
    /// If *max_length* is nonnegative, returns at most *max_length* bytes of
    /// decompressed data. If this limit is reached and further output can be
    /// produced, *self.needs_input* will be set to ``False``. In this case, the next
    /// call to *decompress()* may provide *data* as b'' to obtain more of the output.
    ///
    /// If all of the input data was decompressed and returned (either because this
    /// was less than *max_length* bytes, or because *max_length* was negative),
    /// *self.needs_input* will be set to True.
    ///
    /// Attempting to decompress data after the end of a frame is reached raises an
    /// EOFError. Any data found after the end of the frame is ignored and saved in
    /// the self.unused_data attribute.</summary>
    [PyMethod("decompress")]
    private PyObject Decompress(ThreadState thread, [Keyword] PyObject data, [Keyword("max_length")] long maxLength = -1) =>
        _state.Decompress(thread, data, maxLength);

    /// <summary>True means the end of the first frame has been reached. If decompress data
    /// after that, an EOFError exception will be raised.</summary>
    [PyGetter("eof", Member = true)]
    private bool Eof => _state.IsEnded;

    /// <summary>A bytes object of un-consumed input data.</summary>
    [PyGetter("unused_data")]
    private PyObject UnusedData => PyBytes.From(_state.Unused);

    /// <summary>If the max_length output limit in .decompress() method has been reached,
    /// and the decompressor has (or may has) unconsumed input data, it will be set
    /// to False. In this case, passing b'' to the .decompress() method may output
    /// further data.</summary>
    [PyGetter("needs_input", Member = true)]
    private bool NeedsInput => _state.NeedsInput;
}
