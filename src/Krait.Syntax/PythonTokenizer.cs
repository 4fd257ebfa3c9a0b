using System.Text;

namespace Krait.Syntax;

/// <summary>
/// A token as Python's <c>tokenize</c> shows it. Lines count from 1, columns from 0 in code points; a token without text
/// has the columns -1.
/// </summary>
public readonly record struct TokenInfo(
    TokenKind Kind, string Text, int Line, int Column, int EndLine, int EndColumn, string PhysicalLine);

/// <summary>
/// The tokens of a source that is read line by line: what <c>_tokenize.TokenizerIter</c> is made of.
/// </summary>
public sealed class PythonTokenizer
{
    private readonly Tokenizer _tokenizer;
    private readonly ParseOptions _options;
    private readonly bool _extraTokens;
    private bool _done;

    /// <summary>Takes lines from <paramref name="readLine"/>, with their line breaks; null or an empty one ends the source.</summary>
    /// <param name="readLine">Gives the next line.</param>
    /// <param name="extraTokens">Comments and meaningless line breaks are tokens, and every operator is an <see cref="TokenKind.Op"/>.</param>
    /// <param name="options">The file name and where warnings go.</param>
    public PythonTokenizer(Func<Text?> readLine, bool extraTokens, ParseOptions? options = null)
    {
        _options = options ?? new ParseOptions();
        _extraTokens = extraTokens;
        _tokenizer = new Tokenizer(() => Encode(readLine()), _options) { ExtraTokens = extraTokens };
    }

    private static byte[]? Encode(Text? line)
    {
        if (line is null || line.Length == 0)
            return null;
        var bytes = SourceReader.Encode(line, out var length);
        return bytes.AsSpan(0, length).ToArray();
    }

    /// <summary>The next token; false after the end marker.</summary>
    /// <exception cref="SyntaxErrorException">The source has an error.</exception>
    public bool TryNext(out TokenInfo info)
    {
        info = default;
        if (_done)
            return false;
        var token = default(Token);
        _tokenizer.Next(ref token);
        if (token.Kind == Tok.ErrorToken)
        {
            _done = true;
            throw Error();
        }
        _done = token.Kind == Tok.EndMarker;
        info = Describe(token);
        return true;
    }

    private TokenInfo Describe(in Token token)
    {
        var kind = token.Kind >= Tok.KwFalse ? TokenKind.Name : (TokenKind)token.Kind;
        var buffer = _tokenizer.Buffer;
        var start = token.Start;
        var end = kind == TokenKind.Newline && !_extraTokens ? token.End - 1 : token.End;
        if (_extraTokens && kind is TokenKind.EndMarker || (kind == TokenKind.Dedent && _tokenizer.Done == Done.Eof && _extraTokens))
            return new TokenInfo(kind, "", token.EndLine + 1, 0, token.EndLine + 1, 0, "");
        if (_extraTokens && kind is TokenKind.Indent or TokenKind.Dedent)
        {
            end = _tokenizer.Cursor;
            start = kind == TokenKind.Indent ? _tokenizer.LineStart : end;
        }
        var lineStart = _tokenizer.PhysicalLineStart;
        var lineEnd = _tokenizer.LineEnd - (_tokenizer.ImplicitNewline && _tokenizer.LineEnd > lineStart ? 1 : 0);
        var line = Encoding.UTF8.GetString(buffer, lineStart, Math.Max(0, lineEnd - lineStart));
        if (start < 0)
            return new TokenInfo(kind, "", token.Line, -1, token.EndLine, -1, line);
        var text = Encoding.UTF8.GetString(buffer, start, end - start);
        if (_extraTokens)
        {
            if (kind is TokenKind.Newline or TokenKind.NL && _tokenizer.ImplicitNewline)
                text = "";
            if (kind is > TokenKind.Dedent and < TokenKind.Op)
                kind = TokenKind.Op;
        }
        return new TokenInfo(
            kind,
            text,
            token.Line,
            Utf8.CountPoints(buffer.AsSpan(lineStart, start - lineStart)),
            token.EndLine,
            Utf8.CountPoints(buffer.AsSpan(_tokenizer.LineStart, end - _tokenizer.LineStart)),
            line);
    }

    private SyntaxErrorException Error()
    {
        var (kind, message) = _tokenizer.Done switch
        {
            Done.Eof => (SyntaxErrorKind.SyntaxError, "unexpected EOF in multi-line statement"),
            Done.Dedent => (SyntaxErrorKind.IndentationError, "unindent does not match any outer indentation level"),
            Done.TabSpace => (SyntaxErrorKind.TabError, "inconsistent use of tabs and spaces in indentation"),
            Done.TooDeep => (SyntaxErrorKind.IndentationError, "too many levels of indentation"),
            Done.LineContinuation => (SyntaxErrorKind.SyntaxError, "unexpected character after line continuation character"),
            _ => (SyntaxErrorKind.SyntaxError, "unknown tokenization error"),
        };
        if (_tokenizer.Done == Done.Eof)
            return new SyntaxErrorException(kind, message, _options.Filename, _tokenizer.Line, 0, -1, -1, null);
        var line = _tokenizer.Buffer.AsSpan(_tokenizer.LineStart, _tokenizer.LineEnd - _tokenizer.LineStart);
        return new SyntaxErrorException(
            kind,
            message,
            _options.Filename,
            _tokenizer.Line,
            Utf8.CountPoints(line),
            -1,
            -1,
            Encoding.UTF8.GetString(line.TrimEnd((byte)'\n')));
    }
}
