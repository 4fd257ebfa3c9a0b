using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Krait.Runtime;

namespace Krait.Modules.Pickling;

/// <summary>The stack of the pickle machine, with its marks. Its places count references.</summary>
internal sealed class PickleStack(ThreadState thread)
{
    private PyObject?[] _items = new PyObject?[16];
    private int[] _marks = new int[8];
    private int _markCount;

    /// <summary>What lies below belongs to what is before the last mark.</summary>
    private int _fence;

    public int Count { get; private set; }

    public void Traverse(Visitor visitor) => visitor.Visit(_items, Count);

    public void Clear()
    {
        _markCount = _fence = 0;
        while (Count > 0)
        {
            var item = _items[--Count]!;
            _items[Count] = null;
            PyObject.Float(thread, item);
        }
    }

    private PythonException Underflow() =>
        PickleState.Unpickling(thread, _markCount > 0 ? "unexpected MARK found" : "unpickling stack underflow");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(PyObject item)
    {
        var count = Count;
        if (count == _items.Length)
            Array.Resize(ref _items, count * 2);
        PyObject.Retain(item);
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_items), count) = item;
        Count = count + 1;
    }

    /// <summary>Takes the top off; it floats.</summary>
    public PyObject Pop()
    {
        CheckAbove(1);
        var item = _items[--Count]!;
        _items[Count] = null;
        return PyObject.Float(thread, item);
    }

    /// <summary>True where an item is above the last mark.</summary>
    public bool HasTop => Count > _fence;

    /// <summary>The top.</summary>
    public PyObject Top
    {
        get
        {
            CheckAbove(1);
            return _items[Count - 1]!;
        }
    }

    public PyObject this[int index] => _items[index]!;

    /// <summary>The items from a place on; valid until the stack next changes.</summary>
    public ReadOnlySpan<PyObject> From(int start) => _items.AsSpan(start, Count - start)!;

    /// <summary>Throws where fewer items are above the last mark.</summary>
    public void CheckAbove(int count)
    {
        if (Count - count < _fence)
            throw Underflow();
    }

    /// <summary>Throws where the place is not above the last mark.</summary>
    public void CheckPlace(int place)
    {
        if (place > Count || place <= _fence)
            throw Underflow();
    }

    public void Mark()
    {
        if (_markCount == _marks.Length)
            Array.Resize(ref _marks, _markCount * 2);
        _marks[_markCount++] = _fence = Count;
    }

    /// <summary>Takes the last mark away; the place where it was.</summary>
    public int PopMark()
    {
        if (_markCount < 1)
            throw PickleState.Unpickling(thread, "could not find MARK");
        var place = _marks[--_markCount];
        _fence = _markCount > 0 ? _marks[_markCount - 1] : 0;
        return place;
    }

    /// <summary>Drops the top: an item, or a mark where that is on top.</summary>
    public void Drop()
    {
        if (_markCount > 0 && _marks[_markCount - 1] == Count)
            PopMark();
        else
            Pop();
    }

    /// <summary>Drops the items from a place on.</summary>
    public void CutTo(int place)
    {
        while (Count > place)
        {
            var item = _items[--Count]!;
            _items[Count] = null;
            PyObject.Float(thread, item);
        }
    }

    /// <summary>Takes the items from a place on as a tuple.</summary>
    public PyTuple PopTuple(int start)
    {
        var items = From(start).ToArray();
        Array.Clear(_items, start, items.Length);
        Count = start;
        return PyTuple.FromOwned(thread, items);
    }

    /// <summary>Makes the items from a place on one tuple.</summary>
    public void MakeTuple(int start)
    {
        if (Count == start)
        {
            Push(PyTuple.Empty);
            return;
        }
        var tuple = PyTuple.TakeFromStack(thread, ref _items[start], Count - start);
        Array.Clear(_items, start, Count - start);
        _items[start] = tuple;
        Count = start + 1;
    }

    /// <summary>Takes the items from a place on as a list.</summary>
    public PyList PopList(int start)
    {
        var list = PyList.Create(thread);
        MoveTo(list, start);
        return list;
    }

    /// <summary>Moves the items from a place on to the end of a list.</summary>
    public void MoveTo(PyList list, int start)
    {
        foreach (var item in From(start))
            list.AppendOwned(item);
        Array.Clear(_items, start, Count - start);
        Count = start;
    }
}
