using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Sqlite;

/// <summary>SQLite database connection object.</summary>
[PyType("Connection", Module = "sqlite3", BaseType = true, BasicSize = 224), PyModuleType("_sqlite3")]
public unsafe partial class PyConnection : PyContainer
{
    /// <summary>The values of <c>autocommit</c>.</summary>
    internal const int Legacy = -1, Disabled = 0, Enabled = 1;

    internal const int ParseDeclaredTypes = 1, ParseColumnNames = 2;

    private const int ReadWrite = 2, CreateFile = 4, Uri = 64;
    private const double MillisecondsPerSecond = 1000;
    private const int DefaultCachedStatements = 128;

    private const string PositionsDeprecated =
        "Passing more than 1 positional argument to _sqlite3.Connection() is deprecated. Parameters 'timeout', 'detect_types', "
        + "'isolation_level', 'check_same_thread', 'factory', 'cached_statements' and 'uri' will become keyword-only parameters in Python 3.15.";

    private nint _db;
    private bool _isInitialized;
    private bool _checksThread;
    private long _creator;
    private int _autocommit = Legacy;
    private string? _isolationLevel;
    private StatementCache _statements = new(0);
    private Ref<PyObject> _rowFactory;
    private Ref<PyObject> _textFactory;
    private CallbackContext? _authorizer;
    private CallbackContext? _progress;
    private CallbackContext? _trace;

    private protected PyConnection(PyType type) : base(type)
    {
    }

    /// <summary>The library's connection; 0 where it is closed.</summary>
    internal nint Native => _db;

    /// <summary>What the library may call.</summary>
    internal HashSet<CallbackContext> Callbacks { get; } = [];

    /// <summary>The blobs that are open; they take themselves out.</summary>
    internal HashSet<PyBlob> Blobs { get; } = [];

    /// <summary>What a collation raised while the statement ran.</summary>
    internal PythonException? PendingError { get; private set; }

    /// <summary>How values are converted.</summary>
    internal int DetectTypes { get; private set; }

    /// <summary>True where a transaction must be begun before data change.</summary>
    internal bool BeginsTransactions => _autocommit == Legacy && _isolationLevel is not null;

    /// <summary>True where transactions are as they were before <c>autocommit</c>.</summary>
    internal bool HasLegacyTransactions => _autocommit == Legacy;

    /// <summary>What makes text of UTF-8.</summary>
    internal PyObject TextFactory => _textFactory.Value ?? PyStr.TypeObject;

    internal PyObject RowFactory => _rowFactory.Value ?? PyNone.Instance;

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) => type.Allocate!(thread, type);

    [PyInit]
    [DeprecatedPassing(PositionsDeprecated, Most = 1)]
    private void Init(
        ThreadState thread,
        [Keyword] PyObject database,
        [Keyword] double timeout = 5.0,
        [Keyword("detect_types")] int detectTypes = 0,
        [Keyword("isolation_level")] PyObject? isolationLevel = null,
        [Keyword("check_same_thread")] bool checkSameThread = true,
        [Keyword] PyObject? factory = null,
        [Keyword("cached_statements")] int cachedStatements = DefaultCachedStatements,
        [Keyword] bool uri = false,
        [KeywordOnly] PyObject? autocommit = null)
    {
        AuditEvents.Raise(thread, "sqlite3.connect", database);
        var path = Os.OsPath.Encode(thread, database);
        var level = isolationLevel is null ? "" : IsolationLevels.Read(isolationLevel);
        var mode = autocommit is null ? Legacy : ReadAutocommit(thread, autocommit);
        if (_isInitialized)
        {
            _isInitialized = false;
            CloseAll(thread);
        }
        Open(thread, path, ReadWrite | CreateFile | (uri ? Uri : 0), (int)Math.Clamp(timeout * MillisecondsPerSecond, int.MinValue, int.MaxValue));
        (_isolationLevel, _autocommit, DetectTypes) = (level, mode, detectTypes);
        (_checksThread, _creator) = (checkSameThread, Threads.Threads.CurrentId);
        _statements = new StatementCache(cachedStatements);
        _rowFactory.Value = PyNone.Instance;
        _textFactory.Value = PyStr.TypeObject;
        _isInitialized = true;
        AuditEvents.Raise(thread, "sqlite3.connect/handle", this);
        if (_autocommit == Disabled)
            Run(thread, "BEGIN");
    }

    private void Open(ThreadState thread, byte[] path, int flags, int milliseconds)
    {
        nint db;
        int code;
        fixed (byte* name = path)
        {
            using (thread.AllowThreads())
            {
                code = LibSqlite.sqlite3_open_v2(name, &db, flags, null);
                if (code == SqliteCode.Ok)
                    LibSqlite.sqlite3_busy_timeout(db, milliseconds);
            }
        }
        if (code == SqliteCode.Ok)
        {
            _db = db;
            return;
        }
        if (db == 0)
            throw Errors.Memory();
        var error = SqliteState.Failure(thread, db);
        LibSqlite.sqlite3_close_v2(db);
        throw error;
    }

    private static int ReadAutocommit(ThreadState thread, PyObject value) => value switch
    {
        _ when ReferenceEquals(value, PyBool.True) => Enabled,
        _ when ReferenceEquals(value, PyBool.False) => Disabled,
        PyInt when ArgumentConversion.ToInt(thread, value) == Legacy => Legacy,
        _ => throw Errors.Value("autocommit must be True, False, or sqlite3.LEGACY_TRANSACTION_CONTROL"),
    };

    /// <summary>The connection is used by the thread that made it, where that was asked for.</summary>
    internal void CheckThread(ThreadState thread)
    {
        if (!_isInitialized || !_checksThread || Threads.Threads.CurrentId == _creator)
            return;
        throw SqliteState.Programming(
            thread,
            "SQLite objects created in a thread can only be used in that same thread. The object was created in thread id "
            + $"{(ulong)_creator} and this is thread id {(ulong)Threads.Threads.CurrentId}.");
    }

    /// <summary>The connection is open.</summary>
    internal void CheckOpen(ThreadState thread)
    {
        CheckInitialized(thread);
        if (_db == 0)
            throw SqliteState.Programming(thread, "Cannot operate on a closed database.");
    }

    private void CheckInitialized(ThreadState thread)
    {
        if (!_isInitialized)
            throw SqliteState.Programming(thread, "Base Connection.__init__ not called.");
    }

    internal void Check(ThreadState thread)
    {
        CheckThread(thread);
        CheckOpen(thread);
    }

    /// <summary>The compiled statement for a text.</summary>
    internal PyStatement Prepare(ThreadState thread, PyStr sql) => _statements.Get(thread, _db, sql);

    /// <summary>Another statement for a text whose own one is being run.</summary>
    internal PyStatement PrepareAnother(ThreadState thread, PyStr sql) => PyStatement.Create(thread, _db, sql);

    /// <summary>Runs a statement without parameters and rows.</summary>
    internal void Run(ThreadState thread, string sql)
    {
        int code;
        fixed (byte* text = SqliteState.Terminated(sql))
        {
            using (thread.AllowThreads())
            {
                nint statement;
                code = LibSqlite.sqlite3_prepare_v2(_db, text, -1, &statement, null);
                if (code == SqliteCode.Ok)
                {
                    LibSqlite.sqlite3_step(statement);
                    code = LibSqlite.sqlite3_finalize(statement);
                }
            }
        }
        if (code != SqliteCode.Ok)
            throw SqliteState.Failure(thread, _db);
    }

    /// <summary>Notes what a collation raised; only the first error counts.</summary>
    internal void NotePending(PythonException error)
    {
        Retain(error.Value);
        PendingError = error;
    }

    /// <summary>What went wrong while a statement ran: in the library, or in a collation.</summary>
    internal void ThrowIf(ThreadState thread, bool hasFailed)
    {
        var pending = PendingError;
        PendingError = null;
        if (pending is not null)
            Float(thread, pending.Value);
        if (hasFailed)
            throw SqliteState.Failure(thread, _db);
        if (pending is not null)
            throw pending;
    }

    internal bool IsInTransaction => LibSqlite.sqlite3_get_autocommit(_db) == 0;

    /// <summary>Begins the transaction that a change of data needs.</summary>
    internal void BeginTransaction(ThreadState thread)
    {
        if (!IsInTransaction)
            Run(thread, "BEGIN " + _isolationLevel);
    }

    /// <summary>Close the database connection.
    ///
    /// Any pending transaction is not committed implicitly.</summary>
    [PyMethod("close")]
    private void Close(ThreadState thread)
    {
        CheckThread(thread);
        CheckInitialized(thread);
        CloseAll(thread);
    }

    private void CloseAll(ThreadState thread)
    {
        foreach (var blob in Blobs.ToArray())
            blob.CloseNow(thread);
        _statements.Clear();
        CloseDatabase(thread);
    }

    private void CloseDatabase(ThreadState thread)
    {
        if (_db == 0)
            return;
        PythonException? failure = null;
        try
        {
            if (_autocommit == Disabled && IsInTransaction)
                Run(thread, "ROLLBACK");
        }
        catch (PythonException error)
        {
            failure = error;
        }
        CloseNative(thread);
        if (failure is not null)
            throw failure;
    }

    private void CloseNative(ThreadState thread)
    {
        RemoveHandlers();
        var db = _db;
        _db = 0;
        using (thread.AllowThreads())
            LibSqlite.sqlite3_close_v2(db);
        // Statements that cursors still hold keep the library's connection, but nothing runs any more.
        foreach (var callback in Callbacks.ToArray())
            callback.Clear();
    }

    [PySlot(nameof(PyType.TpFinalize))]
    private void FinalizeConnection(ThreadState thread)
    {
        if (_db == 0)
            return;
        try
        {
            Op.Warn(thread, ExceptionTypes.ResourceWarning, $"unclosed database in {Op.ReprText(thread, this)}", 1, this);
        }
        catch (PythonException error)
        {
            Op.WriteUnraisable(thread, error, this, "Exception ignored while finalizing database connection");
        }
        try
        {
            CloseAll(thread);
        }
        catch (PythonException error)
        {
            Op.WriteUnraisable(thread, error, this, "Exception ignored while closing database connection");
        }
    }

    partial void TraverseMore(Visitor visitor)
    {
        _statements.Traverse(visitor);
        visitor.Visit(PendingError?.Value);
        foreach (var callback in Callbacks)
            callback.Traverse(visitor);
    }

    // The finalizer has closed the connection, unless a class overrides it.
    partial void ClearMore()
    {
        _statements.Clear();
        if (_db != 0)
            CloseNative(ThreadState.Current);
        var pending = PendingError;
        PendingError = null;
        XRelease(pending?.Value);
    }

    /// <remarks>How the connection itself can be called.</remarks>
    [PyGetter("__text_signature__")]
    private string TextSignature => "(sql, /)";

    [PySlot(nameof(PyType.TpCall))]
    private PyObject Call(ThreadState thread, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        if (keywordNames is { Count: > 0 })
            throw ArgumentBinder.NoKeywords("sqlite3.Connection");
        Check(thread);
        if (args.Length != 1)
            throw Errors.Type($"function takes exactly 1 argument ({args.Length} given)");
        return args[0] is PyStr sql ? Prepare(thread, sql) : throw Errors.Type($"argument 1 must be str, not {args[0].Type.Name}");
    }
}
