using Krait.Runtime;

namespace Krait.Modules.Collections;

/// <summary>A list-like sequence optimized for data accesses near its endpoints.</summary>
[PyType("deque", Module = "collections", BaseType = true, BasicSize = 184, IsSequence = true, IsGeneric = true)]
[PyModuleType("_collections")]
public partial class PyDeque : PyContainer, IWeakReferenceable
{
    private PyObject?[] _ring = new PyObject?[8];
    private int _head;
    private int _count;
    private WeakReferenceList? _weakReferences;

    private protected PyDeque(PyType type) : base(type)
    {
    }

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    /// <summary>The largest number of items; -1 for no limit.</summary>
    internal long MaxLength { get; private set; } = -1;

    /// <summary>The number of items.</summary>
    internal int Count => _count;

    /// <summary>Changes with every change that an iterator must notice.</summary>
    internal int Version { get; private set; }

    internal PyObject this[int index] => _ring[(_head + index) & (_ring.Length - 1)]!;

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) => type.Allocate!(thread, type);

    [PyInit(Signature = "([iterable[, maxlen]])")]
    private void Init(ThreadState thread, [Keyword] PyObject? iterable = null, [Keyword][NoneAllowed] PyObject? maxlen = null)
    {
        MaxLength = -1;
        if (maxlen is not null)
        {
            if (maxlen is not PyInt)
                throw Errors.Type("an integer is required");
            MaxLength = Op.AsIndexLong(thread, maxlen);
            if (MaxLength < 0)
                throw Errors.Value("maxlen must be non-negative");
        }
        Clear();
        if (iterable is not null)
            Extend(thread, iterable);
    }

    private void Grow()
    {
        var ring = new PyObject?[_ring.Length * 2];
        for (var i = 0; i < _count; i++)
            ring[i] = this[i];
        _ring = ring;
        _head = 0;
    }

    /// <summary>Add an element to the right side of the deque.</summary>
    [PyMethod("append")]
    private void Append(PyObject item)
    {
        if (_count == _ring.Length)
            Grow();
        Retain(item);
        _ring[(_head + _count++) & (_ring.Length - 1)] = item;
        Version++;
        if (MaxLength >= 0 && _count > MaxLength)
            Release(TakeLeft());
    }

    /// <summary>Add an element to the left side of the deque.</summary>
    [PyMethod("appendleft")]
    private void AppendLeft(PyObject item)
    {
        if (_count == _ring.Length)
            Grow();
        Retain(item);
        _head = (_head - 1) & (_ring.Length - 1);
        _ring[_head] = item;
        _count++;
        Version++;
        if (MaxLength >= 0 && _count > MaxLength)
            Release(TakeRight());
    }

    private PyObject TakeLeft()
    {
        var item = _ring[_head]!;
        _ring[_head] = null;
        _head = (_head + 1) & (_ring.Length - 1);
        _count--;
        Version++;
        return item;
    }

    private PyObject TakeRight()
    {
        var place = (_head + --_count) & (_ring.Length - 1);
        var item = _ring[place]!;
        _ring[place] = null;
        Version++;
        return item;
    }

    /// <summary>Remove and return the rightmost element.</summary>
    [PyMethod("pop")]
    private PyObject Pop(ThreadState thread) => _count > 0 ? Float(thread, TakeRight()) : thread.Raise(Errors.Index("pop from an empty deque"));

    /// <summary>Remove and return the leftmost element.</summary>
    [PyMethod("popleft")]
    private PyObject PopLeft(ThreadState thread) => _count > 0 ? Float(thread, TakeLeft()) : thread.Raise(Errors.Index("pop from an empty deque"));

    /// <summary>Extend the right side of the deque with elements from the iterable.</summary>
    [PyMethod("extend")]
    private void Extend(ThreadState thread, PyObject iterable)
    {
        if (ReferenceEquals(iterable, this))
            iterable = Op.ListFrom(thread, this);
        foreach (var item in Op.Iterate(thread, iterable))
            Append(item);
    }

    /// <summary>Extend the left side of the deque with elements from the iterable.</summary>
    [PyMethod("extendleft")]
    private void ExtendLeft(ThreadState thread, PyObject iterable)
    {
        if (ReferenceEquals(iterable, this))
            iterable = Op.ListFrom(thread, this);
        foreach (var item in Op.Iterate(thread, iterable))
            AppendLeft(item);
    }

    /// <summary>Remove all elements from the deque.</summary>
    [PyMethod("clear")]
    private void Clear()
    {
        var ring = _ring;
        _ring = new PyObject?[8];
        _head = _count = 0;
        Version++;
        foreach (var item in ring)
            XRelease(item);
    }

    /// <summary>Return a shallow copy of a deque.</summary>
    [PyMethod("copy")]
    [PyMethod("__copy__")]
    private PyObject Copy(ThreadState thread)
    {
        if (ReferenceEquals(Type, TypeObject))
        {
            var copy = thread.EnterNew(new PyDeque(TypeObject));
            copy.MaxLength = MaxLength;
            for (var i = 0; i < _count; i++)
                copy.Append(this[i]);
            return copy;
        }
        return MaxLength < 0 ? Op.Call(thread, Type, this) : Op.Call(thread, Type, this, PyInt.From(MaxLength));
    }

    /// <summary>Rotate the deque n steps to the right.  If n is negative, rotates left.</summary>
    [PyMethod("rotate")]
    private void Rotate(long n = 1)
    {
        if (_count <= 1)
            return;
        var steps = (int)(((n % _count) + _count) % _count);
        for (; steps > 0; steps--)
        {
            var item = TakeRight();
            _head = (_head - 1) & (_ring.Length - 1);
            _ring[_head] = item;
            _count++;
        }
    }

    /// <summary>Reverse *IN PLACE*.</summary>
    [PyMethod("reverse")]
    private void Reverse()
    {
        for (int low = 0, high = _count - 1; low < high; low++, high--)
            (Place(low), Place(high)) = (Place(high), Place(low));
        Version++;
    }

    private ref PyObject? Place(int index) => ref _ring[(_head + index) & (_ring.Length - 1)];

    /// <summary>Return number of occurrences of value.</summary>
    [PyMethod("count")]
    private long CountOf(ThreadState thread, PyObject value)
    {
        long found = 0;
        var version = Version;
        for (var i = 0; i < _count; i++)
        {
            if (EqualAt(thread, i, value))
                found++;
            if (version != Version)
                throw Errors.Runtime("deque mutated during iteration");
        }
        return found;
    }

    private bool EqualAt(ThreadState thread, int index, PyObject value)
    {
        using var held = new Held(thread, this[index]);
        return Op.RichCompareBool(thread, this[index], value, CompareOp.Eq);
    }

    /// <summary>Return first index of value.</summary>
    [PyMethod("index")]
    private long Index(ThreadState thread, PyObject value, [SliceIndex] long start = 0, [SliceIndex][Default("sys.maxsize")] long stop = long.MaxValue)
    {
        start = Math.Clamp(Op.FromEnd(start, _count), 0, _count);
        stop = Math.Clamp(Op.FromEnd(stop, _count), 0, _count);
        var version = Version;
        for (var i = (int)start; i < stop; i++)
        {
            if (EqualAt(thread, i, value))
                return i;
            if (version != Version)
                throw Errors.Runtime("deque mutated during iteration");
        }
        throw Errors.Value($"{Op.ReprText(thread, value)} is not in deque");
    }

    /// <summary>Remove first occurrence of value.</summary>
    [PyMethod("remove")]
    private void Remove(ThreadState thread, PyObject value)
    {
        var version = Version;
        for (var i = 0; i < _count; i++)
        {
            var equal = EqualAt(thread, i, value);
            if (version != Version)
                throw Errors.Index("deque mutated during remove().");
            if (!equal)
                continue;
            Release(TakeAt(i));
            return;
        }
        throw Errors.Value("deque.remove(x): x not in deque");
    }

    private PyObject TakeAt(int index)
    {
        var item = this[index];
        for (var i = index; i < _count - 1; i++)
            Place(i) = Place(i + 1);
        Place(--_count) = null;
        Version++;
        return item;
    }

    /// <summary>Insert value before index.</summary>
    [PyMethod("insert")]
    private void Insert(long index, PyObject value)
    {
        if (MaxLength >= 0 && _count >= MaxLength)
            throw Errors.Index("deque already at its maximum size");
        var at = (int)Math.Clamp(Op.FromEnd(index, _count), 0, _count);
        Append(value);
        for (var i = _count - 1; i > at; i--)
            Place(i) = Place(i - 1);
        Place(at) = value;
    }

    /// <summary>maximum size of a deque or None if unbounded</summary>
    [PyGetter("maxlen")]
    private PyObject MaxLen() => MaxLength < 0 ? PyNone.Instance : PyInt.From(MaxLength);

    /// <summary>Return a reverse iterator over the deque.</summary>
    [PyMethod("__reversed__")]
    private PyObject Reversed(ThreadState thread) => PyDequeReverseIterator.Create(thread, this, 0);

    /// <summary>Return state information for pickling.</summary>
    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread)
    {
        var args = MaxLength < 0 ? PyTuple.Empty : PyTuple.Create(thread, PyTuple.Empty, PyInt.From(MaxLength));
        var state = Op.CallMethod(thread, this, "__getstate__");
        return PyTuple.Create(thread, Type, args, state, Op.GetIter(thread, this));
    }

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter(ThreadState thread) => PyDequeIterator.Create(thread, this, 0);

    [PySlot(nameof(PyType.SqLength))]
    private long Length() => _count;

    [PySlot(nameof(PyType.SqItem))]
    private PyObject ItemAt(long index) => (ulong)index < (ulong)_count ? this[(int)index] : throw Errors.Index("deque index out of range");

    [PySlot(nameof(PyType.SqAssItem))]
    private void SetItem(long index, PyObject? value)
    {
        if ((ulong)index >= (ulong)_count)
            throw Errors.Index("deque index out of range");
        if (value is null)
        {
            Release(TakeAt((int)index));
            return;
        }
        ref var place = ref Place((int)index);
        var old = place!;
        Retain(value);
        place = value;
        Release(old);
    }

    [PySlot(nameof(PyType.SqContains))]
    private bool Contains(ThreadState thread, PyObject value)
    {
        var version = Version;
        for (var i = 0; i < _count; i++)
        {
            if (EqualAt(thread, i, value))
                return true;
            if (version != Version)
                throw Errors.Runtime("deque mutated during iteration");
        }
        return false;
    }

    [PySlot(nameof(PyType.SqConcat))]
    private static PyObject Concat(ThreadState thread, PyObject self, PyObject other)
    {
        if (other is not PyDeque)
            throw Errors.Type($"can only concatenate deque (not \"{other.Type.Name}\") to deque");
        var copy = (PyDeque)((PyDeque)self).Copy(thread);
        copy.Extend(thread, other);
        return copy;
    }

    [PySlot(nameof(PyType.SqInplaceConcat))]
    private static PyObject InplaceConcat(ThreadState thread, PyObject self, PyObject other)
    {
        ((PyDeque)self).Extend(thread, other);
        return self;
    }

    [PySlot(nameof(PyType.SqRepeat))]
    private PyObject Repeat(ThreadState thread, long count)
    {
        var copy = (PyDeque)Copy(thread);
        copy.RepeatInPlace(thread, count);
        return copy;
    }

    [PySlot(nameof(PyType.SqInplaceRepeat))]
    private PyObject InplaceRepeat(ThreadState thread, long count)
    {
        RepeatInPlace(thread, count);
        return this;
    }

    private void RepeatInPlace(ThreadState thread, long count)
    {
        if (count <= 0)
        {
            Clear();
            return;
        }
        var items = Op.ListFrom(thread, this).Items.ToArray();
        for (long i = 1; i < count; i++)
        {
            foreach (var item in items)
                Append(item);
        }
    }

    [PySlot(nameof(PyType.NbBool))]
    private bool IsTrue() => _count > 0;

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject Compare(ThreadState thread, PyObject self, PyObject other, CompareOp op) =>
        self is PyDeque && other is PyDeque
            ? Op.RichCompare(thread, Op.ListFrom(thread, self), Op.ListFrom(thread, other), op)
            : PyNotImplemented.Instance;

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread)
    {
        if (Op.ReprEnter(thread, this))
            return "[...]";
        try
        {
            var items = Op.ReprText(thread, Op.ListFrom(thread, this));
            return MaxLength < 0 ? $"{Type.ShortName}({items})" : $"{Type.ShortName}({items}, maxlen={MaxLength})";
        }
        finally
        {
            Op.ReprLeave(thread, this);
        }
    }

    internal override void Traverse(Visitor visitor) => visitor.Visit(_ring, _ring.Length);

    internal override void ClearReferences() => Clear();
}
