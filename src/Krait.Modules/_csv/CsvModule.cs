using Krait.Runtime;

namespace Krait.Modules.Csv;

/// <summary>CSV parsing and writing.</summary>
[PyModule("_csv")]
internal static partial class CsvModule
{
    private sealed class State : ModuleState
    {
        public PyType? Error { get; set; }

        public Ref<PyDict> Dialects;

        public long FieldLimit { get; set; } = 128 * 1024;

        public override void Traverse(Visitor visitor)
        {
            base.Traverse(visitor);
            visitor.Visit(Dialects.Value);
        }
    }

    private static State StateOf(ThreadState thread) => thread.Interpreter.ModuleState<State>();

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        var state = StateOf(thread);
        state.Error ??= state.Keep(ModuleExceptions.Define(thread, "_csv", "Error"));
        state.Dialects.Value ??= PyDict.Create(thread);
        var dict = module.Dict;
        dict.SetItem(thread, "Error", state.Error);
        dict.SetItem(thread, "_dialects", state.Dialects.Value);
        dict.SetItem(thread, "Reader", PyCsvReader.TypeObject);
        dict.SetItem(thread, "Writer", PyCsvWriter.TypeObject);
        foreach (var quoting in Enum.GetValues<Quoting>())
            dict.SetItem(thread, PyCsvDialect.NameOf(quoting), PyInt.From((int)quoting));
    }

    /// <summary>A <c>_csv.Error</c>.</summary>
    internal static PythonException Error(ThreadState thread, string message) => Errors.New(StateOf(thread).Error!, message);

    /// <summary>The largest number of characters in a field that is read.</summary>
    internal static long FieldLimit(ThreadState thread) => StateOf(thread).FieldLimit;

    /// <summary>The registered dialect of a name.</summary>
    internal static PyObject FindDialect(ThreadState thread, PyObject name) =>
        StateOf(thread).Dialects.Value!.GetItem(thread, name) ?? throw Error(thread, "unknown dialect");

    private static void CheckCount(string function, ReadOnlySpan<PyObject> args)
    {
        if (args.Length < 1)
            throw Errors.Type($"{function} expected at least 1 argument, got 0");
        if (args.Length > 2)
            throw Errors.Type($"{function} expected at most 2 arguments, got {args.Length}");
    }

    /// <summary>
    /// Return a reader object that will process lines from the given iterable.
    ///
    /// The "iterable" argument can be any object that returns a line
    /// of input for each iteration, such as a file object or a list.  The
    /// optional "dialect" argument defines a CSV dialect.  The function
    /// also accepts optional keyword arguments which override settings
    /// provided by the dialect.
    ///
    /// The returned object is an iterator.  Each iteration returns a row
    /// of the CSV file (which can span multiple input lines).
    /// </summary>
    [PyFunction("reader", Signature = "($module, iterable, /, dialect='excel', **fmtparams)")]
    private static PyObject Reader(ThreadState thread, ReadOnlySpan<PyObject> args, [KeywordArguments] PyDict? fmtparams)
    {
        CheckCount("reader", args);
        var iterator = Op.GetIter(thread, args[0]);
        return PyCsvReader.Create(thread, iterator, PyCsvDialect.Make(thread, args.Length > 1 ? args[1] : null, fmtparams));
    }

    /// <summary>
    /// Return a writer object that will write user data on the given file object.
    ///
    /// The "fileobj" argument can be any object that supports the file API.
    /// The optional "dialect" argument defines a CSV dialect.  The function
    /// also accepts optional keyword arguments which override settings
    /// provided by the dialect.
    /// </summary>
    [PyFunction("writer", Signature = "($module, fileobj, /, dialect='excel', **fmtparams)")]
    private static PyObject Writer(ThreadState thread, ReadOnlySpan<PyObject> args, [KeywordArguments] PyDict? fmtparams)
    {
        CheckCount("writer", args);
        var write = Op.TryGetAttr(thread, args[0], "write");
        if (write is null || !Op.IsCallable(write))
            throw Errors.Type("argument 1 must have a \"write\" method");
        return PyCsvWriter.Create(thread, write, PyCsvDialect.Make(thread, args.Length > 1 ? args[1] : null, fmtparams));
    }

    /// <summary>Return a list of all known dialect names.</summary>
    [PyFunction("list_dialects")]
    private static PyObject ListDialects(ThreadState thread) => Op.ListFrom(thread, StateOf(thread).Dialects.Value!);

    /// <summary>
    /// Create a mapping from a string name to a CVS dialect.
    ///
    /// The optional "dialect" argument specifies the base dialect instance
    /// or the name of the registered dialect.  The function also accepts
    /// optional keyword arguments which override settings provided by the
    /// dialect.
    /// </summary>
    [PyFunction("register_dialect", Signature = "($module, name, /, dialect='excel', **fmtparams)")]
    private static void RegisterDialect(ThreadState thread, ReadOnlySpan<PyObject> args, [KeywordArguments] PyDict? fmtparams)
    {
        CheckCount("register_dialect", args);
        if (args[0] is not PyStr)
            throw Errors.Type("dialect name must be a string");
        var dialect = PyCsvDialect.Make(thread, args.Length > 1 ? args[1] : null, fmtparams);
        StateOf(thread).Dialects.Value!.SetItem(thread, args[0], dialect);
    }

    /// <summary>Delete the name/dialect mapping associated with a string name.</summary>
    [PyFunction("unregister_dialect")]
    private static void UnregisterDialect(ThreadState thread, [Keyword] PyObject name)
    {
        if (!StateOf(thread).Dialects.Value!.DeleteItem(thread, name))
            throw Error(thread, "unknown dialect");
    }

    /// <summary>Return the dialect instance associated with name.</summary>
    [PyFunction("get_dialect")]
    private static PyObject GetDialect(ThreadState thread, [Keyword] PyObject name) => FindDialect(thread, name);

    /// <summary>
    /// Sets an upper limit on parsed fields.
    ///
    /// Returns old limit. If limit is not given, no new limit is set and
    /// the old limit is returned
    /// </summary>
    [PyFunction("field_size_limit", Signature = "($module, /, new_limit=<unrepresentable>)")]
    private static long FieldSizeLimit(ThreadState thread, [Keyword("new_limit")] PyObject? newLimit = null)
    {
        var state = StateOf(thread);
        var old = state.FieldLimit;
        if (newLimit is not null)
        {
            if (!ReferenceEquals(newLimit.Type, PyInt.TypeObject))
                throw Errors.Type("limit must be an integer");
            state.FieldLimit = Op.AsLong(thread, newLimit);
        }
        return old;
    }
}

/// <summary>Which fields a writer quotes, with CPython's numbers.</summary>
internal enum Quoting
{
    Minimal = 0,
    All = 1,
    NonNumeric = 2,
    None = 3,
    Strings = 4,
    NotNull = 5,
}
