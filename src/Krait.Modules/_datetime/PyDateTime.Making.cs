using Krait.Modules.Os;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.DateTimes;

internal partial class PyDateTime
{
    /// <summary>Returns new datetime object representing current time local to tz.
    ///
    ///   tz
    ///     Timezone object.
    ///
    /// If no tz is specified, uses local timezone.</summary>
    [PyClassMethod("now")]
    private static PyObject Now(ThreadState thread, PyType type, [Keyword][Default("None")] PyObject? tz = null)
    {
        var now = Clocks.TimeOfDay();
        return At(thread, type, now.Seconds, (int)now.Microseconds, TimeZoneCalls.Check(tz));
    }

    /// <summary>Return a new datetime representing UTC day and time.</summary>
    [PyClassMethod("utcnow")]
    private static PyObject UtcNow(ThreadState thread, PyType type)
    {
        Op.Warn(thread, ExceptionTypes.DeprecationWarning,
            "datetime.datetime.utcnow() is deprecated and scheduled for removal in a future version. "
            + "Use timezone-aware objects to represent datetimes in UTC: datetime.datetime.now(datetime.UTC).");
        var now = Clocks.TimeOfDay();
        return From(thread, type, LocalClock.ToUtc(thread, now.Seconds), (int)now.Microseconds, null, 0);
    }

    /// <summary>timestamp[, tz] -> tz's local time from POSIX timestamp.</summary>
    [PyClassMethod("fromtimestamp", Signature = "")]
    private static PyObject FromTimestamp(ThreadState thread, PyType type, [Keyword] PyObject timestamp, [Keyword] PyObject? tz = null)
    {
        var zone = TimeZoneCalls.Check(tz);
        var (seconds, microseconds) = Split(thread, timestamp);
        return At(thread, type, seconds, microseconds, zone);
    }

    /// <summary>Construct a naive UTC datetime from a POSIX timestamp.</summary>
    [PyClassMethod("utcfromtimestamp", Signature = "")]
    private static PyObject UtcFromTimestamp(ThreadState thread, PyType type, PyObject timestamp)
    {
        Op.Warn(thread, ExceptionTypes.DeprecationWarning,
            "datetime.datetime.utcfromtimestamp() is deprecated and scheduled for removal in a future version. "
            + "Use timezone-aware objects to represent datetimes in UTC: datetime.datetime.fromtimestamp(timestamp, datetime.UTC).");
        var (seconds, microseconds) = Split(thread, timestamp);
        return From(thread, type, LocalClock.ToUtc(thread, seconds), microseconds, null, 0);
    }

    /// <summary>A number of seconds, to the nearest microsecond.</summary>
    private static (long Seconds, int Microseconds) Split(ThreadState thread, PyObject timestamp)
    {
        if (timestamp is not PyFloat number)
            return (TimeConversion.Seconds(thread, timestamp, TimeRounding.HalfEven), 0);
        var seconds = TimeConversion.Seconds(thread, PyFloat.From(Math.Truncate(number.ToDouble())), TimeRounding.HalfEven);
        var fraction = Math.Round((number.ToDouble() - seconds) * PyTimeDelta.MicrosecondsPerSecond, MidpointRounding.ToEven);
        if (fraction >= PyTimeDelta.MicrosecondsPerSecond)
            return (seconds + 1, (int)(fraction - PyTimeDelta.MicrosecondsPerSecond));
        return fraction < 0 ? (seconds - 1, (int)(fraction + PyTimeDelta.MicrosecondsPerSecond)) : (seconds, (int)fraction);
    }

    /// <summary>A point in time, in a time zone or as the local clock shows it.</summary>
    private static PyObject At(ThreadState thread, PyType type, long seconds, int microseconds, PyTzInfo? zone)
    {
        if (zone is null)
        {
            var local = LocalClock.ToLocal(thread, seconds);
            if (local.Year + 1900 is < GregorianCalendar.MinYear or > GregorianCalendar.MaxYear)
                throw GregorianCalendar.YearOutOfRange(local.Year + 1900L);
            return From(thread, type, local, microseconds, null, LocalClock.FoldOf(thread, seconds, local));
        }
        var utc = From(thread, type, LocalClock.ToUtc(thread, seconds), microseconds, zone, 0);
        using var held = new Held(thread, utc);
        return Op.CallMethod(thread, zone, "fromutc", utc);
    }

    private static PyObject From(ThreadState thread, PyType type, CalendarTime time, int microseconds, PyTzInfo? zone, int fold) =>
        // A leap second is no time of day here.
        Create(thread, type, time.Year + 1900, time.Month + 1, time.Day, time.Hour, time.Minute, Math.Min(time.Second, 59), microseconds, zone, fold);

    /// <summary>string, format -> new datetime parsed from a string (like time.strptime()).</summary>
    [PyClassMethod("strptime", Signature = "")]
    private static PyObject StrPTime(ThreadState thread, PyType type, PyStr text, PyStr format) =>
        Op.Call(thread, Op.ImportFrom(thread, "_strptime", "_strptime_datetime_datetime"), type, text, format);

    /// <summary>date, time -> datetime with same date and time fields</summary>
    [PyClassMethod("combine", Signature = "")]
    private static PyObject Combine(ThreadState thread, PyType type, [Keyword] PyObject date, [Keyword] PyObject time, [Keyword] PyObject? tzinfo = null)
    {
        var d = date as PyDate ?? throw ArgumentConversion.WrongType("combine() argument 1", "datetime.date", date);
        var t = time as PyTime ?? throw ArgumentConversion.WrongType("combine() argument 2", "datetime.time", time);
        return Create(
            thread, type, d.Year, d.Month, d.Day, t.Hour, t.Minute, t.Second, t.Microsecond,
            tzinfo is null ? t.Zone : TimeZoneCalls.Check(tzinfo), t.Fold);
    }

    /// <summary>string -> datetime from a string in most ISO 8601 formats</summary>
    [PyClassMethod("fromisoformat")]
    private static PyObject FromIsoFormat(ThreadState thread, PyType type, PyObject @object)
    {
        var text = IsoParser.Text(@object).AsSpan();
        var length = IsoParser.DateLength(text);
        IsoTime time = default;
        if (length < 0 || length > text.Length || !IsoParser.TryDate(text[..length], out var year, out var month, out var day)
            || (length < text.Length && !IsoParser.TryTime(text[(length + 1)..], out time)))
        {
            throw IsoParser.Invalid(thread, @object);
        }
        if (time.Hour == 24)
        {
            GregorianCalendar.CheckDate(year, month, day);
            if (time.Minute != 0 || time.Second != 0 || time.Microsecond != 0)
                throw Errors.Value("minute, second, and microsecond must be 0 when hour is 24");
            time.Hour = 0;
            (year, month, day) = GregorianCalendar.FromOrdinal(GregorianCalendar.ToOrdinal(year, month, day) + 1);
        }
        return Create(
            thread, type, year, month, day, time.Hour, time.Minute, time.Second, time.Microsecond, IsoParser.Zone(thread, time.Offset), 0);
    }

    /// <summary>Return datetime with new specified fields.</summary>
    [PyMethod("replace", Signature = "($self, /, year=unchanged, month=unchanged, day=unchanged,\n        hour=unchanged, minute=unchanged, second=unchanged,\n        microsecond=unchanged, tzinfo=unchanged, *, fold=unchanged)")]
    private PyObject Replace(
        ThreadState thread, [Keyword] PyObject? year = null, [Keyword] PyObject? month = null, [Keyword] PyObject? day = null,
        [Keyword] PyObject? hour = null, [Keyword] PyObject? minute = null, [Keyword] PyObject? second = null, [Keyword] PyObject? microsecond = null,
        [Keyword] PyObject? tzinfo = null, [KeywordOnly] PyObject? fold = null)
    {
        var (y, m, d) = (Given(thread, year, Year), Given(thread, month, Month), Given(thread, day, Day));
        var (h, mi, s) = (Given(thread, hour, Hour), Given(thread, minute, Minute), Given(thread, second, Second));
        var us = Given(thread, microsecond, Microsecond);
        var f = Given(thread, fold, Fold);
        if (f is not (0 or 1))
            throw Errors.Value($"fold must be either 0 or 1, not {f}");
        return Create(thread, Type, y, m, d, h, mi, s, us, tzinfo is null ? Zone : TimeZoneCalls.Check(tzinfo), f);
    }

    /// <summary>The same as replace().</summary>
    [PyMethod("__replace__", Signature = "($self, /, **changes)")]
    private PyObject ReplaceFields(
        ThreadState thread, [KeywordOnly] PyObject? year = null, [KeywordOnly] PyObject? month = null, [KeywordOnly] PyObject? day = null,
        [KeywordOnly] PyObject? hour = null, [KeywordOnly] PyObject? minute = null, [KeywordOnly] PyObject? second = null,
        [KeywordOnly] PyObject? microsecond = null, [KeywordOnly] PyObject? tzinfo = null, [KeywordOnly] PyObject? fold = null) =>
        Replace(thread, year, month, day, hour, minute, second, microsecond, tzinfo, fold);

    /// <summary>__reduce_ex__(proto) -> (cls, state)</summary>
    [PyMethod("__reduce_ex__", Signature = "")]
    private PyObject ReduceEx(ThreadState thread, int protocol)
    {
        var month = Month | (protocol > 3 && Fold != 0 ? 0x80 : 0);
        var state = PyBytes.From(
        [
            (byte)(Year >> 8), (byte)Year, (byte)month, (byte)Day, (byte)Hour, (byte)Minute, (byte)Second,
            (byte)(Microsecond >> 16), (byte)(Microsecond >> 8), (byte)Microsecond,
        ]);
        return PyTuple.Create(thread, Type, Zone is { } zone ? PyTuple.Create(thread, state, zone) : PyTuple.Create(thread, state));
    }

    /// <summary>__reduce__() -> (cls, state)</summary>
    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread) => ReduceEx(thread, 2);
}
