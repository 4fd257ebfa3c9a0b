using System.Runtime.InteropServices;

namespace Krait.Platform;

/// <summary>SQLite: each method is the function of that name in its header.</summary>
public static unsafe partial class LibSqlite
{
    /// <summary>The file to load.</summary>
    public const string Library = "libsqlite3.so.0";

    /// <summary>Whether the library was built with databases as byte strings.</summary>
    public static bool HasSerialization { get; } = SystemLibrary.Exports(Library, "sqlite3_serialize");

    /// <summary>Whether the library was built with loadable extensions.</summary>
    public static bool HasExtensions { get; } = SystemLibrary.Exports(Library, "sqlite3_load_extension");

    [LibraryImport(Library)] public static partial byte* sqlite3_libversion();
    [LibraryImport(Library)] public static partial int sqlite3_threadsafe();
    [LibraryImport(Library)] public static partial int sqlite3_initialize();
    [LibraryImport(Library)] public static partial int sqlite3_complete(byte* sql);
    [LibraryImport(Library)] public static partial void* sqlite3_malloc64(ulong size);
    [LibraryImport(Library)] public static partial void sqlite3_free(void* memory);
    [LibraryImport(Library)] public static partial int sqlite3_sleep(int milliseconds);

    [LibraryImport(Library)] public static partial int sqlite3_open_v2(byte* name, nint* db, int flags, byte* vfs);
    [LibraryImport(Library)] public static partial int sqlite3_close_v2(nint db);
    [LibraryImport(Library)] public static partial int sqlite3_busy_timeout(nint db, int milliseconds);
    [LibraryImport(Library)] public static partial int sqlite3_errcode(nint db);
    [LibraryImport(Library)] public static partial int sqlite3_extended_errcode(nint db);
    [LibraryImport(Library)] public static partial byte* sqlite3_errmsg(nint db);
    [LibraryImport(Library)] public static partial byte* sqlite3_errstr(int code);
    [LibraryImport(Library)] public static partial int sqlite3_get_autocommit(nint db);
    [LibraryImport(Library)] public static partial int sqlite3_changes(nint db);
    [LibraryImport(Library)] public static partial int sqlite3_total_changes(nint db);
    [LibraryImport(Library)] public static partial long sqlite3_last_insert_rowid(nint db);
    [LibraryImport(Library)] public static partial void sqlite3_interrupt(nint db);
    [LibraryImport(Library)] public static partial int sqlite3_limit(nint db, int category, int limit);
    [LibraryImport(Library)] public static partial int sqlite3_db_config(nint db, int option, int value, int* result);
    [LibraryImport(Library)] public static partial int sqlite3_enable_load_extension(nint db, int enable);
    [LibraryImport(Library)] public static partial int sqlite3_load_extension(nint db, byte* file, byte* entry, byte** message);
    [LibraryImport(Library)] public static partial byte* sqlite3_serialize(nint db, byte* schema, long* size, uint flags);
    [LibraryImport(Library)] public static partial int sqlite3_deserialize(nint db, byte* schema, void* data, long size, long room, uint flags);

    [LibraryImport(Library)] public static partial int sqlite3_prepare_v2(nint db, byte* sql, int size, nint* statement, byte** tail);
    [LibraryImport(Library)] public static partial int sqlite3_step(nint statement);
    [LibraryImport(Library)] public static partial int sqlite3_reset(nint statement);
    [LibraryImport(Library)] public static partial int sqlite3_finalize(nint statement);
    [LibraryImport(Library)] public static partial int sqlite3_stmt_busy(nint statement);
    [LibraryImport(Library)] public static partial int sqlite3_stmt_readonly(nint statement);
    [LibraryImport(Library)] public static partial nint sqlite3_db_handle(nint statement);
    [LibraryImport(Library)] public static partial byte* sqlite3_expanded_sql(nint statement);

    [LibraryImport(Library)] public static partial int sqlite3_bind_parameter_count(nint statement);
    [LibraryImport(Library)] public static partial byte* sqlite3_bind_parameter_name(nint statement, int index);
    [LibraryImport(Library)] public static partial int sqlite3_bind_null(nint statement, int index);
    [LibraryImport(Library)] public static partial int sqlite3_bind_int64(nint statement, int index, long value);
    [LibraryImport(Library)] public static partial int sqlite3_bind_double(nint statement, int index, double value);
    [LibraryImport(Library)] public static partial int sqlite3_bind_text(nint statement, int index, byte* text, int size, nint destructor);
    [LibraryImport(Library)] public static partial int sqlite3_bind_blob(nint statement, int index, byte* data, int size, nint destructor);

    [LibraryImport(Library)] public static partial int sqlite3_column_count(nint statement);
    [LibraryImport(Library)] public static partial int sqlite3_data_count(nint statement);
    [LibraryImport(Library)] public static partial byte* sqlite3_column_name(nint statement, int column);
    [LibraryImport(Library)] public static partial byte* sqlite3_column_decltype(nint statement, int column);
    [LibraryImport(Library)] public static partial int sqlite3_column_type(nint statement, int column);
    [LibraryImport(Library)] public static partial long sqlite3_column_int64(nint statement, int column);
    [LibraryImport(Library)] public static partial double sqlite3_column_double(nint statement, int column);
    [LibraryImport(Library)] public static partial byte* sqlite3_column_text(nint statement, int column);
    [LibraryImport(Library)] public static partial byte* sqlite3_column_blob(nint statement, int column);
    [LibraryImport(Library)] public static partial int sqlite3_column_bytes(nint statement, int column);

    [LibraryImport(Library)] public static partial int sqlite3_value_type(nint value);
    [LibraryImport(Library)] public static partial long sqlite3_value_int64(nint value);
    [LibraryImport(Library)] public static partial double sqlite3_value_double(nint value);
    [LibraryImport(Library)] public static partial byte* sqlite3_value_text(nint value);
    [LibraryImport(Library)] public static partial byte* sqlite3_value_blob(nint value);
    [LibraryImport(Library)] public static partial int sqlite3_value_bytes(nint value);

    [LibraryImport(Library)] public static partial void sqlite3_result_null(nint context);
    [LibraryImport(Library)] public static partial void sqlite3_result_int64(nint context, long value);
    [LibraryImport(Library)] public static partial void sqlite3_result_double(nint context, double value);
    [LibraryImport(Library)] public static partial void sqlite3_result_text(nint context, byte* text, int size, nint destructor);
    [LibraryImport(Library)] public static partial void sqlite3_result_blob(nint context, byte* data, int size, nint destructor);
    [LibraryImport(Library)] public static partial void sqlite3_result_error(nint context, byte* message, int size);
    [LibraryImport(Library)] public static partial void sqlite3_result_error_nomem(nint context);
    [LibraryImport(Library)] public static partial void sqlite3_result_error_toobig(nint context);
    [LibraryImport(Library)] public static partial nint sqlite3_user_data(nint context);
    [LibraryImport(Library)] public static partial void* sqlite3_aggregate_context(nint context, int size);

    [LibraryImport(Library)]
    public static partial int sqlite3_create_function_v2(
        nint db, byte* name, int count, int flags, nint data, nint function, nint step, nint final, nint destroy);

    [LibraryImport(Library)]
    public static partial int sqlite3_create_window_function(
        nint db, byte* name, int count, int flags, nint data, nint step, nint final, nint value, nint inverse, nint destroy);

    [LibraryImport(Library)]
    public static partial int sqlite3_create_collation_v2(nint db, byte* name, int flags, nint data, nint compare, nint destroy);

    [LibraryImport(Library)] public static partial int sqlite3_set_authorizer(nint db, nint callback, nint data);
    [LibraryImport(Library)] public static partial void sqlite3_progress_handler(nint db, int instructions, nint callback, nint data);
    [LibraryImport(Library)] public static partial int sqlite3_trace_v2(nint db, uint mask, nint callback, nint data);

    [LibraryImport(Library)] public static partial int sqlite3_blob_open(nint db, byte* schema, byte* table, byte* column, long row, int flags, nint* blob);
    [LibraryImport(Library)] public static partial int sqlite3_blob_close(nint blob);
    [LibraryImport(Library)] public static partial int sqlite3_blob_bytes(nint blob);
    [LibraryImport(Library)] public static partial int sqlite3_blob_read(nint blob, byte* to, int size, int offset);
    [LibraryImport(Library)] public static partial int sqlite3_blob_write(nint blob, byte* from, int size, int offset);

    [LibraryImport(Library)] public static partial nint sqlite3_backup_init(nint target, byte* targetName, nint source, byte* sourceName);
    [LibraryImport(Library)] public static partial int sqlite3_backup_step(nint backup, int pages);
    [LibraryImport(Library)] public static partial int sqlite3_backup_remaining(nint backup);
    [LibraryImport(Library)] public static partial int sqlite3_backup_pagecount(nint backup);
    [LibraryImport(Library)] public static partial int sqlite3_backup_finish(nint backup);
}
