using System.Text;

namespace Krait.Modules.Multibyte;

/// <summary>
/// The encodings, each made when it is first asked for. The tables come from .NET's code pages; where those differ from the standards that CPython
/// follows, the differences stand here.
/// </summary>
internal static class Charsets
{
    private const int Gbk = 936, Gb2312 = 20936, Gb18030 = 54936, Japanese = 932, EucJapanese = 51932, JisSupplement = 20932, Korean = 949;

    // The standard's tilde, bars and currency signs where Microsoft's code page has the wide forms, by their places in JIS X 0208.
    private static readonly (int Row, int Cell, char Character)[] s_jisDifferences =
        [(1, 33, '\u301C'), (1, 34, '\u2016'), (1, 61, '\u2212'), (1, 81, '\u00A2'), (1, 82, '\u00A3'), (2, 44, '\u00AC')];

    private static readonly Dictionary<string, Lazy<MultibyteCharset>> s_all = new()
    {
        ["gbk"] = new(() => new PairCharset("gbk", Pairs(Gbk, static (_, c) => !IsPrivate(c)))),
        ["gb2312"] = new(MakeGb2312),
        ["gb18030"] = new(() => new Gb18030Charset(Pairs(Gb18030, static (_, _) => true))),
        ["cp949"] = new(() => new PairCharset("cp949", Pairs(Korean, static (_, c) => !IsPrivate(c)))),
        ["euc_kr"] = new(() => new EucKrCharset(Pairs(Korean, static (pair, c) => IsHigh(pair) && !IsPrivate(c)))),
        ["cp932"] = new(MakeCp932),
        ["shift_jis"] = new(MakeShiftJis),
        ["euc_jp"] = new(MakeEucJp),
    };

    /// <summary>The encoding of a name; null where there is none.</summary>
    public static MultibyteCharset? Find(string name) => s_all.TryGetValue(name, out var charset) ? charset.Value : null;

    private static bool IsPrivate(char c) => c is >= '\uE000' and < '\uF900';

    private static bool IsHigh(int pair) => (pair & 0xFF) >= 0xA1 && pair >= 0xA100;

    /// <summary>The characters for pairs of bytes in one of .NET's code pages, as far as they are wanted.</summary>
    private static char[] Pairs(int codePage, Func<int, char, bool> isWanted)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(
            codePage, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\uFFFD"))!;
        var pairs = new char[0x10000];
        Span<byte> bytes = stackalloc byte[2];
        Span<char> text = stackalloc char[8];
        for (var pair = 0x8000; pair < pairs.Length; pair++)
        {
            (bytes[0], bytes[1]) = ((byte)(pair >> 8), (byte)pair);
            if (encoding.GetChars(bytes, text) == 1 && text[0] != '\uFFFD' && isWanted(pair, text[0]))
                pairs[pair] = text[0];
        }
        return pairs;
    }

    private static PairCharset MakeGb2312()
    {
        var pairs = Pairs(Gb2312, static (_, c) => !IsPrivate(c));
        pairs[0xA1AC] = '\u2016';
        return new PairCharset("gb2312", pairs);
    }

    private static (byte Code, char Character)[] HalfWidthKana(params ReadOnlySpan<(byte Code, char Character)> others)
    {
        var singles = new (byte Code, char Character)[63 + others.Length];
        for (var i = 0; i < 63; i++)
            singles[i] = ((byte)(0xA1 + i), (char)(0xFF61 + i));
        others.CopyTo(singles.AsSpan(63));
        return singles;
    }

    private static PairCharset MakeCp932()
    {
        var pairs = Pairs(Japanese, static (_, _) => true);
        // Characters that NEC's and IBM's rows have a second time: .NET reads only one code of each.
        var kanji = Codes(0xFA5C, 0xFC4B).GetEnumerator();
        foreach (var code in Codes(0xED40, 0xEEEC))
        {
            kanji.MoveNext();
            pairs[code] = pairs[kanji.Current];
        }
        for (var i = 0; i < 10; i++)
        {
            pairs[0xEEEF + i] = pairs[0xFA40 + i];
            pairs[0xFA4A + i] = pairs[0x8754 + i];
        }
        (pairs[0xFA54], pairs[0xFA58], pairs[0xFA59], pairs[0xFA5A], pairs[0xFA5B]) = (pairs[0x81CA], pairs[0x878A], pairs[0x8782], pairs[0x8784], pairs[0x81E6]);
        (pairs[0xEEF9], pairs[0xEEFA], pairs[0xEEFB], pairs[0xEEFC]) = (pairs[0x81CA], pairs[0xFA55], pairs[0xFA56], pairs[0xFA57]);
        foreach (var (code, character) in s_necDuplicates)
            pairs[code] = character;
        var charset = new ShiftJisCharset("cp932", 0xFC, pairs, HalfWidthKana(s_cp932Singles));
        return charset.Write('\u00A2', 0x8191).Write('\u00A3', 0x8192).Write('\u00AC', 0x81CA).Write('\u2016', 0x8161)
            .Write('\u2212', 0x817C).Write('\u301C', 0x8160);
    }

    private static readonly (byte Code, char Character)[] s_cp932Singles =
        [(0x80, '\u0080'), (0xA0, '\uF8F0'), (0xFD, '\uF8F1'), (0xFE, '\uF8F2'), (0xFF, '\uF8F3')];

    private static readonly (int Code, char Character)[] s_necDuplicates =
    [
        (0x8790, '\u2252'), (0x8791, '\u2261'), (0x8792, '\u222B'), (0x8795, '\u221A'), (0x8796, '\u22A5'), (0x8797, '\u2220'),
        (0x879A, '\u2235'), (0x879B, '\u2229'), (0x879C, '\u222A'),
    ];

    /// <summary>The codes of Shift JIS from one to another, in order.</summary>
    private static IEnumerable<int> Codes(int from, int to)
    {
        for (var code = from; code <= to; code++)
        {
            if ((code & 0xFF) is >= 0x40 and <= 0xFC and not 0x7F)
                yield return code;
        }
    }

    private static PairCharset MakeShiftJis()
    {
        var pairs = Pairs(Japanese, static (pair, c) => !IsPrivate(c) && pair >> 8 is <= 0x84 or (>= 0x88 and < 0xEB));
        foreach (var (row, cell, character) in s_jisDifferences)
            pairs[(0x81 + (row - 1) / 2) << 8 | (row % 2 == 0 ? 0x9E + cell : 0x3F + cell + (cell > 63 ? 1 : 0))] = character;
        return new ShiftJisCharset("shift_jis", 0xEA, pairs, HalfWidthKana()).Write('\u00A5', 0x5C).Write('\u203E', 0x7E);
    }

    private static EucJpCharset MakeEucJp()
    {
        var pairs = Pairs(EucJapanese, static (pair, c) => IsHigh(pair) && pair >> 8 is not 0xAD and < 0xF5 && !IsPrivate(c));
        foreach (var (row, cell, character) in s_jisDifferences)
            pairs[(0xA0 + row) << 8 | (0xA0 + cell)] = character;
        // This code page marks the supplement by a trail byte below 0x80, and adds IBM's rows.
        var supplement = Pairs(JisSupplement, static (pair, c) => (pair & 0xFF) < 0x80 && pair >> 8 < 0xF3 && !IsPrivate(c));
        supplement[0xA271] = '\u2116';
        return new EucJpCharset(pairs, supplement);
    }
}
