using System.Buffers;
using Krait.Runtime;

namespace Krait.Modules.Csv;

/// <summary>
/// CSV dialect
///
/// The Dialect type records CSV parsing and generation options.
/// </summary>
[PyType("Dialect", Module = "_csv", BaseType = true, BasicSize = 48)]
[PyModuleType("_csv")]
public partial class PyCsvDialect : PyContainer
{
    /// <summary>Stands for no character.</summary>
    internal const int NotSet = -1;

    private static readonly string[] s_options =
    [
        "delimiter", "doublequote", "escapechar", "lineterminator", "quotechar", "quoting", "skipinitialspace", "strict",
    ];

    private Ref<PyStr> _lineTerminator;
    private SearchValues<char>? _special;

    private protected PyCsvDialect(PyType type) : base(type)
    {
    }

    internal int Delimiter { get; private set; }

    internal int QuoteChar { get; private set; }

    internal int EscapeChar { get; private set; }

    internal Quoting Quoting { get; private set; }

    internal PyStr LineTerminator => _lineTerminator.Value!;

    [PyGetter("skipinitialspace", Member = true)]
    internal bool SkipInitialSpace { get; private set; }

    [PyGetter("doublequote", Member = true)]
    internal bool DoubleQuote { get; private set; }

    [PyGetter("strict", Member = true)]
    internal bool Strict { get; private set; }

    internal static string NameOf(Quoting quoting) => quoting switch
    {
        Quoting.Minimal => "QUOTE_MINIMAL",
        Quoting.All => "QUOTE_ALL",
        Quoting.NonNumeric => "QUOTE_NONNUMERIC",
        Quoting.None => "QUOTE_NONE",
        Quoting.Strings => "QUOTE_STRINGS",
        _ => "QUOTE_NOTNULL",
    };

    /// <summary>The dialect of a name or object, changed by options.</summary>
    internal static PyCsvDialect Make(ThreadState thread, PyObject? dialect, PyDict? options)
    {
        var args = PyTuple.Create(thread, dialect is null ? [] : [dialect]);
        return (PyCsvDialect)Op.CallWithDict(thread, TypeObject, args, options);
    }

    [PyNew(Signature = "")]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, [KeywordArguments] PyDict? options)
    {
        if (args.Length > 1)
            throw Errors.Type($"function takes at most 1 positional argument ({args.Length} given)");
        var position = 0;
        while (options is not null && options.Next(ref position, out var name, out _))
        {
            if (Array.IndexOf(s_options, name.ToString()) < 0 && !((PyStr)name).TextEquals("dialect"))
                throw Errors.Type($"this function got an unexpected keyword argument '{name}'");
        }
        var dialect = args.Length > 0 ? args[0] : options?.GetItem("dialect");
        if (dialect is PyStr)
            dialect = CsvModule.FindDialect(thread, dialect);
        // A dialect as it is need not be made again.
        if (dialect is PyCsvDialect && (options is null || options.Count == (options.GetItem("dialect") is null ? 0 : 1)))
            return dialect;
        var made = (PyCsvDialect)type.Allocate!(thread, type);
        made.Read(thread, dialect is PyNone ? null : dialect, options);
        made.Check();
        return made;
    }

    private void Read(ThreadState thread, PyObject? dialect, PyDict? options)
    {
        PyObject? Option(string name) => options?.GetItem(name) ?? (dialect is null ? null : Op.TryGetAttr(thread, dialect, name));
        Delimiter = Character("delimiter", Option("delimiter"), ',', false);
        DoubleQuote = Option("doublequote") is not { } doubleQuote || Op.IsTrue(thread, doubleQuote);
        EscapeChar = Character("escapechar", Option("escapechar"), NotSet, true);
        _lineTerminator.Value = Option("lineterminator") switch
        {
            null => PyStr.Intern("\r\n"),
            PyStr text => text,
            { } other => throw Errors.Type($"\"lineterminator\" must be a string, not {other.Type.FullName}"),
        };
        var quoteChar = Option("quotechar");
        QuoteChar = Character("quotechar", quoteChar, '"', true);
        var quoting = Option("quoting");
        Quoting = ReadQuoting(thread, quoting);
        SkipInitialSpace = Option("skipinitialspace") is { } skip && Op.IsTrue(thread, skip);
        Strict = Option("strict") is { } strict && Op.IsTrue(thread, strict);
        if (quoteChar is PyNone && quoting is null)
            Quoting = Quoting.None;
    }

    private static Quoting ReadQuoting(ThreadState thread, PyObject? value)
    {
        if (value is null)
            return Quoting.Minimal;
        if (!ReferenceEquals(value.Type, PyInt.TypeObject))
            throw Errors.Type($"\"quoting\" must be an integer, not {value.Type.FullName}");
        var number = Op.AsInt(thread, value);
        return Enum.IsDefined((Quoting)number) ? (Quoting)number : throw Errors.Type("bad \"quoting\" value");
    }

    private static int Character(string name, PyObject? value, int @default, bool mayBeNone)
    {
        if (value is null)
            return @default;
        if (mayBeNone && value is PyNone)
            return NotSet;
        var what = mayBeNone ? "a unicode character or None" : "a unicode character";
        if (value is not PyStr text)
            throw Errors.Type($"\"{name}\" must be {what}, not {value.Type.FullName}");
        return text.Length == 1 ? text[0] : throw Errors.Type($"\"{name}\" must be {what}, not a string of length {text.Length}");
    }

    private void Check()
    {
        if (Quoting != Quoting.None && QuoteChar == NotSet)
            throw Errors.Type("quotechar must be set if quoting enabled");
        CheckCharacter("delimiter", Delimiter, true);
        CheckCharacter("escapechar", EscapeChar, !SkipInitialSpace);
        CheckCharacter("quotechar", QuoteChar, !SkipInitialSpace);
        CheckDifferent("delimiter", Delimiter, "escapechar", EscapeChar);
        CheckDifferent("delimiter", Delimiter, "quotechar", QuoteChar);
        CheckDifferent("escapechar", EscapeChar, "quotechar", QuoteChar);
    }

    private void CheckCharacter(string name, int c, bool mayBeSpace)
    {
        if (c == '\r' || c == '\n' || (c == ' ' && !mayBeSpace))
            throw Errors.Value($"bad {name} value");
        if (c != NotSet && IsInTerminator(c))
            throw Errors.Value($"bad {name} or lineterminator value");
    }

    /// <summary>The characters that a writer quotes or escapes; null where one is past U+FFFF.</summary>
    internal SearchValues<char>? Special => _special ??= FindSpecial();

    private SearchValues<char>? FindSpecial()
    {
        List<char> special = ['\n', '\r'];
        if (LineTerminator.Bmp is not { } terminator)
            return null;
        special.AddRange(terminator);
        foreach (var c in (ReadOnlySpan<int>)[Delimiter, QuoteChar, EscapeChar])
        {
            if (c > 0xFFFF)
                return null;
            if (c != NotSet)
                special.Add((char)c);
        }
        return SearchValues.Create(special.ToArray());
    }

    internal bool IsInTerminator(int c)
    {
        for (var i = 0; i < LineTerminator.Length; i++)
        {
            if (LineTerminator[i] == c)
                return true;
        }
        return false;
    }

    private static void CheckDifferent(string name, int c, string otherName, int other)
    {
        if (c == other && c != NotSet)
            throw Errors.Value($"bad {name} or {otherName} value");
    }

    private static PyStr? Text(int c) => c == NotSet ? null : PyStr.FromCodePoint(c);

    [PyGetter("delimiter")]
    private PyObject? DelimiterText => Text(Delimiter);

    [PyGetter("escapechar")]
    private PyObject? EscapeCharText => Text(EscapeChar);

    [PyGetter("lineterminator")]
    private PyObject LineTerminatorText => LineTerminator;

    [PyGetter("quotechar")]
    private PyObject? QuoteCharText => Text(QuoteChar);

    [PyGetter("quoting")]
    private int QuotingNumber => (int)Quoting;

    /// <summary>raises an exception to avoid pickling</summary>
    [PyMethod("__reduce__", Signature = "")]
    [PyMethod("__reduce_ex__", Signature = "")]
    private PyObject Reduce(ReadOnlySpan<PyObject> args) => throw Errors.Type($"cannot pickle '{Type.ShortName}' instances");
}
