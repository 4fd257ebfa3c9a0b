namespace Krait.Syntax;

internal sealed partial class Tokenizer
{
    private Tok DotOrNumber(ref Token token)
    {
        var c = NextChar();
        if (IsDigit(c))
            return Fraction(ref token, c);
        if (c == '.')
        {
            c = NextChar();
            if (c == '.')
                return Make(ref token, Tok.Ellipsis, _start, _cur);
            Backup(c);
            Backup('.');
        }
        else
        {
            Backup(c);
        }
        return Make(ref token, Tok.Dot, _start, _cur);
    }

    private Tok Number(ref Token token, int c)
    {
        if (c == '0')
            return Zero(ref token);
        c = DecimalTail();
        return AfterDigits(ref token, c);
    }

    private Tok AfterDigits(ref Token token, int c)
    {
        if (c == '.')
            return Fraction(ref token, NextChar());
        return ExponentOrEnd(ref token, c);
    }

    private Tok Fraction(ref Token token, int c)
    {
        if (IsDigit(c))
            c = DecimalTail();
        return ExponentOrEnd(ref token, c);
    }

    private Tok ExponentOrEnd(ref Token token, int c)
    {
        if (c is 'e' or 'E')
        {
            var e = c;
            c = NextChar();
            if (c is '+' or '-')
            {
                c = NextChar();
                if (!IsDigit(c))
                    throw Invalid("decimal", c);
            }
            else if (!IsDigit(c))
            {
                Backup(c);
                VerifyEnd(e, "decimal");
                Backup(e);
                return Make(ref token, Tok.Number, _start, _cur);
            }
            c = DecimalTail();
        }
        if (c is 'j' or 'J')
        {
            c = NextChar();
            VerifyEnd(c, "imaginary");
        }
        else
        {
            VerifyEnd(c, "decimal");
        }
        Backup(c);
        return Make(ref token, Tok.Number, _start, _cur);
    }

    private Tok Zero(ref Token token)
    {
        var c = NextChar();
        switch (c)
        {
            case 'x' or 'X':
                return Radix(ref token, "hexadecimal", 16);
            case 'o' or 'O':
                return Radix(ref token, "octal", 8);
            case 'b' or 'B':
                return Radix(ref token, "binary", 2);
        }
        while (true)
        {
            if (c == '_')
            {
                c = NextChar();
                if (!IsDigit(c))
                    throw Invalid("decimal", c);
            }
            if (c != '0')
                break;
            c = NextChar();
        }
        var zerosEnd = _cur;
        var nonZero = false;
        if (IsDigit(c))
        {
            nonZero = true;
            c = DecimalTail();
        }
        if (c is '.' or 'e' or 'E' or 'j' or 'J')
            return AfterDigits(ref token, c);
        if (nonZero && !ExtraTokens)
        {
            Backup(c);
            throw Error(
                "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers",
                _start + 1 - _lineStart,
                zerosEnd - _lineStart);
        }
        VerifyEnd(c, "decimal");
        Backup(c);
        return Make(ref token, Tok.Number, _start, _cur);
    }

    private Tok Radix(ref Token token, string name, int radix)
    {
        var c = NextChar();
        do
        {
            if (c == '_')
                c = NextChar();
            if (!IsRadixDigit(c, radix))
            {
                if (IsDigit(c))
                    throw Error($"invalid digit '{(char)c}' in {name} literal");
                throw Invalid(name, c);
            }
            do
            {
                c = NextChar();
            }
            while (IsRadixDigit(c, radix));
        }
        while (c == '_');
        if (IsDigit(c))
            throw Error($"invalid digit '{(char)c}' in {name} literal");
        VerifyEnd(c, name);
        Backup(c);
        return Make(ref token, Tok.Number, _start, _cur);
    }

    private static bool IsRadixDigit(int c, int radix) =>
        radix == 16 ? c >= 0 && char.IsAsciiHexDigit((char)c) : (uint)(c - '0') < (uint)radix;

    private SyntaxErrorException Invalid(string kind, int c)
    {
        Backup(c);
        return Error($"invalid {kind} literal");
    }

    private int DecimalTail()
    {
        while (true)
        {
            int c;
            do
            {
                c = NextChar();
            }
            while (IsDigit(c));
            if (c != '_')
                return c;
            c = NextChar();
            if (!IsDigit(c))
                throw Invalid("decimal", c);
        }
    }

    /// <summary>Nothing of a name may follow a number, save a keyword that can follow one (<c>1if x else y</c>): that is only warned of.</summary>
    private void VerifyEnd(int c, string kind)
    {
        // As in CPython, the module tokenize takes a name right after a number.
        if (ExtraTokens)
            return;
        var keyword = c switch
        {
            'a' => LooksAt("nd"u8),
            'e' => LooksAt("lse"u8),
            'f' => LooksAt("or"u8),
            'i' => LooksAt("f"u8) || LooksAt("n"u8) || LooksAt("s"u8),
            'o' => LooksAt("r"u8),
            'n' => LooksAt("ot"u8),
            _ => false,
        };
        if (keyword)
        {
            Backup(c);
            Warn($"invalid {kind} literal");
            NextChar();
        }
        else if (c < 128 && IsIdentifierChar(c))
        {
            throw Invalid(kind, c);
        }
    }

    private bool LooksAt(ReadOnlySpan<byte> rest) => _buffer.AsSpan(_cur, _inp - _cur).StartsWith(rest);
}
