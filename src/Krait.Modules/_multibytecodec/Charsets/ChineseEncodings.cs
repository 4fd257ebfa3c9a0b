using System.Buffers;
using System.Text;
using Krait.Runtime;

namespace Krait.Modules.MultiByte;

/// <summary>GB 18030: GBK, and four bytes for every other code point.</summary>
internal sealed class Gb18030Encoding() : MultiByteEncoding("gb18030")
{
    private const int FirstAstral = 0x10000;

    /// <summary>The number of codes of four bytes that are for the basic plane.</summary>
    private const int BasicCodes = 39420;

    private readonly Lazy<Encoding> _basic = new(static () => DoubleByteTable.CodePage(54936));

    public override int Encode(PyStr text, int at, bool final, ref ulong state, IBufferWriter<byte> output)
    {
        var c = text[at];
        if (c < 0x80)
            return Write(output, c);
        if (c is >= 0xD800 and < 0xE000)
            return -1;
        if (Tables.Gb18030.Code(c) is > 0 and var code)
            return WritePair(output, code);
        var span = output.GetSpan(4);
        if (c >= FirstAstral)
        {
            var number = c - FirstAstral;
            span[3] = (byte)(0x30 + (number % 10));
            span[2] = (byte)(0x81 + (number / 10 % 126));
            span[1] = (byte)(0x30 + (number / 1260 % 10));
            span[0] = (byte)(0x90 + (number / 12600));
        }
        else
        {
            _basic.Value.GetBytes([(char)c], span);
        }
        output.Advance(4);
        return 1;
    }

    public override int Decode(ReadOnlySpan<byte> input, ref ulong state, ref StrBuilder output)
    {
        var lead = input[0];
        if (lead < 0x80)
            return Append(ref output, lead, 1);
        if (input.Length < 2)
            return Incomplete;
        if (input[1] is < 0x30 or > 0x39)
        {
            var c = Tables.Gb18030.Character((lead << 8) | input[1]);
            return c == 0 ? -1 : Append(ref output, c, 2);
        }
        if (input.Length < 4)
            return Incomplete;
        if (lead is < 0x81 or > 0xFE || input[2] is < 0x81 or > 0xFE || input[3] is < 0x30 or > 0x39)
            return -1;
        var number = ((((((lead - 0x81) * 10) + input[1] - 0x30) * 126) + input[2] - 0x81) * 10) + input[3] - 0x30;
        return DecodeFour(input[..4], number, ref output);
    }

    private int DecodeFour(ReadOnlySpan<byte> input, int number, ref StrBuilder output)
    {
        const int AstralCodes = (0x90 - 0x81) * 12600;
        if (number < BasicCodes)
        {
            Span<char> text = stackalloc char[4];
            if (_basic.Value.GetChars(input, text) == 1 && text[0] != '\uFFFD')
                return Append(ref output, text[0], 4);
        }
        else if (number - AstralCodes is >= 0 and <= 0x10FFFF - FirstAstral)
        {
            return Append(ref output, number - AstralCodes + FirstAstral, 4);
        }
        return -1;
    }
}

/// <summary>HZ (RFC 1843): GB 2312 in seven bits, between <c>~{</c> and <c>~}</c>.</summary>
internal sealed class HzEncoding() : MultiByteEncoding("hz")
{
    private const ulong InAscii = 0, InGb = 1;

    public override int Encode(PyStr text, int at, bool final, ref ulong state, IBufferWriter<byte> output)
    {
        var c = text[at];
        if (c < 0x80)
        {
            EncodeReset(ref state, output);
            if (c == '~')
                Write(output, '~');
            return Write(output, c);
        }
        var code = Tables.Gb2312.Code(c);
        if (code == 0)
            return -1;
        if (state == InAscii)
        {
            WritePair(output, ('~' << 8) | '{');
            state = InGb;
        }
        return WritePair(output, code & 0x7F7F);
    }

    public override int Decode(ReadOnlySpan<byte> input, ref ulong state, ref StrBuilder output)
    {
        var c = input[0];
        if (c == '~')
        {
            if (input.Length < 2)
                return Incomplete;
            switch ((char)input[1], state)
            {
                case ('~', InAscii):
                    return Append(ref output, '~', 2);
                case ('{', InAscii):
                    state = InGb;
                    return 2;
                case ('}', InGb):
                    state = InAscii;
                    return 2;
                case ('\n', InAscii):
                    return 2;
                default:
                    return -1;
            }
        }
        if ((c & 0x80) != 0)
            return -1;
        if (state == InAscii)
            return Append(ref output, c, 1);
        if (input.Length < 2)
            return Incomplete;
        var found = (input[1] & 0x80) != 0 ? 0 : Tables.Gb2312.Character((c << 8) | input[1] | 0x8080);
        return found == 0 ? -1 : Append(ref output, found, 2);
    }

    public override void EncodeReset(ref ulong state, IBufferWriter<byte> output)
    {
        if (state == InAscii)
            return;
        WritePair(output, ('~' << 8) | '}');
        state = InAscii;
    }
}
