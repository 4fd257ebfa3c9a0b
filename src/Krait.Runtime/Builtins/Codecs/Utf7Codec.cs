using System.Buffers;

namespace Krait.Runtime;

/// <summary>UTF-7 (RFC 2152).</summary>
internal static class Utf7Codec
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private static readonly SearchValues<char> s_direct =
        SearchValues.Create("\t\n\r !\"#$%&'()*,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}");

    /// <summary>A base64 section under way.</summary>
    private ref struct Section
    {
        public bool Open;
        public int Bits;
        public uint Buffer;
        public int Surrogate;
        public int OutputStart;
    }

    public static PyStr Decode(ThreadState thread, ReadOnlySpan<byte> data, PyObject? source, string? errors, bool final, out int consumed)
    {
        var context = new DecodeContext(thread, "utf7", errors, data, source);
        var section = default(Section);
        int at = 0, start = 0;
        while (true)
        {
            string? problem = null;
            if (at >= context.Input.Length)
            {
                if (!section.Open || !final)
                    break;
                section.Open = false;
                if (section.Surrogate == 0 && section.Bits < 6 && (section.Bits == 0 || section.Buffer == 0))
                    break;
                at = context.Handle(start, context.Input.Length, "unterminated shift sequence");
                continue;
            }
            var b = context.Input[at];
            if (section.Open)
            {
                if (Digit(b) is >= 0 and var digit)
                {
                    at++;
                    Take(ref section, digit, ref context.Output);
                    continue;
                }
                problem = Close(ref section, b, ref at, ref context.Output);
            }
            else if (b == '+')
            {
                start = at++;
                problem = Open(ref context, ref section, ref at);
            }
            else if (b < 0x80)
            {
                at++;
                context.Output.Append(b);
            }
            else
            {
                start = at++;
                problem = "unexpected special character";
            }
            if (problem is not null)
                at = context.Handle(start, at, problem);
        }
        consumed = at;
        if (!final && section.Open)
        {
            consumed = start;
            context.Output.Truncate(section.OutputStart);
        }
        return context.Output.ToStr();
    }

    /// <summary>What stands behind a plus sign: a section, or a minus sign for the plus itself. The problem, where it is neither.</summary>
    private static string? Open(ref DecodeContext context, ref Section section, ref int at)
    {
        if (at < context.Input.Length && context.Input[at] == '-')
        {
            at++;
            context.Output.Append('+');
            return null;
        }
        if (at < context.Input.Length && Digit(context.Input[at]) < 0)
        {
            at++;
            return "ill-formed sequence";
        }
        section = new Section { Open = true, OutputStart = context.Output.Length };
        return null;
    }

    private static void Take(ref Section section, int digit, ref StrBuilder output)
    {
        section.Buffer = section.Buffer << 6 | (uint)digit;
        section.Bits += 6;
        if (section.Bits < 16)
            return;
        section.Bits -= 16;
        var unit = (int)(section.Buffer >> section.Bits) & 0xFFFF;
        section.Buffer &= (1u << section.Bits) - 1;
        if (section.Surrogate != 0)
        {
            var high = section.Surrogate;
            section.Surrogate = 0;
            if (unit is >= 0xDC00 and <= 0xDFFF)
            {
                output.Append(0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
                return;
            }
            output.Append(high);
        }
        if (unit is >= 0xD800 and <= 0xDBFF)
            section.Surrogate = unit;
        else
            output.Append(unit);
    }

    /// <summary>Ends a base64 section at a character that does not belong to it; returns what is wrong with it.</summary>
    private static string? Close(ref Section section, byte b, ref int at, ref StrBuilder output)
    {
        section.Open = false;
        if (section.Bits >= 6)
        {
            at++;
            return "partial character in shift sequence";
        }
        if (section.Bits > 0 && section.Buffer != 0)
        {
            at++;
            return "non-zero padding bits in shift sequence";
        }
        if (section.Surrogate != 0 && b < 0x80 && b != '+')
            output.Append(section.Surrogate);
        section.Surrogate = 0;
        if (b == '-')
            at++;
        return null;
    }

    private static int Digit(int b) => b switch
    {
        >= 'A' and <= 'Z' => b - 'A',
        >= 'a' and <= 'z' => b - 'a' + 26,
        >= '0' and <= '9' => b - '0' + 52,
        '+' => 62,
        '/' => 63,
        _ => -1,
    };

    public static byte[] Encode(PyStr text)
    {
        var output = new ArrayBufferWriter<byte>(text.Length + 16);
        var open = false;
        var bits = 0;
        uint buffer = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var point = text[i];
            if (point < 0x80 && s_direct.Contains((char)point))
            {
                if (open)
                {
                    if (bits > 0)
                        Write(output, Alphabet[(int)(buffer << 6 - bits) & 0x3F]);
                    (open, bits, buffer) = (false, 0, 0);
                    if (Digit(point) >= 0 || point == '-')
                        Write(output, '-');
                }
                Write(output, (char)point);
                continue;
            }
            if (!open)
            {
                Write(output, '+');
                if (point == '+')
                {
                    Write(output, '-');
                    continue;
                }
                open = true;
            }
            if (point >= 0x10000)
            {
                WriteUnit(output, 0xD7C0 + (point >> 10), ref bits, ref buffer);
                point = 0xDC00 + (point & 0x3FF);
            }
            WriteUnit(output, point, ref bits, ref buffer);
        }
        if (bits > 0)
            Write(output, Alphabet[(int)(buffer << 6 - bits) & 0x3F]);
        if (open)
            Write(output, '-');
        return output.WrittenSpan.ToArray();
    }

    private static void WriteUnit(ArrayBufferWriter<byte> output, int unit, ref int bits, ref uint buffer)
    {
        buffer = buffer << 16 | (uint)unit;
        bits += 16;
        while (bits >= 6)
        {
            bits -= 6;
            Write(output, Alphabet[(int)(buffer >> bits) & 0x3F]);
        }
        buffer &= (1u << bits) - 1;
    }

    private static void Write(ArrayBufferWriter<byte> output, char c)
    {
        output.GetSpan(1)[0] = (byte)c;
        output.Advance(1);
    }
}
