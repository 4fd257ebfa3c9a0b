namespace Krait.Modules.MultiByte;

/// <summary>
/// The character sets, from .NET's code pages. Where Python's tables, which follow the files of the Unicode consortium, differ from those of
/// Windows, the differences stand here.
/// </summary>
internal static class Tables
{
    private static readonly Lazy<DoubleByteTable> s_gb2312 = new(static () =>
        new DoubleByteTable().Take(20936, (0xA1, 0xF7), (0xA1, 0xFE)).Put(0xA1AC, 0x2016));

    private static readonly Lazy<DoubleByteTable> s_gbk = new(static () => new DoubleByteTable().Take(936, (0x81, 0xFE), (0x40, 0xFE)));

    private static readonly Lazy<DoubleByteTable> s_gb18030 = new(static () =>
        new DoubleByteTable().Take(54936, (0x81, 0xFE), (0x40, 0xFE), privateUse: true));

    private static readonly Lazy<DoubleByteTable> s_ksx1001 = new(static () => new DoubleByteTable().Take(949, (0xA1, 0xFE), (0xA1, 0xFE)));

    private static readonly Lazy<DoubleByteTable> s_cp949 = new(static () => new DoubleByteTable().Take(949, (0x81, 0xFE), (0x41, 0xFE)));

    private static readonly Lazy<DoubleByteTable> s_big5 = new(static () => AddEten(new DoubleByteTable().Take(950, (0xA1, 0xA2), (0x40, 0xFE))
        .Take(950, (0xA3, 0xA3), (0x40, 0xBF)).Take(950, (0xA4, 0xF9), (0x40, 0xD5)).Take(950, (0xA4, 0xF8), (0xD6, 0xFE)))
        .Put(
            0xA145, 0x2022, 0xA14E, 0xFF64, 0xA1C2, 0x203E, 0xA1E3, 0x223C, 0xA1F2, 0x2641, 0xA1F3, 0x2609, 0xA241, 0xFF0F, 0xA242, 0xFF3C,
            0xA244, 0xA5, 0xA246, 0xA2, 0xA247, 0xA3));

    private static readonly Lazy<DoubleByteTable> s_cp950 = new(static () => AddEten(new DoubleByteTable().Take(950, (0xA1, 0xF9), (0x40, 0xFE)))
        .DecodeOnly(0xF9FA, 0x256D, 0xF9FB, 0x256E, 0xF9FC, 0x2570, 0xF9FD, 0x256F)
        .EncodeOnly(
            0xA246, 0xA2, 0xA247, 0xA3, 0xA244, 0xA5, 0xA145, 0x2022, 0xA1C2, 0x203E, 0xA1E3, 0x223C, 0xA1F3, 0x2609, 0xA1F2, 0x2641,
            0xA14E, 0xFF64));

    private static readonly Lazy<DoubleByteTable> s_jisx0208 = new(static () =>
        new DoubleByteTable().Take(20932, (0xA1, 0xA8), (0xA1, 0xFE), codeOf: SevenBit).Take(20932, (0xB0, 0xF4), (0xA1, 0xFE), codeOf: SevenBit));

    // The code page writes the second byte of these without its high bit.
    private static readonly Lazy<DoubleByteTable> s_jisx0212 = new(static () =>
        new DoubleByteTable().Take(20932, (0xA1, 0xED), (0x21, 0x7E), codeOf: SevenBit).Put(0x2271, 0x2116).DecodeOnly(0x2237, 0x7E));

    private static readonly Lazy<DoubleByteTable> s_cp932 = new(CreateCp932);

    public static DoubleByteTable Gb2312 => s_gb2312.Value;

    public static DoubleByteTable Gbk => s_gbk.Value;

    /// <summary>The codes of two bytes.</summary>
    public static DoubleByteTable Gb18030 => s_gb18030.Value;

    public static DoubleByteTable Ksx1001 => s_ksx1001.Value;

    public static DoubleByteTable Cp949 => s_cp949.Value;

    public static DoubleByteTable Big5 => s_big5.Value;

    public static DoubleByteTable Cp950 => s_cp950.Value;

    public static DoubleByteTable Cp932 => s_cp932.Value;

    /// <summary>JIS X 0208, in codes of seven bits.</summary>
    public static DoubleByteTable Jisx0208 => s_jisx0208.Value;

    /// <summary>JIS X 0212, in codes of seven bits.</summary>
    public static DoubleByteTable Jisx0212 => s_jisx0212.Value;

    private static int SevenBit(int code) => code & 0x7F7F;

    /// <summary>The characters that ETEN added to Big5, and box drawing and numerals that Windows has elsewhere.</summary>
    private static DoubleByteTable AddEten(DoubleByteTable table)
    {
        table.Put(0xA2A4, 0x2550, 0xA2A5, 0x255E, 0xA2A6, 0x256A, 0xA2A7, 0x2561).DecodeOnly(0xA2CC, 0x5341, 0xA2CE, 0x5345);
        table.Put(0xC6A1, 0x30FE, 0xC6A2, 0x309D, 0xC6A3, 0x309E, 0xC6A4, 0x3005, 0xC7B3, 0x401, 0xC7CE, 0x451);
        RunWithin(table, 0xC6A5, 0x3041, 0x3093);
        RunWithin(table, 0xC6F8, 0x30A1, 0x30F6);
        table.Run(0xC7B1, 0x414, 0x415).Run(0xC7B4, 0x416, 0x41C).Run(0xC7BB, 0x423, 0x435).Run(0xC7CF, 0x436, 0x44F);
        return table.Run(0xC7E9, 0x2460, 0x2469).Run(0xC7F3, 0x2474, 0x247D);
    }

    /// <summary>A run that goes on in the next row, whose trail bytes begin at 0x40 and leave out 0x7F to 0xA0.</summary>
    private static void RunWithin(DoubleByteTable table, int code, int first, int last)
    {
        for (var character = first; character <= last; character++)
        {
            table.Run(code, character, character);
            code = (code & 0xFF) switch
            {
                0x7E => code + 0x23,
                0xFE => (code & 0xFF00) + 0x140,
                _ => code + 1,
            };
        }
    }

    private static DoubleByteTable CreateCp932()
    {
        var table = new DoubleByteTable().Take(932, (0x81, 0x87), (0x40, 0xFC));
        table.DecodeOnly(
            0x8790, 0x2252, 0x8791, 0x2261, 0x8792, 0x222B, 0x8795, 0x221A, 0x8796, 0x22A5, 0x8797, 0x2220, 0x879A, 0x2235, 0x879B, 0x2229,
            0x879C, 0x222A);
        table.Take(932, (0x88, 0xEC), (0x40, 0xFC));
        // IBM's characters stand twice, in NEC's selection and in IBM's own rows; the first is for encoding.
        var ibm = new DoubleByteTable().Take(932, (0xFA, 0xFC), (0x40, 0xFC));
        var code = 0xED40;
        for (var from = 0xFA5C; from <= 0xFC4B; from = Next(from))
        {
            table.Run(code, ibm.Character(from), ibm.Character(from));
            code = Next(code);
        }
        table.Run(0xEEEF, 0x2170, 0x2179).DecodeOnly(0xEEF9, 0xFFE2).Put(0xEEFA, 0xFFE4, 0xEEFB, 0xFF07, 0xEEFC, 0xFF02);
        table.Take(932, (0xFA, 0xFC), (0x40, 0xFC)).Run(0xFA4A, 0x2160, 0x2169);
        table.DecodeOnly(0xFA54, 0xFFE2, 0xFA58, 0x3231, 0xFA59, 0x2116, 0xFA5A, 0x2121, 0xFA5B, 0x2235);
        return table.EncodeOnly(0x8191, 0xA2, 0x8192, 0xA3, 0x81CA, 0xAC, 0x8161, 0x2016, 0x817C, 0x2212, 0x8160, 0x301C);
    }

    private static int Next(int code) => (code & 0xFF) switch
    {
        0x7E => code + 2,
        0xFC => (code & 0xFF00) + 0x140,
        _ => code + 1,
    };
}
