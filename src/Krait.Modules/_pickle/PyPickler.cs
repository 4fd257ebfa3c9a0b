using Krait.Runtime;

namespace Krait.Modules.Pickling;

/// <summary>
/// This takes a binary file for writing a pickle data stream.
///
/// The optional *protocol* argument tells the pickler to use the given
/// protocol; supported protocols are 0, 1, 2, 3, 4 and 5.  The default
/// protocol is 5. It was introduced in Python 3.8, and is incompatible
/// with previous versions.
///
/// Specifying a negative protocol version selects the highest protocol
/// version supported.  The higher the protocol used, the more recent the
/// version of Python needed to read the pickle produced.
///
/// The *file* argument must have a write() method that accepts a single
/// bytes argument. It can thus be a file object opened for binary
/// writing, an io.BytesIO instance, or any other custom object that meets
/// this interface.
///
/// If *fix_imports* is True and protocol is less than 3, pickle will try
/// to map the new Python 3 names to the old module names used in Python
/// 2, so that the pickle data stream is readable with Python 2.
/// </summary>
[PyType("Pickler", Module = "_pickle", BaseType = true, BasicSize = 152)]
[PyModuleType("_pickle")]
public partial class PyPickler : PyContainer
{
    private const int BufferSize = 4096 + 33;

    private Ref<PyObject> _write;
    private Ref<PyObject> _bufferCallback;
    private Ref<PyObject> _persistentId;
    private Ref<PyObject> _dispatchTable;
    private PickleWriter? _writer;
    private bool _isRunning;

    private protected PyPickler(PyType type) : base(type)
    {
    }

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) =>
        type.Allocate!(thread, type);

    [PyInit(Signature = "(file, protocol=None, fix_imports=True, buffer_callback=None)")]
    private void Init(
        ThreadState thread,
        [Keyword] PyObject file,
        [Keyword] PyObject? protocol = null,
        [Keyword("fix_imports")] bool fixImports = true,
        [Keyword("buffer_callback")] PyObject? bufferCallback = null)
    {
        CheckNotRunning();
        var writer = new PickleWriter(thread, protocol, fixImports, bufferCallback);
        _write.Value = writer.OpenFile(file);
        _bufferCallback.Value = bufferCallback;
        _writer?.ClearMemo();
        _writer = writer;
        // One of a class's own; what an instance was given before stays.
        if (!ReferenceEquals(Type.Lookup(PickleNames.DispatchTable), TypeObject.Lookup(PickleNames.DispatchTable)) || !HasOwnGetAttr)
            _dispatchTable.Value = Op.TryGetAttr(thread, this, PickleNames.DispatchTable);
    }

    /// <summary>True where no subclass says how attributes are read.</summary>
    private bool HasOwnGetAttr => ReferenceEquals(Type.TpGetAttr, TypeObject.TpGetAttr);

    private void CheckNotRunning()
    {
        if (_isRunning)
            throw Errors.Runtime("Pickler object is already in use");
    }

    private PickleWriter Writer(ThreadState thread) =>
        _writer ?? throw PickleState.Pickling(thread, $"Pickler.__init__() was not called by {Type.FullName}.__init__()");

    [PyMethod("persistent_id")]
    private PyObject PersistentId(PyObject obj) => PyNone.Instance;

    /// <summary>Write a pickled representation of the given object to the open file.</summary>
    [PyMethod("dump")]
    private void Dump(ThreadState thread, PyObject obj)
    {
        var writer = Writer(thread);
        CheckNotRunning();
        writer.DispatchTable = _dispatchTable.Value;
        var reducer = HasOwnGetAttr
            ? GenericAttributes.TryGetAttr(thread, this, PickleNames.ReducerOverride)
            : Op.TryGetAttr(thread, this, PickleNames.ReducerOverride);
        var persistentId = OwnPersistentId(thread);
        using var heldReducer = new Held(thread, reducer ?? PyNone.Instance);
        using var heldPersistentId = new Held(thread, persistentId ?? PyNone.Instance);
        writer.ReducerOverride = reducer;
        writer.PersistentId = persistentId;
        _isRunning = true;
        try
        {
            writer.Dump(obj);
            writer.Flush();
        }
        finally
        {
            writer.ReducerOverride = writer.PersistentId = null;
            _isRunning = false;
        }
    }

    private PyObject? OwnPersistentId(ThreadState thread)
    {
        if (_persistentId.Value is { } own)
            return own;
        var found = Type.Lookup(PickleNames.PersistentId);
        return found is null || ReferenceEquals(found, TypeObject.Lookup(PickleNames.PersistentId))
            ? null
            : Op.GetAttr(thread, this, PickleNames.PersistentId);
    }

    [PySlot(nameof(PyType.TpGetAttr))]
    private static PyObject GetAttr(ThreadState thread, PyObject self, PyStr name)
    {
        if (((PyPickler)self)._persistentId.Value is { } own && PyStr.TextEquals(name, PickleNames.PersistentId))
            return own;
        return GenericAttributes.GetAttr(thread, self, name);
    }

    [PySlot(nameof(PyType.TpSetAttr))]
    private static void SetAttr(ThreadState thread, PyObject self, PyStr name, PyObject? value)
    {
        if (!PyStr.TextEquals(name, PickleNames.PersistentId))
        {
            GenericAttributes.SetAttr(thread, self, name, value);
            return;
        }
        var pickler = (PyPickler)self;
        if (value is null && pickler._persistentId.Value is null)
            throw Errors.Attribute(thread, $"'{self.Type.FullName}' object has no attribute 'persistent_id'", self, name);
        pickler._persistentId.Value = value;
    }

    /// <summary>
    /// Clears the pickler's "memo".
    ///
    /// The memo is the data structure that remembers which objects the
    /// pickler has already seen, so that shared or recursive objects are
    /// pickled by reference and not by value.  This method is useful when
    /// re-using picklers.
    /// </summary>
    [PyMethod("clear_memo")]
    internal void ClearMemo() => _writer?.ClearMemo();

    [PyGetter("bin", Member = true)]
    private int Bin => _writer is { IsBinary: true } ? 1 : 0;

    [PySetter("bin")]
    private void SetBin(ThreadState thread, PyObject value) => Writer(thread).IsBinary = Op.AsInt(thread, value) != 0;

    [PyGetter("fast", Member = true)]
    private int Fast => _writer is { IsFast: true } ? 1 : 0;

    [PySetter("fast")]
    private void SetFast(ThreadState thread, PyObject value) => Writer(thread).IsFast = Op.AsInt(thread, value) != 0;

    [PyGetter("dispatch_table", Member = true)]
    private PyObject GetDispatchTable(ThreadState thread) => _dispatchTable.Value ?? throw Errors.Attribute(
        thread, $"'{Type.FullName}' object has no attribute 'dispatch_table'", this, PickleNames.DispatchTable);

    [PySetter("dispatch_table")]
    private void SetDispatchTable(PyObject? value) => _dispatchTable.Value = value;

    [PyGetter("memo")]
    private PyObject Memo(ThreadState thread) => PyPicklerMemoProxy.Create(thread, this);

    [PySetter("memo")]
    private void SetMemo(ThreadState thread, PyObject? value)
    {
        if (value is null)
            throw Errors.Type("attribute deletion is not supported");
        var memo = new PickleMemo();
        try
        {
            FillMemo(thread, memo, value);
        }
        catch
        {
            memo.Clear(thread);
            throw;
        }
        Writer(thread).ReplaceMemo(memo);
    }

    private static void FillMemo(ThreadState thread, PickleMemo memo, PyObject value)
    {
        if (value is PyPicklerMemoProxy proxy)
        {
            foreach (ref readonly var entry in proxy.Pickler.Entries)
                memo.Set(entry.Object, entry.Number);
        }
        else if (value is PyDict dict)
        {
            var position = 0;
            while (dict.Next(ref position, out _, out var entry))
            {
                if (entry is not PyTuple { Count: 2 } pair)
                    throw Errors.Type("'memo' values must be 2-item tuples");
                memo.Set(pair[1], (int)Op.AsIndexLong(thread, pair[0]));
            }
        }
        else
        {
            throw Errors.Type($"'memo' attribute must be a PicklerMemoProxy object or dict, not {value.Type.Name}");
        }
    }

    private ReadOnlySpan<PickleMemo.Entry> Entries => _writer is null ? [] : _writer.Memo.Entries;

    /// <summary>The memo as a dict of identities to pairs of number and object.</summary>
    internal PyDict CopyMemo(ThreadState thread)
    {
        var copy = PyDict.Create(thread);
        foreach (ref readonly var entry in Entries)
            copy.SetItem(thread, PyInt.From(Op.Id(thread, entry.Object)), PyTuple.Create(thread, PyInt.From(entry.Number), entry.Object));
        return copy;
    }

    /// <summary>Returns size in memory, in bytes.</summary>
    [PyMethod("__sizeof__")]
    private long SizeInBytes()
    {
        if (_writer is null)
            return Type.BasicSize;
        // CPython's memo table quadruples when it is two thirds full.
        long places = 8;
        for (long used = 1; used <= _writer.Memo.Count; used++)
        {
            if (used * 3 < places * 2)
                continue;
            while (places <= used * (used > 50000 ? 2 : 4))
                places *= 2;
        }
        return Type.BasicSize + 32 + places * 16 + BufferSize;
    }

    partial void TraverseMore(Visitor visitor) => _writer?.Traverse(visitor);

    partial void ClearMore() => _writer?.ClearMemo();
}

/// <summary>A pickler's memo.</summary>
[PyType("PicklerMemoProxy", Module = "_pickle", BasicSize = 24, NoInstantiation = true)]
public sealed partial class PyPicklerMemoProxy : PyContainer
{
    private Ref<PyPickler> _pickler;

    private PyPicklerMemoProxy() : base(TypeObject)
    {
    }

    internal PyPickler Pickler => _pickler.Value!;

    internal static PyPicklerMemoProxy Create(ThreadState thread, PyPickler pickler)
    {
        var made = thread.EnterNew(new PyPicklerMemoProxy());
        made._pickler.Value = pickler;
        return made;
    }

    /// <summary>Remove all items from memo.</summary>
    [PyMethod("clear")]
    private void Clear() => Pickler.ClearMemo();

    /// <summary>Copy the memo to a new object.</summary>
    [PyMethod("copy")]
    private PyObject Copy(ThreadState thread) => Pickler.CopyMemo(thread);

    /// <summary>Implement pickle support.</summary>
    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread) =>
        PyTuple.Create(thread, PyDict.TypeObject, PyTuple.Create(thread, (PyObject)Pickler.CopyMemo(thread)));
}
