using System.Text;
using Krait.Runtime.Unicode;

namespace Krait.Runtime;

public partial class PyStr
{
    /// <summary>Return a copy of the string converted to lowercase.</summary>
    [PyMethod("lower")]
    private PyObject Lower()
    {
        if (IsAscii)
            return FromBmp(Bmp!.ToLowerInvariant());
        return MapCase(CaseKind.Lower);
    }

    /// <summary>Return a copy of the string converted to uppercase.</summary>
    [PyMethod("upper")]
    private PyObject Upper()
    {
        if (IsAscii)
            return FromBmp(Bmp!.ToUpperInvariant());
        return MapCase(CaseKind.Upper);
    }

    /// <summary>Return a version of the string suitable for caseless comparisons.</summary>
    [PyMethod("casefold")]
    private PyObject CaseFold() => IsAscii ? Lower() : MapCase(CaseKind.Fold);

    /// <summary>Convert uppercase characters to lowercase and lowercase characters to uppercase.</summary>
    [PyMethod("swapcase")]
    private PyObject SwapCase() => MapCase(CaseKind.Swap);

    /// <summary>
    /// Return a capitalized version of the string.
    ///
    /// More specifically, make the first character have upper case and the rest lower
    /// case.
    /// </summary>
    [PyMethod("capitalize")]
    private PyObject Capitalize() => MapCase(CaseKind.Capitalize);

    /// <summary>
    /// Return a version of the string where each word is titlecased.
    ///
    /// More specifically, words start with uppercased characters and all remaining
    /// cased characters have lower case.
    /// </summary>
    [PyMethod("title")]
    private PyObject Title() => MapCase(CaseKind.Title);

    private enum CaseKind
    {
        Lower,
        Upper,
        Fold,
        Swap,
        Capitalize,
        Title,
    }

    private PyStr MapCase(CaseKind kind)
    {
        if (_length == 0)
            return Empty;
        var builder = new StrBuilder(_length + 8);
        if (Bmp is { } text)
            MapCase(kind, text.AsSpan(), ref builder);
        else
            MapCase<int>(kind, Points, ref builder);
        return builder.ToStr();
    }

    private static void MapCase<T>(CaseKind kind, ReadOnlySpan<T> text, ref StrBuilder builder)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        Span<int> mapped = stackalloc int[CaseMapping.MaxLength];
        var afterCased = false;
        for (var i = 0; i < text.Length; i++)
        {
            var point = int.CreateTruncating(text[i]);
            var count = kind switch
            {
                CaseKind.Lower => CaseMapping.ToLower(text, i, mapped),
                CaseKind.Upper => CaseMapping.ToUpper(point, mapped),
                CaseKind.Fold => CaseMapping.Fold(point, mapped),
                CaseKind.Swap => UnicodeData.IsUpper(point) ? CaseMapping.ToLower(text, i, mapped)
                    : UnicodeData.IsLower(point) ? CaseMapping.ToUpper(point, mapped) : Same(point, mapped),
                CaseKind.Capitalize => i == 0 ? CaseMapping.ToTitle(point, mapped) : CaseMapping.ToLower(text, i, mapped),
                _ => afterCased ? CaseMapping.ToLower(text, i, mapped) : CaseMapping.ToTitle(point, mapped),
            };
            builder.Append(mapped[..count]);
            if (kind == CaseKind.Title)
                afterCased = UnicodeData.IsCased(point);
        }
    }

    private static int Same(int point, Span<int> mapped)
    {
        mapped[0] = point;
        return 1;
    }

    /// <summary>
    /// Return True if all characters in the string are ASCII, False otherwise.
    ///
    /// ASCII characters have code points in the range U+0000-U+007F.
    /// Empty string is ASCII too.
    /// </summary>
    [PyMethod("isascii")]
    private bool IsAsciiText() => IsAscii;

    /// <summary>
    /// Return True if the string is a whitespace string, False otherwise.
    ///
    /// A string is whitespace if all characters in the string are whitespace and there
    /// is at least one character in the string.
    /// </summary>
    [PyMethod("isspace")]
    private bool IsSpace() => All(UnicodeData.IsSpace);

    /// <summary>
    /// Return True if the string is an alphabetic string, False otherwise.
    ///
    /// A string is alphabetic if all characters in the string are alphabetic and there
    /// is at least one character in the string.
    /// </summary>
    [PyMethod("isalpha")]
    private bool IsAlpha() => All(UnicodeData.IsAlpha);

    /// <summary>
    /// Return True if the string is an alpha-numeric string, False otherwise.
    ///
    /// A string is alpha-numeric if all characters in the string are alpha-numeric and
    /// there is at least one character in the string.
    /// </summary>
    [PyMethod("isalnum")]
    private bool IsAlnum() => All(UnicodeData.IsAlnum);

    /// <summary>
    /// Return True if the string is a decimal string, False otherwise.
    ///
    /// A string is a decimal string if all characters in the string are decimal and
    /// there is at least one character in the string.
    /// </summary>
    [PyMethod("isdecimal")]
    private bool IsDecimal() => All(UnicodeData.IsDecimal);

    /// <summary>
    /// Return True if the string is a digit string, False otherwise.
    ///
    /// A string is a digit string if all characters in the string are digits and there
    /// is at least one character in the string.
    /// </summary>
    [PyMethod("isdigit")]
    private bool IsDigit() => All(UnicodeData.IsDigit);

    /// <summary>
    /// Return True if the string is a numeric string, False otherwise.
    ///
    /// A string is numeric if all characters in the string are numeric and there is at
    /// least one character in the string.
    /// </summary>
    [PyMethod("isnumeric")]
    private bool IsNumeric() => All(UnicodeData.IsNumeric);

    /// <summary>
    /// Return True if all characters in the string are printable, False otherwise.
    ///
    /// A character is printable if repr() may use it in its output.
    /// </summary>
    [PyMethod("isprintable")]
    private bool IsPrintable() => _length == 0 || All(UnicodeData.IsPrintable);

    /// <summary>
    /// Return True if the string is a valid Python identifier, False otherwise.
    ///
    /// Call keyword.iskeyword(s) to test whether string s is a reserved identifier,
    /// such as "def" or "class".
    /// </summary>
    [PyMethod("isidentifier")]
    private bool IsIdentifierText() => IsIdentifier;

    /// <summary>True where the text may be a name in Python.</summary>
    public bool IsIdentifier
    {
        get
        {
            if (_length == 0 || !UnicodeData.IsIdentifierStart(this[0]))
                return false;
            for (var i = 1; i < _length; i++)
            {
                if (!UnicodeData.IsIdentifierContinue(this[i]))
                    return false;
            }
            return true;
        }
    }

    private bool All(Func<int, bool> test)
    {
        for (var i = 0; i < _length; i++)
        {
            if (!test(this[i]))
                return false;
        }
        return _length > 0;
    }

    /// <summary>
    /// Return True if the string is a lowercase string, False otherwise.
    ///
    /// A string is lowercase if all cased characters in the string are lowercase and
    /// there is at least one cased character in the string.
    /// </summary>
    [PyMethod("islower")]
    private bool IsLower()
    {
        var cased = false;
        for (var i = 0; i < _length; i++)
        {
            var point = this[i];
            if (UnicodeData.IsUpper(point) || UnicodeData.IsTitle(point))
                return false;
            cased |= UnicodeData.IsLower(point);
        }
        return cased;
    }

    /// <summary>
    /// Return True if the string is an uppercase string, False otherwise.
    ///
    /// A string is uppercase if all cased characters in the string are uppercase and
    /// there is at least one cased character in the string.
    /// </summary>
    [PyMethod("isupper")]
    private bool IsUpper()
    {
        var cased = false;
        for (var i = 0; i < _length; i++)
        {
            var point = this[i];
            if (UnicodeData.IsLower(point) || UnicodeData.IsTitle(point))
                return false;
            cased |= UnicodeData.IsUpper(point);
        }
        return cased;
    }

    /// <summary>
    /// Return True if the string is a title-cased string, False otherwise.
    ///
    /// In a title-cased string, upper- and title-case characters may only
    /// follow uncased characters and lowercase characters only cased ones.
    /// </summary>
    [PyMethod("istitle")]
    private bool IsTitle()
    {
        bool cased = false, afterCased = false;
        for (var i = 0; i < _length; i++)
        {
            var point = this[i];
            if (UnicodeData.IsUpper(point) || UnicodeData.IsTitle(point))
            {
                if (afterCased)
                    return false;
                cased = afterCased = true;
            }
            else if (UnicodeData.IsLower(point))
            {
                if (!afterCased)
                    return false;
                cased = true;
            }
            else
            {
                afterCased = false;
            }
        }
        return cased;
    }
}
