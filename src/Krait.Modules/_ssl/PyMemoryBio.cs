using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Tls;

/// <summary>A buffer in memory in place of a socket.</summary>
[PyType("MemoryBIO", Module = "_ssl", BaseType = true, BasicSize = 32)]
[PyModuleType("_ssl")]
public unsafe partial class PyMemoryBio : PyObject
{
    private const int ShouldRetry = 8, RetryRead = 1, RetryFlags = 15;

    private nint _bio;
    private bool _isEnded;

    private protected PyMemoryBio(PyType type) : base(type)
    {
    }

    /// <summary>Releases the library's object.</summary>
    ~PyMemoryBio() => LibCrypto.BIO_free(_bio);

    /// <summary>The library's object; whoever keeps it counts it.</summary>
    internal nint Handle => _bio;

    [PyNew]
    private static PyObject New(ThreadState thread, PyType type)
    {
        var bio = LibCrypto.BIO_new(LibCrypto.BIO_s_mem());
        if (bio == 0)
            throw SslErrors.Plain("failed to allocate BIO");
        // An empty buffer means "not yet" until write_eof().
        LibCrypto.BIO_set_flags(bio, RetryRead | ShouldRetry);
        LibCrypto.BIO_ctrl(bio, SslConstants.ControlMemoryEof, -1, 0);
        var made = (PyMemoryBio)type.Allocate!(thread, type);
        made._bio = bio;
        return made;
    }

    /// <summary>The number of bytes pending in the memory BIO.</summary>
    [PyGetter("pending")]
    private long Pending => (long)LibCrypto.BIO_ctrl_pending(_bio);

    /// <summary>Whether the memory BIO is at EOF.</summary>
    [PyGetter("eof")]
    private bool Eof => _isEnded && Pending == 0;

    /// <summary>Read up to size bytes from the memory BIO.
    ///
    /// If size is not specified, read the entire buffer.
    /// If the return value is an empty bytes instance, this means either
    /// EOF or that no data is available. Use the "eof" property to
    /// distinguish between the two.</summary>
    [PyMethod("read")]
    private PyObject Read(ThreadState thread, int size = -1)
    {
        var pending = (int)Math.Min(Pending, int.MaxValue);
        var bytes = new byte[size < 0 || size > pending ? pending : size];
        if (bytes.Length == 0)
            return PyBytes.Empty;
        fixed (byte* data = bytes)
        {
            var count = LibCrypto.BIO_read(_bio, data, bytes.Length);
            return count >= 0 ? PyBytes.From(bytes.AsSpan(0, count)) : throw SslErrors.FromQueue(thread);
        }
    }

    /// <summary>Writes the bytes b into the memory BIO.
    ///
    /// Returns the number of bytes written.</summary>
    [PyMethod("write")]
    private long Write(ThreadState thread, [Buffer] ReadOnlySpan<byte> b)
    {
        if (_isEnded)
            throw SslErrors.Plain("cannot write() after write_eof()");
        if (b.IsEmpty)
            return 0;
        fixed (byte* data = b)
        {
            var count = LibCrypto.BIO_write(_bio, data, b.Length);
            return count >= 0 ? count : throw SslErrors.FromQueue(thread);
        }
    }

    /// <summary>Write an EOF marker to the memory BIO.
    ///
    /// When all data has been read, the "eof" property will be True.</summary>
    [PyMethod("write_eof")]
    private void WriteEof()
    {
        _isEnded = true;
        LibCrypto.BIO_clear_flags(_bio, RetryFlags);
        LibCrypto.BIO_ctrl(_bio, SslConstants.ControlMemoryEof, 0, 0);
    }
}
