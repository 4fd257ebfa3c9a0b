using Krait.Runtime;
using Krait.Syntax.Ast;

namespace Krait.Modules.Ast;

/// <summary>What cannot be a constant: <see cref="TreeValidator"/> refuses it.</summary>
internal sealed record InvalidConstant(string TypeName) : ConstantValue;

/// <summary>The compiler's constant for a Python object.</summary>
internal static class ConstantReader
{
    public static ConstantValue Read(ThreadState thread, PyObject value)
    {
        switch (value)
        {
            case PyNone:
                return ConstantValue.None;
            case PyEllipsis:
                return ConstantValue.Ellipsis;
            case PyBool flag:
                return ReferenceEquals(flag, PyBool.True) ? ConstantValue.True : ConstantValue.False;
            case PyInt number when number.GetType() == typeof(PyInt) || number.GetType() == typeof(PyLargeInt):
                return new IntConstant(number.Big);
            case PyFloat real when real.GetType() == typeof(PyFloat):
                return new FloatConstant(real.ToDouble());
            case PyComplex complex when complex.GetType() == typeof(PyComplex):
                return new ComplexConstant(complex.Real, complex.Imaginary);
            case PyStr text when text.GetType() == typeof(PyStr):
                return new StrConstant(text.ToText());
            case PyBytes bytes when bytes.GetType() == typeof(PyBytes):
                return new BytesConstant(bytes.Span.ToArray());
            case PyTuple tuple when tuple.GetType() == typeof(PyTuple):
                return Items(thread, tuple, out var items) ?? new TupleConstant(items);
            case PyFrozenSet set when set.GetType() == typeof(PyFrozenSet):
                return Items(thread, Op.TupleFrom(thread, set), out var members) ?? new FrozenSetConstant(members);
            default:
                return new InvalidConstant(value.Type.ShortName);
        }
    }

    /// <summary>Null where all items are constants.</summary>
    private static ConstantValue? Items(ThreadState thread, PyTuple tuple, out ConstantValue[] items)
    {
        Op.EnterRecursion(thread, " during compilation");
        items = new ConstantValue[tuple.Count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = Read(thread, tuple[i]);
            if (items[i] is InvalidConstant invalid)
                return invalid;
        }
        return null;
    }
}
