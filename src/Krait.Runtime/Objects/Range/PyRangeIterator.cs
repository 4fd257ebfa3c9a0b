using System.Numerics;
using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <remarks>The iterator of a range whose numbers fit a <c>long</c>.</remarks>
[PyType("range_iterator", BasicSize = 40, NoInstantiation = true)]
public sealed partial class PyRangeIterator : PyObject
{
    private long _next;
    private readonly long _step;
    private long _left;

    private PyRangeIterator(long start, long step, long count) : base(TypeObject)
    {
        _next = start;
        _step = step;
        _left = count;
    }

    /// <summary>An iterator, floating.</summary>
    public static PyRangeIterator Create(ThreadState thread, long start, long step, long count) => new(start, step, count);

    /// <summary>The next number; null at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PyInt? Next() => TryNext(out var value) ? PyInt.From(value) : null;

    /// <summary>As <see cref="Next()"/>, with an int from the thread's free list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal PyInt? Next(ThreadState thread) => TryNext(out var value) ? PyInt.Make(thread, value) : null;

    /// <summary>The next number; false at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryNext(out long value)
    {
        value = _next;
        if (_left <= 0)
            return false;
        _left--;
        _next = unchecked(value + _step);
        return true;
    }

    /// <summary>How many numbers come.</summary>
    internal long Left => _left;

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter() => this;

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? IterNext(ThreadState thread) => Next(thread);

    /// <summary>Private method returning an estimate of len(list(it)).</summary>
    [PyMethod("__length_hint__", Signature = "")]
    private long LengthHint() => _left;

    /// <summary>Return state information for pickling.</summary>
    [PyMethod("__reduce__", Signature = "")]
    private PyObject Reduce(ThreadState thread)
    {
        var range = PyRange.Create(thread, PyInt.From(_next), PyInt.From((BigInteger)_next + (BigInteger)_left * _step), PyInt.From(_step));
        return PyTuple.Create(thread, Op.Builtin(thread, Names.IterName), PyTuple.Create(thread, range), PyNone.Instance);
    }

    /// <summary>Set state information for unpickling.</summary>
    [PyMethod("__setstate__", Signature = "")]
    private void SetState(PyObject state)
    {
        var index = Math.Clamp(Op.AsSsize(state), 0, _left);
        _next = unchecked(_next + index * _step);
        _left -= index;
    }
}

/// <remarks>The iterator of a range of numbers of any size.</remarks>
[PyType("longrange_iterator", BasicSize = 40, NoInstantiation = true)]
public sealed partial class PyLongRangeIterator : PyObject
{
    private BigInteger _next;
    private readonly BigInteger _step;
    private BigInteger _left;

    private PyLongRangeIterator(BigInteger start, BigInteger step, BigInteger count) : base(TypeObject)
    {
        _next = start;
        _step = step;
        _left = count;
    }

    /// <summary>An iterator, floating.</summary>
    public static PyLongRangeIterator Create(ThreadState thread, BigInteger start, BigInteger step, BigInteger count) => new(start, step, count);

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter() => this;

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? IterNext()
    {
        if (_left.Sign <= 0)
            return null;
        var value = PyInt.From(_next);
        _next += _step;
        _left -= 1;
        return value;
    }

    /// <summary>Private method returning an estimate of len(list(it)).</summary>
    [PyMethod("__length_hint__", Signature = "")]
    private PyObject LengthHint() => PyInt.From(_left);

    /// <summary>Return state information for pickling.</summary>
    [PyMethod("__reduce__", Signature = "")]
    private PyObject Reduce(ThreadState thread)
    {
        var range = PyRange.Create(thread, PyInt.From(_next), PyInt.From(_next + _left * _step), PyInt.From(_step));
        return PyTuple.Create(thread, Op.Builtin(thread, Names.IterName), PyTuple.Create(thread, range), PyNone.Instance);
    }

    /// <summary>Set state information for unpickling.</summary>
    [PyMethod("__setstate__", Signature = "")]
    private void SetState(ThreadState thread, PyObject state)
    {
        if (state is not PyInt number)
            throw Errors.Type($"state must be an int, not {state.Type.Name}");
        var index = BigInteger.Clamp(number.Big, BigInteger.Zero, _left);
        _next += index * _step;
        _left -= index;
    }
}
