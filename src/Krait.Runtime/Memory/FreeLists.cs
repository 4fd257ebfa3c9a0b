using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary>Dead objects kept for reuse, last in first out, with the capacities that CPython has.</summary>
internal sealed class FreeList<T>(string name, int capacity) where T : PyObject
{
    private readonly T[] _items = new T[capacity];
    private int _count;

    public string Name { get; } = name;

    public int Count => _count;

    public int Capacity => _items.Length;

    /// <summary>The most recently freed object.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake([NotNullWhen(true)] out T? o)
    {
        var count = _count - 1;
        if (count < 0)
        {
            o = null;
            return false;
        }
        o = Unsafe.Add(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_items), count);
        _count = count;
        return true;
    }

    /// <summary>Keeps a dead object; false where the list is full.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPut(T o)
    {
        var count = _count;
        if (count == _items.Length)
            return false;
        Unsafe.Add(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_items), count) = o;
        _count = count + 1;
        return true;
    }

    /// <summary>Lets go of everything: a full collection does so.</summary>
    public void Clear()
    {
        Array.Clear(_items, 0, _count);
        _count = 0;
    }
}

/// <summary>The free lists of one interpreter.</summary>
internal sealed class FreeLists
{
    /// <summary>Tuples with more items than this are not kept.</summary>
    public const int MaxTupleLength = 20;

    private const int TuplesPerLength = 2000;

    public readonly FreeList<PyInt> Ints = new("int", 100);
    public readonly FreeList<PyFloat> Floats = new("float", 100);
    public readonly FreeList<PyList> Lists = new("list", 80);
    public readonly FreeList<PyDict> Dicts = new("dict", 80);

    /// <summary>Tuples by length, those of one item first.</summary>
    public readonly FreeList<PyTuple>[] Tuples =
        [.. Enumerable.Range(1, MaxTupleLength).Select(length => new FreeList<PyTuple>($"{length}-sized PyTupleObject", TuplesPerLength))];
}
