using Krait.Runtime;

namespace Krait.Modules.Compression;

/// <summary>What the decompressors share that end with their stream.</summary>
internal abstract class PyStreamDecompressor : PyObject
{
    private DecompressorState _state = null!;

    private protected PyStreamDecompressor(PyType type) : base(type)
    {
    }

    private protected void Start(DecompressorState state) => _state = state;

    /// <summary>Decompress *data*, returning uncompressed data as bytes.
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
    /// Attempting to decompress data after the end of stream is reached raises an
    /// EOFError.  Any data found after the end of the stream is ignored and saved in
    /// the unused_data attribute.</summary>
    [PyMethod("decompress")]
    private protected PyObject Decompress(ThreadState thread, [Keyword] PyObject data, [Keyword("max_length")] long maxLength = -1) =>
        _state.Decompress(thread, data, maxLength);

    /// <summary>True if the end-of-stream marker has been reached.</summary>
    [PyGetter("eof", Member = true)]
    private protected bool Eof => _state.IsEnded;

    /// <summary>Data found after the end of the compressed stream.</summary>
    [PyGetter("unused_data", Member = true)]
    private protected PyObject UnusedData => PyBytes.From(_state.Unused);

    /// <summary>True if more input is needed before more decompressed data can be produced.</summary>
    [PyGetter("needs_input", Member = true)]
    private protected bool NeedsInput => _state.NeedsInput;
}
