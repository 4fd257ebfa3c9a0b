using System.Buffers;
using Krait.Runtime;

namespace Krait.Modules.MultiByte;

/// <summary>EUC with JIS X 0213.</summary>
internal sealed class EucJisx0213Encoding(string name, Jisx0213 set) : JapaneseEucEncoding(name)
{
    public override int Encode(PyStr text, int at, bool final, ref ulong state, IBufferWriter<byte> output)
    {
        var c = text[at];
        if (c < 0x80)
            return Write(output, c);
        var code = set.Code(c, Jis.Next(text, at, final), out var taken);
        if (code < 0)
            return Incomplete;
        if (code == 0)
        {
            if (Jis.IsKatakana(c))
                return WritePair(output, (Katakana << 8) | (c - Jis.KatakanaOffset));
            code = c == Jisx0213.FullTilde ? Jisx0213.TildeCode : Tables.Jisx0212.Code(c) is > 0 and var supplement && !set.Lacks(c) ? Jisx0213.Plane2 | supplement : 0;
            if (code == 0)
                return -1;
        }
        if ((code & Jisx0213.Plane2) != 0)
            Write(output, SecondSet);
        WritePair(output, code | 0x8080);
        return taken;
    }

    protected override int DecodeCode(int code, int length, ref StrBuilder output)
    {
        if (length == 2)
            return code == Jisx0213.TildeCode ? Append(ref output, Jisx0213.FullTilde, 2) : Jis.AppendPlane1(set, code, ref output);
        var c = set.Plane2Character(code);
        c = c == 0 ? Tables.Jisx0212.Character(code) : c;
        return c == 0 ? -1 : Append(ref output, c, 3);
    }
}

/// <summary>Shift JIS with JIS X 0213; its lower half is JIS X 0201, with a yen sign for the backslash.</summary>
internal sealed class ShiftJisx0213Encoding(string name, Jisx0213 set) : MultiByteEncoding(name)
{
    private const int BackslashCode = 0x2140, RowsOfPlane1 = 0x5E;

    public override int Encode(PyStr text, int at, bool final, ref ulong state, IBufferWriter<byte> output)
    {
        var c = text[at];
        if (c is < 0x80 and not '\\' and not '~')
            return Write(output, c);
        if (Jis.IsKatakana(c))
            return Write(output, c - Jis.KatakanaOffset);
        if (c is Jis.Yen or Jis.Overline)
            return Write(output, c == Jis.Yen ? 0x5C : 0x7E);
        var taken = 1;
        var code = c == '\\' ? BackslashCode : set.Code(c, Jis.Next(text, at, final), out taken);
        if (code <= 0 || code == BackslashCode && c != '\\')
            return code < 0 ? Incomplete : -1;
        WritePair(output, ToShifted(code));
        return taken;
    }

    public override int Decode(ReadOnlySpan<byte> input, ref ulong state, ref StrBuilder output)
    {
        int lead = input[0];
        switch (lead)
        {
            case < 0x80:
                return Append(ref output, lead switch { 0x5C => Jis.Yen, 0x7E => Jis.Overline, _ => lead }, 1);
            case >= 0xA1 and <= 0xDF:
                return Append(ref output, lead + Jis.KatakanaOffset, 1);
            case 0x80 or 0xA0 or > 0xFC:
                return -1;
        }
        if (input.Length < 2)
            return Incomplete;
        var code = Jis.FromShifted(lead, input[1]);
        if (code == 0)
            return -1;
        var row = (code >> 8) - 0x21;
        if (row < RowsOfPlane1)
            return code == BackslashCode ? Append(ref output, '\\', 2) : Jis.AppendPlane1(set, code, ref output);
        // Of the second plane only some rows are in use: 1, 3 to 5, 8, 12 to 15, 78 to 94.
        row += row >= 0x67 ? 0x07 : row >= 0x63 || row == 0x5F ? -0x37 : -0x3D;
        var c = set.Plane2Character((row << 8) | (code & 0xFF));
        return c == 0 ? -1 : Append(ref output, c, 2);
    }

    private static int ToShifted(int code)
    {
        if ((code & Jisx0213.Plane2) == 0)
            return Jis.ToShifted(code);
        var row = code >> 8;
        row -= row >= 0xEE ? 0x87 : row >= 0xAC || row == 0xA8 ? 0x49 : 0x43;
        return Jis.ToShifted(((row + 0x21) << 8) | (code & 0xFF));
    }
}

/// <summary>Big5 with the characters of Hong Kong.</summary>
internal sealed class Big5HkscsEncoding() : MultiByteEncoding("big5hkscs")
{
    public override int Encode(PyStr text, int at, bool final, ref ulong state, IBufferWriter<byte> output)
    {
        var c = text[at];
        if (c < 0x80)
            return Write(output, c);
        var table = ExtensionTable.Hkscs;
        if (table.BeginsPair(c))
        {
            var next = Jis.Next(text, at, final);
            if (next == -2)
                return Incomplete;
            if (table.Code(c, next) is > 0 and var pair)
            {
                WritePair(output, pair);
                return 2;
            }
        }
        var code = table.Code(c);
        if (code == 0 && Tables.Big5.Code(c) is > 0 and var common && !IsReplaced(common))
            code = common;
        return code == 0 ? -1 : WritePair(output, code);
    }

    public override int Decode(ReadOnlySpan<byte> input, ref ulong state, ref StrBuilder output)
    {
        if (input[0] < 0x80)
            return Append(ref output, input[0], 1);
        if (input.Length < 2)
            return Incomplete;
        var code = (input[0] << 8) | input[1];
        if (ExtensionTable.Hkscs.TryCharacter(code, out var found))
        {
            output.Append(found.Character);
            if (found.Combining != 0)
                output.Append(found.Combining);
            return 2;
        }
        var c = IsReplaced(code) ? 0 : Tables.Big5.Character(code);
        return c == 0 ? -1 : Append(ref output, c, 2);
    }

    /// <summary>Where ETEN's additions to Big5 are, Hong Kong has others.</summary>
    private static bool IsReplaced(int code) => code is >= 0xC6A1 and <= 0xC8FE;
}
