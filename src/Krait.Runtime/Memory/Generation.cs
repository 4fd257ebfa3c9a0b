using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Krait.Runtime;

/// <summary>
/// The containers of one generation in order of creation. Each object knows its place; the place of an object that died is a hole until
/// the array is next compacted, so that tracking costs one store and untracking two.
/// </summary>
internal sealed class Generation(int number, int capacity)
{
    private readonly ObjectFlags _bits = (ObjectFlags)(number << Collector.GenerationShift);

    /// <summary>The objects, with holes, in the first <see cref="Used"/> places.</summary>
    internal PyObject?[] Items = new PyObject?[capacity];

    internal int Used;

    internal int Holes;

    /// <summary>The number of objects.</summary>
    internal int Count => Used - Holes;

    /// <summary>Takes a new object; returns its place. For the youngest generation, whose bits are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Add(PyObject o)
    {
        if (Used == Items.Length)
            MakeRoom();
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Items), Used) = o;
        return Used++;
    }

    /// <summary>Takes an object that moves here from another generation.</summary>
    public void Take(PyObject o)
    {
        o.GcIndex = Add(o);
        o.Flags = (o.Flags & ~ObjectFlags.GenerationMask) | _bits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Remove(int index)
    {
        Items[index] = null;
        if (index == Used - 1)
            Used--;
        else
            Holes++;
    }

    /// <summary>Moves everything to the end of another generation.</summary>
    public void MoveTo(Generation other)
    {
        for (var i = 0; i < Used; i++)
        {
            if (Items[i] is { } o)
                other.Take(o);
        }
        Reset();
    }

    /// <summary>Forgets the objects, which are somewhere else by now.</summary>
    public void Reset()
    {
        Array.Clear(Items, 0, Used);
        Used = 0;
        Holes = 0;
        if (Items.Length > capacity * 16 && number == 0)
            Items = new PyObject?[capacity];
    }

    /// <summary>Closes the holes; every object learns its new place.</summary>
    public void Compact()
    {
        if (Holes == 0)
            return;
        var to = 0;
        for (var from = 0; from < Used; from++)
        {
            if (Items[from] is not { } o)
                continue;
            Items[to] = o;
            o.GcIndex = to++;
        }
        Array.Clear(Items, to, Used - to);
        Used = to;
        Holes = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MakeRoom()
    {
        if (Holes > Used / 4)
            Compact();
        else
            Array.Resize(ref Items, Items.Length * 2);
    }
}
