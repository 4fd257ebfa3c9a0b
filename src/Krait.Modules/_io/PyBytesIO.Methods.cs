namespace Krait.Runtime;

public partial class PyBytesIO
{
    /// <summary>Returns True if the IO object can be read.</summary>
    [PyMethod("readable")]
    private bool Readable() => Data is not null;

    /// <summary>Returns True if the IO object can be written.</summary>
    [PyMethod("writable")]
    private bool Writable() => Data is not null;

    /// <summary>Returns True if the IO object can be seeked.</summary>
    [PyMethod("seekable")]
    private bool Seekable() => Data is not null;

    /// <summary>Does nothing.</summary>
    [PyMethod("flush")]
    private void Flush() => _ = Data;

    /// <summary>Always returns False.</summary>
    [PyMethod("isatty")]
    private bool Isatty() => Data is null;

    /// <summary>Get a read-write view over the contents of the BytesIO object.</summary>
    [PyMethod("getbuffer")]
    private PyObject GetBuffer(ThreadState thread)
    {
        _ = Data;
        return Op.Call(thread, PyMemoryView.TypeObject, PyBytesIOBuffer.Create(thread, this));
    }

    /// <summary>Retrieve the entire contents of the BytesIO object.</summary>
    [PyMethod("getvalue")]
    private PyObject GetValue()
    {
        var data = Data;
        if (_exports > 0 || _length <= 1)
            return PyBytes.From(data.AsSpan(0, _length));
        if (_length != data.Length)
        {
            _data = data = data.AsSpan(0, _length).ToArray();
            _isShared = false;
        }
        _isShared = true;
        return PyBytes.From(data);
    }

    /// <summary>Current file position, an integer.</summary>
    [PyMethod("tell")]
    private long Tell()
    {
        _ = Data;
        return _position;
    }

    /// <summary>Read at most size bytes, returned as a bytes object.</summary>
    [PyMethod("read")]
    private PyObject Read([Default("-1")] long? size = -1)
    {
        _ = Data;
        return Take(Available(IoHelpers.Size(size)));
    }

    /// <summary>Read at most size bytes, returned as a bytes object.</summary>
    [PyMethod("read1")]
    private PyObject Read1([Default("-1")] long? size = -1) => Read(size);

    private int Available(long size)
    {
        var rest = Math.Max(0, _length - _position);
        return (int)(size < 0 || size > rest ? rest : size);
    }

    /// <summary>Next line from the file, as a bytes object.</summary>
    [PyMethod("readline")]
    private PyObject Readline([Default("-1")] long? size = -1)
    {
        _ = Data;
        return Take(LineLength(IoHelpers.Size(size)));
    }

    /// <summary>List of bytes objects, each a line from the file.</summary>
    [PyMethod("readlines")]
    private PyObject Readlines(ThreadState thread, [Default("None")] PyObject? size = null)
    {
        _ = Data;
        var most = 0L;
        if (size is not (null or PyNone))
            most = Op.IsIndex(size) ? Op.AsIndexLong(thread, size) : throw Errors.Type($"integer argument expected, got '{size.Type.Name}'");
        var lines = PyList.Create(thread);
        var total = 0L;
        while (true)
        {
            var count = LineLength(-1);
            if (count == 0)
                return lines;
            lines.Append(Take(count));
            total += count;
            if (most > 0 && total >= most)
                return lines;
        }
    }

    /// <summary>Read bytes into buffer.</summary>
    [PyMethod("readinto")]
    private long ReadInto(ThreadState thread, PyObject buffer)
    {
        using var view = Writable(thread, buffer, "readinto");
        _ = Data;
        var count = Available(view.Length);
        if (count > 0)
            Data.AsSpan((int)_position, count).CopyTo(view.Span);
        _position += count;
        return count;
    }

    /// <summary>Truncate the file to at most size bytes.</summary>
    [PyMethod("truncate")]
    private long Truncate(ThreadState thread, [Default("None")] PyObject? size = null)
    {
        _ = Data;
        CheckExports();
        var length = size is null or PyNone ? _position : Op.AsIndexLong(thread, size);
        if (length < 0)
            throw Errors.Value($"negative size value {length}");
        if (length < _length)
        {
            _length = (int)length;
            if (!_isShared && _length < Data.Length / 2)
                _data = Data.AsSpan(0, _length).ToArray();
        }
        return length;
    }

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter()
    {
        _ = Data;
        return this;
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next()
    {
        _ = Data;
        var count = LineLength(-1);
        return count == 0 ? null : Take(count);
    }

    /// <summary>Change stream position.</summary>
    [PyMethod("seek")]
    private long Seek(long pos, int whence = 0)
    {
        _ = Data;
        if (pos < 0 && whence == 0)
            throw Errors.Value($"negative seek value {pos}");
        var origin = whence switch
        {
            0 => 0,
            1 => _position,
            2 => _length,
            _ => throw Errors.Value($"invalid whence ({whence}, should be 0, 1 or 2)"),
        };
        if (pos > long.MaxValue - origin)
            throw Errors.Overflow("new position too large");
        _position = Math.Max(0, origin + pos);
        return _position;
    }

    /// <summary>Write bytes to file.</summary>
    [PyMethod("write")]
    private long Write(ThreadState thread, PyObject b) => WriteObject(thread, b);

    /// <summary>Write lines to the file.</summary>
    [PyMethod("writelines")]
    private void Writelines(ThreadState thread, PyObject lines)
    {
        _ = Data;
        foreach (var line in Op.Iterate(thread, lines))
            WriteObject(thread, line);
    }

    /// <summary>Disable all I/O operations.</summary>
    [PyMethod("close")]
    private void Close()
    {
        CheckExports();
        _data = null;
        _length = 0;
    }

    /// <summary>True if the file is closed.</summary>
    [PyGetter("closed")]
    private bool ClosedAttribute => _data is null;

    [PyMethod("__sizeof__")]
    private long SizeOfMethod() => Type.BasicSize + (_data is { } data ? data.Length + 33 : 0);

    [PyMethod("__getstate__")]
    private PyObject GetState(ThreadState thread)
    {
        var dict = Op.TryGetAttr(thread, this, Names.Dict) is PyDict { Count: > 0 } own ? Op.CallMethod(thread, own, Names.CopyName) : PyNone.Instance;
        return PyTuple.Create(thread, GetValue(), PyInt.From(_position), dict);
    }

    [PyMethod("__setstate__", Signature = "")]
    private void SetState(ThreadState thread, PyObject state)
    {
        if (state is not PyTuple tuple || tuple.Count < 3)
            throw Errors.Type($"{IoHelpers.TypeName(this)}.__setstate__ argument should be 3-tuple, got {state.Type.Name}");
        CheckExports();
        _ = Data;
        _length = 0;
        _position = 0;
        _isShared = false;
        _data = [];
        WriteObject(thread, tuple[0]);
        if (tuple[1] is not PyInt)
            throw Errors.Type($"second item of state must be an integer, not {tuple[1].Type.Name}");
        var position = Op.AsIndexLong(thread, tuple[1]);
        if (position < 0)
            throw Errors.Value("position value cannot be negative");
        _position = position;
        if (tuple[2] is PyNone)
            return;
        if (tuple[2] is not PyDict)
            throw Errors.Type($"third item of state should be a dict, got a {tuple[2].Type.Name}");
        Op.CallMethod(thread, Op.GetAttr(thread, this, Names.Dict), Names.Update, tuple[2]);
    }
}

/// <remarks>What the memoryview of <c>BytesIO.getbuffer()</c> stands on.</remarks>
[PyType("_BytesIOBuffer", Module = "_io", NoInstantiation = true, BasicSize = 24), PyModuleType("_io")]
internal sealed partial class PyBytesIOBuffer : PyContainer
{
    private Ref<PyBytesIO> _source;

    private PyBytesIOBuffer(PyType type) : base(type)
    {
    }

    public static PyBytesIOBuffer Create(ThreadState thread, PyBytesIO source)
    {
        var made = thread.EnterNew(new PyBytesIOBuffer(TypeObject));
        made._source.Value = source;
        return made;
    }

    [PySlot(nameof(PyType.BfGetBuffer))]
    private void GetBuffer(ThreadState thread, PyBuffer view, BufferFlags flags) =>
        (_source.Value ?? throw IoHelpers.Closed()).Export(this, view, flags);

    [PySlot(nameof(PyType.BfReleaseBuffer))]
    private static void ReleaseBuffer(PyObject self, PyBuffer view) => ((PyBytesIOBuffer)self)._source.Value?.ReleaseExport();
}
