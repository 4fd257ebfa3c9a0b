namespace Krait.Runtime.Unicode;

/// <summary>The database of Unicode 3.2, which stringprep and IDNA are defined by (<c>unicodedata.ucd_3_2_0</c>).</summary>
public static unsafe class UnicodeData32
{
    /// <summary>The version of the database.</summary>
    public const string Version = "3.2.0";

    private static readonly UnicodeTables.TwoStage s_records = new(18);
    private static readonly OldRecord* s_values = (OldRecord*)UnicodeTables.Section(21, out _);
    private static readonly Dictionary<int, OldNumber> s_numbers = LoadNumbers();
    private static readonly Dictionary<int, int> s_decompositions = LoadDecompositions();

    private static ReadOnlySpan<int> Changes => UnicodeTables.Span<int>(23);

    /// <summary>The general category; "Cn" for what Unicode 3.2 did not have.</summary>
    public static string Category(int cp) => UnicodeData.CategoryName(Record(cp)->Category);

    /// <summary>True for what Unicode 3.2 had.</summary>
    public static bool IsAssigned(int cp) => Record(cp)->Category != 0;

    /// <summary>The bidirectional class; empty where none is defined.</summary>
    public static string Bidirectional(int cp) => UnicodeData.BidirectionalName(Record(cp)->Bidirectional);

    /// <summary>The canonical combining class.</summary>
    public static int Combining(int cp) => Record(cp)->Combining;

    /// <summary>The East Asian width.</summary>
    public static string EastAsianWidth(int cp) => UnicodeData.WidthName(Record(cp)->Width & 0x7F);

    /// <summary>True for characters that are mirrored in bidirectional text.</summary>
    public static bool IsMirrored(int cp) => Record(cp)->Width >> 7 != 0;

    /// <summary>The value as a decimal digit, or -1.</summary>
    public static int DecimalValue(int cp) =>
        s_numbers.TryGetValue(cp, out OldNumber number) ? number.Decimal : UnicodeData.DecimalValue(cp);

    /// <summary>The value as a digit, or -1.</summary>
    public static int DigitValue(int cp) =>
        s_numbers.TryGetValue(cp, out OldNumber number) ? number.Digit : UnicodeData.DigitValue(cp);

    /// <summary>The numeric value; false where there is none.</summary>
    public static bool TryGetNumeric(int cp, out double value)
    {
        if (!s_numbers.TryGetValue(cp, out OldNumber number))
        {
            return UnicodeData.TryGetNumeric(cp, out value);
        }
        value = number.Numeric;
        return number.HasNumeric != 0;
    }

    /// <summary>The decomposition as the database writes it, or empty.</summary>
    public static string Decomposition(int cp)
    {
        if (!IsAssigned(cp))
        {
            return "";
        }
        // A corrected normalization shows in normalize() only.
        if (s_decompositions.TryGetValue(cp, out int at) && (Changes[at] & 0x80) == 0)
        {
            return UnicodeData.FormatDecomposition(Changes[at] & 0x7F, Changes.Slice(at + 1, Changes[at] >> 8));
        }
        return UnicodeData.Decomposition(cp);
    }

    internal static ReadOnlySpan<int> DecompositionOf(int cp, out bool canonical)
    {
        canonical = true;
        if (!IsAssigned(cp))
        {
            return default;
        }
        if (s_decompositions.TryGetValue(cp, out int at))
        {
            canonical = (Changes[at] & 0x7F) == 0;
            return Changes.Slice(at + 1, Changes[at] >> 8);
        }
        return Normalizer.DecompositionOf(cp, out canonical);
    }

    private static OldRecord* Record(int cp)
    {
        UnicodeData.Check(cp);
        return s_values + s_records[cp];
    }

    private static Dictionary<int, OldNumber> LoadNumbers()
    {
        var numbers = new Dictionary<int, OldNumber>();
        foreach (OldNumber number in UnicodeTables.Span<OldNumber>(22))
        {
            numbers.Add(number.CodePoint, number);
        }
        return numbers;
    }

    private static Dictionary<int, int> LoadDecompositions()
    {
        var decompositions = new Dictionary<int, int>();
        ReadOnlySpan<int> changes = Changes;
        for (int i = 0; i < changes.Length; i += 2 + (changes[i + 1] >> 8))
        {
            decompositions.Add(changes[i], i + 1);
        }
        return decompositions;
    }

    private struct OldRecord
    {
#pragma warning disable CS0649 // filled by the mapped resource
        internal byte Category;
        internal byte Bidirectional;
        internal byte Combining;
        internal byte Width;
    }

    private struct OldNumber
    {
        internal double Numeric;
        internal int CodePoint;
        internal sbyte Decimal;
        internal sbyte Digit;
        internal short HasNumeric;
#pragma warning restore CS0649
    }
}
