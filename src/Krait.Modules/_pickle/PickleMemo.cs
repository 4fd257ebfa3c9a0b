using System.Runtime.CompilerServices;
using Krait.Runtime;

namespace Krait.Modules.Pickling;

/// <summary>Objects by identity, with their numbers, in the order in which they came. Its entries count references.</summary>
internal sealed class PickleMemo
{
    private Entry[] _entries = [];

    // The number of an entry plus one; zero for none. As many places as a power of two, at most half of them taken.
    private int[] _places = [0];

    /// <summary>The number of objects.</summary>
    public int Count { get; private set; }

    /// <summary>The objects with their numbers.</summary>
    public ReadOnlySpan<Entry> Entries => _entries.AsSpan(0, Count);

    /// <summary>The number of an object that is there.</summary>
    public bool TryGet(PyObject o, out int number)
    {
        var known = _places[Find(o, RuntimeHelpers.GetHashCode(o))];
        number = known == 0 ? 0 : _entries[known - 1].Number;
        return known != 0;
    }

    /// <summary>Adds an object under the next number; false with the number that it has already.</summary>
    public bool TryAdd(PyObject o, out int number)
    {
        var hash = RuntimeHelpers.GetHashCode(o);
        var place = Find(o, hash);
        if (_places[place] is not 0 and var known)
        {
            number = _entries[known - 1].Number;
            return false;
        }
        number = Count;
        Insert(place, o, hash, number);
        return true;
    }

    /// <summary>Adds an object under a number, or changes its number.</summary>
    public void Set(PyObject o, int number)
    {
        var hash = RuntimeHelpers.GetHashCode(o);
        var place = Find(o, hash);
        if (_places[place] is not 0 and var known)
            _entries[known - 1].Number = number;
        else
            Insert(place, o, hash, number);
    }

    /// <summary>How many objects there is room for.</summary>
    public int Capacity => _entries.Length;

    /// <summary>Forgets all objects; they float.</summary>
    public void Clear(ThreadState thread)
    {
        if (Count == 0)
            return;
        var entries = _entries.AsSpan(0, Count);
        Count = 0;
        Array.Clear(_places);
        foreach (ref readonly var entry in entries)
            PyObject.Float(thread, entry.Object);
        entries.Clear();
    }

    private int Find(PyObject o, int hash)
    {
        var places = _places;
        var place = hash & (places.Length - 1);
        while (places[place] is not 0 and var number && !ReferenceEquals(_entries[number - 1].Object, o))
            place = (place + 1) & (places.Length - 1);
        return place;
    }

    private void Insert(int place, PyObject o, int hash, int number)
    {
        PyObject.Retain(o);
        if (Count == _entries.Length)
        {
            Grow();
            place = Find(o, hash);
        }
        _entries[Count] = new Entry(o, hash) { Number = number };
        _places[place] = ++Count;
    }

    private void Grow()
    {
        Array.Resize(ref _entries, Math.Max(8, Count * 2));
        _places = new int[_entries.Length * 2];
        for (var i = 0; i < Count; i++)
        {
            var place = _entries[i].Hash & (_places.Length - 1);
            while (_places[place] != 0)
                place = (place + 1) & (_places.Length - 1);
            _places[place] = i + 1;
        }
    }

    /// <summary>An object and its number.</summary>
    public struct Entry(PyObject o, int hash)
    {
        public readonly PyObject Object = o;
        internal readonly int Hash = hash;
        public int Number;
    }
}
