using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Krait.Runtime;

/// <summary>
/// Built-in immutable sequence.
///
/// If no argument is given, the constructor returns an empty tuple.
/// If iterable is specified the tuple is initialized from iterable's items.
///
/// If the argument is a tuple, the return value is the same object.
/// </summary>
[PyType("tuple", BaseType = true, BasicSize = 32, ItemSize = 8, IsSequence = true, MatchSelf = true, IsGeneric = true)]
public partial class PyTuple : PyContainer
{
    /// <summary>The empty tuple.</summary>
    public static readonly PyTuple Empty = new(TypeObject) { RefCount = Immortal };

    /// <summary>No hash is -1.</summary>
    private const long NoHash = -1;

    private PyObject[] _items = [];
    private long _hash = NoHash;

    private protected PyTuple(PyType type) : base(type)
    {
    }

    /// <summary>The number of items.</summary>
    public int Count => _items.Length;

    /// <summary>The items; never change them.</summary>
    public ReadOnlySpan<PyObject> Items => _items;

    public PyObject this[int index] => _items[index];

    /// <summary>A tuple of copies of the references, floating.</summary>
    public static PyTuple Create(ThreadState thread, params ReadOnlySpan<PyObject> items)
    {
        if (items.Length == 0)
            return Empty;
        var tuple = NewWithRoom(thread, items.Length);
        // By reference: storing into an array of objects checks each one's type.
        ref var place = ref MemoryMarshal.GetArrayDataReference(tuple._items);
        var mayBeInCycle = false;
        for (var i = 0; i < items.Length; i++)
        {
            var item = items[i];
            Retain(item);
            Unsafe.Add(ref place, i) = item;
            mayBeInCycle |= Collector.MayBeTracked(item);
        }
        return mayBeInCycle ? thread.EnterNew(tuple) : thread.EnterNewUntracked(tuple);
    }

    /// <inheritdoc cref="Create(ThreadState, ReadOnlySpan{PyObject})"/>
    public static PyTuple Create(ThreadState thread, PyObject a, PyObject b)
    {
        var places = default(ArgumentPlaces2);
        return Create(thread, places.Fill(a, b));
    }

    /// <inheritdoc cref="Create(ThreadState, ReadOnlySpan{PyObject})"/>
    public static PyTuple Create(ThreadState thread, PyObject a, PyObject b, PyObject c)
    {
        var places = default(ArgumentPlaces4);
        return Create(thread, places.Fill(a, b, c));
    }

    /// <inheritdoc cref="Create(ThreadState, ReadOnlySpan{PyObject})"/>
    public static PyTuple Create(ThreadState thread, PyObject a, PyObject b, PyObject c, PyObject d)
    {
        var places = default(ArgumentPlaces4);
        return Create(thread, places.Fill(a, b, c, d));
    }

    /// <summary>A tuple that takes over an array of references, which it retains. The caller must not use the array any more.</summary>
    public static PyTuple FromArray(ThreadState thread, PyObject[] items)
    {
        if (items.Length == 0)
            return Empty;
        foreach (var item in items)
            Retain(item);
        return Enter(thread, new PyTuple(TypeObject) { _items = items });
    }

    /// <summary>A tuple that takes over an array of references that are counted already.</summary>
    internal static PyTuple FromOwned(ThreadState thread, PyObject[] items) =>
        items.Length == 0 ? Empty : Enter(thread, new PyTuple(TypeObject) { _items = items });

    /// <summary>The same for an array whose items are still to be filled in: the collector knows the tuple, whatever comes.</summary>
    internal static PyTuple FromGrowing(ThreadState thread, PyObject[] items) => thread.EnterNew(new PyTuple(TypeObject) { _items = items });

    /// <summary>A tuple that takes over operands with their references; it is counted once, for the stack.</summary>
    internal static PyTuple TakeFromStack(ThreadState thread, ref PyObject? first, int count)
    {
        if (count == 0)
            return Empty;
        var tuple = NewWithRoom(thread, count);
        MemoryMarshal.CreateReadOnlySpan(ref first!, count).CopyTo(tuple._items);
        tuple.RefCount = 1;
        if (Collector.MayBeInCycle(tuple))
            thread.Interpreter.Collector.Track(thread, tuple);
        return tuple;
    }

    /// <summary>A complete new tuple floats; of what cannot refer back to it the collector need not know.</summary>
    private static PyTuple Enter(ThreadState thread, PyTuple tuple) =>
        Collector.MayBeInCycle(tuple) ? thread.EnterNew(tuple) : thread.EnterNewUntracked(tuple);

    /// <summary>The raw array, for the interpreter.</summary>
    internal PyObject[] Array => _items;

    /// <summary>Fills a new instance of a subclass.</summary>
    internal void Initialize(PyObject[] items)
    {
        foreach (var item in items)
            Retain(item);
        _items = items;
    }

    private static PyTuple NewWithRoom(ThreadState thread, int count)
    {
        if (count <= FreeLists.MaxTupleLength && thread.FreeLists.Tuples[count - 1].TryTake(out var recycled))
            return recycled;
        return new PyTuple(TypeObject) { _items = new PyObject[count] };
    }

    internal override long SizeOf(ThreadState thread) => Type.BasicSize + (long)_items.Length * 8;

    internal override void Traverse(Visitor visitor) => visitor.Visit(_items, _items.Length);

    internal override void ClearReferences()
    {
        var items = _items;
        // At deallocation the array stays, for the free list.
        if ((Flags & ObjectFlags.Deallocating) == 0 || GetType() != typeof(PyTuple))
            _items = [];
        ref var place = ref MemoryMarshal.GetArrayDataReference(items);
        for (var i = items.Length - 1; i >= 0; i--)
        {
            if (Unsafe.Add(ref place, i) is not { } item)
                continue;
            Unsafe.Add(ref place, i) = null!;
            Release(item);
        }
    }

    internal override bool Recycle(ThreadState thread)
    {
        var count = _items.Length;
        if (count is 0 or > FreeLists.MaxTupleLength || GetType() != typeof(PyTuple))
            return false;
        _hash = NoHash;
        return thread.FreeLists.Tuples[count - 1].TryPut(this);
    }
}
