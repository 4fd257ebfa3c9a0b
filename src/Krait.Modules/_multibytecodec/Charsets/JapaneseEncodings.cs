using System.Buffers;
using Krait.Runtime;

namespace Krait.Modules.MultiByte;

/// <summary>What the encodings of Japanese text share.</summary>
internal static class Jis
{
    public const int FirstKatakana = 0xFF61, LastKatakana = 0xFF9F;

    /// <summary>From a half-width katakana to its byte.</summary>
    public const int KatakanaOffset = 0xFEC0;

    public const int Yen = 0xA5, Overline = 0x203E;

    public static bool IsKatakana(int c) => c is >= FirstKatakana and <= LastKatakana;

    /// <summary>The character after a place; -1 at the end of the text, -2 where more text may follow.</summary>
    public static int Next(PyStr text, int at, bool final) => at + 1 < text.Length ? text[at + 1] : final ? -1 : -2;

    /// <summary>Appends the character of a code of JIS X 0213's first plane: what <see cref="MultiByteEncoding.Decode"/> gives for its two bytes.</summary>
    public static int AppendPlane1(Jisx0213 set, int code, ref StrBuilder output)
    {
        if (!set.TryPlane1(code, out var found))
            return set.LacksCode(code) ? -2 : -1;
        output.Append(found.Character);
        if (found.Combining != 0)
            output.Append(found.Combining);
        return 2;
    }

    /// <summary>The bytes of Shift JIS for a code of seven bits.</summary>
    public static int ToShifted(int code)
    {
        int row = (code >> 8) - 0x21, cell = (code & 0xFF) - 0x21 + ((row & 1) != 0 ? 0x5E : 0);
        row >>= 1;
        return ((row < 0x1F ? row + 0x81 : row + 0xC1) << 8) | (cell < 0x3F ? cell + 0x40 : cell + 0x41);
    }

    /// <summary>The code of seven bits for the bytes of Shift JIS; 0 where the second is none.</summary>
    public static int FromShifted(int lead, int trail)
    {
        if (trail is < 0x40 or 0x7F or > 0xFC)
            return 0;
        var row = 2 * (lead < 0xE0 ? lead - 0x81 : lead - 0xC1);
        var cell = trail < 0x80 ? trail - 0x40 : trail - 0x41;
        return ((row + (cell < 0x5E ? 0x21 : 0x22)) << 8) | ((cell < 0x5E ? cell : cell - 0x5E) + 0x21);
    }
}

/// <summary>Shift JIS, with ASCII in its lower half.</summary>
internal sealed class ShiftJisEncoding() : MultiByteEncoding("shift_jis")
{
    public override int Encode(PyStr text, int at, bool final, ref ulong state, IBufferWriter<byte> output)
    {
        var c = text[at];
        if (c < 0x80)
            return Write(output, c);
        if (Jis.IsKatakana(c))
            return Write(output, c - Jis.KatakanaOffset);
        if (c is Jis.Yen or Jis.Overline)
            return Write(output, c == Jis.Yen ? 0x5C : 0x7E);
        var code = Tables.Jisx0208.Code(c);
        return code == 0 ? -1 : WritePair(output, Jis.ToShifted(code));
    }

    public override int Decode(ReadOnlySpan<byte> input, ref ulong state, ref StrBuilder output)
    {
        int lead = input[0];
        switch (lead)
        {
            case < 0x80:
                return Append(ref output, lead, 1);
            case >= 0xA1 and <= 0xDF:
                return Append(ref output, lead + Jis.KatakanaOffset, 1);
            case 0x80 or 0xA0 or > 0xEA:
                return -1;
        }
        if (input.Length < 2)
            return Incomplete;
        var c = Tables.Jisx0208.Character(Jis.FromShifted(lead, input[1]));
        return c == 0 ? -1 : Append(ref output, c, 2);
    }
}

/// <summary>Code page 932: Shift JIS as Windows has it.</summary>
internal sealed class Cp932Encoding() : MultiByteEncoding("cp932")
{
    // Ten rows of pairs, and three bytes and 0xA0 by themselves, have no character of their own.
    private const int FirstPrivate = 0xE000, LastPrivate = 0xE757, FirstPrivateByte = 0xF8F1, PrivateLead = 0xF0, RowLength = 188;

    public override int Encode(PyStr text, int at, bool final, ref ulong state, IBufferWriter<byte> output)
    {
        var c = text[at];
        switch (c)
        {
            case <= 0x80:
                return Write(output, c);
            case >= Jis.FirstKatakana and <= Jis.LastKatakana:
                return Write(output, c - Jis.KatakanaOffset);
            case FirstPrivateByte - 1:
                return Write(output, 0xA0);
            case >= FirstPrivateByte and < FirstPrivateByte + 3:
                return Write(output, c - FirstPrivateByte + 0xFD);
            case >= FirstPrivate and <= LastPrivate:
                var trail = (c - FirstPrivate) % RowLength;
                return WritePair(output, ((PrivateLead + ((c - FirstPrivate) / RowLength)) << 8) | (trail < 0x3F ? trail + 0x40 : trail + 0x41));
        }
        var code = Tables.Cp932.Code(c);
        return code == 0 ? -1 : WritePair(output, code);
    }

    public override int Decode(ReadOnlySpan<byte> input, ref ulong state, ref StrBuilder output)
    {
        int lead = input[0];
        switch (lead)
        {
            case <= 0x80:
                return Append(ref output, lead, 1);
            case 0xA0:
                return Append(ref output, FirstPrivateByte - 1, 1);
            case >= 0xA1 and <= 0xDF:
                return Append(ref output, lead + Jis.KatakanaOffset, 1);
            case >= 0xFD:
                return Append(ref output, lead - 0xFD + FirstPrivateByte, 1);
        }
        if (input.Length < 2)
            return Incomplete;
        int trail = input[1];
        if (Tables.Cp932.Character((lead << 8) | trail) is > 0 and var c)
            return Append(ref output, c, 2);
        if (lead is < PrivateLead or > PrivateLead + 9 || trail is < 0x40 or 0x7F or > 0xFC)
            return -1;
        return Append(ref output, FirstPrivate + ((lead - PrivateLead) * RowLength) + (trail < 0x80 ? trail - 0x40 : trail - 0x41), 2);
    }
}

/// <summary>EUC for Japanese text: half-width katakana after 0x8E, a second set after 0x8F.</summary>
internal abstract class JapaneseEucEncoding(string name) : MultiByteEncoding(name)
{
    protected const int Katakana = 0x8E, SecondSet = 0x8F;

    public sealed override int Decode(ReadOnlySpan<byte> input, ref ulong state, ref StrBuilder output)
    {
        int lead = input[0];
        if (lead < 0x80)
            return Append(ref output, lead, 1);
        var length = lead == SecondSet ? 3 : 2;
        if (input.Length < length)
            return Incomplete;
        if (lead == Katakana)
            return input[1] is >= 0xA1 and <= 0xDF ? Append(ref output, input[1] + Jis.KatakanaOffset, 2) : -1;
        int high = input[length - 2], low = input[length - 1];
        return high < 0x80 || low < 0x80 ? -1 : DecodeCode(((high << 8) | low) & 0x7F7F, length, ref output);
    }

    /// <summary>What <see cref="MultiByteEncoding.Decode"/> gives for a code of seven bits, which took two bytes, or three in the second set.</summary>
    protected abstract int DecodeCode(int code, int length, ref StrBuilder output);
}

/// <summary>EUC-JP: JIS X 0208, half-width katakana after 0x8E, JIS X 0212 after 0x8F.</summary>
internal sealed class EucJpEncoding() : JapaneseEucEncoding("euc_jp")
{
    public override int Encode(PyStr text, int at, bool final, ref ulong state, IBufferWriter<byte> output)
    {
        var c = text[at];
        if (c < 0x80)
            return Write(output, c);
        if (Tables.Jisx0208.Code(c) is > 0 and var code)
            return WritePair(output, code | 0x8080);
        if (Jis.IsKatakana(c))
            return WritePair(output, (Katakana << 8) | (c - Jis.KatakanaOffset));
        if (c is Jis.Yen or Jis.Overline)
            return Write(output, c == Jis.Yen ? 0x5C : 0x7E);
        code = Tables.Jisx0212.Code(c);
        if (code == 0)
            return -1;
        Write(output, SecondSet);
        return WritePair(output, code | 0x8080);
    }

    protected override int DecodeCode(int code, int length, ref StrBuilder output)
    {
        var c = (length == 3 ? Tables.Jisx0212 : Tables.Jisx0208).Character(code);
        return c == 0 ? -1 : Append(ref output, c, length);
    }
}
