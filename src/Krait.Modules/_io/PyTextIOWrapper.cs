namespace Krait.Runtime;

/// <summary>Character and line based layer over a BufferedIOBase object, buffer.</summary>
[PyType("TextIOWrapper", Module = "_io", BaseType = true, BasicSize = 200), PyModuleType("_io")]
public partial class PyTextIOWrapper : PyTextIOBase
{
    private const int DefaultChunkSize = 8192;

    private bool _ok;
    private bool _detached;
    private bool _finalizing;
    private bool _lineBuffering;
    private bool _writeThrough;
    private bool _seekable;
    private bool _telling;
    private bool _hasRead1;

    private Ref<PyObject> _buffer;
    private Ref<PyStr> _encoding;
    private Ref<PyStr> _errors;

    /// <summary>The incremental codecs of an encoding that the stream does not know itself.</summary>
    private Ref<PyObject> _decoderObject;

    private Ref<PyObject> _encoderObject;

    /// <summary>The buffer where it is exactly one of the buffered streams, which can be called without Python's method lookup.</summary>
    private PyBuffered? _stream;

    private KnownEncoding _known;
    private TextDecoder? _decoder;
    private bool _hasEncoder;

    private bool _readUniversal;
    private bool _readTranslate;
    private bool _writeTranslate;
    private string? _readNewline;
    private string? _writeNewline;

    private int _chunkSize = DefaultChunkSize;

    private byte[] _pending = [];
    private int _pendingCount;

    /// <summary>Text that was decoded and not yet read; used up to <see cref="_decodedUsed"/>.</summary>
    private Ref<PyStr> _decoded;

    private int _decodedUsed;

    /// <summary>The decoder's flags, and the bytes decoded since then: where tell() starts from.</summary>
    private Snapshot? _snapshot;

    /// <summary>Bytes per character of the last chunk.</summary>
    private double _bytesPerCharacter;

    internal PyTextIOWrapper(PyType type) : base(type)
    {
    }

    private sealed record Snapshot(long Flags, byte[] Pending, byte[] Chunk, int ChunkLength)
    {
        public int Length => Pending.Length + ChunkLength;

        public byte[] ToArray() => [.. Pending, .. Chunk.AsSpan(0, ChunkLength)];
    }

    /// <summary>An exact text stream over a buffered one.</summary>
    internal static PyTextIOWrapper Create(
        ThreadState thread, PyObject buffer, PyStr? encoding, PyObject? errors, PyStr? newline, bool lineBuffering, bool writeThrough = false)
    {
        var made = thread.EnterNew(new PyTextIOWrapper(TypeObject));
        made.Initialize(thread, buffer, encoding, errors, newline, lineBuffering, writeThrough);
        return made;
    }

    [PyInit]
    private void Initialize(
        ThreadState thread, [Keyword] PyObject buffer, [Keyword][NoneAllowed] PyStr? encoding = null,
        [Keyword][NoneAllowed] PyObject? errors = null, [Keyword][NoneAllowed] PyStr? newline = null,
        [Keyword("line_buffering")] bool lineBuffering = false, [Keyword("write_through")] bool writeThrough = false)
    {
        _ok = false;
        _detached = false;
        var config = thread.Interpreter.Config;
        if (encoding is null && config.WarnDefaultEncoding)
            Op.Warn(thread, ExceptionTypes.EncodingWarning, "'encoding' argument not specified");
        var handler = errors switch
        {
            null => Names.Strict,
            PyStr text => text,
            _ => throw Errors.Type($"TextIOWrapper() argument 'errors' must be str or None, not {errors.Type.Name}"),
        };
        var newlineText = newline?.ToString();
        CheckNewline(newlineText);
        if (config.DevMode)
            CheckErrors(thread, handler);
        _decoder = null;
        _hasEncoder = false;
        _decoderObject.Clear();
        _encoderObject.Clear();
        _decoded.Clear();
        _decodedUsed = 0;
        _snapshot = null;
        _pendingCount = 0;
        _chunkSize = DefaultChunkSize;
        _bytesPerCharacter = 0;
        if (encoding is null || encoding.TextEquals("locale"))
            encoding = LocaleEncoding(thread);
        _encoding.Value = encoding;
        _errors.Value = handler;
        _buffer.Value = buffer;
        _stream = buffer.Type.IsHeapType ? null : buffer as PyBuffered;
        SetNewline(newlineText);
        MakeCodecs(thread);
        _lineBuffering = lineBuffering;
        _writeThrough = writeThrough;
        _seekable = _telling = Op.IsTrue(thread, Op.CallMethod(thread, buffer, IoNames.Seekable));
        _hasRead1 = _stream is not null ? _stream is not PyBufferedWriter : Op.HasAttr(thread, buffer, IoNames.Read1);
        FixEncoderState(thread);
        _ok = true;
    }

    /// <summary>The encoding of the locale.</summary>
    internal static PyStr LocaleEncoding(ThreadState thread)
    {
        if (thread.Interpreter.Config.Utf8Mode)
            return Names_Utf8;
        var name = Krait.Platform.LocaleCalls.CharacterEncoding;
        return name.Length == 0 ? Names_Utf8 : PyStr.Intern(name);
    }

    private static readonly PyStr Names_Utf8 = PyStr.Intern("utf-8");

    private static void CheckErrors(ThreadState thread, PyStr errors) =>
        Op.Call(thread, Op.ImportFrom(thread, "_codecs", "lookup_error"), errors);

    private static void CheckNewline(string? newline)
    {
        if (newline is not (null or "" or "\n" or "\r" or "\r\n"))
            throw Errors.Value($"illegal newline value: {newline}");
    }

    private void SetNewline(string? newline)
    {
        _readNewline = newline;
        _readUniversal = newline is null or "";
        _readTranslate = newline is null;
        _writeTranslate = newline != "";
        _writeNewline = newline is "\r" or "\r\n" ? newline : null;
    }

    private void MakeCodecs(ThreadState thread)
    {
        var encoding = _encoding.Value!;
        var errors = _errors.Value!;
        var known = TextCodecs.Find(encoding.ToString());
        var info = known == KnownEncoding.Other ? TextCodecs.LookupText(thread, encoding) : null;
        if (errors.ToString().Contains('\0'))
            throw Errors.Value("embedded null character");
        if (!errors.IsAscii)
            Codecs.Encode(thread, errors, "utf-8", "strict");
        var readable = Op.IsTrue(thread, Op.CallMethod(thread, _buffer.Value!, IoNames.Readable));
        var newlines = _readUniversal ? new NewlineTranslation(_readTranslate) : null;
        TextDecoder? decoder = null;
        PyObject? decoderObject = null;
        if (readable)
        {
            decoderObject = info is null ? null : Op.CallMethod(thread, info, PyStr.Intern("incrementaldecoder"), errors);
            decoder = decoderObject is null ? TextDecoder.Create(known, errors.ToString(), newlines) : TextDecoder.Create(decoderObject, newlines);
        }
        var writable = Op.IsTrue(thread, Op.CallMethod(thread, _buffer.Value!, IoNames.Writable));
        _encoderObject.Value = writable && info is not null ? Op.CallMethod(thread, info, PyStr.Intern("incrementalencoder"), errors) : null;
        _decoderObject.Value = decoderObject;
        _decoder = decoder;
        _hasEncoder = writable;
        _known = known;
    }

    /// <summary>In the middle of a file an encoder must not write another byte order mark.</summary>
    private void FixEncoderState(ThreadState thread)
    {
        if (!_seekable || !_hasEncoder || _encoderObject.Value is not { } encoder)
            return;
        var position = Op.CallMethod(thread, _buffer.Value!, Names.Tell);
        if (!Op.AreEqual(thread, position, PyInt.From(0)))
            Op.CallMethod(thread, encoder, IoNames.Setstate, PyInt.From(0));
    }

    private void CheckInitialized()
    {
        if (!_ok && !_detached)
            throw IoHelpers.Uninitialized();
    }

    private void CheckAttached()
    {
        if (!_ok)
            throw _detached ? Errors.Value("underlying buffer has been detached") : IoHelpers.Uninitialized();
    }

    private void CheckUsable(ThreadState thread)
    {
        if (_ok && _stream is { HasPlainDict: true, IsOpenFile: true } && ReferenceEquals(Type, TypeObject))
            return;
        CheckAttached();
        CheckClosedAttribute(thread, this);
    }

    /// <summary>Change the encoding, error handler, newline mode and buffering of the stream.</summary>
    [PyMethod("reconfigure", Signature = "($self, /, *, encoding=None, errors=None, newline=None,\n            line_buffering=None, write_through=None)")]
    private void Reconfigure(
        ThreadState thread, [KeywordOnly][NoneAllowed] PyStr? encoding = null, [KeywordOnly][NoneAllowed] PyStr? errors = null,
        [KeywordOnly] PyObject? newline = null, [KeywordOnly("line_buffering")][NoneAllowed] PyObject? lineBuffering = null,
        [KeywordOnly("write_through")][NoneAllowed] PyObject? writeThrough = null)
    {
        CheckAttached();
        if (_decoded.Value is not null && (encoding is not null || errors is not null || newline is not null))
            throw IoHelpers.Unsupported(thread, "It is not possible to set the encoding or newline of stream after the first read");
        if (newline is not (null or PyNone or PyStr))
            throw Errors.Type($"reconfigure() argument 'newline' must be str or None, not {newline.Type.Name}");
        var newlineText = (newline as PyStr)?.ToString();
        CheckNewline(newlineText);
        var line = lineBuffering is null ? _lineBuffering : Op.AsInt(thread, lineBuffering) != 0;
        var through = writeThrough is null ? _writeThrough : Op.AsInt(thread, writeThrough) != 0;
        Op.CallMethod(thread, this, Names.Flush);
        _bytesPerCharacter = 0;
        if (newline is not null)
            SetNewline(newlineText);
        if (encoding is not null || errors is not null || newline is not null)
            ChangeEncoding(thread, encoding, errors);
        _lineBuffering = line;
        _writeThrough = through;
    }

    private void ChangeEncoding(ThreadState thread, PyStr? encoding, PyStr? errors)
    {
        if (encoding is not null)
        {
            errors ??= Names.Strict;
            if (encoding.TextEquals("locale"))
                encoding = LocaleEncoding(thread);
            // CPython passes the name on as C text.
            if (encoding.ToString() is var name && name.IndexOf('\0') is >= 0 and var end)
                throw Errors.Lookup($"unknown encoding: {name[..end]}");
        }
        var (oldEncoding, oldErrors) = (_encoding.Value!, _errors.Value!);
        using var heldEncoding = new Held(thread, oldEncoding);
        using var heldErrors = new Held(thread, oldErrors);
        _encoding.Value = encoding ?? oldEncoding;
        _errors.Value = errors ?? oldErrors;
        try
        {
            MakeCodecs(thread);
        }
        catch (PythonException)
        {
            _encoding.Value = oldEncoding;
            _errors.Value = oldErrors;
            throw;
        }
        FixEncoderState(thread);
    }
}
