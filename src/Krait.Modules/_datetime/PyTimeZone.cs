using System.Globalization;
using System.Text;
using Krait.Runtime;

namespace Krait.Modules.DateTimes;

/// <summary>Fixed offset from UTC implementation of tzinfo.</summary>
[PyType("timezone", Module = "datetime", BasicSize = 32), PyModuleType("_datetime")]
internal sealed partial class PyTimeZone : PyTzInfo
{
    public static readonly PyTimeZone Utc = MakeImmortal(PyTimeDelta.Zero);
    public static readonly PyTimeZone Min = MakeImmortal(-(PyTimeDelta.SecondsPerDay - 60));
    public static readonly PyTimeZone Max = MakeImmortal(PyTimeDelta.SecondsPerDay - 60);

    private Ref<PyTimeDelta> _offset;
    private Ref<PyStr> _name;

    private PyTimeZone(PyType type) : base(type)
    {
    }

    public PyTimeDelta Offset => _offset.Value!;

    private static PyTimeZone MakeImmortal(int seconds)
    {
        var offset = PyTimeDelta.Create(0, seconds, 0);
        offset.RefCount = Immortal;
        return MakeImmortal(offset);
    }

    private static PyTimeZone MakeImmortal(PyTimeDelta offset)
    {
        var made = new PyTimeZone(TypeObject) { RefCount = Immortal };
        made._offset.Value = offset;
        return made;
    }

    /// <summary>A time zone; <see cref="Utc"/> for no offset and no name.</summary>
    /// <exception cref="PythonException">ValueError: a day or more.</exception>
    public static PyTimeZone Create(ThreadState thread, PyTimeDelta offset, PyStr? name = null)
    {
        if (name is null && offset is { Days: 0, Seconds: 0, Microseconds: 0 })
            return Utc;
        TimeZoneCalls.CheckOffset(thread, offset);
        var made = thread.EnterNewUntracked(new PyTimeZone(TypeObject));
        made._offset.Value = offset;
        made._name.Value = name;
        return made;
    }

    [PyNew]
    private static PyObject New(ThreadState thread, PyType type, [Keyword] PyObject offset, [Keyword] PyObject? name = null) =>
        Create(
            thread,
            offset as PyTimeDelta ?? throw ArgumentConversion.WrongType("timezone() argument 1", "datetime.timedelta", offset),
            name is null ? null : TimeText.Argument("timezone", 2, name));

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread)
    {
        if (ReferenceEquals(this, Utc))
            return "datetime.timezone.utc";
        var offset = Op.ReprText(thread, Offset);
        return _name.Value is { } name ? $"{Type.Name}({offset}, {Op.ReprText(thread, name)})" : $"{Type.Name}({offset})";
    }

    [PySlot(nameof(PyType.TpStr))]
    private PyObject Str() => Name;

    [PySlot(nameof(PyType.TpHash))]
    private long Hash(ThreadState thread) => Op.Hash(thread, Offset);

    [PySlot(nameof(PyType.TpRichCompare))]
    private PyObject Compare(ThreadState thread, PyObject other, CompareOp op) => op is CompareOp.Eq or CompareOp.Ne && other is PyTimeZone zone
        ? Op.RichCompare(thread, Offset, zone.Offset, op)
        : PyNotImplemented.Instance;

    /// <summary>The name given, or one made of the offset.</summary>
    public PyStr Name
    {
        get
        {
            if (_name.Value is { } given)
                return given;
            if (Offset is { Days: 0, Seconds: 0, Microseconds: 0 })
                return PyStr.Intern("UTC");
            var text = new StringBuilder("UTC");
            TimeText.AppendOffset(text, Offset, ":");
            return PyStr.From(text.ToString());
        }
    }

    /// <summary>If name is specified when timezone is created, returns the name.  Otherwise returns offset as 'UTC(+|-)HH:MM'.</summary>
    [PyMethod("tzname")]
    private PyObject TzName(PyObject @object)
    {
        Check("tzname", @object);
        return Name;
    }

    /// <summary>Return fixed offset.</summary>
    [PyMethod("utcoffset")]
    private PyObject UtcOffset(PyObject @object)
    {
        Check("utcoffset", @object);
        return Offset;
    }

    /// <summary>Return None.</summary>
    [PyMethod("dst")]
    private void Dst(PyObject @object) => Check("dst", @object);

    private static void Check(string method, PyObject moment)
    {
        if (moment is not (PyNone or PyDateTime))
            throw Errors.Type($"{method}(dt) argument must be a datetime instance or None, not {moment.Type.Name}");
    }

    /// <summary>datetime in UTC -> datetime in local time.</summary>
    [PyMethod("fromutc")]
    private PyObject FromUtc(ThreadState thread, PyObject @object) => CheckMoment(@object).Shifted(thread, Offset, 1);

    /// <summary>pickle support</summary>
    [PyMethod("__getinitargs__")]
    private PyObject InitArgs(ThreadState thread) => _name.Value is { } name ? PyTuple.Create(thread, Offset, name) : PyTuple.Create(thread, Offset);
}

/// <summary>Parts of texts that several types show.</summary>
internal static class TimeText
{
    /// <summary>The offset as ±HH:MM, with seconds and microseconds where there are any.</summary>
    public static void AppendOffset(StringBuilder text, PyTimeDelta offset, string separator)
    {
        var total = offset.TotalSmall;
        text.Append(total < 0 ? '-' : '+');
        total = Math.Abs(total);
        var seconds = total / PyTimeDelta.MicrosecondsPerSecond;
        var fraction = total % PyTimeDelta.MicrosecondsPerSecond;
        Two(text, seconds / 3600);
        text.Append(separator);
        Two(text, seconds / 60 % 60);
        if (seconds % 60 == 0 && fraction == 0)
            return;
        text.Append(separator);
        Two(text, seconds % 60);
        if (fraction != 0)
            text.Append('.').Append(fraction.ToString("D6", CultureInfo.InvariantCulture));
    }

    /// <summary>A str argument; what is wrong with it is said by its place.</summary>
    public static PyStr Argument(string function, int place, PyObject value) =>
        value as PyStr ?? throw ArgumentConversion.WrongType($"{function}() argument {place}", "str", value);

    /// <summary>How many parts <see cref="Time"/> shows.</summary>
    public static string Specification(PyObject? value, int place) => value is null ? "auto" : Argument("isoformat", place, value).ToString();

    private static void Two(StringBuilder text, long number) => text.Append((char)('0' + number / 10)).Append((char)('0' + number % 10));

    /// <summary>The time in ISO format, with as many parts as <paramref name="specification"/> says.</summary>
    public static string Time(int hour, int minute, int second, int microsecond, string specification) => specification switch
    {
        "auto" => microsecond == 0 ? $"{hour:D2}:{minute:D2}:{second:D2}" : $"{hour:D2}:{minute:D2}:{second:D2}.{microsecond:D6}",
        "hours" => $"{hour:D2}",
        "minutes" => $"{hour:D2}:{minute:D2}",
        "seconds" => $"{hour:D2}:{minute:D2}:{second:D2}",
        "milliseconds" => $"{hour:D2}:{minute:D2}:{second:D2}.{microsecond / 1000:D3}",
        "microseconds" => $"{hour:D2}:{minute:D2}:{second:D2}.{microsecond:D6}",
        _ => throw Errors.Value("Unknown timespec value"),
    };
}
