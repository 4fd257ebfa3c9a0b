using System.Text;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

internal static partial class TimeModule
{
    private static readonly string[] s_weekDays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    private static readonly string[] s_months =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    /// <summary>Convert seconds since the Epoch to a time tuple expressing UTC (a.k.a.
    /// GMT).  When 'seconds' is not passed in, convert the current time instead.
    ///
    /// If the platform supports the tm_gmtoff and tm_zone, they are available as
    /// attributes only.</summary>
    [PyFunction("gmtime", Signature = "")]
    private static PyObject GmTime(ThreadState thread, PyObject? seconds = null)
    {
        var when = PointInTime(thread, seconds);
        return ToStructTime(thread, OsCall.Query(thread, (out e) => TimeZones.ToUtc(when, out e)));
    }

    /// <summary>Convert seconds since the Epoch to a time tuple expressing local time.
    /// When 'seconds' is not passed in, convert the current time instead.</summary>
    [PyFunction("localtime", Signature = "")]
    private static PyObject LocalTime(ThreadState thread, PyObject? seconds = null) => ToStructTime(thread, Local(thread, seconds));

    private static CalendarTime Local(ThreadState thread, PyObject? seconds)
    {
        var when = PointInTime(thread, seconds);
        return OsCall.Query(thread, (out e) => TimeZones.ToLocal(when, out e));
    }

    private static long PointInTime(ThreadState thread, PyObject? seconds) =>
        seconds is null or PyNone ? Clocks.TimeOfDay().Seconds : TimeConversion.Seconds(thread, seconds, TimeRounding.Floor);

    private static PyStructSequence ToStructTime(ThreadState thread, CalendarTime time) => StructSequence.New(
        thread,
        StructTime,
        PyInt.From(time.Year + 1900L),
        PyInt.From(time.Month + 1),
        PyInt.From(time.Day),
        PyInt.From(time.Hour),
        PyInt.From(time.Minute),
        PyInt.From(time.Second),
        PyInt.From((time.WeekDay + 6) % 7),
        PyInt.From(time.YearDay + 1),
        PyInt.From(time.DaylightSaving),
        time.Zone is { } zone ? OsPath.Text(zone) : PyNone.Instance,
        PyInt.From(time.UtcOffset));

    /// <summary>Convert a time tuple to a string, e.g. 'Sat Jun 06 16:26:11 1998'.
    /// When the time tuple is not present, current time as returned by localtime()
    /// is used.</summary>
    [PyFunction("asctime", Signature = "")]
    private static string AscTime(ThreadState thread, PyObject? tuple = null)
    {
        if (tuple is null)
            return Shown(Local(thread, null));
        var time = FromTuple(thread, tuple, "asctime");
        Check(ref time);
        return Shown(time);
    }

    /// <summary>Convert a time in seconds since the Epoch to a string in local time.
    /// This is equivalent to asctime(localtime(seconds)). When the time tuple is
    /// not present, current time as returned by localtime() is used.</summary>
    [PyFunction("ctime", Signature = "")]
    private static string CTime(ThreadState thread, PyObject? seconds = null) => Shown(Local(thread, seconds));

    private static string Shown(CalendarTime time) =>
        $"{s_weekDays[(time.WeekDay + 6) % 7]} {s_months[time.Month]} {time.Day,2} "
        + $"{time.Hour:00}:{time.Minute:00}:{time.Second:00} {time.Year + 1900L}";

    /// <summary>Convert a time tuple in local time to seconds since the Epoch.
    /// Note that mktime(gmtime(0)) will not generally return zero for most
    /// time zones; instead the returned value will either be equal to that
    /// of the timezone or altzone attributes on the time module.</summary>
    [PyFunction("mktime", Signature = "")]
    private static double MkTime(ThreadState thread, PyObject tuple)
    {
        var time = FromTuple(thread, tuple, "mktime");
        var seconds = TimeZones.FromLocal(ref time, out var error);
        return error.Failed ? throw Errors.Overflow("mktime argument out of range") : seconds;
    }

    /// <summary>Convert a time tuple to a string according to a format specification.
    /// See the library reference manual for formatting codes. When the time tuple
    /// is not present, current time as returned by localtime() is used.
    ///
    /// Commonly used format codes:
    ///
    /// %Y  Year with century as a decimal number.
    /// %m  Month as a decimal number [01,12].
    /// %d  Day of the month as a decimal number [01,31].
    /// %H  Hour (24-hour clock) as a decimal number [00,23].
    /// %M  Minute as a decimal number [00,59].
    /// %S  Second as a decimal number [00,61].
    /// %z  Time zone offset from UTC.
    /// %a  Locale's abbreviated weekday name.
    /// %A  Locale's full weekday name.
    /// %b  Locale's abbreviated month name.
    /// %B  Locale's full month name.
    /// %c  Locale's appropriate date and time representation.
    /// %I  Hour (12-hour clock) as a decimal number [01,12].
    /// %p  Locale's equivalent of either AM or PM.
    ///
    /// Other codes may be available on your platform.  See documentation for
    /// the C library strftime function.</summary>
    [PyFunction("strftime", Signature = "")]
    private static PyObject StrFTime(ThreadState thread, PyStr format, PyObject? tuple = null)
    {
        CalendarTime time;
        if (tuple is null)
        {
            time = Local(thread, null);
        }
        else
        {
            time = FromTuple(thread, tuple, "strftime");
            Check(ref time);
        }
        // glibc takes a daylight saving flag past 1 as an index.
        time.DaylightSaving = Math.Clamp(time.DaylightSaving, -1, 1);
        return Format(format, time);
    }

    // Only ASCII goes to the C library: what is not would depend on the locale's encoding, and a null would end the format.
    private static PyStr Format(PyStr format, CalendarTime time)
    {
        var result = new List<int>();
        var directives = new StringBuilder();
        for (var i = 0; i <= format.Length; i++)
        {
            if (i < format.Length && format[i] is > 0 and < 128)
            {
                directives.Append((char)format[i]);
                continue;
            }
            if (directives.Length > 0)
            {
                var text = OsPath.Text(TimeZones.Format(Encoding.ASCII.GetBytes(directives.ToString()), time));
                result.AddRange(text.ToCodePoints());
                directives.Clear();
            }
            if (i < format.Length)
                result.Add(format[i]);
        }
        return PyStr.FromCodePoints(result.ToArray());
    }

    private static CalendarTime FromTuple(ThreadState thread, PyObject o, string function)
    {
        if (o is not PyTuple tuple)
            throw Errors.Type("Tuple or struct_time argument required");
        if (tuple.Count != 9)
            throw Errors.Type($"{function}(): illegal time tuple argument");
        Span<int> parts = stackalloc int[9];
        for (var i = 0; i < 9; i++)
            parts[i] = Part(thread, tuple[i]);
        if (parts[0] < int.MinValue + 1900)
            throw Errors.Overflow("year out of range");
        var time = new CalendarTime
        {
            Year = parts[0] - 1900,
            Month = parts[1] - 1,
            Day = parts[2],
            Hour = parts[3],
            Minute = parts[4],
            Second = parts[5],
            WeekDay = (parts[6] + 1) % 7,
            YearDay = parts[7] - 1,
            DaylightSaving = parts[8],
        };
        if (o is PyStructSequence sequence && ReferenceEquals(o.Type, StructTime))
        {
            if (sequence.Field(9) is PyStr zone)
                time.Zone = FileSystemText.Encode(thread, zone);
            if (sequence.Field(10) is PyInt offset)
                time.UtcOffset = ArgumentConversion.ToLong(thread, offset);
        }
        return time;
    }

    private static int Part(ThreadState thread, PyObject o)
    {
        var number = Op.Index(thread, o);
        if (number.TryGetLong(out var value) && value is >= int.MinValue and <= int.MaxValue)
            return (int)value;
        throw Errors.Overflow(number.Big.Sign > 0 ? "signed integer is greater than maximum" : "signed integer is less than minimum");
    }

    /// <summary>ValueError where a part is out of range; zeros, which many leave in, become the first month, day and so on.</summary>
    private static void Check(ref CalendarTime time)
    {
        if (time.Month == -1)
            time.Month = 0;
        else if (time.Month is < 0 or > 11)
            throw Errors.Value("month out of range");
        if (time.Day == 0)
            time.Day = 1;
        else if (time.Day is < 0 or > 31)
            throw Errors.Value("day of month out of range");
        if (time.Hour is < 0 or > 23)
            throw Errors.Value("hour out of range");
        if (time.Minute is < 0 or > 59)
            throw Errors.Value("minute out of range");
        if (time.Second is < 0 or > 61)
            throw Errors.Value("seconds out of range");
        if (time.WeekDay < 0)
            throw Errors.Value("day of week out of range");
        if (time.YearDay == -1)
            time.YearDay = 0;
        else if (time.YearDay is < 0 or > 365)
            throw Errors.Value("day of year out of range");
    }
}
