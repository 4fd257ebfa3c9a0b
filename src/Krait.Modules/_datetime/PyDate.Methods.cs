using Krait.Runtime;

namespace Krait.Modules.DateTimes;

internal partial class PyDate
{
    /// <summary>Return ctime() style string.</summary>
    [PyMethod("ctime")]
    private string CTime() => CTime(0, 0, 0);

    private protected string CTime(int hour, int minute, int second) =>
        $"{GregorianCalendar.DayNames[Weekday()]} {GregorianCalendar.MonthNames[Month - 1]} {Day,2} {hour:D2}:{minute:D2}:{second:D2} {Year:D4}";

    /// <summary>format -> strftime() style string.</summary>
    [PyMethod("strftime", Signature = "")]
    private PyObject StrFTime(ThreadState thread, [Keyword] PyObject format) =>
        StrFTimeFormatter.Format(thread, this, TimeText.Argument("strftime", 1, format), Op.CallMethod(thread, this, "timetuple"));

    /// <summary>Formats self with strftime.</summary>
    [PyMethod("__format__", Signature = "")]
    private PyObject Format(ThreadState thread, PyObject format) =>
        TimeText.Argument("__format__", 1, format).Length == 0 ? Op.Str(thread, this) : Op.CallMethod(thread, this, "strftime", format);

    /// <summary>Return time tuple, compatible with time.localtime().</summary>
    [PyMethod("timetuple")]
    private PyObject TimeTuple(ThreadState thread) => LocalClock.StructTime(thread, Year, Month, Day, 0, 0, 0, -1);

    /// <summary>Return a named tuple containing ISO year, week number, and weekday.</summary>
    [PyMethod("isocalendar")]
    private PyObject IsoCalendar(ThreadState thread)
    {
        var year = Year;
        var days = Ordinal - GregorianCalendar.FirstIsoMonday(year);
        if (days < 0)
            days = Ordinal - GregorianCalendar.FirstIsoMonday(--year);
        else if (days >= 52 * 7 && Ordinal >= GregorianCalendar.FirstIsoMonday(year + 1))
            days = Ordinal - GregorianCalendar.FirstIsoMonday(++year);
        return PyIsoCalendarDate.Create(thread, year, days / 7 + 1, days % 7 + 1);
    }

    /// <summary>Return string in ISO 8601 format, YYYY-MM-DD.</summary>
    [PyMethod("isoformat")]
    private string IsoFormat() => IsoDate;

    public string IsoDate => $"{Year:D4}-{Month:D2}-{Day:D2}";

    /// <summary>Return the day of the week represented by the date.
    /// Monday == 1 ... Sunday == 7</summary>
    [PyMethod("isoweekday")]
    private int IsoWeekday() => Weekday() + 1;

    /// <summary>Return proleptic Gregorian ordinal.  January 1 of year 1 is day 1.</summary>
    [PyMethod("toordinal")]
    private int ToOrdinal() => Ordinal;

    /// <summary>Return the day of the week represented by the date.
    /// Monday == 0 ... Sunday == 6</summary>
    [PyMethod("weekday")]
    internal int Weekday() => GregorianCalendar.Weekday(Year, Month, Day);

    /// <summary>Return date with new specified fields.</summary>
    [PyMethod("replace", Signature = "($self, /, year=unchanged, month=unchanged, day=unchanged)")]
    private PyObject Replace(
        ThreadState thread, [Keyword] PyObject? year = null, [Keyword] PyObject? month = null, [Keyword] PyObject? day = null) =>
        Create(thread, Type, Given(thread, year, Year), Given(thread, month, Month), Given(thread, day, Day));

    /// <summary>The same as replace().</summary>
    [PyMethod("__replace__", Signature = "($self, /, **changes)")]
    private PyObject ReplaceFields(
        ThreadState thread, [KeywordOnly] PyObject? year = null, [KeywordOnly] PyObject? month = null, [KeywordOnly] PyObject? day = null) =>
        Replace(thread, year, month, day);

    public static int Given(ThreadState thread, PyObject? value, int current) => value is null ? current : Op.AsInt(thread, value);

    /// <summary>__reduce__() -> (cls, state)</summary>
    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread) =>
        PyTuple.Create(thread, Type, PyTuple.Create(thread, PyBytes.From([(byte)(Year >> 8), (byte)Year, (byte)Month, (byte)Day])));
}
