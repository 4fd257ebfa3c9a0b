using Krait.Syntax.Ast;

namespace Krait.Compiler.FlowGraph;

/// <summary>The constants of a code object while it is being made: each stands once.</summary>
internal sealed class ConstantTable
{
    private readonly Dictionary<ConstantValue, int> _index = new(Comparer.Instance);

    public List<ConstantValue> Items { get; } = [];

    public int Add(ConstantValue value)
    {
        if (_index.TryGetValue(value, out var index))
            return index;
        index = Items.Count;
        Items.Add(value);
        _index.Add(value, index);
        return index;
    }

    /// <summary>Equality as for keys of constants: two frozensets are equal whatever the order of their items.</summary>
    private sealed class Comparer : IEqualityComparer<ConstantValue>
    {
        public static readonly Comparer Instance = new();

        public bool Equals(ConstantValue? x, ConstantValue? y) => ReferenceEquals(x, y) || (x, y) switch
        {
            // Not a number is equal to nothing but itself.
            (FloatConstant { Value: double.NaN }, _) => false,
            (FrozenSetConstant a, FrozenSetConstant b) => a.Items.Length == b.Items.Length && new HashSet<ConstantValue>(a.Items).SetEquals(b.Items),
            (TupleConstant a, TupleConstant b) => a.Items.Length == b.Items.Length && a.Items.Zip(b.Items).All(p => Equals(p.First, p.Second)),
            _ => object.Equals(x, y),
        };

        public int GetHashCode(ConstantValue value) => value switch
        {
            FrozenSetConstant set => set.Items.Length,
            TupleConstant tuple => tuple.Items.Aggregate(tuple.Items.Length, (hash, item) => HashCode.Combine(hash, GetHashCode(item))),
            _ => value.GetHashCode(),
        };
    }
}
