using System.Runtime.CompilerServices;

namespace Krait.Runtime;

internal static partial class BuiltinsModule
{
    /// <summary>
    /// max(iterable, *[, default=obj, key=func]) -> value
    /// max(arg1, arg2, *args, *[, key=func]) -> value
    ///
    /// With a single iterable argument, return its biggest item. The
    /// default keyword-only argument specifies an object to return if
    /// the provided iterable is empty.
    /// With two or more positional arguments, return the largest argument.
    /// </summary>
    [PyFunction("max", Signature = "")]
    private static PyObject Max(ThreadState thread, ReadOnlySpan<PyObject> args, [KeywordOnly][NoneAllowed] PyObject? key = null, [KeywordOnly] PyObject? @default = null) =>
        Extreme(thread, args, key, @default, CompareOp.Gt, "max");

    /// <summary>
    /// min(iterable, *[, default=obj, key=func]) -> value
    /// min(arg1, arg2, *args, *[, key=func]) -> value
    ///
    /// With a single iterable argument, return its smallest item. The
    /// default keyword-only argument specifies an object to return if
    /// the provided iterable is empty.
    /// With two or more positional arguments, return the smallest argument.
    /// </summary>
    [PyFunction("min", Signature = "")]
    private static PyObject Min(ThreadState thread, ReadOnlySpan<PyObject> args, [KeywordOnly][NoneAllowed] PyObject? key = null, [KeywordOnly] PyObject? @default = null) =>
        Extreme(thread, args, key, @default, CompareOp.Lt, "min");

    private static PyObject Extreme(ThreadState thread, ReadOnlySpan<PyObject> args, PyObject? key, PyObject? @default, CompareOp op, string name)
    {
        if (args.Length == 0)
            throw Errors.Type($"{name} expected at least 1 argument, got 0");
        if (args.Length > 1 && @default is not null)
            throw Errors.Type($"Cannot specify a default for {name}() with multiple positional arguments");
        if (key is null && PlainExtreme(args, op == CompareOp.Lt) is { } plain)
            return plain;
        PyObject? best = null;
        PyObject? bestKey = null;
        try
        {
            if (args.Length > 1)
            {
                foreach (var item in args)
                    Consider(thread, item, key, op, ref best, ref bestKey);
            }
            else
            {
                foreach (var item in Op.Iterate(thread, args[0]))
                    Consider(thread, item, key, op, ref best, ref bestKey);
            }
        }
        catch
        {
            PyObject.XRelease(best);
            PyObject.XRelease(bestKey);
            throw;
        }
        if (best is null)
            return @default ?? throw Errors.Value($"{name}() iterable argument is empty");
        PyObject.XRelease(bestKey);
        return PyObject.Float(thread, best);
    }

    /// <summary>The extreme of exact ints or of exact floats, which compare without a call; null where there is anything else, or nothing.</summary>
    private static PyObject? PlainExtreme(ReadOnlySpan<PyObject> args, bool wantsLeast)
    {
        var items = args.Length > 1 ? args
            : args[0].GetType() == typeof(PyList) ? ((PyList)args[0]).Items
            : args[0].GetType() == typeof(PyTuple) ? ((PyTuple)args[0]).Items
            : default;
        if (items.Length == 0)
            return null;
        var at = items[0].GetType() == typeof(PyInt) ? IndexOfExtremeInt(items, wantsLeast)
            : items[0].GetType() == typeof(PyFloat) ? IndexOfExtremeFloat(items, wantsLeast)
            : -1;
        return at < 0 ? null : items[at];
    }

    private static int IndexOfExtremeInt(ReadOnlySpan<PyObject> items, bool wantsLeast)
    {
        var at = 0;
        var best = Unsafe.As<PyInt>(items[0]).Value;
        for (var i = 1; i < items.Length; i++)
        {
            if (items[i].GetType() != typeof(PyInt))
                return -1;
            var value = Unsafe.As<PyInt>(items[i]).Value;
            if (wantsLeast ? value < best : value > best)
                (at, best) = (i, value);
        }
        return at;
    }

    private static int IndexOfExtremeFloat(ReadOnlySpan<PyObject> items, bool wantsLeast)
    {
        var at = 0;
        var best = Unsafe.As<PyFloat>(items[0]).Value;
        for (var i = 1; i < items.Length; i++)
        {
            if (items[i].GetType() != typeof(PyFloat))
                return -1;
            var value = Unsafe.As<PyFloat>(items[i]).Value;
            if (wantsLeast ? value < best : value > best)
                (at, best) = (i, value);
        }
        return at;
    }

    private static void Consider(ThreadState thread, PyObject item, PyObject? key, CompareOp op, ref PyObject? best, ref PyObject? bestKey)
    {
        PyObject.Retain(item);
        var value = key is null ? item : Op.Call(thread, key, item);
        PyObject.Retain(value);
        if (bestKey is null || Op.RichCompareBool(thread, value, bestKey, op))
        {
            PyObject.XRelease(best);
            PyObject.XRelease(bestKey);
            best = item;
            bestKey = value;
            return;
        }
        PyObject.Release(value);
        PyObject.Release(item);
    }

    /// <summary>Return the sum of a 'start' value (default: 0) plus an iterable of numbers.</summary>
    [PyFunction("sum")]
    private static PyObject Sum(ThreadState thread, PyObject iterable, [Keyword][Default("0")] PyObject? start = null)
    {
        PyObject total = start ?? PyInt.From(0);
        switch (total)
        {
            case PyStr:
                throw Errors.Type("sum() can't sum strings [use ''.join(seq) instead]");
            case PyBytes:
                throw Errors.Type("sum() can't sum bytes [use b''.join(seq) instead]");
            case PyByteArray:
                throw Errors.Type("sum() can't sum bytearray [use b''.join(seq) instead]");
        }
        var sum = new Summation(thread, total);
        try
        {
            foreach (var item in Op.Iterate(thread, iterable, sum))
                sum.Add(item);
            return sum.Finish();
        }
        finally
        {
            sum.Dispose();
        }
    }

    /// <summary>A sum of floats with Neumaier's compensation.</summary>
    private struct CompensatedSum
    {
        private double _sum;
        private double _compensation;

        public readonly double Total => _compensation != 0 && double.IsFinite(_compensation) ? _sum + _compensation : _sum;

        public void Start(double value)
        {
            _sum = value;
            _compensation = 0;
        }

        public void Add(double value)
        {
            var sum = _sum + value;
            if (Math.Abs(_sum) >= Math.Abs(value))
                _compensation += (_sum - sum) + value;
            else
                _compensation += (value - sum) + _sum;
            _sum = sum;
        }
    }

    /// <summary>
    /// A running sum: ints in a <c>long</c>, floats and complex numbers with compensation, anything else by <c>+</c>, as CPython goes
    /// from one to the other.
    /// </summary>
    private sealed class Summation : GeneratorSink
    {
        private readonly ThreadState _thread;
        private PyObject? _total;
        private long _integer;
        private CompensatedSum _real;
        private CompensatedSum _imaginary;
        private Mode _mode;

        private enum Mode
        {
            Integer,
            Float,
            Complex,
            General,
        }

        public Summation(ThreadState thread, PyObject start)
        {
            _thread = thread;
            if (start.GetType() == typeof(PyInt))
            {
                _integer = ((PyInt)start).Value;
                _mode = Mode.Integer;
            }
            else if (start.GetType() == typeof(PyFloat))
            {
                _real.Start(((PyFloat)start).Value);
                _mode = Mode.Float;
            }
            else if (start.GetType() == typeof(PyComplex))
            {
                _real.Start(((PyComplex)start).Real);
                _imaginary.Start(((PyComplex)start).Imaginary);
                _mode = Mode.Complex;
            }
            else
            {
                _mode = Mode.General;
                PyObject.Retain(start);
                _total = start;
            }
        }

        public void Add(PyObject item)
        {
            switch (_mode)
            {
                case Mode.Integer when TryAddInteger(item) || TryBecomeFloat(item):
                case Mode.Float when TryAddFloat(item) || TryBecomeComplex(item):
                case Mode.Complex when TryAddComplex(item):
                    return;
                case Mode.Integer when item.GetType() == typeof(PyComplex):
                    _real.Start(_integer);
                    TryBecomeComplex(item);
                    return;
                case Mode.Integer:
                case Mode.Float:
                case Mode.Complex:
                    BecomeGeneral(Current());
                    break;
            }
            var next = Op.Add(_thread, _total!, item);
            PyObject.Retain(next);
            PyObject.Release(_total!);
            _total = next;
        }

        public override bool TryTake(ThreadState thread, PyObject item)
        {
            if (!(_mode == Mode.Integer ? TryAddInteger(item) : _mode == Mode.Float && TryAddFloat(item)))
                return false;
            Drop(thread, item);
            return true;
        }

        public PyObject Finish()
        {
            if (_mode != Mode.General)
                return Current();
            var total = _total!;
            _total = null;
            return PyObject.Float(_thread, total);
        }

        public void Dispose() => PyObject.XRelease(_total);

        private bool TryAddInteger(PyObject item)
        {
            if (item.GetType() != typeof(PyInt) && item.GetType() != typeof(PyBool))
                return false;
            var result = _integer + ((PyInt)item).Value;
            if (((_integer ^ result) & (((PyInt)item).Value ^ result)) < 0)
                return false;
            _integer = result;
            return true;
        }

        private bool TryBecomeFloat(PyObject item)
        {
            if (item.GetType() != typeof(PyFloat))
                return false;
            _mode = Mode.Float;
            _real.Start(_integer);
            return TryAddFloat(item);
        }

        private bool TryAddFloat(PyObject item)
        {
            double value;
            if (item.GetType() == typeof(PyFloat))
                value = ((PyFloat)item).Value;
            else if (item.GetType() == typeof(PyInt) || item.GetType() == typeof(PyBool))
                value = ((PyInt)item).Value;
            else
                return false;
            _real.Add(value);
            return true;
        }

        private bool TryBecomeComplex(PyObject item)
        {
            if (item.GetType() != typeof(PyComplex))
                return false;
            // An int or float has no imaginary part whose zero could change a sign.
            var start = (PyComplex)item;
            _mode = Mode.Complex;
            _real.Start(_real.Total + start.Real);
            _imaginary.Start(start.Imaginary);
            return true;
        }

        private bool TryAddComplex(PyObject item)
        {
            if (item.GetType() == typeof(PyComplex))
            {
                _real.Add(((PyComplex)item).Real);
                _imaginary.Add(((PyComplex)item).Imaginary);
                return true;
            }
            return TryAddFloat(item);
        }

        private PyObject Current()
        {
            return _mode switch
            {
                Mode.Integer => PyInt.From(_integer),
                Mode.Float => PyFloat.From(_real.Total),
                _ => PyComplex.From(_real.Total, _imaginary.Total),
            };
        }

        private void BecomeGeneral(PyObject total)
        {
            PyObject.Retain(total);
            _total = total;
            _mode = Mode.General;
        }
    }
}
