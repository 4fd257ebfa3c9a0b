using System.Text;
using Krait.Runtime.Numerics;

namespace Krait.Runtime;

public partial class PyTuple
{
    [PyNew(Signature = "(iterable=(), /)")]
    private static PyObject New(ThreadState thread, PyType type, PyObject? iterable = null)
    {
        if (ReferenceEquals(type, TypeObject))
            return iterable is null ? Empty : Op.TupleFrom(thread, iterable);
        var items = iterable is null ? Empty : Op.TupleFrom(thread, iterable);
        var made = (PyTuple)type.Allocate!(thread, type);
        made.Initialize(items._items.AsSpan().ToArray());
        return made;
    }

    [PySlot(nameof(PyType.TpRepr))]
    private PyStr Repr(ThreadState thread)
    {
        var items = _items;
        if (items.Length == 0)
            return PyStr.FromBmp("()");
        if (Op.ReprEnter(thread, this))
            return PyStr.FromBmp("(...)");
        try
        {
            var text = new StringBuilder("(");
            for (var i = 0; i < items.Length; i++)
            {
                if (i > 0)
                    text.Append(", ");
                text.Append(Op.ReprText(thread, items[i]));
            }
            return PyStr.From(text.Append(items.Length == 1 ? ",)" : ")").ToString());
        }
        finally
        {
            Op.ReprLeave(thread, this);
        }
    }

    [PySlot(nameof(PyType.TpHash))]
    private long Hash(ThreadState thread)
    {
        if (_hash != NoHash)
            return _hash;
        var hash = HashFunctions.TupleStart;
        foreach (var item in _items)
            hash = HashFunctions.TupleStep(hash, PyDict.RawHashOf(thread, item));
        return _hash = HashFunctions.TupleFinish(hash, _items.Length);
    }

    [PySlot(nameof(PyType.SqLength))]
    [PySlot(nameof(PyType.MpLength))]
    private long Length() => _items.Length;

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter(ThreadState thread) => PyTupleIterator.Create(thread, this);

    [PySlot(nameof(PyType.SqContains))]
    private bool Contains(ThreadState thread, PyObject value)
    {
        foreach (var item in _items)
        {
            if (ItemComparison.AreEqual(thread, item, value))
                return true;
        }
        return false;
    }

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        if (self is not PyTuple left || other is not PyTuple right)
            return PyNotImplemented.Instance;
        var a = left._items;
        var b = right._items;
        var i = 0;
        while (i < a.Length && i < b.Length && ItemComparison.AreEqual(thread, a[i], b[i]))
            i++;
        if (i >= a.Length || i >= b.Length)
            return Op.Ordered(a.Length.CompareTo(b.Length), op);
        if (op is CompareOp.Eq or CompareOp.Ne)
            return PyBool.From(op == CompareOp.Ne);
        return Op.RichCompare(thread, a[i], b[i], op);
    }

    [PySlot(nameof(PyType.SqConcat))]
    private PyObject Concat(ThreadState thread, PyObject other)
    {
        if (_items.Length == 0 && other.GetType() == typeof(PyTuple))
            return other;
        if (other is not PyTuple tuple)
            throw Errors.Type($"can only concatenate tuple (not \"{other.Type.Name}\") to tuple");
        if (tuple.Count == 0 && GetType() == typeof(PyTuple))
            return this;
        if ((long)_items.Length + tuple._items.Length > System.Array.MaxLength)
            throw Errors.Memory();
        var items = new PyObject[_items.Length + tuple._items.Length];
        _items.CopyTo(items, 0);
        tuple._items.CopyTo(items, _items.Length);
        return FromArray(thread, items);
    }

    [PySlot(nameof(PyType.SqRepeat))]
    private PyObject Repeat(ThreadState thread, long count)
    {
        if ((_items.Length == 0 || count == 1) && GetType() == typeof(PyTuple))
            return this;
        if (_items.Length == 0 || count <= 0)
            return Empty;
        if (count > System.Array.MaxLength / _items.Length)
            throw Errors.Memory();
        var items = new PyObject[_items.Length * count];
        Sequences.FillRepeated(items, _items);
        return FromOwned(thread, items);
    }

    [PySlot(nameof(PyType.SqItem))]
    private PyObject ItemAt(long index) =>
        (ulong)index < (ulong)_items.Length ? _items[index] : throw Errors.Index("tuple index out of range");

    [PySlot(nameof(PyType.MpSubscript))]
    private PyObject Subscript(ThreadState thread, PyObject index)
    {
        if (Op.TryAsIndex(thread, index, out var i))
            return ItemAt(Op.FromEnd(i, _items.Length));
        if (index is not PySlice slice)
            throw Errors.Type($"tuple indices must be integers or slices, not {index.Type.Name}");
        var count = slice.Indices(thread, _items.Length, out var start, out _, out var step);
        if (start == 0 && step == 1 && count == _items.Length && GetType() == typeof(PyTuple))
            return this;
        return FromOwned(thread, Sequences.TakeSlice(_items, start, step, count));
    }

    /// <summary>
    /// Return first index of value.
    ///
    /// Raises ValueError if the value is not present.
    /// </summary>
    [PyMethod("index")]
    private PyObject Index(ThreadState thread, PyObject value, [SliceIndex] long start = 0, [SliceIndex] long stop = long.MaxValue)
    {
        var items = _items;
        if (start < 0)
            start = Math.Max(start + items.Length, 0);
        if (stop < 0)
            stop += items.Length;
        stop = Math.Min(stop, items.Length);
        for (var i = start; i < stop; i++)
        {
            if (ItemComparison.AreEqual(thread, items[i], value))
                return PyInt.From(i);
        }
        return thread.Raise(Errors.Value("tuple.index(x): x not in tuple"));
    }

    /// <summary>Return number of occurrences of value.</summary>
    [PyMethod("count")]
    private long CountOf(ThreadState thread, PyObject value)
    {
        var found = 0L;
        foreach (var item in _items)
        {
            if (ItemComparison.AreEqual(thread, item, value))
                found++;
        }
        return found;
    }

    [PyMethod("__getnewargs__")]
    private PyObject GetNewArgs(ThreadState thread) => Create(thread, (PyObject)Create(thread, _items));
}
