using Krait.Runtime;

namespace Krait.Modules.Pickling;

/// <summary>
/// This takes a binary file for reading a pickle data stream.
///
/// The protocol version of the pickle is detected automatically, so no
/// protocol argument is needed.  Bytes past the pickled object's
/// representation are ignored.
///
/// The argument *file* must have two methods, a read() method that takes
/// an integer argument, and a readline() method that requires no
/// arguments.  Both methods should return bytes.  Thus *file* can be a
/// binary file object opened for reading, an io.BytesIO object, or any
/// other custom object that meets this interface.
/// </summary>
[PyType("Unpickler", Module = "_pickle", BaseType = true, BasicSize = 272)]
[PyModuleType("_pickle")]
public partial class PyUnpickler : PyContainer
{
    private Ref<PyObject> _persistentLoad;
    private PickleReader? _reader;
    private bool _isLoading;

    private protected PyUnpickler(PyType type) : base(type)
    {
    }

    /// <summary>True where a subclass may say what <c>find_class</c> does.</summary>
    internal bool HasOwnFindClass => !ReferenceEquals(Type, TypeObject);

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) =>
        type.Allocate!(thread, type);

    [PyInit(Signature = "(file, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())")]
    private void Init(
        ThreadState thread,
        [Keyword] PyObject file,
        [KeywordOnly("fix_imports")] bool fixImports = true,
        [KeywordOnly] string encoding = "ASCII",
        [KeywordOnly] string errors = "strict",
        [KeywordOnly] PyObject? buffers = null)
    {
        CheckNotLoading();
        var reader = new PickleReader(thread, PickleSource.OpenFile(thread, file), fixImports, encoding, errors, buffers) { Owner = this };
        _reader?.Clear();
        _reader = reader;
    }

    private void CheckNotLoading()
    {
        if (_isLoading)
            throw Errors.Runtime("Unpickler object is already in use");
    }

    private PickleReader Reader(ThreadState thread) =>
        _reader ?? throw PickleState.Unpickling(thread, $"Unpickler.__init__() was not called by {Type.FullName}.__init__()");

    /// <summary>
    /// Load a pickle.
    ///
    /// Read a pickled object representation from the open file object given
    /// in the constructor, and return the reconstituted object hierarchy
    /// specified therein.
    /// </summary>
    [PyMethod("load")]
    private PyObject Load(ThreadState thread)
    {
        var reader = Reader(thread);
        CheckNotLoading();
        _isLoading = true;
        try
        {
            return reader.Load();
        }
        finally
        {
            _isLoading = false;
        }
    }

    [PyMethod("persistent_load")]
    private PyObject PersistentLoad(ThreadState thread, PyObject pid) => throw PickleReader.NoPersistentLoad(thread);

    /// <summary>
    /// Return an object from a specified module.
    ///
    /// If necessary, the module will be imported. Subclasses may override
    /// this method (e.g. to restrict unpickling of arbitrary classes and
    /// functions).
    ///
    /// This method is called whenever a class or a function object is
    /// needed.  Both arguments passed are str objects.
    /// </summary>
    [PyMethod("find_class", Signature = "($self, module_name, global_name, /)")]
    private PyObject FindClass(ThreadState thread, PyObject module, PyObject name) => Reader(thread).FindClassPlainly(module, name);

    [PySlot(nameof(PyType.TpGetAttr))]
    private static PyObject GetAttr(ThreadState thread, PyObject self, PyStr name)
    {
        if (((PyUnpickler)self)._persistentLoad.Value is { } own && PyStr.TextEquals(name, PickleNames.PersistentLoad))
            return own;
        return GenericAttributes.GetAttr(thread, self, name);
    }

    [PySlot(nameof(PyType.TpSetAttr))]
    private static void SetAttr(ThreadState thread, PyObject self, PyStr name, PyObject? value)
    {
        if (!PyStr.TextEquals(name, PickleNames.PersistentLoad))
        {
            GenericAttributes.SetAttr(thread, self, name, value);
            return;
        }
        var unpickler = (PyUnpickler)self;
        if (value is null && unpickler._persistentLoad.Value is null)
            throw Errors.Attribute(thread, $"'{self.Type.FullName}' object has no attribute 'persistent_load'", self, name);
        unpickler._persistentLoad.Value = value;
    }

    internal void ClearMemo() => _reader?.ClearMemo();

    internal PyDict CopyMemo(ThreadState thread) => _reader?.CopyMemo() ?? PyDict.Create(thread);

    [PyGetter("memo")]
    private PyObject Memo(ThreadState thread) => PyUnpicklerMemoProxy.Create(thread, this);

    [PySetter("memo")]
    private void SetMemo(ThreadState thread, PyObject? value)
    {
        if (value is null)
            throw Errors.Type("attribute deletion is not supported");
        var dict = value switch
        {
            PyUnpicklerMemoProxy proxy => proxy.Unpickler.CopyMemo(thread),
            PyDict given => given,
            _ => throw Errors.Type($"'memo' attribute must be an UnpicklerMemoProxy object or dict, not {value.Type.Name}"),
        };
        var position = 0;
        while (dict.Next(ref position, out var key, out _))
        {
            if (key is not PyInt)
                throw Errors.Type("memo key must be integers");
            if (Op.AsIndexLong(thread, key) < 0)
                throw Errors.Value("memo key must be positive integers.");
        }
        var reader = Reader(thread);
        using var held = new Held(thread, dict);
        reader.ClearMemo();
        position = 0;
        while (dict.Next(ref position, out var key, out var o))
            reader.PutMemo(Op.AsIndexLong(thread, key), o);
    }

    partial void TraverseMore(Visitor visitor) => _reader?.Traverse(visitor);

    partial void ClearMore() => _reader?.Clear();
}

/// <summary>An unpickler's memo.</summary>
[PyType("UnpicklerMemoProxy", Module = "_pickle", BasicSize = 24, NoInstantiation = true)]
public sealed partial class PyUnpicklerMemoProxy : PyContainer
{
    private Ref<PyUnpickler> _unpickler;

    private PyUnpicklerMemoProxy() : base(TypeObject)
    {
    }

    internal PyUnpickler Unpickler => _unpickler.Value!;

    internal static PyUnpicklerMemoProxy Create(ThreadState thread, PyUnpickler unpickler)
    {
        var made = thread.EnterNew(new PyUnpicklerMemoProxy());
        made._unpickler.Value = unpickler;
        return made;
    }

    /// <summary>Remove all items from memo.</summary>
    [PyMethod("clear")]
    private void Clear() => Unpickler.ClearMemo();

    /// <summary>Copy the memo to a new object.</summary>
    [PyMethod("copy")]
    private PyObject Copy(ThreadState thread) => Unpickler.CopyMemo(thread);

    /// <summary>Implement pickling support.</summary>
    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread) =>
        PyTuple.Create(thread, PyDict.TypeObject, PyTuple.Create(thread, (PyObject)Unpickler.CopyMemo(thread)));
}
