using System.Numerics;
using System.Runtime.CompilerServices;

namespace Krait.Runtime.Unicode;

/// <summary>Case mapping of code points: simple (one to one) and full (one to at most three).</summary>
/// <remarks>A simple mapping is the first code point of the full one, as in CPython (U+00DF gives "S"). Full mappings include SpecialCasing.txt without its language-dependent part. CPython: unicodectype.c.</remarks>
public static class CaseMapping
{
    /// <summary>The longest full mapping of one code point.</summary>
    public const int MaxLength = 3;

    private const int CapitalSigma = 0x3A3;
    private const int SmallSigma = 0x3C3;
    private const int FinalSigma = 0x3C2;

    /// <summary>The simple lower case.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ToLowerSimple(int cp)
    {
        if (cp < 128)
        {
            return (uint)(cp - 'A') <= 'Z' - 'A' ? cp + 32 : cp;
        }
        return cp < 256 ? (uint)(cp - 0xC0) <= 0x1E && cp != 0xD7 ? cp + 32 : cp : cp + Record(cp).LowerDelta;
    }

    /// <summary>The simple upper case.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ToUpperSimple(int cp)
    {
        if (cp < 128)
        {
            return (uint)(cp - 'a') <= 'z' - 'a' ? cp - 32 : cp;
        }
        return cp + Record(cp).UpperDelta;
    }

    /// <summary>The simple title case.</summary>
    public static int ToTitleSimple(int cp) => cp < 128 ? ToUpperSimple(cp) : cp + Record(cp).TitleDelta;

    /// <summary>True where upper or lower case differ from the code point itself.</summary>
    public static bool HasCaseMapping(int cp)
    {
        if (cp < 128)
        {
            return (uint)((cp | 32) - 'a') <= 'z' - 'a';
        }
        ref readonly CaseRecord record = ref Record(cp);
        return (record.LowerDelta | record.UpperDelta) != 0;
    }

    /// <summary>The full lower case into <paramref name="into"/> (3 places); returns how many code points.</summary>
    /// <remarks>U+03A3 gives U+03C3: where it ends a word, ask <see cref="LowerSigma"/>.</remarks>
    public static int ToLower(int cp, Span<int> into) => Full(cp, into, 0);

    /// <summary>The full upper case into <paramref name="into"/> (3 places); returns how many code points.</summary>
    public static int ToUpper(int cp, Span<int> into) => Full(cp, into, 1);

    /// <summary>The full title case into <paramref name="into"/> (3 places); returns how many code points.</summary>
    public static int ToTitle(int cp, Span<int> into) => Full(cp, into, 2);

    /// <summary>The full case folding into <paramref name="into"/> (3 places); returns how many code points.</summary>
    public static int Fold(int cp, Span<int> into) => Full(cp, into, 3);

    /// <summary>The lower case of the capital sigma at <paramref name="index"/>: final where a cased character comes before
    /// it and none after it, case-ignorable ones left aside.</summary>
    public static int LowerSigma<T>(ReadOnlySpan<T> text, int index)
        where T : unmanaged, IBinaryInteger<T>
    {
        int i = index - 1;
        while (i >= 0 && UnicodeData.IsCaseIgnorable(int.CreateTruncating(text[i])))
        {
            i--;
        }
        if (i < 0 || !UnicodeData.IsCased(int.CreateTruncating(text[i])))
        {
            return SmallSigma;
        }
        i = index + 1;
        while (i < text.Length && UnicodeData.IsCaseIgnorable(int.CreateTruncating(text[i])))
        {
            i++;
        }
        return i == text.Length || !UnicodeData.IsCased(int.CreateTruncating(text[i])) ? FinalSigma : SmallSigma;
    }

    /// <summary>The lower case of the code point at <paramref name="index"/> of a text, the final sigma included.</summary>
    public static int ToLower<T>(ReadOnlySpan<T> text, int index, Span<int> into)
        where T : unmanaged, IBinaryInteger<T>
    {
        int cp = int.CreateTruncating(text[index]);
        if (cp == CapitalSigma)
        {
            into[0] = LowerSigma(text, index);
            return 1;
        }
        return Full(cp, into, 0);
    }

    private static unsafe int Full(int cp, Span<int> into, int which)
    {
        if (cp < 128)
        {
            into[0] = which is 0 or 3 ? ToLowerSimple(cp) : ToUpperSimple(cp);
            return 1;
        }
        ref readonly CaseRecord record = ref Record(cp);
        if (record.Special == 0)
        {
            into[0] = cp + which switch { 0 => record.LowerDelta, 1 => record.UpperDelta, 2 => record.TitleDelta, _ => record.FoldDelta };
            return 1;
        }
        // The head holds the four lengths, a byte each; the mappings follow in the same order.
        int* special = UnicodeTables.SpecialCases + record.Special;
        uint lengths = (uint)*special++;
        for (int i = 0; i < which; i++)
        {
            special += (int)(lengths & 255);
            lengths >>= 8;
        }
        int length = (int)(lengths & 255);
        new ReadOnlySpan<int>(special, length).CopyTo(into);
        return length;
    }

    private static unsafe ref readonly CaseRecord Record(int cp)
    {
        UnicodeData.Check(cp);
        return ref UnicodeTables.CaseValues[UnicodeTables.Cases[cp]];
    }
}
