using System.Runtime.CompilerServices;

namespace Krait.Runtime.Numerics;

/// <summary>
/// Products of long numbers in nearly linear time: a convolution of their 16-bit digits by transforms over the integers modulo
/// <c>2**64 - 2**32 + 1</c>, a prime whose reductions are shifts and additions, and which has roots of unity of every order up to <c>2**32</c>.
/// </summary>
internal static class NumberTheoreticTransform
{
    private const ulong Prime = 0xFFFFFFFF00000001;

    /// <summary><c>2**64</c> modulo the prime.</summary>
    private const ulong Wrapped = 0xFFFFFFFF;

    private const ulong Generator = 7;

    /// <summary>Stages over more elements than this are done half by half, so that the rest of the work stays in the cache.</summary>
    private const int InCache = 1 << 14;

    /// <summary>The product, in digits from the lowest; as many as both factors have together.</summary>
    public static ushort[] Multiply(ReadOnlySpan<ushort> left, ReadOnlySpan<ushort> right, bool square)
    {
        var digits = left.Length + right.Length;
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)digits);
        var roots = Roots(size, Power(Generator, (Prime - 1) / (ulong)size));
        var a = Transformed(left, size, roots);
        var b = square ? a : Transformed(right, size, roots);
        for (var i = 0; i < size; i++)
            a[i] = Times(a[i], b[i]);
        Backward(a, roots);
        return Carried(a, digits, Power((ulong)size, Prime - 2));
    }

    private static ulong[] Transformed(ReadOnlySpan<ushort> digits, int size, ulong[] roots)
    {
        var values = new ulong[size];
        for (var i = 0; i < digits.Length; i++)
            values[i] = digits[i];
        Forward(values, roots);
        return values;
    }

    /// <summary>For each stage over halves of <c>h</c> elements, its <c>h</c> roots from index <c>h</c> on.</summary>
    private static ulong[] Roots(int size, ulong root)
    {
        var roots = new ulong[size];
        var half = size / 2;
        var value = 1UL;
        for (var i = 0; i < half; i++)
        {
            roots[half + i] = value;
            value = Times(value, root);
        }
        for (var i = half - 1; i > 0; i--)
            roots[i] = roots[2 * i];
        return roots;
    }

    /// <summary>From natural order to bit-reversed order.</summary>
    private static void Forward(Span<ulong> values, ReadOnlySpan<ulong> roots)
    {
        var half = values.Length / 2;
        if (half > InCache)
        {
            ForwardStage(values, half, roots);
            Forward(values[..half], roots);
            Forward(values[half..], roots);
            return;
        }
        for (; half > 0; half /= 2)
        {
            for (var start = 0; start < values.Length; start += 2 * half)
                ForwardStage(values.Slice(start, 2 * half), half, roots);
        }
    }

    private static void ForwardStage(Span<ulong> values, int half, ReadOnlySpan<ulong> roots)
    {
        var low = values[..half];
        var high = values.Slice(half, half);
        var factors = roots.Slice(half, half);
        for (var i = 0; i < low.Length; i++)
        {
            var (x, y) = (low[i], high[i]);
            low[i] = Plus(x, y);
            high[i] = Times(Minus(x, y), factors[i]);
        }
    }

    /// <summary>The inverse of <see cref="Forward"/>, the scaling left out and the elements but the first reversed.</summary>
    private static void Backward(Span<ulong> values, ReadOnlySpan<ulong> roots)
    {
        var top = values.Length / 2;
        if (top > InCache)
        {
            Backward(values[..top], roots);
            Backward(values[top..], roots);
            BackwardStage(values, top, roots);
            return;
        }
        for (var half = 1; half <= top; half *= 2)
        {
            for (var start = 0; start < values.Length; start += 2 * half)
                BackwardStage(values.Slice(start, 2 * half), half, roots);
        }
    }

    private static void BackwardStage(Span<ulong> values, int half, ReadOnlySpan<ulong> roots)
    {
        var low = values[..half];
        var high = values.Slice(half, half);
        var factors = roots.Slice(half, half);
        for (var i = 0; i < low.Length; i++)
        {
            var x = low[i];
            var y = Times(high[i], factors[i]);
            low[i] = Plus(x, y);
            high[i] = Minus(x, y);
        }
    }

    private static ushort[] Carried(ulong[] values, int digits, ulong scale)
    {
        var result = new ushort[digits];
        var carry = 0UL;
        for (var i = 0; i < digits; i++)
        {
            // Transforming with the roots in place of their inverses has reversed all but the first.
            carry += Times(values[i == 0 ? 0 : values.Length - i], scale);
            result[i] = (ushort)carry;
            carry >>= 16;
        }
        return result;
    }

    private static ulong Power(ulong value, ulong exponent)
    {
        var result = 1UL;
        for (; exponent > 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0)
                result = Times(result, value);
            value = Times(value, value);
        }
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Plus(ulong a, ulong b)
    {
        var sum = a + b;
        return sum < a || sum >= Prime ? sum - Prime : sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Minus(ulong a, ulong b) => a >= b ? a - b : a - b + Prime;

    /// <summary><c>2**64</c> is <c>2**32 - 1</c> and <c>2**96</c> is -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Times(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        var top = high >> 32;
        var value = low - top;
        if (low < top)
            value -= Wrapped;
        var middle = (high & Wrapped) * Wrapped;
        var sum = value + middle;
        if (sum < middle)
            sum += Wrapped;
        return sum >= Prime ? sum - Prime : sum;
    }
}
