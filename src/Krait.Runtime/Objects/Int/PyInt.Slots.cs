using System.Numerics;
using Krait.Runtime.Numerics;

namespace Krait.Runtime;

public partial class PyInt
{
    /// <summary>The largest shift that CPython can count in digits of 30 bits.</summary>
    private static readonly BigInteger s_mostBits = new BigInteger(long.MaxValue) / 30;

    [PySlot(nameof(PyType.NbAdd))]
    private static PyObject Add(ThreadState thread, PyObject left, PyObject right)
    {
        if (left is not PyInt a || right is not PyInt b)
            return PyNotImplemented.Instance;
        if (a.TryGetLong(out var x) && b.TryGetLong(out var y) && BigIntegerOps.TryAdd(x, y, out var sum))
            return Make(thread, sum);
        return From(a.Big + b.Big);
    }

    [PySlot(nameof(PyType.NbSubtract))]
    private static PyObject Subtract(ThreadState thread, PyObject left, PyObject right)
    {
        if (left is not PyInt a || right is not PyInt b)
            return PyNotImplemented.Instance;
        if (a.TryGetLong(out var x) && b.TryGetLong(out var y) && BigIntegerOps.TrySubtract(x, y, out var difference))
            return Make(thread, difference);
        return From(a.Big - b.Big);
    }

    [PySlot(nameof(PyType.NbMultiply))]
    private static PyObject Multiply(ThreadState thread, PyObject left, PyObject right)
    {
        if (left is not PyInt a || right is not PyInt b)
            return PyNotImplemented.Instance;
        if (a.TryGetLong(out var x) && b.TryGetLong(out var y) && BigIntegerOps.TryMultiply(x, y, out var product))
            return Make(thread, product);
        return From(BigIntegerOps.Multiply(a.Big, b.Big));
    }

    private static PythonException ByZero() => Errors.ZeroDivision("division by zero");

    private bool IsZero => !IsLarge && Value == 0;

    [PySlot(nameof(PyType.NbFloorDivide))]
    private static PyObject FloorDivide(ThreadState thread, PyObject left, PyObject right)
    {
        if (left is not PyInt a || right is not PyInt b)
            return PyNotImplemented.Instance;
        if (b.IsZero)
            throw ByZero();
        if (a.TryGetLong(out var x) && b.TryGetLong(out var y) && BigIntegerOps.TryFloorDivide(x, y, out var quotient))
            return Make(thread, quotient);
        return From(BigIntegerOps.FloorDivide(a.Big, b.Big));
    }

    [PySlot(nameof(PyType.NbRemainder))]
    private static PyObject Remainder(ThreadState thread, PyObject left, PyObject right)
    {
        if (left is not PyInt a || right is not PyInt b)
            return PyNotImplemented.Instance;
        if (b.IsZero)
            throw ByZero();
        if (a.TryGetLong(out var x) && b.TryGetLong(out var y))
            return Make(thread, BigIntegerOps.FloorModulo(x, y));
        return From(BigIntegerOps.FloorModulo(a.Big, b.Big));
    }

    [PySlot(nameof(PyType.NbDivmod))]
    private static PyObject Divmod(ThreadState thread, PyObject left, PyObject right)
    {
        if (left is not PyInt a || right is not PyInt b)
            return PyNotImplemented.Instance;
        if (b.IsZero)
            throw ByZero();
        if (a.TryGetLong(out var x) && b.TryGetLong(out var y) && BigIntegerOps.TryFloorDivide(x, y, out var quotient))
            return PyTuple.Create(thread, Make(thread, quotient), Make(thread, BigIntegerOps.FloorModulo(x, y)));
        var bigQuotient = BigIntegerOps.FloorDivRem(a.Big, b.Big, out var remainder);
        return PyTuple.Create(thread, From(bigQuotient), From(remainder));
    }

    [PySlot(nameof(PyType.NbTrueDivide))]
    private static PyObject TrueDivide(ThreadState thread, PyObject left, PyObject right)
    {
        if (left is not PyInt a || right is not PyInt b)
            return PyNotImplemented.Instance;
        if (b.IsZero)
            throw ByZero();
        return FloatOps.TryDivide(a.Big, b.Big, out var result)
            ? PyFloat.Make(thread, result)
            : throw Errors.Overflow("integer division result too large for a float");
    }

    [PySlot(nameof(PyType.NbPower))]
    private static PyObject Power(ThreadState thread, PyObject left, PyObject right, PyObject modulus)
    {
        if (left is not PyInt a || right is not PyInt b)
            return PyNotImplemented.Instance;
        if (modulus is PyInt m)
            return ModularPower(a, b, m);
        if (modulus is not PyNone)
            return PyNotImplemented.Instance;
        if (b.IsLarge ? b.Big.Sign < 0 : b.Value < 0)
            return PyFloat.Power(thread, a.ToDouble(), b.ToDouble());
        if (a.TryGetLong(out var x) && b.TryGetLong(out var y) && BigIntegerOps.TryPower(x, y, out var small))
            return Make(thread, small);
        return BigIntegerOps.TryPower(a.Big, b.Big, out var result) ? From(result) : throw Errors.Memory();
    }

    private static PyInt ModularPower(PyInt a, PyInt exponent, PyInt modulus) =>
        BigIntegerOps.ModularPower(a.Big, exponent.Big, modulus.Big, out var result) switch
        {
            BigIntegerOps.PowerError.ZeroModulus => throw Errors.Value("pow() 3rd argument cannot be 0"),
            BigIntegerOps.PowerError.NotInvertible => throw Errors.Value("base is not invertible for the given modulus"),
            _ => From(result),
        };

    [PySlot(nameof(PyType.NbLShift))]
    private static PyObject LShift(ThreadState thread, PyObject left, PyObject right)
    {
        if (left is not PyInt a || right is not PyInt b)
            return PyNotImplemented.Instance;
        return a.TryGetLong(out var x) && b.TryGetLong(out var y) && y is >= 0 and <= 62 && BigIntegerOps.TryShiftLeft(x, (int)y, out var small)
            ? Make(thread, small)
            : LShiftLarge(a, b);
    }

    /// <summary>Apart, so that shifting small ints does not load the framework's large ones.</summary>
    private static PyObject LShiftLarge(PyInt a, PyInt b)
    {
        if (b.Big.Sign < 0)
            throw Errors.Value("negative shift count");
        if (BigIntegerOps.TryShiftLeft(a.Big, b.Big, out var result))
            return From(result);
        throw b.Big > s_mostBits ? Errors.Overflow("too many digits in integer") : Errors.Memory();
    }

    [PySlot(nameof(PyType.NbRShift))]
    private static PyObject RShift(ThreadState thread, PyObject left, PyObject right)
    {
        if (left is not PyInt a || right is not PyInt b)
            return PyNotImplemented.Instance;
        return a.TryGetLong(out var x) && b.TryGetLong(out var y) && y >= 0 ? Make(thread, x >> (int)Math.Min(y, 63)) : RShiftLarge(a, b);
    }

    private static PyObject RShiftLarge(PyInt a, PyInt b)
    {
        if (b.Big.Sign < 0)
            throw Errors.Value("negative shift count");
        return From(BigIntegerOps.ShiftRight(a.Big, b.Big));
    }

    [PySlot(nameof(PyType.NbAnd))]
    private static PyObject And(ThreadState thread, PyObject left, PyObject right)
    {
        if (left is not PyInt a || right is not PyInt b)
            return PyNotImplemented.Instance;
        return a.TryGetLong(out var x) && b.TryGetLong(out var y) ? Make(thread, x & y) : From(a.Big & b.Big);
    }

    [PySlot(nameof(PyType.NbOr))]
    private static PyObject Or(ThreadState thread, PyObject left, PyObject right)
    {
        if (left is not PyInt a || right is not PyInt b)
            return PyNotImplemented.Instance;
        return a.TryGetLong(out var x) && b.TryGetLong(out var y) ? Make(thread, x | y) : From(a.Big | b.Big);
    }

    [PySlot(nameof(PyType.NbXor))]
    private static PyObject Xor(ThreadState thread, PyObject left, PyObject right)
    {
        if (left is not PyInt a || right is not PyInt b)
            return PyNotImplemented.Instance;
        return a.TryGetLong(out var x) && b.TryGetLong(out var y) ? Make(thread, x ^ y) : From(a.Big ^ b.Big);
    }

    [PySlot(nameof(PyType.NbNegative))]
    private PyObject Negative(ThreadState thread) =>
        TryGetLong(out var x) && x != long.MinValue ? Make(thread, -x) : From(-Big);

    [PySlot(nameof(PyType.NbAbsolute))]
    private PyObject Absolute(ThreadState thread) =>
        TryGetLong(out var x) && x != long.MinValue ? (x < 0 ? Make(thread, -x) : Op.Exact(this)) : From(BigInteger.Abs(Big));

    [PySlot(nameof(PyType.NbInvert))]
    private PyObject Invert(ThreadState thread) => TryGetLong(out var x) ? Make(thread, ~x) : From(-Big - 1);

    [PySlot(nameof(PyType.NbPositive))]
    [PySlot(nameof(PyType.NbInt))]
    [PySlot(nameof(PyType.NbIndex))]
    private PyObject Positive() => Op.Exact(this);

    [PySlot(nameof(PyType.NbFloat))]
    private PyObject Float(ThreadState thread) => PyFloat.Make(thread, ToDouble());

    [PySlot(nameof(PyType.NbBool))]
    private bool IsTrue() => !IsZero;

    /// <summary>The nearest double.</summary>
    /// <exception cref="PythonException">OverflowError: the value is too large.</exception>
    internal double ToDouble()
    {
        if (TryGetLong(out var value))
            return value;
        return FloatOps.TryFromInteger(Big, out var result) ? result : throw Errors.Overflow("int too large to convert to float");
    }

    [PySlot(nameof(PyType.TpHash))]
    private long Hash() => TryGetLong(out var value) ? ModularHash.OfInteger(value) : ModularHash.OfInteger(Big);

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        if (self is not PyInt a || other is not PyInt b)
            return PyNotImplemented.Instance;
        return a.TryGetLong(out var x) && b.TryGetLong(out var y)
            ? Op.Ordered(x.CompareTo(y), op)
            : Op.Ordered(a.Big.CompareTo(b.Big), op);
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) => TryGetLong(out var value) ? BigIntegerOps.ToDecimalString(value) : LargeText(thread, Big);

    /// <summary>The decimal text of a value of any size, within the limit on digits.</summary>
    internal static string LargeText(ThreadState thread, BigInteger value)
    {
        var limit = thread.Interpreter.IntMaxStrDigits;
        return BigIntegerOps.TryToDecimalString(value, limit, out var text)
            ? text
            : throw Errors.Value($"Exceeds the limit ({limit} digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit");
    }
}
