namespace Krait.Modules.MultiByte;

/// <summary>The encodings by the native module that has them.</summary>
internal static class EncodingRegistry
{
    public static readonly MultiByteEncoding[] Chinese =
    [
        new DoubleByteEncoding("gb2312", static () => Tables.Gb2312),
        new DoubleByteEncoding("gbk", static () => Tables.Gbk),
        new Gb18030Encoding(),
        new HzEncoding(),
    ];

    public static readonly MultiByteEncoding[] Taiwanese =
    [
        new DoubleByteEncoding("big5", static () => Tables.Big5),
        new DoubleByteEncoding("cp950", static () => Tables.Cp950),
    ];

    public static readonly MultiByteEncoding[] HongKong = [new Big5HkscsEncoding()];

    public static readonly MultiByteEncoding[] Japanese =
    [
        new ShiftJisEncoding(),
        new Cp932Encoding(),
        new EucJpEncoding(),
        new ShiftJisx0213Encoding("shift_jis_2004", Jisx0213.Edition2004),
        new ShiftJisx0213Encoding("shift_jisx0213", Jisx0213.Edition2000),
        new EucJisx0213Encoding("euc_jis_2004", Jisx0213.Edition2004),
        new EucJisx0213Encoding("euc_jisx0213", Jisx0213.Edition2000),
    ];

    public static readonly MultiByteEncoding[] Korean =
        [new EucKrEncoding(), new DoubleByteEncoding("cp949", static () => Tables.Cp949), new JohabEncoding()];

    public static readonly MultiByteEncoding[] Iso2022 =
    [
        new Iso2022Encoding("iso2022_kr", true, false, Iso2022Charset.Ksx1001Shifted),
        new Iso2022Encoding("iso2022_jp", false, false, Iso2022Charset.Jisx0208, Iso2022Charset.Jisx0201Roman, Iso2022Charset.Jisx0208Old),
        new Iso2022Encoding(
            "iso2022_jp_1", false, false, Iso2022Charset.Jisx0208, Iso2022Charset.Jisx0212, Iso2022Charset.Jisx0201Roman, Iso2022Charset.Jisx0208Old),
        new Iso2022Encoding(
            "iso2022_jp_2", false, true, Iso2022Charset.Jisx0208, Iso2022Charset.Jisx0212, Iso2022Charset.Ksx1001, Iso2022Charset.Gb2312,
            Iso2022Charset.Jisx0201Roman, Iso2022Charset.Jisx0208Old, Iso2022Charset.Latin1, Iso2022Charset.Greek),
        new Iso2022Encoding(
            "iso2022_jp_3", false, false, Iso2022Charset.Jisx0208, Iso2022Charset.Jisx0213Of2000, Iso2022Charset.SecondPlaneOf2000),
        new Iso2022Encoding(
            "iso2022_jp_2004", false, false, Iso2022Charset.Jisx0208, Iso2022Charset.Jisx0213Of2004, Iso2022Charset.SecondPlaneOf2004),
        new Iso2022Encoding(
            "iso2022_jp_ext", false, false, Iso2022Charset.Jisx0208, Iso2022Charset.Jisx0212, Iso2022Charset.Jisx0201Roman,
            Iso2022Charset.Jisx0201Katakana, Iso2022Charset.Jisx0208Old),
    ];
}
