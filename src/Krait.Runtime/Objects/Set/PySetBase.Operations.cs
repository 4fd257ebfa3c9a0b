using System.Text;
using Krait.Runtime.Numerics;

namespace Krait.Runtime;

public abstract partial class PySetBase
{
    /// <summary>A new exact set or frozenset, as this one is or derives from; empty.</summary>
    private protected abstract PySetBase NewOfBaseType(ThreadState thread);

    /// <summary>Adds all elements of an iterable.</summary>
    internal void UpdateWith(ThreadState thread, PyObject iterable)
    {
        if (iterable is PySetBase other)
        {
            UnionWith(thread, other);
            return;
        }
        if (iterable.GetType() == typeof(PyDict))
        {
            UpdateFromDict(thread, (PyDict)iterable);
            return;
        }
        var mark = -1;
        foreach (var item in Op.Iterate(thread, iterable))
        {
            if (mark < 0)
                mark = thread.PoolCount;
            AddHashed(thread, item, HashOf(thread, item));
            if (thread.PoolCount > mark)
                thread.DrainPool(mark);
        }
    }

    private void UpdateFromDict(ThreadState thread, PyDict dict)
    {
        ReserveFor(dict.Count);
        for (var i = 0; i < dict.Entries.Length; i++)
        {
            var entry = dict.Entries[i];
            if (entry.Key is null)
                continue;
            using var held = new Held(thread, entry.Key);
            AddHashed(thread, entry.Key, entry.Hash);
        }
    }

    internal PySetBase CopyOf(ThreadState thread)
    {
        var copy = NewOfBaseType(thread);
        copy.UnionWith(thread, this);
        return copy;
    }

    /// <summary>Return a new set with elements from the set and all others.</summary>
    [PyMethod("union", Signature = "($self, /, *others)")]
    internal PySetBase UnionOf(ThreadState thread, ReadOnlySpan<PyObject> others)
    {
        var result = CopyOf(thread);
        foreach (var other in others)
        {
            if (!ReferenceEquals(other, this))
                result.UpdateWith(thread, other);
        }
        return result;
    }

    /// <summary>Return a new set with elements common to the set and all others.</summary>
    [PyMethod("intersection", Signature = "($self, /, *others)")]
    internal PySetBase IntersectionOf(ThreadState thread, ReadOnlySpan<PyObject> others)
    {
        if (others.Length == 0)
            return CopyOf(thread);
        var result = this;
        foreach (var other in others)
            result = result.IntersectionOf(thread, other);
        return result;
    }

    internal PySetBase IntersectionOf(ThreadState thread, PyObject other)
    {
        if (ReferenceEquals(this, other))
            return CopyOf(thread);
        var result = NewOfBaseType(thread);
        if (other is PySetBase set)
        {
            var (smaller, larger) = set._used > _used ? (this, set) : (set, this);
            var position = 0;
            while (smaller.Next(ref position, out var key, out var hash))
            {
                using var held = new Held(thread, key);
                if (larger.ContainsHashed(thread, key, hash))
                    result.AddHashed(thread, key, hash);
            }
            return result;
        }
        var mark = -1;
        foreach (var key in Op.Iterate(thread, other))
        {
            if (mark < 0)
                mark = thread.PoolCount;
            var hash = PyDict.RawHashOf(thread, key);
            if (ContainsHashed(thread, key, hash))
                result.AddHashed(thread, key, hash);
            if (thread.PoolCount > mark)
                thread.DrainPool(mark);
        }
        return result;
    }

    /// <summary>Return a new set with elements in the set that are not in the others.</summary>
    [PyMethod("difference", Signature = "($self, /, *others)")]
    internal PySetBase DifferenceOf(ThreadState thread, ReadOnlySpan<PyObject> others)
    {
        if (others.Length == 0)
            return CopyOf(thread);
        var result = DifferenceOf(thread, others[0]);
        foreach (var other in others[1..])
            result.DifferenceWith(thread, other);
        return result;
    }

    internal PySetBase DifferenceOf(ThreadState thread, PyObject other)
    {
        var dict = other.GetType() == typeof(PyDict) ? (PyDict)other : null;
        var set = other as PySetBase;
        if ((dict is null && set is null) || _used >> 2 > (set?._used ?? dict!.Count))
        {
            var copy = CopyOf(thread);
            copy.DifferenceWith(thread, other);
            return copy;
        }
        var result = NewOfBaseType(thread);
        var position = 0;
        while (Next(ref position, out var key, out var hash))
        {
            using var held = new Held(thread, key);
            if (!(dict is not null ? dict.GetItem(thread, key, hash) is not null : set!.ContainsHashed(thread, key, hash)))
                result.AddHashed(thread, key, hash);
        }
        return result;
    }

    /// <summary>Removes all elements that are in another iterable.</summary>
    internal void DifferenceWith(ThreadState thread, PyObject other)
    {
        if (ReferenceEquals(this, other))
        {
            ClearElements();
            return;
        }
        if (other is PySetBase set)
        {
            // Of a set that is much larger only what both have matters.
            if (set._used >> 3 > _used)
                set = set.IntersectionOf(thread, this);
            var position = 0;
            while (set.Next(ref position, out var key, out var hash))
            {
                using var held = new Held(thread, key);
                RemoveHashed(thread, key, hash);
            }
        }
        else
        {
            foreach (var key in Op.Iterate(thread, other))
                RemoveHashed(thread, key, HashOf(thread, key));
        }
        DropDummies();
    }

    /// <summary>Return a new set with elements in either the set or other but not both.</summary>
    [PyMethod("symmetric_difference")]
    internal PySetBase SymmetricDifferenceOf(ThreadState thread, PyObject other)
    {
        var result = NewOfBaseType(thread);
        result.UpdateWith(thread, other);
        result.SymmetricDifferenceWith(thread, this);
        return result;
    }

    /// <summary>Keeps the elements that are in one of two only.</summary>
    internal void SymmetricDifferenceWith(ThreadState thread, PyObject other)
    {
        if (ReferenceEquals(this, other))
        {
            ClearElements();
            return;
        }
        if (other is not PySetBase set)
        {
            set = NewOfBaseType(thread);
            set.UpdateWith(thread, other);
        }
        var position = 0;
        while (set.Next(ref position, out var key, out var hash))
        {
            using var held = new Held(thread, key);
            if (!RemoveHashed(thread, key, hash))
                AddHashed(thread, key, hash);
        }
    }

    /// <summary>Report whether another set contains this set.</summary>
    [PyMethod("issubset")]
    internal bool IsSubsetOf(ThreadState thread, PyObject other)
    {
        if (other is not PySetBase set)
            return IntersectionOf(thread, other)._used == _used;
        if (_used > set._used)
            return false;
        var position = 0;
        while (Next(ref position, out var key, out var hash))
        {
            using var held = new Held(thread, key);
            if (!set.ContainsHashed(thread, key, hash))
                return false;
        }
        return true;
    }

    /// <summary>Report whether this set contains another set.</summary>
    [PyMethod("issuperset")]
    internal bool IsSupersetOf(ThreadState thread, PyObject other)
    {
        if (other is PySetBase set)
            return set.IsSubsetOf(thread, this);
        foreach (var key in Op.Iterate(thread, other))
        {
            if (!Contains(thread, key))
                return false;
        }
        return true;
    }

    /// <summary>Return True if two sets have a null intersection.</summary>
    [PyMethod("isdisjoint")]
    internal bool IsDisjointFrom(ThreadState thread, PyObject other)
    {
        if (ReferenceEquals(this, other))
            return _used == 0;
        if (other is not PySetBase set)
        {
            foreach (var key in Op.Iterate(thread, other))
            {
                if (Contains(thread, key))
                    return false;
            }
            return true;
        }
        var (smaller, larger) = set._used > _used ? (this, set) : (set, this);
        var position = 0;
        while (smaller.Next(ref position, out var key, out var hash))
        {
            using var held = new Held(thread, key);
            if (larger.ContainsHashed(thread, key, hash))
                return false;
        }
        return true;
    }

    /// <summary>x.__contains__(y) &lt;==&gt; y in x.</summary>
    /// <remarks>A set, which has no hash, is looked up as the frozenset that equals it.</remarks>
    [PySlot(nameof(PyType.SqContains)), PyMethod("__contains__")]
    internal bool ContainsKey(ThreadState thread, PyObject @object) => ContainsHashed(thread, @object, LookupHash(thread, @object));

    /// <summary>The hash by which a key is looked up or removed.</summary>
    private protected static long LookupHash(ThreadState thread, PyObject key)
    {
        if (key is not PySet set)
            return HashOf(thread, key);
        if (ReferenceEquals(key.Type.TpHash, PySet.TypeObject.TpHash))
            return set.HashOfElements();
        try
        {
            return Op.Hash(thread, key);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.TypeError))
        {
            return set.HashOfElements();
        }
    }

    internal long HashOfElements()
    {
        ulong hash = 0;
        foreach (ref var entry in _table.AsSpan())
        {
            if (entry.Key is not null)
                hash ^= HashFunctions.ShuffleBits((ulong)entry.Hash);
        }
        return HashFunctions.FrozenSetFinish(hash, _used);
    }

    [PySlot(nameof(PyType.TpRichCompare))]
    private protected static PyObject Compare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        if (self is not PySetBase left || other is not PySetBase right)
            return PyNotImplemented.Instance;
        return PyBool.From(op switch
        {
            CompareOp.Eq => left.SameElements(thread, right),
            CompareOp.Ne => !left.SameElements(thread, right),
            CompareOp.Lt => left._used < right._used && left.IsSubsetOf(thread, right),
            CompareOp.Le => left.IsSubsetOf(thread, right),
            CompareOp.Gt => left._used > right._used && right.IsSubsetOf(thread, left),
            _ => right.IsSubsetOf(thread, left),
        });
    }

    private bool SameElements(ThreadState thread, PySetBase other)
    {
        if (_used != other._used)
            return false;
        if (this is PyFrozenSet { KnownHash: { } mine } && other is PyFrozenSet { KnownHash: { } its } && mine != its)
            return false;
        return IsSubsetOf(thread, other);
    }

    [PySlot(nameof(PyType.TpRepr))]
    private protected PyStr Repr(ThreadState thread)
    {
        if (Op.ReprEnter(thread, this))
            return PyStr.From($"{Type.Name}(...)");
        try
        {
            if (_used == 0)
                return PyStr.From($"{Type.Name}()");
            var items = Op.ListFrom(thread, this);
            var text = new StringBuilder(ReferenceEquals(Type, PySet.TypeObject) ? "{" : $"{Type.Name}({{");
            for (var i = 0; i < items.Count; i++)
            {
                if (i > 0)
                    text.Append(", ");
                text.Append(Op.ReprText(thread, items[i]));
            }
            return PyStr.From(text.Append(ReferenceEquals(Type, PySet.TypeObject) ? "}" : "})").ToString());
        }
        finally
        {
            Op.ReprLeave(thread, this);
        }
    }

    /// <summary>Return state information for pickling.</summary>
    [PyMethod("__reduce__")]
    private protected PyObject Reduce(ThreadState thread)
    {
        var items = Op.ListFrom(thread, this);
        var state = Op.CallMethod(thread, this, Names.Getstate);
        return PyTuple.Create(thread, Type, PyTuple.Create(thread, (PyObject)items), state);
    }

    internal override long SizeOf(ThreadState thread) => Type.BasicSize + (_table.Length > MinimumSize ? _table.Length * 16L : 0);

    [PySlot(nameof(PyType.SqLength))]
    private protected long Length() => Count;

    [PySlot(nameof(PyType.TpIter))]
    private protected PyObject Iter(ThreadState thread) => PySetIterator.Create(thread, this);

    [PySlot(nameof(PyType.NbSubtract))]
    private protected static PyObject Subtract(ThreadState thread, PyObject left, PyObject right) =>
        left is PySetBase set && right is PySetBase ? set.DifferenceOf(thread, right) : PyNotImplemented.Instance;

    [PySlot(nameof(PyType.NbAnd))]
    private protected static PyObject And(ThreadState thread, PyObject left, PyObject right) =>
        left is PySetBase set && right is PySetBase ? set.IntersectionOf(thread, right) : PyNotImplemented.Instance;

    [PySlot(nameof(PyType.NbXor))]
    private protected static PyObject Xor(ThreadState thread, PyObject left, PyObject right) =>
        left is PySetBase set && right is PySetBase ? set.SymmetricDifferenceOf(thread, right) : PyNotImplemented.Instance;

    [PySlot(nameof(PyType.NbOr))]
    private protected static PyObject Or(ThreadState thread, PyObject left, PyObject right) =>
        left is PySetBase set && right is PySetBase ? set.UnionOf(thread, [right]) : PyNotImplemented.Instance;

    /// <summary>S.__sizeof__() -> size of S in memory, in bytes.</summary>
    [PyMethod("__sizeof__")]
    private protected long SizeInBytes(ThreadState thread) => SizeOf(thread);
}
