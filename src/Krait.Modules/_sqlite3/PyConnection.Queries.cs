using Krait.Runtime;

namespace Krait.Modules.Sqlite;

/// <summary>Cursors of a connection, and the short cuts that make one.</summary>
public unsafe partial class PyConnection
{
    /// <summary>Return a cursor for the connection.</summary>
    [PyMethod("cursor", Signature = "($self, /, factory=<unrepresentable>)")]
    private PyObject Cursor(ThreadState thread, [Keyword] PyObject? factory = null)
    {
        Check(thread);
        var made = Op.Call(thread, factory ?? PyCursor.TypeObject, this);
        if (made is not PyCursor cursor)
            throw Errors.Type($"factory must return a cursor, not {made.Type.Name}");
        if (RowFactory is not PyNone)
            cursor.RowFactory = RowFactory;
        return cursor;
    }

    private PyCursor NewCursor(ThreadState thread) => (PyCursor)Cursor(thread);

    /// <summary>Executes an SQL statement.</summary>
    [PyMethod("execute", Signature = "($self, sql, parameters=<unrepresentable>, /)")]
    private PyObject Execute(ThreadState thread, PyStr sql, PyObject? parameters = null) => NewCursor(thread).Execute(thread, sql, parameters);

    /// <summary>Repeatedly executes an SQL statement.</summary>
    [PyMethod("executemany", Signature = "($self, sql, parameters, /)")]
    private PyObject ExecuteMany(ThreadState thread, PyStr sql, PyObject parameters) => NewCursor(thread).ExecuteMany(thread, sql, parameters);

    /// <summary>Executes multiple SQL statements at once.</summary>
    [PyMethod("executescript", Signature = "($self, sql_script, /)")]
    private PyObject ExecuteScript(ThreadState thread, PyStr script) => NewCursor(thread).ExecuteScript(thread, script);

    /// <summary>Returns iterator to the dump of the database in an SQL text format.
    ///
    ///   filter
    ///     An optional LIKE pattern for database objects to dump</summary>
    [PyMethod("iterdump", Signature = "($self, /, *, filter=None)")]
    private PyObject IterDump(ThreadState thread, [KeywordOnly] PyObject? filter = null)
    {
        CheckOpen(thread);
        var module = Op.ImportModule(thread, "sqlite3.dump");
        var dump = Op.TryGetAttr(thread, module, "_iterdump")
            ?? throw SqliteState.Operational(thread, "Failed to obtain _iterdump() reference");
        return Op.Call(thread, dump, [this, filter ?? PyNone.Instance], PyTuple.Create(thread, PyStr.Intern("filter")));
    }
}
