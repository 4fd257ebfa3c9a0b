using System.Text;
using Krait.Runtime.Unicode;
using Xunit;

namespace Krait.Engines.Tests;

/// <summary>Compares every property of every code point with CPython's, by checksums (tools/unicode/make_tables.py).</summary>
public sealed class UnicodeTests
{
    private const int Count = 0x110000;

    private static readonly string[] s_categories =
        "Cn Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Cs Co".Split(' ');

    private static readonly string[] s_bidirectional =
        ",L,LRE,LRO,R,AL,RLE,RLO,PDF,EN,ES,ET,AN,CS,NSM,BN,B,S,WS,ON,LRI,RLI,FSI,PDI".Split(',');

    private static readonly string[] s_widths = ["F", "H", "W", "Na", "A", "N"];

    private static readonly string[] s_tags =
        (",<noBreak>,<compat>,<super>,<fraction>,<sub>,<font>,<circle>,<wide>,<vertical>,<square>,<isolated>,<final>,"
            + "<initial>,<medial>,<small>,<narrow>").Split(',');

    private static readonly Dictionary<string, uint> s_expected = ReadChecksums();

    [Fact]
    public void ClassesAgree()
    {
        AssertChecksum("category", (cp, sum) => sum.Add(Array.IndexOf(s_categories, UnicodeData.Category(cp))));
        AssertChecksum("bidirectional", (cp, sum) => sum.Add(Array.IndexOf(s_bidirectional, UnicodeData.Bidirectional(cp))));
        AssertChecksum("combining", (cp, sum) => sum.Add(UnicodeData.Combining(cp)));
        AssertChecksum("east_asian_width", (cp, sum) => sum.Add(Array.IndexOf(s_widths, UnicodeData.EastAsianWidth(cp))));
    }

    [Fact]
    public void PropertiesOfStrAgree()
    {
        Func<int, bool>[] tests =
        [
            UnicodeData.IsAlpha, UnicodeData.IsDecimal, UnicodeData.IsDigit, UnicodeData.IsNumeric, UnicodeData.IsSpace,
            UnicodeData.IsUpper, UnicodeData.IsLower, UnicodeData.IsTitle, UnicodeData.IsPrintable,
            UnicodeData.IsIdentifierStart, UnicodeData.IsIdentifierContinue, UnicodeData.IsCased, UnicodeData.IsCaseIgnorable,
            UnicodeData.IsLineBreak,
        ];
        AssertChecksum("flags", (cp, sum) =>
        {
            int flags = UnicodeData.IsMirrored(cp) ? 1 << 20 : 0;
            for (int i = 0; i < tests.Length; i++)
            {
                flags |= tests[i](cp) ? 1 << i : 0;
            }
            sum.Add(flags);
        });
    }

    [Fact]
    public void NumbersAgree()
    {
        AssertChecksum("decimal", (cp, sum) => sum.Add(UnicodeData.DecimalValue(cp)));
        AssertChecksum("digit", (cp, sum) => sum.Add(UnicodeData.DigitValue(cp)));
        AssertChecksum("numeric", (cp, sum) =>
        {
            if (UnicodeData.TryGetNumeric(cp, out double value))
            {
                long bits = BitConverter.DoubleToInt64Bits(value);
                sum.Add(cp);
                sum.Add((int)bits);
                sum.Add((int)(bits >> 32));
            }
        });
    }

    [Fact]
    public void CaseMappingsAgree()
    {
        int[] into = new int[3];
        void Check(string name, Func<int, int> map) => AssertChecksum(name, (cp, sum) =>
        {
            int length = map(cp);
            for (int i = 0; i < length; i++)
            {
                sum.Add(into[i]);
            }
            sum.Add(length);
        });
        Check("lower", cp => CaseMapping.ToLower(cp, into));
        Check("upper", cp => CaseMapping.ToUpper(cp, into));
        Check("title", cp => CaseMapping.ToTitle(cp, into));
        Check("casefold", cp => CaseMapping.Fold(cp, into));
        AssertChecksum("simple_lower", (cp, sum) => sum.Add(CaseMapping.ToLowerSimple(cp)));
        AssertChecksum("sre_iscased", (cp, sum) => sum.Add(
            CaseMapping.ToLowerSimple(cp) != cp || CaseMapping.ToUpperSimple(cp) != cp ? 1 : 0));
        AssertChecksum("sre_iscased", (cp, sum) => sum.Add(CaseMapping.HasCaseMapping(cp) ? 1 : 0));
    }

    [Theory]
    [InlineData("ΑΣ", 1, 0x3C2)]
    [InlineData("ΑΣΑ", 1, 0x3C3)]
    [InlineData("Σ", 0, 0x3C3)]
    [InlineData("Α.Σ.", 2, 0x3C2)]
    [InlineData("Α.Σ.Α", 2, 0x3C3)]
    [InlineData("Α Σ", 2, 0x3C3)]
    public void FinalSigma(string text, int index, int expected) =>
        Assert.Equal(expected, CaseMapping.LowerSigma(text.AsSpan(), index));

    [Fact]
    public void DecompositionsAgree() => AssertChecksum("decomposition", (cp, sum) =>
    {
        string text = UnicodeData.Decomposition(cp);
        if (text.Length == 0)
        {
            return;
        }
        string[] parts = text.Split(' ');
        bool tagged = parts[0][0] == '<';
        sum.Add(cp);
        sum.Add(tagged ? Array.IndexOf(s_tags, parts[0]) : 0);
        foreach (string part in parts.AsSpan(tagged ? 1 : 0))
        {
            sum.Add(Convert.ToInt32(part, 16));
        }
    });

    [Theory]
    [InlineData(NormalForm.Nfc, "NFC")]
    [InlineData(NormalForm.Nfd, "NFD")]
    [InlineData(NormalForm.Nfkc, "NFKC")]
    [InlineData(NormalForm.Nfkd, "NFKD")]
    public void NormalFormsOfCodePointsAgree(NormalForm form, string name)
    {
        int[] text = new int[1];
        AssertChecksum(name, (cp, sum) =>
        {
            text[0] = cp;
            int[]? result = Normalizer.Normalize<int>(form, text);
            Assert.Equal(result is null, Normalizer.IsNormalized<int>(form, text));
            if (result is not null)
            {
                sum.Add(cp);
                foreach (int part in result)
                {
                    sum.Add(part);
                }
            }
        });
    }

    [Theory]
    [InlineData(NormalForm.Nfc, "a\u0323\u0307", "\u1EA1\u0307")]
    [InlineData(NormalForm.Nfc, "a\u0307\u0323", "\u1EA1\u0307")]
    [InlineData(NormalForm.Nfc, "\u1100\u1161\u11A8\u11A8", "\uAC01\u11A8")]
    [InlineData(NormalForm.Nfc, "\u0061\u0315\u0300\u05AE\u0300\u0062", "\u00E0\u05AE\u0300\u0315\u0062")]
    [InlineData(NormalForm.Nfd, "\u1E69", "s\u0323\u0307")]
    [InlineData(NormalForm.Nfkc, "\uFB01\u2460", "fi1")]
    [InlineData(NormalForm.Nfc, "\u09C7\u0334\u09BE", "\u09C7\u0334\u09BE")]
    public void NormalFormsOfTexts(NormalForm form, string text, string expected)
    {
        int[] points = [.. text.Select(c => (int)c)];
        int[] result = Normalizer.Normalize<int>(form, points) ?? points;
        Assert.Equal(expected.Select(c => (int)c), result);
        Assert.True(Normalizer.IsNormalized<int>(form, result));
    }

    [Fact]
    public void OldDatabaseAgrees()
    {
        AssertChecksum("ucd_3_2_0", (cp, sum) =>
        {
            sum.Add(Array.IndexOf(s_categories, UnicodeData32.Category(cp)));
            sum.Add(Array.IndexOf(s_bidirectional, UnicodeData32.Bidirectional(cp)));
            sum.Add(UnicodeData32.Combining(cp));
            sum.Add(Array.IndexOf(s_widths, UnicodeData32.EastAsianWidth(cp)) | (UnicodeData32.IsMirrored(cp) ? 0x80 : 0));
        });
        int[] text = new int[1];
        AssertChecksum("ucd_3_2_0_NFKD", (cp, sum) =>
        {
            text[0] = cp;
            if (Normalizer.Normalize<int>(NormalForm.Nfkd, text, oldDatabase: true) is { } result)
            {
                sum.Add(cp);
                foreach (int part in result)
                {
                    sum.Add(part);
                }
            }
        });
    }

    [Fact]
    public void NamesAgreeAndLeadBack()
    {
        AssertChecksum("name", (cp, sum) =>
        {
            if (!UnicodeNames.TryGetName(cp, out string name))
            {
                return;
            }
            foreach (char c in name)
            {
                sum.Add(c);
            }
            Assert.True(UnicodeNames.TryLookup(name, out int[] points), name);
            Assert.Equal([cp], points);
        });
    }

    [Theory]
    [InlineData("latin small letter a", "0061")]
    [InlineData("LATIN SMALL LETTER GHA", "01A3")]
    [InlineData("NULL", "0000")]
    [InlineData("line feed", "000A")]
    [InlineData("VS256", "E01EF")]
    [InlineData("KEYCAP DIGIT ONE", "0031 FE0F 20E3")]
    [InlineData("HANGUL SYLLABLE GAG", "AC01")]
    [InlineData("HANGUL SYLLABLE A", "C544")]
    [InlineData("HANGUL SYLLABLE ", "")]
    [InlineData("HANGUL SYLLABLE GAGX", "")]
    [InlineData("hangul syllable gag", "")]
    [InlineData("CJK UNIFIED IDEOGRAPH-04E00", "4E00")]
    [InlineData("CJK UNIFIED IDEOGRAPH-4E00", "4E00")]
    [InlineData("CJK UNIFIED IDEOGRAPH-4e00", "")]
    [InlineData("cjk unified ideograph-4E00", "")]
    [InlineData("CJK UNIFIED IDEOGRAPH-F900", "")]
    [InlineData("cjk compatibility ideograph-f900", "F900")]
    [InlineData("NUSHU CHARACTER-1B170", "1B170")]
    [InlineData("TANGUT IDEOGRAPH-17000", "")]
    [InlineData(" LATIN SMALL LETTER A", "")]
    [InlineData("", "")]
    public void Lookup(string name, string expected)
    {
        Assert.Equal(expected.Length > 0, UnicodeNames.TryLookup(name, out int[] points));
        Assert.Equal(expected, string.Join(' ', points.Select(p => p.ToString("X4"))));
    }

    [Fact]
    public void SequencesOnRequestOnly() => Assert.False(UnicodeNames.TryLookup("KEYCAP DIGIT ONE", out _, withSequences: false));

    private static void AssertChecksum(string name, Action<int, Fnv> add)
    {
        var sum = new Fnv();
        for (int cp = 0; cp < Count; cp++)
        {
            add(cp, sum);
        }
        Assert.True(s_expected[name] == sum.Value, $"{name}: {sum.Value:x8} instead of {s_expected[name]:x8}");
    }

    private static Dictionary<string, uint> ReadChecksums()
    {
        using var reader = new StreamReader(
            typeof(UnicodeTests).Assembly.GetManifestResourceStream("unicode-checksums.txt")!, Encoding.ASCII);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ')).ToDictionary(p => p[0], p => Convert.ToUInt32(p[1], 16));
    }

    private sealed class Fnv
    {
        internal uint Value { get; private set; } = 2166136261;

        internal void Add(int word) => Value = (Value ^ (uint)word) * 16777619;
    }
}
