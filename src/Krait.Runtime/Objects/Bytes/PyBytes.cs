using Krait.Runtime.Numerics;

namespace Krait.Runtime;

/// <summary>
/// bytes(iterable_of_ints) -> bytes
/// bytes(string, encoding[, errors]) -> bytes
/// bytes(bytes_or_buffer) -> immutable copy of bytes_or_buffer
/// bytes(int) -> bytes object of size given by the parameter initialized with null bytes
/// bytes() -> empty bytes object
///
/// Construct an immutable array of bytes from:
///   - an iterable yielding integers in range(256)
///   - a text string encoded using the specified encoding
///   - any object implementing the buffer API.
///   - an integer
/// </summary>
[PyType("bytes", BaseType = true, BasicSize = 33, ItemSize = 1, IsSequence = false, MatchSelf = true)]
public partial class PyBytes : PyByteString
{
    /// <summary>The empty bytes object.</summary>
    public static readonly PyBytes Empty = new(TypeObject) { RefCount = Immortal };

    private static readonly PyBytes[] s_single = MakeSingle();

    private byte[] _data = [];

    /// <summary>The cached hash; 0 while it is not known.</summary>
    internal long CachedHash;

    private protected PyBytes(PyType type) : base(type)
    {
    }

    /// <summary>The number of bytes.</summary>
    public int Length => _data.Length;

    /// <summary>The number of bytes.</summary>
    public int Count => _data.Length;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => _data;

    /// <summary>The array itself; never change it.</summary>
    internal byte[] Data => _data;

    /// <summary>Takes over an array. Floating; the empty object and the single bytes are shared and immortal.</summary>
    public static PyBytes From(byte[] data) => data.Length switch
    {
        0 => Empty,
        1 => s_single[data[0]],
        _ => new PyBytes(TypeObject) { _data = data },
    };

    /// <summary>Copies the bytes.</summary>
    public static PyBytes From(ReadOnlySpan<byte> data) => data.Length <= 1
        ? data.Length == 0 ? Empty : s_single[data[0]]
        : new PyBytes(TypeObject) { _data = data.ToArray() };

    /// <summary>The bytes object of one byte.</summary>
    internal static PyBytes Single(int value) => s_single[value];

    /// <summary>Fills a new instance of a subclass.</summary>
    internal void Initialize(byte[] data) => _data = data;

    /// <summary>The hash; cached.</summary>
    public static long HashOf(PyBytes bytes)
    {
        var hash = bytes.CachedHash;
        return hash != 0 ? hash : bytes.CachedHash = HashFunctions.OfBytes(bytes._data, HashSecret.Key);
    }

    private protected override ReadOnlySpan<byte> Content => _data;

    private protected override PyObject Make(byte[] data) => From(data);

    /// <summary>The object itself; for an instance of a subclass bytes with the same content.</summary>
    private protected override PyBytes Same() => GetType() == typeof(PyBytes) ? this : From(_data);

    private protected override PyObject SeparatorOf(PyObject given, ReadOnlySpan<byte> separator) => given;

    private protected override PyBytes Part(Range range)
    {
        var (start, length) = range.GetOffsetAndLength(_data.Length);
        return length == _data.Length ? Same() : From(Span.Slice(start, length));
    }

    private protected override ByteHold Hold() => default;

    private static PyBytes[] MakeSingle()
    {
        var single = new PyBytes[256];
        for (var i = 0; i < 256; i++)
            single[i] = new PyBytes(TypeObject) { _data = [(byte)i], RefCount = Immortal };
        return single;
    }
}
