namespace Krait.Syntax;

internal sealed partial class Tokenizer
{
    private Tok Punctuation(ref Token token, int c)
    {
        if (_mode is { ExpressionDepth: >= 0 } mode && c is ':' && mode.CurlyDepth - 1 == mode.ExpressionDepth)
        {
            mode.InExpression = false;
            mode.InFormatSpec = true;
            return Make(ref token, Tok.Colon, _start, _cur);
        }
        var c2 = NextChar();
        var kind = TwoChars(c, c2);
        if (kind != Tok.Op)
        {
            var c3 = NextChar();
            var longer = ThreeChars(c, c2, c3);
            if (longer != Tok.Op)
                kind = longer;
            else
                Backup(c3);
            return Make(ref token, kind, _start, _cur);
        }
        Backup(c2);
        if (c is '(' or '[' or '{')
            Open(c);
        else if (c is ')' or ']' or '}')
            Close(c);
        else if (c < 32 || c == 127)
            throw Error($"invalid non-printable character U+{c:X4}");
        return Make(ref token, OneChar(c), _start, _cur);
    }

    private void Open(int c)
    {
        if (_level >= MaxLevel)
            throw Error("too many nested parentheses");
        _parens[_level] = (byte)c;
        _parenLines[_level] = _line;
        _parenColumns[_level] = _start - _lineStart;
        _level++;
        if (_mode is { } mode)
            mode.CurlyDepth++;
    }

    private void Close(int c)
    {
        var mode = _mode;
        if (mode is { CurlyDepth: 0 } && c == '}')
            throw Error($"{mode.Prefix}-string: single '}}' is not allowed");
        if (!ExtraTokens && _level == 0)
            throw Error($"unmatched '{(char)c}'");
        if (_level > 0)
        {
            var opening = _parens[--_level];
            if (!ExtraTokens && !Matches(opening, c))
            {
                // In f"{)}" the brace belongs to the string: it is not the bracket's counterpart.
                if (mode is not null && opening == '{' && mode.CurlyDepth - 1 == mode.ExpressionDepth)
                    throw Error($"{mode.Prefix}-string: unmatched '{(char)c}'");
                throw Error(_parenLines[_level] != _line
                    ? $"closing parenthesis '{(char)c}' does not match opening parenthesis '{(char)opening}' on line {_parenLines[_level]}"
                    : $"closing parenthesis '{(char)c}' does not match opening parenthesis '{(char)opening}'");
            }
        }
        if (mode is null)
            return;
        mode.CurlyDepth--;
        if (mode.CurlyDepth < 0)
            throw Error($"{mode.Prefix}-string: unmatched '{(char)c}'");
        if (c == '}' && mode.CurlyDepth == mode.ExpressionDepth)
            mode.LeaveExpression();
    }

    private static bool Matches(byte opening, int closing) => opening switch
    {
        (byte)'(' => closing == ')',
        (byte)'[' => closing == ']',
        _ => closing == '}',
    };

    private static Tok OneChar(int c) => c switch
    {
        '!' => Tok.Exclamation,
        '%' => Tok.Percent,
        '&' => Tok.Amper,
        '(' => Tok.LPar,
        ')' => Tok.RPar,
        '*' => Tok.Star,
        '+' => Tok.Plus,
        ',' => Tok.Comma,
        '-' => Tok.Minus,
        '.' => Tok.Dot,
        '/' => Tok.Slash,
        ':' => Tok.Colon,
        ';' => Tok.Semi,
        '<' => Tok.Less,
        '=' => Tok.Equal,
        '>' => Tok.Greater,
        '@' => Tok.At,
        '[' => Tok.LSqb,
        ']' => Tok.RSqb,
        '^' => Tok.Circumflex,
        '{' => Tok.LBrace,
        '|' => Tok.VBar,
        '}' => Tok.RBrace,
        '~' => Tok.Tilde,
        _ => Tok.Op,
    };

    private static Tok TwoChars(int c1, int c2) => c2 switch
    {
        '=' => c1 switch
        {
            '!' => Tok.NotEqual,
            '%' => Tok.PercentEqual,
            '&' => Tok.AmperEqual,
            '*' => Tok.StarEqual,
            '+' => Tok.PlusEqual,
            '-' => Tok.MinEqual,
            '/' => Tok.SlashEqual,
            ':' => Tok.ColonEqual,
            '<' => Tok.LessEqual,
            '=' => Tok.EqEqual,
            '>' => Tok.GreaterEqual,
            '@' => Tok.AtEqual,
            '^' => Tok.CircumflexEqual,
            '|' => Tok.VBarEqual,
            _ => Tok.Op,
        },
        '*' when c1 == '*' => Tok.DoubleStar,
        '/' when c1 == '/' => Tok.DoubleSlash,
        '<' when c1 == '<' => Tok.LeftShift,
        '>' => c1 switch { '-' => Tok.RArrow, '<' => Tok.NotEqual, '>' => Tok.RightShift, _ => Tok.Op },
        _ => Tok.Op,
    };

    private static Tok ThreeChars(int c1, int c2, int c3) => c3 != '='
        ? Tok.Op
        : (c1, c2) switch
        {
            ('*', '*') => Tok.DoubleStarEqual,
            ('/', '/') => Tok.DoubleSlashEqual,
            ('<', '<') => Tok.LeftShiftEqual,
            ('>', '>') => Tok.RightShiftEqual,
            _ => Tok.Op,
        };

    /// <summary>The keyword that a name is, or <see cref="Tok.Name"/>.</summary>
    private static Tok KeywordOf(ReadOnlySpan<byte> name)
    {
        switch (name.Length)
        {
            case 2:
                return name[0] switch
                {
                    (byte)'i' => name[1] switch { (byte)'f' => Tok.KwIf, (byte)'n' => Tok.KwIn, (byte)'s' => Tok.KwIs, _ => Tok.Name },
                    (byte)'a' when name[1] == 's' => Tok.KwAs,
                    (byte)'o' when name[1] == 'r' => Tok.KwOr,
                    _ => Tok.Name,
                };
            case 3:
                if (name.SequenceEqual("def"u8))
                    return Tok.KwDef;
                if (name.SequenceEqual("not"u8))
                    return Tok.KwNot;
                if (name.SequenceEqual("for"u8))
                    return Tok.KwFor;
                if (name.SequenceEqual("and"u8))
                    return Tok.KwAnd;
                if (name.SequenceEqual("try"u8))
                    return Tok.KwTry;
                return name.SequenceEqual("del"u8) ? Tok.KwDel : Tok.Name;
            case 4:
                return KeywordOfFour(name);
            case 5:
                return KeywordOfFive(name);
            case 6:
                if (name.SequenceEqual("return"u8))
                    return Tok.KwReturn;
                if (name.SequenceEqual("import"u8))
                    return Tok.KwImport;
                if (name.SequenceEqual("except"u8))
                    return Tok.KwExcept;
                if (name.SequenceEqual("lambda"u8))
                    return Tok.KwLambda;
                if (name.SequenceEqual("global"u8))
                    return Tok.KwGlobal;
                return name.SequenceEqual("assert"u8) ? Tok.KwAssert : Tok.Name;
            case 7:
                return name.SequenceEqual("finally"u8) ? Tok.KwFinally : Tok.Name;
            case 8:
                if (name.SequenceEqual("continue"u8))
                    return Tok.KwContinue;
                return name.SequenceEqual("nonlocal"u8) ? Tok.KwNonlocal : Tok.Name;
            default:
                return Tok.Name;
        }
    }

    private static Tok KeywordOfFour(ReadOnlySpan<byte> name)
    {
        switch (name[0])
        {
            case (byte)'e':
                if (name.SequenceEqual("else"u8))
                    return Tok.KwElse;
                return name.SequenceEqual("elif"u8) ? Tok.KwElif : Tok.Name;
            case (byte)'N':
                return name.SequenceEqual("None"u8) ? Tok.KwNone : Tok.Name;
            case (byte)'T':
                return name.SequenceEqual("True"u8) ? Tok.KwTrue : Tok.Name;
            case (byte)'f':
                return name.SequenceEqual("from"u8) ? Tok.KwFrom : Tok.Name;
            case (byte)'w':
                return name.SequenceEqual("with"u8) ? Tok.KwWith : Tok.Name;
            case (byte)'p':
                return name.SequenceEqual("pass"u8) ? Tok.KwPass : Tok.Name;
            default:
                return Tok.Name;
        }
    }

    private static Tok KeywordOfFive(ReadOnlySpan<byte> name)
    {
        switch (name[0])
        {
            case (byte)'F':
                return name.SequenceEqual("False"u8) ? Tok.KwFalse : Tok.Name;
            case (byte)'c':
                return name.SequenceEqual("class"u8) ? Tok.KwClass : Tok.Name;
            case (byte)'r':
                return name.SequenceEqual("raise"u8) ? Tok.KwRaise : Tok.Name;
            case (byte)'b':
                return name.SequenceEqual("break"u8) ? Tok.KwBreak : Tok.Name;
            case (byte)'w':
                return name.SequenceEqual("while"u8) ? Tok.KwWhile : Tok.Name;
            case (byte)'y':
                return name.SequenceEqual("yield"u8) ? Tok.KwYield : Tok.Name;
            case (byte)'a':
                if (name.SequenceEqual("async"u8))
                    return Tok.KwAsync;
                return name.SequenceEqual("await"u8) ? Tok.KwAwait : Tok.Name;
            default:
                return Tok.Name;
        }
    }
}
