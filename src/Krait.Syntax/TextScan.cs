namespace Krait.Syntax;

/// <summary>
/// Questions about the chars of a text. Short texts, which most are, are looked through char by char: the framework's vectorised searches box their
/// bounds while they run as precompiled code, and the start of a program asks them ten thousand times.
/// </summary>
public static class TextScan
{
    private const int Short = 64;

    /// <summary>True where the text holds a surrogate, paired or alone.</summary>
    public static bool HasSurrogates(ReadOnlySpan<char> text)
    {
        if (text.Length > Short)
            return text.IndexOfAnyInRange('\ud800', '\udfff') >= 0;
        foreach (var c in text)
        {
            if (char.IsSurrogate(c))
                return true;
        }
        return false;
    }

    /// <summary>True where every char is below U+0100.</summary>
    public static bool IsLatin1(ReadOnlySpan<char> text)
    {
        if (text.Length > Short)
            return text.IndexOfAnyExceptInRange('\0', '\xff') < 0;
        foreach (var c in text)
        {
            if (c > '\xff')
                return false;
        }
        return true;
    }
}
