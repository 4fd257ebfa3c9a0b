using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Sqlite;

/// <summary>SQLite database cursor class.</summary>
[PyType("Cursor", Module = "sqlite3", BaseType = true, BasicSize = 104), PyModuleType("_sqlite3")]
public unsafe partial class PyCursor : PyContainer, IWeakReferenceable
{
    private Ref<PyConnection> _connection;
    private Ref<PyObject> _description;
    private Ref<PyObject> _lastRowId;
    private Ref<PyObject> _rowFactory;
    private Ref<PyTuple> _converters;
    private PyStatement? _statement;
    private uint _arraySize;
    private long _rowCount;
    private bool _isInitialized;
    private bool _isClosed;
    private bool _isLocked;
    private WeakReferenceList? _weakReferences;

    private protected PyCursor(PyType type) : base(type)
    {
    }

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    /// <summary>What makes a row of a tuple; None for nothing.</summary>
    internal PyObject RowFactory
    {
        get => _rowFactory.Value ?? PyNone.Instance;
        set => _rowFactory.Value = value;
    }

    /// <summary>The columns of the result; None for none.</summary>
    internal PyObject Description => _description.Value ?? PyNone.Instance;

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) => type.Allocate!(thread, type);

    [PyInit]
    private void Init(ThreadState thread, PyConnection connection)
    {
        CheckNotLocked(thread);
        _connection.Value = connection;
        DropStatement(thread);
        _converters.Clear();
        _description.Value = PyNone.Instance;
        _lastRowId.Value = PyNone.Instance;
        _rowFactory.Value = PyNone.Instance;
        _arraySize = 1;
        _rowCount = -1;
        _isClosed = false;
        connection.CheckThread(thread);
        _isInitialized = true;
    }

    private void CheckNotLocked(ThreadState thread)
    {
        if (_isLocked)
            throw SqliteState.Programming(thread, "Recursive use of cursors not allowed.");
    }

    /// <summary>The connection, where the cursor can be used.</summary>
    private PyConnection CheckedConnection(ThreadState thread)
    {
        if (!_isInitialized)
            throw SqliteState.Programming(thread, "Base Cursor.__init__ not called.");
        if (_isClosed)
            throw SqliteState.Programming(thread, "Cannot operate on a closed cursor.");
        CheckNotLocked(thread);
        var connection = _connection.Value!;
        connection.Check(thread);
        return connection;
    }

    /// <summary>Closes the cursor.</summary>
    [PyMethod("close")]
    private void Close(ThreadState thread)
    {
        CheckNotLocked(thread);
        if (_connection.Value is not { } connection)
            throw SqliteState.Programming(thread, "Base Cursor.__init__ not called.");
        connection.Check(thread);
        DropStatement(thread);
        _isClosed = true;
    }

    /// <summary>Lets go of the statement, which others may use then: left in the middle it would keep tables locked.</summary>
    private void DropStatement(ThreadState thread)
    {
        if (_statement is not { } statement)
            return;
        _statement = null;
        statement.Reset(thread);
        statement.IsTaken = false;
        Release(statement);
    }

    partial void TraverseMore(Visitor visitor) => visitor.Visit(_statement);

    partial void ClearMore() => DropStatement(ThreadState.Current);

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter() => this;

    /// <summary>Required by DB-API. Does nothing in sqlite3.</summary>
    [PyMethod("setinputsizes", Signature = "($self, sizes, /)")]
    private void SetInputSizes(PyObject sizes)
    {
    }

    /// <summary>Required by DB-API. Does nothing in sqlite3.</summary>
    [PyMethod("setoutputsize", Signature = "($self, size, column=None, /)")]
    private void SetOutputSize(PyObject size, PyObject? column = null)
    {
    }

    [PyGetter("connection", Member = true)]
    private PyObject? Connection => _connection.Value;

    [PyGetter("description", Member = true)]
    private PyObject GetDescription() => Description;

    [PyGetter("arraysize")]
    private long ArraySize => _arraySize;

    [PySetter("arraysize")]
    private void SetArraySize(ThreadState thread, PyObject value) => _arraySize = ArgumentConversion.ToUInt(thread, value);

    [PyGetter("lastrowid", Member = true)]
    private PyObject? LastRowId => _lastRowId.Value;

    [PyGetter("rowcount", Member = true)]
    private long RowCount => _rowCount;

    [PyGetter("row_factory", Member = true)]
    private PyObject GetRowFactory() => RowFactory;

    [PySetter("row_factory")]
    private void SetRowFactory(PyObject value) => RowFactory = value;
}
