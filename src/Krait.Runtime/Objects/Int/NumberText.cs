using Krait.Runtime.Unicode;

namespace Krait.Runtime;

/// <summary>The texts that number constructors read.</summary>
internal static class NumberText
{
    /// <summary>
    /// The text with decimal digits of all scripts and spaces turned into ASCII ones (CPython's
    /// <c>_PyUnicode_TransformDecimalAndSpaceToASCII</c>); any other character past ASCII becomes one that no number has.
    /// </summary>
    public static ReadOnlySpan<char> ToAscii(PyStr text)
    {
        if (text.Bmp is { } bmp && System.Text.Ascii.IsValid(bmp))
            return bmp;
        var result = new char[text.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var point = text[i];
            if (point < 0x80)
                result[i] = (char)point;
            else if (UnicodeData.IsSpace(point))
                result[i] = ' ';
            else if (UnicodeData.DecimalValue(point) is >= 0 and var digit)
                result[i] = (char)('0' + digit);
            else
                result[i] = '?';
        }
        return result;
    }

    /// <summary>Bytes as characters; those past ASCII become ones that no number has.</summary>
    public static ReadOnlySpan<char> ToChars(ReadOnlySpan<byte> bytes)
    {
        var result = new char[bytes.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = bytes[i] is > 0 and < 0x80 ? (char)bytes[i] : '?';
        return result;
    }
}
