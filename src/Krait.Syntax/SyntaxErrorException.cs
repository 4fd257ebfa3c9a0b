namespace Krait.Syntax;

/// <summary>Which exception of Python a <see cref="SyntaxErrorException"/> becomes.</summary>
public enum SyntaxErrorKind
{
    SyntaxError,
    IndentationError,
    TabError,

    /// <summary>The input ended too early, and more of it could make it right (<c>_IncompleteInputError</c>).</summary>
    IncompleteInput,

    /// <summary>The source nests too deeply to be parsed (<c>MemoryError</c>).</summary>
    StackOverflow,

    /// <summary>A name whose normal form is that of a constant, <c>True</c> in mathematical letters for example (<c>ValueError</c>).</summary>
    ConstantAsName,

    /// <summary>A SyntaxError without a place: the message says all.</summary>
    Unlocated,
}

/// <summary>
/// Source text that is no Python. <see cref="Line"/> and <see cref="EndLine"/> count from 1, <see cref="Offset"/> and
/// <see cref="EndOffset"/> from 1 in code points, as the attributes of Python's <c>SyntaxError</c> do; offsets are 0 or -1 where CPython
/// has them. A negative <see cref="Line"/> means that no place is known: all four are <c>None</c> in Python; a negative
/// <see cref="EndLine"/> that the two of the end are.
/// </summary>
public sealed class SyntaxErrorException(
    SyntaxErrorKind kind, string message, string filename, int line, int offset, int endLine, int endOffset, string? text)
    : Exception(message)
{
    public SyntaxErrorKind Kind { get; } = kind;
    public string Filename { get; } = filename;
    public int Line { get; } = line;
    public int Offset { get; } = offset;
    public int EndLine { get; } = endLine;
    public int EndOffset { get; } = endOffset;

    /// <summary>True for what the parser found, as opposed to what is wrong with a tree.</summary>
    public bool FromParser { get; internal set; }

    /// <summary>The whole source, where the parser read it from no file.</summary>
    public string? SourceText { get; internal set; }

    /// <summary>The source line with the error, its line break included; null where it is not known.</summary>
    public string? Text { get; } = text;
}

/// <summary>The class of a warning that reading or compiling source text gives rise to.</summary>
public enum SyntaxWarningKind
{
    SyntaxWarning,
    DeprecationWarning,
}

/// <summary>Takes the warnings of the tokenizer, the parser and the compiler.</summary>
public interface ISyntaxWarningSink
{
    /// <summary>Warns; false where the warning is to be an error, which the caller then raises, at the exact place.</summary>
    bool Warn(SyntaxWarningKind kind, string message, string filename, int line);
}
