using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Krait.Runtime;

/// <summary>
/// Built-in mutable sequence.
///
/// If no argument is given, the constructor creates a new empty list.
/// The argument must be an iterable if specified.
/// </summary>
[PyType("list", BaseType = true, BasicSize = 40, IsSequence = true, MatchSelf = true, IsGeneric = true)]
public partial class PyList : PyContainer
{
    private PyObject?[] _items = [];

    private const int LargeCapacity = 1000;

    private const int LargestReservation = 1 << 20;

    private int _count;

    private protected PyList(PyType type) : base(type)
    {
    }

    /// <summary>The number of items.</summary>
    public int Count => _count;

    /// <summary>The number of items that fit before the array grows: what <c>sys.getsizeof</c> shows.</summary>
    public int Capacity { get; private set; }

    /// <summary>The items; valid until the list next changes.</summary>
    public ReadOnlySpan<PyObject> Items => MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(_items)!, _count)!;

    public PyObject this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _items[index]!;
    }

    /// <summary>A list of copies of the references, floating.</summary>
    public static PyList Create(ThreadState thread, params ReadOnlySpan<PyObject> items)
    {
        var list = NewEmpty(thread);
        if (items.Length > 0)
        {
            list._items = items.ToArray();
            list._count = list.Capacity = items.Length;
            foreach (var item in items)
                Retain(item);
        }
        return thread.EnterNew(list);
    }

    /// <summary>Append object to the end of the list.</summary>
    [PyMethod("append")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(PyObject item)
    {
        var count = _count;
        if (count >= Capacity)
            Resize(count + 1);
        else
            _count = count + 1;
        Retain(item);
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_items), count) = item;
    }

    /// <summary>Adds an item whose reference is handed over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AppendOwned(PyObject item)
    {
        var count = _count;
        if (count >= Capacity)
            Resize(count + 1);
        else
            _count = count + 1;
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_items), count) = item;
    }

    /// <summary>A list that takes over operands with their references; it is counted once, for the stack.</summary>
    internal static PyList TakeFromStack(ThreadState thread, ref PyObject? first, int count)
    {
        var list = NewEmpty(thread);
        if (count > 0)
        {
            list._items = MemoryMarshal.CreateReadOnlySpan(ref first, count).ToArray();
            list._count = list.Capacity = count;
        }
        list.RefCount = 1;
        thread.Interpreter.Collector.Track(thread, list);
        return list;
    }

    /// <summary>
    /// The empty list that a comprehension fills which appends an item for each one of an iterator; it is counted once, for the stack. Where the iterator's
    /// length is known there is room for all: that is no capacity, which <c>sys.getsizeof</c> would show.
    /// </summary>
    internal static PyList ForItemsOf(ThreadState thread, PyObject iterator)
    {
        var list = NewEmpty(thread);
        var left = iterator.GetType() == typeof(PyListIterator) ? Unsafe.As<PyListIterator>(iterator).Left
            : iterator.GetType() == typeof(PyRangeIterator) ? Unsafe.As<PyRangeIterator>(iterator).Left
            : 0;
        if (left is > 0 and <= LargestReservation)
            list._items = new PyObject?[left];
        list.RefCount = 1;
        thread.Interpreter.Collector.Track(thread, list);
        return list;
    }

    /// <summary>A list of the items of a constant; it is counted once, for the stack.</summary>
    internal static PyList FromConstant(ThreadState thread, PyTuple items)
    {
        var list = NewEmpty(thread);
        list.ExtendWithItems(items);
        list.RefCount = 1;
        thread.Interpreter.Collector.Track(thread, list);
        return list;
    }

    /// <summary>Replaces an item.</summary>
    public void Set(int index, PyObject item)
    {
        ref var place = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_items), (nint)(uint)index);
        var old = place!;
        Retain(item);
        place = item;
        Release(old);
    }

    private static PyList NewEmpty(ThreadState thread)
    {
        if (thread.FreeLists.Lists.TryTake(out var recycled))
            return recycled;
        return new PyList(TypeObject);
    }

    /// <summary>
    /// Sets the number of items, growing and shrinking the array as CPython does: by an eighth and a little. Places given up must be empty.
    /// </summary>
    private void Resize(int count)
    {
        if (Capacity >= count && count >= Capacity >> 1)
        {
            _count = count;
            return;
        }
        var capacity = (long)(((ulong)count + ((ulong)count >> 3) + 6) & ~3ul);
        if (count - _count > capacity - count)
            capacity = ((long)count + 3) & ~3L;
        if (count == 0)
            capacity = 0;
        SetCapacity(capacity);
        _count = count;
    }

    /// <summary>Makes room in an empty list as a constructor does: an even number of places.</summary>
    private void ReserveExactly(long count) => SetCapacity((count + 1) & ~1L);

    private void SetCapacity(long capacity)
    {
        if (capacity > System.Array.MaxLength)
            throw Errors.Memory();
        // Copying large arrays costs more than it does in CPython, where the system moves pages: they grow ahead of what sys.getsizeof shows.
        if (capacity == 0)
            _items = [];
        else if (capacity > _items.Length)
            System.Array.Resize(ref _items, (int)(capacity > LargeCapacity && _count > 0 ? Math.Min(capacity + capacity / 2, System.Array.MaxLength) : capacity));
        else if (capacity < Capacity && capacity < _items.Length / 2)
            System.Array.Resize(ref _items, (int)capacity);
        Capacity = (int)capacity;
    }

    /// <summary>The sum of two lengths; MemoryError where no list can have it.</summary>
    private static int CheckedCount(long count) => count <= System.Array.MaxLength ? (int)count : throw Errors.Memory();

    /// <summary>An exact list with its array; the references in it are counted already.</summary>
    private static PyList FromOwned(ThreadState thread, PyObject[] items)
    {
        var list = NewEmpty(thread);
        if (items.Length > 0)
        {
            list._items = items;
            list._count = list.Capacity = items.Length;
        }
        return thread.EnterNew(list);
    }

    internal override void Traverse(Visitor visitor) => visitor.Visit(_items, _count);

    // An instance of a Python class clears its attributes too.
    internal override void ClearReferences() => ClearItems();

    /// <summary>Removes all items, the last one first.</summary>
    private void ClearItems()
    {
        // A list that is being sorted has no items of its own: clearing it is no change.
        if (_items.Length == 0)
            return;
        var items = _items;
        var count = _count;
        _items = [];
        _count = Capacity = 0;
        ThreadState? thread = null;
        for (var i = count - 1; i >= 0; i--)
        {
            if (items[i] is not { } item)
                continue;
            var references = item.RefCount;
            if (references > 1)
                item.RefCount = references - 1;
            else if (references == 1)
                Deallocator.LastReferenceDropped(thread ??= ThreadState.Current, item);
        }
    }

    internal override long SizeOf(ThreadState thread) => Type.BasicSize + (long)Math.Max(Capacity, 0) * 8;

    internal override bool Recycle(ThreadState thread)
    {
        if (GetType() != typeof(PyList))
            return false;
        Capacity = 0;
        return thread.FreeLists.Lists.TryPut(this);
    }
}
