namespace Krait.Modules.MultiByte;

/// <summary>A set of characters that an escape sequence of ISO 2022 brings into use.</summary>
/// <param name="Mark">The last byte of the escape sequence.</param>
/// <param name="Width">The number of bytes of a code.</param>
/// <param name="Plane">Where it is designated to: 0 for plain bytes, 1 for those after a shift, 2 for single ones.</param>
/// <param name="Encode">From a character to its code; 0 for none.</param>
/// <param name="Decode">From a code to its character; -1 for none.</param>
internal sealed record Iso2022Charset(char Mark, int Width, int Plane, Func<int, int> Encode, Func<int, int> Decode)
{
    public static readonly Iso2022Charset Ascii = new('B', 1, 0, static _ => 0, static c => c);

    public static readonly Iso2022Charset Jisx0208 = new('B', 2, 0, static c => Tables.Jisx0208.Code(c), static c => OrNone(Tables.Jisx0208.Character(c)));

    /// <summary>The edition of 1978, which is only read.</summary>
    public static readonly Iso2022Charset Jisx0208Old = new('@', 2, 0, static _ => 0, static c => OrNone(Tables.Jisx0208.Character(c)));

    public static readonly Iso2022Charset Jisx0212 = new('D', 2, 0, static c => Tables.Jisx0212.Code(c), static c => OrNone(Tables.Jisx0212.Character(c)));

    /// <summary>ASCII with a yen sign and an overline.</summary>
    public static readonly Iso2022Charset Jisx0201Roman = new(
        'J', 1, 0,
        static c => c switch { Jis.Yen => 0x5C, Jis.Overline => 0x7E, _ => 0 },
        static c => c switch { 0x5C => Jis.Yen, 0x7E => Jis.Overline, _ => c });

    public static readonly Iso2022Charset Jisx0201Katakana = new(
        'I', 1, 0,
        static c => Jis.IsKatakana(c) ? c - Jis.FirstKatakana + 0x21 : 0,
        static c => c is >= 0x21 and <= 0x5F ? c - 0x21 + Jis.FirstKatakana : -1);

    public static readonly Iso2022Charset Ksx1001 = new('C', 2, 0, static c => Tables.Ksx1001.Code(c) & 0x7F7F, static c => OrNone(Tables.Ksx1001.Character(c | 0x8080)));

    public static readonly Iso2022Charset Ksx1001Shifted = Ksx1001 with { Plane = 1 };

    public static readonly Iso2022Charset Gb2312 = new('A', 2, 0, static c => Tables.Gb2312.Code(c) & 0x7F7F, static c => OrNone(Tables.Gb2312.Character(c | 0x8080)));

    public static readonly Iso2022Charset Jisx0213Of2000 = FirstPlane('O', Jisx0213.Edition2000);

    public static readonly Iso2022Charset Jisx0213Of2004 = FirstPlane('Q', Jisx0213.Edition2004);

    public static readonly Iso2022Charset SecondPlaneOf2000 = SecondPlane(Jisx0213.Edition2000);

    public static readonly Iso2022Charset SecondPlaneOf2004 = SecondPlane(Jisx0213.Edition2004);

    /// <summary>The right half of Latin-1; only read.</summary>
    public static readonly Iso2022Charset Latin1 = new('A', 1, 2, static _ => 0, static c => c < 0x80 ? c + 0x80 : -1);

    /// <summary>The right half of ISO 8859-7; only read.</summary>
    public static readonly Iso2022Charset Greek = new('F', 1, 2, static _ => 0, static c => GreekCharacter(c ^ 0x80));

    /// <summary>For the first plane of JIS X 0213: the set, in which combining characters change codes.</summary>
    public Jisx0213? Paired { get; private init; }

    /// <summary>What designates the set: the mark, and whether codes have two bytes.</summary>
    public byte Id => (byte)(Mark | (Width == 2 ? 0x80 : 0));

    private static Iso2022Charset FirstPlane(char mark, Jisx0213 set) => new(
        mark, 2, 0,
        c => set.Code(c, -1, out _) is var code && code < Jisx0213.Plane2 ? code : 0,
        code => set.TryPlane1(code, out var found) ? found.Character : -1) { Paired = set };

    /// <summary>CPython reads the character that the editions differ in as the later one has it.</summary>
    private static Iso2022Charset SecondPlane(Jisx0213 set) => new(
        'P', 2, 0,
        c => set.Code(c, -1, out _) is var code && code >= Jisx0213.Plane2 ? code & ~Jisx0213.Plane2 : 0,
        static code => OrNone(Jisx0213.Edition2004.Plane2Character(code)));

    private static int OrNone(int c) => c == 0 ? -1 : c;

    /// <summary>The edition of 1987: 0xA4, 0xA5 and 0xAA have no character.</summary>
    private static int GreekCharacter(int c)
    {
        switch (c)
        {
            case 0xA1:
                return 0x2018;
            case 0xA2:
                return 0x2019;
            case 0xAF:
                return 0x2015;
            case 0xA4 or 0xA5 or 0xAA or 0xAE or 0xD2 or 0xFF:
                return -1;
            case < 0xB4 or 0xB7 or 0xBB or 0xBD:
                return c;
            default:
                return c + 0x2D0;
        }
    }
}
