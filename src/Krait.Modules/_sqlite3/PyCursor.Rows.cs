using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Sqlite;

/// <summary>Fetching rows.</summary>
public unsafe partial class PyCursor
{
    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        var connection = CheckedConnection(thread);
        if (_statement is not { } statement)
            return null;
        if (LibSqlite.sqlite3_data_count(statement.Native) == 0)
        {
            DropStatement(thread);
            return null;
        }
        PyObject row;
        int code;
        _isLocked = true;
        try
        {
            row = ColumnConversion.Row(thread, connection, statement, _converters.Value);
            code = statement.Step(thread);
        }
        finally
        {
            _isLocked = false;
        }
        if (code != SqliteCode.Row || connection.PendingError is not null)
            EndRows(thread, connection, statement, code);
        return RowFactory is PyNone ? row : MakeRow(thread, row);
    }

    private PyObject MakeRow(ThreadState thread, PyObject row)
    {
        var factory = RowFactory;
        return ReferenceEquals(factory, PyRow.TypeObject)
            ? PyRow.Create(thread, this, (PyTuple)row)
            : FunctionCallbacks.CallHeld(thread, factory, this, row);
    }

    private void EndRows(ThreadState thread, PyConnection connection, PyStatement statement, int code)
    {
        try
        {
            connection.ThrowIf(thread, code is not (SqliteCode.Row or SqliteCode.Done));
            if (statement.ChangesData)
                _rowCount = LibSqlite.sqlite3_changes(connection.Native);
        }
        finally
        {
            DropStatement(thread);
        }
    }

    /// <summary>Fetches one row from the resultset.</summary>
    [PyMethod("fetchone")]
    private PyObject? FetchOne(ThreadState thread) => Next(thread);

    /// <summary>Fetches several rows from the resultset.
    ///
    ///   size
    ///     The default value is set by the Cursor.arraysize attribute.</summary>
    [PyMethod("fetchmany", Signature = "($self, /, size=1)")]
    private PyObject FetchMany(ThreadState thread, [Keyword] uint? size = null)
    {
        var rows = PyList.Create(thread);
        for (var left = size ?? _arraySize; left > 0 && Next(thread) is { } row; left--)
            rows.Append(row);
        return rows;
    }

    /// <summary>Fetches all rows from the resultset.</summary>
    [PyMethod("fetchall")]
    private PyObject FetchAll(ThreadState thread)
    {
        var rows = PyList.Create(thread);
        var mark = thread.PoolCount;
        while (Next(thread) is { } row)
        {
            rows.Append(row);
            thread.DrainPool(mark);
        }
        return rows;
    }
}
