using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Krait.Runtime.Unicode;

/// <summary>The properties of code points in Unicode 16.0, as <c>str</c> and <c>unicodedata</c> of CPython 3.14 have them.</summary>
/// <remarks>
/// A code point is an <see cref="int"/> in 0..0x10FFFF, surrogates included. The questions that <c>str</c> asks are
/// answered below U+0100 without touching the tables.
/// </remarks>
public static partial class UnicodeData
{
    /// <summary>The version of the Unicode Character Database behind this class.</summary>
    public const string Version = "16.0.0";

    private static readonly string[] s_categories =
    [
        "Cn", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
        "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co",
    ];

    private static readonly string[] s_bidirectional =
    [
        "", "L", "LRE", "LRO", "R", "AL", "RLE", "RLO", "PDF", "EN", "ES", "ET", "AN", "CS", "NSM", "BN", "B", "S", "WS",
        "ON", "LRI", "RLI", "FSI", "PDI",
    ];

    private static readonly string[] s_widths = ["F", "H", "W", "Na", "A", "N"];

    private static readonly string[] s_tags =
    [
        "", "<noBreak>", "<compat>", "<super>", "<fraction>", "<sub>", "<font>", "<circle>", "<wide>", "<vertical>",
        "<square>", "<isolated>", "<final>", "<initial>", "<medial>", "<small>", "<narrow>",
    ];

    /// <summary>The general category, such as "Lu"; "Cn" where nothing is assigned.</summary>
    public static string Category(int cp) => s_categories[Record(cp).Category];

    /// <summary>The bidirectional class, such as "AL"; empty where none is defined.</summary>
    public static string Bidirectional(int cp) => s_bidirectional[Record(cp).Bidirectional];

    /// <summary>The canonical combining class; 0 for what does not combine.</summary>
    public static int Combining(int cp) => cp < 0x300 ? 0 : Record(cp).Combining;

    /// <summary>The East Asian width: F, H, W, Na, A or N.</summary>
    public static string EastAsianWidth(int cp) => s_widths[Record(cp).Width];

    /// <summary>True for characters that are mirrored in bidirectional text.</summary>
    public static bool IsMirrored(int cp) => (Record(cp).Flags & CharFlags.Mirrored) != 0;

    /// <summary>The value as a decimal digit, or -1.</summary>
    public static int DecimalValue(int cp) => cp < 128 ? (uint)(cp - '0') <= 9 ? cp - '0' : -1 : Number(cp).Decimal;

    /// <summary>The value as a digit (superscripts and circled digits included), or -1.</summary>
    public static int DigitValue(int cp) => Number(cp).Digit;

    /// <summary>The numeric value, fractions included; false where there is none.</summary>
    public static bool TryGetNumeric(int cp, out double value)
    {
        ref readonly NumberRecord number = ref Number(cp);
        value = number.Numeric;
        return number.HasNumeric != 0;
    }

    /// <summary>The decomposition as the database writes it: "&lt;compat&gt; 0020 0308", "0041 030A", or empty.</summary>
    public static unsafe string Decomposition(int cp)
    {
        int* entry = UnicodeTables.DecompositionValues + UnicodeTables.Decompositions[cp];
        return FormatDecomposition(*entry & 0x7F, new ReadOnlySpan<int>(entry + 1, *entry >> 8));
    }

    internal static string FormatDecomposition(int tag, ReadOnlySpan<int> codePoints)
    {
        if (codePoints.IsEmpty)
        {
            return "";
        }
        var text = new StringBuilder(s_tags[tag]);
        foreach (int cp in codePoints)
        {
            if (text.Length > 0)
            {
                text.Append(' ');
            }
            text.Append(cp.ToString("X4", CultureInfo.InvariantCulture));
        }
        return text.ToString();
    }

    internal static string CategoryName(int index) => s_categories[index];

    internal static string BidirectionalName(int index) => s_bidirectional[index];

    internal static string WidthName(int index) => s_widths[index];

    /// <summary>Letters: the general categories Lm, Lt, Lu, Ll and Lo.</summary>
    public static bool IsAlpha(int cp) => (Flags(cp) & CharFlags.Alpha) != 0;

    /// <summary>Letters, decimals, digits and numeric characters.</summary>
    public static bool IsAlnum(int cp) => (Flags(cp) & CharFlags.AlphaNumeric) != 0;

    /// <summary>Decimal digits of any script.</summary>
    public static bool IsDecimal(int cp) => (Flags(cp) & CharFlags.Decimal) != 0;

    /// <summary>Decimals, and digits such as superscripts that do not form decimal numbers.</summary>
    public static bool IsDigit(int cp) => (Flags(cp) & CharFlags.Digit) != 0;

    /// <summary>Everything with a numeric value.</summary>
    public static bool IsNumeric(int cp) => (Flags(cp) & CharFlags.Numeric) != 0;

    /// <summary>White space as <c>str.isspace</c>, <c>str.split</c> and <c>str.strip</c> see it.</summary>
    public static bool IsSpace(int cp) => (Flags(cp) & CharFlags.Space) != 0;

    /// <summary>The property Uppercase.</summary>
    public static bool IsUpper(int cp) => (Flags(cp) & CharFlags.Upper) != 0;

    /// <summary>The property Lowercase.</summary>
    public static bool IsLower(int cp) => (Flags(cp) & CharFlags.Lower) != 0;

    /// <summary>The general category Lt.</summary>
    public static bool IsTitle(int cp) => (Flags(cp) & CharFlags.Title) != 0;

    /// <summary>What <c>repr</c> shows as it is; everything but "Other" and "Separator", and the space.</summary>
    public static bool IsPrintable(int cp) => (Flags(cp) & CharFlags.Printable) != 0;

    /// <summary>XID_Start and the underscore: what an identifier may begin with.</summary>
    public static bool IsIdentifierStart(int cp) => (Flags(cp) & CharFlags.XidStart) != 0;

    /// <summary>XID_Continue: what an identifier may go on with.</summary>
    public static bool IsIdentifierContinue(int cp) => (Flags(cp) & CharFlags.XidContinue) != 0;

    /// <summary>The property Cased (decides where <c>str.title</c> begins a word, and the final sigma).</summary>
    public static bool IsCased(int cp) => (Flags(cp) & CharFlags.Cased) != 0;

    /// <summary>What the rule of the final sigma looks through.</summary>
    /// <remarks>Not known for U+03A3 itself, which is no such character.</remarks>
    public static bool IsCaseIgnorable(int cp) => (Flags(cp) & CharFlags.CaseIgnorable) != 0;

    /// <summary>Where <c>str.splitlines</c> ends a line.</summary>
    public static bool IsLineBreak(int cp) => (Flags(cp) & CharFlags.LineBreak) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static CharFlags Flags(int cp) =>
        (uint)cp < 256 ? (CharFlags)Latin1Flags[cp] : Record(cp).Flags;

    internal static unsafe ref readonly UnicodeRecord Record(int cp)
    {
        Check(cp);
        return ref UnicodeTables.RecordValues[UnicodeTables.Records[cp]];
    }

    private static unsafe ref readonly NumberRecord Number(int cp)
    {
        Check(cp);
        return ref UnicodeTables.NumberValues[UnicodeTables.Numbers[cp]];
    }

    /// <summary>Keeps what is no code point away from the unchecked tables.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Check(int cp)
    {
        if ((uint)cp > 0x10FFFF)
        {
            throw new ArgumentOutOfRangeException(nameof(cp));
        }
    }
}
