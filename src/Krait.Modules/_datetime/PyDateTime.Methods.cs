using System.Numerics;
using System.Text;
using Krait.Runtime;

namespace Krait.Modules.DateTimes;

internal partial class PyDateTime
{
    /// <summary>Return date object with same year, month and day.</summary>
    [PyMethod("date")]
    private PyObject Date() => PyDate.Create(Year, Month, Day);

    /// <summary>Return time object with same time but with tzinfo=None.</summary>
    [PyMethod("time")]
    private PyObject Time(ThreadState thread) => PyTime.Create(thread, Hour, Minute, Second, Microsecond, null, Fold);

    /// <summary>Return time object with same time and tzinfo.</summary>
    [PyMethod("timetz")]
    private PyObject TimeTz(ThreadState thread) => PyTime.Create(thread, Hour, Minute, Second, Microsecond, Zone, Fold);

    /// <summary>Return ctime() style string.</summary>
    [PyMethod("ctime")]
    private string CTime() => CTime(Hour, Minute, Second);

    /// <summary>Return time tuple, compatible with time.localtime().</summary>
    [PyMethod("timetuple")]
    private PyObject TimeTuple(ThreadState thread)
    {
        var dst = TimeZoneCalls.DstOf(thread, this);
        return LocalClock.StructTime(thread, Year, Month, Day, Hour, Minute, Second, dst is null ? -1 : dst.TotalSmall != 0 ? 1 : 0);
    }

    /// <summary>Return UTC time tuple, compatible with time.localtime().</summary>
    [PyMethod("utctimetuple")]
    private PyObject UtcTimeTuple(ThreadState thread)
    {
        var utc = TimeZoneCalls.OffsetOf(thread, this) is { } offset ? (PyDateTime)Shifted(thread, TypeObject, null, offset, -1) : this;
        return LocalClock.StructTime(thread, utc.Year, utc.Month, utc.Day, utc.Hour, utc.Minute, utc.Second, 0);
    }

    /// <summary>Return POSIX timestamp as float.</summary>
    [PyMethod("timestamp")]
    private PyObject Timestamp(ThreadState thread)
    {
        if (Zone is null)
            return PyFloat.From(LocalClock.FromLocal(thread, this, Fold) + Microsecond / 1e6);
        var seconds = LocalClock.Seconds(Year, Month, Day, Hour, Minute, Second);
        var offset = TimeZoneCalls.OffsetOf(thread, this)?.TotalSmall ?? throw Errors.Type("can't subtract offset-naive and offset-aware datetimes");
        var total = seconds * PyTimeDelta.MicrosecondsPerSecond + Microsecond - offset;
        return Math.Abs(total) < 1L << 53
            ? PyFloat.From((double)total / PyTimeDelta.MicrosecondsPerSecond)
            : Op.TrueDivide(thread, PyInt.From((BigInteger)total), PyInt.From(PyTimeDelta.MicrosecondsPerSecond));
    }

    /// <summary>[sep] -> string in ISO 8601 format, YYYY-MM-DDT[HH[:MM[:SS[.mmm[uuu]]]]][+HH:MM].
    /// sep is used to separate the year from the time, and defaults to 'T'.
    /// The optional argument timespec specifies the number of additional terms
    /// of the time to include. Valid options are 'auto', 'hours', 'minutes',
    /// 'seconds', 'milliseconds' and 'microseconds'.
    /// </summary>
    [PyMethod("isoformat", Signature = "")]
    private PyObject IsoFormat(ThreadState thread, [Keyword] PyObject? sep = null, [Keyword] PyObject? timespec = null)
    {
        PyStr? separator = null;
        if (sep is not null)
        {
            separator = sep as PyStr ?? throw Errors.Type($"isoformat() argument 1 must be a unicode character, not {(sep is PyNone ? "None" : sep.Type.Name)}");
            if (separator.Length != 1)
                throw Errors.Type($"isoformat() argument 1 must be a unicode character, not a string of length {separator.Length}");
        }
        var text = new StringBuilder(IsoDate).Append('T').Append(TimeText.Time(Hour, Minute, Second, Microsecond, TimeText.Specification(timespec, 2)));
        if (TimeZoneCalls.OffsetOf(thread, this) is { } offset)
            TimeText.AppendOffset(text, offset, ":");
        if (separator is null)
            return PyStr.From(text.ToString());
        if (separator.Points is not null)
            return PyStr.Concat([PyStr.From(text.ToString(0, 10)), separator, PyStr.From(text.ToString(11, text.Length - 11))]);
        text[10] = (char)separator[0];
        return PyStr.FromBmp(text.ToString());
    }

    /// <summary>Return self.tzinfo.utcoffset(self).</summary>
    [PyMethod("utcoffset")]
    private PyObject? UtcOffset(ThreadState thread) => TimeZoneCalls.OffsetOf(thread, this);

    /// <summary>Return self.tzinfo.tzname(self).</summary>
    [PyMethod("tzname")]
    private PyObject TzName(ThreadState thread) => TimeZoneCalls.Name(thread, Zone, this);

    /// <summary>Return self.tzinfo.dst(self).</summary>
    [PyMethod("dst")]
    private PyObject? Dst(ThreadState thread) => TimeZoneCalls.DstOf(thread, this);

    /// <summary>tz -&gt; convert to local time in new timezone tz</summary>
    [PyMethod("astimezone", Signature = "")]
    private PyObject AsTimeZone(ThreadState thread, [Keyword] PyObject? tz = null)
    {
        var zone = TimeZoneCalls.Check(tz);
        if (Zone is not null && ReferenceEquals(Zone, zone))
            return this;
        // A time without offset is one of the local clock.
        var offset = TimeZoneCalls.OffsetOf(thread, this);
        if (offset is null)
        {
            // In a gap this is the offset that timestamp() takes, not the one in force there.
            var shown = LocalClock.Seconds(Year, Month, Day, Hour, Minute, Second);
            offset = PyTimeDelta.Create(0, shown - LocalClock.FromLocal(thread, this, Fold), 0);
        }
        using var heldOffset = new Held(thread, offset);
        if (zone is null)
        {
            var utcMicroseconds = LocalClock.Seconds(Year, Month, Day, Hour, Minute, Second) * PyTimeDelta.MicrosecondsPerSecond + Microsecond - offset.TotalSmall;
            zone = LocalClock.ZoneAt(thread, PyTimeDelta.FloorDivide(ref utcMicroseconds, PyTimeDelta.MicrosecondsPerSecond));
        }
        using var heldZone = new Held(thread, zone);
        var utc = Shifted(thread, Type, zone, offset, -1);
        using var heldUtc = new Held(thread, utc);
        return Op.CallMethod(thread, zone, "fromutc", utc);
    }
}
