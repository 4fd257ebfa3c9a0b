using Krait.Runtime;

namespace Krait.Modules.Zlib;

/// <summary>What <c>compressobj</c> returns.</summary>
[PyType("Compress", Module = "zlib", NoInstantiation = true, BasicSize = 152)]
internal sealed partial class PyCompress : PyObject
{
    private readonly Deflater _stream;
    private readonly WorkGate _gate = new();

    private PyCompress(Deflater stream) : base(TypeObject) => _stream = stream;

    public static PyCompress Create(Deflater stream) => new(stream);

    /// <summary>
    /// Returns a bytes object containing compressed data.
    ///
    /// After calling this function, some of the input data may still
    /// be stored in internal buffers for later processing.
    /// Call the flush() method to clear these buffers.
    /// </summary>
    [PyMethod("compress")]
    private PyObject Compress(ThreadState thread, [Buffer] ReadOnlySpan<byte> data)
    {
        if (_stream.IsFinished)
            throw ZlibModule.Inconsistent(thread, "compressing data");
        byte[] compressed;
        using (_gate.Enter(thread, data.Length))
            compressed = _stream.Compress(data);
        return PyBytes.From(compressed);
    }

    /// <summary>Return a bytes object containing any remaining compressed data.</summary>
    [PyMethod("flush", Signature = "($self, mode=zlib.Z_FINISH, /)")]
    private PyObject Flush(ThreadState thread, int mode = (int)FlushMode.Finish)
    {
        if (mode == (int)FlushMode.None)
            return PyBytes.Empty;
        _gate.Enter(thread, 0).Dispose();
        if (_stream.IsFinished || mode is < 0 or > (int)FlushMode.Block)
            throw ZlibModule.Inconsistent(thread, "flushing");
        return PyBytes.From(_stream.Flush((FlushMode)mode));
    }

    /// <summary>Return a copy of the compression object.</summary>
    [PyMethod("copy")]
    [PyMethod("__copy__")]
    private PyObject Copy(ThreadState thread)
    {
        _gate.Enter(thread, 0).Dispose();
        return _stream.IsFinished ? throw Errors.Value("Inconsistent stream state") : Create(_stream.Clone());
    }

    [PyMethod("__deepcopy__")]
    private PyObject DeepCopy(ThreadState thread, PyObject memo) => Copy(thread);
}

/// <summary>What <c>decompressobj</c> returns.</summary>
[PyType("Decompress", Module = "zlib", NoInstantiation = true, BasicSize = 152)]
internal sealed partial class PyDecompress : PyObject
{
    private readonly Inflater _stream;
    private readonly WorkGate _gate = new();
    private byte[] _unused = [];
    private byte[] _unconsumed = [];
    private bool _isAtEnd;
    private bool _isClosed;

    private PyDecompress(Inflater stream) : base(TypeObject) => _stream = stream;

    public static PyDecompress Create(Inflater stream) => new(stream);

    [PyGetter("unused_data")]
    private PyObject UnusedData => PyBytes.From(_unused.AsSpan());

    [PyGetter("unconsumed_tail")]
    private PyObject UnconsumedTail => PyBytes.From(_unconsumed.AsSpan());

    [PyGetter("eof")]
    private bool IsAtEnd => _isAtEnd;

    /// <summary>
    /// Return a bytes object containing the decompressed version of the data.
    ///
    ///   max_length
    ///     The maximum allowable length of the decompressed data.
    ///     Unconsumed input data will be stored in
    ///     the unconsumed_tail attribute.
    /// </summary>
    [PyMethod("decompress")]
    private PyObject Decompress(ThreadState thread, [Buffer] ReadOnlySpan<byte> data, [Keyword("max_length")] long maxLength = 0)
    {
        if (maxLength < 0)
            throw Errors.Value("max_length must be non-negative");
        return Run(thread, data, maxLength == 0 ? long.MaxValue : maxLength);
    }

    private PyObject Run(ThreadState thread, ReadOnlySpan<byte> data, long limit)
    {
        _gate.Enter(thread, 0).Dispose();
        if (_isAtEnd)
        {
            _unused = [.. _unused, .. data];
            _unconsumed = [];
            return PyBytes.Empty;
        }
        try
        {
            InflateStatus status;
            int consumed;
            using (_gate.Enter(thread, data.Length))
                status = _stream.Run(data, limit, out consumed);
            var rest = data[consumed..].ToArray();
            _isAtEnd = status == InflateStatus.Done;
            _unconsumed = status == InflateStatus.OutputFull ? rest : [];
            if (_isAtEnd)
                _unused = rest;
            return PyBytes.From(_stream.Output);
        }
        catch (InflateException error)
        {
            throw ZlibModule.Damaged(thread, error);
        }
    }

    /// <summary>Return a bytes object containing any remaining decompressed data.</summary>
    [PyMethod("flush", Signature = "($self, length=zlib.DEF_BUF_SIZE, /)")]
    private PyObject Flush(ThreadState thread, long length = ZlibModule.DefaultBufferSize)
    {
        if (length <= 0)
            throw Errors.Value("length must be greater than zero");
        var result = Run(thread, _unconsumed, long.MaxValue);
        _isClosed = _isAtEnd;
        return result;
    }

    /// <summary>Return a copy of the decompression object.</summary>
    [PyMethod("copy")]
    [PyMethod("__copy__")]
    private PyObject Copy(ThreadState thread)
    {
        _gate.Enter(thread, 0).Dispose();
        return _isClosed
            ? throw Errors.Value("Inconsistent stream state")
            : new PyDecompress(_stream.Clone()) { _unused = _unused, _unconsumed = _unconsumed, _isAtEnd = _isAtEnd };
    }

    [PyMethod("__deepcopy__")]
    private PyObject DeepCopy(ThreadState thread, PyObject memo) => Copy(thread);
}

/// <summary>
/// Create a decompressor object for decompressing data incrementally.
///
///   wbits = 15
///   zdict
///      The predefined compression dictionary. This is a sequence of bytes
///      (such as a bytes object) containing subsequences that are expected
///      to occur frequently in the data that is to be compressed. Those
///      subsequences that are expected to be most common should come at the
///      end of the dictionary. This must be the same dictionary as used by the
///      compressor that produced the input data.
/// </summary>
[PyType("_ZlibDecompressor", Module = "zlib", BasicSize = 192)]
internal sealed partial class PyZlibDecompressor : PyObject
{
    private readonly WorkGate _gate = new();
    private Inflater _stream = null!;
    private byte[] _input = [];
    private byte[] _unused = [];
    private bool _isAtEnd;
    private bool _needsInput = true;

    private PyZlibDecompressor(PyType type) : base(type)
    {
    }

    [PyNew(Signature = "(wbits=15, zdict=b'')")]
    private static PyObject New(ThreadState thread, PyType type, [Keyword] int wbits = ZlibModule.MaxWindowBits, [Keyword] PyObject? zdict = null)
    {
        var made = (PyZlibDecompressor)type.Allocate!(thread, type);
        made._stream = ZlibModule.NewInflater(thread, wbits, zdict);
        return made;
    }

    /// <summary>True if the end-of-stream marker has been reached.</summary>
    [PyGetter("eof", Member = true)]
    private bool IsAtEnd => _isAtEnd;

    /// <summary>Data found after the end of the compressed stream.</summary>
    [PyGetter("unused_data", Member = true)]
    private PyObject UnusedData => PyBytes.From(_unused.AsSpan());

    /// <summary>True if more input is needed before more decompressed data can be produced.</summary>
    [PyGetter("needs_input", Member = true)]
    private bool NeedsInput => _needsInput;

    /// <summary>
    /// Decompress *data*, returning uncompressed data as bytes.
    ///
    /// If *max_length* is nonnegative, returns at most *max_length* bytes of
    /// decompressed data. If this limit is reached and further output can be
    /// produced, *self.needs_input* will be set to ``False``. In this case, the next
    /// call to *decompress()* may provide *data* as b'' to obtain more of the output.
    ///
    /// Attempting to decompress data after the end of stream is reached raises an
    /// EOFError.  Any data found after the end of the stream is ignored and saved in
    /// the unused_data attribute.
    /// </summary>
    [PyMethod("decompress")]
    private PyObject Decompress(ThreadState thread, [Keyword, Buffer] ReadOnlySpan<byte> data, [Keyword("max_length")] long maxLength = -1)
    {
        _gate.Enter(thread, 0).Dispose();
        if (_isAtEnd)
            throw Errors.Eof("End of stream already reached");
        var input = _input.Length == 0 ? data : (byte[])[.. _input, .. data];
        try
        {
            InflateStatus status;
            int consumed;
            using (_gate.Enter(thread, input.Length))
                status = _stream.Run(input, maxLength < 0 ? long.MaxValue : maxLength, out consumed);
            var rest = input[consumed..].ToArray();
            _isAtEnd = status == InflateStatus.Done;
            _needsInput = status == InflateStatus.NeedInput;
            _unused = _isAtEnd ? rest : [];
            _input = _isAtEnd ? [] : rest;
            return PyBytes.From(_stream.Output);
        }
        catch (InflateException error)
        {
            throw ZlibModule.Damaged(thread, error);
        }
    }
}
