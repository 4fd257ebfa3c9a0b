using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Krait.Modules.Zlib;

/// <summary>What a flush writes, with zlib's numbers.</summary>
internal enum FlushMode
{
    None = 0,
    Partial = 1,
    Sync = 2,
    Full = 3,
    Finish = 4,
    Block = 5,
}

/// <summary>
/// Compresses with the native library of .NET, which has neither dictionaries nor copies of streams: it makes raw streams here, the containers
/// are added around them. A dictionary is compressed first, and the output thrown away; a copy starts from the last window of data so.
/// </summary>
internal sealed unsafe partial class Deflater : IDisposable
{
    private const int WindowSize = 32768;
    private readonly int _level;
    private readonly int _windowBits;
    private readonly int _memoryLevel;
    private readonly int _strategy;
    private readonly bool _isZlib;
    private readonly bool _isGzip;
    private readonly byte[]? _dictionary;
    private readonly byte[] _window = new byte[WindowSize];
    private NativeStream* _stream;
    private int _windowLength;
    private uint _check;
    private uint _total;
    private bool _headerWritten;
    private bool _hasPending;
    private byte[] _output = new byte[1024];
    private int _written;

    /// <summary>The stream of .NET's library, <c>PAL_ZStream</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct NativeStream
    {
        public byte* NextIn;
        public byte* NextOut;
        public byte* Message;
        public void* State;
        public uint AvailableIn;
        public uint AvailableOut;
    }

    private const string Library = "libSystem.IO.Compression.Native";

    [LibraryImport(Library, EntryPoint = "CompressionNative_DeflateInit2_")]
    private static partial int Initialize(NativeStream* stream, int level, int method, int windowBits, int memoryLevel, int strategy);

    [LibraryImport(Library, EntryPoint = "CompressionNative_Deflate")]
    private static partial int Deflate(NativeStream* stream, int flush);

    [LibraryImport(Library, EntryPoint = "CompressionNative_DeflateEnd")]
    private static partial int End(NativeStream* stream);

    private Deflater(int level, int windowBits, int memoryLevel, int strategy, byte[]? dictionary)
    {
        _level = level;
        _windowBits = windowBits;
        _memoryLevel = memoryLevel;
        _strategy = strategy;
        _isZlib = windowBits is > 0 and < 16;
        _isGzip = windowBits > 16;
        _dictionary = dictionary;
        _check = _isZlib ? 1u : 0;
    }

    /// <summary>True after <see cref="FlushMode.Finish"/>: nothing can be added any more.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>A compressor; null where zlib does not take the parameters.</summary>
    public static Deflater? Create(int level, int method, int windowBits, int memoryLevel, int strategy, byte[]? dictionary)
    {
        var valid = level is >= -1 and <= 9 && method == 8 && memoryLevel is >= 1 and <= 9 && strategy is >= 0 and <= 4
            && windowBits is (>= 8 and <= 15) or (>= -15 and <= -9) or (>= 25 and <= 31);
        // gzip has no preset dictionaries.
        if (!valid || (dictionary is not null && windowBits > 16))
            return null;
        if (windowBits == 8)
            windowBits = 9;
        var made = new Deflater(level, windowBits, memoryLevel, strategy, dictionary);
        made.Open();
        if (dictionary is not null)
            made.Prime(dictionary);
        return made;
    }

    private int WindowBits => _isGzip ? _windowBits - 16 : Math.Abs(_windowBits);

    private void Open()
    {
        _stream = (NativeStream*)NativeMemory.AllocZeroed((nuint)sizeof(NativeStream));
        if (Initialize(_stream, _level, 8, -WindowBits, _memoryLevel, _strategy) != 0)
            throw new OutOfMemoryException();
    }

    /// <summary>Makes the compressor know data that the decompressor knows too.</summary>
    private void Prime(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return;
        Remember(data);
        Feed(data, FlushMode.None);
        Feed([], FlushMode.Sync);
        _written = 0;
        _hasPending = false;
    }

    private void Remember(ReadOnlySpan<byte> data)
    {
        if (data.Length >= WindowSize)
        {
            data[^WindowSize..].CopyTo(_window);
            _windowLength = WindowSize;
            return;
        }
        var kept = Math.Min(_windowLength, WindowSize - data.Length);
        Buffer.BlockCopy(_window, _windowLength - kept, _window, 0, kept);
        data.CopyTo(_window.AsSpan(kept));
        _windowLength = kept + data.Length;
    }

    /// <summary>Adds data and returns what is ready of the compressed stream.</summary>
    public byte[] Compress(ReadOnlySpan<byte> data)
    {
        WriteHeader();
        if (_isZlib)
            _check = Checksums.Adler32(_check, data);
        else if (_isGzip)
            _check = Checksums.Crc32(_check, data);
        _total += (uint)data.Length;
        Remember(data);
        if (data.Length > 0)
        {
            Feed(data, FlushMode.None);
            _hasPending = true;
        }
        return Take();
    }

    /// <summary>Brings out what is held back.</summary>
    public byte[] Flush(FlushMode mode)
    {
        WriteHeader();
        Feed([], mode);
        _hasPending = false;
        if (mode == FlushMode.Finish)
        {
            WriteTrailer();
            IsFinished = true;
        }
        return Take();
    }

    /// <summary>A compressor that goes on independently; both will return the output that is held back now.</summary>
    public Deflater Clone()
    {
        if (_hasPending)
        {
            Feed([], FlushMode.Sync);
            _hasPending = false;
        }
        var copy = new Deflater(_level, _windowBits, _memoryLevel, _strategy, _dictionary);
        copy.Open();
        copy.Prime(_window.AsSpan(0, _windowLength));
        copy._check = _check;
        copy._total = _total;
        copy._headerWritten = _headerWritten;
        copy.Append(_output.AsSpan(0, _written));
        return copy;
    }

    private void Feed(ReadOnlySpan<byte> data, FlushMode mode)
    {
        fixed (byte* input = data)
        {
            _stream->NextIn = input;
            _stream->AvailableIn = (uint)data.Length;
            do
            {
                if (_output.Length - _written < 64)
                    Array.Resize(ref _output, _output.Length * 2);
                fixed (byte* output = _output)
                {
                    _stream->NextOut = output + _written;
                    _stream->AvailableOut = (uint)(_output.Length - _written);
                    Deflate(_stream, (int)mode);
                    _written = _output.Length - (int)_stream->AvailableOut;
                }
            }
            while (_stream->AvailableOut == 0);
            _stream->NextIn = null;
            _stream->NextOut = null;
        }
    }

    private byte[] Take()
    {
        var result = _output.AsSpan(0, _written).ToArray();
        _written = 0;
        if (_output.Length > 1 << 18)
            _output = new byte[1024];
        return result;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_output.Length - _written < bytes.Length)
            Array.Resize(ref _output, _written + bytes.Length + 64);
        bytes.CopyTo(_output.AsSpan(_written));
        _written += bytes.Length;
    }

    private void WriteHeader()
    {
        if (_headerWritten)
            return;
        _headerWritten = true;
        if (_isGzip)
            Append([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, (byte)(_level == 9 ? 2 : _strategy >= 2 || _level is 0 or 1 ? 4 : 0), 3]);
        else if (_isZlib)
            WriteZlibHeader();
    }

    private void WriteZlibHeader()
    {
        var speed = _strategy >= 2 || _level is 0 or 1 ? 0 : _level is >= 2 and < 6 ? 1 : _level is 6 or -1 ? 2 : 3;
        var header = (8 + ((WindowBits - 8) << 4)) << 8 | speed << 6;
        if (_dictionary is not null)
            header |= 0x20;
        header += 31 - header % 31;
        Append([(byte)(header >> 8), (byte)header]);
        if (_dictionary is null)
            return;
        Span<byte> id = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(id, Checksums.Adler32(1, _dictionary));
        Append(id);
    }

    private void WriteTrailer()
    {
        Span<byte> trailer = stackalloc byte[8];
        if (_isZlib)
        {
            BinaryPrimitives.WriteUInt32BigEndian(trailer, _check);
            Append(trailer[..4]);
        }
        else if (_isGzip)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(trailer, _check);
            BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], _total);
            Append(trailer);
        }
    }

    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    ~Deflater() => Close();

    private void Close()
    {
        var stream = _stream;
        _stream = null;
        if (stream == null)
            return;
        End(stream);
        NativeMemory.Free(stream);
    }
}
