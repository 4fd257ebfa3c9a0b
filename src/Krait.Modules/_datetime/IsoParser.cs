using Krait.Runtime;

namespace Krait.Modules.DateTimes;

/// <summary>A time of day as ISO 8601 writes it.</summary>
internal struct IsoTime
{
    public int Hour;
    public int Minute;
    public int Second;
    public int Microsecond;

    /// <summary>The offset from UTC in microseconds; null for none.</summary>
    public long? Offset;
}

/// <summary>Reads what <c>fromisoformat</c> takes.</summary>
internal static class IsoParser
{
    public static int[] Text(PyObject o) => o is PyStr text ? text.ToCodePoints() : throw Errors.Type("fromisoformat: argument must be str");

    public static PythonException Invalid(ThreadState thread, PyObject text) => Errors.Value($"Invalid isoformat string: {Op.ReprText(thread, text)}");

    /// <summary>YYYY-MM-DD, YYYY-Www, YYYY-Www-D, all of these without dashes too. The parts are not checked, but for weeks.</summary>
    public static bool TryDate(ReadOnlySpan<int> text, out int year, out int month, out int day)
    {
        month = day = 0;
        if (!TryDigits(text, 0, 4, out year) || text.Length < 7)
            return false;
        var hasDashes = text[4] == '-';
        var at = hasDashes ? 5 : 4;
        if (text[at] == 'W')
            return TryWeek(text, at + 1, hasDashes, ref year, ref month, ref day);
        if (!TryDigits(text, at, 2, out month))
            return false;
        at += 2;
        if (hasDashes && (at >= text.Length || text[at++] != '-'))
            return false;
        return TryDigits(text, at, 2, out day) && text.Length == at + 2;
    }

    private static bool TryWeek(ReadOnlySpan<int> text, int at, bool hasDashes, ref int year, ref int month, ref int day)
    {
        var weekday = 1;
        if (!TryDigits(text, at, 2, out var week))
            return false;
        at += 2;
        if (at < text.Length)
        {
            if (hasDashes && text[at++] != '-')
                return false;
            if (!TryDigits(text, at, 1, out weekday) || text.Length != at + 1)
                return false;
        }
        if (year < GregorianCalendar.MinYear || week < 1 || week > GregorianCalendar.IsoWeeks(year) || weekday is < 1 or > 7)
            return false;
        (year, month, day) = GregorianCalendar.FromOrdinal(GregorianCalendar.FirstIsoMonday(year) + (week - 1) * 7 + weekday - 1);
        return true;
    }

    /// <summary>The length of the date at the start of a text, after which a separator of any kind may stand; -1 where there is no date.</summary>
    public static int DateLength(ReadOnlySpan<int> text)
    {
        if (text.Length < 7)
            return -1;
        if (text.Length is 7 or 8)
            return text.Length;
        if (text[4] == '-')
        {
            if (text[5] != 'W')
                return 10;
            // A dash after the week is a separator where two digits follow, as an hour does.
            if (text[8] != '-')
                return 8;
            if (text.Length == 9)
                return -1;
            return text.Length > 10 && IsDigit(text[10]) ? 8 : 10;
        }
        if (text[4] != 'W')
            return 8;
        // Digits all the way: only their number tells whether a weekday is among them.
        var end = 7;
        while (end < text.Length && IsDigit(text[end]))
            end++;
        return end < 9 ? end : end % 2 == 0 ? 7 : 8;
    }

    /// <summary>HH[:MM[:SS[.fraction]]] or without colons, then Z or an offset of the same form.</summary>
    public static bool TryTime(ReadOnlySpan<int> text, out IsoTime time)
    {
        time = default;
        var zone = 0;
        while (zone < text.Length && text[zone] is not ('+' or '-' or 'Z'))
            zone++;
        if (!TryClock(text[..zone], out time.Hour, out time.Minute, out time.Second, out time.Microsecond))
            return false;
        if (zone == text.Length)
            return true;
        if (text[zone] == 'Z')
        {
            time.Offset = 0;
            return zone == text.Length - 1;
        }
        if (!TryClock(text[(zone + 1)..], out var hour, out var minute, out var second, out var microsecond))
            return false;
        var offset = (hour * 3600L + minute * 60 + second) * PyTimeDelta.MicrosecondsPerSecond + microsecond;
        time.Offset = text[zone] == '-' ? -offset : offset;
        return true;
    }

    private static bool TryClock(ReadOnlySpan<int> text, out int hour, out int minute, out int second, out int microsecond)
    {
        minute = second = microsecond = 0;
        if (!TryDigits(text, 0, 2, out hour))
            return false;
        if (text.Length == 2)
            return true;
        var hasColons = text[2] == ':';
        var at = hasColons ? 3 : 2;
        if (!TryDigits(text, at, 2, out minute))
            return false;
        at += 2;
        if (at == text.Length)
            return true;
        if (hasColons && text[at++] != ':')
            return false;
        if (!TryDigits(text, at, 2, out second))
            return false;
        at += 2;
        return at == text.Length || (text[at] is '.' or ',' && TryFraction(text[(at + 1)..], out microsecond));
    }

    /// <summary>Digits past the sixth are cut off.</summary>
    private static bool TryFraction(ReadOnlySpan<int> text, out int microsecond)
    {
        microsecond = 0;
        if (text.IsEmpty)
            return false;
        var unit = 100_000;
        foreach (var c in text)
        {
            if (!IsDigit(c))
                return false;
            microsecond += (c - '0') * unit;
            unit /= 10;
        }
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<int> text, int start, int count, out int number)
    {
        number = 0;
        if (text.Length < start + count)
            return false;
        foreach (var c in text.Slice(start, count))
        {
            if (!IsDigit(c))
                return false;
            number = number * 10 + (c - '0');
        }
        return true;
    }

    private static bool IsDigit(int c) => c is >= '0' and <= '9';

    /// <summary>The time zone of an offset that was read.</summary>
    public static PyTzInfo? Zone(ThreadState thread, long? offset) => offset is { } microseconds
        ? PyTimeZone.Create(thread, PyTimeDelta.Create((Int128)microseconds))
        : null;
}
