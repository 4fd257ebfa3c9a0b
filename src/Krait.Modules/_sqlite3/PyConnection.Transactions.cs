using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Sqlite;

/// <summary>Attributes of a connection, and transactions.</summary>
public unsafe partial class PyConnection
{
    /// <summary>Commit any pending transaction to the database.
    ///
    /// If there is no open transaction, this method is a no-op.</summary>
    [PyMethod("commit")]
    private void Commit(ThreadState thread)
    {
        Check(thread);
        EndTransaction(thread, "COMMIT");
    }

    /// <summary>Roll back to the start of any pending transaction.
    ///
    /// If there is no open transaction, this method is a no-op.</summary>
    [PyMethod("rollback")]
    private void Rollback(ThreadState thread)
    {
        Check(thread);
        EndTransaction(thread, "ROLLBACK");
    }

    private void EndTransaction(ThreadState thread, string how)
    {
        if (_autocommit == Legacy && IsInTransaction)
            Run(thread, how);
        if (_autocommit != Disabled)
            return;
        // There is always one.
        Run(thread, how);
        Run(thread, "BEGIN");
    }

    /// <summary>Called when the connection is used as a context manager.
    ///
    /// Returns itself as a convenience to the caller.</summary>
    [PyMethod("__enter__")]
    private PyObject Enter(ThreadState thread)
    {
        CheckOpen(thread);
        return this;
    }

    /// <summary>Called when the connection is used as a context manager.
    ///
    /// If there was any exception, a rollback takes place; otherwise we commit.</summary>
    [PyMethod("__exit__", Signature = "($self, type, value, traceback, /)")]
    private bool Exit(ThreadState thread, PyObject type, PyObject value, PyObject traceback)
    {
        if (type is not PyNone || value is not PyNone || traceback is not PyNone)
        {
            Rollback(thread);
            return false;
        }
        try
        {
            Commit(thread);
        }
        catch (PythonException failure)
        {
            RollbackAfter(thread, failure);
            throw;
        }
        return false;
    }

    // A commit that failed leaves the database locked.
    private void RollbackAfter(ThreadState thread, PythonException failure)
    {
        try
        {
            Rollback(thread);
        }
        catch (PythonException second)
        {
            second.Value.ContextField.Value = failure.Value;
            throw;
        }
    }

    [PyGetter("isolation_level")]
    private PyObject GetIsolationLevel(ThreadState thread)
    {
        CheckOpen(thread);
        return _isolationLevel is { } level ? PyStr.Intern(level) : PyNone.Instance;
    }

    [PySetter("isolation_level")]
    private void SetIsolationLevel(ThreadState thread, PyObject? value)
    {
        if (value is null)
            throw CannotDelete();
        var level = IsolationLevels.Read(value);
        if (level is null)
        {
            // Who takes care of transactions begins without one.
            Commit(thread);
        }
        _isolationLevel = level;
    }

    private static PythonException CannotDelete() => Errors.New(ExceptionTypes.AttributeError, "cannot delete attribute");

    [PyGetter("autocommit")]
    private PyObject GetAutocommit(ThreadState thread)
    {
        Check(thread);
        return _autocommit switch
        {
            Enabled => PyBool.True,
            Disabled => PyBool.False,
            _ => PyInt.From(Legacy),
        };
    }

    [PySetter("autocommit")]
    private void SetAutocommit(ThreadState thread, PyObject? value)
    {
        Check(thread);
        if (value is null)
            throw CannotDelete();
        var mode = ReadAutocommit(thread, value);
        if (mode == Enabled && IsInTransaction)
            Run(thread, "COMMIT");
        else if (mode == Disabled && !IsInTransaction)
            Run(thread, "BEGIN");
        _autocommit = mode;
    }

    [PyGetter("total_changes")]
    private long GetTotalChanges(ThreadState thread)
    {
        CheckOpen(thread);
        return LibSqlite.sqlite3_total_changes(_db);
    }

    [PyGetter("in_transaction")]
    private bool GetInTransaction(ThreadState thread)
    {
        CheckOpen(thread);
        return IsInTransaction;
    }

    [PyGetter("row_factory")]
    private PyObject GetRowFactory() => RowFactory;

    [PySetter("row_factory")]
    private void SetRowFactory(PyObject? value) => _rowFactory.Value = value ?? throw CannotDelete();

    [PyGetter("text_factory")]
    private PyObject GetTextFactory() => TextFactory;

    [PySetter("text_factory")]
    private void SetTextFactory(PyObject? value) => _textFactory.Value = value ?? throw CannotDelete();

    [PyGetter("Warning", Member = true)]
    private PyObject GetWarning(ThreadState thread) => SqliteState.Of(thread).Warning;

    [PyGetter("Error", Member = true)]
    private PyObject GetError(ThreadState thread) => SqliteState.Of(thread).Error;

    [PyGetter("InterfaceError", Member = true)]
    private PyObject GetInterfaceError(ThreadState thread) => SqliteState.Of(thread).InterfaceErrorType;

    [PyGetter("DatabaseError", Member = true)]
    private PyObject GetDatabaseError(ThreadState thread) => SqliteState.Of(thread).DatabaseErrorType;

    [PyGetter("DataError", Member = true)]
    private PyObject GetDataError(ThreadState thread) => SqliteState.Of(thread).DataErrorType;

    [PyGetter("OperationalError", Member = true)]
    private PyObject GetOperationalError(ThreadState thread) => SqliteState.Of(thread).OperationalErrorType;

    [PyGetter("IntegrityError", Member = true)]
    private PyObject GetIntegrityError(ThreadState thread) => SqliteState.Of(thread).IntegrityErrorType;

    [PyGetter("InternalError", Member = true)]
    private PyObject GetInternalError(ThreadState thread) => SqliteState.Of(thread).InternalErrorType;

    [PyGetter("ProgrammingError", Member = true)]
    private PyObject GetProgrammingError(ThreadState thread) => SqliteState.Of(thread).ProgrammingErrorType;

    [PyGetter("NotSupportedError", Member = true)]
    private PyObject GetNotSupportedError(ThreadState thread) => SqliteState.Of(thread).NotSupportedErrorType;
}
