using Krait.Runtime;

namespace Krait.Modules.Collections;

/// <remarks>The view of an ordered dict's keys.</remarks>
[PyType("odict_keys", BasicSize = 24, NoInstantiation = true)]
public sealed partial class PyODictKeys : PyDictKeys
{
    private PyODictKeys(PyDict dict) : base(TypeObject, dict)
    {
    }

    internal static PyODictKeys Create(ThreadState thread, PyOrderedDict dict) => thread.EnterNew(new PyODictKeys(dict));

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter(ThreadState thread) => PyODictIterator.Create(thread, (PyOrderedDict)Dict!, PyODictIterator.Kind.Keys, false);

    [PyMethod("__reversed__")]
    private PyObject Reversed(ThreadState thread) => PyODictIterator.Create(thread, (PyOrderedDict)Dict!, PyODictIterator.Kind.Keys, true);
}

/// <summary>The view of an ordered dict's items.</summary>
[PyType("odict_items", BasicSize = 24, NoInstantiation = true)]
public sealed partial class PyODictItems : PyDictItems
{
    private PyODictItems(PyDict dict) : base(TypeObject, dict)
    {
    }

    internal static PyODictItems Create(ThreadState thread, PyOrderedDict dict) => thread.EnterNew(new PyODictItems(dict));

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter(ThreadState thread) => PyODictIterator.Create(thread, (PyOrderedDict)Dict!, PyODictIterator.Kind.Items, false);

    [PyMethod("__reversed__")]
    private PyObject Reversed(ThreadState thread) => PyODictIterator.Create(thread, (PyOrderedDict)Dict!, PyODictIterator.Kind.Items, true);
}

/// <summary>The view of an ordered dict's values.</summary>
[PyType("odict_values", BasicSize = 24, NoInstantiation = true)]
public sealed partial class PyODictValues : PyDictValues
{
    private PyODictValues(PyDict dict) : base(TypeObject, dict)
    {
    }

    internal static PyODictValues Create(ThreadState thread, PyOrderedDict dict) => thread.EnterNew(new PyODictValues(dict));

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter(ThreadState thread) => PyODictIterator.Create(thread, (PyOrderedDict)Dict!, PyODictIterator.Kind.Values, false);

    [PyMethod("__reversed__")]
    private PyObject Reversed(ThreadState thread) => PyODictIterator.Create(thread, (PyOrderedDict)Dict!, PyODictIterator.Kind.Values, true);
}

/// <remarks>Walks over an ordered dict from either end.</remarks>
[PyType("odict_iterator", BasicSize = 72, NoInstantiation = true)]
public sealed partial class PyODictIterator : PyIterator
{
    private Ref<PyOrderedDict> _source;
    private Kind _kind;
    private bool _isReversed;

    /// <summary>The place of the next entry; it is looked up ahead, so that an iterator that has given its last item does not mind changes.</summary>
    private int _place;
    private uint _version;

    private PyODictIterator() : base(TypeObject)
    {
    }

    /// <summary>What the iterator yields.</summary>
    internal enum Kind
    {
        Keys,
        Values,
        Items,
    }

    internal static PyODictIterator Create(ThreadState thread, PyOrderedDict source, Kind kind, bool isReversed)
    {
        var made = thread.EnterNew(new PyODictIterator
        {
            _kind = kind,
            _isReversed = isReversed,
            _version = source.AssignKeysVersion(),
        });
        made._source.Value = source;
        made.GoTo(isReversed ? source.PreviousPlace(int.MaxValue) : source.NextPlace(0));
        return made;
    }

    private void GoTo(int place)
    {
        _place = place;
        if (place < 0)
            _source.Clear();
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        if (_source.Value is not { } source)
            return null;
        if (source.KeysVersion != _version)
        {
            _source.Clear();
            throw Errors.Runtime("OrderedDict mutated during iteration");
        }
        ref var entry = ref source.Entries[_place];
        PyObject item = _kind switch
        {
            Kind.Keys => entry.Key!,
            Kind.Values => entry.Value!,
            _ => PyTuple.Create(thread, entry.Key!, entry.Value!),
        };
        using var held = new Held(thread, item);
        GoTo(_isReversed ? source.PreviousPlace(_place - 1) : source.NextPlace(_place + 1));
        return item;
    }

    /// <summary>Return state information for pickling</summary>
    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread)
    {
        var rest = PyList.Create(thread);
        if (_source.Value is { } source)
        {
            var copy = Create(thread, source, _kind, _isReversed);
            copy._place = _place;
            copy._version = _version;
            rest.Extend(thread, copy);
        }
        return PyTuple.Create(thread, Op.Builtin(thread, Names.IterName), PyTuple.Create(thread, (PyObject)rest));
    }
}
