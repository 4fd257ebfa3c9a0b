using System.Numerics;
using Krait.Runtime.Numerics;

namespace Krait.Runtime;

public partial class PyComplex
{
    /// <summary>The value.</summary>
    public Complex Value => new(Real, Imaginary);

    private static PyComplex From(Complex value) => From(value.Real, value.Imaginary);

    /// <summary>What an operand is: operations that mix reals and complex numbers keep the real one real.</summary>
    private enum OperandKind
    {
        None,
        Real,
        Complex,
    }

    private static OperandKind Read(PyObject o, out Complex value)
    {
        switch (o)
        {
            case PyComplex complex:
                value = complex.Value;
                return OperandKind.Complex;
            case PyFloat number:
                value = number.Value;
                return OperandKind.Real;
            case PyInt integer:
                value = integer.ToDouble();
                return OperandKind.Real;
            default:
                value = default;
                return OperandKind.None;
        }
    }

    private static bool ReadBoth(PyObject left, PyObject right, out OperandKind leftKind, out Complex a, out OperandKind rightKind, out Complex b)
    {
        rightKind = OperandKind.None;
        b = default;
        leftKind = Read(left, out a);
        if (leftKind == OperandKind.None)
            return false;
        rightKind = Read(right, out b);
        return rightKind != OperandKind.None;
    }

    [PySlot(nameof(PyType.NbAdd))]
    private static PyObject Add(ThreadState thread, PyObject left, PyObject right)
    {
        if (!ReadBoth(left, right, out var leftKind, out var a, out var rightKind, out var b))
            return PyNotImplemented.Instance;
        if (leftKind == OperandKind.Real)
            return From(ComplexOps.Add(b, a.Real));
        return From(rightKind == OperandKind.Real ? ComplexOps.Add(a, b.Real) : new Complex(a.Real + b.Real, a.Imaginary + b.Imaginary));
    }

    [PySlot(nameof(PyType.NbSubtract))]
    private static PyObject Subtract(ThreadState thread, PyObject left, PyObject right)
    {
        if (!ReadBoth(left, right, out var leftKind, out var a, out var rightKind, out var b))
            return PyNotImplemented.Instance;
        if (leftKind == OperandKind.Real)
            return From(ComplexOps.Subtract(a.Real, b));
        return From(rightKind == OperandKind.Real ? ComplexOps.Subtract(a, b.Real) : new Complex(a.Real - b.Real, a.Imaginary - b.Imaginary));
    }

    [PySlot(nameof(PyType.NbMultiply))]
    private static PyObject Multiply(ThreadState thread, PyObject left, PyObject right)
    {
        if (!ReadBoth(left, right, out var leftKind, out var a, out var rightKind, out var b))
            return PyNotImplemented.Instance;
        if (leftKind == OperandKind.Real)
            return From(ComplexOps.Multiply(b, a.Real));
        return From(rightKind == OperandKind.Real ? ComplexOps.Multiply(a, b.Real) : ComplexOps.Multiply(a, b));
    }

    [PySlot(nameof(PyType.NbTrueDivide))]
    private static PyObject TrueDivide(ThreadState thread, PyObject left, PyObject right)
    {
        if (!ReadBoth(left, right, out var leftKind, out var a, out var rightKind, out var b))
            return PyNotImplemented.Instance;
        Complex quotient;
        bool divided;
        if (leftKind == OperandKind.Real)
            divided = ComplexOps.TryDivide(a.Real, b, out quotient);
        else if (rightKind == OperandKind.Real)
            divided = ComplexOps.TryDivide(a, b.Real, out quotient);
        else
            divided = ComplexOps.TryDivide(a, b, out quotient);
        return divided ? From(quotient) : throw Errors.ZeroDivision("division by zero");
    }

    [PySlot(nameof(PyType.NbPower))]
    private static PyObject Power(ThreadState thread, PyObject left, PyObject right, PyObject modulus)
    {
        if (!ReadBoth(left, right, out _, out var a, out _, out var b))
            return PyNotImplemented.Instance;
        if (modulus is not PyNone)
            throw Errors.Value("complex modulo");
        return Power(thread, a, b);
    }

    /// <summary><c>a ** b</c>.</summary>
    internal static PyObject Power(ThreadState thread, Complex a, Complex b)
    {
        var result = ComplexOps.Power(a, b, out var error);
        return error switch
        {
            MathError.Domain => throw Errors.ZeroDivision("zero to a negative or complex power"),
            MathError.Range => throw Errors.Overflow("complex exponentiation"),
            _ => From(result),
        };
    }

    [PySlot(nameof(PyType.NbNegative))]
    private PyObject Negative() => From(-Real, -Imaginary);

    [PySlot(nameof(PyType.NbPositive))]
    private PyObject Positive() => Exact();

    private PyComplex Exact() => ReferenceEquals(Type, TypeObject) ? this : From(Real, Imaginary);

    [PySlot(nameof(PyType.NbAbsolute))]
    private PyObject Absolute(ThreadState thread)
    {
        var result = ComplexOps.Abs(Value, out var error);
        return error == MathError.None ? PyFloat.Make(thread, result) : throw Errors.Overflow("absolute value too large");
    }

    [PySlot(nameof(PyType.NbBool))]
    private bool IsTrue() => Real != 0 || Imaginary != 0;

    [PySlot(nameof(PyType.TpHash))]
    private long Hash(ThreadState thread) =>
        ModularHash.Combine(PyFloat.HashOf(thread, this, Real), PyFloat.HashOf(thread, this, Imaginary));

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        if (op is not (CompareOp.Eq or CompareOp.Ne))
            return PyNotImplemented.Instance;
        var a = (PyComplex)self;
        bool equal;
        switch (other)
        {
            case PyInt integer:
                // Exactly: the int may be one that no float is equal to.
                equal = a.Imaginary == 0 && !double.IsNaN(a.Real) && BigIntegerOps.Compare(integer.Big, a.Real) == 0;
                break;
            case PyFloat number:
                equal = a.Real == number.Value && a.Imaginary == 0;
                break;
            case PyComplex b:
                equal = a.Real == b.Real && a.Imaginary == b.Imaginary;
                break;
            default:
                return PyNotImplemented.Instance;
        }
        return PyBool.From(equal == (op == CompareOp.Eq));
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr() => ComplexOps.Repr(Value);
}
