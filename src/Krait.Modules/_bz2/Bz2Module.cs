using System.Runtime.InteropServices;
using Krait.Modules.Compression;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Bz2;

/// <summary>Compression by the system's libbzip2.</summary>
[PyModule("_bz2")]
internal static partial class Bz2Module
{
    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        RequiredLibrary.Load(LibBz2.Library, "_bz2 needs the system's libbzip2");
    }
}

/// <summary>A stream of libbzip2.</summary>
internal abstract unsafe class Bz2Coder : StreamCoder
{
    protected const int StreamEnd = 4;

    protected Bz2Coder() => Stream = (Bz2Stream*)NativeMemory.AllocZeroed((nuint)sizeof(Bz2Stream));

    /// <summary>The library's stream; null once it is freed.</summary>
    protected Bz2Stream* Stream { get; private set; }

    protected abstract int Call(int action);

    protected abstract void End();

    protected override CoderStep Step(ReadOnlySpan<byte> input, Span<byte> output, int action)
    {
        fixed (byte* from = input, to = output)
        {
            byte none;
            Stream->NextIn = from == null ? &none : from;
            Stream->AvailableIn = (uint)input.Length;
            Stream->NextOut = to == null ? &none : to;
            Stream->AvailableOut = (uint)output.Length;
            var result = Call(action);
            var (consumed, written) = (input.Length - (int)Stream->AvailableIn, output.Length - (int)Stream->AvailableOut);
            return new CoderStep(consumed, written, result == StreamEnd, result < 0 ? result : 0);
        }
    }

    public override PythonException Error(int code) => code switch
    {
        -1 => Errors.Runtime("Internal error - Invalid sequence of commands sent to libbzip2"),
        -2 => Errors.Value("Internal error - invalid parameters passed to libbzip2"),
        -3 => Errors.Memory(),
        -4 or -5 => Errors.New(ExceptionTypes.OSError, "Invalid data stream"),
        -6 => Errors.New(ExceptionTypes.OSError, "Unknown I/O error"),
        -7 => Errors.Eof("Compressed file ended before the logical end-of-stream was detected"),
        _ => Errors.New(ExceptionTypes.OSError, $"Unrecognized error from libbzip2: {code}"),
    };

    protected override void Free()
    {
        if (Stream == null)
            return;
        End();
        NativeMemory.Free(Stream);
        Stream = null;
    }
}

/// <summary>Compresses.</summary>
internal sealed unsafe class Bz2Encoder : Bz2Coder
{
    public const int Feed = 0, Finish = 2;

    public Bz2Encoder(int level)
    {
        if (LibBz2.BZ2_bzCompressInit(Stream, level, 0, 0) is var result && result != 0)
            throw Error(result);
    }

    protected override int Call(int action)
    {
        // Without input "run" is an error to the library.
        if (action == Feed && Stream->AvailableIn == 0)
            return 0;
        return LibBz2.BZ2_bzCompress(Stream, action);
    }

    protected override void End() => LibBz2.BZ2_bzCompressEnd(Stream);
}

/// <summary>Decompresses.</summary>
internal sealed unsafe class Bz2Decoder : Bz2Coder
{
    public Bz2Decoder()
    {
        if (LibBz2.BZ2_bzDecompressInit(Stream, 0, 0) is var result && result != 0)
            throw Error(result);
    }

    protected override int Call(int action) => LibBz2.BZ2_bzDecompress(Stream);

    protected override void End() => LibBz2.BZ2_bzDecompressEnd(Stream);
}

/// <summary>Create a compressor object for compressing data incrementally.
///
///   compresslevel
///     Compression level, as a number between 1 and 9.
///
/// For one-shot compression, use the compress() function instead.</summary>
[PyType("BZ2Compressor", Module = "_bz2", BasicSize = 104)]
[PyModuleType("_bz2")]
internal sealed partial class PyBz2Compressor : PyStreamCompressor
{
    private PyBz2Compressor(PyType type) : base(type)
    {
    }

    [PyNew(Signature = "(compresslevel=9, /)")]
    private static PyObject New(ThreadState thread, PyType type, int compresslevel = 9)
    {
        if (compresslevel is < 1 or > 9)
            throw Errors.Value("compresslevel must be between 1 and 9");
        var made = (PyBz2Compressor)type.Allocate!(thread, type);
        made.Start(new Bz2Encoder(compresslevel), Bz2Encoder.Feed, Bz2Encoder.Finish);
        return made;
    }
}

/// <summary>Create a decompressor object for decompressing data incrementally.
///
/// For one-shot decompression, use the decompress() function instead.</summary>
[PyType("BZ2Decompressor", Module = "_bz2", BasicSize = 160)]
[PyModuleType("_bz2")]
internal sealed partial class PyBz2Decompressor : PyStreamDecompressor
{
    private PyBz2Decompressor(PyType type) : base(type)
    {
    }

    [PyNew]
    private static PyObject New(ThreadState thread, PyType type)
    {
        var made = (PyBz2Decompressor)type.Allocate!(thread, type);
        made.Start(new DecompressorState(new Bz2Decoder()) { EndsWithError = true });
        return made;
    }
}
