using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Krait.Runtime.Unicode;

/// <summary>Names of code points: <c>unicodedata.name</c>, <c>unicodedata.lookup</c> and <c>\N{...}</c>.</summary>
/// <remarks>The table is unpacked at the first question. A name is a list of words of one lexicon.</remarks>
public sealed class UnicodeNames
{
    private const string HangulPrefix = "HANGUL SYLLABLE ";
    private const string UnifiedPrefix = "CJK UNIFIED IDEOGRAPH-";

    private static readonly string[] s_leads =
        ["G", "GG", "N", "D", "DD", "R", "M", "B", "BB", "S", "SS", "", "J", "JJ", "C", "K", "T", "P", "H"];

    private static readonly string[] s_vowels =
    [
        "A", "AE", "YA", "YAE", "EO", "E", "YEO", "YE", "O", "WA", "WAE", "OE", "YO", "U", "WEO", "WE", "WI", "YU", "EU",
        "YI", "I",
    ];

    private static readonly string[] s_trails =
    [
        "", "G", "GG", "GS", "N", "NJ", "NH", "D", "L", "LG", "LM", "LB", "LS", "LT", "LP", "LH", "M", "B", "BS", "S", "SS",
        "NG", "J", "C", "K", "T", "P", "H",
    ];

    private static readonly Lazy<UnicodeNames> s_instance = new(() => new UnicodeNames());

    private readonly byte[] _data;
    private readonly string[] _words;
    // Entry i < _points.Length is the name of one code point; the entries after those are aliases and sequences.
    private readonly int[] _points;
    private readonly int[][] _sequences;
    private readonly int[] _offsets;
    private readonly (int First, int Last, string Prefix)[] _ranges;
    private int[]? _hashes;

    private UnicodeNames()
    {
        _data = Unpack();
        _words = Encoding.ASCII.GetString(Section(0)).Split('\n');
        int names = BitConverter.ToInt32(Section(1));
        int aliases = BitConverter.ToInt32(Section(1)[4..]);
        _points = new int[names];
        _sequences = new int[aliases][];
        _offsets = new int[names + aliases];
        int at = BitConverter.ToInt32(_data, 8 + 2 * 8);
        int point = -1;
        for (int i = 0; i < names; i++)
        {
            point += ReadNumber(ref at);
            _points[i] = point;
            SkipName(i, ref at);
        }
        at = BitConverter.ToInt32(_data, 8 + 3 * 8);
        for (int i = 0; i < aliases; i++)
        {
            int[] sequence = new int[_data[at++]];
            for (int j = 0; j < sequence.Length; j++)
            {
                sequence[j] = ReadNumber(ref at);
            }
            _sequences[i] = sequence;
            SkipName(names + i, ref at);
        }
        _ranges = Array.ConvertAll(Encoding.ASCII.GetString(Section(4)).Split('\n'), ParseRange);
    }

    /// <summary>The name of a code point; aliases are not names. False where it has none.</summary>
    public static bool TryGetName(int cp, out string name)
    {
        UnicodeData.Check(cp);
        name = s_instance.Value.NameOf(cp) ?? "";
        return name.Length > 0;
    }

    /// <summary>The code points of a name, alias or (where <paramref name="withSequences"/>) named sequence.</summary>
    /// <remarks>Case does not matter, except in the two families of names that are computed: those of Hangul syllables and
    /// of unified ideographs. CPython: unicodedata.lookup, and without sequences the \N escape.</remarks>
    public static bool TryLookup(string name, out int[] codePoints, bool withSequences = true)
    {
        codePoints = s_instance.Value.Find(name) ?? [];
        if (codePoints.Length > 1 && !withSequences)
        {
            codePoints = [];
        }
        return codePoints.Length > 0;
    }

    private static (int First, int Last, string Prefix) ParseRange(string line)
    {
        string[] parts = line.Split(' ', 3);
        return (int.Parse(parts[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            int.Parse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture), parts[2]);
    }

    private static unsafe byte[] Unpack()
    {
        byte* packed = UnicodeTables.Map("UnicodeNames.bin", out int length);
        byte[] data = new byte[*(int*)packed];
        using var source = new UnmanagedMemoryStream(packed + 4, length - 4);
        using var inflater = new DeflateStream(source, CompressionMode.Decompress);
        inflater.ReadExactly(data);
        return data;
    }

    private ReadOnlySpan<byte> Section(int section) => _data.AsSpan(
        BitConverter.ToInt32(_data, 8 + 8 * section), BitConverter.ToInt32(_data, 12 + 8 * section));

    private int ReadNumber(ref int at)
    {
        int first = _data[at++];
        if (first < 0x80)
        {
            return first;
        }
        if (first < 0xC0)
        {
            return (first & 0x3F) << 8 | _data[at++];
        }
        int value = (first & 0x3F) << 16 | _data[at] << 8 | _data[at + 1];
        at += 2;
        return value;
    }

    private void SkipName(int entry, ref int at)
    {
        _offsets[entry] = at;
        for (int words = _data[at++]; words > 0; words--)
        {
            ReadNumber(ref at);
        }
    }

    private string? NameOf(int cp)
    {
        int syllable = cp - 0xAC00;
        if ((uint)syllable < 11172)
        {
            return HangulPrefix + s_leads[syllable / 588] + s_vowels[syllable % 588 / 28] + s_trails[syllable % 28];
        }
        int entry = Array.BinarySearch(_points, cp);
        if (entry >= 0)
        {
            Span<char> name = stackalloc char[256];
            return new string(name[..Decode(entry, name)]);
        }
        foreach ((int first, int last, string prefix) in _ranges)
        {
            if (first <= cp && cp <= last)
            {
                return prefix + cp.ToString("X4", CultureInfo.InvariantCulture);
            }
        }
        return null;
    }

    private int Decode(int entry, Span<char> into)
    {
        int at = _offsets[entry];
        int length = 0;
        for (int words = _data[at++]; words > 0; words--)
        {
            string word = _words[ReadNumber(ref at)];
            word.CopyTo(into[length..]);
            length += word.Length;
            if (words > 1)
            {
                into[length++] = ' ';
            }
        }
        return length;
    }

    private int[]? Find(string name)
    {
        if (name.Length is 0 or > 255)
        {
            return null;
        }
        if (name.StartsWith(HangulPrefix, StringComparison.Ordinal))
        {
            return FindSyllable(name.AsSpan(HangulPrefix.Length)) is int syllable ? [syllable] : null;
        }
        if (name.StartsWith(UnifiedPrefix, StringComparison.Ordinal))
        {
            return FindHexadecimal(name.AsSpan(UnifiedPrefix.Length), UnifiedPrefix) is int ideograph ? [ideograph] : null;
        }
        Span<char> upper = stackalloc char[name.Length];
        for (int i = 0; i < upper.Length; i++)
        {
            upper[i] = char.IsAsciiLetterLower(name[i]) ? (char)(name[i] - 32) : name[i];
        }
        int[] hashes = _hashes ?? BuildHashes();
        Span<char> candidate = stackalloc char[256];
        for (uint slot = Hash(upper) & (uint)(hashes.Length - 1); hashes[slot] != 0; slot = (slot + 1) & (uint)(hashes.Length - 1))
        {
            int entry = hashes[slot] - 1;
            if (upper.SequenceEqual(candidate[..Decode(entry, candidate)]))
            {
                return entry < _points.Length ? [_points[entry]] : _sequences[entry - _points.Length];
            }
        }
        foreach ((_, _, string prefix) in _ranges)
        {
            if (prefix != UnifiedPrefix && upper.StartsWith(prefix)
                && FindHexadecimal(upper[prefix.Length..], prefix) is int cp
                && upper[prefix.Length..].SequenceEqual(cp.ToString("X4", CultureInfo.InvariantCulture)))
            {
                return [cp];
            }
        }
        return null;
    }

    /// <summary>Four or five digits, in capitals, within a range of that prefix.</summary>
    private int? FindHexadecimal(ReadOnlySpan<char> digits, string prefix)
    {
        if (digits.Length is not (4 or 5))
        {
            return null;
        }
        int value = 0;
        foreach (char c in digits)
        {
            if (!char.IsAsciiHexDigitUpper(c))
            {
                return null;
            }
            value = value << 4 | (c <= '9' ? c - '0' : c - 'A' + 10);
        }
        foreach ((int first, int last, string candidate) in _ranges)
        {
            if (candidate == prefix && first <= value && value <= last)
            {
                return value;
            }
        }
        return null;
    }

    private static int? FindSyllable(ReadOnlySpan<char> text)
    {
        int lead = LongestPrefix(s_leads, ref text);
        int vowel = LongestPrefix(s_vowels, ref text);
        int trail = LongestPrefix(s_trails, ref text);
        return lead < 0 || vowel < 0 || trail < 0 || !text.IsEmpty ? null : 0xAC00 + (lead * 21 + vowel) * 28 + trail;
    }

    private static int LongestPrefix(string[] parts, ref ReadOnlySpan<char> text)
    {
        int best = -1;
        for (int i = 0; i < parts.Length; i++)
        {
            if (text.StartsWith(parts[i]) && (best < 0 || parts[i].Length > parts[best].Length))
            {
                best = i;
            }
        }
        if (best >= 0)
        {
            text = text[parts[best].Length..];
        }
        return best;
    }

    private int[] BuildHashes()
    {
        int[] hashes = new int[1 << 17];
        Span<char> name = stackalloc char[256];
        for (int entry = 0; entry < _offsets.Length; entry++)
        {
            uint slot = Hash(name[..Decode(entry, name)]) & (uint)(hashes.Length - 1);
            while (hashes[slot] != 0)
            {
                slot = (slot + 1) & (uint)(hashes.Length - 1);
            }
            hashes[slot] = entry + 1;
        }
        return _hashes = hashes;
    }

    private static uint Hash(ReadOnlySpan<char> name)
    {
        uint hash = 2166136261;
        foreach (char c in name)
        {
            hash = (hash ^ c) * 16777619;
        }
        return hash ^ hash >> 15;
    }
}
