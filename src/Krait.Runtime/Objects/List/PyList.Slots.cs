using System.Text;

namespace Krait.Runtime;

public partial class PyList
{
    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) =>
        type.Allocate!(thread, type);

    [PyInit(Signature = "(iterable=(), /)")]
    private void Init(ThreadState thread, PyObject? iterable = null)
    {
        ClearItems();
        if (iterable is not null)
            Extend(thread, iterable);
    }

    [PySlot(nameof(PyType.TpRepr))]
    private PyStr Repr(ThreadState thread)
    {
        if (_count == 0)
            return PyStr.FromBmp("[]");
        if (Op.ReprEnter(thread, this))
            return PyStr.FromBmp("[...]");
        try
        {
            var text = new StringBuilder("[");
            for (var i = 0; i < _count; i++)
            {
                using var held = new Held(thread, _items[i]!);
                if (i > 0)
                    text.Append(", ");
                text.Append(Op.ReprText(thread, _items[i]!));
            }
            return PyStr.From(text.Append(']').ToString());
        }
        finally
        {
            Op.ReprLeave(thread, this);
        }
    }

    [PySlot(nameof(PyType.SqLength))]
    [PySlot(nameof(PyType.MpLength))]
    private long Length() => _count;

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter(ThreadState thread) => PyListIterator.Create(thread, this);

    [PySlot(nameof(PyType.SqContains))]
    private bool Contains(ThreadState thread, PyObject value)
    {
        for (var i = 0; i < _count; i++)
        {
            if (ItemComparison.AreEqual(thread, _items[i]!, value))
                return true;
        }
        return false;
    }

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        if (self is not PyList left || other is not PyList right)
            return PyNotImplemented.Instance;
        if (left._count != right._count && op is CompareOp.Eq or CompareOp.Ne)
            return PyBool.From(op == CompareOp.Ne);
        var i = 0;
        while (i < left._count && i < right._count && ItemComparison.AreEqual(thread, left._items[i]!, right._items[i]!))
            i++;
        if (i >= left._count || i >= right._count)
            return Op.Ordered(left._count.CompareTo(right._count), op);
        if (op is CompareOp.Eq or CompareOp.Ne)
            return PyBool.From(op == CompareOp.Ne);
        using var heldLeft = new Held(thread, left._items[i]!);
        using var heldRight = new Held(thread, right._items[i]!);
        return Op.RichCompare(thread, left._items[i]!, right._items[i]!, op);
    }

    [PySlot(nameof(PyType.SqConcat))]
    internal PyObject Concat(ThreadState thread, PyObject other)
    {
        if (other is not PyList list)
            throw Errors.Type($"can only concatenate list (not \"{other.Type.Name}\") to list");
        var items = new PyObject[CheckedCount((long)_count + list._count)];
        Items.CopyTo(items);
        list.Items.CopyTo(items.AsSpan(_count));
        foreach (var item in items)
            Retain(item);
        return FromOwned(thread, items);
    }

    [PySlot(nameof(PyType.SqInplaceConcat))]
    private PyObject InplaceConcat(ThreadState thread, PyObject other)
    {
        Extend(thread, other);
        return this;
    }

    [PySlot(nameof(PyType.SqRepeat))]
    private PyObject Repeat(ThreadState thread, long count)
    {
        if (count <= 0 || _count == 0)
            return Create(thread);
        if (count > System.Array.MaxLength / _count)
            throw Errors.Memory();
        var items = new PyObject[_count * count];
        Sequences.FillRepeated(items, Items);
        return FromOwned(thread, items);
    }

    [PySlot(nameof(PyType.SqInplaceRepeat))]
    private PyObject InplaceRepeat(long count)
    {
        if (_count == 0 || count == 1)
            return this;
        if (count < 1)
        {
            ClearItems();
            return this;
        }
        if (count > System.Array.MaxLength / _count)
            throw Errors.Memory();
        var old = _count;
        Resize((int)(old * count));
        Sequences.FillRepeated(_items.AsSpan(0, _count)!, _items.AsSpan(0, old)!, old);
        return this;
    }

    [PySlot(nameof(PyType.SqItem))]
    private PyObject ItemAt(long index) =>
        (ulong)index < (ulong)_count ? _items[index]! : throw Errors.Index("list index out of range");

    [PySlot(nameof(PyType.SqAssItem))]
    private void SetItemAt(long index, PyObject? value)
    {
        if ((ulong)index >= (ulong)_count)
            throw Errors.Index("list assignment index out of range");
        if (value is null)
            ReplaceRange((int)index, (int)index + 1, default);
        else
            Set((int)index, value);
    }

    /// <summary>Return self[index].</summary>
    [PySlot(nameof(PyType.MpSubscript)), PyMethod("__getitem__")]
    private PyObject Subscript(ThreadState thread, PyObject index)
    {
        if (Op.TryAsIndex(thread, index, out var i))
            return ItemAt(Op.FromEnd(i, _count));
        if (index is not PySlice slice)
            throw Errors.Type($"list indices must be integers or slices, not {index.Type.Name}");
        slice.Unpack(thread, out var start, out var stop, out var step);
        var count = PySlice.AdjustIndices(_count, ref start, ref stop, step);
        return FromOwned(thread, Sequences.TakeSlice(Items, start, step, count));
    }

    [PySlot(nameof(PyType.MpAssSubscript))]
    private void SetSubscript(ThreadState thread, PyObject index, PyObject? value)
    {
        if (Op.TryAsIndex(thread, index, out var i))
        {
            SetItemAt(Op.FromEnd(i, _count), value);
            return;
        }
        if (index is not PySlice slice)
            throw Errors.Type($"list indices must be integers or slices, not {index.Type.Name}");
        slice.Unpack(thread, out var start, out var stop, out var step);
        if (step == 1)
            SetPlainSlice(thread, start, stop, value);
        else if (value is null)
            DeleteStrided(start, stop, step);
        else
            SetStrided(thread, start, stop, step, value);
    }

    private void SetPlainSlice(ThreadState thread, long start, long stop, PyObject? value)
    {
        PySlice.AdjustIndices(_count, ref start, ref stop, 1);
        ReadOnlySpan<PyObject> with = default;
        if (value is not null)
        {
            var sequence = Op.SequenceFast(thread, value, "must assign iterable to extended slice");
            with = ReferenceEquals(sequence, this) ? Items.ToArray() : Op.ItemsOf(sequence);
        }
        // Making the sequence may have changed this list. An empty slice is a place to insert at: its start.
        var low = (int)Math.Min(start, _count);
        var high = (int)Math.Clamp(stop, low, _count);
        ReplaceRange(low, high, with);
    }

    /// <summary>Puts other items, which must not lie in this list's array, where those from <paramref name="low"/> to <paramref name="high"/> are.</summary>
    private void ReplaceRange(int low, int high, ReadOnlySpan<PyObject> with)
    {
        var change = with.Length - (high - low);
        if (_count + (long)change == 0)
        {
            ClearItems();
            return;
        }
        foreach (var item in with)
            Retain(item);
        var replaced = low < high ? _items.AsSpan(low, high - low).ToArray() : [];
        var old = _count;
        if (change > 0)
        {
            Resize(CheckedCount((long)old + change));
            System.Array.Copy(_items, high, _items, high + change, old - high);
        }
        else if (change < 0)
        {
            System.Array.Copy(_items, high, _items, high + change, old - high);
            System.Array.Clear(_items, old + change, -change);
            Resize(old + change);
        }
        with.CopyTo(_items.AsSpan(low)!);
        for (var i = replaced.Length - 1; i >= 0; i--)
            Release(replaced[i]!);
    }

    private void DeleteStrided(long start, long stop, long step)
    {
        var count = PySlice.AdjustIndices(_count, ref start, ref stop, step);
        if (count <= 0)
            return;
        if (step < 0)
        {
            start += step * (count - 1);
            step = -step;
        }
        var deleted = new PyObject[count];
        var old = _count;
        var to = (int)start;
        var taken = 0;
        for (var from = (int)start; from < old; from++)
        {
            if (taken < count && from == start + taken * step)
                deleted[taken++] = _items[from]!;
            else
                _items[to++] = _items[from];
        }
        System.Array.Clear(_items, to, old - to);
        Resize(to);
        foreach (var item in deleted)
            Release(item);
    }

    private void SetStrided(ThreadState thread, long start, long stop, long step, PyObject value)
    {
        var sequence = ReferenceEquals(value, this) ? Create(thread, Items) : Op.SequenceFast(thread, value, "must assign iterable to extended slice");
        var count = PySlice.AdjustIndices(_count, ref start, ref stop, step);
        var items = Op.ItemsOf(sequence);
        if (items.Length != count)
            throw Errors.Value($"attempt to assign sequence of size {items.Length} to extended slice of size {count}");
        if (count == 0)
            return;
        var replaced = new PyObject[count];
        for (var i = 0; i < items.Length; i++)
        {
            ref var place = ref _items[start + i * step];
            replaced[i] = place!;
            Retain(items[i]);
            place = items[i];
        }
        foreach (var item in replaced)
            Release(item);
    }
}
