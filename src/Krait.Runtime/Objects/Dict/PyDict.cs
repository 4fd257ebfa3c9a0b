using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Krait.Runtime;

/// <summary>
/// dict() -> new empty dictionary
/// dict(mapping) -> new dictionary initialized from a mapping object's
///     (key, value) pairs
/// dict(iterable) -> new dictionary initialized from (key, value) pairs
/// dict(**kwargs) -> new dictionary initialized with the name=value pairs
///     in the keyword argument list.  For example:  dict(one=1, two=2)
/// </summary>
/// <remarks>
/// The compact table of CPython: entries lie in order of insertion; a power-of-two index of entry numbers finds them.
/// </remarks>
[PyType("dict", BaseType = true, BasicSize = 48, IsMapping = true, MatchSelf = true, IsGeneric = true)]
public partial class PyDict : PyContainer
{
    private const int Empty = -1;
    private const int Deleted = -2;
    private const int SmallestIndex = 8;
    private const int TableHeaderSize = 32;
    private const long HashModulus = (1L << 61) - 1;
    private static readonly int[] s_noIndex = [Empty];
    private static uint s_lastKeysVersion;

    private int[] _index = s_noIndex;
    // Made by hand: the framework's empty array of a struct is compiled at every start.
    private static readonly Entry[] s_noEntries = new Entry[0];

    private Entry[] _entries = s_noEntries;

    /// <summary>Entries in use, those of deleted keys included.</summary>
    private int _used;

    private int _count;

    /// <summary>Insertions that fit before the table is built anew; deletions do not give places back.</summary>
    private int _usable;

    /// <summary>True while every key is an exact str: comparing keys cannot run Python code then.</summary>
    private bool _onlyStrKeys = true;

    private protected PyDict(PyType type) : base(type)
    {
    }

    internal struct Entry
    {
        public PyObject? Key;
        public PyObject? Value;
        public long Hash;
    }

    /// <summary>The number of keys.</summary>
    public int Count => _count;

    /// <summary>Changes with every change of the set of keys, never with a value: what caches of globals compare. 0 while none is assigned.</summary>
    internal uint KeysVersion;

    /// <summary>Changes with every change: how iterators notice.</summary>
    internal int ChangeCount { get; private set; }

    internal Span<Entry> Entries => _entries.AsSpan(0, _used);

    /// <summary>A new empty dict, floating.</summary>
    public static PyDict Create(ThreadState thread)
    {
        if (thread.FreeLists.Dicts.TryTake(out var recycled))
            return thread.EnterNew(recycled);
        return thread.EnterNew(new PyDict(TypeObject));
    }

    /// <summary>The value of a key; null where there is none. Hashing and comparing may run Python code and throw.</summary>
    public PyObject? GetItem(ThreadState thread, PyObject key)
    {
        var place = Find(thread, key, HashOf(thread, key));
        return place < 0 ? null : _entries[place].Value;
    }

    /// <summary>The value of a key with a known hash.</summary>
    public PyObject? GetItem(ThreadState thread, PyObject key, long hash)
    {
        var place = Find(thread, key, hash);
        return place < 0 ? null : _entries[place].Value;
    }

    /// <summary>The value of an exact str; null where there is none. Runs no Python code while all keys are exact strs.</summary>
    public PyObject? GetItem(PyStr key)
    {
        var place = _onlyStrKeys ? FindStr(key, PyStr.HashOf(key)) : Find(ThreadState.Current, key, PyStr.HashOf(key));
        return place < 0 ? null : _entries[place].Value;
    }

    /// <summary>True where the key is there.</summary>
    public bool Contains(ThreadState thread, PyObject key) => Find(thread, key, HashOf(thread, key)) >= 0;

    /// <summary>Sets the value of a key.</summary>
    public void SetItem(ThreadState thread, PyObject key, PyObject value) => SetItem(thread, key, HashOf(thread, key), value);

    /// <summary>Sets the value of a key with a known hash.</summary>
    public void SetItem(ThreadState thread, PyObject key, long hash, PyObject value)
    {
        var place = Find(thread, key, hash);
        if (place >= 0)
        {
            ref var entry = ref _entries[place];
            var old = entry.Value!;
            Retain(value);
            entry.Value = value;
            ChangeCount++;
            Release(old);
            return;
        }
        Insert(key, hash, value);
    }

    /// <summary>Sets the value of a name that C# code knows.</summary>
    public void SetItem(ThreadState thread, string key, PyObject value) => SetItem(thread, PyStr.Intern(key), value);

    /// <summary>The value of a name that C# code knows; null where there is none.</summary>
    public PyObject? GetItem(string key) => GetItem(PyStr.Intern(key));

    /// <summary>The value of the key; where there is none, <paramref name="value"/> after setting it.</summary>
    public PyObject SetDefault(ThreadState thread, PyObject key, PyObject value)
    {
        var hash = HashOf(thread, key);
        var place = Find(thread, key, hash);
        if (place >= 0)
            return _entries[place].Value!;
        Insert(key, hash, value);
        return value;
    }

    /// <summary>Removes a key; false where it is not there.</summary>
    public bool DeleteItem(ThreadState thread, PyObject key)
    {
        var value = Remove(thread, key, HashOf(thread, key));
        if (value is null)
            return false;
        Release(value);
        return true;
    }

    /// <summary>Removes a key and returns its value, floating; null where it is not there.</summary>
    public PyObject? Pop(ThreadState thread, PyObject key)
    {
        var value = Remove(thread, key, HashOf(thread, key));
        return value is null ? null : Float(thread, value);
    }

    /// <summary>As <see cref="Pop(ThreadState, PyObject)"/>, for a key with a known hash.</summary>
    internal PyObject? Pop(ThreadState thread, PyObject key, long hash)
    {
        var value = Remove(thread, key, hash);
        return value is null ? null : Float(thread, value);
    }

    /// <summary>Walks over the entries: start with <paramref name="position"/> 0. False at the end.</summary>
    public bool Next(ref int position, out PyObject key, out PyObject value)
    {
        var entries = _entries;
        while (position < _used)
        {
            ref var entry = ref entries[position++];
            if (entry.Key is { } found)
            {
                key = found;
                value = entry.Value!;
                return true;
            }
        }
        key = value = null!;
        return false;
    }

    /// <summary>Takes the last entry out, with its references; false for an empty dict.</summary>
    internal bool TakeLast(out PyObject key, out PyObject value)
    {
        if (_count == 0)
        {
            key = value = null!;
            return false;
        }
        var last = _used - 1;
        while (_entries[last].Key is null)
            last--;
        key = _entries[last].Key!;
        Retain(key);
        value = RemoveAt(last);
        _used = last;
        return true;
    }

    /// <summary>Makes room for a number of keys that are about to be added.</summary>
    internal void Reserve(int more)
    {
        if (more > _usable && _count + more > SmallestIndex * 2 / 3)
            Rebuild(IndexSize(((long)_count + more) * 3 / 2 + 1));
    }

    /// <summary>Fills an empty dict with what another one holds, table and all where that is worth it.</summary>
    internal void CopyFrom(PyDict source)
    {
        if (source._count == 0)
            return;
        if (source._count < source._used * 2 / 3)
        {
            Reserve(source._count);
            foreach (ref var entry in source.Entries)
            {
                if (entry.Key is { } key)
                    Insert(key, entry.Hash, entry.Value!);
            }
            return;
        }
        _index = (int[])source._index.Clone();
        _entries = (Entry[])source._entries.Clone();
        _used = source._used;
        _count = source._count;
        _usable = source._usable;
        _onlyStrKeys = source._onlyStrKeys;
        KeysVersion = 0;
        ChangeCount++;
        foreach (ref var entry in Entries)
        {
            if (entry.Key is null)
                continue;
            Retain(entry.Key);
            Retain(entry.Value!);
        }
    }

    /// <summary>Remove all items from the dict.</summary>
    [PyMethod("clear")]
    public void Clear()
    {
        var entries = _entries;
        var used = _used;
        _index = s_noIndex;
        _entries = s_noEntries;
        _used = _count = _usable = 0;
        _onlyStrKeys = true;
        KeysVersion = 0;
        ChangeCount++;
        for (var i = 0; i < used; i++)
        {
            if (entries[i].Key is not { } key)
                continue;
            Release(key);
            Release(entries[i].Value!);
        }
    }

    /// <summary>The number of the entry of an interned name; -1 where there is none. For inline caches.</summary>
    internal int EntryOf(PyStr name) => _onlyStrKeys ? FindStr(name, PyStr.HashOf(name)) : -1;

    /// <summary>True while every key is an exact str.</summary>
    internal bool HasOnlyStrKeys => _onlyStrKeys;

    /// <summary>The version of the set of keys, given now if there is none.</summary>
    internal uint AssignKeysVersion()
    {
        if (KeysVersion == 0)
            KeysVersion = Interlocked.Increment(ref s_lastKeysVersion);
        return KeysVersion;
    }

    /// <summary>The value in an entry whose key was checked by <see cref="KeysVersion"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal PyObject? ValueAt(int entry) =>
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_entries), entry).Value;

    /// <summary>True where the entry exists and has this very key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool HasKeyAt(int entry, PyStr name) => (uint)entry < (uint)_used && ReferenceEquals(_entries[entry].Key, name);

    /// <summary>Replaces the value in an entry that <see cref="HasKeyAt"/> confirmed.</summary>
    internal void SetValueAt(int entry, PyObject value)
    {
        ref var place = ref _entries[entry];
        var old = place.Value!;
        Retain(value);
        place.Value = value;
        ChangeCount++;
        Release(old);
    }

    internal override void Traverse(Visitor visitor)
    {
        foreach (ref var entry in Entries)
        {
            visitor.Visit(entry.Key);
            visitor.Visit(entry.Value);
        }
    }

    internal override void ClearReferences() => Clear();

    internal override bool Recycle(ThreadState thread) =>
        GetType() == typeof(PyDict) && thread.FreeLists.Dicts.TryPut(this);

    /// <summary>What <c>__sizeof__</c> shows: the size that CPython's table for these keys has.</summary>
    internal override long SizeOf(ThreadState thread)
    {
        var size = (long)Type.BasicSize;
        if (_entries.Length == 0)
            return size;
        var indexBytes = _index.Length switch
        {
            <= 0x80 => 1,
            <= 0x8000 => 2,
            _ => 4,
        };
        return size + TableHeaderSize + (long)_index.Length * indexBytes + (long)_entries.Length * (_onlyStrKeys ? 16 : 24);
    }

    private void Insert(PyObject key, long hash, PyObject value)
    {
        // CPython's tables for strs are of another kind: the first other key makes a new one.
        if (_usable == 0 || (_onlyStrKeys && key.GetType() != typeof(PyStr)))
            Grow();
        _usable--;
        if (key.GetType() != typeof(PyStr))
            _onlyStrKeys = false;
        Retain(key);
        Retain(value);
        var place = _used++;
        _entries[place] = new Entry { Key = key, Value = value, Hash = hash };
        _count++;
        KeysVersion = 0;
        ChangeCount++;
        IndexInsert(_index, hash, place);
    }

    private static void IndexInsert(int[] index, long hash, int place)
    {
        var mask = index.Length - 1;
        var perturb = (ulong)hash;
        var i = (int)hash & mask;
        while (index[i] >= 0)
        {
            perturb >>= 5;
            i = (int)((ulong)i * 5 + perturb + 1) & mask;
        }
        index[i] = place;
    }

    /// <summary>Makes the table three times as large as the number of keys asks for, without the deleted ones.</summary>
    private void Grow() => Rebuild(IndexSize((long)_count * 3));

    private static int IndexSize(long least)
    {
        var size = (long)SmallestIndex;
        while (size < least)
            size <<= 1;
        return size <= 1 << 30 ? (int)size : throw Errors.Memory();
    }

    /// <summary>The framework's fill is compiled for the machine's widest vectors at every start; sizes are powers of two from eight on.</summary>
    private static void FillWithEmpty(int[] index)
    {
        ref var first = ref MemoryMarshal.GetArrayDataReference(index);
        for (nuint i = 0; i < (nuint)index.Length; i += (nuint)Vector128<int>.Count)
            Vector128.Create(Empty).StoreUnsafe(ref first, i);
    }

    private void Rebuild(int size)
    {
        var entries = new Entry[(int)((long)size * 2 / 3)];
        var index = new int[size];
        FillWithEmpty(index);
        var to = 0;
        for (var from = 0; from < _used; from++)
        {
            if (_entries[from].Key is null)
                continue;
            entries[to] = _entries[from];
            IndexInsert(index, entries[to].Hash, to);
            to++;
        }
        _entries = entries;
        _index = index;
        _used = to;
        _usable = entries.Length - to;
    }

    /// <summary>Takes a key out; returns its value with the reference that the dict had, or null.</summary>
    private PyObject? Remove(ThreadState thread, PyObject key, long hash)
    {
        var place = Find(thread, key, hash);
        if (place < 0)
            return null;
        return RemoveAt(place);
    }

    internal PyObject RemoveAt(int place)
    {
        ref var entry = ref _entries[place];
        _index[IndexOfPlace(entry.Hash, place)] = Deleted;
        var key = entry.Key!;
        var value = entry.Value!;
        entry = default;
        _count--;
        KeysVersion = 0;
        ChangeCount++;
        Release(key);
        return value;
    }
}
