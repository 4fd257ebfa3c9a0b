using System.Text;
using Krait.Syntax.Ast;

namespace Krait.Syntax;

internal sealed partial class TokenStream
{
    /// <summary>An error at the last token read.</summary>
    public SyntaxErrorException Error(string message, SyntaxErrorKind kind = SyntaxErrorKind.SyntaxError)
    {
        if (Count == 0)
            return Located(kind, message, 0, 0, 0, -1);
        return ErrorAtLast(_tokens[Count - 1], message, kind);
    }

    /// <summary>An error at the token; one without text is taken to be where the tokenizer stands.</summary>
    public SyntaxErrorException ErrorAtLast(in Token token, string message, SyntaxErrorKind kind = SyntaxErrorKind.SyntaxError)
    {
        var column = token.Column == -1 ? _tokenizer.Cursor - _tokenizer.LineStart : token.Column + 1;
        var endColumn = token.EndColumn == -1 ? -1 : token.EndColumn + 1;
        return Located(kind, message, token.Line, column, token.EndLine, endColumn);
    }

    /// <summary>An error over the text of a token.</summary>
    public SyntaxErrorException ErrorAt(in Token token, string message) =>
        Located(SyntaxErrorKind.SyntaxError, message, token.Line, token.Column + 1, token.EndLine, token.EndColumn + 1);

    public SyntaxErrorException ErrorAt(SourceSpan span, string message) =>
        Located(SyntaxErrorKind.SyntaxError, message, span.Line, span.Column + 1, span.EndLine, span.EndColumn + 1);

    /// <summary>An error from a place up to where the tokenizer stands.</summary>
    public SyntaxErrorException ErrorFrom(int line, int column, string message) =>
        Located(SyntaxErrorKind.SyntaxError, message, line, column + 1, _tokenizer.Line, _tokenizer.Cursor - _tokenizer.LineStart);

    public SyntaxErrorException StackOverflow() =>
        new(
            SyntaxErrorKind.StackOverflow,
            "Parser stack overflowed - Python source too complex to parse",
            _options.Filename,
            -1,
            -1,
            -1,
            -1,
            null);

    /// <summary>The error that the tokenizer stopped with, in words.</summary>
    private SyntaxErrorException TokenizerError()
    {
        switch (_tokenizer.Done)
        {
            case Done.Eof:
                if (_tokenizer.Level > 0)
                    return UnclosedParenthesis();
                // A file that ends before its first token has no place to show.
                return _options.FromFile && Count <= 1
                    ? Located(SyntaxErrorKind.SyntaxError, "unexpected EOF while parsing", _tokenizer.Line, 0, _tokenizer.Line, -1)
                    : Error("unexpected EOF while parsing");
            case Done.Dedent:
                return Error("unindent does not match any outer indentation level", SyntaxErrorKind.IndentationError);
            case Done.TabSpace:
                return AtTokenizer(SyntaxErrorKind.TabError, "inconsistent use of tabs and spaces in indentation", 0);
            case Done.TooDeep:
                return AtTokenizer(SyntaxErrorKind.IndentationError, "too many levels of indentation", 0);
            case Done.LineContinuation:
                return AtTokenizer(
                    SyntaxErrorKind.SyntaxError,
                    "unexpected character after line continuation character",
                    _tokenizer.Cursor - _tokenizer.TokenLineStart - 1);
            default:
                return AtTokenizer(SyntaxErrorKind.SyntaxError, "unknown parsing error", 0);
        }
    }

    private SyntaxErrorException AtTokenizer(SyntaxErrorKind kind, string message, int column) =>
        Located(kind, message, _tokenizer.Line, column + 1, _tokenizer.Line, 0);

    private SyntaxErrorException UnclosedParenthesis()
    {
        var (bracket, line, column) = _tokenizer.InnermostParen;
        return Located(SyntaxErrorKind.SyntaxError, $"'{(char)bracket}' was never closed", line, column + 1, line, 0);
    }

    /// <summary>
    /// Reads the rest of the source: an error of the tokenizer further on, or a bracket that stays open, explains more than
    /// <paramref name="error"/>. Not if the tokenizer has already stopped.
    /// </summary>
    public SyntaxErrorException PreferTokenizerErrors(SyntaxErrorException error)
    {
        if (Count == 0)
            return error;
        var errorLine = _tokens[Count - 1].Line;
        var token = default(Token);
        _tokenizer.ReportWarnings = true;
        try
        {
            do
            {
                _tokenizer.Next(ref token);
            }
            while (token.Kind is not (Tok.ErrorToken or Tok.EndMarker));
        }
        catch (SyntaxErrorException found)
        {
            // What is wrong inside of an f-string is likely to come from the error before it.
            return _tokenizer.InFString ? error : found;
        }
        if (token.Kind == Tok.ErrorToken && _tokenizer.Level != 0 && errorLine > _tokenizer.InnermostParen.Line)
            return UnclosedParenthesis();
        return error;
    }

    /// <summary>Columns are in bytes from 1; 0 and less stand for themselves.</summary>
    public SyntaxErrorException Located(SyntaxErrorKind kind, string message, int line, int column, int endLine, int endColumn)
    {
        var text = LineText(line);
        return new SyntaxErrorException(
            kind,
            message,
            _options.Filename,
            line,
            CharacterOffset(text, column),
            endLine,
            endColumn > 0 ? CharacterOffset(text, endColumn) : endColumn,
            Encoding.UTF8.GetString(text));
    }

    private ReadOnlySpan<byte> LineText(int line)
    {
        var buffer = _tokenizer.Buffer;
        if (_tokenizer.Line <= line && _tokenizer.LineEnd > _tokenizer.LineStart)
            return buffer.AsSpan(_tokenizer.LineStart, _tokenizer.LineEnd - _tokenizer.LineStart);
        var start = 0;
        for (var i = 1; i < line; i++)
        {
            var next = buffer.AsSpan(start, _tokenizer.Length - start).IndexOf((byte)'\n');
            if (next < 0 || start + next + 1 > _tokenizer.LineEnd)
                break;
            start += next + 1;
        }
        var rest = buffer.AsSpan(start, _tokenizer.Length - start);
        var end = rest.IndexOf((byte)'\n');
        return end < 0 ? rest : rest[..end];
    }

    private static int CharacterOffset(ReadOnlySpan<byte> text, int column)
    {
        if (column < 0)
            return -1;
        return column > text.Length ? Utf8.CountPoints(text) + 1 : Utf8.CountPoints(text[..column]);
    }
}
