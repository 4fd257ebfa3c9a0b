namespace Krait.Modules.Multibyte;

/// <summary>GB 18030: GBK's pairs, and four bytes for every other character of Unicode.</summary>
internal sealed class Gb18030Charset(char[] pairs) : PairCharset("gb18030", pairs)
{
    private const int SupplementaryStart = 0x90 - 0x81;
    private const int PerLead = 10 * 126 * 10;

    // Four-byte codes of the first plane count the characters that have no pair, in order.
    private readonly List<(int Index, int Point, int Length)> _runs = MakeRuns(pairs);

    private static List<(int Index, int Point, int Length)> MakeRuns(char[] pairs)
    {
        var hasPair = new bool[0x10000];
        foreach (var c in pairs)
            hasPair[c] = true;
        var runs = new List<(int Index, int Point, int Length)>();
        var index = 0;
        for (var point = 0x80; point < 0x10000; point++)
        {
            if (hasPair[point] || point is >= 0xD800 and < 0xE000)
                continue;
            if (runs.Count > 0 && runs[^1] is var last && last.Point + last.Length == point)
                runs[^1] = last with { Length = last.Length + 1 };
            else
                runs.Add((index, point, 1));
            index++;
        }
        return runs;
    }

    public override int Decode(ReadOnlySpan<byte> input, out int point)
    {
        if (input[0] < 0x80 || input.Length < 2 || input[1] is < 0x30 or > 0x39)
            return base.Decode(input, out point);
        point = 0;
        if (input.Length < 4)
            return input.Length == 3 && input[2] is < 0x81 or > 0xFE ? -1 : 0;
        if (input[0] is 0x80 or 0xFF || input[2] is < 0x81 or > 0xFE || input[3] is < 0x30 or > 0x39)
            return -1;
        var index = (((input[0] - 0x81) * 10 + (input[1] - 0x30)) * 126 + (input[2] - 0x81)) * 10 + (input[3] - 0x30);
        point = index >= SupplementaryStart * PerLead ? 0x10000 + index - SupplementaryStart * PerLead : FromIndex(index);
        return point is > 0 and <= 0x10FFFF ? 4 : -1;
    }

    private int FromIndex(int index)
    {
        foreach (var (start, point, length) in _runs)
        {
            if (index < start + length)
                return point + index - start;
        }
        return 0;
    }

    public override int Encode(int point, Span<byte> output)
    {
        if (base.Encode(point, output) is var written && written > 0)
            return written;
        var index = point >= 0x10000 ? SupplementaryStart * PerLead + point - 0x10000 : ToIndex(point);
        if (index < 0)
            return 0;
        output[3] = (byte)(0x30 + index % 10);
        output[2] = (byte)(0x81 + index / 10 % 126);
        output[1] = (byte)(0x30 + index / 1260 % 10);
        output[0] = (byte)(0x81 + index / 12600);
        return 4;
    }

    private int ToIndex(int point)
    {
        foreach (var (start, first, length) in _runs)
        {
            if (point >= first && point < first + length)
                return start + point - first;
        }
        return -1;
    }
}

/// <summary>EUC-JP: JIS X 0208 in pairs, half-width kana behind 0x8E, JIS X 0212 behind 0x8F.</summary>
internal sealed class EucJpCharset : PairCharset
{
    private const byte KanaShift = 0x8E, SupplementShift = 0x8F;

    private readonly char[] _supplement;
    private readonly Dictionary<int, ushort> _supplementCodes = [];

    public EucJpCharset(char[] pairs, char[] supplement) : base("euc_jp", pairs)
    {
        _supplement = supplement;
        for (var pair = 0xA100; pair < supplement.Length; pair++)
        {
            if (supplement[pair] != 0)
                _supplementCodes.TryAdd(supplement[pair], (ushort)(pair | 0x80));
        }
        Write('\u00A5', 0x5C).Write('\u203E', 0x7E);
    }

    public override int Decode(ReadOnlySpan<byte> input, out int point)
    {
        point = 0;
        if (input[0] == KanaShift && input.Length > 1)
        {
            point = input[1] is >= 0xA1 and <= 0xDF ? 0xFF61 + input[1] - 0xA1 : 0;
            return point != 0 ? 2 : -1;
        }
        if (input[0] != SupplementShift)
            return base.Decode(input, out point);
        if (input.Length < 3)
            return 0;
        point = input[1] >= 0xA1 && input[2] >= 0xA1 ? _supplement[input[1] << 8 | (input[2] & 0x7F)] : 0;
        return point != 0 ? 3 : -1;
    }

    public override int Encode(int point, Span<byte> output)
    {
        if (point is >= 0xFF61 and <= 0xFF9F)
        {
            (output[0], output[1]) = (KanaShift, (byte)(0xA1 + point - 0xFF61));
            return 2;
        }
        if (base.Encode(point, output) is var written && written > 0)
            return written;
        if (!_supplementCodes.TryGetValue(point, out var code))
            return 0;
        (output[0], output[1], output[2]) = (SupplementShift, (byte)(code >> 8), (byte)code);
        return 3;
    }
}

/// <summary>EUC-KR: KS X 1001 in pairs; syllables that it lacks are spelled out in four pairs: a filler, then the three parts.</summary>
internal sealed class EucKrCharset(char[] pairs) : PairCharset("euc_kr", pairs)
{
    private const byte JamoRow = 0xA4, Filler = 0xD4;
    private const int FirstSyllable = 0xAC00, LastSyllable = 0xD7A3;

    // The parts by their places in a syllable of Unicode, as cells of the row of letters.
    private static ReadOnlySpan<byte> Initials =>
        [0xA1, 0xA2, 0xA4, 0xA7, 0xA8, 0xA9, 0xB1, 0xB2, 0xB3, 0xB5, 0xB6, 0xB7, 0xB8, 0xB9, 0xBA, 0xBB, 0xBC, 0xBD, 0xBE];

    private static ReadOnlySpan<byte> Finals =>
    [
        0xD4, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA9, 0xAA, 0xAB, 0xAC, 0xAD, 0xAE, 0xAF, 0xB0, 0xB1, 0xB2, 0xB4, 0xB5, 0xB6, 0xB7,
        0xB8, 0xBA, 0xBB, 0xBC, 0xBD, 0xBE,
    ];

    public override int Decode(ReadOnlySpan<byte> input, out int point)
    {
        if (input.Length < 2 || input[0] != JamoRow || input[1] != Filler)
            return base.Decode(input, out point);
        point = 0;
        if (input.Length < 8)
            return 0;
        if (input[2] != JamoRow || input[4] != JamoRow || input[6] != JamoRow)
            return -1;
        var (initial, vowel, final) = (Initials.IndexOf(input[3]), input[5] - 0xBF, Finals.IndexOf(input[7]));
        if (initial < 0 || vowel is < 0 or > 20 || final < 0)
            return -1;
        point = FirstSyllable + (initial * 21 + vowel) * 28 + final;
        return 8;
    }

    public override int Encode(int point, Span<byte> output)
    {
        // The filler alone would be taken for the start of a spelled-out syllable.
        if (base.Encode(point, output) is var written && written > 0)
            return written;
        if (point is < FirstSyllable or > LastSyllable)
            return 0;
        var index = point - FirstSyllable;
        (output[0], output[2], output[4], output[6]) = (JamoRow, JamoRow, JamoRow, JamoRow);
        (output[1], output[3], output[5], output[7]) =
            (Filler, Initials[index / 588], (byte)(0xBF + index / 28 % 21), Finals[index % 28]);
        return 8;
    }
}
