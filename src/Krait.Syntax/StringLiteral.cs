using System.Text;
using Krait.Syntax.Ast;

namespace Krait.Syntax;

/// <summary>The values of string and bytes literals.</summary>
internal static class StringLiteral
{
    /// <summary>The value of a string token, and the <c>kind</c> of its constant.</summary>
    public static (ConstantValue Value, string? Kind) Parse(TokenStream stream, in Token token, ParseOptions options)
    {
        var source = stream.Bytes(token.Start, token.End);
        bool bytes = false, raw = false, unicode = false;
        var i = 0;
        for (; source[i] is not ((byte)'"' or (byte)'\''); i++)
        {
            bytes |= (source[i] | 0x20) == 'b';
            raw |= (source[i] | 0x20) == 'r';
            unicode |= source[i] == 'u';
        }
        var quotes = source.Length - i >= 6 && source[i + 1] == source[i] && source[i + 2] == source[i] ? 3 : 1;
        var start = token.Start + i + quotes;
        var end = token.End - quotes;
        var body = stream.Bytes(start, end);
        if (bytes)
        {
            if (body.ContainsAnyExceptInRange((byte)0, (byte)127))
                throw stream.ErrorAt(token, "bytes can only contain ASCII literal characters");
            var value = raw || !body.Contains((byte)'\\')
                ? body.ToArray()
                : new EscapeDecoder(stream, token, body, i + quotes, options).Bytes();
            return (new BytesConstant(value), null);
        }
        var text = raw || !body.Contains((byte)'\\')
            ? Text.FromUtf16(Encoding.UTF8.GetString(body))
            : new EscapeDecoder(stream, token, body, i + quotes, options).Characters();
        return (new StrConstant(text), unicode ? "u" : null);
    }

    /// <summary>The value of a piece of text between the fields of an f-string or t-string.</summary>
    public static Text DecodeMiddle(TokenStream stream, in Token token, bool raw, ParseOptions options)
    {
        var body = stream.Bytes(token.Start, token.End);
        return raw || !body.Contains((byte)'\\')
            ? Text.FromUtf16(Encoding.UTF8.GetString(body))
            : new EscapeDecoder(stream, token, body, 0, options).Characters();
    }
}

/// <summary>Decodes the backslash escapes of one literal, whose text begins at <paramref name="offset"/> in its token.</summary>
internal ref struct EscapeDecoder(TokenStream stream, Token token, ReadOnlySpan<byte> body, int offset, ParseOptions options)
{
    private readonly ReadOnlySpan<byte> _body = body;
    private int _firstInvalid = -1;
    private int _i;

    public Text Characters()
    {
        var builder = new TextBuilder();
        while (_i < _body.Length)
        {
            var c = _body[_i];
            if (c >= 0x80)
            {
                Rune.DecodeFromUtf8(_body[_i..], out var rune, out var used);
                builder.Append(rune.Value);
                _i += used;
            }
            else if (c != '\\')
            {
                builder.Append(c);
                _i++;
            }
            else
            {
                var point = Escape();
                if (point >= 0)
                    builder.Append(point);
            }
        }
        WarnOfInvalid();
        return builder.ToText();
    }

    /// <summary>The code point of the escape at hand; -1 for a line break that stands for nothing.</summary>
    private int Escape()
    {
        var start = _i++;
        if (_i >= _body.Length)
            return '\\';
        var c = _body[_i];
        switch (c)
        {
            case (byte)'x':
                return Hex(start, 2, "truncated \\xXX escape");
            case (byte)'u':
                return Hex(start, 4, "truncated \\uXXXX escape");
            case (byte)'U':
                return Hex(start, 8, "truncated \\UXXXXXXXX escape");
            case (byte)'N':
                return Named(start);
        }
        if (Simple(c) is var simple && simple != Unknown)
            return simple;
        if (c < 0x80)
            Invalid(start);
        return '\\';
    }

    private const int Unknown = -2;

    /// <summary>The escapes that text and bytes share; the cursor stays on the character if it is none.</summary>
    private int Simple(byte c)
    {
        var start = _i - 1;
        _i++;
        switch (c)
        {
            case (byte)'\n':
                return -1;
            case (byte)'\\' or (byte)'\'' or (byte)'"':
                return c;
            case (byte)'b':
                return '\b';
            case (byte)'f':
                return '\f';
            case (byte)'t':
                return '\t';
            case (byte)'n':
                return '\n';
            case (byte)'r':
                return '\r';
            case (byte)'v':
                return '\v';
            case (byte)'a':
                return '\a';
            case >= (byte)'0' and <= (byte)'7':
                var value = c - '0';
                for (var n = 1; n < 3 && _i < _body.Length && _body[_i] is >= (byte)'0' and <= (byte)'7'; n++)
                    value = value * 8 + (_body[_i++] - '0');
                if (value > 255)
                    Invalid(start);
                return value;
            default:
                _i--;
                return Unknown;
        }
    }

    private void Invalid(int start)
    {
        if (_firstInvalid < 0)
            _firstInvalid = start;
    }

    private int Hex(int start, int digits, string problem)
    {
        var value = 0L;
        _i++;
        for (var n = 0; n < digits; n++, _i++)
        {
            if (_i >= _body.Length || !char.IsAsciiHexDigit((char)_body[_i]))
                throw UnicodeProblem(start, problem);
            value = value * 16 + Convert.ToInt32(((char)_body[_i]).ToString(), 16);
        }
        return value > 0x10FFFF ? throw UnicodeProblem(start, "illegal Unicode character") : (int)value;
    }

    private int Named(int start)
    {
        const string Malformed = "malformed \\N character escape";
        _i++;
        if (_i >= _body.Length || _body[_i] != '{')
            throw UnicodeProblem(start, Malformed);
        var nameStart = ++_i;
        while (_i < _body.Length && _body[_i] != '}')
            _i++;
        if (_i >= _body.Length || _i == nameStart)
            throw UnicodeProblem(start, Malformed);
        var name = Encoding.UTF8.GetString(_body[nameStart.._i++]);
        var point = options.LookupName?.Invoke(name) ?? -1;
        if (point == ParseOptions.NoNames)
            throw stream.Error("(unicode error) \\N escapes not supported (can't load unicodedata module)");
        return point < 0 ? throw UnicodeProblem(start, "unknown Unicode character name") : point;
    }

    /// <summary>Positions count a character past ASCII as the ten of its <c>\U</c> escape.</summary>
    private readonly SyntaxErrorException UnicodeProblem(int start, string problem)
    {
        var from = Position(start);
        var to = Position(_i) - 1;
        return stream.Error(to <= from
            ? $"(unicode error) 'unicodeescape' codec can't decode byte 0x5c in position {from}: {problem}"
            : $"(unicode error) 'unicodeescape' codec can't decode bytes in position {from}-{to}: {problem}");
    }

    private readonly int Position(int index)
    {
        var position = 0;
        for (var i = 0; i < index; i++)
        {
            if (_body[i] < 0x80)
                position++;
            else if ((_body[i] & 0xC0) != 0x80)
                position += 10;
        }
        return position;
    }

    public byte[] Bytes()
    {
        var result = new List<byte>(_body.Length);
        while (_i < _body.Length)
        {
            var c = _body[_i];
            if (c != '\\')
            {
                result.Add(c);
                _i++;
                continue;
            }
            var start = _i++;
            c = _body[_i];
            if (c == 'x')
            {
                result.Add(HexByte(start));
                continue;
            }
            var value = Simple(c);
            if (value == Unknown)
            {
                Invalid(start);
                result.Add((byte)'\\');
            }
            else if (value >= 0)
            {
                result.Add((byte)value);
            }
        }
        WarnOfInvalid();
        return result.ToArray();
    }

    private byte HexByte(int start)
    {
        if (_i + 2 >= _body.Length || !char.IsAsciiHexDigit((char)_body[_i + 1]) || !char.IsAsciiHexDigit((char)_body[_i + 2]))
            throw stream.Error($"(value error) invalid \\x escape at position {start}");
        var value = Convert.ToByte(Encoding.ASCII.GetString(_body.Slice(_i + 1, 2)), 16);
        _i += 3;
        return value;
    }

    private readonly void WarnOfInvalid()
    {
        if (_firstInvalid < 0 || stream.ErrorPass || options.Warnings is null)
            return;
        var c = (char)_body[_firstInvalid + 1];
        // The tokenizer has warned of a backslash before a brace.
        if (c is '{' or '}' && token.Kind is Tok.FStringMiddle or Tok.TStringMiddle)
            return;
        var octal = c is >= '4' and <= '7';
        var escape = octal ? Encoding.ASCII.GetString(_body.Slice(_firstInvalid + 1, 3)) : c.ToString();
        var kind = octal ? "an invalid octal escape sequence" : "an invalid escape sequence";
        var before = _body[.._firstInvalid];
        var line = token.Line + before.Count((byte)'\n');
        var what = $"\"\\{escape}\" is {kind}. ";
        var advice = $"Did you mean \"\\\\{escape}\"? A raw string is also an option.";
        var category = options.FeatureVersion >= 12 ? SyntaxWarningKind.SyntaxWarning : SyntaxWarningKind.DeprecationWarning;
        if (options.Warnings.Warn(category, what + "Such sequences will not work in the future. " + advice, options.Filename, line))
            return;
        var column = line == token.Line ? token.Column + offset + _firstInvalid : _firstInvalid - before.LastIndexOf((byte)'\n') - 1;
        throw stream.ErrorAt(new SourceSpan(line, column, line, column + 2), what + advice);
    }
}
