using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Krait.Modules.Digests;

/// <summary>Keys from passwords.</summary>
internal static class KeyDerivation
{
    /// <summary>PBKDF2 (RFC 8018) with HMAC.</summary>
    public static byte[] Pbkdf2(Func<Digest> make, ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int iterations, int length)
    {
        HashAlgorithmName? platform = make().Name switch
        {
            "sha1" => HashAlgorithmName.SHA1,
            "sha256" => HashAlgorithmName.SHA256,
            "sha384" => HashAlgorithmName.SHA384,
            "sha512" => HashAlgorithmName.SHA512,
            _ => null,
        };
        if (platform is { } name)
            return Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, name, length);
        var key = new byte[length];
        var keyed = new HmacDigest(make, password);
        Span<byte> number = stackalloc byte[4];
        for (var (start, block) = (0, 1u); start < length; block++)
        {
            var first = keyed.Copy();
            first.Update(salt);
            BinaryPrimitives.WriteUInt32BigEndian(number, block);
            first.Update(number);
            var u = first.ToArray();
            var sum = (byte[])u.Clone();
            for (var i = 1; i < iterations; i++)
            {
                var next = keyed.Copy();
                next.Update(u);
                next.Read(u);
                for (var j = 0; j < sum.Length; j++)
                    sum[j] ^= u[j];
            }
            var taken = Math.Min(sum.Length, length - start);
            sum.AsSpan(0, taken).CopyTo(key.AsSpan(start));
            start += taken;
        }
        return key;
    }

    /// <summary>scrypt (RFC 7914).</summary>
    public static byte[] Scrypt(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int n, int r, int p, int length)
    {
        var blocks = Rfc2898DeriveBytes.Pbkdf2(password, salt, 1, HashAlgorithmName.SHA256, p * 128 * r);
        var words = 32 * r;
        var memory = new uint[(long)words * n];
        var x = new uint[words];
        var y = new uint[words];
        for (var i = 0; i < p; i++)
        {
            var block = blocks.AsSpan(i * 128 * r, 128 * r);
            for (var j = 0; j < words; j++)
                x[j] = BinaryPrimitives.ReadUInt32LittleEndian(block[(j * 4)..]);
            Mix(x, y, memory, n);
            for (var j = 0; j < words; j++)
                BinaryPrimitives.WriteUInt32LittleEndian(block[(j * 4)..], x[j]);
        }
        return Rfc2898DeriveBytes.Pbkdf2(password, blocks, 1, HashAlgorithmName.SHA256, length);
    }

    private static void Mix(uint[] x, uint[] y, uint[] memory, int n)
    {
        var words = x.Length;
        for (var i = 0; i < n; i++)
        {
            Array.Copy(x, 0, memory, (long)i * words, words);
            MixBlock(x, y);
        }
        for (var i = 0; i < n; i++)
        {
            var from = (long)(x[words - 16] & (uint)(n - 1)) * words;
            for (var k = 0; k < words; k++)
                x[k] ^= memory[from + k];
            MixBlock(x, y);
        }
    }

    /// <summary>Runs Salsa20/8 through the block; the even pieces come before the odd ones.</summary>
    private static void MixBlock(uint[] block, uint[] scratch)
    {
        var pieces = block.Length / 16;
        Span<uint> state = stackalloc uint[16];
        block.AsSpan(block.Length - 16).CopyTo(state);
        for (var i = 0; i < pieces; i++)
        {
            for (var j = 0; j < 16; j++)
                state[j] ^= block[i * 16 + j];
            Salsa(state);
            state.CopyTo(scratch.AsSpan(((i & 1) * (pieces / 2) + i / 2) * 16));
        }
        scratch.CopyTo(block, 0);
    }

    private static void Salsa(Span<uint> state)
    {
        Span<uint> x = stackalloc uint[16];
        state.CopyTo(x);
        for (var round = 0; round < 4; round++)
        {
            Quarter(x, 0, 4, 8, 12);
            Quarter(x, 5, 9, 13, 1);
            Quarter(x, 10, 14, 2, 6);
            Quarter(x, 15, 3, 7, 11);
            Quarter(x, 0, 1, 2, 3);
            Quarter(x, 5, 6, 7, 4);
            Quarter(x, 10, 11, 8, 9);
            Quarter(x, 15, 12, 13, 14);
        }
        for (var i = 0; i < 16; i++)
            state[i] += x[i];
    }

    private static void Quarter(Span<uint> x, int a, int b, int c, int d)
    {
        x[b] ^= BitOperations.RotateLeft(x[a] + x[d], 7);
        x[c] ^= BitOperations.RotateLeft(x[b] + x[a], 9);
        x[d] ^= BitOperations.RotateLeft(x[c] + x[b], 13);
        x[a] ^= BitOperations.RotateLeft(x[d] + x[c], 18);
    }
}
