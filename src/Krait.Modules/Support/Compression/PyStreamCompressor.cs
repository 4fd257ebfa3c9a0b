using Krait.Runtime;

namespace Krait.Modules.Compression;

/// <summary>What the compressors share whose stream ends with flush().</summary>
internal abstract class PyStreamCompressor : PyObject
{
    private StreamCoder _coder = null!;
    private int _feed;
    private int _finish;
    private bool _isFlushed;

    private protected PyStreamCompressor(PyType type) : base(type)
    {
    }

    /// <summary>Takes the encoder, and its numbers for consuming input and for ending the stream.</summary>
    private protected void Start(StreamCoder coder, int feed, int finish) => (_coder, _feed, _finish) = (coder, feed, finish);

    /// <summary>Provide data to the compressor object.
    ///
    /// Returns a chunk of compressed data if possible, or b'' otherwise.
    ///
    /// When you have finished providing data to the compressor, call the
    /// flush() method to finish the compression process.</summary>
    [PyMethod("compress")]
    private protected PyObject Compress(ThreadState thread, PyObject data)
    {
        using var view = PyBuffer.Get(thread, data, BufferFlags.Simple);
        if (_isFlushed)
            throw Errors.Value("Compressor has been flushed");
        return PyBytes.From(_coder.Run(thread, view.Span, _feed, -1, untilEnd: false, out _, out _));
    }

    /// <summary>Finish the compression process.
    ///
    /// Returns the compressed data left in internal buffers.
    ///
    /// The compressor object may not be used after this method is called.</summary>
    [PyMethod("flush")]
    private protected PyObject Flush(ThreadState thread)
    {
        if (_isFlushed)
            throw Errors.Value("Repeated call to flush()");
        _isFlushed = true;
        return PyBytes.From(_coder.Run(thread, [], _finish, -1, untilEnd: true, out _, out _));
    }
}
