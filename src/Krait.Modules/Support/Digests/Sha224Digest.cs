using System.Buffers.Binary;
using System.Numerics;

namespace Krait.Modules.Digests;

/// <summary>SHA-224 (FIPS 180-4), which the platform does not have.</summary>
internal sealed class Sha224Digest : BlockDigest
{
    private static readonly uint[] s_constants = MakeConstants();

    private readonly uint[] _state;

    public Sha224Digest() : base(64) =>
        _state = [0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939, 0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4];

    private Sha224Digest(Sha224Digest other) : base(other) => _state = (uint[])other._state.Clone();

    public override string Name => "sha224";

    public override int Size => 28;

    public override Digest Copy() => new Sha224Digest(this);

    public override void Read(Span<byte> into)
    {
        var last = new Sha224Digest(this);
        var bits = Total * 8;
        Span<byte> padding = stackalloc byte[72];
        padding.Clear();
        padding[0] = 0x80;
        var length = (Filled < 56 ? 56 : 120) - Filled;
        BinaryPrimitives.WriteUInt64BigEndian(padding[length..], bits);
        last.Update(padding[..(length + 8)]);
        for (var i = 0; i < 7; i++)
            BinaryPrimitives.WriteUInt32BigEndian(into[(i * 4)..], last._state[i]);
    }

    protected override void Compress(ReadOnlySpan<byte> block)
    {
        Span<uint> w = stackalloc uint[64];
        for (var i = 0; i < 16; i++)
            w[i] = BinaryPrimitives.ReadUInt32BigEndian(block[(i * 4)..]);
        for (var i = 16; i < 64; i++)
        {
            var s0 = BitOperations.RotateRight(w[i - 15], 7) ^ BitOperations.RotateRight(w[i - 15], 18) ^ (w[i - 15] >> 3);
            var s1 = BitOperations.RotateRight(w[i - 2], 17) ^ BitOperations.RotateRight(w[i - 2], 19) ^ (w[i - 2] >> 10);
            w[i] = w[i - 16] + s0 + w[i - 7] + s1;
        }
        var s = _state;
        var (a, b, c, d, e, f, g, h) = (s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]);
        for (var i = 0; i < 64; i++)
        {
            var s1 = BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25);
            var t1 = h + s1 + ((e & f) ^ (~e & g)) + s_constants[i] + w[i];
            var s0 = BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22);
            var t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + t1, c, b, a, t1 + t2);
        }
        s[0] += a;
        s[1] += b;
        s[2] += c;
        s[3] += d;
        s[4] += e;
        s[5] += f;
        s[6] += g;
        s[7] += h;
    }

    /// <summary>The first 32 bits of the fractions of the cube roots of the first 64 primes.</summary>
    private static uint[] MakeConstants()
    {
        var constants = new uint[64];
        var prime = 1;
        for (var i = 0; i < constants.Length; i++)
        {
            do
                prime++;
            while (!IsPrime(prime));
            constants[i] = (uint)(CubeRoot((BigInteger)prime << 96) & uint.MaxValue);
        }
        return constants;
    }

    private static bool IsPrime(int number)
    {
        for (var i = 2; i * i <= number; i++)
        {
            if (number % i == 0)
                return false;
        }
        return true;
    }

    /// <summary>The largest integer whose cube is not above the number.</summary>
    private static BigInteger CubeRoot(BigInteger number)
    {
        var root = BigInteger.Zero;
        for (var bit = (int)(number.GetBitLength() / 3) + 1; bit >= 0; bit--)
        {
            var candidate = root | (BigInteger.One << bit);
            if (candidate * candidate * candidate <= number)
                root = candidate;
        }
        return root;
    }
}
