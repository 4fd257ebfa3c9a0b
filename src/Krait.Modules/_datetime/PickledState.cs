using Krait.Runtime;

namespace Krait.Modules.DateTimes;

/// <summary>The state that pickles keep: a few bytes in place of the constructor's first argument.</summary>
internal static class PickledState
{
    /// <summary>The bytes, where the argument is such a state; pickles of Python 2 have a str of Latin-1.</summary>
    /// <param name="argument">The first argument.</param>
    /// <param name="length">The length that the state must have.</param>
    /// <param name="checkedAt">The place of the byte that tells a state from other bytes: a month or an hour.</param>
    /// <param name="mask">What of that byte counts; the rest is the fold.</param>
    public static byte[]? Read(PyObject argument, int length, int checkedAt, int mask)
    {
        byte[] bytes;
        if (argument is PyBytes given && given.Span.Length == length)
        {
            bytes = given.Span.ToArray();
        }
        else if (argument is PyStr text && text.Length == length && text.Bmp is { } chars)
        {
            foreach (var c in chars)
            {
                if (c > 0xff)
                {
                    throw Errors.Value("Failed to encode latin1 string when unpickling a date, time or datetime object. "
                        + "pickle.load(data, encoding='latin1') is assumed.");
                }
            }
            bytes = System.Text.Encoding.Latin1.GetBytes(chars);
        }
        else
        {
            return null;
        }
        var value = bytes[checkedAt] & mask;
        return length == 6 ? value < 24 ? bytes : null : value is >= 1 and <= 12 ? bytes : null;
    }
}
