using Krait.Runtime;

namespace Krait.Modules.Compression;

/// <summary>What a library did in one call.</summary>
internal readonly record struct CoderStep(int Consumed, int Written, bool IsEnd, int Error);

/// <summary>
/// A compressor or decompressor of a native library. Its calls run without the interpreter's lock; a lock of its own keeps threads that share it apart.
/// </summary>
internal abstract class StreamCoder : IDisposable
{
    private const int FirstBlock = 32 * 1024, LargestBlock = 1 << 20;

    private readonly object _gate = new();

    /// <summary>Calls the library once.</summary>
    /// <param name="action">The library's number for what is to be done beside consuming input.</param>
    protected abstract CoderStep Step(ReadOnlySpan<byte> input, Span<byte> output, int action);

    /// <summary>The exception for an error of the library.</summary>
    public abstract PythonException Error(int code);

    /// <summary>Makes the library ready for a new stream after an error; false where it cannot.</summary>
    public virtual bool Restart() => false;

    /// <summary>Whether a call that does nothing may be followed by one that does something.</summary>
    protected virtual bool MayStall => false;

    /// <summary>Called once, when nothing uses the library's object any more.</summary>
    protected abstract void Free();

    /// <summary>Whether the last call left output behind for want of room.</summary>
    public bool FilledOutput { get; private set; }

    /// <summary>Runs until the input is used up and nothing more comes out, the stream ends, or there is as much output as wanted.</summary>
    /// <param name="limit">The most bytes to return; -1 for all.</param>
    public byte[] Run(ThreadState thread, ReadOnlySpan<byte> input, int action, long limit, bool untilEnd, out int consumed, out bool isEnd)
    {
        byte[] output;
        int error;
        using (thread.AllowThreads())
        {
            lock (_gate)
                output = Pump(input, action, limit, untilEnd, out consumed, out isEnd, out error);
        }
        return error == 0 ? output : throw Error(error);
    }

    private byte[] Pump(ReadOnlySpan<byte> input, int action, long limit, bool untilEnd, out int consumed, out bool isEnd, out int error)
    {
        var output = new byte[limit < 0 ? FirstBlock : (int)Math.Min(limit, FirstBlock)];
        var filled = 0;
        (consumed, isEnd, error) = (0, false, 0);
        while (true)
        {
            var step = Step(input[consumed..], output.AsSpan(filled), action);
            consumed += step.Consumed;
            filled += step.Written;
            (isEnd, error) = (step.IsEnd, step.Error);
            FilledOutput = filled == output.Length;
            if (isEnd || error != 0 || (limit >= 0 && filled >= limit))
                break;
            if (FilledOutput)
                Array.Resize(ref output, (int)Math.Min(limit < 0 ? int.MaxValue : limit, output.Length + Math.Min(output.Length, LargestBlock)));
            else if (consumed == input.Length && !untilEnd)
                break;
            else if (step is { Consumed: 0, Written: 0 } && !MayStall)
                break;
        }
        return filled == output.Length ? output : output[..filled];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
            Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the library's object.</summary>
    ~StreamCoder() => Free();
}

/// <summary>What decompressors have in common: input that waits, and where the stream ended.</summary>
internal sealed class DecompressorState(StreamCoder coder)
{
    private byte[] _waiting = [];
    private bool _hasFailed;

    /// <summary>Whether the library cannot go on after an error.</summary>
    public bool EndsWithError { get; init; }

    /// <summary>Whether output may wait inside of the library although the input is used up.</summary>
    public bool KeepsOutput { get; init; }

    /// <summary>What a call after the end says.</summary>
    public string AfterEnd { get; init; } = "End of stream already reached";

    /// <summary>Whether the end of the stream was reached.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Whether there is nothing to return before more input comes.</summary>
    public bool NeedsInput { get; private set; } = true;

    /// <summary>What came behind the end of the stream.</summary>
    public byte[] Unused { get; private set; } = [];

    /// <summary>Decompresses as much as is wanted.</summary>
    public PyObject Decompress(ThreadState thread, PyObject data, long limit)
    {
        if (IsEnded)
            throw Errors.Eof(AfterEnd);
        if (_hasFailed)
            throw Errors.Value("Decompressor is unusable after a previous error");
        using var view = PyBuffer.Get(thread, data, BufferFlags.Simple);
        var input = _waiting.Length == 0 ? view.Span : [.. _waiting, .. view.Span];
        byte[] output;
        int consumed;
        bool isEnd;
        try
        {
            output = coder.Run(thread, input, 0, limit, untilEnd: false, out consumed, out isEnd);
        }
        catch (PythonException)
        {
            (_hasFailed, NeedsInput, _waiting) = (EndsWithError, coder.Restart(), []);
            throw;
        }
        var rest = input[consumed..].ToArray();
        IsEnded = isEnd;
        if (isEnd)
        {
            (Unused, _waiting, NeedsInput) = (rest, [], false);
        }
        else
        {
            _waiting = rest;
            NeedsInput = rest.Length == 0 && !(KeepsOutput && coder.FilledOutput);
        }
        return PyBytes.From(output);
    }
}
