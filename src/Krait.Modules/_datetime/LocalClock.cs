using Krait.Modules.Os;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.DateTimes;

/// <summary>The time zone of the system.</summary>
internal static class LocalClock
{
    /// <summary>The ordinal of the first of January 1970.</summary>
    private const long EpochOrdinal = 719163;

    /// <summary>The longest step back or forth of a local clock that is looked for.</summary>
    private const long MaxFold = 24 * 3600;

    /// <exception cref="PythonException">OSError, or OverflowError.</exception>
    public static CalendarTime ToLocal(ThreadState thread, long seconds) => OsCall.Query(thread, (out e) => TimeZones.ToLocal(seconds, out e));

    public static CalendarTime ToUtc(ThreadState thread, long seconds) => OsCall.Query(thread, (out e) => TimeZones.ToUtc(seconds, out e));

    /// <summary>A time as if it were UTC, in seconds since the epoch.</summary>
    public static long Seconds(int year, int month, int day, int hour, int minute, int second) =>
        (GregorianCalendar.ToOrdinal(year, month, day) - EpochOrdinal) * PyTimeDelta.SecondsPerDay + hour * 3600 + minute * 60 + second;

    /// <summary>What the local clock shows at a point in time, as if it were UTC.</summary>
    private static long Shown(ThreadState thread, long seconds)
    {
        var time = ToLocal(thread, seconds);
        var year = time.Year + 1900;
        if (year is < GregorianCalendar.MinYear or > GregorianCalendar.MaxYear + 1)
            throw GregorianCalendar.YearOutOfRange(year);
        return Seconds(year, time.Month + 1, time.Day, time.Hour, time.Minute, time.Second);
    }

    /// <summary>The point in time at which the local clock shows a time; of two, <paramref name="fold"/> chooses the second.</summary>
    public static long FromLocal(ThreadState thread, PyDateTime moment, int fold)
    {
        var shown = Seconds(moment.Year, moment.Month, moment.Day, moment.Hour, moment.Minute, moment.Second);
        var offset = Shown(thread, shown) - shown;
        var first = shown - offset;
        var shownAtFirst = Shown(thread, first);
        long other;
        if (shownAtFirst == shown)
        {
            // One solution; another may have the offset that holds a day earlier or later.
            var probe = fold == 1 ? first + MaxFold : first - MaxFold;
            other = Shown(thread, probe) - probe;
            if (other == offset)
                return first;
        }
        else
        {
            other = shownAtFirst - first;
        }
        var second = shown - other;
        if (Shown(thread, second) == shown)
            return second;
        if (shownAtFirst == shown)
            return first;
        // The clock jumped over the time.
        return fold == 1 ? Math.Min(first, second) : Math.Max(first, second);
    }

    /// <summary>1 where the local clock shows the time of this point for the second time.</summary>
    public static int FoldOf(ThreadState thread, long seconds, in CalendarTime time)
    {
        var shown = Seconds(time.Year + 1900, time.Month + 1, time.Day, time.Hour, time.Minute, time.Second);
        // Before the year 2 there are no clocks to turn back.
        if (shown - MaxFold < Seconds(1, 1, 2, 0, 0, 0))
            return 0;
        var step = shown - Shown(thread, seconds - MaxFold) - MaxFold;
        return step < 0 && Shown(thread, seconds + step) == shown ? 1 : 0;
    }

    /// <summary>The fixed time zone in force at a point in time.</summary>
    public static PyTimeZone ZoneAt(ThreadState thread, long seconds)
    {
        var time = ToLocal(thread, seconds);
        return PyTimeZone.Create(thread, PyTimeDelta.Create(0, time.UtcOffset, 0), time.Zone is { } zone ? OsPath.Text(zone) : PyStr.Empty);
    }

    /// <summary>A <c>time.struct_time</c>.</summary>
    public static PyObject StructTime(ThreadState thread, int year, int month, int day, int hour, int minute, int second, int dst) =>
        StructTime(thread, year, month, day, hour, minute, second, GregorianCalendar.Weekday(year, month, day), GregorianCalendar.DayOfYear(year, month, day), dst);

    public static PyObject StructTime(
        ThreadState thread, int year, int month, int day, int hour, int minute, int second, int weekday, int dayOfYear, int dst) =>
        Op.Call(thread, Op.ImportFrom(thread, "time", "struct_time"), PyTuple.Create(
            thread, PyInt.From(year), PyInt.From(month), PyInt.From(day), PyInt.From(hour), PyInt.From(minute), PyInt.From(second),
            PyInt.From(weekday), PyInt.From(dayOfYear), PyInt.From(dst)));
}
