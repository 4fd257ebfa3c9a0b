using System.Numerics;
using Krait.Syntax;
using Krait.Syntax.Ast;

namespace Krait.Compiler.FlowGraph;

internal static partial class ConstantArithmetic
{
    /// <summary>Whether two constants compare equal in Python: <c>1 == 1.0 == True</c>.</summary>
    public static bool PythonEquals(ConstantValue left, ConstantValue right)
    {
        if (IsNumber(left) && IsNumber(right))
        {
            if (AsInt(left) is { } a && AsInt(right) is { } b)
                return a == b;
            if (AsComplex(left) is not { } x || AsComplex(right) is not { } y)
                return false;
            return x.Real == y.Real && x.Imaginary == y.Imaginary;
        }
        if (left is TupleConstant t && right is TupleConstant u)
            return t.Items.Length == u.Items.Length && t.Items.Zip(u.Items).All(p => PythonEquals(p.First, p.Second));
        return left.Equals(right);
    }

    private static ConstantValue? Concatenate(ConstantValue left, ConstantValue right) => (left, right) switch
    {
        (StrConstant a, StrConstant b) => new StrConstant(Text.FromCodePoints([.. Points(a.Value), .. Points(b.Value)])),
        (BytesConstant a, BytesConstant b) => new BytesConstant([.. a.Value, .. b.Value]),
        (TupleConstant a, TupleConstant b) => new TupleConstant([.. a.Items, .. b.Items]),
        _ => null,
    };

    private static int[] Points(Text text)
    {
        var points = new int[text.Length];
        for (var i = 0; i < points.Length; i++)
            points[i] = text[i];
        return points;
    }

    private static ConstantValue? Repeat(ConstantValue sequence, BigInteger count)
    {
        var (size, limit) = sequence switch
        {
            StrConstant s => (s.Value.Length, MaxStringSize),
            BytesConstant b => (b.Value.Length, MaxStringSize),
            TupleConstant t => (t.Items.Length, MaxCollectionSize),
            _ => (-1, 0),
        };
        if (size < 0 || (size > 0 && (count.Sign < 0 || count > limit / size)))
            return null;
        var times = size == 0 ? 0 : (int)count;
        switch (sequence)
        {
            case StrConstant s:
                var points = Points(s.Value);
                return new StrConstant(Text.FromCodePoints(Enumerable.Repeat(points, times).SelectMany(p => p).ToArray()));
            case BytesConstant b:
                return new BytesConstant(Enumerable.Repeat(b.Value, times).SelectMany(p => p).ToArray());
            default:
                var items = ((TupleConstant)sequence).Items;
                if (times > 0 && Complexity(sequence, MaxTotalItems / times) < 0)
                    return null;
                return new TupleConstant(Enumerable.Repeat(items, times).SelectMany(p => p).ToArray());
        }
    }

    /// <summary>What is left of a limit after the items of nested tuples are taken from it.</summary>
    private static int Complexity(ConstantValue value, int limit)
    {
        if (value is not TupleConstant tuple)
            return limit;
        limit -= tuple.Items.Length;
        foreach (var item in tuple.Items)
        {
            if (limit < 0)
                break;
            limit = Complexity(item, limit);
        }
        return limit;
    }

    private static ConstantValue? Subscript(ConstantValue value, ConstantValue index)
    {
        var length = value switch
        {
            StrConstant s => s.Value.Length,
            BytesConstant b => b.Value.Length,
            TupleConstant t => t.Items.Length,
            _ => -1,
        };
        if (length < 0)
            return null;
        if (AsInt(index) is { } integer)
        {
            if (integer.Sign < 0)
                integer += length;
            if (integer.Sign < 0 || integer >= length)
                return null;
            var i = (int)integer;
            return value switch
            {
                StrConstant s => new StrConstant(Text.FromCodePoints([s.Value[i]])),
                BytesConstant b => new IntConstant(b.Value[i]),
                _ => ((TupleConstant)value).Items[i],
            };
        }
        if (index is not SliceConstant slice || Indices(slice, length) is not { } indices)
            return null;
        return value switch
        {
            StrConstant s => new StrConstant(Text.FromCodePoints(indices.Select(i => s.Value[i]).ToArray())),
            BytesConstant b => new BytesConstant(indices.Select(i => b.Value[i]).ToArray()),
            _ => new TupleConstant(indices.Select(i => ((TupleConstant)value).Items[i]).ToArray()),
        };
    }

    private static int[]? Indices(SliceConstant slice, int length)
    {
        if (!TryPart(slice.Step, out var stepValue) || !TryPart(slice.Start, out var startValue) || !TryPart(slice.Stop, out var stopValue))
            return null;
        var step = stepValue ?? BigInteger.One;
        if (step.IsZero)
            return null;
        var backwards = step.Sign < 0;
        BigInteger low = backwards ? -1 : 0, high = backwards ? length - 1 : length;
        BigInteger Clamp(BigInteger value) => BigInteger.Max(low, BigInteger.Min(high, value.Sign < 0 ? value + length : value));
        var start = startValue is { } s ? Clamp(s) : backwards ? high : low;
        var stop = stopValue is { } e ? Clamp(e) : backwards ? low : high;
        var result = new List<int>();
        for (var i = start; backwards ? i > stop : i < stop; i += step)
            result.Add((int)i);
        return result.ToArray();
    }

    private static bool TryPart(ConstantValue part, out BigInteger? value)
    {
        value = AsInt(part);
        return value is not null || part is NoneConstant;
    }
}
