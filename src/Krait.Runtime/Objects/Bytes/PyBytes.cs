namespace Krait.Runtime;

/// <summary>A Python bytes object.</summary>
[PyType("bytes", BaseType = true, BasicSize = 33, ItemSize = 1, IsSequence = false, MatchSelf = true)]
public partial class PyBytes : PyObject
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

    /// <summary>Fills a new instance of a subclass.</summary>
    internal void Initialize(byte[] data) => _data = data;

    private static PyBytes[] MakeSingle()
    {
        var single = new PyBytes[256];
        for (var i = 0; i < 256; i++)
            single[i] = new PyBytes(TypeObject) { _data = [(byte)i], RefCount = Immortal };
        return single;
    }
}
