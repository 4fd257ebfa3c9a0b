using Krait.Runtime;

namespace Krait.Modules.Zlib;

/// <summary>
/// The functions in this module allow compression and decompression using the
/// zlib library, which is based on GNU zip.
///
/// adler32(string[, start]) -- Compute an Adler-32 checksum.
/// compress(data[, level]) -- Compress data, with compression level 0-9 or -1.
/// compressobj([level[, ...]]) -- Return a compressor object.
/// crc32(string[, start]) -- Compute a CRC-32 checksum.
/// decompress(string,[wbits],[bufsize]) -- Decompresses a compressed string.
/// decompressobj([wbits[, zdict]]) -- Return a decompressor object.
///
/// 'wbits' is window buffer size and container format.
/// Compressor objects support compress() and flush() methods; decompressor
/// objects support decompress() and flush().
/// </summary>
[PyModule("zlib")]
internal static partial class ZlibModule
{
    internal const int MaxWindowBits = 15;
    internal const int DefaultBufferSize = 16384;
    private const int BufferError = -5;
    private const int StreamError = -2;

    /// <summary>From so many bytes on other threads run while a checksum is made.</summary>
    private const int LargeChecksum = 5 << 10;

    private sealed class State : ModuleState
    {
        public PyType? Error { get; set; }
    }

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        var state = thread.Interpreter.ModuleState<State>();
        state.Error ??= state.Keep(ModuleExceptions.Define(thread, "zlib", "error"));
        var dict = module.Dict;
        dict.SetItem(thread, "error", state.Error);
        dict.SetItem(thread, "_ZlibDecompressor", PyZlibDecompressor.TypeObject);
        foreach (var (name, value) in Constants)
            dict.SetItem(thread, name, PyInt.From(value));
        dict.SetItem(thread, "ZLIB_VERSION", PyStr.From("1.3.1"));
        dict.SetItem(thread, "ZLIB_RUNTIME_VERSION", PyStr.From("1.3.1"));
        dict.SetItem(thread, "__version__", PyStr.From("1.0"));
    }

    private static (string Name, int Value)[] Constants =>
    [
        ("MAX_WBITS", MaxWindowBits), ("DEFLATED", 8), ("DEF_MEM_LEVEL", 8), ("DEF_BUF_SIZE", DefaultBufferSize),
        ("Z_NO_COMPRESSION", 0), ("Z_BEST_SPEED", 1), ("Z_BEST_COMPRESSION", 9), ("Z_DEFAULT_COMPRESSION", -1),
        ("Z_FILTERED", 1), ("Z_HUFFMAN_ONLY", 2), ("Z_RLE", 3), ("Z_FIXED", 4), ("Z_DEFAULT_STRATEGY", 0),
        ("Z_NO_FLUSH", 0), ("Z_PARTIAL_FLUSH", 1), ("Z_SYNC_FLUSH", 2), ("Z_FULL_FLUSH", 3), ("Z_FINISH", 4), ("Z_BLOCK", 5), ("Z_TREES", 6),
    ];

    /// <summary>A zlib.error.</summary>
    internal static PythonException Error(ThreadState thread, string message) =>
        Errors.New(thread.Interpreter.ModuleState<State>().Error!, message);

    internal static PythonException Inconsistent(ThreadState thread, string doing) =>
        Error(thread, $"Error {StreamError} while {doing}: inconsistent stream state");

    private static PythonException Incomplete(ThreadState thread) =>
        Error(thread, $"Error {BufferError} while decompressing data: incomplete or truncated stream");

    internal static PythonException Damaged(ThreadState thread, InflateException error)
    {
        if (error.Code == InflateException.NeedDictionary && error.Text is not null)
            return Error(thread, $"Error {InflateException.DataError} while setting zdict: invalid input data");
        return Error(thread, $"Error {error.Code} while decompressing data{(error.Text is null ? "" : ": " + error.Text)}");
    }

    /// <summary>Returns a bytes object containing compressed data.</summary>
    [PyFunction("compress", Signature = "($module, data, /, level=Z_DEFAULT_COMPRESSION, wbits=MAX_WBITS)")]
    private static PyObject Compress(
        ThreadState thread, [Buffer] ReadOnlySpan<byte> data, [Keyword] int level = -1, [Keyword] int wbits = MaxWindowBits)
    {
        using var stream = Deflater.Create(level, 8, wbits, 8, 0, null) ?? throw Error(thread, "Bad compression level");
        byte[] start, end;
        using (thread.AllowThreads())
        {
            start = stream.Compress(data);
            end = stream.Flush(FlushMode.Finish);
        }
        return PyBytes.From(start.Length == 0 ? end : [.. start, .. end]);
    }

    /// <summary>Returns a bytes object containing the uncompressed data.</summary>
    [PyFunction("decompress", Signature = "($module, data, /, wbits=MAX_WBITS, bufsize=DEF_BUF_SIZE)")]
    private static PyObject Decompress(
        ThreadState thread, [Buffer] ReadOnlySpan<byte> data, [Keyword] int wbits = MaxWindowBits, [Keyword] long bufsize = DefaultBufferSize)
    {
        if (bufsize < 0)
            throw Errors.Value("bufsize must be non-negative");
        Inflater stream;
        try
        {
            stream = new Inflater(wbits, null);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw Inconsistent(thread, "preparing to decompress data");
        }
        try
        {
            InflateStatus status;
            using (thread.AllowThreads())
                status = stream.Run(data, long.MaxValue, out _);
            return status == InflateStatus.Done ? PyBytes.From(stream.Output) : throw Incomplete(thread);
        }
        catch (InflateException error)
        {
            throw Damaged(thread, error);
        }
    }

    /// <summary>Return a compressor object.</summary>
    [PyFunction("compressobj", Signature = "($module, /, level=Z_DEFAULT_COMPRESSION, method=DEFLATED,\n            wbits=MAX_WBITS, memLevel=DEF_MEM_LEVEL,\n            strategy=Z_DEFAULT_STRATEGY, zdict=None)")]
    private static PyObject CompressObject(
        ThreadState thread,
        [Keyword] int level = -1,
        [Keyword] int method = 8,
        [Keyword] int wbits = MaxWindowBits,
        [Keyword("memLevel")] int memoryLevel = 8,
        [Keyword] int strategy = 0,
        [Keyword, NoneAllowed] PyObject? zdict = null)
    {
        var dictionary = zdict is null ? null : PyBuffer.IsSupportedBy(zdict)
            ? Op.CopyBytes(thread, zdict)
            : throw Errors.Type($"a bytes-like object is required, not '{zdict.Type.Name}'");
        var stream = Deflater.Create(level, method, wbits, memoryLevel, strategy, dictionary);
        return stream is null ? throw Errors.Value("Invalid initialization option") : PyCompress.Create(stream);
    }

    /// <summary>Return a decompressor object.</summary>
    [PyFunction("decompressobj", Signature = "($module, /, wbits=MAX_WBITS, zdict=b'')")]
    private static PyObject DecompressObject(ThreadState thread, [Keyword] int wbits = MaxWindowBits, [Keyword] PyObject? zdict = null) =>
        PyDecompress.Create(NewInflater(thread, wbits, zdict));

    internal static Inflater NewInflater(ThreadState thread, int windowBits, PyObject? dictionary)
    {
        if (dictionary is not null && !PyBuffer.IsSupportedBy(dictionary))
            throw Errors.Type("zdict argument must support the buffer protocol");
        var bytes = dictionary is null ? null : Op.CopyBytes(thread, dictionary);
        try
        {
            return new Inflater(windowBits, bytes is { Length: > 0 } ? bytes : null);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw Errors.Value("Invalid initialization option");
        }
    }

    /// <summary>
    /// Compute an Adler-32 checksum of data.
    ///
    ///   value
    ///     Starting value of the checksum.
    ///
    /// The returned checksum is an integer.
    /// </summary>
    [PyFunction("adler32", Signature = "($module, data, value=1, /)")]
    private static long Adler32(ThreadState thread, [Buffer] ReadOnlySpan<byte> data, PyObject? value = null) =>
        Checksum(thread, data, value, 1, Checksums.Adler32);

    /// <summary>
    /// Compute a CRC-32 checksum of data.
    ///
    ///   value
    ///     Starting value of the checksum.
    ///
    /// The returned checksum is an integer.
    /// </summary>
    [PyFunction("crc32", Signature = "($module, data, value=0, /)")]
    private static long Crc32(ThreadState thread, [Buffer] ReadOnlySpan<byte> data, PyObject? value = null) =>
        Checksum(thread, data, value, 0, Checksums.Crc32);

    private delegate uint ChecksumFunction(uint start, ReadOnlySpan<byte> data);

    private static long Checksum(ThreadState thread, ReadOnlySpan<byte> data, PyObject? value, uint initial, ChecksumFunction function)
    {
        var start = value is null ? initial : BinasciiModule.Masked(thread, value);
        if (data.Length < LargeChecksum)
            return function(start, data);
        using (thread.AllowThreads())
            return function(start, data);
    }
}
