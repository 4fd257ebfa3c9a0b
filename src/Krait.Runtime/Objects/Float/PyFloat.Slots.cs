using System.Runtime.CompilerServices;
using Krait.Runtime.Numerics;

namespace Krait.Runtime;

public partial class PyFloat
{
    /// <summary>A float or int operand as a double; false for anything else.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryOperand(PyObject o, out double value)
    {
        if (o is PyFloat number)
        {
            value = number.Value;
            return true;
        }
        if (o is PyInt integer)
        {
            value = integer.ToDouble();
            return true;
        }
        value = 0;
        return false;
    }

    [PySlot(nameof(PyType.NbAdd))]
    private static PyObject Add(ThreadState thread, PyObject left, PyObject right) =>
        TryOperand(left, out var a) && TryOperand(right, out var b) ? Make(thread, a + b) : PyNotImplemented.Instance;

    [PySlot(nameof(PyType.NbSubtract))]
    private static PyObject Subtract(ThreadState thread, PyObject left, PyObject right) =>
        TryOperand(left, out var a) && TryOperand(right, out var b) ? Make(thread, a - b) : PyNotImplemented.Instance;

    [PySlot(nameof(PyType.NbMultiply))]
    private static PyObject Multiply(ThreadState thread, PyObject left, PyObject right) =>
        TryOperand(left, out var a) && TryOperand(right, out var b) ? Make(thread, a * b) : PyNotImplemented.Instance;

    [PySlot(nameof(PyType.NbTrueDivide))]
    private static PyObject TrueDivide(ThreadState thread, PyObject left, PyObject right)
    {
        if (!TryOperand(left, out var a) || !TryOperand(right, out var b))
            return PyNotImplemented.Instance;
        return b == 0 ? throw ByZero() : Make(thread, a / b);
    }

    private static PythonException ByZero() => Errors.ZeroDivision("division by zero");

    [PySlot(nameof(PyType.NbFloorDivide))]
    private static PyObject FloorDivide(ThreadState thread, PyObject left, PyObject right)
    {
        if (!TryOperand(left, out var a) || !TryOperand(right, out var b))
            return PyNotImplemented.Instance;
        return b == 0 ? throw ByZero() : Make(thread, FloatOps.FloorDivide(a, b));
    }

    [PySlot(nameof(PyType.NbRemainder))]
    private static PyObject Remainder(ThreadState thread, PyObject left, PyObject right)
    {
        if (!TryOperand(left, out var a) || !TryOperand(right, out var b))
            return PyNotImplemented.Instance;
        return b == 0 ? throw ByZero() : Make(thread, FloatOps.Modulo(a, b));
    }

    [PySlot(nameof(PyType.NbDivmod))]
    private static PyObject Divmod(ThreadState thread, PyObject left, PyObject right)
    {
        if (!TryOperand(left, out var a) || !TryOperand(right, out var b))
            return PyNotImplemented.Instance;
        if (b == 0)
            throw ByZero();
        FloatOps.DivMod(a, b, out var quotient, out var remainder);
        return PyTuple.Create(thread, Make(thread, quotient), Make(thread, remainder));
    }

    [PySlot(nameof(PyType.NbPower))]
    private static PyObject Power(ThreadState thread, PyObject left, PyObject right, PyObject modulus)
    {
        if (modulus is not PyNone)
            throw Errors.Type("pow() 3rd argument not allowed unless all arguments are integers");
        return TryOperand(left, out var a) && TryOperand(right, out var b) ? Power(thread, a, b) : PyNotImplemented.Instance;
    }

    /// <summary><c>a ** b</c>: complex for a negative base with a fraction as its exponent.</summary>
    internal static PyObject Power(ThreadState thread, double a, double b)
    {
        if (b == 0 || a == 1.0)
            return Make(thread, 1.0);
        if (a == 0 && b < 0 && !double.IsInfinity(b))
            throw Errors.ZeroDivision("zero to a negative power");
        if (a < 0 && double.IsFinite(a) && double.IsFinite(b) && b != Math.Floor(b))
            return PyComplex.Power(thread, a, b);
        var result = Math.Pow(a, b);
        if (double.IsInfinity(result) && double.IsFinite(a) && double.IsFinite(b))
            throw Errors.New(thread, ExceptionTypes.OverflowError, PyInt.From(34), PyStr.From("Numerical result out of range"));
        return Make(thread, result);
    }

    [PySlot(nameof(PyType.NbNegative))]
    private PyObject Negative(ThreadState thread) => Make(thread, -Value);

    [PySlot(nameof(PyType.NbPositive))]
    [PySlot(nameof(PyType.NbFloat))]
    private PyObject Exact(ThreadState thread) => ReferenceEquals(Type, TypeObject) ? this : Make(thread, Value);

    [PySlot(nameof(PyType.NbAbsolute))]
    private PyObject Absolute(ThreadState thread) => Make(thread, Math.Abs(Value));

    [PySlot(nameof(PyType.NbBool))]
    private bool IsTrue() => Value != 0;

    [PySlot(nameof(PyType.NbInt))]
    private PyObject Int(ThreadState thread) => ToInt(thread, Value);

    /// <summary>The integer part.</summary>
    /// <exception cref="PythonException">OverflowError for infinities, ValueError for NaNs.</exception>
    internal static PyInt ToInt(ThreadState thread, double value)
    {
        if (Math.Abs(value) < 9.2e18)
            return PyInt.Make(thread, (long)value);
        if (double.IsNaN(value))
            throw Errors.Value("cannot convert float NaN to integer");
        if (double.IsInfinity(value))
            throw Errors.Overflow("cannot convert float infinity to integer");
        return PyInt.From(FloatOps.ToInteger(value));
    }

    [PySlot(nameof(PyType.TpHash))]
    private long Hash(ThreadState thread) => HashOf(thread, this, Value);

    /// <summary>The hash of a number; a NaN's is that of the object's identity.</summary>
    internal static long HashOf(ThreadState thread, PyObject holder, double value) => double.IsNaN(value)
        ? HashFunctions.OfPointer((ulong)Op.Id(thread, holder))
        : ModularHash.OfDouble(value);

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        var a = ((PyFloat)self).Value;
        if (other is PyFloat number)
            return PyBool.From(Arithmetic.Compare(a, number.Value, (int)op));
        if (other is not PyInt integer)
            return PyNotImplemented.Instance;
        if (double.IsNaN(a))
            return PyBool.From(op == CompareOp.Ne);
        var order = integer.TryGetLong(out var value) ? BigIntegerOps.Compare(value, a) : BigIntegerOps.Compare(integer.Big, a);
        return Op.Ordered(-order, op);
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr() => FloatFormat.Repr(Value);
}
