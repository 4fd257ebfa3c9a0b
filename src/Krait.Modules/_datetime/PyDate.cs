using Krait.Modules.Os;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.DateTimes;

/// <summary>date(year, month, day) --> date object</summary>
[PyType("date", Module = "datetime", BaseType = true, BasicSize = 32), PyModuleType("_datetime")]
internal partial class PyDate : PyContainer, INotCollected
{
    public static readonly PyDate MinDate = new(TypeObject) { Year = 1, Month = 1, Day = 1, RefCount = Immortal };
    public static readonly PyDate MaxDate = new(TypeObject) { Year = 9999, Month = 12, Day = 31, RefCount = Immortal };

    private protected PyDate(PyType type) : base(type)
    {
    }

    internal int Year;
    internal int Month;
    internal int Day;

    public int Ordinal => GregorianCalendar.ToOrdinal(Year, Month, Day);

    /// <summary>A date whose parts are known to be right.</summary>
    public static PyDate Create(int year, int month, int day) => new(TypeObject) { Year = year, Month = month, Day = day };

    /// <summary>An instance of a type, which is called where it is a subclass.</summary>
    /// <exception cref="PythonException">ValueError, or what the subclass raises.</exception>
    public static PyObject Create(ThreadState thread, PyType type, int year, int month, int day)
    {
        if (!ReferenceEquals(type, TypeObject))
            return Op.Call(thread, type, PyInt.From(year), PyInt.From(month), PyInt.From(day));
        GregorianCalendar.CheckDate(year, month, day);
        return Create(year, month, day);
    }

    [PyNew(Signature = "")]
    private static PyObject New(ThreadState thread, PyType type, [Keyword] PyObject year, [Keyword] PyObject? month = null, [Keyword] PyObject? day = null)
    {
        int y, m, d;
        if (month is null && day is null && PickledState.Read(year, 4, 2, 0x7f) is { } state)
        {
            (y, m, d) = (state[0] << 8 | state[1], state[2], state[3]);
        }
        else
        {
            y = Op.AsInt(thread, year);
            m = Op.AsInt(thread, month ?? throw Missing("month", 2));
            d = Op.AsInt(thread, day ?? throw Missing("day", 3));
            GregorianCalendar.CheckDate(y, m, d);
        }
        var made = ReferenceEquals(type, TypeObject) ? new PyDate(type) : (PyDate)type.Allocate!(thread, type);
        (made.Year, made.Month, made.Day) = (y, m, d);
        return made;
    }

    private protected static PythonException Missing(string name, int position) =>
        Errors.Type($"function missing required argument '{name}' (pos {position})");

    /// <summary>Create a date from a POSIX timestamp.
    ///
    /// The timestamp is a number, e.g. created via time.time(), that is interpreted
    /// as local time.</summary>
    [PyClassMethod("fromtimestamp")]
    private static PyObject FromTimestamp(ThreadState thread, PyType type, PyObject timestamp)
    {
        var time = LocalClock.ToLocal(thread, TimeConversion.Seconds(thread, timestamp, TimeRounding.Floor));
        return Create(thread, type, time.Year + 1900, time.Month + 1, time.Day);
    }

    /// <summary>int -> date corresponding to a proleptic Gregorian ordinal.</summary>
    [PyClassMethod("fromordinal", Signature = "")]
    private static PyObject FromOrdinal(ThreadState thread, PyType type, int ordinal)
    {
        if (ordinal < 1)
            throw Errors.Value("ordinal must be >= 1");
        var (year, month, day) = GregorianCalendar.FromOrdinal(ordinal);
        return Create(thread, type, year, month, day);
    }

    /// <summary>str -> Construct a date from a string in ISO 8601 format.</summary>
    [PyClassMethod("fromisoformat")]
    private static PyObject FromIsoFormat(ThreadState thread, PyType type, PyObject @object)
    {
        var text = IsoParser.Text(@object);
        if (text.Length is not (7 or 8 or 10) || !IsoParser.TryDate(text, out var year, out var month, out var day))
            throw IsoParser.Invalid(thread, @object);
        return Create(thread, type, year, month, day);
    }

    /// <summary>int, int, int -> Construct a date from the ISO year, week number and weekday.
    ///
    /// This is the inverse of the date.isocalendar() function</summary>
    [PyClassMethod("fromisocalendar", Signature = "")]
    private static PyObject FromIsoCalendar(ThreadState thread, PyType type, [Keyword("year")] PyObject yearObject, [Keyword("week")] PyObject weekObject, [Keyword("day")] PyObject dayObject)
    {
        var (year, week, day) = (IsoPart(thread, yearObject), IsoPart(thread, weekObject), IsoPart(thread, dayObject));
        if (year is < GregorianCalendar.MinYear or > GregorianCalendar.MaxYear)
            throw GregorianCalendar.YearOutOfRange(year);
        if (week < 1 || week > GregorianCalendar.IsoWeeks(year))
            throw Errors.Value($"Invalid week: {week}");
        if (day is < 1 or > 7)
            throw Errors.Value($"Invalid weekday: {day} (range is [1, 7])");
        var (y, m, d) = GregorianCalendar.FromOrdinal(GregorianCalendar.FirstIsoMonday(year) + (week - 1) * 7 + day - 1);
        return Create(thread, type, y, m, d);
    }

    private static int IsoPart(ThreadState thread, PyObject value)
    {
        var number = Op.Index(thread, value);
        return number.TryGetLong(out var part) && part == (int)part ? (int)part : throw Errors.Value("ISO calendar component out of range");
    }

    /// <summary>string, format -> new date parsed from a string (like time.strptime()).</summary>
    [PyClassMethod("strptime", Signature = "")]
    private static PyObject StrPTime(ThreadState thread, PyType type, PyStr text, PyStr format) =>
        Op.Call(thread, Op.ImportFrom(thread, "_strptime", "_strptime_datetime_date"), type, text, format);

    /// <summary>Current date or datetime:  same as self.__class__.fromtimestamp(time.time()).</summary>
    [PyClassMethod("today")]
    private static PyObject Today(ThreadState thread, PyType type) => ReferenceEquals(type, TypeObject)
        ? FromTimestamp(thread, type, PyInt.From(Clocks.TimeOfDay().Seconds))
        : Op.CallMethod(thread, type, "fromtimestamp", Op.Call(thread, Op.ImportFrom(thread, "time", "time")));

    [PyGetter("year")]
    private int YearAttribute => Year;

    [PyGetter("month")]
    private int MonthAttribute => Month;

    [PyGetter("day")]
    private int DayAttribute => Day;

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr() => $"{Type.Name}({Year}, {Month}, {Day})";

    [PySlot(nameof(PyType.TpStr))]
    private PyObject Str(ThreadState thread) => Op.CallMethod(thread, this, "isoformat");

    [PySlot(nameof(PyType.TpHash))]
    private long Hash() => PyTimeDelta.KeyedHash(Year, Month, Day);

    [PySlot(nameof(PyType.TpRichCompare))]
    private PyObject Compare(PyObject other, CompareOp op) => other is PyDate date and not PyDateTime
        ? Op.Ordered((Year << 16 | Month << 8 | Day) - (date.Year << 16 | date.Month << 8 | date.Day), op)
        : PyNotImplemented.Instance;

    [PySlot(nameof(PyType.NbAdd))]
    private static PyObject Add(ThreadState thread, PyObject left, PyObject right)
    {
        if (left is PyDateTime || right is PyDateTime)
            return PyNotImplemented.Instance;
        if (left is PyDate date)
            return right is PyTimeDelta delta ? date.PlusDays(thread, delta.Days) : PyNotImplemented.Instance;
        return left is PyTimeDelta first ? ((PyDate)right).PlusDays(thread, first.Days) : PyNotImplemented.Instance;
    }

    [PySlot(nameof(PyType.NbSubtract))]
    private static PyObject Subtract(ThreadState thread, PyObject left, PyObject right)
    {
        if (left is not PyDate date || left is PyDateTime || right is PyDateTime)
            return PyNotImplemented.Instance;
        return right switch
        {
            PyDate other => PyTimeDelta.Create(date.Ordinal - other.Ordinal, 0, 0),
            PyTimeDelta delta => date.PlusDays(thread, -delta.Days),
            _ => PyNotImplemented.Instance,
        };
    }

    private PyObject PlusDays(ThreadState thread, int days)
    {
        var ordinal = (long)Ordinal + days;
        if (ordinal is < 1 or > GregorianCalendar.MaxOrdinal)
            throw Errors.Overflow("date value out of range");
        var (year, month, day) = GregorianCalendar.FromOrdinal((int)ordinal);
        return Create(thread, Type, year, month, day);
    }
}
