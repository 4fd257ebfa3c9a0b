namespace Krait.Platform;

/// <summary>How numbers and money are written: struct lconv. A byte of CHAR_MAX (127, on arm64 255) is "not specified".</summary>
public sealed record LocaleConventions(
    byte[] DecimalPoint, byte[] ThousandsSeparator, byte[] Grouping, byte[] InternationalCurrency, byte[] Currency, byte[] MonetaryDecimalPoint,
    byte[] MonetaryThousandsSeparator, byte[] MonetaryGrouping, byte[] PositiveSign, byte[] NegativeSign, byte InternationalFractionDigits,
    byte FractionDigits, byte PositiveCurrencyPrecedes, byte PositiveSeparatedBySpace, byte NegativeCurrencyPrecedes,
    byte NegativeSeparatedBySpace, byte PositiveSignPosition, byte NegativeSignPosition);

/// <summary>The C library's locale, which belongs to the whole process.</summary>
public static unsafe class LocaleCalls
{
    /// <summary>setlocale(3): the locale's name; null asks. A result of null: there is no such locale.</summary>
    public static byte[]? Set(int category, byte[]? locale)
    {
        using var l = new CString(locale, stackalloc byte[CString.Small]);
        byte* name = Libc.setlocale(category, locale is null ? null : l);
        return name == null ? null : NativeText.Copy(name);
    }

    /// <summary>Takes the encoding of text from the environment; without it the C library has that of the C locale.</summary>
    public static void UseCharactersOfEnvironment()
    {
        const int characters = 0;
        Set(characters, []);
    }

    /// <summary>The name of the encoding of text.</summary>
    public static string CharacterEncoding
    {
        get
        {
            const int codeset = 14;
            return System.Text.Encoding.ASCII.GetString(GetInformation(codeset));
        }
    }

    /// <summary>localeconv(3).</summary>
    public static LocaleConventions GetConventions()
    {
        byte** texts = Libc.localeconv();
        byte* numbers = (byte*)(texts + 10);
        return new LocaleConventions(
            NativeText.Copy(texts[0]), NativeText.Copy(texts[1]), NativeText.Copy(texts[2]), NativeText.Copy(texts[3]), NativeText.Copy(texts[4]),
            NativeText.Copy(texts[5]), NativeText.Copy(texts[6]), NativeText.Copy(texts[7]), NativeText.Copy(texts[8]), NativeText.Copy(texts[9]),
            numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6], numbers[7]);
    }

    /// <summary>nl_langinfo(3).</summary>
    public static byte[] GetInformation(int item) => NativeText.Copy(Libc.nl_langinfo(item));

    /// <summary>wcscoll(3) of two texts.</summary>
    public static int Compare(string a, string b)
    {
        fixed (int* x = Wide(a), y = Wide(b))
        {
            return Libc.wcscoll(x, y);
        }
    }

    /// <summary>wcsxfrm(3): code points that compare as the texts collate.</summary>
    public static int[] Transform(string text)
    {
        fixed (int* source = Wide(text))
        {
            nuint length = Libc.wcsxfrm(null, source, 0);
            var target = new int[length + 1];
            fixed (int* t = target)
            {
                Libc.wcsxfrm(t, source, (nuint)target.Length);
            }
            return target[..^1];
        }
    }

    // wchar_t is four bytes on Linux. A surrogate without its partner stays what it is.
    private static int[] Wide(string text)
    {
        var wide = new List<int>(text.Length + 1);
        for (int i = 0; i < text.Length; i++)
        {
            bool pair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            wide.Add(pair ? char.ConvertToUtf32(text[i], text[++i]) : text[i]);
        }
        wide.Add(0);
        return [.. wide];
    }

    /// <summary>gettext(3), dgettext(3) with a domain, dcgettext(3) also with a category.</summary>
    public static byte[] Translate(byte[]? domain, ReadOnlySpan<byte> message, int? category = null)
    {
        using var d = new CString(domain, stackalloc byte[CString.Small]);
        using var m = new CString(message, stackalloc byte[CString.Small]);
        byte* name = domain is null ? null : d;
        return NativeText.Copy(category is int c ? Libc.dcgettext(name, m, c) : domain is null ? Libc.gettext(m) : Libc.dgettext(name, m));
    }

    /// <summary>textdomain(3); null asks.</summary>
    public static byte[]? SetTextDomain(byte[]? domain, out Errno error)
    {
        using var d = new CString(domain, stackalloc byte[CString.Small]);
        return Answer(Libc.textdomain(domain is null ? null : d), out error);
    }

    /// <summary>bindtextdomain(3); a directory of null asks.</summary>
    public static byte[]? BindTextDomain(ReadOnlySpan<byte> domain, byte[]? directory, out Errno error)
    {
        using var d = new CString(domain, stackalloc byte[CString.Small]);
        using var p = new CString(directory, stackalloc byte[CString.Small]);
        return Answer(Libc.bindtextdomain(d, directory is null ? null : p), out error);
    }

    /// <summary>bind_textdomain_codeset(3); a codeset of null asks.</summary>
    public static byte[]? BindTextDomainCodeset(ReadOnlySpan<byte> domain, byte[]? codeset, out Errno error)
    {
        using var d = new CString(domain, stackalloc byte[CString.Small]);
        using var c = new CString(codeset, stackalloc byte[CString.Small]);
        return Answer(Libc.bind_textdomain_codeset(d, codeset is null ? null : c), out error);
    }

    private static byte[]? Answer(byte* text, out Errno error)
    {
        error = text == null ? Errno.Last() : default;
        return text == null ? null : NativeText.Copy(text);
    }
}
