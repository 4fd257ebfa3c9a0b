using System.Numerics;
using Krait.Runtime;

namespace Krait.Modules.DateTimes;

internal partial class PyTimeDelta
{
    [PySlot(nameof(PyType.NbAdd))]
    private static PyObject Add(PyObject left, PyObject right) => left is PyTimeDelta a && right is PyTimeDelta b
        ? Create((long)a.Days + b.Days, (long)a.Seconds + b.Seconds, (long)a.Microseconds + b.Microseconds)
        : PyNotImplemented.Instance;

    [PySlot(nameof(PyType.NbSubtract))]
    private static PyObject Subtract(PyObject left, PyObject right) => left is PyTimeDelta a && right is PyTimeDelta b
        ? Difference(a, b)
        : PyNotImplemented.Instance;

    public static PyTimeDelta Difference(PyTimeDelta a, PyTimeDelta b) =>
        Create((long)a.Days - b.Days, (long)a.Seconds - b.Seconds, (long)a.Microseconds - b.Microseconds);

    [PySlot(nameof(PyType.NbNegative))]
    private PyObject Negative() => Create(-(long)Days, -(long)Seconds, -(long)Microseconds);

    [PySlot(nameof(PyType.NbPositive))]
    private PyObject Positive() => Create(Days, Seconds, Microseconds);

    [PySlot(nameof(PyType.NbAbsolute))]
    private PyObject Absolute() => Days < 0 ? Negative() : Positive();

    [PySlot(nameof(PyType.NbBool))]
    private bool IsNotZero() => Days != 0 || Seconds != 0 || Microseconds != 0;

    [PySlot(nameof(PyType.NbMultiply))]
    private static PyObject Multiply(ThreadState thread, PyObject left, PyObject right)
    {
        var (delta, factor) = left is PyTimeDelta first ? (first, right) : ((PyTimeDelta)right, left);
        switch (factor)
        {
            case PyInt number when number.TryGetLong(out var small) && small is > int.MinValue and < int.MaxValue:
                return Create(delta.Total * small);
            case PyInt number:
                return TimeDeltaSum.FromBig((BigInteger)delta.Total * number.Big);
            case PyFloat number:
                var (numerator, denominator) = Ratio(thread, number);
                return TimeDeltaSum.FromBig(DivideNearest((BigInteger)delta.Total * numerator, denominator));
            default:
                return PyNotImplemented.Instance;
        }
    }

    [PySlot(nameof(PyType.NbTrueDivide))]
    private static PyObject TrueDivide(ThreadState thread, PyObject left, PyObject right)
    {
        if (left is not PyTimeDelta delta)
            return PyNotImplemented.Instance;
        switch (right)
        {
            case PyTimeDelta other:
                return Op.TrueDivide(thread, Whole(delta), Whole(other));
            case PyInt number:
                CheckDivisor(number.Big);
                return TimeDeltaSum.FromBig(DivideNearest((BigInteger)delta.Total, number.Big));
            case PyFloat number:
                var (numerator, denominator) = Ratio(thread, number);
                CheckDivisor(numerator);
                return TimeDeltaSum.FromBig(DivideNearest((BigInteger)delta.Total * denominator, numerator));
            default:
                return PyNotImplemented.Instance;
        }
    }

    [PySlot(nameof(PyType.NbFloorDivide))]
    private static PyObject FloorDivide(ThreadState thread, PyObject left, PyObject right)
    {
        if (left is not PyTimeDelta delta)
            return PyNotImplemented.Instance;
        return right switch
        {
            PyTimeDelta other => Op.FloorDivide(thread, Whole(delta), Whole(other)),
            PyInt number => TimeDeltaSum.FromBig(((PyInt)Op.FloorDivide(thread, Whole(delta), Op.Exact(number))).Big),
            _ => PyNotImplemented.Instance,
        };
    }

    [PySlot(nameof(PyType.NbRemainder))]
    private static PyObject Remainder(ThreadState thread, PyObject left, PyObject right) => left is PyTimeDelta delta && right is PyTimeDelta other
        ? TimeDeltaSum.FromBig(((PyInt)Op.Remainder(thread, Whole(delta), Whole(other))).Big)
        : PyNotImplemented.Instance;

    [PySlot(nameof(PyType.NbDivmod))]
    private static PyObject Divmod(ThreadState thread, PyObject left, PyObject right)
    {
        if (left is not PyTimeDelta delta || right is not PyTimeDelta other)
            return PyNotImplemented.Instance;
        var both = (PyTuple)Op.Divmod(thread, Whole(delta), Whole(other));
        return PyTuple.Create(thread, both[0], TimeDeltaSum.FromBig(((PyInt)both[1]).Big));
    }

    private static PyInt Whole(PyTimeDelta delta) => PyInt.From((BigInteger)delta.Total);

    private static (BigInteger Numerator, BigInteger Denominator) Ratio(ThreadState thread, PyFloat number)
    {
        // A subclass may answer anything.
        var answer = Op.CallMethod(thread, number, "as_integer_ratio");
        if (answer is not PyTuple ratio)
            throw Errors.Type($"unexpected return type from as_integer_ratio(): expected tuple, not '{answer.Type.Name}'");
        if (ratio.Count != 2)
            throw Errors.Value("unexpected return value from as_integer_ratio(): expected a 2-tuple");
        return (Op.Index(thread, ratio[0]).Big, Op.Index(thread, ratio[1]).Big);
    }

    private static void CheckDivisor(BigInteger divisor)
    {
        if (divisor.IsZero)
            throw Errors.ZeroDivision("division by zero");
    }

    /// <summary>The quotient rounded to the nearest integer, ties to even.</summary>
    private static BigInteger DivideNearest(BigInteger dividend, BigInteger divisor)
    {
        if (divisor.Sign < 0)
            (dividend, divisor) = (-dividend, -divisor);
        var quotient = BigInteger.DivRem(dividend, divisor, out var remainder);
        if (remainder.Sign < 0)
        {
            remainder += divisor;
            quotient--;
        }
        var order = (remainder * 2).CompareTo(divisor);
        return order > 0 || (order == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }
}
