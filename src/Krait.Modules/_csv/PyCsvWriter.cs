using Krait.Runtime;

namespace Krait.Modules.Csv;

/// <summary>
/// CSV writer
///
/// Writer objects are responsible for generating tabular data
/// in CSV format from sequence input.
/// </summary>
[PyType("writer", Module = "_csv", BasicSize = 72, NoInstantiation = true)]
public sealed partial class PyCsvWriter : PyContainer
{
    private Ref<PyObject> _write;
    private Ref<PyCsvDialect> _dialect;

    private PyCsvWriter() : base(TypeObject)
    {
    }

    internal static PyCsvWriter Create(ThreadState thread, PyObject write, PyCsvDialect dialect)
    {
        var made = thread.EnterNew(new PyCsvWriter());
        made._write.Value = write;
        made._dialect.Value = dialect;
        return made;
    }

    [PyGetter("dialect", Member = true)]
    private PyObject Dialect => _dialect.Value!;

    /// <summary>
    /// Construct and write a CSV record from an iterable of fields.
    ///
    /// Non-string elements will be converted to string.
    /// </summary>
    [PyMethod("writerow")]
    private PyObject WriteRow(ThreadState thread, PyObject row)
    {
        PyObject iterator;
        try
        {
            iterator = Op.GetIter(thread, row);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.TypeError))
        {
            throw CsvModule.Error(thread, $"iterable expected, not {row.Type.FullName}");
        }
        var dialect = _dialect.Value!;
        var text = new StrBuilder(128);
        try
        {
            WriteFields(thread, dialect, ref text, iterator);
            text.Append(dialect.LineTerminator);
            var line = text.ToStr();
            return Op.Call(thread, _write.Value!, line);
        }
        finally
        {
            text.Dispose();
        }
    }

    private static void WriteFields(ThreadState thread, PyCsvDialect dialect, ref StrBuilder text, PyObject iterator)
    {
        var count = 0;
        var lastIsNull = false;
        foreach (var field in Op.Iterate(thread, iterator))
        {
            lastIsNull = field is PyNone;
            var quoted = dialect.Quoting switch
            {
                Quoting.NonNumeric => !IsNumber(field),
                Quoting.All => true,
                Quoting.Strings => field is PyStr,
                Quoting.NotNull => field is not PyNone,
                _ => false,
            };
            var content = field switch
            {
                PyStr str => str,
                PyNone => null,
                _ => Op.Str(thread, field),
            };
            if (count++ > 0)
                text.Append(dialect.Delimiter);
            AppendField(thread, dialect, ref text, content, quoted);
        }
        if (count == 0 || text.Length > 0)
            return;
        // A record of one empty field would read back as an empty record.
        if (dialect.Quoting == Quoting.None || (lastIsNull && dialect.Quoting is Quoting.Strings or Quoting.NotNull))
            throw CsvModule.Error(thread, "single empty field record must be quoted");
        text.Append(dialect.QuoteChar, 2);
    }

    private static bool IsNumber(PyObject o) => o.Type.NbIndex is not null || o.Type.NbFloat is not null || o is PyComplex;

    private static void AppendField(ThreadState thread, PyCsvDialect dialect, ref StrBuilder text, PyStr? field, bool quoted)
    {
        var length = field?.Length ?? 0;
        // The reader would take the empty field for spaces to be skipped.
        if (length == 0 && dialect.Delimiter == ' ' && dialect.SkipInitialSpace)
        {
            if (dialect.Quoting == Quoting.None || (field is null && dialect.Quoting is Quoting.Strings or Quoting.NotNull))
                throw CsvModule.Error(thread, "empty field must be quoted if delimiter is a space and skipinitialspace is true");
            quoted = true;
        }
        // The usual field has nothing to quote or escape.
        var isPlain = field?.Bmp is { } chars && dialect.Special is { } special && chars.AsSpan().IndexOfAny(special) < 0
            && !(dialect.SkipInitialSpace && chars.StartsWith(' '));
        quoted = quoted || (!isPlain && NeedsQuotes(dialect, field));
        if (quoted)
            text.Append(dialect.QuoteChar);
        if (isPlain)
            text.Append(field!);
        for (var i = 0; i < length && !isPlain; i++)
        {
            var c = field![i];
            if (IsSpecial(dialect, c))
                AppendEscape(thread, dialect, ref text, c, quoted);
            text.Append(c);
        }
        if (quoted)
            text.Append(dialect.QuoteChar);
    }

    private static bool IsSpecial(PyCsvDialect dialect, int c) =>
        c == dialect.Delimiter || c == dialect.EscapeChar || c == dialect.QuoteChar || c is '\n' or '\r' || dialect.IsInTerminator(c);

    private static bool NeedsQuotes(PyCsvDialect dialect, PyStr? field)
    {
        if (dialect.Quoting == Quoting.None || field is null)
            return false;
        for (var i = 0; i < field.Length; i++)
        {
            var c = field[i];
            if (!IsSpecial(dialect, c))
            {
                if (c == ' ' && i == 0 && dialect.SkipInitialSpace)
                    return true;
                continue;
            }
            // Escaped or doubled characters alone do not make quotes needed.
            if (c == dialect.QuoteChar ? dialect.DoubleQuote : c != dialect.EscapeChar)
                return true;
        }
        return false;
    }

    private static void AppendEscape(ThreadState thread, PyCsvDialect dialect, ref StrBuilder text, int c, bool quoted)
    {
        var wanted = false;
        if (dialect.Quoting == Quoting.None)
        {
            wanted = true;
        }
        else if (c == dialect.QuoteChar)
        {
            if (dialect.DoubleQuote)
                text.Append(dialect.QuoteChar);
            else
                wanted = true;
        }
        else if (c == dialect.EscapeChar)
        {
            wanted = true;
        }
        if (!wanted)
            return;
        if (dialect.EscapeChar == PyCsvDialect.NotSet)
            throw CsvModule.Error(thread, "need to escape, but no escapechar set");
        text.Append(dialect.EscapeChar);
    }

    /// <summary>
    /// Construct and write a series of iterables to a csv file.
    ///
    /// Non-string elements will be converted to string.
    /// </summary>
    [PyMethod("writerows")]
    private void WriteRows(ThreadState thread, PyObject rows)
    {
        foreach (var row in Op.Iterate(thread, rows))
            WriteRow(thread, row);
    }
}
