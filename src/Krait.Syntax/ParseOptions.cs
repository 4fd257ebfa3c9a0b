namespace Krait.Syntax;

/// <summary>What a source text is to be read as: the modes of Python's <c>compile</c>.</summary>
public enum ParseMode
{
    /// <summary>A whole module: <c>"exec"</c>.</summary>
    Module,

    /// <summary>One interactive statement: <c>"single"</c>.</summary>
    Interactive,

    /// <summary>An expression: <c>"eval"</c>.</summary>
    Expression,

    /// <summary>A signature type comment such as <c>(int) -> str</c>: <c>"func_type"</c>.</summary>
    FunctionType,
}

/// <summary>How to read a source text.</summary>
public sealed class ParseOptions
{
    /// <summary>The name that errors and warnings give to the source.</summary>
    public string Filename = "<string>";

    /// <summary>The source is a file of that name: some messages say so.</summary>
    public bool FromFile;

    /// <summary>Type comments become part of the tree (<c>PyCF_TYPE_COMMENTS</c>).</summary>
    public bool TypeComments;

    /// <summary>An interactive block ends at an empty line only (<c>PyCF_DONT_IMPLY_DEDENT</c>).</summary>
    public bool DontImplyDedent;

    /// <summary>Input that stops too early is an <see cref="SyntaxErrorKind.IncompleteInput"/> (<c>PyCF_ALLOW_INCOMPLETE_INPUT</c>).</summary>
    public bool AllowIncompleteInput;

    /// <summary>The source is UTF-8 whatever its coding cookie says (<c>PyCF_IGNORE_COOKIE</c>).</summary>
    public bool IgnoreCookie;

    /// <summary>The minor version of Python 3 whose syntax is accepted.</summary>
    public int FeatureVersion = 14;

    /// <summary><c>&lt;&gt;</c> in place of <c>!=</c> (PEP 401).</summary>
    public bool FutureBarryAsBdfl;

    /// <summary>Takes the warnings; none are given when it is null.</summary>
    public ISyntaxWarningSink? Warnings;

    /// <summary>The most digits that a decimal integer may have; 0 for no limit (<c>sys.get_int_max_str_digits</c>).</summary>
    public int MaxIntDigits = 4300;

    /// <summary>
    /// Decodes source bytes from an encoding that is neither UTF-8, ASCII nor Latin-1; given the name of the cookie.
    /// Null from it means that there is no such encoding; <see cref="SourceDecodingException"/> that the bytes are not in it.
    /// </summary>
    public Func<string, byte[], Text?>? Decode;

    /// <summary>What <see cref="LookupName"/> returns where no names are known at all.</summary>
    public const int NoNames = -2;

    /// <summary>Finds the code point of a <c>\N{...}</c> name; -1 for none.</summary>
    public Func<string, int>? LookupName;
}

/// <summary>Bytes that are not in the encoding that their cookie names; becomes a syntax error with the same message.</summary>
public sealed class SourceDecodingException(string message) : Exception(message);

/// <summary>Source text with a lone surrogate, which has no UTF-8 form (a <c>UnicodeEncodeError</c> in Python).</summary>
public sealed class SourceSurrogateException(Text source, int position)
    : Exception("surrogates not allowed")
{
    public Text SourceText { get; } = source;

    /// <summary>The index of the surrogate, in code points.</summary>
    public int Position { get; } = position;
}
