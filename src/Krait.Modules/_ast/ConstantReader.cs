using Krait.Runtime;
using Krait.Syntax.Ast;

namespace Krait.Modules.Ast;

/// <summary>The compiler's constant for a Python object.</summary>
internal static class ConstantReader
{
    /// <exception cref="PythonException">TypeError: code cannot hold such a constant.</exception>
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
                return new TupleConstant(Array.ConvertAll(tuple.Items.ToArray(), item => Read(thread, item)));
            case PyFrozenSet set when set.GetType() == typeof(PyFrozenSet):
                return new FrozenSetConstant(Array.ConvertAll(Op.ListFrom(thread, set).Items.ToArray(), item => Read(thread, item)));
            default:
                throw Errors.Type($"got an invalid type in Constant: {value.Type.Name}");
        }
    }
}
