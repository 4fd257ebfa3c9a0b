using System.Runtime.CompilerServices;
using Krait.Runtime.Unicode;

namespace Krait.Modules.Sre;

/// <summary>The character functions of <c>_sre</c>: case for each kind of pattern, and the categories.</summary>
public static class SreCase
{
    /// <summary><c>_sre.ascii_iscased</c>.</summary>
    public static bool AsciiIsCased(int c) => (uint)((c | 32) - 'a') <= 'z' - 'a' && c < 128;

    /// <summary><c>_sre.ascii_tolower</c>.</summary>
    public static int AsciiToLower(int c) => (uint)(c - 'A') <= 'Z' - 'A' ? c + 32 : c;

    /// <summary><c>_sre.unicode_iscased</c>.</summary>
    public static bool UnicodeIsCased(int c) => (uint)c <= 0x10FFFF && CaseMapping.HasCaseMapping(c);

    /// <summary><c>_sre.unicode_tolower</c>.</summary>
    public static int UnicodeToLower(int c) => (uint)c <= 0x10FFFF ? CaseMapping.ToLowerSimple(c) : c;

    internal static uint Lower(uint c, SreFold fold, SreLocale? locale) => fold switch
    {
        SreFold.None => c,
        SreFold.Ascii => (uint)AsciiToLower((int)c),
        SreFold.Locale => (locale ?? SreLocale.C).Lower(c),
        _ => (uint)UnicodeToLower((int)c),
    };

    internal static uint UnicodeToUpper(uint c) => c <= 0x10FFFF ? (uint)CaseMapping.ToUpperSimple((int)c) : c;

    internal static bool IsIn(SreCategory category, uint c, SreLocale? locale)
    {
        bool answer = (SreCategory)((int)category & ~1) switch
        {
            SreCategory.Digit => c - '0' <= 9,
            SreCategory.Space => c == ' ' || c - '\t' <= '\r' - '\t',
            SreCategory.Word => IsAsciiWord(c),
            SreCategory.LineBreak => c == '\n',
            SreCategory.LocWord => c == '_' || (locale ?? SreLocale.C).IsAlnum(c),
            SreCategory.UniDigit => c <= 0x10FFFF && UnicodeData.IsDecimal((int)c),
            SreCategory.UniSpace => c <= 0x10FFFF && UnicodeData.IsSpace((int)c),
            SreCategory.UniWord => IsUnicodeWord(c),
            _ => c <= 0x10FFFF && UnicodeData.IsLineBreak((int)c),
        };
        // In each pair of categories the odd one is the negation.
        return answer != (((int)category & 1) != 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsAsciiWord(uint c) => c - '0' <= 9 || (c < 128 && (c | 32) - 'a' <= 'z' - 'a') || c == '_';

    internal static bool IsUnicodeWord(uint c) => c == '_' || (c <= 0x10FFFF && UnicodeData.IsAlnum((int)c));
}

/// <summary>What patterns with the LOCALE flag ask of the C library's locale, for the 256 bytes. Immutable.</summary>
public sealed class SreLocale
{
    private readonly byte[] _lower = new byte[256];
    private readonly byte[] _upper = new byte[256];
    private readonly bool[] _alnum = new bool[256];

    /// <summary>The "C" locale: ASCII.</summary>
    public static readonly SreLocale C = new(
        c => (byte)SreCase.AsciiToLower(c),
        c => (uint)(c - 'a') <= 'z' - 'a' ? (byte)(c - 32) : c,
        c => c != '_' && SreCase.IsAsciiWord(c));

    /// <summary>Asks the functions of a locale (tolower, toupper, isalnum) once for every byte.</summary>
    public SreLocale(Func<byte, byte> lower, Func<byte, byte> upper, Func<byte, bool> isAlnum)
    {
        for (int c = 0; c < 256; c++)
        {
            _lower[c] = lower((byte)c);
            _upper[c] = upper((byte)c);
            _alnum[c] = isAlnum((byte)c);
        }
    }

    internal uint Lower(uint c) => c < 256 ? _lower[c] : c;

    internal uint Upper(uint c) => c < 256 ? _upper[c] : c;

    internal bool IsAlnum(uint c) => c < 256 && _alnum[c];
}
