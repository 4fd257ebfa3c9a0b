using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Krait.Modules.Digests;

/// <summary>BLAKE2s.</summary>
internal sealed class Blake2sDigest : BlockDigest
{
    public const int MaxSize = 32;

    private static readonly uint[] s_start =
        [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

    private readonly uint[] _state = new uint[8];
    private readonly bool _isLastNode;
    private ulong _counter;

    public Blake2sDigest(Blake2Parameters parameters) : base(64)
    {
        Size = parameters.DigestSize;
        _isLastNode = parameters.LastNode;
        Span<byte> block = stackalloc byte[32];
        block.Clear();
        block[0] = (byte)parameters.DigestSize;
        block[1] = (byte)parameters.Key.Length;
        block[2] = parameters.Fanout;
        block[3] = parameters.Depth;
        BinaryPrimitives.WriteUInt32LittleEndian(block[4..], parameters.LeafSize);
        // Six bytes of it; the next two are written over.
        BinaryPrimitives.WriteUInt64LittleEndian(block[8..], parameters.NodeOffset);
        block[14] = parameters.NodeDepth;
        block[15] = parameters.InnerSize;
        parameters.Salt.CopyTo(block[16..]);
        parameters.Person.CopyTo(block[24..]);
        for (var i = 0; i < 8; i++)
            _state[i] = s_start[i] ^ BinaryPrimitives.ReadUInt32LittleEndian(block[(i * 4)..]);
        if (parameters.Key.Length > 0)
        {
            Span<byte> key = stackalloc byte[64];
            key.Clear();
            parameters.Key.CopyTo(key);
            Update(key);
        }
    }

    private Blake2sDigest(Blake2sDigest other) : base(other)
    {
        Size = other.Size;
        _isLastNode = other._isLastNode;
        _counter = other._counter;
        other._state.CopyTo(_state, 0);
    }

    public override string Name => "blake2s";

    public override int Size { get; }

    protected override bool KeepsLastBlock => true;

    /// <summary>The order of the message words in a round; ten orders, used again from the start.</summary>
    public static ReadOnlySpan<byte> Order(int round) => Orders.Slice(round % 10 * 16, 16);

    private static ReadOnlySpan<byte> Orders =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
        11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4,
        7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8,
        9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13,
        2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9,
        12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11,
        13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10,
        6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5,
        10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0,
    ];

    public override Digest Copy() => new Blake2sDigest(this);

    public override void Read(Span<byte> into)
    {
        var last = new Blake2sDigest(this);
        Span<byte> block = stackalloc byte[64];
        block.Clear();
        Rest.CopyTo(block);
        last._counter += (ulong)Filled;
        last.Mix(block, isLast: true);
        Span<byte> digest = stackalloc byte[32];
        for (var i = 0; i < 8; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(digest[(i * 4)..], last._state[i]);
        digest[..into.Length].CopyTo(into);
    }

    protected override void Compress(ReadOnlySpan<byte> block)
    {
        _counter += 64;
        Mix(block, isLast: false);
    }

    private void Mix(ReadOnlySpan<byte> block, bool isLast)
    {
        Span<uint> m = stackalloc uint[16];
        for (var i = 0; i < 16; i++)
            m[i] = BinaryPrimitives.ReadUInt32LittleEndian(block[(i * 4)..]);
        Span<uint> v = stackalloc uint[16];
        _state.CopyTo(v);
        s_start.CopyTo(v[8..]);
        v[12] ^= (uint)_counter;
        v[13] ^= (uint)(_counter >> 32);
        if (isLast)
        {
            v[14] = ~v[14];
            if (_isLastNode)
                v[15] = ~v[15];
        }
        for (var round = 0; round < 10; round++)
        {
            var order = Order(round);
            for (var i = 0; i < 4; i++)
                Quarter(v, i, i + 4, i + 8, i + 12, m[order[2 * i]], m[order[2 * i + 1]]);
            for (var i = 0; i < 4; i++)
                Quarter(v, i, ((i + 1) & 3) + 4, ((i + 2) & 3) + 8, ((i + 3) & 3) + 12, m[order[2 * i + 8]], m[order[2 * i + 9]]);
        }
        for (var i = 0; i < 8; i++)
            _state[i] ^= v[i] ^ v[i + 8];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(Span<uint> v, int a, int b, int c, int d, uint x, uint y)
    {
        v[a] += v[b] + x;
        v[d] = BitOperations.RotateRight(v[d] ^ v[a], 16);
        v[c] += v[d];
        v[b] = BitOperations.RotateRight(v[b] ^ v[c], 12);
        v[a] += v[b] + y;
        v[d] = BitOperations.RotateRight(v[d] ^ v[a], 8);
        v[c] += v[d];
        v[b] = BitOperations.RotateRight(v[b] ^ v[c], 7);
    }
}
