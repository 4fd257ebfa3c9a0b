using System.Text;
using Krait.Runtime;

namespace Krait.Modules.DateTimes;

/// <summary>datetime(year, month, day[, hour[, minute[, second[, microsecond[,tzinfo]]]]])
///
/// The year, month and day arguments are required. tzinfo may be None, or an
/// instance of a tzinfo subclass. The remaining arguments may be ints.</summary>
[PyType("datetime", Module = "datetime", BaseType = true, BasicSize = 48), PyModuleType("_datetime")]
internal partial class PyDateTime : PyDate
{
    public static readonly PyDateTime MinMoment = new(TypeObject) { Year = 1, Month = 1, Day = 1, RefCount = Immortal };

    public static readonly PyDateTime MaxMoment =
        new(TypeObject) { Year = 9999, Month = 12, Day = 31, Hour = 23, Minute = 59, Second = 59, Microsecond = 999_999, RefCount = Immortal };

    private const int NoHash = -1;

    private Ref<PyTzInfo> _zone;
    private long _hash = NoHash;

    private protected PyDateTime(PyType type) : base(type)
    {
    }

    internal int Hour;
    internal int Minute;
    internal int Second;
    internal int Microsecond;
    internal int Fold;

    /// <summary>The time zone; null for none.</summary>
    public PyTzInfo? Zone => _zone.Value;

    private int SecondsOfDay => (Hour * 60 + Minute) * 60 + Second;

    /// <summary>What the clock shows, in microseconds since the start of year 0.</summary>
    private long Shown => (Ordinal * (long)PyTimeDelta.SecondsPerDay + SecondsOfDay) * PyTimeDelta.MicrosecondsPerSecond + Microsecond;

    /// <summary>A datetime whose parts are known to be right.</summary>
    public static PyDateTime Create(
        ThreadState thread, int year, int month, int day, int hour, int minute, int second, int microsecond, PyTzInfo? zone, int fold = 0)
    {
        var made = new PyDateTime(TypeObject)
        {
            Year = year, Month = month, Day = day, Hour = hour, Minute = minute, Second = second, Microsecond = microsecond, Fold = fold,
        };
        if (zone is not null)
        {
            thread.EnterNewUntracked(made);
            made._zone.Value = zone;
        }
        return made;
    }

    /// <summary>An instance of a type, which is called where it is a subclass.</summary>
    /// <exception cref="PythonException">ValueError, or what the subclass raises.</exception>
    public static PyObject Create(
        ThreadState thread, PyType type, int year, int month, int day, int hour, int minute, int second, int microsecond, PyTzInfo? zone, int fold)
    {
        if (ReferenceEquals(type, TypeObject))
        {
            GregorianCalendar.CheckDate(year, month, day);
            GregorianCalendar.CheckTime(hour, minute, second, microsecond, fold);
            return Create(thread, year, month, day, hour, minute, second, microsecond, zone, fold);
        }
        var made = Op.Call(
            thread, type, PyInt.From(year), PyInt.From(month), PyInt.From(day), PyInt.From(hour), PyInt.From(minute), PyInt.From(second),
            PyInt.From(microsecond), (PyObject?)zone ?? PyNone.Instance);
        if (made is PyDateTime moment)
            moment.Fold = fold;
        return made;
    }

    [PyNew(Signature = "")]
    private static PyObject New(
        ThreadState thread, PyType type, [Keyword] PyObject year, [Keyword] PyObject? month = null, [Keyword] PyObject? day = null,
        [Keyword] PyObject? hour = null, [Keyword] PyObject? minute = null, [Keyword] PyObject? second = null, [Keyword] PyObject? microsecond = null,
        [Keyword] PyObject? tzinfo = null, [KeywordOnly] int fold = 0)
    {
        if (day is null && hour is null && tzinfo is null && PickledState.Read(year, 10, 2, 0x7f) is { } state)
        {
            if (month is not (null or PyTzInfo or PyNone))
                throw Errors.Type("bad tzinfo state arg");
            return Unpickle(thread, type, state, month as PyTzInfo);
        }
        var y = Op.AsInt(thread, year);
        var m = Op.AsInt(thread, month ?? throw Missing("month", 2));
        var d = Op.AsInt(thread, day ?? throw Missing("day", 3));
        var (h, mi, s) = (Given(thread, hour, 0), Given(thread, minute, 0), Given(thread, second, 0));
        var us = Given(thread, microsecond, 0);
        GregorianCalendar.CheckDate(y, m, d);
        GregorianCalendar.CheckTime(h, mi, s, us, fold);
        var zone = TimeZoneCalls.Check(tzinfo);
        if (ReferenceEquals(type, TypeObject))
            return Create(thread, y, m, d, h, mi, s, us, zone, fold);
        var made = (PyDateTime)type.Allocate!(thread, type);
        (made.Year, made.Month, made.Day, made.Hour, made.Minute, made.Second, made.Microsecond, made.Fold) = (y, m, d, h, mi, s, us, fold);
        made._zone.Value = zone;
        return made;
    }

    private static PyDateTime Unpickle(ThreadState thread, PyType type, byte[] state, PyTzInfo? zone)
    {
        var made = (PyDateTime)type.Allocate!(thread, type);
        (made.Year, made.Month, made.Day) = (state[0] << 8 | state[1], state[2] & 0x7f, state[3]);
        (made.Hour, made.Minute, made.Second, made.Fold) = (state[4], state[5], state[6], state[2] >> 7);
        made.Microsecond = state[7] << 16 | state[8] << 8 | state[9];
        made._zone.Value = zone;
        return made;
    }

    [PyGetter("hour")]
    private int HourAttribute => Hour;

    [PyGetter("minute")]
    private int MinuteAttribute => Minute;

    [PyGetter("second")]
    private int SecondAttribute => Second;

    [PyGetter("microsecond")]
    private int MicrosecondAttribute => Microsecond;

    [PyGetter("tzinfo")]
    private PyObject? ZoneAttribute => Zone;

    [PyGetter("fold")]
    private int FoldAttribute => Fold;

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread)
    {
        var text = new StringBuilder($"{Type.Name}({Year}, {Month}, {Day}, {Hour}, {Minute}");
        if (Second != 0 || Microsecond != 0)
            text.Append($", {Second}");
        if (Microsecond != 0)
            text.Append($", {Microsecond}");
        if (Fold != 0)
            text.Append($", fold={Fold}");
        if (Zone is not null)
            text.Append($", tzinfo={Op.ReprText(thread, Zone)}");
        return text.Append(')').ToString();
    }

    [PySlot(nameof(PyType.TpStr))]
    private PyObject Str(ThreadState thread) => Op.CallMethod(thread, this, "isoformat", PyStr.Intern(" "));

    [PySlot(nameof(PyType.TpHash))]
    private long Hash(ThreadState thread)
    {
        if (_hash != NoHash)
            return _hash;
        // Both readings of a time that comes twice are equal to themselves at other times of the year: their hash is that of the first.
        var first = Fold == 0 ? this : WithFold(thread, 0);
        using var held = new Held(thread, first);
        if (TimeZoneCalls.OffsetOf(thread, first) is not { } offset)
            return _hash = PyTimeDelta.KeyedHash(Ordinal, SecondsOfDay, Microsecond);
        return _hash = Op.Hash(thread, PyTimeDelta.Create((Int128)(Shown - offset.TotalSmall)));
    }

    private PyDateTime WithFold(ThreadState thread, int fold) => Create(thread, Year, Month, Day, Hour, Minute, Second, Microsecond, Zone, fold);

    [PySlot(nameof(PyType.TpRichCompare))]
    private PyObject Compare(ThreadState thread, PyObject other, CompareOp op)
    {
        if (other is not PyDateTime moment)
            return PyNotImplemented.Instance;
        if (ReferenceEquals(Zone, moment.Zone))
            return Op.Ordered(Shown.CompareTo(moment.Shown), op);
        var first = TimeZoneCalls.OffsetOf(thread, this)?.TotalSmall;
        var second = TimeZoneCalls.OffsetOf(thread, moment)?.TotalSmall;
        if ((first is null) != (second is null))
        {
            return op switch
            {
                CompareOp.Eq => PyBool.False,
                CompareOp.Ne => PyBool.True,
                _ => throw Errors.Type("can't compare offset-naive and offset-aware datetimes"),
            };
        }
        var order = (Shown - (first ?? 0)).CompareTo(moment.Shown - (second ?? 0));
        // PEP 495: a time that depends on the fold equals nothing in another zone.
        if (order == 0 && op is CompareOp.Eq or CompareOp.Ne && (DependsOnFold(thread, first) || moment.DependsOnFold(thread, second)))
            order = 1;
        return Op.Ordered(order, op);
    }

    private bool DependsOnFold(ThreadState thread, long? offset)
    {
        var flipped = WithFold(thread, 1 - Fold);
        using var held = new Held(thread, flipped);
        return TimeZoneCalls.OffsetOf(thread, flipped)?.TotalSmall != offset;
    }

    [PySlot(nameof(PyType.NbAdd))]
    private static PyObject Add(ThreadState thread, PyObject left, PyObject right)
    {
        if (left is PyDateTime moment)
            return right is PyTimeDelta delta ? moment.Shifted(thread, delta, 1) : PyNotImplemented.Instance;
        return left is PyTimeDelta first ? ((PyDateTime)right).Shifted(thread, first, 1) : PyNotImplemented.Instance;
    }

    [PySlot(nameof(PyType.NbSubtract))]
    private static PyObject Subtract(ThreadState thread, PyObject left, PyObject right)
    {
        if (left is not PyDateTime moment)
            return PyNotImplemented.Instance;
        return right switch
        {
            PyDateTime other => Difference(thread, moment, other),
            PyTimeDelta delta => moment.Shifted(thread, delta, -1),
            _ => PyNotImplemented.Instance,
        };
    }

    private static PyTimeDelta Difference(ThreadState thread, PyDateTime left, PyDateTime right)
    {
        var difference = left.Shown - right.Shown;
        if (!ReferenceEquals(left.Zone, right.Zone))
        {
            var first = TimeZoneCalls.OffsetOf(thread, left)?.TotalSmall;
            var second = TimeZoneCalls.OffsetOf(thread, right)?.TotalSmall;
            if ((first is null) != (second is null))
                throw Errors.Type("can't subtract offset-naive and offset-aware datetimes");
            difference -= (first ?? 0) - (second ?? 0);
        }
        return PyTimeDelta.Create((Int128)difference);
    }

    /// <summary>The moment plus (sign 1) or minus (-1) a span; an instance of the same class, in the same time zone.</summary>
    /// <exception cref="PythonException">OverflowError.</exception>
    public PyObject Shifted(ThreadState thread, PyTimeDelta delta, int sign) => Shifted(thread, Type, Zone, delta, sign);

    private PyObject Shifted(ThreadState thread, PyType type, PyTzInfo? zone, PyTimeDelta delta, int sign)
    {
        var microsecond = Microsecond + sign * (long)delta.Microseconds;
        var second = SecondsOfDay + sign * (long)delta.Seconds + PyTimeDelta.FloorDivide(ref microsecond, PyTimeDelta.MicrosecondsPerSecond);
        var ordinal = Ordinal + sign * (long)delta.Days + PyTimeDelta.FloorDivide(ref second, PyTimeDelta.SecondsPerDay);
        if (ordinal is < 1 or > GregorianCalendar.MaxOrdinal)
            throw Errors.Overflow("date value out of range");
        var (year, month, day) = GregorianCalendar.FromOrdinal((int)ordinal);
        var (hour, minute) = ((int)second / 3600, (int)second / 60 % 60);
        return ReferenceEquals(type, TypeObject)
            ? Create(thread, year, month, day, hour, minute, (int)second % 60, (int)microsecond, zone)
            : Create(thread, type, year, month, day, hour, minute, (int)second % 60, (int)microsecond, zone, 0);
    }
}
