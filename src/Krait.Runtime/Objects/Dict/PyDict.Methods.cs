namespace Krait.Runtime;

public partial class PyDict
{
    /// <summary>Create a new dictionary with keys from iterable and values set to value.</summary>
    [PyClassMethod("fromkeys")]
    private static PyObject FromKeys(ThreadState thread, PyType type, PyObject iterable, PyObject? value = null)
    {
        value ??= PyNone.Instance;
        var made = Op.Call(thread, type);
        using var held = new Held(thread, made);
        if (made.GetType() == typeof(PyDict))
            ((PyDict)made).AddKeys(thread, iterable, value);
        else
            AddKeysTo(thread, made, iterable, value);
        return made;
    }

    private void AddKeys(ThreadState thread, PyObject iterable, PyObject value)
    {
        if (_count == 0 && iterable.GetType() == typeof(PyDict))
        {
            var source = (PyDict)iterable;
            if (source._count > 0)
                Rebuild(source._index.Length);
            foreach (ref var entry in source.Entries)
            {
                if (entry.Key is { } key)
                    Insert(key, entry.Hash, value);
            }
            return;
        }
        if (iterable.GetType() == typeof(PySet) || iterable.GetType() == typeof(PyFrozenSet))
        {
            var place = 0;
            while (((PySetBase)iterable).Next(ref place, out var element, out var hash))
            {
                using var held = new Held(thread, element);
                SetItem(thread, element, hash, value);
            }
            return;
        }
        var mark = -1;
        foreach (var key in Op.Iterate(thread, iterable))
        {
            if (mark < 0)
                mark = thread.PoolCount;
            SetItem(thread, key, value);
            if (thread.PoolCount > mark)
                thread.DrainPool(mark);
        }
    }

    private static void AddKeysTo(ThreadState thread, PyObject mapping, PyObject iterable, PyObject value)
    {
        foreach (var key in Op.Iterate(thread, iterable))
            Op.SetItem(thread, mapping, key, value);
    }

    /// <summary>Return the value for key if key is in the dictionary, else default.</summary>
    [PyMethod("get")]
    private PyObject Get(ThreadState thread, PyObject key, PyObject? @default = null) =>
        GetItem(thread, key) ?? @default ?? PyNone.Instance;

    /// <summary>
    /// Insert key with a value of default if key is not in the dictionary.
    ///
    /// Return the value for key if key is in the dictionary, else default.
    /// </summary>
    [PyMethod("setdefault")]
    private PyObject SetDefaultMethod(ThreadState thread, PyObject key, PyObject? @default = null) =>
        SetDefault(thread, key, @default ?? PyNone.Instance);

    /// <summary>
    /// D.pop(k[,d]) -> v, remove specified key and return the corresponding value.
    ///
    /// If the key is not found, return the default if given; otherwise,
    /// raise a KeyError.
    /// </summary>
    [PyMethod("pop", Signature = "($self, key, default=<unrepresentable>, /)")]
    private PyObject PopMethod(ThreadState thread, PyObject key, PyObject? @default = null)
    {
        // An empty dict does not even hash the key.
        var value = _count == 0 ? null : Pop(thread, key);
        return value ?? @default ?? thread.Raise(Errors.Key(thread, key));
    }

    /// <summary>
    /// Remove and return a (key, value) pair as a 2-tuple.
    ///
    /// Pairs are returned in LIFO (last-in, first-out) order.
    /// Raises KeyError if the dict is empty.
    /// </summary>
    [PyMethod("popitem")]
    private PyObject PopItem(ThreadState thread)
    {
        if (!TakeLast(out var key, out var value))
            throw Errors.New(ExceptionTypes.KeyError, "popitem(): dictionary is empty");
        return PyTuple.FromOwned(thread, [key, value]);
    }

    /// <summary>
    /// D.update([E, ]**F) -> None.  Update D from mapping/iterable E and F.
    /// If E is present and has a .keys() method, then does:  for k in E.keys(): D[k] = E[k]
    /// If E is present and lacks a .keys() method, then does:  for k, v in E: D[k] = v
    /// In either case, this is followed by: for k in F:  D[k] = F[k]
    /// </summary>
    [PyMethod("update", Signature = "")]
    private void Update(ThreadState thread, PyObject? source = null, [KeywordArguments] PyDict? kwargs = null)
    {
        if (source is not null)
            UpdateFrom(thread, source);
        if (kwargs is not null)
            MergeDict(thread, kwargs);
    }

    /// <summary>Return a shallow copy of the dict.</summary>
    [PyMethod("copy")]
    internal PyDict Copy(ThreadState thread)
    {
        var copy = Create(thread);
        copy.CopyFrom(this);
        return copy;
    }

    /// <summary>Return a set-like object providing a view on the dict's keys.</summary>
    [PyMethod("keys")]
    private PyObject Keys(ThreadState thread) => PyDictKeys.Create(thread, this);

    /// <summary>Return an object providing a view on the dict's values.</summary>
    [PyMethod("values")]
    private PyObject Values(ThreadState thread) => PyDictValues.Create(thread, this);

    /// <summary>Return a set-like object providing a view on the dict's items.</summary>
    [PyMethod("items")]
    private PyObject Items(ThreadState thread) => PyDictItems.Create(thread, this);

    /// <summary>Return a reverse iterator over the dict keys.</summary>
    [PyMethod("__reversed__")]
    private PyObject Reversed(ThreadState thread) => PyDictReverseKeyIterator.Create(thread, this);

    /// <summary>Return the size of the dict in memory, in bytes.</summary>
    [PyMethod("__sizeof__")]
    private long SizeInBytes(ThreadState thread) => SizeOf(thread);
}
