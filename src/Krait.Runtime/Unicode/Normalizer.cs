using System.Numerics;

namespace Krait.Runtime.Unicode;

/// <summary>The normalization forms of Unicode Standard Annex 15.</summary>
public enum NormalForm
{
    /// <summary>Canonical decomposition.</summary>
    Nfd,

    /// <summary>Compatibility decomposition.</summary>
    Nfkd,

    /// <summary>Canonical decomposition, then composition.</summary>
    Nfc,

    /// <summary>Compatibility decomposition, then canonical composition.</summary>
    Nfkc,
}

/// <summary>Normalization of text (UAX #15), in Unicode 16.0 or with the decompositions of Unicode 3.2.</summary>
public static class Normalizer
{
    private const int HangulBase = 0xAC00;
    private const int LeadBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TrailBase = 0x11A7;
    private const int LeadCount = 19;
    private const int VowelCount = 21;
    private const int TrailCount = 28;
    private const int HangulCount = LeadCount * VowelCount * TrailCount;

    private static Dictionary<long, int>? s_composites;

    /// <summary>True where the text is in the form already. Linear; allocates only where the quick check cannot tell.</summary>
    public static bool IsNormalized<T>(NormalForm form, ReadOnlySpan<T> text)
        where T : unmanaged, IBinaryInteger<T> =>
        QuickCheck(form, text) switch
        {
            Answer.Yes => true,
            Answer.No => false,
            _ => Equal(Convert(form, text, oldDatabase: false), text),
        };

    /// <summary>The text in the form, or null where it is in it already.</summary>
    /// <param name="form">The form.</param>
    /// <param name="text">Code points; a char or a byte is one too.</param>
    /// <param name="oldDatabase">Decompose as Unicode 3.2 did (<c>unicodedata.ucd_3_2_0</c>).</param>
    public static int[]? Normalize<T>(NormalForm form, ReadOnlySpan<T> text, bool oldDatabase = false)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (!oldDatabase && QuickCheck(form, text) == Answer.Yes)
        {
            return null;
        }
        CodePointBuffer result = Convert(form, text, oldDatabase);
        return Equal(result, text) ? null : result.ToArray();
    }

    private enum Answer
    {
        Yes,
        Maybe,
        No,
    }

    private static Answer QuickCheck<T>(NormalForm form, ReadOnlySpan<T> text)
        where T : unmanaged, IBinaryInteger<T>
    {
        (CharFlags no, CharFlags maybe) = form switch
        {
            NormalForm.Nfd => (CharFlags.NfdNo, (CharFlags)0),
            NormalForm.Nfkd => (CharFlags.NfkdNo, (CharFlags)0),
            NormalForm.Nfc => (CharFlags.NfcNo, CharFlags.NfcMaybe),
            _ => (CharFlags.NfkcNo, CharFlags.NfkcMaybe),
        };
        Answer answer = Answer.Yes;
        int previous = 0;
        foreach (T unit in text)
        {
            int cp = int.CreateTruncating(unit);
            if (cp < 128)
            {
                previous = 0;
                continue;
            }
            ref readonly UnicodeRecord record = ref UnicodeData.Record(cp);
            if ((record.Flags & no) != 0 || (record.Combining != 0 && record.Combining < previous))
            {
                return Answer.No;
            }
            if ((record.Flags & maybe) != 0)
            {
                answer = Answer.Maybe;
            }
            previous = record.Combining;
        }
        return answer;
    }

    private static CodePointBuffer Convert<T>(NormalForm form, ReadOnlySpan<T> text, bool oldDatabase)
        where T : unmanaged, IBinaryInteger<T>
    {
        bool compatibility = form is NormalForm.Nfkd or NormalForm.Nfkc;
        var result = new CodePointBuffer(text.Length + 8);
        foreach (T unit in text)
        {
            Decompose(int.CreateTruncating(unit), compatibility, oldDatabase, ref result);
        }
        Reorder(result.Span);
        if (form is NormalForm.Nfc or NormalForm.Nfkc)
        {
            Compose(ref result);
        }
        return result;
    }

    // Decompositions are at most a few levels deep, so that recursion is fine here.
    private static void Decompose(int cp, bool compatibility, bool oldDatabase, ref CodePointBuffer result)
    {
        if (cp < 128)
        {
            result.Add(cp);
            return;
        }
        uint syllable = (uint)(cp - HangulBase);
        if (syllable < HangulCount)
        {
            result.Add(LeadBase + (int)(syllable / (VowelCount * TrailCount)));
            result.Add(VowelBase + (int)(syllable % (VowelCount * TrailCount) / TrailCount));
            if (syllable % TrailCount != 0)
            {
                result.Add(TrailBase + (int)(syllable % TrailCount));
            }
            return;
        }
        ReadOnlySpan<int> mapping = oldDatabase
            ? UnicodeData32.DecompositionOf(cp, out bool canonical)
            : DecompositionOf(cp, out canonical);
        if (mapping.IsEmpty || !(canonical || compatibility))
        {
            result.Add(cp);
            return;
        }
        foreach (int part in mapping)
        {
            Decompose(part, compatibility, oldDatabase, ref result);
        }
    }

    internal static unsafe ReadOnlySpan<int> DecompositionOf(int cp, out bool canonical)
    {
        UnicodeData.Check(cp);
        int* entry = UnicodeTables.DecompositionValues + UnicodeTables.Decompositions[cp];
        canonical = (*entry & 0x7F) == 0;
        return new ReadOnlySpan<int>(entry + 1, *entry >> 8);
    }

    // The canonical order: runs of combining characters, stably sorted by their class.
    private static void Reorder(Span<int> text)
    {
        for (int i = 1; i < text.Length; i++)
        {
            int cp = text[i];
            int order = UnicodeData.Combining(cp);
            if (order == 0)
            {
                continue;
            }
            int j = i;
            while (j > 0 && UnicodeData.Combining(text[j - 1]) > order)
            {
                text[j] = text[j - 1];
                j--;
            }
            text[j] = cp;
        }
    }

    private static void Compose(ref CodePointBuffer buffer)
    {
        Span<int> text = buffer.Span;
        int starter = -1;
        int length = 0;
        int previousClass = -1;
        for (int i = 0; i < text.Length; i++)
        {
            int cp = text[i];
            int combining = UnicodeData.Combining(cp);
            // Blocked: something of the same or a higher class, or another starter, stands between.
            if (starter >= 0 && (previousClass < combining || previousClass < 0)
                && TryCompose(text[starter], cp, out int composite))
            {
                text[starter] = composite;
                continue;
            }
            if (combining == 0)
            {
                starter = length;
                previousClass = -1;
            }
            else
            {
                previousClass = combining;
            }
            text[length++] = cp;
        }
        buffer.Length = length;
    }

    private static bool TryCompose(int first, int second, out int composite)
    {
        uint lead = (uint)(first - LeadBase);
        uint vowel = (uint)(second - VowelBase);
        if (lead < LeadCount && vowel < VowelCount)
        {
            composite = HangulBase + (int)(lead * VowelCount + vowel) * TrailCount;
            return true;
        }
        uint syllable = (uint)(first - HangulBase);
        uint trail = (uint)(second - TrailBase);
        if (syllable < HangulCount && syllable % TrailCount == 0 && trail - 1 < TrailCount - 1)
        {
            composite = first + (int)trail;
            return true;
        }
        return (s_composites ?? LoadComposites()).TryGetValue((long)first << 32 | (uint)second, out composite);
    }

    private static Dictionary<long, int> LoadComposites()
    {
        ReadOnlySpan<int> pairs = UnicodeTables.Pairs;
        var composites = new Dictionary<long, int>(pairs.Length / 3);
        for (int i = 0; i < pairs.Length; i += 3)
        {
            composites.Add((long)pairs[i] << 32 | (uint)pairs[i + 1], pairs[i + 2]);
        }
        return s_composites = composites;
    }

    private static bool Equal<T>(CodePointBuffer result, ReadOnlySpan<T> text)
        where T : unmanaged, IBinaryInteger<T>
    {
        ReadOnlySpan<int> span = result.Span;
        if (span.Length != text.Length)
        {
            return false;
        }
        for (int i = 0; i < span.Length; i++)
        {
            if (span[i] != int.CreateTruncating(text[i]))
            {
                return false;
            }
        }
        return true;
    }

    private struct CodePointBuffer(int capacity)
    {
        private int[] _items = new int[capacity];

        internal int Length;

        internal readonly Span<int> Span => _items.AsSpan(0, Length);

        internal void Add(int cp)
        {
            if (Length == _items.Length)
            {
                Array.Resize(ref _items, Length * 2);
            }
            _items[Length++] = cp;
        }

        internal readonly int[] ToArray() => Span.ToArray();
    }
}
