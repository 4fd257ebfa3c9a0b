using Krait.Runtime;

namespace Krait.Modules.DateTimes;

/// <summary>The questions to a time zone, and the checks of its answers.</summary>
internal static class TimeZoneCalls
{
    private static readonly PyStr s_utcOffset = PyStr.Intern("utcoffset");
    private static readonly PyStr s_dst = PyStr.Intern("dst");
    private static readonly PyStr s_name = PyStr.Intern("tzname");

    public static PyTimeDelta? OffsetOf(ThreadState thread, PyDateTime moment) => Offset(thread, moment.Zone, moment);

    public static PyTimeDelta? DstOf(ThreadState thread, PyDateTime moment) => Dst(thread, moment.Zone, moment);

    /// <summary>The offset from UTC; null where there is no time zone or it does not know.</summary>
    public static PyTimeDelta? Offset(ThreadState thread, PyTzInfo? zone, PyObject moment) => zone switch
    {
        null => null,
        PyTimeZone fixedZone => fixedZone.Offset,
        _ => Delta(thread, zone, s_utcOffset, moment),
    };

    public static PyTimeDelta? Dst(ThreadState thread, PyTzInfo? zone, PyObject moment) =>
        zone is null or PyTimeZone ? null : Delta(thread, zone, s_dst, moment);

    /// <summary>The name of the zone; None where there is none.</summary>
    public static PyObject Name(ThreadState thread, PyTzInfo? zone, PyObject moment)
    {
        switch (zone)
        {
            case null:
                return PyNone.Instance;
            case PyTimeZone fixedZone:
                return fixedZone.Name;
        }
        var name = Op.CallMethod(thread, zone, s_name, moment);
        return name is PyNone or PyStr ? name : throw Errors.Type($"tzinfo.tzname() must return None or a string, not '{name.Type.Name}'");
    }

    private static PyTimeDelta? Delta(ThreadState thread, PyTzInfo zone, PyStr method, PyObject moment)
    {
        switch (Op.CallMethod(thread, zone, method, moment))
        {
            case PyNone:
                return null;
            case PyTimeDelta delta:
                CheckOffset(thread, delta);
                return delta;
            case var other:
                throw Errors.Type($"tzinfo.{method}() must return None or timedelta, not '{other.Type.Name}'");
        }
    }

    /// <exception cref="PythonException">ValueError: a day or more.</exception>
    public static void CheckOffset(ThreadState thread, PyTimeDelta offset)
    {
        if (offset.Days < -1 || offset.Days > 0 || offset is { Days: -1, Seconds: 0, Microseconds: 0 })
        {
            throw Errors.Value(
                $"offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not {Op.ReprText(thread, offset)}");
        }
    }

    /// <summary>A tzinfo argument.</summary>
    public static PyTzInfo? Check(PyObject? zone) => zone switch
    {
        null or PyNone => null,
        PyTzInfo info => info,
        _ => throw Errors.Type($"tzinfo argument must be None or of a tzinfo subclass, not type '{zone.Type.Name}'"),
    };
}
