using Krait.Runtime;

namespace Krait.Modules.Arrays;

public partial class PyArray
{
    [PySlot(nameof(PyType.SqLength))]
    [PySlot(nameof(PyType.MpLength))]
    private long Length() => _count;

    [PySlot(nameof(PyType.SqItem))]
    private PyObject Item(ThreadState thread, long index) =>
        (ulong)index < (ulong)_count ? ItemAt(thread, index) : throw Errors.Index("array index out of range");

    [PySlot(nameof(PyType.MpSubscript))]
    private PyObject Subscript(ThreadState thread, PyObject key)
    {
        if (Op.TryAsIndex(thread, key, out var index))
            return Item(thread, Op.FromEnd(index, _count));
        if (key is not PySlice slice)
            throw Errors.Type("array indices must be integers");
        slice.Unpack(thread, out var start, out var stop, out var step);
        var count = (int)PySlice.AdjustIndices(_count, ref start, ref stop, step);
        if (count <= 0)
            return Create(thread, Kind, default);
        if (step == 1)
            return Create(thread, Kind, Bytes.Slice((int)start * Kind.Size, count * Kind.Size));
        var made = Create(thread, Kind, new byte[count * Kind.Size]);
        for (var i = 0; i < count; i++, start += step)
            ItemBytes(start).CopyTo(made.ItemBytes(i));
        return made;
    }

    [PySlot(nameof(PyType.SqAssItem))]
    private void SetItem(ThreadState thread, long index, PyObject? value)
    {
        if ((ulong)index >= (ulong)_count)
            throw Errors.Index("array assignment index out of range");
        if (value is null)
        {
            Splice((int)index, (int)index + 1, default);
            return;
        }
        var bits = Kind.Convert(thread, value);
        // The conversion may have shortened the array.
        if (index >= _count)
            throw Errors.Index("array assignment index out of range");
        Kind.Put(ItemBytes(index), bits);
    }

    [PySlot(nameof(PyType.MpAssSubscript))]
    private void SetSubscript(ThreadState thread, PyObject key, PyObject? value)
    {
        if (Op.TryAsIndex(thread, key, out var index))
        {
            SetItem(thread, Op.FromEnd(index, _count), value);
            return;
        }
        if (key is not PySlice slice)
            throw Errors.Type("array indices must be integers");
        slice.Unpack(thread, out var start, out var stop, out var step);
        var count = (int)PySlice.AdjustIndices(_count, ref start, ref stop, step);
        if (value is null)
        {
            DeleteSlice(start, step, count);
            return;
        }
        if (value is not PyArray other)
            throw Errors.Type($"can only assign array (not \"{value.Type.Name}\") to array slice");
        if (!ReferenceEquals(other.Kind, Kind))
            throw Errors.Type("bad argument type for built-in operation");
        SetSlice(start, step, count, ReferenceEquals(other, this) ? other.Bytes.ToArray() : other.Bytes);
    }

    private void SetSlice(long start, long step, int count, ReadOnlySpan<byte> items)
    {
        var given = items.Length / Kind.Size;
        if ((given == 0 || given != count) && _exports > 0)
            throw Errors.Buffer("cannot resize an array that is exporting buffers");
        if (step == 1)
        {
            Splice((int)start, (int)start + Math.Max(count, 0), items);
            return;
        }
        if (given == 0)
        {
            DeleteSlice(start, step, count);
            return;
        }
        if (given != count)
            throw Errors.Value($"attempt to assign array of size {given} to extended slice of size {count}");
        for (var i = 0; i < count; i++, start += step)
            items.Slice(i * Kind.Size, Kind.Size).CopyTo(ItemBytes(start));
    }

    private void DeleteSlice(long start, long step, int count)
    {
        if (_exports > 0)
            throw Errors.Buffer("cannot resize an array that is exporting buffers");
        if (count <= 0)
            return;
        if (step < 0)
        {
            start += step * (count - 1);
            step = -step;
        }
        if (step == 1)
        {
            Splice((int)start, (int)start + count, default);
            return;
        }
        var to = start;
        var next = start;
        var left = count;
        for (var from = start; from < _count; from++)
        {
            if (left > 0 && from == next)
            {
                next += step;
                left--;
                continue;
            }
            ItemBytes(from).CopyTo(ItemBytes(to++));
        }
        Resize(_count - count);
    }

    [PySlot(nameof(PyType.SqContains))]
    private bool Contains(ThreadState thread, PyObject value) => Find(thread, value, 0, long.MaxValue) >= 0;

    [PySlot(nameof(PyType.SqConcat))]
    private static PyObject Concat(ThreadState thread, PyObject self, PyObject other)
    {
        var left = (PyArray)self;
        if (other is not PyArray right)
            throw Errors.Type($"can only append array (not \"{other.Type.Name}\") to array");
        if (!ReferenceEquals(left.Kind, right.Kind))
            throw Errors.Type("bad argument type for built-in operation");
        return Create(thread, left.Kind, (ReadOnlySpan<byte>)[.. left.Bytes, .. right.Bytes]);
    }

    [PySlot(nameof(PyType.SqInplaceConcat))]
    private static PyObject InplaceConcat(ThreadState thread, PyObject self, PyObject other)
    {
        if (other is not PyArray)
            throw Errors.Type($"can only extend array with array (not \"{other.Type.Name}\")");
        ((PyArray)self).Extend(thread, other);
        return self;
    }

    private int RepeatedCount(long count)
    {
        if (_count == 0 || count <= 0)
            return 0;
        return count <= Array.MaxLength / (_count * (long)Kind.Size) ? (int)(_count * count) : throw Errors.Memory();
    }

    private static void FillRepeated(ReadOnlySpan<byte> unit, Span<byte> target)
    {
        for (var at = 0; at < target.Length; at += unit.Length)
            unit.CopyTo(target[at..]);
    }

    [PySlot(nameof(PyType.SqRepeat))]
    private PyObject Repeat(ThreadState thread, long count)
    {
        var bytes = new byte[RepeatedCount(count) * Kind.Size];
        FillRepeated(Bytes, bytes);
        return Create(thread, Kind, bytes);
    }

    [PySlot(nameof(PyType.SqInplaceRepeat))]
    private PyObject InplaceRepeat(long count)
    {
        if (_count == 0)
            return this;
        var unit = Bytes.ToArray();
        Resize(RepeatedCount(count));
        FillRepeated(unit, Bytes);
        return this;
    }

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter(ThreadState thread) => PyArrayIterator.Create(thread, this);

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread)
    {
        if (_count == 0)
            return $"{Type.ShortName}('{Kind.Code}')";
        var items = Kind.IsCharacter ? ToUnicode(thread) : ToList(thread);
        return $"{Type.ShortName}('{Kind.Code}', {Op.ReprText(thread, items)})";
    }

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        if (self is not PyArray left || other is not PyArray right)
            return PyNotImplemented.Instance;
        if (left._count != right._count && op is CompareOp.Eq or CompareOp.Ne)
            return PyBool.From(op == CompareOp.Ne);
        if (ReferenceEquals(left.Kind, right.Kind) && left.Kind.IsInteger && op is CompareOp.Eq or CompareOp.Ne)
            return PyBool.From(left.Bytes.SequenceEqual(right.Bytes) == (op == CompareOp.Eq));
        for (var i = 0; i < left._count && i < right._count; i++)
        {
            var (a, b) = (left.ItemAt(thread, i), right.ItemAt(thread, i));
            if (Op.AreEqual(thread, a, b))
                continue;
            return op switch
            {
                CompareOp.Eq => PyBool.False,
                CompareOp.Ne => PyBool.True,
                _ => Op.RichCompare(thread, a, b, op),
            };
        }
        return Op.Ordered(left._count.CompareTo(right._count), op);
    }
}

/// <summary>Walks over an array.</summary>
[PyType("arrayiterator", Module = "array", BasicSize = 40, NoInstantiation = true)]
public sealed partial class PyArrayIterator : PyIterator
{
    private Ref<PyArray> _array;
    private long _index;

    private PyArrayIterator() : base(TypeObject)
    {
    }

    internal static PyArrayIterator Create(ThreadState thread, PyArray array)
    {
        var made = thread.EnterNew(new PyArrayIterator());
        made._array.Value = array;
        return made;
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        if (_array.Value is not { } array)
            return null;
        if (_index < array.Count)
            return array.Kind.Get(thread, array.Bytes.Slice((int)_index++ * array.Kind.Size, array.Kind.Size));
        _array.Clear();
        return null;
    }

    /// <summary>Return state information for pickling.</summary>
    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread)
    {
        var iter = Op.Builtin(thread, Names.IterName);
        return _array.Value is { } array
            ? PyTuple.Create(thread, iter, PyTuple.Create(thread, (PyObject)array), PyInt.From(_index))
            : PyTuple.Create(thread, iter, PyTuple.Create(thread, (PyObject)PyTuple.Empty));
    }

    /// <summary>Set state information for unpickling.</summary>
    [PyMethod("__setstate__", Signature = "($self, state, /)")]
    private void SetState(ThreadState thread, PyObject state)
    {
        var index = Op.AsIndexLong(thread, state);
        if (_array.Value is { } array)
            _index = Math.Clamp(index, 0, array.Count);
    }
}
