using Krait.Runtime;

namespace Krait.Modules.Pickling;

/// <summary>Optimized C implementation for the Python pickle module.</summary>
[PyModule("_pickle")]
internal static partial class PickleModule
{
    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        var state = thread.Interpreter.ModuleState<PickleState>();
        state.PickleError ??= state.Keep(ModuleExceptions.Define(thread, "_pickle", "PickleError"));
        state.PicklingError ??= state.Keep(ModuleExceptions.Define(thread, "_pickle", "PicklingError", state.PickleError));
        state.UnpicklingError ??= state.Keep(ModuleExceptions.Define(thread, "_pickle", "UnpicklingError", state.PickleError));
        module.Dict.SetItem(thread, "PickleError", state.PickleError);
        module.Dict.SetItem(thread, "PicklingError", state.PicklingError);
        module.Dict.SetItem(thread, "UnpicklingError", state.UnpicklingError);
    }

    /// <summary>
    /// Write a pickled representation of obj to the open file object file.
    ///
    /// This is equivalent to ``Pickler(file, protocol).dump(obj)``, but may
    /// be more efficient.
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
    /// bytes argument.  It can thus be a file object opened for binary
    /// writing, an io.BytesIO instance, or any other custom object that meets
    /// this interface.
    /// </summary>
    [PyFunction("dump")]
    private static void Dump(
        ThreadState thread,
        [Keyword] PyObject obj,
        [Keyword] PyObject file,
        [Keyword, Default("None")] PyObject? protocol = null,
        [KeywordOnly("fix_imports")] bool fixImports = true,
        [KeywordOnly("buffer_callback"), Default("None")] PyObject? bufferCallback = null)
    {
        var writer = new PickleWriter(thread, protocol, fixImports, bufferCallback);
        using var write = new Held(thread, writer.OpenFile(file));
        try
        {
            writer.Dump(obj);
            writer.Flush();
        }
        finally
        {
            writer.Close();
        }
    }

    /// <summary>
    /// Return the pickled representation of the object as a bytes object.
    ///
    /// The optional *protocol* argument tells the pickler to use the given
    /// protocol; supported protocols are 0, 1, 2, 3, 4 and 5.  The default
    /// protocol is 5. It was introduced in Python 3.8, and is incompatible
    /// with previous versions.
    ///
    /// Specifying a negative protocol version selects the highest protocol
    /// version supported.  The higher the protocol used, the more recent the
    /// version of Python needed to read the pickle produced.
    /// </summary>
    [PyFunction("dumps")]
    private static PyObject Dumps(
        ThreadState thread,
        [Keyword] PyObject obj,
        [Keyword, Default("None")] PyObject? protocol = null,
        [KeywordOnly("fix_imports")] bool fixImports = true,
        [KeywordOnly("buffer_callback"), Default("None")] PyObject? bufferCallback = null)
    {
        var writer = new PickleWriter(thread, protocol, fixImports, bufferCallback);
        try
        {
            writer.Dump(obj);
            return PyBytes.From(writer.Output);
        }
        finally
        {
            writer.Close();
        }
    }

    /// <summary>
    /// Read and return an object from the pickle data stored in a file.
    ///
    /// This is equivalent to ``Unpickler(file).load()``, but may be more
    /// efficient.
    ///
    /// The protocol version of the pickle is detected automatically, so no
    /// protocol argument is needed.  Bytes past the pickled object's
    /// representation are ignored.
    /// </summary>
    [PyFunction("load")]
    private static PyObject Load(
        ThreadState thread,
        [Keyword] PyObject file,
        [KeywordOnly("fix_imports")] bool fixImports = true,
        [KeywordOnly] string encoding = "ASCII",
        [KeywordOnly] string errors = "strict",
        [KeywordOnly, Default("()")] PyObject? buffers = null)
    {
        var source = PickleSource.OpenFile(thread, file);
        return LoadAndClose(new PickleReader(thread, source, fixImports, encoding, errors, buffers));
    }

    /// <summary>
    /// Read and return an object from the given pickle data.
    ///
    /// The protocol version of the pickle is detected automatically, so no
    /// protocol argument is needed.  Bytes past the pickled object's
    /// representation are ignored.
    /// </summary>
    [PyFunction("loads")]
    private static PyObject Loads(
        ThreadState thread,
        PyObject data,
        [KeywordOnly("fix_imports")] bool fixImports = true,
        [KeywordOnly] string encoding = "ASCII",
        [KeywordOnly] string errors = "strict",
        [KeywordOnly, Default("()")] PyObject? buffers = null)
    {
        var source = new PickleSource(thread, Op.CopyBytes(thread, data));
        return LoadAndClose(new PickleReader(thread, source, fixImports, encoding, errors, buffers));
    }

    private static PyObject LoadAndClose(PickleReader reader)
    {
        try
        {
            return reader.Load();
        }
        finally
        {
            reader.Clear();
        }
    }
}

/// <summary>What the module keeps per interpreter.</summary>
internal sealed class PickleState : ModuleState
{
    public PyType? PickleError { get; set; }

    public PyType? PicklingError { get; set; }

    public PyType? UnpicklingError { get; set; }

    /// <summary>An empty memo that the last writer has left, with its tables.</summary>
    public PickleMemo? SpareMemo { get; set; }

    /// <summary>An empty memo.</summary>
    public PickleMemo TakeMemo()
    {
        var memo = SpareMemo ?? new PickleMemo();
        SpareMemo = null;
        return memo;
    }

    /// <summary>A PicklingError.</summary>
    public static PythonException Pickling(ThreadState thread, string message) =>
        Errors.New(thread.Interpreter.ModuleState<PickleState>().PicklingError!, message);

    /// <summary>A PicklingError raised while another exception was handled.</summary>
    public static PythonException Pickling(ThreadState thread, string message, PythonException context)
    {
        var error = Pickling(thread, message);
        error.Value.ContextField.Value = context.Value;
        return error;
    }

    /// <summary>An UnpicklingError.</summary>
    public static PythonException Unpickling(ThreadState thread, string message) =>
        Errors.New(thread.Interpreter.ModuleState<PickleState>().UnpicklingError!, message);

    /// <summary>A module by its absolute name.</summary>
    public static PyObject Import(ThreadState thread, PyObject name)
    {
        var text = Op.StrText(thread, name);
        return text.Length > 0 ? Importer.ImportModule(thread, text) : throw Errors.Value("Empty module name");
    }

    /// <summary>A table of <c>copyreg</c>.</summary>
    public static PyObject CopyRegistry(ThreadState thread, string name) => Op.ImportFrom(thread, "copyreg", name);

    /// <summary>A table of <c>_compat_pickle</c>, which maps names of Python 2 and 3.</summary>
    public static PyDict Compatibility(ThreadState thread, string name) =>
        Op.ImportFrom(thread, "_compat_pickle", name) as PyDict
        ?? throw Errors.Runtime($"_compat_pickle.{name} should be a dict, not {Op.ImportFrom(thread, "_compat_pickle", name).Type.Name}");
}

/// <summary>Interned names.</summary>
internal static class PickleNames
{
    public static readonly PyStr Add = PyStr.Intern("add");
    public static readonly PyStr DispatchTable = PyStr.Intern("dispatch_table");
    public static readonly PyStr Extend = PyStr.Intern("extend");
    public static readonly PyStr FindClass = PyStr.Intern("find_class");
    public static readonly PyStr GetInitArgs = PyStr.Intern("__getinitargs__");
    public static readonly PyStr Latin1 = PyStr.Intern("latin1");
    public static readonly PyStr Name = PyStr.Intern("__name__");
    public static readonly PyStr New = PyStr.Intern("__new__");
    public static readonly PyStr PersistentId = PyStr.Intern("persistent_id");
    public static readonly PyStr PersistentLoad = PyStr.Intern("persistent_load");
    public static readonly PyStr Reduce = PyStr.Intern("__reduce__");
    public static readonly PyStr ReduceEx = PyStr.Intern("__reduce_ex__");
    public static readonly PyStr ReducerOverride = PyStr.Intern("reducer_override");
    public static readonly PyStr SetState = PyStr.Intern("__setstate__");
}
