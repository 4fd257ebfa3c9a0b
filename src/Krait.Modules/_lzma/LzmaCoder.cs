using System.Runtime.InteropServices;
using Krait.Modules.Compression;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Lzma;

/// <summary>A stream of liblzma, in either direction.</summary>
internal sealed unsafe class LzmaCoder : StreamCoder
{
    public const int Feed = 0, Finish = 3;

    private const int StreamEnd = 1, NoCheck = 2, GetCheck = 4, BufferError = 10;

    private readonly PyType _errorType;
    private LzmaStream* _stream = (LzmaStream*)NativeMemory.AllocZeroed((nuint)sizeof(LzmaStream));

    public delegate int Starter(LzmaStream* stream);

    /// <param name="start">Makes the stream an encoder or a decoder.</param>
    public LzmaCoder(ThreadState thread, Starter start)
    {
        _errorType = LzmaState.Of(thread).ErrorType;
        if (start(_stream) is var result && IsError(result))
            throw Error(result);
    }

    /// <summary>The check that the stream says to have.</summary>
    public int Check { get; set; }

    private static bool IsError(int result) => result is not (0 or StreamEnd or NoCheck or GetCheck);

    protected override CoderStep Step(ReadOnlySpan<byte> input, Span<byte> output, int action)
    {
        fixed (byte* from = input, to = output)
        {
            _stream->NextIn = from;
            _stream->AvailableIn = (nuint)input.Length;
            _stream->NextOut = to;
            _stream->AvailableOut = (nuint)output.Length;
            var result = LibLzma.lzma_code(_stream, action);
            while (result is NoCheck or GetCheck)
            {
                Check = LibLzma.lzma_get_check(_stream);
                result = LibLzma.lzma_code(_stream, action);
            }
            // "No progress" is no error where there is nothing to go on with.
            if (result == BufferError && (_stream->AvailableIn == 0 || _stream->AvailableOut == 0))
                result = 0;
            var (consumed, written) = (input.Length - (int)_stream->AvailableIn, output.Length - (int)_stream->AvailableOut);
            return new CoderStep(consumed, written, result == StreamEnd, IsError(result) ? result : 0);
        }
    }

    public override PythonException Error(int code) => Error(_errorType, code);

    public static PythonException Error(PyType type, int code) => code switch
    {
        3 => Errors.New(type, "Unsupported integrity check"),
        5 => Errors.Memory(),
        6 => Errors.New(type, "Memory usage limit exceeded"),
        7 => Errors.New(type, "Input format not supported by decoder"),
        8 => Errors.New(type, "Invalid or unsupported options"),
        9 => Errors.New(type, "Corrupt input data"),
        BufferError => Errors.New(type, "Insufficient buffer space"),
        11 => Errors.New(type, "Internal error"),
        _ => Errors.New(type, $"Unrecognized error from liblzma: {code}"),
    };

    protected override void Free()
    {
        if (_stream == null)
            return;
        LibLzma.lzma_end(_stream);
        NativeMemory.Free(_stream);
        _stream = null;
    }
}

/// <summary>The exception class of <c>_lzma</c>.</summary>
internal sealed class LzmaState : ModuleState
{
    private PyType? _error;

    /// <summary><c>lzma.LZMAError</c>.</summary>
    public PyType ErrorType => _error!;

    /// <summary>The state of the thread's interpreter.</summary>
    public static LzmaState Of(ThreadState thread)
    {
        var state = thread.Interpreter.ModuleState<LzmaState>();
        if (state._error is null)
        {
            state._error = state.Keep(ModuleExceptions.Define(thread, "_lzma", "LZMAError"));
            Op.SetAttr(thread, state._error, "__doc__", PyStr.From("Call to liblzma failed."));
        }
        return state;
    }
}
