using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Krait.Modules.Digests;

/// <summary>BLAKE2b.</summary>
internal sealed class Blake2bDigest : Blake2Digest
{
    public const int MaxSize = 64, LargestBlock = 128;

    private static readonly ulong[] s_start =
    [
        0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
        0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
    ];

    private readonly ulong[] _state = new ulong[8];

    public Blake2bDigest(Blake2Parameters parameters) : base(parameters, 128)
    {
        Span<byte> block = stackalloc byte[64];
        block.Clear();
        WriteHead(parameters, block);
        block[16] = parameters.NodeDepth;
        block[17] = parameters.InnerSize;
        parameters.Salt.CopyTo(block[32..]);
        parameters.Person.CopyTo(block[48..]);
        for (var i = 0; i < 8; i++)
            _state[i] = s_start[i] ^ BinaryPrimitives.ReadUInt64LittleEndian(block[(i * 8)..]);
        TakeKey(parameters.Key);
    }

    private Blake2bDigest(Blake2bDigest other) : base(other) => other._state.CopyTo(_state, 0);

    public override string Name => "blake2b";

    public override Digest Copy() => new Blake2bDigest(this);

    protected override void WriteState(Span<byte> into)
    {
        for (var i = 0; i < 8; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(into[(i * 8)..], _state[i]);
    }

    protected override void Mix(ReadOnlySpan<byte> block, bool isLast)
    {
        Span<ulong> m = stackalloc ulong[16];
        for (var i = 0; i < 16; i++)
            m[i] = BinaryPrimitives.ReadUInt64LittleEndian(block[(i * 8)..]);
        Span<ulong> v = stackalloc ulong[16];
        _state.CopyTo(v);
        s_start.CopyTo(v[8..]);
        v[12] ^= Counter;
        if (isLast)
        {
            v[14] = ~v[14];
            if (IsLastNode)
                v[15] = ~v[15];
        }
        for (var round = 0; round < 12; round++)
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
    private static void Quarter(Span<ulong> v, int a, int b, int c, int d, ulong x, ulong y)
    {
        v[a] += v[b] + x;
        v[d] = BitOperations.RotateRight(v[d] ^ v[a], 32);
        v[c] += v[d];
        v[b] = BitOperations.RotateRight(v[b] ^ v[c], 24);
        v[a] += v[b] + y;
        v[d] = BitOperations.RotateRight(v[d] ^ v[a], 16);
        v[c] += v[d];
        v[b] = BitOperations.RotateRight(v[b] ^ v[c], 63);
    }
}
