using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Krait.Modules.Digests;

/// <summary>BLAKE2s.</summary>
internal sealed class Blake2sDigest : Blake2Digest
{
    public const int MaxSize = 32;

    private static readonly uint[] s_start =
        [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

    private readonly uint[] _state = new uint[8];

    public Blake2sDigest(Blake2Parameters parameters) : base(parameters, 64)
    {
        Span<byte> block = stackalloc byte[32];
        block.Clear();
        WriteHead(parameters, block);
        block[14] = parameters.NodeDepth;
        block[15] = parameters.InnerSize;
        parameters.Salt.CopyTo(block[16..]);
        parameters.Person.CopyTo(block[24..]);
        for (var i = 0; i < 8; i++)
            _state[i] = s_start[i] ^ BinaryPrimitives.ReadUInt32LittleEndian(block[(i * 4)..]);
        TakeKey(parameters.Key);
    }

    private Blake2sDigest(Blake2sDigest other) : base(other) => other._state.CopyTo(_state, 0);

    public override string Name => "blake2s";

    public override Digest Copy() => new Blake2sDigest(this);

    protected override void WriteState(Span<byte> into)
    {
        for (var i = 0; i < 8; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(into[(i * 4)..], _state[i]);
    }

    protected override void Mix(ReadOnlySpan<byte> block, bool isLast)
    {
        Span<uint> m = stackalloc uint[16];
        for (var i = 0; i < 16; i++)
            m[i] = BinaryPrimitives.ReadUInt32LittleEndian(block[(i * 4)..]);
        Span<uint> v = stackalloc uint[16];
        _state.CopyTo(v);
        s_start.CopyTo(v[8..]);
        v[12] ^= (uint)Counter;
        v[13] ^= (uint)(Counter >> 32);
        if (isLast)
        {
            v[14] = ~v[14];
            if (IsLastNode)
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
