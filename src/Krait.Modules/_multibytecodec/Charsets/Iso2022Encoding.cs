using System.Buffers;
using Krait.Runtime;

namespace Krait.Modules.MultiByte;

/// <summary>ISO 2022 in seven bits: escape sequences change the set of characters that bytes belong to.</summary>
/// <param name="name">The name.</param>
/// <param name="shifts">Whether shift bytes change between two sets.</param>
/// <param name="singleShift">Whether a single character of a third set can stand between those of the others.</param>
/// <param name="charsets">The sets, those first that a character is looked for first.</param>
internal sealed class Iso2022Encoding(string name, bool shifts, bool singleShift, params Iso2022Charset[] charsets) : MultiByteEncoding(name)
{
    private const byte Escape = 0x1B, ShiftIn = 0x0F, ShiftOut = 0x0E;
    private const int LongestEscape = 16;

    // The state: the sets of the three planes, and the flags, a byte each.
    private const int FlagsAt = 32;
    private const ulong Shifted = 1UL << FlagsAt, WithinForeignEscape = 2UL << FlagsAt;
    private const byte AsciiId = (byte)'B';

    public override ulong InitialState => AsciiId | (AsciiId << 8);

    public override ulong InitialDecodeState => InitialState | (AsciiId << 16);

    private static byte Plane(ulong state, int plane) => (byte)(state >> (8 * plane));

    private static ulong Designate(ulong state, int plane, byte id) => (state & ~(0xFFUL << (8 * plane))) | ((ulong)id << (8 * plane));

    public override int Encode(PyStr text, int at, bool final, ref ulong state, IBufferWriter<byte> output)
    {
        var c = text[at];
        if (c < 0x80)
        {
            EncodeReset(ref state, output);
            return Write(output, c);
        }
        foreach (var charset in charsets)
        {
            if (charset.Paired is { } set && ExtensionTable.Jisx0213Plane1.BeginsPair(c))
                return EncodePaired(charset, set, text, at, final, ref state, output);
        }
        return EncodeSingle(c, ref state, output);
    }

    /// <summary>A character with a combining one after it has a code of its own; without one it is in the first set that has it.</summary>
    private int EncodePaired(
        Iso2022Charset charset, Jisx0213 set, PyStr text, int at, bool final, ref ulong state, IBufferWriter<byte> output)
    {
        var code = set.Code(text[at], Jis.Next(text, at, final), out var taken);
        if (code < 0)
            return Incomplete;
        if (taken == 1)
            return EncodeSingle(text[at], ref state, output);
        Select(charset, ref state, output);
        WritePair(output, code);
        return taken;
    }

    private int EncodeSingle(int c, ref ulong state, IBufferWriter<byte> output)
    {
        foreach (var charset in charsets)
        {
            if (charset.Encode(c) is not (> 0 and var code))
                continue;
            Select(charset, ref state, output);
            return charset.Width == 1 ? Write(output, code) : WritePair(output, code);
        }
        return -1;
    }

    private static void Select(Iso2022Charset charset, ref ulong state, IBufferWriter<byte> output)
    {
        if (charset.Plane == 0 && (state & Shifted) != 0)
        {
            Write(output, ShiftIn);
            state &= ~Shifted;
        }
        if (Plane(state, charset.Plane) != charset.Id)
        {
            Write(output, Escape);
            if (charset.Width == 2)
                Write(output, '$');
            // JIS X 0208 has the sequence that is older than the rule for the others.
            if (charset != Iso2022Charset.Jisx0208)
                Write(output, charset.Plane == 0 ? '(' : ')');
            Write(output, charset.Mark);
            state = Designate(state, charset.Plane, charset.Id);
        }
        if (charset.Plane == 1 && (state & Shifted) == 0)
        {
            Write(output, ShiftOut);
            state |= Shifted;
        }
    }

    public override void EncodeReset(ref ulong state, IBufferWriter<byte> output)
    {
        if (Plane(state, 0) != AsciiId)
        {
            output.Write([Escape, (byte)'(', AsciiId]);
            state = Designate(state, 0, AsciiId);
        }
        if ((state & Shifted) != 0)
        {
            Write(output, ShiftIn);
            state &= ~Shifted;
        }
    }

    public override ulong DecodeReset(ulong state) => Designate(state, 0, AsciiId) & ~Shifted;

    public override int Decode(ReadOnlySpan<byte> input, ref ulong state, ref StrBuilder output)
    {
        var c = input[0];
        if ((state & WithinForeignEscape) != 0)
        {
            if (IsEscapeEnd(c))
                state &= ~WithinForeignEscape;
            return Append(ref output, c, 1);
        }
        switch (c)
        {
            case Escape:
                return DecodeEscape(input, ref state, ref output);
            case ShiftIn when shifts:
                state &= ~Shifted;
                return 1;
            case ShiftOut when shifts:
                state |= Shifted;
                return 1;
            case (byte)'\n':
                state &= ~Shifted;
                return Append(ref output, c, 1);
            case < 0x20:
                return Append(ref output, c, 1);
            case >= 0x80:
                return -1;
            default:
                return DecodeCode(input, Plane(state, (state & Shifted) != 0 ? 1 : 0), ref output);
        }
    }

    private int DecodeCode(ReadOnlySpan<byte> input, byte id, ref StrBuilder output)
    {
        if (id == AsciiId)
            return Append(ref output, input[0], 1);
        var charset = System.Array.Find(charsets, found => found.Id == id)!;
        if (input.Length < charset.Width)
            return Incomplete;
        var code = charset.Width == 1 ? input[0] : (input[0] << 8) | input[1];
        if (charset.Paired is { } set)
            return (code & 0x8080) == 0 && Jis.AppendPlane1(set, code, ref output) > 0 ? 2 : -2;
        var c = (code & 0x8080) != 0 || charset.Plane == 2 ? -1 : charset.Decode(code);
        return c < 0 ? -charset.Width : Append(ref output, c, charset.Width);
    }

    private int DecodeEscape(ReadOnlySpan<byte> input, ref ulong state, ref StrBuilder output)
    {
        if (input.Length < 2)
            return Incomplete;
        switch ((char)input[1])
        {
            case '(' or ')' or '$' or '.' or '&':
                return DecodeDesignation(input, ref state);
            case 'N' when singleShift:
                return input.Length < 3 ? Incomplete : DecodeSingle(input[2], Plane(state, 2), ref output);
            default:
                // A sequence that is not of ISO 2022 is handed on.
                state |= WithinForeignEscape;
                return Append(ref output, Escape, 1);
        }
    }

    private int DecodeSingle(byte code, byte id, ref StrBuilder output)
    {
        var c = id == AsciiId ? code < 0x80 ? code : -1 : System.Array.Find(charsets, found => found.Id == id && found.Plane == 2)?.Decode(code) ?? -1;
        return c < 0 ? -3 : Append(ref output, c, 3);
    }

    private int DecodeDesignation(ReadOnlySpan<byte> input, ref ulong state)
    {
        var length = EscapeLength(input);
        if (length <= 0)
            return length == 0 ? -1 : Incomplete;
        var (plane, id) = Designation(input[..length]);
        if (plane < 0 || id != AsciiId && System.Array.TrueForAll(charsets, charset => charset.Id != id))
            return -length;
        state = Designate(state, plane, id);
        return length;
    }

    /// <summary>The length of the escape sequence; 0 where it has no end, -1 where the input ends before.</summary>
    private int EscapeLength(ReadOnlySpan<byte> input)
    {
        for (var i = 1; i < LongestEscape; i++)
        {
            if (i >= input.Length)
                return -1;
            if (IsEscapeEnd(input[i]))
                return i + 1;
            // What announces the edition of JIS X 0208 comes before the sequence itself.
            if (!shifts && i + 1 < input.Length && input[i] == '&' && input[i + 1] == '@')
                i += 2;
        }
        return 0;
    }

    private (int Plane, byte Id) Designation(ReadOnlySpan<byte> sequence)
    {
        const byte Wide = 0x80;
        return sequence switch
        {
            [_, (byte)'$', var mark] => (0, (byte)(mark | Wide)),
            [_, (byte)'(', var mark] => (0, mark),
            [_, (byte)')', var mark] => (1, mark),
            [_, (byte)'.', var mark] when singleShift => (2, mark),
            [_, (byte)'$', (byte)'(', var mark] => (0, (byte)(mark | Wide)),
            [_, (byte)'$', (byte)')', var mark] => (1, (byte)(mark | Wide)),
            [_, _, _, Escape, (byte)'$', (byte)'B'] when !shifts => (0, (byte)'B' | Wide),
            _ => (-1, 0),
        };
    }

    private static bool IsEscapeEnd(byte c) => c is >= (byte)'A' and <= (byte)'Z' or (byte)'@';
}
