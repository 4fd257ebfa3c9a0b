using Krait.Runtime;

namespace Krait.Modules.DateTimes;

/// <summary>Abstract base class for time zone info objects.</summary>
[PyType("tzinfo", Module = "datetime", BaseType = true, BasicSize = 16), PyModuleType("_datetime")]
internal partial class PyTzInfo : PyContainer, INotCollected
{
    private protected PyTzInfo(PyType type) : base(type)
    {
    }

    // Takes any arguments: a subclass with an __init__ of its own need not define __new__.
    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) => type.Allocate!(thread, type);

    /// <summary>datetime -> string name of time zone.</summary>
    [PyMethod("tzname")]
    private PyObject TzName(PyObject @object) => throw NotImplemented("tzname");

    /// <summary>datetime -> timedelta showing offset from UTC, negative values indicating West of UTC</summary>
    [PyMethod("utcoffset")]
    private PyObject UtcOffset(PyObject @object) => throw NotImplemented("utcoffset");

    /// <summary>datetime -> DST offset as timedelta positive east of UTC.</summary>
    [PyMethod("dst")]
    private PyObject Dst(PyObject @object) => throw NotImplemented("dst");

    private static PythonException NotImplemented(string method) => Errors.NotImplemented($"a tzinfo subclass must implement {method}()");

    /// <summary>datetime in UTC -> datetime in local time.</summary>
    [PyMethod("fromutc")]
    private PyObject FromUtc(ThreadState thread, PyObject @object)
    {
        var moment = CheckMoment(@object);
        var offset = TimeZoneCalls.OffsetOf(thread, moment) ?? throw Errors.Value("fromutc: non-None utcoffset() result required");
        using var heldOffset = new Held(thread, offset);
        var dst = TimeZoneCalls.DstOf(thread, moment) ?? throw Errors.Value("fromutc: non-None dst() result required");
        using var heldDst = new Held(thread, dst);
        var standard = moment.Shifted(thread, PyTimeDelta.Difference(offset, dst), 1);
        using var heldStandard = new Held(thread, standard);
        // The offset without daylight saving time is right; whether that is in force there, the time zone is asked again.
        var saving = TimeZoneCalls.DstOf(thread, (PyDateTime)standard)
            ?? throw Errors.Value("fromutc: tz.dst() gave inconsistent results; cannot convert");
        return ((PyDateTime)standard).Shifted(thread, saving, 1);
    }

    private protected PyDateTime CheckMoment(PyObject o)
    {
        if (o is not PyDateTime moment)
            throw Errors.Type("fromutc: argument must be a datetime");
        return ReferenceEquals(moment.Zone, this) ? moment : throw Errors.Value("fromutc: dt.tzinfo is not self");
    }

    /// <summary>-> (cls, state)</summary>
    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread)
    {
        var args = Op.TryGetAttr(thread, this, "__getinitargs__") is { } getter ? Op.Call(thread, getter) : PyTuple.Empty;
        using var held = new Held(thread, args);
        return PyTuple.Create(thread, Type, args, Op.CallMethod(thread, this, "__getstate__"));
    }
}
