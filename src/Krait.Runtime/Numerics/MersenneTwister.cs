using System.Numerics;
using System.Runtime.InteropServices;

namespace Krait.Runtime.Numerics;

/// <summary>The generator behind <c>random.Random</c>: MT19937, with CPython's seeding and outputs.</summary>
public sealed class MersenneTwister
{
    /// <summary>The words of the state, without the position.</summary>
    public const int StateLength = 624;

    private const int Middle = 397;
    private readonly uint[] _state = new uint[StateLength];
    private int _index = StateLength;

    /// <summary>Seeds from the operating system's randomness.</summary>
    public void SeedFromEntropy()
    {
        var key = new uint[StateLength];
        Krait.Platform.SystemRandom.Fill(MemoryMarshal.AsBytes(key.AsSpan()));
        Seed(key);
    }

    /// <summary>Seeds by the absolute value of an integer.</summary>
    public void Seed(BigInteger seed)
    {
        var bytes = BigInteger.Abs(seed).ToByteArray(isUnsigned: true);
        var key = new uint[Math.Max(1, (bytes.Length + 3) / 4)];
        for (var i = 0; i < bytes.Length; i++)
            key[i / 4] |= (uint)bytes[i] << (i % 4 * 8);
        var length = key.Length;
        while (length > 1 && key[length - 1] == 0)
            length--;
        Seed(key.AsSpan(0, length));
    }

    /// <summary>MT19937's init_by_array.</summary>
    public void Seed(ReadOnlySpan<uint> key)
    {
        unchecked
        {
            _state[0] = 19650218;
            for (var n = 1; n < StateLength; n++)
                _state[n] = 1812433253 * (_state[n - 1] ^ (_state[n - 1] >> 30)) + (uint)n;
            int i = 1, j = 0;
            for (var k = Math.Max(StateLength, key.Length); k > 0; k--)
            {
                _state[i] = (_state[i] ^ ((_state[i - 1] ^ (_state[i - 1] >> 30)) * 1664525)) + key[j] + (uint)j;
                Advance(ref i);
                if (++j >= key.Length)
                    j = 0;
            }
            for (var k = StateLength - 1; k > 0; k--)
            {
                _state[i] = (_state[i] ^ ((_state[i - 1] ^ (_state[i - 1] >> 30)) * 1566083941)) - (uint)i;
                Advance(ref i);
            }
            _state[0] = 0x80000000;
            _index = StateLength;
        }
    }

    private void Advance(ref int i)
    {
        if (++i < StateLength)
            return;
        _state[0] = _state[StateLength - 1];
        i = 1;
    }

    /// <summary>A number in [0, 1) with 53 random bits.</summary>
    public double NextDouble()
    {
        var a = Next() >> 5;
        var b = Next() >> 6;
        return (a * 67108864.0 + b) * (1.0 / 9007199254740992.0);
    }

    /// <summary>An integer of <paramref name="bits"/> bits, at most 64.</summary>
    public ulong NextBits(int bits)
    {
        if (bits <= 0)
            return 0;
        if (bits <= 32)
            return Next() >> (32 - bits);
        var low = Next();
        return low | (ulong)(Next() >> (64 - bits)) << 32;
    }

    /// <summary>An integer of <paramref name="bits"/> random bits.</summary>
    public BigInteger NextBigInteger(int bits)
    {
        if (bits <= 64)
            return NextBits(bits);
        var words = new uint[(bits - 1) / 32 + 1];
        for (var i = 0; i < words.Length; i++, bits -= 32)
            words[i] = bits < 32 ? Next() >> (32 - bits) : Next();
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("A big-endian machine.");
        return new BigInteger(MemoryMarshal.AsBytes(words.AsSpan()), isUnsigned: true);
    }

    /// <summary>The next 32 bits.</summary>
    public uint Next()
    {
        if (_index >= StateLength)
            Generate();
        var y = _state[_index++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >> 18);
    }

    private void Generate()
    {
        var state = _state;
        for (var k = 0; k < StateLength; k++)
        {
            var y = (state[k] & 0x80000000) | (state[k + 1 < StateLength ? k + 1 : 0] & 0x7fffffff);
            var far = k + Middle;
            state[k] = state[far < StateLength ? far : far - StateLength] ^ (y >> 1) ^ ((y & 1) != 0 ? 0x9908b0df : 0);
        }
        _index = 0;
    }

    /// <summary>Writes the 624 words and then the position.</summary>
    public void GetState(Span<uint> destination)
    {
        _state.CopyTo(destination);
        destination[StateLength] = (uint)_index;
    }

    /// <summary>Takes what <see cref="GetState"/> wrote; false where the position is out of range (ValueError: invalid state).</summary>
    public bool TrySetState(ReadOnlySpan<uint> source)
    {
        if (source[StateLength] > StateLength)
            return false;
        source[..StateLength].CopyTo(_state);
        _index = (int)source[StateLength];
        return true;
    }
}
