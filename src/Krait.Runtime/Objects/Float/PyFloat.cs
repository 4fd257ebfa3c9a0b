using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary>Convert a string or number to a floating-point number, if possible.</summary>
[PyType("float", BaseType = true, BasicSize = 24, MatchSelf = true)]
public partial class PyFloat : PyObject
{
    internal double Value;

    private protected PyFloat(PyType type) : base(type)
    {
    }

    /// <summary>An exact float, floating; from the free list where it has one.</summary>
    public static PyFloat From(double value) => Make(ThreadState.Current, value);

    /// <inheritdoc cref="From"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static PyFloat Make(ThreadState thread, double value)
    {
        if (thread.FreeLists.Floats.TryTake(out var recycled))
        {
            recycled.Value = value;
            return recycled;
        }
        return new PyFloat(TypeObject) { Value = value };
    }

    /// <summary>The value.</summary>
    public double ToDouble() => Value;

    internal override bool Recycle(ThreadState thread) =>
        GetType() == typeof(PyFloat) && thread.FreeLists.Floats.TryPut(this);
}
