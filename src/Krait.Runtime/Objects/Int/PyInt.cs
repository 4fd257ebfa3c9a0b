using System.Numerics;
using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary>
/// int([x]) -> integer
/// int(x, base=10) -> integer
///
/// Convert a number or string to an integer, or return 0 if no arguments
/// are given.  If x is a number, return x.__int__().  For floating-point
/// numbers, this truncates towards zero.
///
/// If x is not a number or if base is given, then x must be a string,
/// bytes, or bytearray instance representing an integer literal in the
/// given base.  The literal can be preceded by '+' or '-' and be surrounded
/// by whitespace.  The base defaults to 10.  Valid bases are 0 and 2-36.
/// Base 0 means to interpret the base from the string as an integer literal.
/// >>> int('0b100', base=0)
/// 4
/// </summary>
/// <remarks>
/// A Python int. An object whose C# class is exactly <see cref="PyInt"/> is an exact int that fits a <c>long</c>, in <see cref="Value"/>:
/// what the interpreter checks for. Larger exact ints are <see cref="PyLargeInt"/>; instances of subclasses may be either.
/// </remarks>
[PyType("int", BaseType = true, BasicSize = 24, ItemSize = 4, MatchSelf = true)]
public partial class PyInt : PyObject
{
    private const int SmallestCached = -5;
    private const int LargestCached = 256;
    private const int MaxFree = 100;
    private static readonly PyInt[] s_small = MakeSmall();

    /// <summary>The value where <see cref="IsLarge"/> is false.</summary>
    internal long Value;

    private protected PyInt(PyType type) : base(type)
    {
    }

    private PyInt(long value) : base(TypeObject) => Value = value;

    /// <summary>True where the value does not fit a <c>long</c>.</summary>
    public virtual bool IsLarge => false;

    /// <summary>The value, of any size.</summary>
    public virtual BigInteger Big => Value;

    /// <summary>An exact int. Floating; the small ones are immortal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PyInt From(long value)
    {
        if ((ulong)(value - SmallestCached) <= LargestCached - SmallestCached)
            return s_small[value - SmallestCached];
        return Make(value);
    }

    /// <summary>An exact int of any size.</summary>
    public static PyInt From(BigInteger value)
    {
        if (value >= long.MinValue && value <= long.MaxValue)
            return From((long)value);
        return new PyLargeInt(value);
    }

    /// <summary>The value as a <c>long</c>; false where it is larger.</summary>
    public bool TryGetLong(out long value)
    {
        value = Value;
        return !IsLarge;
    }

    /// <summary>A small int; the argument of <c>LOAD_SMALL_INT</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static PyInt Small(int value) => s_small[value - SmallestCached];

    /// <summary>True for values that have one shared object.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsSmall(long value) => (ulong)(value - SmallestCached) <= LargestCached - SmallestCached;

    /// <summary>As <see cref="From(long)"/>, from the free list where it has one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static PyInt Make(ThreadState thread, long value)
    {
        if (IsSmall(value))
            return s_small[value - SmallestCached];
        if (thread.FreeLists.Ints.TryTake(out var recycled))
        {
            recycled.Value = value;
            return recycled;
        }
        return new PyInt(value);
    }

    internal override bool Recycle(ThreadState thread) => GetType() == typeof(PyInt) && thread.FreeLists.Ints.TryPut(this);

    private static PyInt Make(long value) => new(value);

    private static PyInt[] MakeSmall()
    {
        var small = new PyInt[LargestCached - SmallestCached + 1];
        for (var i = 0; i < small.Length; i++)
            small[i] = new PyInt(i + SmallestCached) { RefCount = Immortal };
        return small;
    }
}

/// <summary>An exact int that does not fit a <c>long</c>.</summary>
public sealed class PyLargeInt : PyInt
{
    private readonly BigInteger _value;

    internal PyLargeInt(BigInteger value) : base(TypeObject) => _value = value;

    public override bool IsLarge => true;

    public override BigInteger Big => _value;
}
