using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary>
/// What set and frozenset share: a table of open addressing whose layout, and so whose order, is CPython's (linear probes of nine, then a perturbed jump).
/// </summary>
public abstract partial class PySetBase : PyContainer
{
    private const int MinimumSize = 8;
    private const int LinearProbes = 9;

    /// <summary>The table of every set that was never filled; never written to.</summary>
    private static readonly Entry[] s_emptyTable = new Entry[MinimumSize];

    private Entry[] _table = s_emptyTable;
    private int _fill;
    private int _used;
    private int _finger;

    private protected PySetBase(PyType type) : base(type)
    {
    }

    private struct Entry
    {
        public PyObject? Key;
        public long Hash;

        /// <summary>True for the place of a removed element; no element has the hash -1.</summary>
        public readonly bool IsDummy => Hash == -1;
    }

    /// <summary>The number of elements.</summary>
    public int Count => _used;

    /// <summary>The number of places in the table.</summary>
    internal int TableSize => _table.Length;

    /// <summary>True where an equal element is in the set. Hashing and comparing may run Python code.</summary>
    public bool Contains(ThreadState thread, PyObject key) => ContainsHashed(thread, key, HashOf(thread, key));

    /// <summary>The hash of an element; TypeError that names the use as an element where it cannot be hashed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long HashOf(ThreadState thread, PyObject key)
    {
        if (key.GetType() == typeof(PyStr))
            return PyStr.HashOf(Unsafe.As<PyStr>(key));
        return PyDict.TryHashInt(key, out var hash) ? hash : PyDict.HashOrExplain(thread, key, "a set element");
    }

    internal bool ContainsHashed(ThreadState thread, PyObject key, long hash) => Find(thread, key, hash, out _);

    /// <summary>Adds an element; false where an equal one is there.</summary>
    internal bool AddHashed(ThreadState thread, PyObject key, long hash)
    {
        if (Find(thread, key, hash, out var place))
            return false;
        if (ReferenceEquals(_table, s_emptyTable))
            _table = new Entry[MinimumSize];
        Retain(key);
        _table[place] = new Entry { Key = key, Hash = hash };
        _fill++;
        _used++;
        if ((long)_fill * 5 >= (long)(_table.Length - 1) * 3)
            Resize(GrowthTarget);
        return true;
    }

    private long GrowthTarget => _used > 50000 ? _used * 2L : _used * 4L;

    /// <summary>Removes an element; false where it is not there.</summary>
    internal bool RemoveHashed(ThreadState thread, PyObject key, long hash)
    {
        if (!Find(thread, key, hash, out var place))
            return false;
        var old = _table[place].Key!;
        _table[place] = new Entry { Hash = -1 };
        _used--;
        Release(old);
        return true;
    }

    /// <summary>Walks over the elements: start with <paramref name="position"/> 0. False at the end.</summary>
    public bool Next(ref int position, out PyObject key, out long hash)
    {
        var table = _table;
        while (position < table.Length)
        {
            ref var entry = ref table[position++];
            if (entry.Key is { } found)
            {
                key = found;
                hash = entry.Hash;
                return true;
            }
        }
        key = null!;
        hash = 0;
        return false;
    }

    /// <summary>Removes any element and returns it, floating; null for an empty set.</summary>
    internal PyObject? PopAny(ThreadState thread)
    {
        if (_used == 0)
            return null;
        var place = _finger & (_table.Length - 1);
        while (_table[place].Key is null)
            place = (place + 1) & (_table.Length - 1);
        var key = _table[place].Key!;
        _table[place] = new Entry { Hash = -1 };
        _used--;
        _finger = place + 1;
        return Float(thread, key);
    }

    /// <summary>Removes all elements.</summary>
    internal void ClearElements()
    {
        var table = _table;
        _table = s_emptyTable;
        _fill = _used = _finger = 0;
        if (ReferenceEquals(table, s_emptyTable))
            return;
        foreach (ref var entry in table.AsSpan())
            XRelease(entry.Key);
    }

    /// <summary>Adds all elements of another set.</summary>
    internal void UnionWith(ThreadState thread, PySetBase other)
    {
        if (ReferenceEquals(this, other) || other._used == 0)
            return;
        if ((long)(_fill + other._used) * 5 >= (long)(_table.Length - 1) * 3)
            Resize(((long)_used + other._used) * 2);
        if (_fill == 0)
        {
            CopyElements(other);
            return;
        }
        var position = 0;
        while (other.Next(ref position, out var key, out var hash))
        {
            using var held = new Held(thread, key);
            AddHashed(thread, key, hash);
        }
    }

    /// <summary>Fills an empty set; its table is large enough.</summary>
    private void CopyElements(PySetBase other)
    {
        if (_table.Length == other._table.Length && other._fill == other._used)
        {
            _table = (Entry[])other._table.Clone();
        }
        else
        {
            if (ReferenceEquals(_table, s_emptyTable))
                _table = new Entry[MinimumSize];
            foreach (ref var entry in other._table.AsSpan())
            {
                if (entry.Key is not null)
                    InsertClean(_table, _table.Length - 1, entry);
            }
        }
        foreach (ref var entry in _table.AsSpan())
            XRetain(entry.Key);
        _fill = _used = other._used;
    }

    /// <summary>Makes room for the keys of a dict.</summary>
    private void ReserveFor(int more)
    {
        if ((long)(_fill + more) * 5 >= (long)(_table.Length - 1) * 3)
            Resize(((long)_used + more) * 2);
    }

    /// <summary>Builds the table anew where many places hold deleted elements.</summary>
    private void DropDummies()
    {
        if (_fill - _used > (_table.Length - 1) / 4)
            Resize(GrowthTarget);
    }

    /// <summary>Exchanges the elements of two sets.</summary>
    internal void Swap(PySetBase other)
    {
        (_table, other._table) = (other._table, _table);
        (_fill, other._fill) = (other._fill, _fill);
        (_used, other._used) = (other._used, _used);
        (_finger, other._finger) = (other._finger, _finger);
    }

    internal override void Traverse(Visitor visitor)
    {
        foreach (ref var entry in _table.AsSpan())
            visitor.Visit(entry.Key);
    }

    internal override void ClearReferences() => ClearElements();

    /// <summary>
    /// The place of an equal element. Where there is none: false, and the place where it would go.
    /// </summary>
    private bool Find(ThreadState thread, PyObject key, long hash, out int place)
    {
    restart:
        var table = _table;
        var mask = table.Length - 1;
        var perturb = (ulong)hash;
        var i = (int)hash & mask;
        while (true)
        {
            var probes = i + LinearProbes <= mask ? LinearProbes : 0;
            for (var at = i; at <= i + probes; at++)
            {
                ref var entry = ref table[at];
                if (entry.Key is null)
                {
                    if (!entry.IsDummy)
                    {
                        place = at;
                        return false;
                    }
                    continue;
                }
                if (entry.Hash != hash)
                    continue;
                var candidate = entry.Key;
                if (ReferenceEquals(candidate, key))
                {
                    place = at;
                    return true;
                }
                bool equal;
                if (candidate.GetType() == typeof(PyInt) && key.GetType() == typeof(PyInt))
                {
                    equal = Unsafe.As<PyInt>(candidate).Value == Unsafe.As<PyInt>(key).Value;
                }
                else if (candidate.GetType() == typeof(PyStr) && key.GetType() == typeof(PyStr))
                {
                    equal = PyStr.TextEquals(Unsafe.As<PyStr>(candidate), Unsafe.As<PyStr>(key));
                }
                else
                {
                    Retain(candidate);
                    try
                    {
                        equal = Op.RichCompareBool(thread, candidate, key, CompareOp.Eq);
                    }
                    finally
                    {
                        Float(thread, candidate);
                    }
                    if (!ReferenceEquals(table, _table) || !ReferenceEquals(table[at].Key, candidate))
                        goto restart;
                }
                if (equal)
                {
                    place = at;
                    return true;
                }
            }
            perturb >>= 5;
            i = (int)((ulong)i * 5 + 1 + perturb) & mask;
        }
    }

    private void Resize(long atLeast)
    {
        var size = MinimumSize;
        while (size <= atLeast)
        {
            if (size > 1 << 29)
                throw Errors.Memory();
            size <<= 1;
        }
        var old = _table;
        var table = new Entry[size];
        var mask = size - 1;
        foreach (ref var entry in old.AsSpan())
        {
            if (entry.Key is not null)
                InsertClean(table, mask, entry);
        }
        _table = table;
        _fill = _used;
    }

    private static void InsertClean(Entry[] table, int mask, Entry entry)
    {
        var perturb = (ulong)entry.Hash;
        var i = (int)entry.Hash & mask;
        while (true)
        {
            var probes = i + LinearProbes <= mask ? LinearProbes : 0;
            for (var at = i; at <= i + probes; at++)
            {
                if (table[at].Key is not null)
                    continue;
                table[at] = entry;
                return;
            }
            perturb >>= 5;
            i = (int)((ulong)i * 5 + 1 + perturb) & mask;
        }
    }
}
