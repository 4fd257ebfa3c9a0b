using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Krait.Platform;

/// <summary>A set of signals: sigset_t. Linux has 64 signals; the rest of the C library's 1024 bits stays zero.</summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
public struct SignalSet
{
    private ulong _bits;
    private Padding _rest;

    /// <summary>The set as bits; signal n is bit n-1.</summary>
    public ulong Bits
    {
        readonly get => _bits;
        set => _bits = value;
    }

    /// <summary>Every signal that a program may use: all but those that the C library keeps (32 and 33).</summary>
    public static SignalSet Full => new() { _bits = ~(3UL << 31) };

    /// <summary>Adds a signal (1 to 64).</summary>
    public void Add(int signal) => _bits |= 1UL << (signal - 1);

    /// <summary>Removes a signal (1 to 64).</summary>
    public void Remove(int signal) => _bits &= ~(1UL << (signal - 1));

    /// <summary>True where the signal is in the set.</summary>
    public readonly bool Contains(int signal) => signal is >= 1 and <= 64 && (_bits & (1UL << (signal - 1))) != 0;

    /// <summary>The signals in ascending order.</summary>
    public readonly int[] ToArray()
    {
        var signals = new int[BitOperations.PopCount(_bits)];
        ulong bits = _bits;
        for (int i = 0; i < signals.Length; i++, bits &= bits - 1)
        {
            signals[i] = BitOperations.TrailingZeroCount(bits) + 1;
        }
        return signals;
    }

    [InlineArray(15)]
    private struct Padding
    {
        private ulong _element;
    }
}
