using Krait.Runtime;

namespace Krait.Modules.DateTimes;

/// <summary>The proleptic Gregorian calendar: day 1 is the first of January of year 1.</summary>
internal static class GregorianCalendar
{
    public const int MinYear = 1;
    public const int MaxYear = 9999;
    public const int MaxOrdinal = 3652059;

    private const int DaysIn400Years = 146097;

    public static readonly string[] DayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    public static readonly string[] MonthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    private static ReadOnlySpan<short> DaysBefore => [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

    public static bool IsLeap(int year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    public static int DaysInMonth(int year, int month) => month switch
    {
        2 => IsLeap(year) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    public static int DayOfYear(int year, int month, int day) => DaysBefore[month - 1] + (month > 2 && IsLeap(year) ? 1 : 0) + day;

    public static int ToOrdinal(int year, int month, int day)
    {
        var before = year - 1;
        return before * 365 + before / 4 - before / 100 + before / 400 + DayOfYear(year, month, day);
    }

    /// <summary>The date of an ordinal of 1 or more.</summary>
    public static (int Year, int Month, int Day) FromOrdinal(int ordinal)
    {
        // Counted from the first of March of year 0, so that the leap day is the last day of a year.
        var days = ordinal - 1 + 306;
        var era = days / DaysIn400Years;
        var inEra = days % DaysIn400Years;
        var yearOfEra = (inEra - inEra / 1460 + inEra / 36524 - inEra / 146096) / 365;
        var inYear = inEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        var fromMarch = (5 * inYear + 2) / 153;
        var day = inYear - (153 * fromMarch + 2) / 5 + 1;
        var month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day);
    }

    /// <summary>The day of the week; Monday is 0.</summary>
    public static int Weekday(int year, int month, int day) => (ToOrdinal(year, month, day) + 6) % 7;

    /// <summary>The ordinal of the Monday of the first ISO week of a year: the one with the first Thursday.</summary>
    public static int FirstIsoMonday(int year)
    {
        var first = ToOrdinal(year, 1, 1);
        var weekday = (first + 6) % 7;
        return weekday > 3 ? first - weekday + 7 : first - weekday;
    }

    /// <summary>The number of ISO weeks of a year.</summary>
    public static int IsoWeeks(int year)
    {
        var weekday = Weekday(year, 1, 1);
        return weekday == 3 || (weekday == 2 && IsLeap(year)) ? 53 : 52;
    }

    /// <exception cref="PythonException">ValueError.</exception>
    public static void CheckDate(int year, int month, int day)
    {
        if (year is < MinYear or > MaxYear)
            throw YearOutOfRange(year);
        if (month is < 1 or > 12)
            throw Errors.Value($"month must be in 1..12, not {month}");
        if (day < 1 || day > DaysInMonth(year, month))
            throw Errors.Value($"day {day} must be in range 1..{DaysInMonth(year, month)} for month {month} in year {year}");
    }

    /// <exception cref="PythonException">ValueError.</exception>
    public static void CheckTime(int hour, int minute, int second, int microsecond, int fold)
    {
        if (hour is < 0 or > 23)
            throw Errors.Value($"hour must be in 0..23, not {hour}");
        if (minute is < 0 or > 59)
            throw Errors.Value($"minute must be in 0..59, not {minute}");
        if (second is < 0 or > 59)
            throw Errors.Value($"second must be in 0..59, not {second}");
        if (microsecond is < 0 or > 999999)
            throw Errors.Value($"microsecond must be in 0..999999, not {microsecond}");
        if (fold is not (0 or 1))
            throw Errors.Value($"fold must be either 0 or 1, not {fold}");
    }

    public static PythonException YearOutOfRange(long year) => Errors.Value($"year must be in 1..9999, not {year}");
}
