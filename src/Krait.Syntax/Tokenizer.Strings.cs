using System.Text;

namespace Krait.Syntax;

internal sealed partial class Tokenizer
{
    private const int MaxFStringLevel = 150;
    private const int MaxExpressionNesting = 3;

    private readonly Stack<FStringMode> _modes = new();
    private FStringMode? _mode;

    /// <summary>An f-string or t-string that the tokenizer is in.</summary>
    private sealed class FStringMode
    {
        public required byte Quote;
        public required int QuoteSize;
        public required bool Raw;
        public required char Prefix;
        public required int Start;
        public required int FirstLine;
        public required int MultiLineStart;
        public int CurlyDepth;
        public int ExpressionDepth = -1;
        public bool InExpression;
        public bool InFormatSpec;

        public void LeaveExpression()
        {
            ExpressionDepth--;
            InExpression = false;
            InFormatSpec = false;
        }
    }

    private Tok NameOrString(ref Token token, int c)
    {
        bool b = false, u = false, r = false, f = false, t = false;
        while (true)
        {
            var lower = c | 0x20;
            if (c >= 128)
                break;
            if (lower == 'b' && !b)
                b = true;
            else if (lower == 'u' && !u)
                u = true;
            else if (lower == 'r' && !r)
                r = true;
            else if (lower == 'f' && !f)
                f = true;
            else if (lower == 't' && !t)
                t = true;
            else
                break;
            c = NextChar();
            if (c is '\'' or '"')
            {
                CheckPrefixes(b, u, r, f, t);
                return f || t ? StartFString(ref token, c, r, f ? 'f' : 't') : String(ref token, c);
            }
        }
        var nonAscii = false;
        while (IsIdentifierChar(c))
        {
            nonAscii |= c >= 128;
            c = NextChar();
        }
        Backup(c);
        if (nonAscii && !ExtraTokens)
            VerifyIdentifier();
        Make(ref token, Tok.Name, _start, _cur);
        return KeywordOf(_buffer.AsSpan(_start, _cur - _start));
    }

    private void CheckPrefixes(bool b, bool u, bool r, bool f, bool t)
    {
        var clash = u && b ? "'u' and 'b'"
            : u && r ? "'u' and 'r'"
            : u && f ? "'u' and 'f'"
            : u && t ? "'u' and 't'"
            : b && f ? "'b' and 'f'"
            : b && t ? "'b' and 't'"
            : f && t ? "'f' and 't'"
            : null;
        if (clash is not null)
            throw Error($"{clash} prefixes are incompatible", _start + 1 - _lineStart, _cur - _lineStart);
    }

    private void VerifyIdentifier()
    {
        var text = Encoding.UTF8.GetString(_buffer, _start, _cur - _start);
        var bad = Identifiers.FirstInvalid(text);
        if (bad < 0)
            return;
        Rune.DecodeFromUtf16(text.AsSpan(bad), out var rune, out var used);
        if (bad + used < text.Length)
            _cur = _start + Encoding.UTF8.GetByteCount(text.AsSpan(0, bad + used));
        throw Error(Identifiers.IsPrintable(rune)
            ? $"invalid character '{rune}' (U+{rune.Value:X4})"
            : $"invalid non-printable character U+{rune.Value:X4}");
    }

    private Tok String(ref Token token, int quote)
    {
        int quoteSize = 1, endQuoteSize = 0;
        var escapedQuote = false;
        _firstLine = _line;
        _multiLineStart = _lineStart;
        var c = NextChar();
        if (c == quote)
        {
            c = NextChar();
            if (c == quote)
                quoteSize = 3;
            else
                endQuoteSize = 1;
        }
        if (c != quote)
            Backup(c);
        while (endQuoteSize != quoteSize)
        {
            c = NextChar();
            if (c == Eof || (quoteSize == 1 && c == '\n'))
                throw Unterminated(quote, quoteSize, escapedQuote, c);
            if (c == quote)
            {
                endQuoteSize++;
                continue;
            }
            endQuoteSize = 0;
            if (c == '\\')
            {
                c = NextChar();
                if (c == quote)
                    escapedQuote = true;
                if (c == '\r')
                    NextChar();
            }
        }
        return MakeString(ref token, Tok.String, _start, _cur);
    }

    private SyntaxErrorException Unterminated(int quote, int quoteSize, bool escapedQuote, int c)
    {
        _cur = _start + 1;
        _lineStart = _multiLineStart;
        var detected = _line;
        _line = _firstLine;
        // A quote like that of the surrounding f-string more likely ends that one: then a brace is missing.
        if (_mode is { } mode && mode.Quote == quote && mode.QuoteSize == quoteSize)
            return Error($"{mode.Prefix}-string: expecting '}}'");
        var error = Error(quoteSize == 3
            ? $"unterminated triple-quoted string literal (detected at line {detected})"
            : escapedQuote
                ? $"unterminated string literal (detected at line {detected}); perhaps you escaped the end quote?"
                : $"unterminated string literal (detected at line {detected})");
        if (c != '\n')
            Done = quoteSize == 3 ? Done.EofInString : Done.EolInString;
        return error;
    }

    private Tok StartFString(ref Token token, int quote, bool raw, char prefix)
    {
        var quoteSize = 1;
        _firstLine = _line;
        _multiLineStart = _lineStart;
        var after = NextChar();
        if (after == quote)
        {
            var third = NextChar();
            if (third == quote)
            {
                quoteSize = 3;
            }
            else
            {
                Backup(third);
                Backup(after);
            }
        }
        else
        {
            Backup(after);
        }
        if (_modes.Count + 1 >= MaxFStringLevel)
            throw Error("too many nested f-strings");
        var mode = new FStringMode
        {
            Quote = (byte)quote,
            QuoteSize = quoteSize,
            Raw = raw,
            Prefix = prefix,
            Start = _start,
            FirstLine = _line,
            MultiLineStart = _lineStart,
        };
        _modes.Push(mode);
        _mode = mode;
        return MakeString(ref token, prefix == 'f' ? Tok.FStringStart : Tok.TStringStart, _start, _cur);
    }

    private Tok NextInFString(ref Token token)
    {
        var mode = _mode!;
        _start = _cur;
        _firstLine = _line;
        var c = NextChar();
        if (c == '{')
        {
            var next = Peek();
            Backup(c);
            if (next != '{')
            {
                EnterExpression(mode);
                return NextRegular(ref token);
            }
        }
        else
        {
            Backup(c);
        }
        var quotes = 0;
        while (quotes < mode.QuoteSize)
        {
            c = NextChar();
            if (c != mode.Quote)
            {
                Backup(c);
                break;
            }
            quotes++;
        }
        if (quotes < mode.QuoteSize)
        {
            // A quote of fewer than three belongs to the text; the cursor goes back to it.
            _multiLineStart = _lineStart;
            return Middle(ref token, mode, quotes);
        }
        _multiLineStart = _lineStart;
        MakeString(ref token, Tok.FStringEnd, _start, _cur);
        _modes.Pop();
        _modes.TryPeek(out _mode);
        return mode.Prefix == 'f' ? Tok.FStringEnd : Tok.TStringEnd;
    }

    private void EnterExpression(FStringMode mode)
    {
        mode.ExpressionDepth++;
        if (mode.ExpressionDepth >= MaxExpressionNesting)
            throw Error($"{mode.Prefix}-string: expressions nested too deeply");
        mode.InExpression = true;
    }

    private Tok Middle(ref Token token, FStringMode mode, int endQuotes)
    {
        var unicodeEscape = false;
        var kind = mode.Prefix == 'f' ? Tok.FStringMiddle : Tok.TStringMiddle;
        while (endQuotes != mode.QuoteSize)
        {
            var c = NextChar();
            var inSpec = mode.InFormatSpec && mode.ExpressionDepth >= 0;
            if (c == Eof || (mode.QuoteSize == 1 && c == '\n'))
            {
                if (inSpec && c == '\n')
                    throw Error($"{mode.Prefix}-string: newlines are not allowed in format specifiers for single quoted {mode.Prefix}-strings");
                throw UnterminatedFString(mode, c);
            }
            if (c == mode.Quote)
            {
                endQuotes++;
                continue;
            }
            endQuotes = 0;
            switch (c)
            {
                case '{':
                    return AtOpenBrace(ref token, mode, kind, inSpec);
                case '}' when unicodeEscape:
                    return MakeString(ref token, kind, _start, _cur);
                case '}':
                    return AtCloseBrace(ref token, mode, kind, inSpec);
                case '\\':
                    unicodeEscape |= AtBackslash(mode);
                    break;
            }
        }
        _cur -= mode.QuoteSize;
        return MakeString(ref token, kind, _start, _cur);
    }

    private Tok AtOpenBrace(ref Token token, FStringMode mode, Tok kind, bool inSpec)
    {
        var next = NextChar();
        if (next == '{' && !inSpec)
            return MakeBeforeBrace(ref token, kind);
        Backup(next);
        Backup('{');
        EnterExpression(mode);
        return MakeString(ref token, kind, _start, _cur);
    }

    /// <summary>A piece of text that ends in a doubled brace: the place has both, the text one.</summary>
    private Tok MakeBeforeBrace(ref Token token, Tok kind)
    {
        MakeString(ref token, kind, _start, _cur - 1);
        token.EndColumn++;
        return kind;
    }

    private Tok AtCloseBrace(ref Token token, FStringMode mode, Tok kind, bool inSpec)
    {
        var next = NextChar();
        if (next == '}' && !inSpec && mode.CurlyDepth == 0)
            return MakeBeforeBrace(ref token, kind);
        Backup(next);
        Backup('}');
        mode.InExpression = true;
        return MakeString(ref token, kind, _start, _cur);
    }

    /// <summary>After a backslash; true where a <c>\N{</c> was taken.</summary>
    private bool AtBackslash(FStringMode mode)
    {
        var c = NextChar();
        if (c == '\r')
            c = NextChar();
        if (c is '{' or '}')
        {
            if (!mode.Raw)
            {
                var what = $"\"\\{(char)c}\" is an invalid escape sequence. ";
                var advice = $"Did you mean \"\\\\{(char)c}\"? A raw string is also an option.";
                Warn(what + "Such sequences will not work in the future. " + advice, what + advice);
            }
            Backup(c);
            return false;
        }
        if (mode.Raw || c != 'N')
            return false;
        c = NextChar();
        if (c == '{')
            return true;
        Backup(c);
        return false;
    }

    private SyntaxErrorException UnterminatedFString(FStringMode mode, int c)
    {
        _cur = mode.Start + 1;
        _lineStart = mode.MultiLineStart;
        var detected = _line;
        _line = mode.FirstLine;
        var error = Error(mode.QuoteSize == 3
            ? $"unterminated triple-quoted {mode.Prefix}-string literal (detected at line {detected})"
            : $"unterminated {mode.Prefix}-string literal (detected at line {detected})");
        if (mode.QuoteSize == 3 && c != '\n')
            Done = Done.EofInString;
        return error;
    }
}
