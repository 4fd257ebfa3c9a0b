using System.Buffers;

namespace Krait.Runtime;

/// <summary>An encoding under way: what happens about characters that cannot be encoded.</summary>
internal ref struct EncodeContext
{
    private readonly ThreadState _thread;
    private readonly string _encoding;
    private readonly string? _errors;
    private readonly ErrorMode _mode;
    private PyUnicodeError? _error;

    public EncodeContext(ThreadState thread, string encoding, string? errors, PyStr text)
    {
        _thread = thread;
        _encoding = encoding;
        _errors = errors;
        _mode = ErrorHandlers.ModeOf(errors);
        Text = text;
        Output = new ArrayBufferWriter<byte>(Math.Max(16, text.Length + (text.Length >> 3)));
    }

    /// <summary>What a position past any index from an error handler is: an IndexError, or an OverflowError.</summary>
    public bool HugePositionIsIndexError { get; init; }

    public PyStr Text { get; }

    public ArrayBufferWriter<byte> Output { get; }

    public readonly void Write(byte b)
    {
        Output.GetSpan(1)[0] = b;
        Output.Advance(1);
    }

    /// <summary>What stands for the characters between two places: a str, or bytes that are taken as they are.</summary>
    public PyObject Handle(int start, int end, string reason, out int next)
    {
        next = end;
        switch (_mode)
        {
            case ErrorMode.Ignore:
                return PyStr.Empty;
            case ErrorMode.Replace:
                return PyStr.FromBmp(new string('?', end - start));
            case ErrorMode.XmlCharRefReplace or ErrorMode.BackslashReplace or ErrorMode.NameReplace:
                return ErrorHandlers.Escaped(Text, start, end, _mode);
            case ErrorMode.SurrogateEscape:
                var bytes = new byte[end - start];
                var escaped = ErrorHandlers.EscapedBytes(Text, start, end, bytes);
                return escaped == end ? PyBytes.From(bytes) : throw Error(escaped, end, reason);
            case ErrorMode.SurrogatePass:
                return ErrorHandlers.PassedBytes(Text, start, end, _encoding) is { } passed
                    ? PyBytes.From(passed)
                    : throw Error(start, end, reason);
            case ErrorMode.Strict:
                throw Error(start, end, reason);
            default:
                return CallHandler(start, end, reason, out next);
        }
    }

    public readonly PythonException Error(int start, int end, string reason) =>
        ExceptionTypes.NewUnicodeEncodeError(_thread, _encoding, Text, start, end, reason);

    private PyObject CallHandler(int start, int end, string reason, out int next)
    {
        var handler = _thread.Interpreter.Codecs.LookupError(_thread, _errors);
        if (_error is null)
            _error = (PyUnicodeError)Error(start, end, reason).Value;
        else
            _error.Move(start, end, reason);
        var result = Op.Call(_thread, handler, _error);
        if (result is not PyTuple { Count: 2 } pair || pair[0] is not (PyStr or PyBytes) || !Op.IsIndex(pair[1]))
            throw Errors.Type("encoding error handler must return (str/bytes, int) tuple");
        var position = HugePositionIsIndexError ? Op.AsIndexClamped(_thread, pair[1]) : Op.AsIndexLong(_thread, pair[1]);
        if (position < 0)
            position += Text.Length;
        if (position < 0 || position > Text.Length)
            throw Errors.Index($"position {position} from error handler out of bounds");
        next = (int)position;
        return pair[0];
    }

    /// <summary>Handles unencodable characters where a replacement must consist of characters below a limit; returns where to go on.</summary>
    public int HandleBelow(int limit, int start, int end, string reason)
    {
        var replacement = Handle(start, end, reason, out var next);
        if (replacement is PyBytes bytes)
        {
            Output.Write(bytes.Span);
            return next;
        }
        var text = (PyStr)replacement;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] >= limit)
                throw Error(start, end, reason);
            Write((byte)text[i]);
        }
        return next;
    }

    /// <summary>
    /// Handles a surrogate in an encoding of units: the ASCII text that the caller has to write in its place. Bytes, which must be whole units, are
    /// written here.
    /// </summary>
    public string HandleSurrogate(ref int at, int unitSize)
    {
        const string Reason = "surrogates not allowed";
        var start = at;
        var replacement = Handle(start, start + 1, Reason, out at);
        if (replacement is PyStr { IsAscii: true } ascii)
            return ascii.Bmp!;
        if (replacement is not PyBytes bytes || bytes.Length % unitSize != 0)
            throw Error(start, start + 1, Reason);
        Output.Write(bytes.Span);
        return "";
    }
}
