using Krait.Runtime;

namespace Krait.Modules.Collections;

/// <summary>Dictionary that remembers insertion order</summary>
/// <remarks>
/// The order of the keys is that of the entries in the dict's table. Entries moved to the end get a new place there, as if deleted and inserted;
/// for those moved to the front the table keeps free places before the first entry. Both ends are found in amortised constant time.
/// </remarks>
[PyType("OrderedDict", Module = "collections", BaseType = true, BasicSize = 112)]
[PyModuleType("_collections")]
public partial class PyOrderedDict : PyDict, IOwnDict, IWeakReferenceable
{
    private const int NodeSize = 32;

    private Ref<PyDict> _dict;
    private WeakReferenceList? _weakReferences;

    /// <summary>There are no entries before this place in the table <see cref="_firstTable"/>.</summary>
    private int _firstHint;
    private object? _firstTable;

    private protected PyOrderedDict(PyType type) : base(type)
    {
    }

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    internal override PyDict? GetOwnDict(ThreadState thread, bool create)
    {
        if (_dict.Value is null && create)
            _dict.Value = PyDict.Create(thread);
        return _dict.Value;
    }

    internal override void SetOwnDict(ThreadState thread, PyDict? dict) => _dict.Value = dict;

    [PyGetter("__dict__")]
    private PyObject DictAttribute(ThreadState thread) => GetOwnDict(thread, true)!;

    [PySetter("__dict__")]
    private void SetDictAttribute(ThreadState thread, PyObject? value) => GenericAttributes.DictSetter(thread, this, value);

    internal override void Traverse(Visitor visitor)
    {
        base.Traverse(visitor);
        visitor.Visit(_dict.Value);
    }

    internal override void ClearReferences()
    {
        base.ClearReferences();
        _dict.Clear();
    }

    internal override long SizeOf(ThreadState thread) => base.SizeOf(thread) + (long)IndexLength * 8 + (long)Count * NodeSize;

    [PySlot(nameof(PyType.TpInit))]
    private void Init(ThreadState thread, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var given = args.Length - (keywordNames?.Count ?? 0);
        if (given > 1)
            throw Errors.Type($"expected at most 1 argument, got {given}");
        if (given == 1)
            MutableMapping.Update(thread, this, args[0]);
        for (var i = given; i < args.Length; i++)
            Op.SetItem(thread, this, keywordNames![i - given], args[i]);
    }

    /// <summary>Create a new ordered dictionary with keys from iterable and values set to value.</summary>
    [PyClassMethod("fromkeys")]
    private static PyObject FromKeys(ThreadState thread, PyType type, [Keyword] PyObject iterable, [Keyword, Default("None")] PyObject? value = null)
    {
        var made = Op.Call(thread, type);
        using var held = new Held(thread, made);
        foreach (var key in Op.Iterate(thread, iterable))
            Op.SetItem(thread, made, key, value ?? PyNone.Instance);
        return made;
    }

    private int FirstPlace()
    {
        var first = NextPlace(HasEntryTable(_firstTable) ? _firstHint : 0);
        if (first >= 0)
            RememberFirst(first);
        return first;
    }

    private void RememberFirst(int place)
    {
        _firstHint = place;
        _firstTable = EntryTable;
    }

    /// <summary>
    /// Move an existing element to the end (or beginning if last is false).
    ///
    /// Raise KeyError if the element does not exist.
    /// </summary>
    [PyMethod("move_to_end")]
    private void MoveToEnd(ThreadState thread, [Keyword] PyObject key, [Keyword] bool last = true)
    {
        var place = PlaceOf(thread, key, HashOf(thread, key));
        if (place < 0)
            throw Errors.Key(thread, key);
        if (last)
            MoveToEnd(place);
        else
            RememberFirst(MoveToFront(place, FirstPlace()));
    }

    /// <summary>
    /// Remove and return a (key, value) pair from the dictionary.
    ///
    /// Pairs are returned in LIFO order if last is true or FIFO order if false.
    /// </summary>
    [PyMethod("popitem")]
    private PyObject PopItem(ThreadState thread, [Keyword] bool last = true)
    {
        if (Count == 0)
            throw Errors.New(ExceptionTypes.KeyError, "dictionary is empty");
        if (last)
        {
            TakeLast(out var lastKey, out var lastValue);
            return PyTuple.FromOwned(thread, [lastKey, lastValue]);
        }
        var place = FirstPlace();
        var key = Entries[place].Key!;
        Retain(key);
        var value = RemoveAt(place);
        return PyTuple.FromOwned(thread, [key, value]);
    }

    /// <summary>
    /// od.pop(key[,default]) -> v, remove specified key and return the corresponding value.
    ///
    /// If the key is not found, return the default if given; otherwise,
    /// raise a KeyError.
    /// </summary>
    [PyMethod("pop", Signature = "($self, /, key, default=<unrepresentable>)")]
    private PyObject PopKey(ThreadState thread, [Keyword] PyObject key, [Keyword] PyObject? @default = null) =>
        Pop(thread, key) ?? @default ?? throw Errors.Key(thread, key);

    /// <summary>
    /// Insert key with a value of default if key is not in the dictionary.
    ///
    /// Return the value for key if key is in the dictionary, else default.
    /// </summary>
    [PyMethod("setdefault")]
    private PyObject SetDefaultValue(ThreadState thread, [Keyword] PyObject key, [Keyword, Default("None")] PyObject? @default = null)
    {
        @default ??= PyNone.Instance;
        if (ReferenceEquals(Type, TypeObject))
            return SetDefault(thread, key, @default);
        // A subclass may have other ideas of what it contains.
        if (Op.Contains(thread, this, key))
            return Op.GetItem(thread, this, key);
        Op.SetItem(thread, this, key, @default);
        return @default;
    }

    /// <summary></summary>
    [PyMethod("update", Signature = "")]
    private void Update(ThreadState thread, ReadOnlySpan<PyObject> args, [KeywordArguments] PyDict? kwargs)
    {
        if (args.Length > 1)
            throw Errors.Type($"update() takes at most 1 positional argument ({args.Length} given)");
        if (args.Length == 1)
            MutableMapping.Update(thread, this, args[0]);
        if (kwargs is not null)
            MutableMapping.Update(thread, this, kwargs);
    }

    /// <summary>A shallow copy of ordered dict.</summary>
    [PyMethod("copy")]
    private PyObject CopyOrdered(ThreadState thread)
    {
        if (ReferenceEquals(Type, TypeObject))
        {
            var copy = thread.EnterNew(new PyOrderedDict(TypeObject));
            copy.CopyFrom(this);
            return copy;
        }
        var made = Op.Call(thread, Type);
        using var held = new Held(thread, made);
        foreach (var key in Op.Iterate(thread, PyODictIterator.Create(thread, this, PyODictIterator.Kind.Keys, false)))
        {
            var value = Op.GetItem(thread, this, key);
            using var heldValue = new Held(thread, value);
            Op.SetItem(thread, made, key, value);
        }
        return made;
    }

    [PyMethod("keys")]
    private PyObject KeysView(ThreadState thread) => PyODictKeys.Create(thread, this);

    [PyMethod("values")]
    private PyObject ValuesView(ThreadState thread) => PyODictValues.Create(thread, this);

    [PyMethod("items")]
    private PyObject ItemsView(ThreadState thread) => PyODictItems.Create(thread, this);

    /// <summary>od.__reversed__() &lt;==> reversed(od)</summary>
    [PyMethod("__reversed__")]
    private PyObject ReversedKeys(ThreadState thread) => PyODictIterator.Create(thread, this, PyODictIterator.Kind.Keys, true);

    [PySlot(nameof(PyType.TpIter))]
    private PyObject IterKeys(ThreadState thread) => PyODictIterator.Create(thread, this, PyODictIterator.Kind.Keys, false);

    /// <summary>Return state information for pickling</summary>
    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread)
    {
        var state = Op.CallMethod(thread, this, "__getstate__");
        var items = Op.GetIter(thread, Op.CallMethod(thread, this, Names.Items));
        return PyTuple.Create(thread, Type, PyTuple.Empty, state, PyNone.Instance, items);
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread)
    {
        if (Count == 0)
            return $"{Type.ShortName}()";
        if (Op.ReprEnter(thread, this))
            return "...";
        try
        {
            var plain = ReferenceEquals(Type, TypeObject) ? Copy(thread) : Op.Call(thread, PyDict.TypeObject, this);
            return $"{Type.ShortName}({Op.ReprText(thread, plain)})";
        }
        finally
        {
            Op.ReprLeave(thread, this);
        }
    }

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        if (self is not PyOrderedDict left || other is not PyDict || op is not (CompareOp.Eq or CompareOp.Ne))
            return PyNotImplemented.Instance;
        var result = PyDict.TypeObject.TpRichCompare!(thread, self, other, CompareOp.Eq);
        var equal = ReferenceEquals(result, PyBool.True);
        if (equal && other is PyOrderedDict right)
            equal = SameOrder(thread, left, right);
        return PyBool.From(equal == (op == CompareOp.Eq));
    }

    private static bool SameOrder(ThreadState thread, PyOrderedDict left, PyOrderedDict right)
    {
        var (leftVersion, rightVersion) = (left.AssignKeysVersion(), right.AssignKeysVersion());
        int a = left.FirstPlace(), b = right.FirstPlace();
        while (a >= 0 && b >= 0)
        {
            using var leftKey = new Held(thread, left.Entries[a].Key!);
            using var rightKey = new Held(thread, right.Entries[b].Key!);
            var equal = Op.AreEqual(thread, left.Entries[a].Key!, right.Entries[b].Key!);
            if (left.KeysVersion != leftVersion || right.KeysVersion != rightVersion)
                throw Errors.Runtime("OrderedDict mutated during iteration");
            if (!equal)
                return false;
            a = left.NextPlace(a + 1);
            b = right.NextPlace(b + 1);
        }
        return a < 0 && b < 0;
    }

    [PySlot(nameof(PyType.NbOr))]
    private static PyObject Or(ThreadState thread, PyObject left, PyObject right)
    {
        if (left is not PyDict || right is not PyDict)
            return PyNotImplemented.Instance;
        var made = Op.Call(thread, left is PyOrderedDict ? left.Type : right.Type, left);
        using var held = new Held(thread, made);
        MutableMapping.Update(thread, made, right);
        return made;
    }

    [PySlot(nameof(PyType.NbInplaceOr))]
    private PyObject InplaceOr(ThreadState thread, PyObject other)
    {
        MutableMapping.Update(thread, this, other);
        return this;
    }
}

/// <summary>The mixin methods of <c>collections.abc.MutableMapping</c> that native mappings share.</summary>
internal static class MutableMapping
{
    /// <summary>Takes over the items of a mapping, or pairs, through <c>__setitem__</c>.</summary>
    public static void Update(ThreadState thread, PyObject target, PyObject source)
    {
        if (source.GetType() == typeof(PyDict))
        {
            AddPairs(thread, target, Op.MappingItems(thread, source));
        }
        else if (Op.TryGetAttr(thread, source, Names.Keys) is { } keys)
        {
            foreach (var key in Op.Iterate(thread, Op.ListFrom(thread, Op.Call(thread, keys))))
            {
                var value = Op.GetItem(thread, source, key);
                using var held = new Held(thread, value);
                Op.SetItem(thread, target, key, value);
            }
        }
        else if (Op.TryGetAttr(thread, source, Names.Items) is { } items)
        {
            AddPairs(thread, target, Op.Call(thread, items));
        }
        else
        {
            AddPairs(thread, target, source);
        }
    }

    private static void AddPairs(ThreadState thread, PyObject target, PyObject pairs)
    {
        foreach (var pair in Op.Iterate(thread, pairs))
        {
            var sequence = pair is PyTuple ? pair : Op.ListFrom(thread, pair);
            var items = Op.ItemsOf(sequence);
            if (items.Length < 2)
                throw Errors.Value($"need more than {items.Length} value{(items.Length == 1 ? "" : "s")} to unpack");
            if (items.Length > 2)
                throw Errors.Value("too many values to unpack (expected 2)");
            using var heldKey = new Held(thread, items[0]);
            using var heldValue = new Held(thread, items[1]);
            Op.SetItem(thread, target, items[0], items[1]);
        }
    }
}
