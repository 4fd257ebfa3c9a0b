using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Sqlite;

/// <remarks>A value of a table that is read and written in place.</remarks>
[PyType("Blob", Module = "sqlite3", NoInstantiation = true, BasicSize = 48), PyModuleType("_sqlite3")]
public sealed unsafe partial class PyBlob : PyContainer, IWeakReferenceable
{
    private const int FromStart = 0, FromHere = 1, FromEnd = 2;

    private PyConnection _connection = null!;
    private nint _native;
    private int _offset;
    private WeakReferenceList? _weakReferences;

    private PyBlob(PyType type) : base(type)
    {
    }

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    internal static PyBlob Create(ThreadState thread, PyConnection connection, nint native)
    {
        var made = thread.EnterNew(new PyBlob(TypeObject) { _native = native });
        Retain(connection);
        made._connection = connection;
        connection.Blobs.Add(made);
        return made;
    }

    /// <summary>Closes the blob, where it is open.</summary>
    internal void CloseNow(ThreadState thread)
    {
        var native = _native;
        _native = 0;
        if (native == 0)
            return;
        _connection.Blobs.Remove(this);
        using (thread.AllowThreads())
            LibSqlite.sqlite3_blob_close(native);
    }

    // The connection is needed for closing.
    internal override void Traverse(Visitor visitor) => visitor.Visit(_connection);

    internal override void ClearReferences()
    {
        CloseNow(ThreadState.Current);
        var connection = _connection;
        _connection = null!;
        XRelease(connection);
    }

    private void Check(ThreadState thread)
    {
        _connection.Check(thread);
        if (_native == 0)
            throw SqliteState.Programming(thread, "Cannot operate on a closed blob.");
    }

    private int Size => LibSqlite.sqlite3_blob_bytes(_native);

    /// <summary>Close the blob.</summary>
    [PyMethod("close")]
    private void Close(ThreadState thread)
    {
        _connection.Check(thread);
        CloseNow(thread);
    }

    /// <summary>Blob context manager enter.</summary>
    [PyMethod("__enter__")]
    private PyObject Enter(ThreadState thread)
    {
        Check(thread);
        return this;
    }

    /// <summary>Blob context manager exit.</summary>
    [PyMethod("__exit__", Signature = "($self, type, val, tb, /)")]
    private bool Exit(ThreadState thread, PyObject type, PyObject value, PyObject traceback)
    {
        Check(thread);
        CloseNow(thread);
        return false;
    }

    private byte[] ReadAt(ThreadState thread, int offset, int size)
    {
        var data = new byte[size];
        int code;
        fixed (byte* start = data)
        {
            using (thread.AllowThreads())
                code = LibSqlite.sqlite3_blob_read(_native, start, size, offset);
        }
        return code == SqliteCode.Ok ? data : throw SqliteState.Failure(thread, _connection.Native);
    }

    private void WriteAt(ThreadState thread, int offset, ReadOnlySpan<byte> data)
    {
        if (data.Length > Size - offset)
            throw Errors.Value("data longer than blob length");
        int code;
        fixed (byte* start = data)
        {
            var size = data.Length;
            using (thread.AllowThreads())
                code = LibSqlite.sqlite3_blob_write(_native, start, size, offset);
        }
        if (code != SqliteCode.Ok)
            throw SqliteState.Failure(thread, _connection.Native);
    }

    /// <summary>Read data at the current offset position.
    ///
    ///   length
    ///     Read length in bytes.
    ///
    /// If the end of the blob is reached, the data up to end of file will be returned.
    /// When length is not specified, or is negative, Blob.read() will read until the
    /// end of the blob.</summary>
    [PyMethod("read")]
    private byte[] Read(ThreadState thread, int length = -1)
    {
        Check(thread);
        var left = Size - _offset;
        var size = length < 0 || length > left ? left : length;
        if (size == 0)
            return [];
        var data = ReadAt(thread, _offset, size);
        _offset += size;
        return data;
    }

    /// <summary>Write data at the current offset.
    ///
    /// This function cannot change the blob length.  Writing beyond the end of the
    /// blob will result in an exception being raised.</summary>
    [PyMethod("write")]
    private void Write(ThreadState thread, [Buffer] ReadOnlySpan<byte> data)
    {
        Check(thread);
        WriteAt(thread, _offset, data);
        _offset += data.Length;
    }

    /// <summary>Set the current access position to offset.
    ///
    /// The origin argument defaults to os.SEEK_SET (absolute blob positioning).
    /// Other values for origin are os.SEEK_CUR (seek relative to the current position)
    /// and os.SEEK_END (seek relative to the blob's end).</summary>
    [PyMethod("seek")]
    private void Seek(ThreadState thread, int offset, int origin = 0)
    {
        Check(thread);
        var place = origin switch
        {
            FromStart => offset,
            FromHere => (long)_offset + offset,
            FromEnd => (long)Size + offset,
            _ => throw Errors.Value("'origin' should be os.SEEK_SET, os.SEEK_CUR, or os.SEEK_END"),
        };
        if (place > int.MaxValue)
            throw Errors.Overflow("seek offset results in overflow");
        if (place < 0 || place > Size)
            throw Errors.Value("offset out of blob range");
        _offset = (int)place;
    }

    /// <summary>Return the current access position for the blob.</summary>
    [PyMethod("tell")]
    private long Tell(ThreadState thread)
    {
        Check(thread);
        return _offset;
    }

    [PySlot(nameof(PyType.MpLength))]
    private long Length(ThreadState thread)
    {
        Check(thread);
        return Size;
    }

    private int IndexOf(ThreadState thread, PyObject key)
    {
        var index = Op.AsIndexLong(thread, key, ExceptionTypes.IndexError);
        index = Op.FromEnd(index, Size);
        return index >= 0 && index < Size ? (int)index : throw Errors.Index("Blob index out of range");
    }

    [PySlot(nameof(PyType.MpSubscript))]
    private PyObject Subscript(ThreadState thread, PyObject key)
    {
        Check(thread);
        if (Op.IsIndex(key))
            return PyInt.From(ReadAt(thread, IndexOf(thread, key), 1)[0]);
        if (key is not PySlice slice)
            throw Errors.Type("Blob indices must be integers");
        var count = (int)slice.Indices(thread, Size, out var start, out var stop, out var step);
        if (count == 0)
            return PyBytes.Empty;
        if (step == 1)
            return PyBytes.From(ReadAt(thread, (int)start, count));
        var (first, length) = Extent(start, step, count);
        var all = ReadAt(thread, first, length);
        var data = new byte[count];
        for (var i = 0; i < count; i++)
            data[i] = all[start + i * step - first];
        return PyBytes.From(data);
    }

    /// <summary>The part of the blob that a slice with steps lies in.</summary>
    private static (int First, int Length) Extent(long start, long step, int count)
    {
        var last = start + (count - 1) * step;
        return ((int)Math.Min(start, last), (int)Math.Abs(last - start) + 1);
    }

    [PySlot(nameof(PyType.MpAssSubscript))]
    private void SetSubscript(ThreadState thread, PyObject key, PyObject? value)
    {
        Check(thread);
        if (Op.IsIndex(key))
            SetByte(thread, IndexOf(thread, value is null ? throw Errors.Type("Blob doesn't support item deletion") : key), value);
        else if (key is PySlice slice)
            SetSlice(thread, slice, value ?? throw Errors.Type("Blob doesn't support slice deletion"));
        else
            throw Errors.Type("Blob indices must be integers");
    }

    private void SetByte(ThreadState thread, int index, PyObject value)
    {
        if (value is not PyInt number)
            throw Errors.Type($"'{value.Type.Name}' object cannot be interpreted as an integer");
        if (!number.TryGetLong(out var one) || one is < 0 or > byte.MaxValue)
            throw Errors.Value("byte must be in range(0, 256)");
        WriteAt(thread, index, [(byte)one]);
    }

    private void SetSlice(ThreadState thread, PySlice slice, PyObject value)
    {
        var count = (int)slice.Indices(thread, Size, out var start, out var stop, out var step);
        using var view = PyBuffer.Get(thread, value, BufferFlags.Simple);
        if (view.Length != count)
            throw Errors.Index("Blob slice assignment is wrong size");
        if (count == 0)
            return;
        if (step == 1)
        {
            WriteAt(thread, (int)start, view.Span);
            return;
        }
        var (first, length) = Extent(start, step, count);
        var all = ReadAt(thread, first, length);
        for (var i = 0; i < count; i++)
            all[start + i * step - first] = view.Span[i];
        WriteAt(thread, first, all);
    }
}
