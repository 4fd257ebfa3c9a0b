using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Sqlite;

/// <summary>Running statements.</summary>
public unsafe partial class PyCursor
{
    /// <summary>Executes an SQL statement.</summary>
    [PyMethod("execute")]
    internal PyObject Execute(ThreadState thread, PyStr sql, [Default("()")] PyObject? parameters = null)
    {
        var connection = CheckedConnection(thread);
        var run = new Run(this, thread);
        try
        {
            Begin(thread, connection, sql);
            RunOnce(thread, connection, parameters ?? PyTuple.Empty);
            _lastRowId.Value = PyInt.From(LibSqlite.sqlite3_last_insert_rowid(connection.Native));
            run.Succeed();
        }
        finally
        {
            run.Dispose();
        }
        return this;
    }

    /// <summary>Repeatedly executes an SQL statement.</summary>
    [PyMethod("executemany", Signature = "($self, sql, seq_of_parameters, /)")]
    internal PyObject ExecuteMany(ThreadState thread, PyStr sql, PyObject parameters)
    {
        var connection = CheckedConnection(thread);
        var run = new Run(this, thread);
        try
        {
            var all = Op.IsIterator(parameters) ? parameters : Op.GetIter(thread, parameters);
            var statement = Begin(thread, connection, sql);
            if (LibSqlite.sqlite3_stmt_readonly(statement.Native) != 0)
                throw SqliteState.Programming(thread, "executemany() can only execute DML statements.");
            var mark = thread.PoolCount;
            foreach (var one in Op.Iterate(thread, all))
            {
                RunOnce(thread, connection, one);
                thread.DrainPool(mark);
            }
            run.Succeed();
        }
        finally
        {
            run.Dispose();
        }
        return this;
    }

    /// <summary>The time in which a cursor runs a statement: nobody else may use it; it ends without a statement unless rows are left.</summary>
    private struct Run
    {
        private readonly PyCursor _cursor;
        private readonly ThreadState _thread;
        private bool _succeeded;

        public Run(PyCursor cursor, ThreadState thread)
        {
            _cursor = cursor;
            _thread = thread;
            cursor._isLocked = true;
        }

        public void Succeed() => _succeeded = true;

        public readonly void Dispose()
        {
            _cursor._isLocked = false;
            if (!_succeeded)
                _cursor._rowCount = -1;
            if (!_succeeded || _cursor._statement is not { IsBusy: true })
                _cursor.DropStatement(_thread);
        }
    }

    /// <summary>Prepares the statement, and a transaction where it needs one.</summary>
    private PyStatement Begin(ThreadState thread, PyConnection connection, PyStr sql)
    {
        DropStatement(thread);
        _description.Value = PyNone.Instance;
        var statement = connection.Prepare(thread, sql);
        if (statement.IsTaken)
            statement = connection.PrepareAnother(thread, sql);
        Retain(statement);
        _statement = statement;
        statement.IsTaken = true;
        _rowCount = statement.ChangesData ? 0 : -1;
        if (statement.ChangesData && connection.BeginsTransactions)
            connection.BeginTransaction(thread);
        return statement;
    }

    /// <summary>Runs the statement with parameters, up to the first row where there is one.</summary>
    private void RunOnce(ThreadState thread, PyConnection connection, PyObject parameters)
    {
        var statement = _statement!;
        ParameterBinding.Bind(thread, statement, parameters);
        // Of blanks and comments alone.
        if (statement.Native == 0)
            return;
        var code = statement.Step(thread);
        connection.ThrowIf(thread, code is not (SqliteCode.Row or SqliteCode.Done));
        _converters.Value = ColumnConversion.Converters(thread, statement, connection.DetectTypes);
        if (Description is PyNone && LibSqlite.sqlite3_column_count(statement.Native) > 0)
            _description.Value = ColumnConversion.Describe(thread, statement, connection.DetectTypes);
        if (code != SqliteCode.Done)
            return;
        if (statement.ChangesData)
            _rowCount += LibSqlite.sqlite3_changes(connection.Native);
        statement.Reset(thread);
    }

    /// <summary>Executes multiple SQL statements at once.</summary>
    [PyMethod("executescript", Signature = "($self, sql_script, /)")]
    internal PyObject ExecuteScript(ThreadState thread, PyStr script)
    {
        var text = SqliteState.TerminatedName(thread, script);
        var connection = CheckedConnection(thread);
        var db = connection.Native;
        if (text.Length - 1 > LibSqlite.sqlite3_limit(db, PyStatement.SqlLength, -1))
            throw SqliteState.Data(thread, "query string is too large");
        if (connection.HasLegacyTransactions && connection.IsInTransaction)
            connection.Run(thread, "COMMIT");
        int code;
        fixed (byte* start = text)
        {
            using (thread.AllowThreads())
                code = RunScript(db, start, text.Length);
        }
        connection.ThrowIf(thread, code != SqliteCode.Ok);
        return this;
    }

    private static int RunScript(nint db, byte* sql, int size)
    {
        var end = sql + size;
        while (*sql != 0)
        {
            nint statement;
            byte* tail;
            var code = LibSqlite.sqlite3_prepare_v2(db, sql, (int)(end - sql), &statement, &tail);
            if (code == SqliteCode.Ok)
            {
                while (LibSqlite.sqlite3_step(statement) == SqliteCode.Row)
                {
                    // The rows are not wanted.
                }
                code = LibSqlite.sqlite3_finalize(statement);
            }
            if (code != SqliteCode.Ok)
                return code;
            sql = tail;
        }
        return SqliteCode.Ok;
    }
}
