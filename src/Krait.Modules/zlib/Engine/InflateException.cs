namespace Krait.Modules.Zlib;

/// <summary>Data that cannot be decompressed: zlib's number for the error, and its message where it has one.</summary>
internal sealed class InflateException(int code, string? text) : Exception(text ?? "")
{
    public const int NeedDictionary = 2;
    public const int DataError = -3;

    public int Code { get; } = code;

    public string? Text { get; } = text;

    public static InflateException Damage(string text) => new(DataError, text);
}
