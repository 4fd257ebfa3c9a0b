using Krait.Modules.Os;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Sqlite;

/// <summary>Databases of SQLite: what the package <c>sqlite3</c> is made of.</summary>
[PyModule("_sqlite3")]
internal static unsafe partial class SqliteModule
{
    private const int FactoryPosition = 5;

    private const string PositionsDeprecated =
        "Passing more than 1 positional argument to sqlite3.connect() is deprecated. Parameters 'timeout', 'detect_types', 'isolation_level', "
        + "'check_same_thread', 'factory', 'cached_statements' and 'uri' will become keyword-only parameters in Python 3.15.";

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        RequiredLibrary.Load(LibSqlite.Library, "_sqlite3 needs the system's SQLite library");
        if (LibSqlite.sqlite3_initialize() != SqliteCode.Ok)
            throw Errors.New(ExceptionTypes.ImportError, "SQLite cannot be initialised");
        var state = SqliteState.Of(thread);
        var dict = module.Dict;
        foreach (var type in state.ErrorTypes)
            dict.SetItem(thread, type.Name, type);
        dict.SetItem(thread, "adapters", state.Adapters);
        dict.SetItem(thread, "converters", state.Converters);
        dict.SetItem(thread, "sqlite_version", PyStr.From(SqliteState.Text(LibSqlite.sqlite3_libversion())!));
        dict.SetItem(thread, "threadsafety", PyInt.From(ThreadSafety(LibSqlite.sqlite3_threadsafe())));
        OsArguments.AddConstants(thread, module, SqliteConstants.ResultCodes);
        OsArguments.AddConstants(thread, module, SqliteConstants.Actions);
        OsArguments.AddConstants(thread, module, SqliteConstants.Limits);
        OsArguments.AddConstants(thread, module, SqliteConstants.Options);
        OsArguments.AddConstants(thread, module, SqliteConstants.Modes);
    }

    /// <summary>PEP 249's number for a threading mode of the library.</summary>
    private static int ThreadSafety(int mode) => mode switch
    {
        0 => 0,
        1 => 3,
        _ => 1,
    };

    /// <summary>Open a connection to the SQLite database file 'database'.
    ///
    /// You can use ":memory:" to open a database connection to a database that
    /// resides in RAM instead of on disk.
    ///
    /// Note: Passing more than 1 positional argument to _sqlite3.connect() is
    /// deprecated. Parameters 'timeout', 'detect_types', 'isolation_level',
    /// 'check_same_thread', 'factory', 'cached_statements' and 'uri' will
    /// become keyword-only parameters in Python 3.15.
    /// </summary>
    [PyFunction("connect", Signature = "($module, /, database, timeout=5.0, detect_types=0, isolation_level='', check_same_thread=True, "
        + "factory=ConnectionType, cached_statements=128, uri=False, *, autocommit=sqlite3.LEGACY_TRANSACTION_CONTROL)")]
    [DeprecatedPassing(PositionsDeprecated, Most = 1)]
    private static PyObject Connect(ThreadState thread, ReadOnlySpan<PyObject> args, [KeywordArguments] PyDict? kwargs)
    {
        var factory = args.Length > FactoryPosition ? args[FactoryPosition] : kwargs?.GetItem("factory") ?? PyConnection.TypeObject;
        return Op.CallWithDict(thread, factory, PyTuple.Create(thread, args), kwargs);
    }

    /// <summary>Checks if a string contains a complete SQL statement.</summary>
    [PyFunction("complete_statement")]
    private static bool CompleteStatement([Keyword, NoNull] string statement)
    {
        fixed (byte* text = SqliteState.Terminated(statement))
        {
            return LibSqlite.sqlite3_complete(text) != 0;
        }
    }

    /// <summary>Register a function to adapt Python objects to SQLite values.</summary>
    [PyFunction("register_adapter", Signature = "($module, type, adapter, /)")]
    private static void RegisterAdapter(ThreadState thread, PyObject type, PyObject adapter) =>
        Adaptation.Register(thread, SqliteState.Of(thread), type, adapter);

    /// <summary>Register a function to convert SQLite values to Python objects.</summary>
    [PyFunction("register_converter", Signature = "($module, typename, converter, /)")]
    private static void RegisterConverter(ThreadState thread, PyStr typeName, PyObject converter) =>
        SqliteState.Of(thread).Converters.SetItem(thread, Op.CallMethod(thread, typeName, "upper"), converter);

    /// <summary>Enable or disable callback functions throwing errors to stderr.</summary>
    [PyFunction("enable_callback_tracebacks")]
    private static void EnableCallbackTracebacks(ThreadState thread, int enable) => SqliteState.Of(thread).ReportsCallbackErrors = enable != 0;

    /// <summary>Adapt given object to given protocol.</summary>
    [PyFunction("adapt", Signature = "($module, obj, proto=PrepareProtocolType, alt=<unrepresentable>, /)")]
    private static PyObject Adapt(ThreadState thread, PyObject obj, PyObject? proto = null, PyObject? alternative = null) =>
        Adaptation.Adapt(thread, SqliteState.Of(thread), obj, proto ?? PyPrepareProtocol.TypeObject, alternative);
}
