using Krait.Runtime;
using Krait.Runtime.Numerics;

namespace Krait.Modules;

internal static partial class MathModule
{
    /// <summary>
    /// Return an accurate floating-point sum of values in the iterable seq.
    ///
    /// Assumes IEEE-754 floating-point arithmetic.
    /// </summary>
    [PyFunction("fsum")]
    private static double Fsum(ThreadState thread, PyObject seq)
    {
        var sum = new MathFunctions.ExactSum();
        foreach (var item in Op.Iterate(thread, seq))
        {
            if (!sum.TryAdd(Op.AsDouble(thread, item)))
                throw Errors.Overflow("intermediate overflow in fsum");
        }
        return sum.TryGetResult(out var result) ? result : throw Errors.Value("-inf + inf in fsum");
    }

    /// <summary>
    /// Calculate the product of all the elements in the input iterable.
    ///
    /// The default start value for the product is 1.
    ///
    /// When the iterable is empty, return the start value.  This function is
    /// intended specifically for use with numeric values and may reject
    /// non-numeric types.
    /// </summary>
    [PyFunction("prod", Signature = "($module, iterable, /, *, start=1)")]
    private static PyObject Prod(ThreadState thread, PyObject iterable, [KeywordOnly] PyObject? start = null)
    {
        PyObject result = start ?? PyInt.From(1);
        foreach (var item in Op.Iterate(thread, iterable))
        {
            if (result.GetType() == typeof(PyInt) && item.GetType() == typeof(PyInt)
                && BigIntegerOps.TryMultiply(((PyInt)result).Value, ((PyInt)item).Value, out var product))
                result = PyInt.Make(thread, product);
            else
                result = Op.Multiply(thread, result, item);
        }
        return result;
    }

    /// <summary>
    /// Return the sum of products of values from two iterables p and q.
    ///
    /// Roughly equivalent to:
    ///
    ///     sum(map(operator.mul, p, q, strict=True))
    ///
    /// For float and mixed int/float inputs, the intermediate products
    /// and sums are computed with extended precision.
    /// </summary>
    [PyFunction("sumprod")]
    private static PyObject SumProd(ThreadState thread, PyObject p, PyObject q)
    {
        var sum = new ProductAdder(thread);
        var left = Op.GetIter(thread, p);
        var right = Op.GetIter(thread, q);
        while (true)
        {
            var x = Op.IterNext(thread, left);
            using var held = new Held(thread, x ?? PyNone.Instance);
            var y = Op.IterNext(thread, right);
            if (x is null || y is null)
                return x is null && y is null ? sum.Finish() : throw Errors.Value("Inputs are not the same length");
            sum.Add(x, y);
        }
    }

    /// <summary>Adds up products: ints in a long while they fit, then floats in triple precision, then whatever Python's operators give.</summary>
    private sealed class ProductAdder(ThreadState thread)
    {
        private PyObject _total = PyInt.From(0);
        private bool _mayUseLong = true;
        private bool _mayUseDouble = true;
        private bool _usedLong;
        private bool _usedDouble;
        private long _longTotal;
        private MathFunctions.ProductSum _doubleTotal;

        public void Add(PyObject x, PyObject y)
        {
            if (_mayUseLong)
            {
                if (TryLong(x, y))
                    return;
                FinishLong();
            }
            if (_mayUseDouble)
            {
                if (TryDouble(x, y))
                    return;
                FinishDouble();
            }
            _total = Op.Add(thread, _total, Op.Multiply(thread, x, y));
        }

        public PyObject Finish()
        {
            FinishLong();
            FinishDouble();
            return _total;
        }

        private bool TryLong(PyObject x, PyObject y)
        {
            if (x.GetType() != typeof(PyInt) || y.GetType() != typeof(PyInt)
                || !BigIntegerOps.TryMultiply(((PyInt)x).Value, ((PyInt)y).Value, out var product)
                || !BigIntegerOps.TryAdd(_longTotal, product, out var sum))
                return false;
            _longTotal = sum;
            _usedLong = true;
            return true;
        }

        private void FinishLong()
        {
            _mayUseLong = false;
            if (_usedLong)
                _total = Op.Add(thread, _total, PyInt.Make(thread, _longTotal));
            _usedLong = false;
            _longTotal = 0;
        }

        private bool TryDouble(PyObject x, PyObject y)
        {
            double a, b;
            if (x.GetType() == typeof(PyFloat))
            {
                a = ((PyFloat)x).Value;
                if (!TryNumber(y, out b))
                    return false;
            }
            else if (y.GetType() != typeof(PyFloat) || !TryNumber(x, out a))
            {
                return false;
            }
            else
            {
                b = ((PyFloat)y).Value;
            }
            var next = _doubleTotal;
            next.Add(a, b);
            if (!double.IsFinite(next.Result))
                return false;
            _doubleTotal = next;
            _usedDouble = true;
            return true;
        }

        private static bool TryNumber(PyObject o, out double value)
        {
            value = 0;
            switch (o)
            {
                case PyFloat number when number.GetType() == typeof(PyFloat):
                    value = number.Value;
                    return true;
                case PyBool or PyInt when ReferenceEquals(o.Type, PyInt.TypeObject) || o is PyBool:
                    return FloatOps.TryFromInteger(((PyInt)o).Big, out value);
                default:
                    return false;
            }
        }

        private void FinishDouble()
        {
            _mayUseDouble = false;
            if (_usedDouble)
                _total = Op.Add(thread, _total, PyFloat.Make(thread, _doubleTotal.Result));
            _usedDouble = false;
        }
    }

    /// <summary>
    /// Multidimensional Euclidean distance from the origin to a point.
    ///
    /// Roughly equivalent to:
    ///     sqrt(sum(x**2 for x in coordinates))
    ///
    /// For a two dimensional point (x, y), gives the hypotenuse
    /// using the Pythagorean theorem:  sqrt(x*x + y*y).
    ///
    /// For example, the hypotenuse of a 3/4/5 right triangle is:
    ///
    ///     >>> hypot(3.0, 4.0)
    ///     5.0
    /// </summary>
    [PyFunction("hypot", Signature = "($module, /, *coordinates)")]
    private static double Hypot(ThreadState thread, ReadOnlySpan<PyObject> coordinates)
    {
        Span<double> values = coordinates.Length <= 32 ? stackalloc double[coordinates.Length] : new double[coordinates.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = Op.AsDouble(thread, coordinates[i]);
        return MathFunctions.Hypot(values);
    }

    /// <summary>
    /// Return the Euclidean distance between two points p and q.
    ///
    /// The points should be specified as sequences (or iterables) of
    /// coordinates.  Both inputs must have the same dimension.
    ///
    /// Roughly equivalent to:
    ///     sqrt(sum((px - qx) ** 2.0 for px, qx in zip(p, q)))
    /// </summary>
    [PyFunction("dist")]
    private static double Dist(ThreadState thread, PyObject p, PyObject q)
    {
        var from = Op.TupleFrom(thread, p);
        var to = Op.TupleFrom(thread, q);
        if (from.Count != to.Count)
            throw Errors.Value("both points must have the same number of dimensions");
        var a = new double[from.Count];
        var b = new double[a.Length];
        for (var i = 0; i < a.Length; i++)
        {
            a[i] = Op.AsDouble(thread, from[i]);
            b[i] = Op.AsDouble(thread, to[i]);
        }
        return MathFunctions.Distance(a, b);
    }
}
