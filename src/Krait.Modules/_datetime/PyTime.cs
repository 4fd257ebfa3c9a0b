using System.Text;
using Krait.Runtime;

namespace Krait.Modules.DateTimes;

/// <summary>time([hour[, minute[, second[, microsecond[, tzinfo]]]]]) --> a time object
///
/// All arguments are optional. tzinfo may be None, or an instance of
/// a tzinfo subclass. The remaining arguments may be ints.</summary>
[PyType("time", Module = "datetime", BaseType = true, BasicSize = 40), PyModuleType("_datetime")]
internal partial class PyTime : PyContainer, INotCollected
{
    public static readonly PyTime MinTime = new(TypeObject) { RefCount = Immortal };
    public static readonly PyTime MaxTime = new(TypeObject) { Hour = 23, Minute = 59, Second = 59, Microsecond = 999_999, RefCount = Immortal };

    private Ref<PyTzInfo> _zone;

    private protected PyTime(PyType type) : base(type)
    {
    }

    internal int Hour;
    internal int Minute;
    internal int Second;
    internal int Microsecond;
    internal int Fold;

    /// <summary>The time zone; null for none.</summary>
    public PyTzInfo? Zone => _zone.Value;

    private long SinceMidnight => ((Hour * 60L + Minute) * 60 + Second) * PyTimeDelta.MicrosecondsPerSecond + Microsecond;

    /// <summary>A time whose parts are known to be right.</summary>
    public static PyTime Create(ThreadState thread, int hour, int minute, int second, int microsecond, PyTzInfo? zone, int fold)
    {
        var made = new PyTime(TypeObject) { Hour = hour, Minute = minute, Second = second, Microsecond = microsecond, Fold = fold };
        if (zone is not null)
        {
            thread.EnterNewUntracked(made);
            made._zone.Value = zone;
        }
        return made;
    }

    /// <summary>An instance of a type, which is called where it is a subclass.</summary>
    private static PyObject Create(ThreadState thread, PyType type, int hour, int minute, int second, int microsecond, PyTzInfo? zone, int fold)
    {
        if (ReferenceEquals(type, TypeObject))
        {
            GregorianCalendar.CheckTime(hour, minute, second, microsecond, fold);
            return Create(thread, hour, minute, second, microsecond, zone, fold);
        }
        var made = Op.Call(
            thread, type, PyInt.From(hour), PyInt.From(minute), PyInt.From(second), PyInt.From(microsecond), (PyObject?)zone ?? PyNone.Instance);
        if (made is PyTime time)
            time.Fold = fold;
        return made;
    }

    [PyNew(Signature = "")]
    private static PyObject New(
        ThreadState thread, PyType type, [Keyword] PyObject? hour = null, [Keyword] PyObject? minute = null, [Keyword] PyObject? second = null,
        [Keyword] PyObject? microsecond = null, [Keyword] PyObject? tzinfo = null, [KeywordOnly] int fold = 0)
    {
        PyTime made;
        if (hour is not null && second is null && microsecond is null && tzinfo is null && PickledState.Read(hour, 6, 0, 0x7f) is { } state)
        {
            if (minute is not (null or PyTzInfo or PyNone))
                throw Errors.Type("bad tzinfo state arg");
            made = Allocate(thread, type, minute as PyTzInfo);
            (made.Hour, made.Minute, made.Second, made.Fold) = (state[0] & 0x7f, state[1], state[2], state[0] >> 7);
            made.Microsecond = state[3] << 16 | state[4] << 8 | state[5];
            return made;
        }
        var (h, m, s) = (PyDate.Given(thread, hour, 0), PyDate.Given(thread, minute, 0), PyDate.Given(thread, second, 0));
        var us = PyDate.Given(thread, microsecond, 0);
        GregorianCalendar.CheckTime(h, m, s, us, fold);
        made = Allocate(thread, type, TimeZoneCalls.Check(tzinfo));
        (made.Hour, made.Minute, made.Second, made.Microsecond, made.Fold) = (h, m, s, us, fold);
        return made;
    }

    private static PyTime Allocate(ThreadState thread, PyType type, PyTzInfo? zone)
    {
        var made = (PyTime)type.Allocate!(thread, type);
        made._zone.Value = zone;
        return made;
    }

    /// <summary>string, format -> new time parsed from a string (like time.strptime()).</summary>
    [PyClassMethod("strptime", Signature = "")]
    private static PyObject StrPTime(ThreadState thread, PyType type, PyStr text, PyStr format) =>
        Op.Call(thread, Op.ImportFrom(thread, "_strptime", "_strptime_datetime_time"), type, text, format);

    /// <summary>string -> time from a string in ISO 8601 format</summary>
    [PyClassMethod("fromisoformat")]
    private static PyObject FromIsoFormat(ThreadState thread, PyType type, PyObject @object)
    {
        ReadOnlySpan<int> text = IsoParser.Text(@object);
        if (!text.IsEmpty && text[0] == 'T')
            text = text[1..];
        if (!IsoParser.TryTime(text, out var time))
            throw IsoParser.Invalid(thread, @object);
        if (time.Hour == 24)
        {
            if (time.Minute != 0 || time.Second != 0 || time.Microsecond != 0)
                throw Errors.Value("minute, second, and microsecond must be 0 when hour is 24");
            time.Hour = 0;
        }
        return Create(thread, type, time.Hour, time.Minute, time.Second, time.Microsecond, IsoParser.Zone(thread, time.Offset), 0);
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
        var text = new StringBuilder($"{Type.Name}({Hour}, {Minute}");
        if (Second != 0 || Microsecond != 0)
            text.Append($", {Second}");
        if (Microsecond != 0)
            text.Append($", {Microsecond}");
        if (Zone is not null)
            text.Append($", tzinfo={Op.ReprText(thread, Zone)}");
        if (Fold != 0)
            text.Append($", fold={Fold}");
        return text.Append(')').ToString();
    }

    [PySlot(nameof(PyType.TpStr))]
    private PyObject Str(ThreadState thread) => Op.CallMethod(thread, this, "isoformat");

    [PySlot(nameof(PyType.TpHash))]
    private long Hash(ThreadState thread)
    {
        if (OffsetOf(thread) is not { } offset)
            return PyTimeDelta.KeyedHash(Hour * 60 + Minute, Second, Microsecond);
        return Op.Hash(thread, PyTimeDelta.Create((Int128)(SinceMidnight - offset.TotalSmall)));
    }

    private PyTimeDelta? OffsetOf(ThreadState thread) => TimeZoneCalls.Offset(thread, Zone, PyNone.Instance);

    [PySlot(nameof(PyType.TpRichCompare))]
    private PyObject Compare(ThreadState thread, PyObject other, CompareOp op)
    {
        if (other is not PyTime time)
            return PyNotImplemented.Instance;
        if (ReferenceEquals(Zone, time.Zone))
            return Op.Ordered(SinceMidnight.CompareTo(time.SinceMidnight), op);
        var first = OffsetOf(thread)?.TotalSmall;
        var second = time.OffsetOf(thread)?.TotalSmall;
        if (first == second)
            return Op.Ordered(SinceMidnight.CompareTo(time.SinceMidnight), op);
        if (first is not null && second is not null)
            return Op.Ordered((SinceMidnight - first.Value).CompareTo(time.SinceMidnight - second.Value), op);
        return op switch
        {
            CompareOp.Eq => PyBool.False,
            CompareOp.Ne => PyBool.True,
            _ => throw Errors.Type("can't compare offset-naive and offset-aware times"),
        };
    }

    /// <summary>Return string in ISO 8601 format, [HH[:MM[:SS[.mmm[uuu]]]]][+HH:MM].
    ///
    /// The optional argument timespec specifies the number of additional terms
    /// of the time to include. Valid options are 'auto', 'hours', 'minutes',
    /// 'seconds', 'milliseconds' and 'microseconds'.
    /// </summary>
    [PyMethod("isoformat", Signature = "")]
    private string IsoFormat(ThreadState thread, [Keyword] PyObject? timespec = null)
    {
        var text = new StringBuilder(TimeText.Time(Hour, Minute, Second, Microsecond, TimeText.Specification(timespec, 1)));
        if (OffsetOf(thread) is { } offset)
            TimeText.AppendOffset(text, offset, ":");
        return text.ToString();
    }

    /// <summary>format -> strftime() style string.</summary>
    [PyMethod("strftime", Signature = "")]
    private PyObject StrFTime(ThreadState thread, [Keyword] PyObject format) =>
        StrFTimeFormatter.Format(thread, this, TimeText.Argument("strftime", 1, format), PyTuple.Create(
            thread, PyInt.From(1900), PyInt.From(1), PyInt.From(1), PyInt.From(Hour), PyInt.From(Minute), PyInt.From(Second),
            PyInt.From(0), PyInt.From(1), PyInt.From(-1)));

    /// <summary>Formats self with strftime.</summary>
    [PyMethod("__format__", Signature = "")]
    private PyObject Format(ThreadState thread, PyObject format) =>
        TimeText.Argument("__format__", 1, format).Length == 0 ? Op.Str(thread, this) : Op.CallMethod(thread, this, "strftime", format);

    /// <summary>Return self.tzinfo.utcoffset(self).</summary>
    [PyMethod("utcoffset")]
    private PyObject? UtcOffset(ThreadState thread) => OffsetOf(thread);

    /// <summary>Return self.tzinfo.tzname(self).</summary>
    [PyMethod("tzname")]
    private PyObject TzName(ThreadState thread) => TimeZoneCalls.Name(thread, Zone, PyNone.Instance);

    /// <summary>Return self.tzinfo.dst(self).</summary>
    [PyMethod("dst")]
    private PyObject? Dst(ThreadState thread) => TimeZoneCalls.Dst(thread, Zone, PyNone.Instance);

    /// <summary>Return time with new specified fields.</summary>
    [PyMethod("replace", Signature = "($self, /, hour=unchanged, minute=unchanged, second=unchanged,\n        microsecond=unchanged, tzinfo=unchanged, *, fold=unchanged)")]
    private PyObject Replace(
        ThreadState thread, [Keyword] PyObject? hour = null, [Keyword] PyObject? minute = null, [Keyword] PyObject? second = null,
        [Keyword] PyObject? microsecond = null, [Keyword] PyObject? tzinfo = null, [KeywordOnly] PyObject? fold = null)
    {
        var (h, m, s) = (PyDate.Given(thread, hour, Hour), PyDate.Given(thread, minute, Minute), PyDate.Given(thread, second, Second));
        var us = PyDate.Given(thread, microsecond, Microsecond);
        var f = PyDate.Given(thread, fold, Fold);
        if (f is not (0 or 1))
            throw Errors.Value($"fold must be either 0 or 1, not {f}");
        return Create(thread, Type, h, m, s, us, tzinfo is null ? Zone : TimeZoneCalls.Check(tzinfo), f);
    }

    /// <summary>The same as replace().</summary>
    [PyMethod("__replace__", Signature = "($self, /, **changes)")]
    private PyObject ReplaceFields(
        ThreadState thread, [KeywordOnly] PyObject? hour = null, [KeywordOnly] PyObject? minute = null, [KeywordOnly] PyObject? second = null,
        [KeywordOnly] PyObject? microsecond = null, [KeywordOnly] PyObject? tzinfo = null, [KeywordOnly] PyObject? fold = null) =>
        Replace(thread, hour, minute, second, microsecond, tzinfo, fold);

    /// <summary>__reduce_ex__(proto) -> (cls, state)</summary>
    [PyMethod("__reduce_ex__", Signature = "")]
    private PyObject ReduceEx(ThreadState thread, int protocol)
    {
        var hour = Hour | (protocol > 3 && Fold != 0 ? 0x80 : 0);
        var state = PyBytes.From([(byte)hour, (byte)Minute, (byte)Second, (byte)(Microsecond >> 16), (byte)(Microsecond >> 8), (byte)Microsecond]);
        return PyTuple.Create(thread, Type, Zone is { } zone ? PyTuple.Create(thread, state, zone) : PyTuple.Create(thread, state));
    }

    /// <summary>__reduce__() -> (cls, state)</summary>
    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread) => ReduceEx(thread, 2);
}
