namespace Krait.Runtime;

/// <summary>Text I/O implementation using an in-memory buffer.</summary>
[PyType("StringIO", Module = "_io", BaseType = true, BasicSize = 168), PyModuleType("_io")]
public partial class PyStringIO : PyTextIOBase
{
    private TextStore _text = new();
    private long _position;
    private bool _ok;
    private bool _closed;
    private bool _readUniversal;
    private bool _readTranslate;
    private string? _newline;
    private string? _writeNewline;
    private NewlineTranslation? _translation;

    internal PyStringIO(PyType type) : base(type)
    {
    }

    [PyInit(Signature = "(initial_value='', newline='\\n')")]
    private void Initialize(ThreadState thread, [Keyword("initial_value")] PyObject? initialValue = null, [Keyword] PyObject? newline = null)
    {
        _ok = false;
        var newlineText = newline switch
        {
            null => "\n",
            PyNone => null,
            PyStr given => given.ToString(),
            _ => throw Errors.Type($"newline must be str or None, not {newline.Type.Name}"),
        };
        if (newlineText is not (null or "" or "\n" or "\r" or "\r\n"))
            throw Errors.Value($"illegal newline value: {Op.ReprText(thread, newline!)}");
        if (initialValue is not (null or PyNone or PyStr))
            throw Errors.Type($"initial_value must be str or None, not {initialValue.Type.Name}");
        _newline = newlineText;
        _readUniversal = newlineText is null or "";
        _readTranslate = newlineText is null;
        _writeNewline = newlineText is "\r" or "\r\n" ? newlineText : null;
        _translation = _readUniversal ? new NewlineTranslation(_readTranslate) : null;
        _text = new TextStore();
        _position = 0;
        _closed = false;
        if (initialValue is PyStr text)
            WriteText(text);
        _position = 0;
        _ok = true;
    }

    private void CheckUsable()
    {
        if (!_ok)
            throw IoHelpers.Uninitialized();
        if (_closed)
            throw Errors.Value("I/O operation on closed file");
    }

    private void WriteText(PyStr text)
    {
        if (_translation is { } translation)
            text = translation.Apply(text, final: true);
        if (_writeNewline is { } newline)
            text = TextPieces.ReplaceNewlines(text, newline);
        if (text.Length == 0)
            return;
        if (_position > int.MaxValue)
            throw Errors.Overflow("new position too large");
        _text.Write((int)_position, text);
        _position += text.Length;
    }

    private PyStr TakeLine(long limit)
    {
        if (_position >= _text.Length)
            return PyStr.Empty;
        var start = (int)_position;
        var end = _text.FindLineEnd(start, _readTranslate, _readUniversal, _newline);
        if (limit >= 0 && limit < end - start)
            end = start + (int)limit;
        _position = end;
        return _text.Slice(start, end);
    }

    /// <summary>Retrieve the entire contents of the object.</summary>
    [PyMethod("getvalue")]
    private PyObject GetValue()
    {
        CheckUsable();
        return _text.Slice(0, _text.Length);
    }

    /// <summary>Tell the current file position.</summary>
    [PyMethod("tell")]
    private long Tell()
    {
        CheckUsable();
        return _position;
    }

    /// <summary>Read at most size characters, returned as a string.</summary>
    [PyMethod("read")]
    private PyObject Read([Default("-1")] long? size = -1)
    {
        CheckUsable();
        var rest = Math.Max(0, _text.Length - _position);
        var count = IoHelpers.Size(size);
        if (count < 0 || count > rest)
            count = rest;
        var start = _position;
        _position += count;
        return _text.Slice((int)Math.Min(start, _text.Length), (int)Math.Min(start + count, _text.Length));
    }

    /// <summary>Read until newline or EOF.</summary>
    [PyMethod("readline")]
    private PyObject Readline([Default("-1")] long? size = -1)
    {
        CheckUsable();
        return TakeLine(IoHelpers.Size(size));
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        CheckUsable();
        if (ReferenceEquals(Type, TypeObject))
        {
            var taken = TakeLine(-1);
            return taken.Length == 0 ? null : taken;
        }
        var line = Op.CallMethod(thread, this, Names.Readline);
        if (line is not PyStr text)
            throw Errors.New(ExceptionTypes.OSError, $"readline() should have returned a str object, not '{line.Type.Name}'");
        return text.Length == 0 ? null : text;
    }

    /// <summary>Truncate size to pos.</summary>
    [PyMethod("truncate")]
    private long Truncate([Default("None")] long? pos = null)
    {
        CheckUsable();
        var size = pos ?? _position;
        if (size < 0)
            throw Errors.Value($"Negative size value {size}");
        if (size < _text.Length)
            _text.Truncate((int)size);
        return size;
    }

    /// <summary>Change stream position.</summary>
    [PyMethod("seek")]
    private long Seek(long pos, int whence = 0)
    {
        CheckUsable();
        if (whence is < 0 or > 2)
            throw Errors.Value($"Invalid whence ({whence}, should be 0, 1 or 2)");
        if (pos < 0 && whence == 0)
            throw Errors.Value($"Negative seek position {pos}");
        if (whence != 0 && pos != 0)
            throw Errors.New(ExceptionTypes.OSError, "Can't do nonzero cur-relative seeks");
        _position = whence switch
        {
            0 => pos,
            1 => _position,
            _ => _text.Length,
        };
        return _position;
    }

    /// <summary>Write string to file.</summary>
    [PyMethod("write")]
    private long Write(PyObject s)
    {
        CheckInitialized();
        if (s is not PyStr text)
            throw Errors.Type($"string argument expected, got '{s.Type.Name}'");
        CheckUsable();
        if (text.Length > 0)
            WriteText(text);
        return text.Length;
    }

    private void CheckInitialized()
    {
        if (!_ok)
            throw IoHelpers.Uninitialized();
    }

    /// <summary>Close the IO object.</summary>
    [PyMethod("close")]
    private void Close()
    {
        _closed = true;
        _text = new TextStore();
    }

    /// <summary>Returns True if the IO object can be read.</summary>
    [PyMethod("readable")]
    private bool Readable()
    {
        CheckUsable();
        return true;
    }

    /// <summary>Returns True if the IO object can be written.</summary>
    [PyMethod("writable")]
    private bool Writable()
    {
        CheckUsable();
        return true;
    }

    /// <summary>Returns True if the IO object can be seeked.</summary>
    [PyMethod("seekable")]
    private bool Seekable()
    {
        CheckUsable();
        return true;
    }

    [PyGetter("closed")]
    private bool ClosedAttribute()
    {
        CheckInitialized();
        return _closed;
    }

    [PyGetter("line_buffering")]
    private bool LineBuffering()
    {
        CheckUsable();
        return false;
    }

    [PyGetter("newlines")]
    private PyObject Newlines(ThreadState thread)
    {
        CheckUsable();
        return _translation?.Seen(thread) ?? PyNone.Instance;
    }

    [PyMethod("__getstate__")]
    private PyObject GetState(ThreadState thread)
    {
        var value = GetValue();
        PyObject newline = _newline is null ? PyNone.Instance : PyStr.FromBmp(_newline);
        var dict = Op.TryGetAttr(thread, this, Names.Dict) is PyDict { Count: > 0 } own ? Op.CallMethod(thread, own, Names.CopyName) : PyNone.Instance;
        return PyTuple.Create(thread, value, newline, PyInt.From(_position), dict);
    }

    [PyMethod("__setstate__")]
    private void SetState(ThreadState thread, PyObject state)
    {
        if (state is not PyTuple tuple || tuple.Count < 4)
            throw Errors.Type($"{IoHelpers.TypeName(this)}.__setstate__ argument should be 4-tuple, got {state.Type.Name}");
        if (_closed)
            throw Errors.Value("I/O operation on closed file");
        Initialize(thread, tuple[0], tuple[1]);
        // The value was translated when it was written first.
        _text = new TextStore();
        if (tuple[0] is PyStr text)
            _text.Write(0, text);
        if (tuple[2] is not PyInt)
            throw Errors.Type($"third item of state must be an integer, got {tuple[2].Type.Name}");
        var position = Op.AsIndexLong(thread, tuple[2]);
        if (position < 0)
            throw Errors.Value("position value cannot be negative");
        _position = position;
        if (tuple[3] is PyNone)
            return;
        if (tuple[3] is not PyDict)
            throw Errors.Type($"fourth item of state should be a dict, got a {tuple[3].Type.Name}");
        Op.CallMethod(thread, Op.GetAttr(thread, this, Names.Dict), Names.Update, tuple[3]);
    }
}
