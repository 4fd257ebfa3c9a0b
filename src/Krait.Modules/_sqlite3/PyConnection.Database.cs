using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Sqlite;

/// <summary>Backup, byte strings, limits and options of a database.</summary>
public unsafe partial class PyConnection
{
    private const uint WithoutCopy = 1, FreeOnClose = 1, Resizable = 2;

    /// <summary>Abort any pending database operation.</summary>
    [PyMethod("interrupt")]
    private void Interrupt(ThreadState thread)
    {
        CheckOpen(thread);
        LibSqlite.sqlite3_interrupt(_db);
    }

    /// <summary>Makes a backup of the database.</summary>
    [PyMethod("backup")]
    private void Backup(
        ThreadState thread, [Keyword] PyConnection target, [KeywordOnly] int pages = -1, [KeywordOnly, Default("None")] PyObject? progress = null,
        [KeywordOnly, NoNull] string name = "main", [KeywordOnly] double sleep = 0.25)
    {
        Check(thread);
        if (ReferenceEquals(target, this))
            throw Errors.Value("target cannot be the same connection instance");
        target.CheckThread(thread);
        target.CheckOpen(thread);
        progress = progress is null or PyNone ? null : progress;
        if (progress is not null && !Op.IsCallable(progress))
            throw Errors.Type("progress argument must be a callable");
        if (sleep < 0)
            throw Errors.Value("sleep must be greater-than or equal to zero");
        nint backup;
        fixed (byte* from = SqliteState.Terminated(name), to = "main\0"u8)
        {
            using (thread.AllowThreads())
                backup = LibSqlite.sqlite3_backup_init(target._db, to, _db, from);
        }
        if (backup == 0)
            throw SqliteState.Failure(thread, target._db);
        int code;
        try
        {
            Copy(thread, backup, pages == 0 ? -1 : pages, progress, (int)Math.Min(sleep * MillisecondsPerSecond, int.MaxValue));
        }
        finally
        {
            using (thread.AllowThreads())
                code = LibSqlite.sqlite3_backup_finish(backup);
        }
        if (code != SqliteCode.Ok)
            throw SqliteState.Failure(thread, target._db);
    }

    private static void Copy(ThreadState thread, nint backup, int pages, PyObject? progress, int milliseconds)
    {
        int code;
        do
        {
            using (thread.AllowThreads())
                code = LibSqlite.sqlite3_backup_step(backup, pages);
            if (progress is not null)
            {
                var (remaining, total) = (LibSqlite.sqlite3_backup_remaining(backup), LibSqlite.sqlite3_backup_pagecount(backup));
                Op.Call(thread, progress, PyInt.From(code), PyInt.From(remaining), PyInt.From(total));
            }
            if (code is SqliteCode.Busy or SqliteCode.Locked)
            {
                using (thread.AllowThreads())
                    LibSqlite.sqlite3_sleep(milliseconds);
            }
        }
        while (code is SqliteCode.Ok or SqliteCode.Busy or SqliteCode.Locked);
    }

    /// <summary>Serialize a database into a byte string.
    ///
    ///   name
    ///     Which database to serialize.
    ///
    /// For an ordinary on-disk database file, the serialization is just a copy of the
    /// disk file. For an in-memory database or a "temp" database, the serialization is
    /// the same sequence of bytes which would be written to disk if that database
    /// were backed up to disk.</summary>
    [PyMethod("serialize")]
    private PyBytes Serialize(ThreadState thread, [KeywordOnly, NoNull] string name = "main")
    {
        Check(thread);
        RequireSerialization(thread);
        byte* data;
        long size;
        var isOwned = false;
        fixed (byte* schema = SqliteState.Terminated(name))
        {
            data = LibSqlite.sqlite3_serialize(_db, schema, &size, WithoutCopy);
            if (data == null)
            {
                isOwned = true;
                using (thread.AllowThreads())
                    data = LibSqlite.sqlite3_serialize(_db, schema, &size, 0);
            }
        }
        if (data == null)
            throw SqliteState.Operational(thread, $"unable to serialize '{name}'");
        var bytes = PyBytes.From(new ReadOnlySpan<byte>(data, checked((int)size)));
        if (isOwned)
            LibSqlite.sqlite3_free(data);
        return bytes;
    }

    private static void RequireSerialization(ThreadState thread)
    {
        if (!LibSqlite.HasSerialization)
            throw Errors.New(SqliteState.Of(thread).NotSupportedErrorType, $"{LibSqlite.Library} was built without sqlite3_serialize");
    }

    /// <summary>Load a serialized database.
    ///
    ///   data
    ///     The serialized database content.
    ///   name
    ///     Which database to reopen with the deserialization.
    ///
    /// The deserialize interface causes the database connection to disconnect from the
    /// target database, and then reopen it as an in-memory database based on the given
    /// serialized data.
    ///
    /// The deserialize interface will fail with SQLITE_BUSY if the database is
    /// currently in a read transaction or is involved in a backup operation.</summary>
    [PyMethod("deserialize")]
    private void Deserialize(ThreadState thread, PyObject data, [KeywordOnly, NoNull] string name = "main")
    {
        using var view = data is PyStr text ? null : PyBuffer.Get(thread, data, BufferFlags.Simple);
        var bytes = view is null ? Utf8Codec.Encode(thread, (PyStr)data, null) : view.Span;
        Check(thread);
        RequireSerialization(thread);
        var memory = LibSqlite.sqlite3_malloc64((ulong)bytes.Length);
        if (memory == null)
            throw Errors.Memory();
        bytes.CopyTo(new Span<byte>(memory, bytes.Length));
        int code;
        fixed (byte* schema = SqliteState.Terminated(name))
        {
            var size = bytes.Length;
            using (thread.AllowThreads())
                code = LibSqlite.sqlite3_deserialize(_db, schema, memory, size, size, FreeOnClose | Resizable);
        }
        if (code != SqliteCode.Ok)
            throw SqliteState.Failure(thread, _db);
    }

    /// <summary>Open and return a BLOB object.
    ///
    ///   table
    ///     Table name.
    ///   column
    ///     Column name.
    ///   row
    ///     Row index.
    ///   readonly
    ///     Open the BLOB without write permissions.
    ///   name
    ///     Database name.</summary>
    [PyMethod("blobopen", Signature = "($self, table, column, rowid, /, *, readonly=False, name='main')")]
    private PyObject BlobOpen(
        ThreadState thread, [NoNull] string table, [NoNull] string column, PyObject row, [KeywordOnly] bool @readonly = false,
        [KeywordOnly, NoNull] string name = "main")
    {
        var number = ParameterBinding.ToInteger(Op.Index(thread, row));
        Check(thread);
        nint blob;
        int code;
        fixed (byte* schema = SqliteState.Terminated(name), t = SqliteState.Terminated(table), c = SqliteState.Terminated(column))
        {
            using (thread.AllowThreads())
                code = LibSqlite.sqlite3_blob_open(_db, schema, t, c, number, @readonly ? 0 : 1, &blob);
        }
        return code == SqliteCode.Ok ? PyBlob.Create(thread, this, blob) : throw SqliteState.Failure(thread, _db);
    }

    /// <summary>Set connection run-time limits.
    ///
    ///   category
    ///     The limit category to be set.
    ///   limit
    ///     The new limit. If the new limit is a negative number, the limit is
    ///     unchanged.
    ///
    /// Attempts to increase a limit above its hard upper bound are silently truncated
    /// to the hard upper bound. Regardless of whether or not the limit was changed,
    /// the prior value of the limit is returned.</summary>
    [PyMethod("setlimit")]
    private long SetLimit(ThreadState thread, int category, int limit)
    {
        Check(thread);
        var old = LibSqlite.sqlite3_limit(_db, category, limit);
        return old >= 0 ? old : throw SqliteState.Programming(thread, "'category' is out of bounds");
    }

    /// <summary>Get connection run-time limits.
    ///
    ///   category
    ///     The limit category to be queried.</summary>
    [PyMethod("getlimit")]
    private long GetLimit(ThreadState thread, int category) => SetLimit(thread, category, -1);

    /// <summary>Set a boolean connection configuration option.
    ///
    ///   op
    ///     The configuration verb; one of the sqlite3.SQLITE_DBCONFIG codes.</summary>
    [PyMethod("setconfig")]
    private void SetConfig(ThreadState thread, int op, bool enable = true)
    {
        if (Configure(thread, op, enable ? 1 : 0) != enable)
            throw SqliteState.Operational(thread, "Unable to set config");
    }

    /// <summary>Query a boolean connection configuration option.
    ///
    ///   op
    ///     The configuration verb; one of the sqlite3.SQLITE_DBCONFIG codes.</summary>
    [PyMethod("getconfig")]
    private bool GetConfig(ThreadState thread, int op) => Configure(thread, op, -1);

    private bool Configure(ThreadState thread, int option, int value)
    {
        Check(thread);
        if (!Array.Exists(SqliteConstants.Options, known => known.Value == option))
            throw Errors.Value($"unknown config 'op': {option}");
        int actual;
        return LibSqlite.sqlite3_db_config(_db, option, value, &actual) == SqliteCode.Ok ? actual != 0 : throw SqliteState.Failure(thread, _db);
    }

    /// <summary>Enable dynamic loading of SQLite extension modules.</summary>
    [PyMethod("enable_load_extension")]
    private void EnableLoadExtension(ThreadState thread, bool enable)
    {
        AuditEvents.Raise(thread, "sqlite3.enable_load_extension", this, PyBool.From(enable));
        Check(thread);
        RequireExtensions(thread);
        if (LibSqlite.sqlite3_enable_load_extension(_db, enable ? 1 : 0) != SqliteCode.Ok)
            throw SqliteState.Operational(thread, "Error enabling load extension");
    }

    private static void RequireExtensions(ThreadState thread)
    {
        if (!LibSqlite.HasExtensions)
            throw Errors.New(SqliteState.Of(thread).NotSupportedErrorType, $"{LibSqlite.Library} was built without sqlite3_load_extension");
    }

    /// <summary>Load SQLite extension module.</summary>
    [PyMethod("load_extension")]
    private void LoadExtension(ThreadState thread, PyStr name, [KeywordOnly, NoneAllowed] PyStr? entrypoint = null)
    {
        AuditEvents.Raise(thread, "sqlite3.load_extension", this, name);
        Check(thread);
        RequireExtensions(thread);
        int code;
        byte* message = null;
        fixed (byte* file = SqliteState.TerminatedName(thread, name), entry = entrypoint is null ? null : SqliteState.TerminatedName(thread, entrypoint))
        {
            using (thread.AllowThreads())
                code = LibSqlite.sqlite3_load_extension(_db, file, entry, &message);
        }
        if (code == SqliteCode.Ok)
            return;
        var text = SqliteState.Text(message);
        LibSqlite.sqlite3_free(message);
        throw SqliteState.Operational(thread, text ?? "Error loading extension");
    }
}
