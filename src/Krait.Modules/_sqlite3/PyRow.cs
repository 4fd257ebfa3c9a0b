using Krait.Runtime;

namespace Krait.Modules.Sqlite;

/// <remarks>A row whose values can be had by the name of their column, too.</remarks>
[PyType("Row", Module = "sqlite3", BaseType = true, BasicSize = 32), PyModuleType("_sqlite3")]
public partial class PyRow : PyContainer
{
    private Ref<PyTuple> _data;
    private Ref<PyObject> _description;

    private protected PyRow(PyType type) : base(type)
    {
    }

    [PyNew]
    private static PyObject New(ThreadState thread, PyType type, PyCursor cursor, PyTuple data)
    {
        var made = (PyRow)type.Allocate!(thread, type);
        made.Fill(cursor, data);
        return made;
    }

    /// <summary>The row of a cursor.</summary>
    internal static PyRow Create(ThreadState thread, PyCursor cursor, PyTuple data)
    {
        var made = thread.EnterNew(new PyRow(TypeObject));
        made.Fill(cursor, data);
        return made;
    }

    private void Fill(PyCursor cursor, PyTuple data)
    {
        _data.Value = data;
        _description.Value = cursor.Description;
    }

    /// <summary>Returns the keys of the row.</summary>
    [PyMethod("keys")]
    private PyObject Keys(ThreadState thread)
    {
        var keys = PyList.Create(thread);
        if (_description.Value is PyTuple columns)
        {
            foreach (var column in columns.Items)
                keys.Append(((PyTuple)column)[0]);
        }
        return keys;
    }

    [PySlot(nameof(PyType.SqLength))]
    private long Length() => _data.Value!.Count;

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter(ThreadState thread) => Op.GetIter(thread, _data.Value!);

    [PySlot(nameof(PyType.SqItem))]
    private PyObject Item(long index) => At(_data.Value!, index);

    [PySlot(nameof(PyType.MpSubscript))]
    private PyObject Subscript(ThreadState thread, PyObject key)
    {
        var data = _data.Value!;
        return key switch
        {
            PyStr name => Named(thread, data, name),
            PyInt or PySlice => Op.GetItem(thread, data, key),
            _ => throw Errors.Index("Index must be int or string"),
        };
    }

    private static PyObject At(PyTuple data, long index) =>
        index >= 0 && index < data.Count ? data[(int)index] : throw Errors.Index("tuple index out of range");

    private PyObject Named(ThreadState thread, PyTuple data, PyStr name)
    {
        if (_description.Value is not PyTuple columns)
            throw Errors.Index($"No item with key {Op.ReprText(thread, name)}");
        for (var i = 0; i < columns.Count; i++)
        {
            if (((PyTuple)columns[i])[0] is PyStr column && AreAlike(column, name))
                return At(data, i);
        }
        throw Errors.Index("No item with that key");
    }

    // Capitals make no difference where they are ASCII's.
    private static bool AreAlike(PyStr left, PyStr right) =>
        PyStr.TextEquals(left, right) || (left.Bmp is { } a && right.Bmp is { } b && System.Text.Ascii.EqualsIgnoreCase(a, b));

    [PySlot(nameof(PyType.TpHash))]
    private long Hash(ThreadState thread) => Op.Hash(thread, _description.Value!) ^ Op.Hash(thread, _data.Value!);

    [PySlot(nameof(PyType.TpRichCompare))]
    private PyObject Compare(ThreadState thread, PyObject other, CompareOp op)
    {
        if (op is not (CompareOp.Eq or CompareOp.Ne) || other is not PyRow row)
            return PyNotImplemented.Instance;
        var isEqual = Op.AreEqual(thread, _description.Value!, row._description.Value!) && Op.AreEqual(thread, _data.Value!, row._data.Value!);
        return PyBool.From(isEqual == (op == CompareOp.Eq));
    }
}
