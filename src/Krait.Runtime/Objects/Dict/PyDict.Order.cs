using System.Diagnostics.CodeAnalysis;

namespace Krait.Runtime;

// What an OrderedDict needs beyond a dict: the order of the entries is the order of the keys, and places in front of the first entry are kept free.
public partial class PyDict
{
    /// <summary>The number of places in the index of the hash table, 0 for a dict that never had keys.</summary>
    internal int IndexLength => _entries.Length == 0 ? 0 : _index.Length;

    /// <summary>The place of a key's entry; -1 where it is not there.</summary>
    internal int PlaceOf(ThreadState thread, PyObject key, long hash) => Find(thread, key, hash);

    /// <summary>True while entries stand where they stood when <see cref="EntryTable"/> was read.</summary>
    internal bool HasEntryTable([NotNullWhen(true)] object? table) => ReferenceEquals(table, _entries);

    /// <summary>Stands for the table of entries: another one after every move of all entries.</summary>
    internal object EntryTable => _entries;

    /// <summary>The place of the first entry at or after a place; -1 where there is none.</summary>
    internal int NextPlace(int place)
    {
        for (; place < _used; place++)
        {
            if (_entries[place].Key is not null)
                return place;
        }
        return -1;
    }

    /// <summary>The place of the last entry at or before a place; -1 where there is none.</summary>
    internal int PreviousPlace(int place)
    {
        place = Math.Min(place, _used - 1);
        while (place >= 0 && _entries[place].Key is null)
            place--;
        return place;
    }

    /// <summary>Makes the entry at a place the last one.</summary>
    internal void MoveToEnd(int place)
    {
        if (place == _used - 1)
            return;
        var entry = TakeEntry(place);
        if (_usable == 0)
            Grow();
        _usable--;
        PutEntry(_used++, entry);
    }

    /// <summary>Makes the entry at a place the first one. <paramref name="first"/> is the place of the first entry.</summary>
    internal int MoveToFront(int place, int first)
    {
        if (place == first)
            return first;
        var entry = TakeEntry(place);
        if (first == 0)
        {
            // As many free places as there are entries: moving all of them again is paid for by as many moves.
            first = Math.Max(_count, SmallestIndex / 2);
            RebuildBehind(first);
        }
        PutEntry(--first, entry);
        return first;
    }

    private Entry TakeEntry(int place)
    {
        var entry = _entries[place];
        _index[IndexOfPlace(entry.Hash, place)] = Deleted;
        _entries[place] = default;
        _count--;
        return entry;
    }

    private void PutEntry(int place, Entry entry)
    {
        _entries[place] = entry;
        IndexInsert(_index, entry.Hash, place);
        _count++;
        KeysVersion = 0;
        ChangeCount++;
    }

    private int IndexOfPlace(long hash, int place)
    {
        var mask = _index.Length - 1;
        var perturb = (ulong)hash;
        var i = (int)hash & mask;
        while (_index[i] != place)
        {
            perturb >>= 5;
            i = (int)((ulong)i * 5 + perturb + 1) & mask;
        }
        return i;
    }

    /// <summary>Builds the table anew with a number of free places before the first entry.</summary>
    private void RebuildBehind(int gap)
    {
        var size = IndexSize(((long)_count + gap) * 2 + SmallestIndex);
        var entries = new Entry[(int)((long)size * 2 / 3)];
        var index = new int[size];
        FillWithEmpty(index);
        var to = gap;
        foreach (ref var entry in Entries)
        {
            if (entry.Key is null)
                continue;
            entries[to] = entry;
            IndexInsert(index, entry.Hash, to++);
        }
        _entries = entries;
        _index = index;
        _used = to;
        // The free places before the first entry take their share of the table.
        _usable = entries.Length - to;
    }
}
