using Krait.Runtime;

namespace Krait.Modules.Csv;

/// <summary>
/// CSV reader
///
/// Reader objects are responsible for reading and parsing tabular data
/// in CSV format.
/// </summary>
[PyType("reader", Module = "_csv", BasicSize = 88, NoInstantiation = true)]
public sealed partial class PyCsvReader : PyIterator
{
    /// <summary>Stands for the end of a line.</summary>
    private const int EndOfLine = -2;

    private Ref<PyObject> _iterator;
    private Ref<PyCsvDialect> _dialect;
    private Place _place;
    private char[] _field = new char[64];
    private List<int>? _wideField;
    private int _length;
    private bool _unquoted;
    private long _limit;

    private PyCsvReader() : base(TypeObject)
    {
    }

    /// <summary>Where in a record the reader is.</summary>
    private enum Place
    {
        StartOfRecord,
        StartOfField,
        Escaped,
        InField,
        InQuotedField,
        EscapedInQuotedField,
        QuoteInQuotedField,
        EatLineEnd,
        AfterEscapedLineEnd,
    }

    internal static PyCsvReader Create(ThreadState thread, PyObject iterator, PyCsvDialect dialect)
    {
        var made = thread.EnterNew(new PyCsvReader());
        made._iterator.Value = iterator;
        made._dialect.Value = dialect;
        return made;
    }

    [PyGetter("dialect", Member = true)]
    private PyObject Dialect => _dialect.Value!;

    [PyGetter("line_num", Member = true)]
    private long LineNumber { get; set; }

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        var dialect = _dialect.Value!;
        _limit = CsvModule.FieldLimit(thread);
        var fields = PyList.Create(thread);
        using var held = new Held(thread, fields);
        _place = Place.StartOfRecord;
        _unquoted = false;
        ResetField();
        do
        {
            if (Op.IterNext(thread, _iterator.Value!) is not { } line)
                return EndOfInput(thread, dialect, fields);
            if (line is not PyStr text)
            {
                throw CsvModule.Error(
                    thread,
                    $"iterator should return strings, not {line.Type.FullName} (the file should be opened in text mode)");
            }
            LineNumber++;
            using var heldLine = new Held(thread, text);
            for (var i = 0; i < text.Length; i++)
            {
                if (_place is Place.InField or Place.InQuotedField && text.Bmp is { } chars && AddPlain(dialect, chars, ref i))
                    break;
                Process(thread, dialect, fields, text[i]);
            }
            Process(thread, dialect, fields, EndOfLine);
        }
        while (_place != Place.StartOfRecord);
        return fields;
    }

    private PyObject? EndOfInput(ThreadState thread, PyCsvDialect dialect, PyList fields)
    {
        if (_length == 0 && _place != Place.InQuotedField)
            return null;
        if (dialect.Strict)
            throw CsvModule.Error(thread, "unexpected end of data");
        SaveField(thread, dialect, fields);
        return fields;
    }

    private void ResetField()
    {
        _length = 0;
        _wideField = null;
    }

    /// <summary>Adds characters of a field that mean themselves; true where nothing else is left of the line.</summary>
    private bool AddPlain(PyCsvDialect dialect, string chars, ref int at)
    {
        if (_wideField is not null)
            return false;
        var start = at;
        var stop = _place == Place.InField ? dialect.Delimiter : dialect.QuoteChar;
        var most = (int)Math.Min(chars.Length, start + Math.Max(_limit - _length, 0));
        for (; at < most; at++)
        {
            var c = chars[at];
            if (c == stop || c == dialect.EscapeChar || (c is '\n' or '\r' && _place == Place.InField))
                break;
        }
        var count = at - start;
        if (_length + count > _field.Length)
            Array.Resize(ref _field, Math.Max(_field.Length * 2, _length + count));
        chars.CopyTo(start, _field, _length, count);
        _length += count;
        return at == chars.Length;
    }

    private void Add(ThreadState thread, int c)
    {
        if (_length >= _limit)
            throw CsvModule.Error(thread, $"field larger than field limit ({_limit})");
        if (c > 0xFFFF || _wideField is not null)
        {
            _wideField ??= [.. _field.AsSpan(0, _length).ToArray().Select(static x => (int)x)];
            _wideField.Add(c);
        }
        else
        {
            if (_length == _field.Length)
                Array.Resize(ref _field, _length * 2);
            _field[_length] = (char)c;
        }
        _length++;
    }

    private void SaveField(ThreadState thread, PyCsvDialect dialect, PyList fields)
    {
        var quoting = dialect.Quoting;
        PyObject field;
        if (_unquoted && _length == 0 && quoting is Quoting.NotNull or Quoting.Strings)
        {
            field = PyNone.Instance;
        }
        else
        {
            field = _wideField is null
                ? PyStr.FromBmp(_field.AsSpan(0, _length))
                : PyStr.FromCodePoints(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_wideField));
            if (_unquoted && _length > 0 && quoting is Quoting.NonNumeric or Quoting.Strings)
                field = Op.Float(thread, field);
        }
        fields.Append(field);
        ResetField();
    }

    private void Process(ThreadState thread, PyCsvDialect dialect, PyList fields, int c)
    {
        switch (_place)
        {
            case Place.StartOfRecord when c == EndOfLine:
                break;
            case Place.StartOfRecord when c is '\n' or '\r':
                _place = Place.EatLineEnd;
                break;
            case Place.StartOfRecord:
            case Place.StartOfField:
                _place = Place.StartOfField;
                StartField(thread, dialect, fields, c);
                break;
            case Place.Escaped:
                ProcessEscaped(thread, c);
                break;
            case Place.AfterEscapedLineEnd when c == EndOfLine:
                break;
            case Place.AfterEscapedLineEnd:
            case Place.InField:
                ProcessInField(thread, dialect, fields, c);
                break;
            case Place.InQuotedField:
                ProcessInQuotes(thread, dialect, c);
                break;
            case Place.EscapedInQuotedField:
                Add(thread, c == EndOfLine ? '\n' : c);
                _place = Place.InQuotedField;
                break;
            case Place.QuoteInQuotedField:
                ProcessAfterQuote(thread, dialect, fields, c);
                break;
            case Place.EatLineEnd when c is '\n' or '\r':
                break;
            case Place.EatLineEnd when c == EndOfLine:
                _place = Place.StartOfRecord;
                break;
            default:
                throw CsvModule.Error(
                    thread,
                    "new-line character seen in unquoted field - do you need to open the file with newline=''?");
        }
    }

    private void EndField(ThreadState thread, PyCsvDialect dialect, PyList fields, int c)
    {
        SaveField(thread, dialect, fields);
        _place = c == EndOfLine ? Place.StartOfRecord : c is '\n' or '\r' ? Place.EatLineEnd : Place.StartOfField;
    }

    private void StartField(ThreadState thread, PyCsvDialect dialect, PyList fields, int c)
    {
        // Only a quote right here makes the field a quoted one.
        _unquoted = true;
        if (c is '\n' or '\r' or EndOfLine)
        {
            EndField(thread, dialect, fields, c);
        }
        else if (c == dialect.QuoteChar && dialect.Quoting != Quoting.None)
        {
            _unquoted = false;
            _place = Place.InQuotedField;
        }
        else if (c == dialect.EscapeChar)
        {
            _place = Place.Escaped;
        }
        else if (c == ' ' && dialect.SkipInitialSpace)
        {
            // Spaces at the start of a field do not count.
        }
        else if (c == dialect.Delimiter)
        {
            SaveField(thread, dialect, fields);
        }
        else
        {
            Add(thread, c);
            _place = Place.InField;
        }
    }

    private void ProcessEscaped(ThreadState thread, int c)
    {
        if (c is '\n' or '\r')
        {
            Add(thread, c);
            _place = Place.AfterEscapedLineEnd;
            return;
        }
        Add(thread, c == EndOfLine ? '\n' : c);
        _place = Place.InField;
    }

    private void ProcessInField(ThreadState thread, PyCsvDialect dialect, PyList fields, int c)
    {
        if (c is '\n' or '\r' or EndOfLine)
        {
            EndField(thread, dialect, fields, c);
        }
        else if (c == dialect.EscapeChar)
        {
            _place = Place.Escaped;
        }
        else if (c == dialect.Delimiter)
        {
            EndField(thread, dialect, fields, c);
        }
        else
        {
            Add(thread, c);
            _place = Place.InField;
        }
    }

    private void ProcessInQuotes(ThreadState thread, PyCsvDialect dialect, int c)
    {
        if (c == EndOfLine)
            return;
        if (c == dialect.EscapeChar)
            _place = Place.EscapedInQuotedField;
        else if (c == dialect.QuoteChar && dialect.Quoting != Quoting.None)
            _place = dialect.DoubleQuote ? Place.QuoteInQuotedField : Place.InField;
        else
            Add(thread, c);
    }

    private void ProcessAfterQuote(ThreadState thread, PyCsvDialect dialect, PyList fields, int c)
    {
        if (dialect.Quoting != Quoting.None && c == dialect.QuoteChar)
        {
            Add(thread, c);
            _place = Place.InQuotedField;
        }
        else if (c == dialect.Delimiter || c is '\n' or '\r' or EndOfLine)
        {
            EndField(thread, dialect, fields, c);
        }
        else if (dialect.Strict)
        {
            throw CsvModule.Error(
                thread, $"'{PyStr.FromCodePoint(dialect.Delimiter)}' expected after '{PyStr.FromCodePoint(dialect.QuoteChar)}'");
        }
        else
        {
            Add(thread, c);
            _place = Place.InField;
        }
    }
}
