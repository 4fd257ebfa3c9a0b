namespace Krait.Runtime;

/// <summary>A decoding under way: input, output, and what happens about errors.</summary>
internal ref struct DecodeContext
{
    private readonly ThreadState _thread;
    private readonly string _encoding;
    private readonly string? _errors;
    private readonly ErrorMode _mode;
    private PyObject? _source;
    private PyUnicodeError? _error;

    public DecodeContext(ThreadState thread, string encoding, string? errors, ReadOnlySpan<byte> input, PyObject? source)
    {
        _thread = thread;
        _encoding = encoding;
        _errors = errors;
        _mode = ErrorHandlers.ModeOf(errors);
        _source = source;
        Input = input;
        Output = new StrBuilder(input.Length);
    }

    /// <summary>What a position past any index from an error handler is: an IndexError, or an OverflowError.</summary>
    public bool HugePositionIsIndexError { get; init; }

    /// <summary>The bytes; an error handler can replace them.</summary>
    public ReadOnlySpan<byte> Input { get; private set; }

    public StrBuilder Output;

    /// <summary>Handles bytes that are not allowed; returns where to go on.</summary>
    public int Handle(int start, int end, string reason)
    {
        switch (_mode)
        {
            case ErrorMode.Ignore:
                return end;
            case ErrorMode.Replace:
                Output.Append(0xFFFD);
                return end;
            case ErrorMode.BackslashReplace:
                for (var i = start; i < end; i++)
                    Output.Append($"\\x{Input[i]:x2}");
                return end;
            case ErrorMode.SurrogateEscape:
                var next = ErrorHandlers.EscapeBytes(Input, start, end, ref Output);
                return next > start ? next : throw Error(start, end, reason);
            case ErrorMode.SurrogatePass:
                var length = ErrorHandlers.PassedSurrogate(Input[start..], _encoding, out var surrogate);
                if (length == 0)
                    throw Error(start, end, reason);
                Output.Append(surrogate);
                return start + length;
            case ErrorMode.Strict:
                throw Error(start, end, reason);
            case ErrorMode.XmlCharRefReplace or ErrorMode.NameReplace:
                throw Errors.Type("don't know how to handle UnicodeDecodeError in error callback");
            default:
                return CallHandler(start, end, reason);
        }
    }

    private PyBytes Source()
    {
        if (_source is not PyBytes bytes || bytes.GetType() != typeof(PyBytes) || bytes.Length != Input.Length)
            _source = bytes = PyBytes.From(Input);
        return bytes;
    }

    public PythonException Error(int start, int end, string reason) =>
        ExceptionTypes.NewUnicodeDecodeError(_thread, _encoding, Source(), start, end, reason);

    private int CallHandler(int start, int end, string reason)
    {
        var handler = _thread.Interpreter.Codecs.LookupError(_thread, _errors);
        if (_error is null)
            _error = (PyUnicodeError)Error(start, end, reason).Value;
        else
            _error.Move(start, end, reason);
        var result = Op.Call(_thread, handler, _error);
        if (result is not PyTuple { Count: 2 } pair || pair[0] is not PyStr replacement || !Op.IsIndex(pair[1]))
            throw Errors.Type("decoding error handler must return (str, int) tuple");
        var next = HugePositionIsIndexError ? Op.AsIndexClamped(_thread, pair[1]) : Op.AsIndexLong(_thread, pair[1]);
        if (_error.CheckedObject is PyBytes input && !ReferenceEquals(input, _source))
        {
            _source = input;
            Input = input.Span;
        }
        if (next < 0)
            next += Input.Length;
        if (next < 0 || next > Input.Length)
            throw Errors.Index($"position {next} from error handler out of bounds");
        Output.Append(replacement);
        return (int)next;
    }
}
