using System.Numerics;

namespace Krait.Syntax.Ast;

/// <summary>
/// A constant as source text can spell it or a compiler can fold it, without any runtime type. Two are equal only when their
/// types and their bits are: <c>0</c>, <c>0.0</c>, <c>-0.0</c> and <c>False</c> are four constants.
/// </summary>
public abstract record ConstantValue
{
    public static readonly ConstantValue None = new NoneConstant();
    public static readonly ConstantValue Ellipsis = new EllipsisConstant();
    public static readonly ConstantValue True = new BoolConstant(true);
    public static readonly ConstantValue False = new BoolConstant(false);
}

public sealed record NoneConstant : ConstantValue;

public sealed record EllipsisConstant : ConstantValue;

public sealed record BoolConstant(bool Value) : ConstantValue;

public sealed record IntConstant(BigInteger Value) : ConstantValue
{
    // What the compiler would write goes through a comparer that is not precompiled.
    public bool Equals(IntConstant? other) => other is not null && Value == other.Value;

    public override int GetHashCode() => Value.GetHashCode();
}

public sealed record FloatConstant(double Value) : ConstantValue
{
    public bool Equals(FloatConstant? other) =>
        other is not null && BitConverter.DoubleToInt64Bits(Value) == BitConverter.DoubleToInt64Bits(other.Value);

    public override int GetHashCode() => BitConverter.DoubleToInt64Bits(Value).GetHashCode();
}

public sealed record ComplexConstant(double Real, double Imaginary) : ConstantValue
{
    public bool Equals(ComplexConstant? other) =>
        other is not null
        && BitConverter.DoubleToInt64Bits(Real) == BitConverter.DoubleToInt64Bits(other.Real)
        && BitConverter.DoubleToInt64Bits(Imaginary) == BitConverter.DoubleToInt64Bits(other.Imaginary);

    public override int GetHashCode() =>
        HashCode.Combine(BitConverter.DoubleToInt64Bits(Real), BitConverter.DoubleToInt64Bits(Imaginary));
}

public sealed record StrConstant(Text Value) : ConstantValue;

public sealed record BytesConstant(byte[] Value) : ConstantValue
{
    public bool Equals(BytesConstant? other) => other is not null && Value.AsSpan().SequenceEqual(other.Value);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Value);
        return hash.ToHashCode();
    }
}

/// <summary>A tuple of constants; made by folding.</summary>
public sealed record TupleConstant(ConstantValue[] Items) : ConstantValue
{
    public bool Equals(TupleConstant? other) => other is not null && Items.AsSpan().SequenceEqual(other.Items);

    public override int GetHashCode() => ConstantHash.Of(Items);
}

/// <summary>A frozenset of constants; made by folding <c>x in {1, 2}</c>.</summary>
public sealed record FrozenSetConstant(ConstantValue[] Items) : ConstantValue
{
    public bool Equals(FrozenSetConstant? other) => other is not null && Items.AsSpan().SequenceEqual(other.Items);

    public override int GetHashCode() => ConstantHash.Of(Items);
}

/// <summary>A slice of constants; made by folding <c>x[1:2]</c>.</summary>
public sealed record SliceConstant(ConstantValue Start, ConstantValue Stop, ConstantValue Step) : ConstantValue;

internal static class ConstantHash
{
    public static int Of(ConstantValue[] items)
    {
        var hash = new HashCode();
        foreach (var item in items)
            hash.Add(item);
        return hash.ToHashCode();
    }
}
