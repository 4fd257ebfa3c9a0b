using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Krait.Platform;
using Krait.Syntax;

namespace Krait.Runtime.Numerics;

/// <summary>The 128-bit key of <c>str</c> and <c>bytes</c> hashes.</summary>
public readonly record struct HashKey(ulong K0, ulong K1)
{
    /// <summary>The key that CPython derives from <c>PYTHONHASHSEED</c>.</summary>
    public static HashKey FromSeed(uint seed)
    {
        if (seed == 0)
            return default;
        Span<byte> bytes = stackalloc byte[16];
        var state = seed;
        foreach (ref var b in bytes)
        {
            state = unchecked(state * 214013 + 2531011);
            b = (byte)(state >> 16);
        }
        return new HashKey(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
    }

    public static HashKey Random()
    {
        Span<byte> bytes = stackalloc byte[16];
        SystemRandom.Fill(bytes);
        return new HashKey(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
    }
}

/// <summary>The hash functions of CPython on a 64-bit little-endian machine.</summary>
public static class HashFunctions
{
    private const ulong XxPrime1 = 11400714785074694791;
    private const ulong XxPrime2 = 14029467366897019727;
    private const ulong XxPrime5 = 2870177450012600261;

    /// <summary>SipHash-1-3; -1 becomes -2, and the empty input 0.</summary>
    public static long OfBytes(ReadOnlySpan<byte> data, HashKey key)
    {
        if (data.IsEmpty)
            return 0;
        var state = new SipState(key);
        var count = data.Length;
        while (data.Length >= 8)
        {
            state.Absorb(BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data[8..];
        }
        var tail = (ulong)count << 56;
        for (var i = 0; i < data.Length; i++)
            tail |= (ulong)data[i] << (8 * i);
        return state.Finish(tail);
    }

    /// <summary>
    /// The hash of a string whose chars are code points below U+10000. CPython hashes its internal form: a byte a character where all are
    /// below U+0100, otherwise two.
    /// </summary>
    public static long OfString(ReadOnlySpan<char> text, HashKey key)
    {
        if (text.IsEmpty)
            return 0;
        if (!TextScan.IsLatin1(text))
            return OfBytes(MemoryMarshal.AsBytes(text), key);
        var state = new SipState(key);
        var count = text.Length;
        while (text.Length >= 8)
        {
            var low = MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(text[..4]));
            var high = MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(text[4..8]));
            state.Absorb(Narrow(low) | Narrow(high) << 32);
            text = text[8..];
        }
        var tail = (ulong)count << 56;
        for (var i = 0; i < text.Length; i++)
            tail |= (ulong)text[i] << (8 * i);
        return state.Finish(tail);
    }

    /// <summary>The hash of a string with at least one code point past U+FFFF.</summary>
    public static long OfCodePoints(ReadOnlySpan<int> codePoints, HashKey key) => OfBytes(MemoryMarshal.AsBytes(codePoints), key);

    private static ulong Narrow(ulong fourChars)
    {
        var pairs = (fourChars | fourChars >> 8) & 0x0000_FFFF_0000_FFFF;
        return (pairs | pairs >> 16) & 0xFFFF_FFFF;
    }

    /// <summary>The hash of a tuple from the hashes of its items.</summary>
    public static long OfTuple(ReadOnlySpan<long> itemHashes)
    {
        var hash = TupleStart;
        foreach (var item in itemHashes)
            hash = TupleStep(hash, item);
        return TupleFinish(hash, itemHashes.Length);
    }

    /// <summary>Where a tuple's hash starts, for callers that hash items one by one.</summary>
    public const ulong TupleStart = XxPrime5;

    public static ulong TupleStep(ulong hash, long item) =>
        unchecked(BitOperations.RotateLeft(hash + (ulong)item * XxPrime2, 31) * XxPrime1);

    public static long TupleFinish(ulong hash, int length)
    {
        var result = unchecked(hash + ((ulong)length ^ (XxPrime5 ^ 3527539)));
        return result == ulong.MaxValue ? 1546275796 : (long)result;
    }

    /// <summary>The hash of a frozenset from the hashes of its elements, in any order.</summary>
    public static long OfFrozenSet(ReadOnlySpan<long> elementHashes)
    {
        ulong hash = 0;
        foreach (var element in elementHashes)
            hash ^= ShuffleBits((ulong)element);
        return FrozenSetFinish(hash, elementHashes.Length);
    }

    /// <summary>What an element contributes to the exclusive-or that <see cref="FrozenSetFinish"/> takes.</summary>
    public static ulong ShuffleBits(ulong hash) => unchecked(((hash ^ 89869747) ^ (hash << 16)) * 3644798167);

    public static long FrozenSetFinish(ulong hash, int count)
    {
        unchecked
        {
            hash ^= ((ulong)count + 1) * 1927868237;
            hash ^= (hash >> 11) ^ (hash >> 25);
            hash = hash * 69069 + 907133923;
            return hash == ulong.MaxValue ? 590923713 : (long)hash;
        }
    }

    /// <summary>The hash of an address or of the number that stands for one.</summary>
    public static long OfPointer(ulong address)
    {
        var hash = (long)BitOperations.RotateRight(address, 4);
        return hash == -1 ? -2 : hash;
    }

    private struct SipState
    {
        private ulong _v0;
        private ulong _v1;
        private ulong _v2;
        private ulong _v3;

        public SipState(HashKey key)
        {
            _v0 = key.K0 ^ 0x736f6d6570736575;
            _v1 = key.K1 ^ 0x646f72616e646f6d;
            _v2 = key.K0 ^ 0x6c7967656e657261;
            _v3 = key.K1 ^ 0x7465646279746573;
        }

        public void Absorb(ulong word)
        {
            _v3 ^= word;
            Round();
            _v0 ^= word;
        }

        public long Finish(ulong tail)
        {
            Absorb(tail);
            _v2 ^= 0xFF;
            Round();
            Round();
            Round();
            var hash = (long)(_v0 ^ _v1 ^ _v2 ^ _v3);
            return hash == -1 ? -2 : hash;
        }

        private void Round()
        {
            unchecked
            {
                _v0 += _v1;
                _v2 += _v3;
                _v1 = BitOperations.RotateLeft(_v1, 13) ^ _v0;
                _v3 = BitOperations.RotateLeft(_v3, 16) ^ _v2;
                _v0 = BitOperations.RotateLeft(_v0, 32);
                _v2 += _v1;
                _v0 += _v3;
                _v1 = BitOperations.RotateLeft(_v1, 17) ^ _v2;
                _v3 = BitOperations.RotateLeft(_v3, 21) ^ _v0;
                _v2 = BitOperations.RotateLeft(_v2, 32);
            }
        }
    }
}
