using Krait.Modules.Compression;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Zstd;

/// <summary>A context of libzstd, in either direction.</summary>
internal abstract unsafe class ZstdCoder(ThreadState thread, nint context) : StreamCoder
{
    protected const int SessionOnly = 1;

    private readonly ZstdState _state = ZstdState.Of(thread);

    // Errors are numbers just below zero in the library's unsigned type.
    private nuint _failure;

    /// <summary>The library's context; 0 once it is freed.</summary>
    public nint Context { get; protected set; } = context;

    protected abstract string What { get; }

    protected abstract nuint Call(ZstdBuffer* output, ZstdBuffer* input, int action);

    protected abstract bool IsEnd(nuint result, int action);

    protected override CoderStep Step(ReadOnlySpan<byte> input, Span<byte> output, int action)
    {
        fixed (byte* from = input, to = output)
        {
            var source = new ZstdBuffer { Data = from, Size = (nuint)input.Length };
            var target = new ZstdBuffer { Data = to, Size = (nuint)output.Length };
            var result = Call(&target, &source, action);
            var failed = ZstdState.IsError(result);
            _failure = result;
            return new CoderStep((int)source.Position, (int)target.Position, !failed && IsEnd(result, action), failed ? 1 : 0);
        }
    }

    public override PythonException Error(int code) => Error(What, _failure);

    public PythonException Error(string message, nuint result) => _state.Error(message, result);
}

/// <summary>Compresses.</summary>
internal sealed unsafe class ZstdEncoder(ThreadState thread) : ZstdCoder(thread, LibZstd.ZSTD_createCCtx())
{
    public const int Continue = 0, FlushBlock = 1, FlushFrame = 2;

    protected override string What => "Unable to compress Zstandard data";

    protected override bool MayStall => true;

    protected override nuint Call(ZstdBuffer* output, ZstdBuffer* input, int action) =>
        LibZstd.ZSTD_compressStream2(Context, output, input, action);

    protected override bool IsEnd(nuint result, int action) => action != Continue && result == 0;

    public override bool Restart() => LibZstd.ZSTD_CCtx_reset(Context, SessionOnly) == 0;

    protected override void Free()
    {
        LibZstd.ZSTD_freeCCtx(Context);
        Context = 0;
    }
}

/// <summary>Decompresses.</summary>
internal sealed unsafe class ZstdDecoder(ThreadState thread) : ZstdCoder(thread, LibZstd.ZSTD_createDCtx())
{
    protected override string What => "Unable to decompress Zstandard data";

    protected override nuint Call(ZstdBuffer* output, ZstdBuffer* input, int action) => LibZstd.ZSTD_decompressStream(Context, output, input);

    protected override bool IsEnd(nuint result, int action) => result == 0;

    public override bool Restart() => LibZstd.ZSTD_DCtx_reset(Context, SessionOnly) == 0;

    protected override void Free()
    {
        LibZstd.ZSTD_freeDCtx(Context);
        Context = 0;
    }
}
