using System.Diagnostics.CodeAnalysis;

namespace Krait.Runtime;

/// <summary>What the iterators of a dict share. They notice when the dict changes.</summary>
public abstract class PyDictIterator : PyIterator
{
    private Ref<PyDict> _dict;
    private int _size;
    private int _position;
    private int _left;
    private readonly bool _backward;

    private protected PyDictIterator(PyType type, PyDict dict, bool backward) : base(type)
    {
        _dict.Value = dict;
        _size = _left = dict.Count;
        _backward = backward;
        if (backward)
            _position = dict.Entries.Length - 1;
    }

    /// <summary>The next entry's place in the dict's entries; -1 at the end, where the dict is let go.</summary>
    private protected int NextPlace(out PyDict dict)
    {
        dict = _dict.Value!;
        if (dict is null)
            return -1;
        if (dict.Count != _size)
        {
            // From now on every call says so.
            _size = -1;
            throw Errors.Runtime("dictionary changed size during iteration");
        }
        var entries = dict.Entries;
        var i = _position;
        if (_backward)
        {
            // Past the end: the dict was cleared and filled anew.
            while ((uint)i < (uint)entries.Length && entries[i].Key is null)
                i--;
        }
        else
        {
            while (i < entries.Length && entries[i].Key is null)
                i++;
        }
        if ((uint)i >= (uint)entries.Length)
        {
            _dict.Clear();
            return -1;
        }
        if (_left == 0 && !_backward)
        {
            _dict.Clear();
            throw Errors.Runtime("dictionary keys changed during iteration");
        }
        _position = _backward ? i - 1 : i + 1;
        _left--;
        return i;
    }

    private protected PyObject? NextKey()
    {
        var place = NextPlace(out var dict);
        return place < 0 ? null : dict.Entries[place].Key;
    }

    private protected PyObject? NextValue()
    {
        var place = NextPlace(out var dict);
        return place < 0 ? null : dict.Entries[place].Value;
    }

    private protected PyObject? NextItem(ThreadState thread)
    {
        var place = NextPlace(out var dict);
        if (place < 0)
            return null;
        ref var entry = ref dict.Entries[place];
        return PyTuple.Create(thread, entry.Key!, entry.Value!);
    }

    private protected bool TryNextEntry([NotNullWhen(true)] out PyObject? key, [NotNullWhen(true)] out PyObject? value)
    {
        if (_dict.Value is not { } dict || dict.Count != _size || _left == 0 || _backward || (uint)_position >= (uint)dict.Entries.Length
            || dict.Entries[_position].Key is null)
            return TryNextEntrySlowly(out key, out value);
        ref var next = ref dict.Entries[_position++];
        _left--;
        key = next.Key!;
        value = next.Value!;
        return true;
    }

    private bool TryNextEntrySlowly([NotNullWhen(true)] out PyObject? key, [NotNullWhen(true)] out PyObject? value)
    {
        var place = NextPlace(out var dict);
        if (place < 0)
        {
            key = value = null;
            return false;
        }
        ref var entry = ref dict.Entries[place];
        key = entry.Key!;
        value = entry.Value!;
        return true;
    }

    /// <summary>Private method returning an estimate of len(list(it)).</summary>
    [PyMethod("__length_hint__", Signature = "")]
    private protected long LengthHint() => _dict.Value is { } dict && dict.Count == _size ? _left : 0;

    /// <summary>Return state information for pickling.</summary>
    [PyMethod("__reduce__", Signature = "")]
    private protected PyObject Reduce(ThreadState thread)
    {
        // A list of what is left; this iterator does not move.
        var (position, left, size) = (_position, _left, _size);
        var dict = _dict.Value;
        using var held = new Held(thread, dict ?? (PyObject)PyNone.Instance);
        var list = Op.ListFrom(thread, this);
        (_position, _left, _size) = (position, left, size);
        _dict.Value = dict;
        return PyTuple.Create(thread, Op.Builtin(thread, Names.IterName), PyTuple.Create(thread, (PyObject)list));
    }

    internal override void Traverse(Visitor visitor) => visitor.Visit(_dict.Value);

    internal override void ClearReferences() => _dict.Clear();
}

/// <remarks>The iterator of a dict's keys.</remarks>
[PyType("dict_keyiterator", BasicSize = 56, NoInstantiation = true)]
public sealed partial class PyDictKeyIterator : PyDictIterator
{
    private PyDictKeyIterator(PyDict dict) : base(TypeObject, dict, false)
    {
    }

    /// <summary>An iterator, floating.</summary>
    public static PyDictKeyIterator Create(ThreadState thread, PyDict dict) => thread.EnterNew(new PyDictKeyIterator(dict));

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? IterNext() => NextKey();
}

/// <remarks>The iterator of a dict's values.</remarks>
[PyType("dict_valueiterator", BasicSize = 56, NoInstantiation = true)]
public sealed partial class PyDictValueIterator : PyDictIterator
{
    private PyDictValueIterator(PyDict dict) : base(TypeObject, dict, false)
    {
    }

    /// <summary>An iterator, floating.</summary>
    public static PyDictValueIterator Create(ThreadState thread, PyDict dict) => thread.EnterNew(new PyDictValueIterator(dict));

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? IterNext() => NextValue();
}

/// <remarks>The iterator of a dict's items.</remarks>
[PyType("dict_itemiterator", BasicSize = 56, NoInstantiation = true)]
public sealed partial class PyDictItemIterator : PyDictIterator
{
    private PyDictItemIterator(PyDict dict) : base(TypeObject, dict, false)
    {
    }

    /// <summary>An iterator, floating.</summary>
    public static PyDictItemIterator Create(ThreadState thread, PyDict dict) => thread.EnterNew(new PyDictItemIterator(dict));

    /// <summary>The next key and its value; false at the end.</summary>
    internal bool TryNext([NotNullWhen(true)] out PyObject? key, [NotNullWhen(true)] out PyObject? value) => TryNextEntry(out key, out value);

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? IterNext(ThreadState thread) => NextItem(thread);
}

/// <remarks>The iterator of a dict's keys, last one first.</remarks>
[PyType("dict_reversekeyiterator", BasicSize = 56, NoInstantiation = true)]
public sealed partial class PyDictReverseKeyIterator : PyDictIterator
{
    private PyDictReverseKeyIterator(PyDict dict) : base(TypeObject, dict, true)
    {
    }

    /// <summary>An iterator, floating.</summary>
    public static PyDictReverseKeyIterator Create(ThreadState thread, PyDict dict) => thread.EnterNew(new PyDictReverseKeyIterator(dict));

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? IterNext() => NextKey();
}

/// <remarks>The iterator of a dict's values, last one first.</remarks>
[PyType("dict_reversevalueiterator", BasicSize = 56, NoInstantiation = true)]
public sealed partial class PyDictReverseValueIterator : PyDictIterator
{
    private PyDictReverseValueIterator(PyDict dict) : base(TypeObject, dict, true)
    {
    }

    /// <summary>An iterator, floating.</summary>
    public static PyDictReverseValueIterator Create(ThreadState thread, PyDict dict) => thread.EnterNew(new PyDictReverseValueIterator(dict));

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? IterNext() => NextValue();
}

/// <remarks>The iterator of a dict's items, last one first.</remarks>
[PyType("dict_reverseitemiterator", BasicSize = 56, NoInstantiation = true)]
public sealed partial class PyDictReverseItemIterator : PyDictIterator
{
    private PyDictReverseItemIterator(PyDict dict) : base(TypeObject, dict, true)
    {
    }

    /// <summary>An iterator, floating.</summary>
    public static PyDictReverseItemIterator Create(ThreadState thread, PyDict dict) => thread.EnterNew(new PyDictReverseItemIterator(dict));

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? IterNext(ThreadState thread) => NextItem(thread);
}
