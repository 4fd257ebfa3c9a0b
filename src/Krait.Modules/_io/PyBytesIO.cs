namespace Krait.Runtime;

/// <summary>Buffered I/O implementation using an in-memory bytes buffer.</summary>
[PyType("BytesIO", Module = "_io", BaseType = true, BasicSize = 64), PyModuleType("_io")]
public partial class PyBytesIO : PyBufferedIOBase
{
    /// <summary>The bytes; null once closed. A bytes object may stand on the same array, see <see cref="_isShared"/>.</summary>
    private byte[]? _data = [];

    private int _length;
    private long _position;

    /// <summary>True while a bytes object stands on the array: it must not change.</summary>
    private bool _isShared;

    /// <summary>How many views of the array there are: it must not be replaced.</summary>
    private int _exports;

    internal PyBytesIO(PyType type) : base(type)
    {
    }

    [PyInit]
    private void Initialize(ThreadState thread, [Keyword("initial_bytes")][Default("b''")] PyObject? initialBytes = null)
    {
        CheckExports();
        _length = 0;
        _position = 0;
        _data = [];
        _isShared = false;
        if (initialBytes is null or PyNone)
            return;
        if (initialBytes is PyBytes bytes && ReferenceEquals(bytes.Type, PyBytes.TypeObject))
        {
            _data = bytes.Data;
            _length = bytes.Length;
            _isShared = true;
            return;
        }
        WriteObject(thread, initialBytes);
        _position = 0;
    }

    private byte[] Data => _data ?? throw IoHelpers.Closed();

    private void CheckExports()
    {
        if (_exports > 0)
            throw Errors.Buffer("Existing exports of data: object cannot be re-sized");
    }

    /// <summary>Room for so many bytes, in an array of the stream's own.</summary>
    private void Reserve(long length)
    {
        var data = Data;
        if (length > Array.MaxLength)
            throw Errors.Overflow("new buffer size too large");
        if (length <= data.Length && !_isShared)
            return;
        var capacity = length <= data.Length ? data.Length : Math.Min(Array.MaxLength, length < data.Length * 1.125 ? length + (length >> 3) + (length < 9 ? 3 : 6) : length + 1);
        var grown = new byte[Math.Max(capacity, length)];
        data.AsSpan(0, _length).CopyTo(grown);
        _data = grown;
        _isShared = false;
    }

    private long WriteObject(ThreadState thread, PyObject source)
    {
        _ = Data;
        CheckExports();
        using var view = PyBuffer.Get(thread, source, BufferFlags.ContiguousReadOnly);
        _ = Data;
        CheckExports();
        var bytes = view.Span;
        if (bytes.Length == 0)
            return 0;
        var end = _position + bytes.Length;
        Reserve(end);
        if (_position > _length)
            _data.AsSpan(_length, (int)_position - _length).Clear();
        bytes.CopyTo(_data.AsSpan((int)_position));
        _position = end;
        _length = Math.Max(_length, (int)end);
        return bytes.Length;
    }

    /// <summary>Counts the bytes up to the end of the line.</summary>
    private int LineLength(long limit)
    {
        if (_position >= _length)
            return 0;
        var rest = Data.AsSpan((int)_position, _length - (int)_position);
        if (limit >= 0 && limit < rest.Length)
            rest = rest[..(int)limit];
        var end = rest.IndexOf((byte)'\n');
        return end < 0 ? rest.Length : end + 1;
    }

    private PyBytes Take(int count)
    {
        var data = Data;
        var position = _position;
        _position += count;
        if (count > 1 && position == 0 && count == _length && count == data.Length && _exports == 0)
        {
            _isShared = true;
            return PyBytes.From(data);
        }
        return count == 0 ? PyBytes.Empty : PyBytes.From(data.AsSpan((int)position, count));
    }

    /// <summary>Lets a view go.</summary>
    internal void ReleaseExport() => _exports--;

    /// <summary>Opens a view that can be written through.</summary>
    internal void Export(PyObject exporter, PyBuffer view, BufferFlags flags)
    {
        if (_exports == 0 && _isShared)
            Reserve(_length);
        view.Fill(exporter, Data, 0, _length, readOnly: false, flags);
        _exports++;
    }
}
