using System.Buffers;
using Krait.Runtime.Unicode;

namespace Krait.Runtime;

/// <summary>The encodings <c>unicode_escape</c> and <c>raw_unicode_escape</c>, and the escapes of bytes literals.</summary>
internal static class EscapeCodec
{
    public static PyStr DecodeUnicode(ThreadState thread, ReadOnlySpan<byte> data, PyObject? source, string? errors, bool final, out int consumed)
    {
        var context = new DecodeContext(thread, "unicodeescape", errors, data, source);
        var invalid = -1;
        var at = 0;
        while (at < context.Input.Length)
        {
            var b = context.Input[at];
            if (b != '\\')
            {
                context.Output.Append(b);
                at++;
                continue;
            }
            var start = at++;
            if (at >= context.Input.Length)
            {
                at = start;
                if (!final)
                    break;
                at = context.Handle(start, context.Input.Length, "\\ at end of string");
                continue;
            }
            var next = Escape(ref context, start, final, ref invalid);
            if (next < 0)
            {
                at = start;
                break;
            }
            at = next;
        }
        consumed = at;
        var text = context.Output.ToStr();
        if (invalid >= 0)
            WarnOfEscape(thread, invalid);
        return text;
    }

    private static void WarnOfEscape(ThreadState thread, int escape, string prefix = "") => Op.Warn(
        thread,
        ExceptionTypes.DeprecationWarning,
        escape > 0xFF
            ? $"{prefix}\"\\{Convert.ToString(escape, 8)}\" is an invalid octal escape sequence. Such sequences will not work in the future. "
            : $"{prefix}\"\\{(char)escape}\" is an invalid escape sequence. Such sequences will not work in the future. ");

    /// <summary>One escape; returns where it ends, or -1 where more input is needed.</summary>
    private static int Escape(ref DecodeContext context, int start, bool final, ref int invalid)
    {
        var input = context.Input;
        var at = start + 1;
        int c = input[at++];
        var simple = c switch
        {
            '\n' => -2,
            '\\' or '\'' or '"' => c,
            'b' => '\b',
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            'f' => '\f',
            'v' => '\v',
            'a' => '\a',
            _ => -1,
        };
        if (simple != -1)
        {
            if (simple >= 0)
                context.Output.Append(simple);
            return at;
        }
        switch (c)
        {
            case >= '0' and <= '7':
                var octal = c - '0';
                for (var i = 0; i < 2 && at < input.Length && input[at] is >= (byte)'0' and <= (byte)'7'; i++)
                    octal = octal << 3 | input[at++] - '0';
                if (octal > 0xFF && invalid < 0)
                    invalid = octal;
                context.Output.Append(octal);
                return at;
            case 'x':
                return HexEscape(ref context, start, at, 2, "truncated \\xXX escape", final);
            case 'u':
                return HexEscape(ref context, start, at, 4, "truncated \\uXXXX escape", final);
            case 'U':
                return HexEscape(ref context, start, at, 8, "truncated \\UXXXXXXXX escape", final);
            case 'N':
                return NameEscape(ref context, start, at, final);
            default:
                if (invalid < 0)
                    invalid = c;
                context.Output.Append('\\');
                context.Output.Append(c);
                return at;
        }
    }

    private static int HexEscape(ref DecodeContext context, int start, int at, int digits, string truncated, bool final)
    {
        var input = context.Input;
        uint point = 0;
        var count = 0;
        for (; count < digits && at < input.Length; count++, at++)
        {
            var digit = ByteStrings.HexValue(input[at]);
            if (digit < 0)
                break;
            point = point << 4 | (uint)digit;
        }
        if (count < digits)
            return at >= input.Length && !final ? -1 : context.Handle(start, at, truncated);
        if (point > 0x10FFFF)
            return context.Handle(start, at, "illegal Unicode character");
        context.Output.Append((int)point);
        return at;
    }

    private static int NameEscape(ref DecodeContext context, int start, int at, bool final)
    {
        const string Malformed = "malformed \\N character escape";
        var input = context.Input;
        if (at >= input.Length)
            return final ? context.Handle(start, at, Malformed) : -1;
        if (input[at] != '{')
            return context.Handle(start, at, Malformed);
        var close = input[at..].IndexOf((byte)'}');
        if (close < 0)
            return final ? context.Handle(start, input.Length, Malformed) : -1;
        var name = input.Slice(at + 1, close - 1);
        var end = at + close + 1;
        if (name.IsEmpty)
            return context.Handle(start, end, Malformed);
        if (!UnicodeNames.TryLookup(System.Text.Encoding.Latin1.GetString(name), out var points, withSequences: false))
            return context.Handle(start, end, "unknown Unicode character name");
        context.Output.Append(points);
        return end;
    }

    public static PyStr DecodeRaw(ThreadState thread, ReadOnlySpan<byte> data, PyObject? source, string? errors, bool final, out int consumed)
    {
        var context = new DecodeContext(thread, "rawunicodeescape", errors, data, source);
        var at = 0;
        while (at < context.Input.Length)
        {
            var input = context.Input;
            if (input[at] != '\\' || (at + 1 >= input.Length && final))
            {
                context.Output.Append(input[at++]);
                continue;
            }
            if (at + 1 >= input.Length)
                break;
            var kind = input[at + 1];
            if (kind is not ((byte)'u' or (byte)'U'))
            {
                context.Output.Append('\\');
                context.Output.Append(kind);
                at += 2;
                continue;
            }
            var next = RawEscape(ref context, at, kind, final);
            if (next < 0)
                break;
            at = next;
        }
        consumed = at;
        return context.Output.ToStr();
    }

    private static int RawEscape(ref DecodeContext context, int start, byte kind, bool final)
    {
        var input = context.Input;
        var digits = kind == 'u' ? 4 : 8;
        var at = start + 2;
        uint point = 0;
        var count = 0;
        for (; count < digits && at < input.Length && ByteStrings.HexValue(input[at]) >= 0; count++, at++)
            point = point << 4 | (uint)ByteStrings.HexValue(input[at]);
        if (count < digits)
        {
            if (at >= input.Length && !final)
                return -1;
            return context.Handle(start, at, kind == 'u' ? "truncated \\uXXXX escape" : "truncated \\UXXXXXXXX escape");
        }
        if (point > 0x10FFFF)
            return context.Handle(start, at, "\\Uxxxxxxxx out of range");
        context.Output.Append((int)point);
        return at;
    }

    public static byte[] EncodeUnicode(PyStr text)
    {
        var output = new ArrayBufferWriter<byte>(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var point = text[i];
            switch (point)
            {
                case '\\':
                    Write(output, "\\\\");
                    break;
                case '\t':
                    Write(output, "\\t");
                    break;
                case '\n':
                    Write(output, "\\n");
                    break;
                case '\r':
                    Write(output, "\\r");
                    break;
                case >= 32 and < 127:
                    output.GetSpan(1)[0] = (byte)point;
                    output.Advance(1);
                    break;
                default:
                    Write(output, point < 0x100 ? $"\\x{point:x2}" : point < 0x10000 ? $"\\u{point:x4}" : $"\\U{point:x8}");
                    break;
            }
        }
        return output.WrittenSpan.ToArray();
    }

    public static byte[] EncodeRaw(PyStr text)
    {
        var output = new ArrayBufferWriter<byte>(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var point = text[i];
            if (point < 0x100)
            {
                output.GetSpan(1)[0] = (byte)point;
                output.Advance(1);
            }
            else
            {
                Write(output, point < 0x10000 ? $"\\u{point:x4}" : $"\\U{point:x8}");
            }
        }
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Bytes as a literal shows them between single quotes.</summary>
    public static byte[] EncodeBytes(ReadOnlySpan<byte> data)
    {
        var output = new ArrayBufferWriter<byte>(data.Length + 16);
        foreach (var b in data)
        {
            switch (b)
            {
                case (byte)'\\' or (byte)'\'':
                    Write(output, $"\\{(char)b}");
                    break;
                case (byte)'\t':
                    Write(output, "\\t");
                    break;
                case (byte)'\n':
                    Write(output, "\\n");
                    break;
                case (byte)'\r':
                    Write(output, "\\r");
                    break;
                case >= 32 and < 127:
                    output.GetSpan(1)[0] = b;
                    output.Advance(1);
                    break;
                default:
                    Write(output, $"\\x{b:x2}");
                    break;
            }
        }
        return output.WrittenSpan.ToArray();
    }

    private static void Write(ArrayBufferWriter<byte> output, string ascii) =>
        output.Advance(System.Text.Encoding.ASCII.GetBytes(ascii, output.GetSpan(ascii.Length)));

    /// <summary>The bytes of a literal's content.</summary>
    public static byte[] DecodeBytes(ThreadState thread, ReadOnlySpan<byte> data, string? errors)
    {
        var output = new List<byte>(data.Length);
        var invalid = -1;
        var at = 0;
        while (at < data.Length)
        {
            if (data[at] != '\\')
            {
                output.Add(data[at++]);
                continue;
            }
            if (++at >= data.Length)
                throw Errors.Value("Trailing \\ in string");
            var c = data[at++];
            switch (c)
            {
                case (byte)'\n':
                    break;
                case (byte)'\\' or (byte)'\'' or (byte)'"':
                    output.Add(c);
                    break;
                case >= (byte)'0' and <= (byte)'7':
                    var octal = c - '0';
                    for (var i = 0; i < 2 && at < data.Length && data[at] is >= (byte)'0' and <= (byte)'7'; i++)
                        octal = octal << 3 | data[at++] - '0';
                    if (octal > 0xFF && invalid < 0)
                        invalid = octal;
                    output.Add((byte)octal);
                    break;
                case (byte)'x':
                    at = HexByte(data, at, errors, output);
                    break;
                default:
                    var index = "btnrfva".IndexOf((char)c, StringComparison.Ordinal);
                    if (index >= 0)
                    {
                        output.Add((byte)"\b\t\n\r\f\v\a"[index]);
                        break;
                    }
                    if (invalid < 0)
                        invalid = c;
                    output.Add((byte)'\\');
                    output.Add(c);
                    break;
            }
        }
        if (invalid >= 0)
            WarnOfEscape(thread, invalid, "b");
        return output.ToArray();
    }

    private static int HexByte(ReadOnlySpan<byte> data, int at, string? errors, List<byte> output)
    {
        if (at + 1 < data.Length && ByteStrings.HexValue(data[at]) >= 0 && ByteStrings.HexValue(data[at + 1]) >= 0)
        {
            output.Add((byte)(ByteStrings.HexValue(data[at]) << 4 | ByteStrings.HexValue(data[at + 1])));
            return at + 2;
        }
        switch (errors)
        {
            case null or "strict":
                throw Errors.Value($"invalid \\x escape at position {at - 2}");
            case "replace":
                output.Add((byte)'?');
                break;
            case "ignore":
                break;
            default:
                throw Errors.Value($"decoding error; unknown error handling code: {errors}");
        }
        return at < data.Length && ByteStrings.HexValue(data[at]) >= 0 ? at + 1 : at;
    }
}
