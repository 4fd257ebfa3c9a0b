using System.Globalization;
using System.Text;

namespace Krait.Syntax;

/// <summary>What Unicode says of identifiers (Annex 31, as Python applies it).</summary>
internal static class Identifiers
{
    /// <summary>The index of the first character that the identifier may not have; -1 if it is one.</summary>
    public static int FirstInvalid(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var used) != System.Buffers.OperationStatus.Done)
                return i;
            if (!(i == 0 ? IsStart(rune) : IsContinue(rune)))
                return i;
            i += used;
        }
        return -1;
    }

    /// <summary>True where <c>str.isprintable</c> is.</summary>
    public static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.SpaceSeparator => false,
        _ => true,
    };

    private static bool IsStart(Rune rune)
    {
        if (rune.Value == '_')
            return true;
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber =>
                !IsStartLostByNormalization(rune.Value),
            _ => rune.Value is 0x1885 or 0x1886 or 0x2118 or 0x212E,
        };
    }

    private static bool IsContinue(Rune rune)
    {
        if (IsStart(rune) || rune.Value is 0xE33 or 0xEB3 or (>= 0xFF9E and <= 0xFF9F))
            return true;
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber
                or UnicodeCategory.ConnectorPunctuation => true,
            _ => rune.Value is 0xB7 or 0x387 or (>= 0x1369 and <= 0x1371) or 0x19DA or 0x200C or 0x200D or 0x30FB or 0xFF65,
        };
    }

    /// <summary>Letters whose compatibility form begins with something else: they are in ID_Start and not in XID_Start.</summary>
    private static bool IsStartLostByNormalization(int point) => point switch
    {
        0x37A or 0xE33 or 0xEB3 or 0x309B or 0x309C or 0xFC5E or 0xFC5F or 0xFC60 or 0xFC61 or 0xFC62 or 0xFC63
            or 0xFDFA or 0xFDFB or 0xFE70 or 0xFE72 or 0xFE74 or 0xFE76 or 0xFE78 or 0xFE7A or 0xFE7C or 0xFE7E
            or 0xFF9E or 0xFF9F => true,
        _ => false,
    };
}
