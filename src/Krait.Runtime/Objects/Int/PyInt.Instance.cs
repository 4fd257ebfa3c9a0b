using System.Numerics;

namespace Krait.Runtime;

public partial class PyInt
{
    /// <summary>Gives a new instance of a Python class derived from int its value.</summary>
    private protected virtual void Initialize(PyInt value) => Value = value.Value;

    internal sealed partial class Instance
    {
        // Null where the value fits a long, as it does in nearly all instances.
        private object? _large;

        public override bool IsLarge => _large is not null;

        public override BigInteger Big => _large is { } boxed ? (BigInteger)boxed : Value;

        private protected override void Initialize(PyInt value)
        {
            if (value.IsLarge)
                _large = value.Big;
            else
                Value = value.Value;
        }
    }
}
