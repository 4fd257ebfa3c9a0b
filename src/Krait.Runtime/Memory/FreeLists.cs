using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Krait.Runtime;

/// <summary>Dead objects kept for reuse, last in first out. The array grows with its use, up to the capacity.</summary>
internal sealed class FreeList<T>(string name, int capacity) : IFreeList where T : PyObject
{
    private const int FirstSize = 16;

    private T[] _items = new T[Math.Min(capacity, FirstSize)];
    private int _count;

    public string Name { get; } = name;

    public int Count => _count;

    public int Capacity => capacity;

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
        o = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_items), count);
        _count = count;
        return true;
    }

    /// <summary>Keeps a dead object; false where the list is full.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPut(T o)
    {
        var count = _count;
        if (count == _items.Length && (count == capacity || !Grow()))
            return false;
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_items), count) = o;
        _count = count + 1;
        return true;
    }

    /// <summary>Lets go of everything: a full collection does so.</summary>
    public void Clear(Identities identities)
    {
        for (var i = 0; i < _count; i++)
            identities.GiveBack(_items[i]);
        Array.Clear(_items, 0, _count);
        _count = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Grow()
    {
        Array.Resize(ref _items, Math.Min(capacity, _items.Length * 4));
        return true;
    }
}

/// <summary>A free list, whatever it holds.</summary>
internal interface IFreeList
{
    /// <summary>The name of the type, as CPython's statistics show it.</summary>
    string Name { get; }

    /// <summary>The number of dead objects that wait for reuse.</summary>
    int Count { get; }

    /// <summary>The most that are kept.</summary>
    int Capacity { get; }

    void Clear(Identities identities);
}

/// <summary>The free lists of one interpreter, with the capacities that CPython has.</summary>
internal sealed class FreeLists
{
    /// <summary>Tuples with more items than this are not kept.</summary>
    public const int MaxTupleLength = 20;

    private const int TuplesPerLength = 2000;

    public readonly FreeList<PyInt> Ints = new("int", 100);
    public readonly FreeList<PyFloat> Floats = new("float", 100);
    public readonly FreeList<PyList> Lists = new("list", 80);
    public readonly FreeList<PyDict> Dicts = new("dict", 80);
    public readonly FreeList<PyMethod> Methods = new("method", 20);
    public readonly FreeList<PyNativeFunction> NativeFunctions = new("builtin_function_or_method", 16);

    // CPython's memory manager keeps these for it; in its statistics they have no place.
    public readonly FreeList<PyGenerator> Generators = new("generator", 80);
    public readonly FreeList<PyCoroutine> Coroutines = new("coroutine", 80);

    /// <summary>Tuples by length, those of one item first.</summary>
    public readonly FreeList<PyTuple>[] Tuples = MakeTuples();

    /// <summary>Those that reports show, in their order.</summary>
    public IEnumerable<IFreeList> All()
    {
        yield return Dicts;
        yield return Floats;
        yield return Ints;
        yield return Lists;
        yield return Methods;
        yield return NativeFunctions;
        foreach (var tuples in Tuples)
            yield return tuples;
    }

    /// <summary>Lets go of everything.</summary>
    public void Clear(Identities identities)
    {
        foreach (var list in All())
            list.Clear(identities);
        Generators.Clear(identities);
        Coroutines.Clear(identities);
    }

    private static FreeList<PyTuple>[] MakeTuples()
    {
        var lists = new FreeList<PyTuple>[MaxTupleLength];
        for (var i = 0; i < lists.Length; i++)
            lists[i] = new FreeList<PyTuple>($"{i + 1}-sized tuple", TuplesPerLength);
        return lists;
    }
}

/// <summary>What a tool sees of a free list.</summary>
/// <param name="Type">The Python type of the objects; tuples are listed by length.</param>
/// <param name="Count">The number of dead objects that wait for reuse.</param>
/// <param name="Capacity">The most that are kept.</param>
public readonly record struct FreeListInfo(string Type, int Count, int Capacity);

public sealed partial class Interpreter
{
    /// <summary>The free lists as they are now. Call it from the thread that runs the interpreter.</summary>
    public IReadOnlyList<FreeListInfo> FreeListInfo
    {
        get
        {
            var result = new List<FreeListInfo>();
            foreach (var list in FreeLists.All())
                result.Add(new FreeListInfo(list.Name, list.Count, list.Capacity));
            return result;
        }
    }

    /// <summary>Gives up the memory on the free lists.</summary>
    internal void ClearFreeLists() => FreeLists.Clear(Identities);
}
