using System.Numerics;

namespace Krait.Runtime;

/// <summary>
/// range(stop) -> range object
/// range(start, stop[, step]) -> range object
///
/// Return an object that produces a sequence of integers from start (inclusive)
/// to stop (exclusive) by step.  range(i, j) produces i, i+1, i+2, ..., j-1.
/// start defaults to 0, and stop is omitted!  range(4) produces 0, 1, 2, 3.
/// These are exactly the valid indices for a list of 4 elements.
/// When step is given, it specifies the increment (or decrement).
/// </summary>
[PyType("range", BasicSize = 48, IsSequence = true)]
public sealed partial class PyRange : PyContainer, INotCollected
{
    private Ref<PyInt> _start;
    private Ref<PyInt> _stop;
    private Ref<PyInt> _step;
    private readonly long _from;
    private readonly long _by;

    /// <summary>The length where everything fits a <c>long</c>, the value after the last item too; otherwise -1.</summary>
    private readonly long _count;
    private readonly BigInteger _bigCount;

    private PyRange(PyInt start, PyInt stop, PyInt step) : base(TypeObject)
    {
        _start.Value = start;
        _stop.Value = stop;
        _step.Value = step;
        if (!start.IsLarge && !stop.IsLarge && !step.IsLarge && TryCount(start.Value, stop.Value, step.Value, out _count))
        {
            _from = start.Value;
            _by = step.Value;
            _bigCount = _count;
            return;
        }
        _count = -1;
        _bigCount = CountOf(start.Big, stop.Big, step.Big);
        if (!start.TryGetLong(out _from) || !step.TryGetLong(out _by) || _bigCount > long.MaxValue)
            return;
        var end = _from + _bigCount * _by;
        if (end >= long.MinValue && end <= long.MaxValue)
            _count = (long)_bigCount;
    }

    /// <summary>A range of exact ints, floating.</summary>
    public static PyRange Create(ThreadState thread, PyInt start, PyInt stop, PyInt step) => thread.EnterNewUntracked(new PyRange(start, stop, step));

    /// <summary>The length of a range; false where it, or the value after the last item, does not fit a <c>long</c>.</summary>
    private static bool TryCount(long start, long stop, long step, out long count)
    {
        count = 0;
        if (step > 0 ? start >= stop : start <= stop)
            return true;
        var distance = step > 0 ? unchecked((ulong)stop - (ulong)start) : unchecked((ulong)start - (ulong)stop);
        var stride = step > 0 ? (ulong)step : unchecked(0 - (ulong)step);
        var items = (distance - 1) / stride + 1;
        count = unchecked((long)items);
        // 128-bit arithmetic would be shorter, but keeps a method from being precompiled.
        var room = step > 0 ? unchecked((ulong)long.MaxValue - (ulong)start) : unchecked((ulong)start - (ulong)long.MinValue);
        return items <= long.MaxValue && items <= room / stride;
    }

    private static BigInteger CountOf(BigInteger start, BigInteger stop, BigInteger step)
    {
        if (step.Sign > 0)
            return start < stop ? (stop - start - 1) / step + 1 : BigInteger.Zero;
        return start > stop ? (start - stop - 1) / -step + 1 : BigInteger.Zero;
    }

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        if (keywordNames is { Count: > 0 })
            throw Errors.Type("range() takes no keyword arguments");
        if (args.Length == 0)
            throw Errors.Type("range expected at least 1 argument, got 0");
        if (args.Length > 3)
            throw Errors.Type($"range expected at most 3 arguments, got {args.Length}");
        if (args.Length == 1)
            return Create(thread, PyInt.From(0), Op.IndexExact(thread, args[0]), PyInt.From(1));
        var start = Op.IndexExact(thread, args[0]);
        var stop = Op.IndexExact(thread, args[1]);
        var step = args.Length == 3 ? Op.IndexExact(thread, args[2]) : PyInt.From(1);
        if (step is { IsLarge: false, Value: 0 })
            throw Errors.Value("range() arg 3 must not be zero");
        return Create(thread, start, stop, step);
    }

    private PyInt Item(BigInteger index) =>
        _count >= 0 ? PyInt.From(_from + (long)index * _by) : PyInt.From(_start.Value!.Big + index * _step.Value!.Big);

    [PySlot(nameof(PyType.SqLength))]
    private long Length() => _bigCount <= long.MaxValue ? (long)_bigCount : throw Errors.Overflow("Python int too large to convert to C ssize_t");

    [PySlot(nameof(PyType.NbBool))]
    private bool IsTrue() => !_bigCount.IsZero;

    [PySlot(nameof(PyType.SqItem))]
    private PyObject ItemAt(long index)
    {
        if (index < 0 || index >= _bigCount)
            throw Errors.Index("range object index out of range");
        return Item(index);
    }

    [PySlot(nameof(PyType.MpSubscript))]
    private PyObject Subscript(ThreadState thread, PyObject key)
    {
        if (key is PySlice slice)
            return Slice(thread, slice);
        if (!Op.IsIndex(key))
            throw Errors.Type($"range indices must be integers or slices, not {key.Type.Name}");
        var index = Op.Index(thread, key).Big;
        if (index.Sign < 0)
            index += _bigCount;
        if (index.Sign < 0 || index >= _bigCount)
            throw Errors.Index("range object index out of range");
        return Item(index);
    }

    private PyRange Slice(ThreadState thread, PySlice slice)
    {
        slice.BigIndices(thread, _bigCount, out var start, out var stop, out var step);
        var by = _step.Value!.Big;
        var from = _start.Value!.Big;
        return Create(thread, PyInt.From(from + start * by), PyInt.From(from + stop * by), PyInt.From(step * by));
    }

    /// <summary>True where an int is an item.</summary>
    private bool ContainsInt(PyInt number)
    {
        var value = number.Big;
        var start = _start.Value!.Big;
        var stop = _stop.Value!.Big;
        var step = _step.Value!.Big;
        var inside = step.Sign > 0 ? start <= value && value < stop : stop < value && value <= start;
        return inside && ((value - start) % step).IsZero;
    }

    private static bool IsPlainInt(PyObject o) => ReferenceEquals(o.Type, PyInt.TypeObject) || ReferenceEquals(o.Type, PyBool.TypeObject);

    [PySlot(nameof(PyType.SqContains))]
    private bool Contains(ThreadState thread, PyObject value)
    {
        if (IsPlainInt(value))
            return ContainsInt((PyInt)value);
        foreach (var item in Op.Iterate(thread, this))
        {
            if (Op.RichCompareBool(thread, item, value, CompareOp.Eq))
                return true;
        }
        return false;
    }

    /// <summary>rangeobject.count(value) -> integer -- return number of occurrences of value</summary>
    [PyMethod("count", Signature = "")]
    private long Count(ThreadState thread, PyObject value) =>
        IsPlainInt(value) ? (ContainsInt((PyInt)value) ? 1 : 0) : Op.Count(thread, this, value);

    /// <summary>
    /// rangeobject.index(value) -> integer -- return index of value.
    /// Raise ValueError if the value is not present.
    /// </summary>
    [PyMethod("index", Signature = "")]
    private PyObject Index(ThreadState thread, PyObject value)
    {
        if (!IsPlainInt(value))
            return PyInt.From(Op.IndexOf(thread, this, value));
        var number = (PyInt)value;
        if (!ContainsInt(number))
            throw Errors.Value("range.index(x): x not in range");
        return PyInt.From((number.Big - _start.Value!.Big) / _step.Value!.Big);
    }

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter(ThreadState thread) => _count >= 0
        ? PyRangeIterator.Create(thread, _from, _by, _count)
        : PyLongRangeIterator.Create(thread, _start.Value!.Big, _step.Value!.Big, _bigCount);

    /// <summary>Return a reverse iterator.</summary>
    [PyMethod("__reversed__", Signature = "")]
    private PyObject Reversed(ThreadState thread)
    {
        if (_count >= 0 && _by != long.MinValue && (_from >= long.MinValue + Math.Abs(_by) || _by < 0) && (_from <= long.MaxValue - Math.Abs(_by) || _by > 0))
            return PyRangeIterator.Create(thread, _count == 0 ? _from : _from + (_count - 1) * _by, -_by, _count);
        var step = _step.Value!.Big;
        return PyLongRangeIterator.Create(thread, _start.Value!.Big + (_bigCount - 1) * step, -step, _bigCount);
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr()
    {
        var text = $"range({_start.Value!.Big}, {_stop.Value!.Big}";
        return _step.Value is { IsLarge: false, Value: 1 } ? text + ")" : $"{text}, {_step.Value!.Big})";
    }

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        if (op is not (CompareOp.Eq or CompareOp.Ne) || self is not PyRange left || other is not PyRange right)
            return PyNotImplemented.Instance;
        var equal = ReferenceEquals(left, right)
            || (left._bigCount == right._bigCount
                && (left._bigCount.IsZero
                    || (left._start.Value!.Big == right._start.Value!.Big
                        && (left._bigCount.IsOne || left._step.Value!.Big == right._step.Value!.Big))));
        return PyBool.From(equal == (op == CompareOp.Eq));
    }

    [PySlot(nameof(PyType.TpHash))]
    private long Hash(ThreadState thread)
    {
        // Equal ranges have equal items: of an empty one only the length counts, of one item not the step.
        var start = _bigCount.IsZero ? (PyObject)PyNone.Instance : _start.Value!;
        var step = _bigCount.IsZero || _bigCount.IsOne ? (PyObject)PyNone.Instance : _step.Value!;
        return Op.Hash(thread, PyTuple.Create(thread, PyInt.From(_bigCount), start, step));
    }

    /// <remarks>Helper for pickle.</remarks>
    [PyMethod("__reduce__", Signature = "")]
    private PyObject Reduce(ThreadState thread) =>
        PyTuple.Create(thread, TypeObject, PyTuple.Create(thread, _start.Value!, _stop.Value!, _step.Value!));

    [PyGetter("start", Member = true)]
    private PyObject Start() => _start.Value!;

    [PyGetter("stop", Member = true)]
    private PyObject Stop() => _stop.Value!;

    [PyGetter("step", Member = true)]
    private PyObject Step() => _step.Value!;
}
