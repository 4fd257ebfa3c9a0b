using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Krait.Modules.Digests;

/// <summary>SHA-3 and SHAKE (FIPS 202): the sponge over Keccak-f[1600]. The platform has them only with some versions of its library.</summary>
internal sealed class KeccakDigest : BlockDigest
{
    private static readonly ulong[] s_roundConstants = MakeRoundConstants();
    private static readonly int[] s_rotations = MakeRotations();

    private readonly ulong[] _state = new ulong[25];

    private KeccakDigest(string name, int size, int rate, byte suffix) : base(rate)
    {
        Name = name;
        Size = size;
        Suffix = suffix;
    }

    private KeccakDigest(KeccakDigest other) : base(other)
    {
        Name = other.Name;
        Size = other.Size;
        Suffix = other.Suffix;
        other._state.CopyTo(_state, 0);
    }

    public override string Name { get; }

    public override int Size { get; }

    /// <summary>The bits that follow the message, with the first bit of the padding.</summary>
    public byte Suffix { get; }

    public static KeccakDigest Sha3(int bits) => new($"sha3_{bits}", bits / 8, 200 - bits / 4, 6);

    public static KeccakDigest Shake(int bits) => new($"shake_{bits}", 0, 200 - bits / 4, 0x1f);

    public override Digest Copy() => new KeccakDigest(this);

    public override void Read(Span<byte> into)
    {
        var last = new KeccakDigest(this);
        Span<byte> block = stackalloc byte[BlockSize];
        block.Clear();
        Rest.CopyTo(block);
        block[Filled] ^= Suffix;
        block[BlockSize - 1] ^= 0x80;
        last.Compress(block);
        while (true)
        {
            var bytes = MemoryMarshal.AsBytes(last._state.AsSpan())[..BlockSize];
            if (into.Length <= bytes.Length)
            {
                bytes[..into.Length].CopyTo(into);
                return;
            }
            bytes.CopyTo(into);
            into = into[bytes.Length..];
            Permute(last._state);
        }
    }

    protected override void Compress(ReadOnlySpan<byte> block)
    {
        for (var i = 0; i < block.Length / 8; i++)
            _state[i] ^= BinaryPrimitives.ReadUInt64LittleEndian(block[(i * 8)..]);
        Permute(_state);
    }

    private static void Permute(ulong[] state)
    {
        Span<ulong> moved = stackalloc ulong[25];
        Span<ulong> parity = stackalloc ulong[5];
        foreach (var constant in s_roundConstants)
        {
            for (var x = 0; x < 5; x++)
                parity[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20];
            for (var x = 0; x < 5; x++)
            {
                var mix = parity[(x + 4) % 5] ^ BitOperations.RotateLeft(parity[(x + 1) % 5], 1);
                for (var y = 0; y < 25; y += 5)
                {
                    // The lane (x, y) goes to (y, 2x + 3y), rotated.
                    var to = (y / 5) + (5 * ((2 * x + 3 * (y / 5)) % 5));
                    moved[to] = BitOperations.RotateLeft(state[x + y] ^ mix, s_rotations[x + y]);
                }
            }
            for (var y = 0; y < 25; y += 5)
            {
                for (var x = 0; x < 5; x++)
                    state[x + y] = moved[x + y] ^ (~moved[((x + 1) % 5) + y] & moved[((x + 2) % 5) + y]);
            }
            state[0] ^= constant;
        }
    }

    private static int[] MakeRotations()
    {
        var rotations = new int[25];
        var (x, y) = (1, 0);
        for (var t = 0; t < 24; t++)
        {
            rotations[x + 5 * y] = (t + 1) * (t + 2) / 2 % 64;
            (x, y) = (y, (2 * x + 3 * y) % 5);
        }
        return rotations;
    }

    /// <summary>From the shift register of the standard, with the polynomial x^8 + x^6 + x^5 + x^4 + 1.</summary>
    private static ulong[] MakeRoundConstants()
    {
        var constants = new ulong[24];
        var register = 1;
        for (var round = 0; round < 24; round++)
        {
            for (var j = 0; j < 7; j++)
            {
                if ((register & 1) != 0)
                    constants[round] |= 1UL << ((1 << j) - 1);
                register <<= 1;
                if ((register & 0x100) != 0)
                    register ^= 0x171;
            }
        }
        return constants;
    }
}
