using System.Buffers.Binary;

namespace Krait.Modules.Zlib;

/// <summary>Why <see cref="Inflater.Run"/> stopped.</summary>
internal enum InflateStatus
{
    NeedInput,
    OutputFull,
    Done,
}

/// <summary>
/// Decompresses deflate streams (RFC 1951), raw or in zlib or gzip containers (RFC 1950, 1952). It can stop after any byte of input and
/// output, be copied there, and start from a dictionary.
/// </summary>
internal sealed partial class Inflater
{
    private const int WindowSize = 32768;

    private enum Container
    {
        Raw,
        Zlib,
        Gzip,
        Detect,
    }

    private enum State
    {
        Header,
        Dictionary,
        Block,
        Stored,
        Codes,
        Trailer,
        Done,
    }

    private readonly int _windowBits;
    private readonly byte[]? _dictionary;
    private Container _container;
    private State _state;
    private bool _isFinal;

    // What is left of the input: bits of a byte that was begun, and bytes too few to go on with.
    private ulong _bits;
    private int _bitCount;
    private byte[] _carry = [];

    // The output, behind up to a window of what came before it.
    private byte[] _output = new byte[WindowSize + 16384];
    private int _written;
    private int _start;
    private int _checkedTo;
    private uint _check;
    private uint _total;

    private int _storedLeft;
    private int _copyLength;
    private int _copyDistance;
    private HuffmanTable _literals = new(288);
    private HuffmanTable _distances = new(32);

    /// <param name="windowBits">As zlib takes them: 8 to 15, 0, negative for raw streams, 16 more for gzip, 32 more for either.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such container.</exception>
    public Inflater(int windowBits, byte[]? dictionary)
    {
        (_container, _windowBits) = windowBits switch
        {
            >= -15 and <= -8 => (Container.Raw, -windowBits),
            0 or (>= 8 and <= 15) => (Container.Zlib, windowBits),
            16 or (>= 24 and <= 31) => (Container.Gzip, windowBits - 16),
            32 or (>= 40 and <= 47) => (Container.Detect, windowBits - 32),
            _ => throw new ArgumentOutOfRangeException(nameof(windowBits)),
        };
        _dictionary = dictionary;
        _state = _container == Container.Raw ? State.Block : State.Header;
        if (_container == Container.Raw && dictionary is not null)
            SetDictionary(dictionary);
    }

    private Inflater(Inflater other)
    {
        _windowBits = other._windowBits;
        _dictionary = other._dictionary;
        _container = other._container;
        _state = other._state;
        _isFinal = other._isFinal;
        _bits = other._bits;
        _bitCount = other._bitCount;
        _carry = (byte[])other._carry.Clone();
        _output = (byte[])other._output.Clone();
        _written = other._written;
        _start = other._start;
        _checkedTo = other._checkedTo;
        _check = other._check;
        _total = other._total;
        _storedLeft = other._storedLeft;
        _copyLength = other._copyLength;
        _copyDistance = other._copyDistance;
        _literals = other._literals.Clone();
        _distances = other._distances.Clone();
    }

    /// <summary>An independent decompressor in the same state.</summary>
    public Inflater Clone() => new(this);

    /// <summary>The output of the last <see cref="Run"/>; valid until the next.</summary>
    public ReadOnlySpan<byte> Output => _output.AsSpan(_start, _written - _start);

    /// <summary>Decompresses until the input ends, <paramref name="limit"/> bytes are written, or the stream ends.</summary>
    /// <param name="consumed">The bytes of the input that need not be given again.</param>
    /// <exception cref="InflateException">The data is damaged.</exception>
    public InflateStatus Run(ReadOnlySpan<byte> input, long limit, out int consumed)
    {
        Slide();
        var carried = _carry.Length;
        ReadOnlySpan<byte> source = input;
        if (carried > 0)
        {
            var joined = new byte[carried + input.Length];
            _carry.CopyTo(joined, 0);
            input.CopyTo(joined.AsSpan(carried));
            source = joined;
        }
        var reader = new BitSource(source, _bits, _bitCount);
        var status = Continue(ref reader, limit);
        AddToCheck();
        reader.GiveBack();
        _bits = reader.Bits;
        _bitCount = reader.Count;
        if (status == InflateStatus.NeedInput)
        {
            _carry = source[reader.Position..].ToArray();
            consumed = input.Length;
        }
        else
        {
            // What is not used of an earlier call's rest stays a rest; more it cannot be.
            _carry = reader.Position < carried ? source[reader.Position..carried].ToArray() : [];
            consumed = Math.Max(0, reader.Position - carried);
        }
        if (status == InflateStatus.Done && _carry.Length > 0)
            throw new InvalidOperationException("Input of an earlier call is left at the end of the stream.");
        return status;
    }

    private InflateStatus Continue(ref BitSource reader, long limit)
    {
        while (true)
        {
            switch (_state)
            {
                case State.Header:
                    if (!TryReadHeader(ref reader))
                        return InflateStatus.NeedInput;
                    break;
                case State.Dictionary:
                    if (!TryReadDictionaryId(ref reader))
                        return InflateStatus.NeedInput;
                    break;
                case State.Block:
                    if (_isFinal)
                    {
                        reader.AlignToByte();
                        _state = _container == Container.Raw ? State.Done : State.Trailer;
                    }
                    else if (!TryReadBlockHeader(ref reader))
                    {
                        return InflateStatus.NeedInput;
                    }
                    break;
                case State.Stored:
                case State.Codes:
                    var status = _state == State.Stored ? CopyStored(ref reader, limit) : DecodeCodes(ref reader, limit);
                    if (status is { } stop)
                        return stop;
                    break;
                case State.Trailer:
                    if (!TryReadTrailer(ref reader))
                        return InflateStatus.NeedInput;
                    break;
                default:
                    return InflateStatus.Done;
            }
        }
    }

    /// <summary>Keeps a window of the output, and room.</summary>
    private void Slide()
    {
        if (_written > 2 * WindowSize)
        {
            var kept = _output.Length > 1 << 20 ? new byte[WindowSize + 16384] : _output;
            Buffer.BlockCopy(_output, _written - WindowSize, kept, 0, WindowSize);
            _output = kept;
            _written = WindowSize;
        }
        _start = _checkedTo = _written;
    }

    private void Reserve(int count)
    {
        if (_output.Length - _written < count)
            Array.Resize(ref _output, checked((int)Math.Min(Math.Max((long)_output.Length * 2, _written + count), Array.MaxLength)));
    }

    private long Room(long limit) => limit - (_written - _start);

    private void SetDictionary(byte[] dictionary)
    {
        var used = dictionary.AsSpan(Math.Max(0, dictionary.Length - WindowSize));
        Reserve(used.Length);
        used.CopyTo(_output.AsSpan(_written));
        _written += used.Length;
        _start = _checkedTo = _written;
    }

    private void AddToCheck()
    {
        var fresh = _output.AsSpan(_checkedTo, _written - _checkedTo);
        if (_container == Container.Zlib)
            _check = Checksums.Adler32(_check, fresh);
        else if (_container == Container.Gzip)
            _check = Checksums.Crc32(_check, fresh);
        _total += (uint)fresh.Length;
        _checkedTo = _written;
    }

    private bool TryReadTrailer(ref BitSource reader)
    {
        AddToCheck();
        var length = _container == Container.Gzip ? 8 : 4;
        if (!reader.TryPeekBytes(length, out var bytes))
            return false;
        var expected = _container == Container.Gzip ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
        if (expected != _check)
            throw InflateException.Damage("incorrect data check");
        if (_container == Container.Gzip && BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) != _total)
            throw InflateException.Damage("incorrect length check");
        reader.SkipBytes(length);
        _state = State.Done;
        return true;
    }
}
