using System.Text;

namespace Krait.Syntax;

/// <summary>A token: its kind and where it stands, in the source buffer and in lines and columns (bytes; -1 for a token without text).</summary>
internal struct Token
{
    public Tok Kind;

    /// <summary>The number of brackets that are open at the token.</summary>
    public byte Level;
    public int Start;
    public int End;
    public int Line;
    public int Column;
    public int EndLine;
    public int EndColumn;
}

/// <summary>How far the tokenizer came.</summary>
internal enum Done : byte
{
    Ok,

    /// <summary>The end of the source.</summary>
    Eof,

    /// <summary>The end of the source inside of a triple-quoted string.</summary>
    EofInString,

    /// <summary>The end of the source inside of a string on one line.</summary>
    EolInString,

    /// <summary>An error was raised.</summary>
    Error,
    Dedent,
    TabSpace,
    TooDeep,
    LineContinuation,
}

/// <summary>
/// Cuts UTF-8 source into tokens, on demand: where an error is reported depends on how far the parser has looked.
/// It moves by lines, and takes more of them from a delegate where there is one.
/// </summary>
internal sealed partial class Tokenizer
{
    private const int Eof = -1;
    private const int MaxIndent = 100;
    private const int MaxLevel = 200;

    private readonly Func<byte[]?>? _readLine;
    private readonly ParseOptions _options;
    private byte[] _buffer;
    private int _end;
    private int _cur;
    private int _inp;
    private int _start = -1;
    private int _lineStart;
    private int _multiLineStart;
    private int _tokenLineStart;
    private int _line;
    private int _firstLine;

    private bool _atLineStart = true;
    private bool _commentNewline;
    private int _pending;
    private int _indent;
    private int _level;
    private readonly int[] _indents = new int[MaxIndent];
    private readonly int[] _altIndents = new int[MaxIndent];
    private readonly byte[] _parens = new byte[MaxLevel];
    private readonly int[] _parenLines = new int[MaxLevel];
    private readonly int[] _parenColumns = new int[MaxLevel];

    public Tokenizer(byte[] source, int length, ParseOptions options)
    {
        _buffer = source;
        _end = length;
        _options = options;
    }

    public Tokenizer(Func<byte[]?> readLine, ParseOptions options)
    {
        _buffer = new byte[256];
        _readLine = readLine;
        _options = options;
    }

    /// <summary>Comments and line breaks that mean nothing are tokens too, and unbalanced brackets are let through.</summary>
    public bool ExtraTokens { get; init; }
    public bool ReportWarnings { get; set; } = true;

    public Done Done { get; private set; }
    public int Line => _line;
    public int Level => _level;
    public bool InFString => _mode is not null;
    public int Cursor => _cur;
    public int LineStart => _lineStart;

    public int LineEnd => _inp;

    /// <summary>The start of the line on which the token at hand begins.</summary>
    public int TokenLineStart => _tokenLineStart;
    public byte[] Buffer => _buffer;
    public int Length => _end;
    public bool ImplicitNewline { get; private set; }

    /// <summary>Where the line of the last token begins; its first line where a string goes over several.</summary>
    public int PhysicalLineStart { get; private set; }

    public (byte Bracket, int Line, int Column) InnermostParen => (_parens[_level - 1], _parenLines[_level - 1], _parenColumns[_level - 1]);

    /// <summary>Closes every open block, as the end of an interactive statement does.</summary>
    public void ImplyDedents()
    {
        if (_indent > 0)
        {
            _pending = -_indent;
            _indent = 0;
        }
    }

    /// <summary>The next token. <see cref="Tok.ErrorToken"/> with <see cref="Done"/> set is an error for the parser to word.</summary>
    public void Next(ref Token token)
    {
        var kind = _mode is { InExpression: false } ? NextInFString(ref token) : NextRegular(ref token);
        token.Kind = kind;
        token.Level = (byte)_level;
    }

    private int NextChar() => _cur != _inp ? _buffer[_cur++] : Underflow();

    private int Peek()
    {
        var c = NextChar();
        Backup(c);
        return c;
    }

    private void Backup(int c)
    {
        if (c != Eof)
            _cur--;
    }

    private int Underflow()
    {
        if (Done != Done.Ok)
            return Eof;
        if (_inp >= _end && !ReadMore())
        {
            Done = Done.Eof;
            _cur = _inp;
            return Eof;
        }
        if (_start < 0)
            _tokenLineStart = _cur;
        _lineStart = _cur;
        _line++;
        var length = _buffer.AsSpan(_inp, _end - _inp).IndexOf((byte)'\n');
        _inp = length < 0 ? _end : _inp + length + 1;
        return _buffer[_cur++];
    }

    private bool ReadMore()
    {
        if (_readLine?.Invoke() is not { Length: > 0 } line)
            return false;
        var zero = line.AsSpan().IndexOf((byte)0);
        if (zero >= 0)
        {
            Done = Done.Error;
            throw new SyntaxErrorException(
                SyntaxErrorKind.SyntaxError,
                "source code cannot contain null bytes",
                _options.Filename,
                _line + 1,
                0,
                _line + 1,
                0,
                Encoding.UTF8.GetString(line, 0, zero));
        }
        if (_buffer.Length < _end + line.Length + 1)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _end + line.Length + 1));
        line.CopyTo(_buffer, _end);
        _end += line.Length;
        if (line[^1] != '\n')
        {
            _buffer[_end++] = (byte)'\n';
            ImplicitNewline = true;
        }
        return true;
    }

    private Tok Make(ref Token token, Tok kind, int start, int end)
    {
        token.Start = start;
        token.End = end;
        token.Line = token.EndLine = _line;
        PhysicalLineStart = _lineStart;
        if (start < 0)
        {
            token.Column = token.EndColumn = -1;
            return kind;
        }
        token.Column = start - _lineStart;
        token.EndColumn = end - _lineStart;
        return kind;
    }

    private Tok MakeString(ref Token token, Tok kind, int start, int end)
    {
        Make(ref token, kind, start, end);
        token.Line = _firstLine;
        token.Column = start - _multiLineStart;
        PhysicalLineStart = _multiLineStart;
        return kind;
    }

    private Tok MakeNone(ref Token token, Tok kind) => Make(ref token, kind, -1, -1);

    private Tok Fail(Done done)
    {
        Done = done;
        return Tok.ErrorToken;
    }

    /// <summary>An error at the cursor; the caller throws it.</summary>
    private SyntaxErrorException Error(string message) => Error(message, -1, -1);

    private SyntaxErrorException Error(string message, int offset, int endOffset)
    {
        Done = Done.Error;
        var lineEnd = _buffer.AsSpan(_lineStart, _end - _lineStart).IndexOf((byte)'\n');
        lineEnd = lineEnd < 0 ? _end : _lineStart + lineEnd;
        if (offset < 0)
            offset = Utf8.CountPoints(_buffer.AsSpan(_lineStart, Math.Max(0, _cur - _lineStart)));
        if (endOffset < 0)
            endOffset = offset;
        var text = Encoding.UTF8.GetString(_buffer, _lineStart, lineEnd - _lineStart);
        return new SyntaxErrorException(SyntaxErrorKind.SyntaxError, message, _options.Filename, _line, offset, _line, endOffset, text);
    }

    private void Warn(string message, string? errorMessage = null)
    {
        if (ReportWarnings && _options.Warnings?.Warn(SyntaxWarningKind.SyntaxWarning, message, _options.Filename, _line) == false)
            throw Error(errorMessage ?? message);
    }

    private Tok NextRegular(ref Token token)
    {
        while (true)
        {
            _start = -1;
            var blankLine = false;
            if (_atLineStart)
            {
                var error = Indentation(ref blankLine);
                if (error != Done.Ok)
                    return ErrorToken(ref token, error);
            }
            _start = _cur;
            if (_pending != 0)
            {
                var kind = _pending < 0 ? Tok.Dedent : Tok.Indent;
                _pending += _pending < 0 ? 1 : -1;
                return MakeNone(ref token, kind);
            }
            Peek();
            if (NextInLine(ref token, blankLine) is { } found)
                return found;
        }
    }

    private Tok ErrorToken(ref Token token, Done done)
    {
        MakeNone(ref token, Tok.ErrorToken);
        return Fail(done);
    }

    /// <summary>After a backslash: the line break, and that something follows.</summary>
    private Done ContinueLine()
    {
        var c = NextChar();
        if (c == '\r')
            c = NextChar();
        if (c != '\n')
            return Done.LineContinuation;
        c = NextChar();
        if (c == Eof)
        {
            _cur = _inp;
            return Done.Eof;
        }
        Backup(c);
        return Done.Ok;
    }

    /// <summary>The next token of the line; null where the line ended without one.</summary>
    private Tok? NextInLine(ref Token token, bool blankLine)
    {
        while (true)
        {
            _start = -1;
            int c;
            do
            {
                c = NextChar();
            }
            while (c is ' ' or '\t' or '\f');
            _start = _cur - (c == Eof ? 0 : 1);
            if (c == '#' && Comment(ref token, blankLine, out c) is { } comment)
                return comment;
            if (c == Eof)
                return _level > 0 || Done != Done.Eof ? ErrorToken(ref token, Done) : MakeNone(ref token, Tok.EndMarker);
            if (IsIdentifierStart(c))
                return NameOrString(ref token, c);
            if (c == '\r')
                c = NextChar();
            if (c == '\n')
            {
                _atLineStart = true;
                if (blankLine || _level > 0)
                {
                    _commentNewline = false;
                    if (ExtraTokens)
                        return Make(ref token, Tok.NL, _start, _cur);
                    return null;
                }
                if (_commentNewline && ExtraTokens)
                {
                    _commentNewline = false;
                    return Make(ref token, Tok.NL, _start, _cur);
                }
                return Make(ref token, Tok.Newline, _start, _cur);
            }
            if (c == '.')
                return DotOrNumber(ref token);
            if (IsDigit(c))
                return Number(ref token, c);
            if (c is '\'' or '"')
                return String(ref token, c);
            if (c != '\\')
                return Punctuation(ref token, c);
            var error = ContinueLine();
            if (error != Done.Ok)
                return ErrorToken(ref token, error);
        }
    }

    private Tok? Comment(ref Token token, bool blankLine, out int c)
    {
        do
        {
            c = NextChar();
        }
        while (c is not (Eof or '\n' or '\r'));
        if (_options.TypeComments && TypeComment(ref token, blankLine, c) is { } kind)
            return kind;
        if (!ExtraTokens)
            return null;
        Backup(c);
        _commentNewline = blankLine;
        return Make(ref token, Tok.Comment, _start, _cur);
    }

    /// <summary>Recognises <c># type: X</c> and <c># type: ignore</c>; any number of blanks may stand where one does here.</summary>
    private Tok? TypeComment(ref Token token, bool blankLine, int c)
    {
        var end = c == Eof ? _cur : _cur - 1;
        var p = _start;
        foreach (var expected in "# type: "u8)
        {
            if (expected == ' ')
            {
                while (p < end && _buffer[p] is (byte)' ' or (byte)'\t')
                    p++;
            }
            else if (p < end && _buffer[p] == expected)
            {
                p++;
            }
            else
            {
                return null;
            }
        }
        Backup(c);
        var ignoreEnd = p + 6;
        var ignore = end >= ignoreEnd && _buffer.AsSpan(p, 6).SequenceEqual("ignore"u8)
            && !(end > ignoreEnd && (_buffer[ignoreEnd] >= 128 || char.IsAsciiLetterOrDigit((char)_buffer[ignoreEnd])));
        if (!ignore)
            return Make(ref token, Tok.TypeComment, p, _cur);
        Make(ref token, Tok.TypeIgnore, ignoreEnd, _cur);
        if (blankLine)
        {
            // The comment is alone on its line: the line break belongs to it.
            NextChar();
            _atLineStart = true;
        }
        return Tok.TypeIgnore;
    }

    private static bool IsDigit(int c) => (uint)(c - '0') <= 9;

    private static bool IsIdentifierStart(int c) => (uint)((c | 0x20) - 'a') <= 25 || c == '_' || c >= 128;

    private static bool IsIdentifierChar(int c) => IsIdentifierStart(c) || IsDigit(c);
}
