using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

/// <summary>This module provides various functions to manipulate time values.
///
/// There are two standard representations of time.  One is the number
/// of seconds since the Epoch, in UTC (a.k.a. GMT).  It may be an integer
/// or a floating-point number (to represent fractions of seconds).
/// The epoch is the point where the time starts, the return value of time.gmtime(0).
/// It is January 1, 1970, 00:00:00 (UTC) on all platforms.
///
/// The other representation is a tuple of 9 integers giving local time.
/// The tuple items are:
///   year (including century, e.g. 1998)
///   month (1-12)
///   day (1-31)
///   hours (0-23)
///   minutes (0-59)
///   seconds (0-59)
///   weekday (0-6, Monday is 0)
///   Julian day (day in the year, 1-366)
///   DST (Daylight Savings Time) flag (-1, 0 or 1)
/// If the DST flag is 0, the time is given in the regular time zone;
/// if it is 1, the time is given in the DST time zone;
/// if it is -1, mktime() should guess based on the date and time.</summary>
[PyModule("time")]
internal static partial class TimeModule
{
    internal static readonly PyType StructTime = StructSequence.CreateType(
        "struct_time",
        "time",
        """
        The time value as returned by gmtime(), localtime(), and strptime(), and
         accepted by asctime(), mktime() and strftime().  May be considered as a
         sequence of 9 integers.

         Note that several fields' values are not the same as those defined by
         the C language standard for struct tm.  For example, the value of the
         field tm_year is the actual year, not year - 1900.  See individual
         fields' descriptions for details.
        """,
        [
            new("tm_year", "year, for example, 1993"),
            new("tm_mon", "month of year, range [1, 12]"),
            new("tm_mday", "day of month, range [1, 31]"),
            new("tm_hour", "hours, range [0, 23]"),
            new("tm_min", "minutes, range [0, 59]"),
            new("tm_sec", "seconds, range [0, 61])"),
            new("tm_wday", "day of week, range [0, 6], Monday is 0"),
            new("tm_yday", "day of year, range [1, 366]"),
            new("tm_isdst", "1 if summer time is in effect, 0 if not, and -1 if unknown"),
            new("tm_zone", "abbreviation of timezone name"),
            new("tm_gmtoff", "offset from UTC in seconds"),
        ],
        9);

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        OsArguments.AddConstants(thread, module, ClockConstants.All());
        module.Dict.SetItem(thread, "struct_time", StructTime);
        module.Dict.SetItem(thread, "_STRUCT_TM_ITEMS", PyInt.From(11));
        SetZone(thread, module);
    }

    private static void SetZone(ThreadState thread, PyModule module)
    {
        const long Year = (365 * 24 + 6) * 3600;
        TimeZones.Reset();
        var start = Clocks.TimeOfDay().Seconds / Year * Year;
        var january = TimeZones.ToLocal(start, out _);
        var july = TimeZones.ToLocal(start + Year / 2, out _);
        // South of the equator January is the time of daylight saving.
        var (standard, saving) = -january.UtcOffset < -july.UtcOffset ? (july, january) : (january, july);
        var dict = module.Dict;
        dict.SetItem(thread, "timezone", PyInt.From(-standard.UtcOffset));
        dict.SetItem(thread, "altzone", PyInt.From(-saving.UtcOffset));
        dict.SetItem(thread, "daylight", PyInt.From(standard.UtcOffset != saving.UtcOffset ? 1 : 0));
        dict.SetItem(thread, "tzname", PyTuple.Create(thread, OsPath.Text(standard.Zone), OsPath.Text(saving.Zone)));
    }

    /// <summary>Initialize, or reinitialize, the local timezone to the value stored in
    /// os.environ['TZ']. The TZ environment variable should be specified in
    /// standard Unix timezone format as documented in the tzset man page
    /// (eg. 'US/Eastern', 'Europe/Amsterdam'). Unknown timezones will silently
    /// fall back to UTC. If the TZ environment variable is not set, the local
    /// timezone is set to the systems best guess of wallclock time.
    /// Changing the TZ environment variable without calling tzset *may* change
    /// the local timezone used by methods such as localtime, but this behaviour
    /// should not be relied on.</summary>
    [PyFunction("tzset")]
    private static void TzSet(ThreadState thread, PyModule module) => SetZone(thread, module);

    /// <summary>Delay execution for a given number of seconds.
    ///
    /// The argument may be a floating-point number for subsecond precision.</summary>
    [PyFunction("sleep")]
    private static void Sleep(ThreadState thread, PyObject seconds)
    {
        AuditEvents.Raise(thread, "time.sleep", seconds);
        var span = TimeConversion.Nanoseconds(thread, seconds, TimeRounding.Up);
        if (span < 0)
            throw Errors.Value("sleep length must be non-negative");
        var now = Clocks.GetTime(Clocks.Monotonic, out _).TotalNanoseconds;
        var deadline = TimeSpec.FromNanoseconds(now > long.MaxValue - span ? long.MaxValue : now + span);
        // A signal that has arrived already would not interrupt the sleep.
        thread.CheckSignals();
        var error = OsCall.Try(thread, () => Clocks.Sleep(Clocks.Monotonic, Clocks.AbsoluteTime, deadline, out _));
        OsCall.Check(thread, error);
    }

    private static double Seconds(ThreadState thread, int clock) => Nanoseconds(thread, clock) / 1e9;

    private static long Nanoseconds(ThreadState thread, int clock)
    {
        var time = Clocks.GetTime(clock, out var error);
        return error.Failed ? throw Errors.Os(thread, error.Value) : time.TotalNanoseconds;
    }

    /// <summary>Return the current time in seconds since the Epoch.
    ///
    /// Fractions of a second may be present if the system clock provides them.</summary>
    [PyFunction("time", Signature = "")]
    private static double Time(ThreadState thread) => Seconds(thread, Clocks.Realtime);

    /// <summary>Return the current time in nanoseconds since the Epoch.</summary>
    [PyFunction("time_ns", Signature = "")]
    private static long TimeNs(ThreadState thread) => Nanoseconds(thread, Clocks.Realtime);

    /// <summary>Monotonic clock, cannot go backward.</summary>
    [PyFunction("monotonic", Signature = "")]
    private static double Monotonic(ThreadState thread) => Seconds(thread, Clocks.Monotonic);

    /// <summary>Monotonic clock, cannot go backward, as nanoseconds.</summary>
    [PyFunction("monotonic_ns", Signature = "")]
    private static long MonotonicNs(ThreadState thread) => Nanoseconds(thread, Clocks.Monotonic);

    /// <summary>Performance counter for benchmarking.</summary>
    [PyFunction("perf_counter", Signature = "")]
    private static double PerfCounter(ThreadState thread) => Seconds(thread, Clocks.Monotonic);

    /// <summary>Performance counter for benchmarking as nanoseconds.</summary>
    [PyFunction("perf_counter_ns", Signature = "")]
    private static long PerfCounterNs(ThreadState thread) => Nanoseconds(thread, Clocks.Monotonic);

    /// <summary>Process time for profiling: sum of the kernel and user-space CPU time.</summary>
    [PyFunction("process_time", Signature = "")]
    private static double ProcessTime(ThreadState thread) => Seconds(thread, Clocks.ProcessCpuTime);

    /// <summary>Process time for profiling as nanoseconds:
    /// sum of the kernel and user-space CPU time.</summary>
    [PyFunction("process_time_ns", Signature = "")]
    private static long ProcessTimeNs(ThreadState thread) => Nanoseconds(thread, Clocks.ProcessCpuTime);

    /// <summary>Thread time for profiling: sum of the kernel and user-space CPU time.</summary>
    [PyFunction("thread_time")]
    private static double ThreadTime(ThreadState thread) => Seconds(thread, Clocks.ThreadCpuTime);

    /// <summary>Thread time for profiling as nanoseconds:
    /// sum of the kernel and user-space CPU time.</summary>
    [PyFunction("thread_time_ns")]
    private static long ThreadTimeNs(ThreadState thread) => Nanoseconds(thread, Clocks.ThreadCpuTime);

    private static int ClockId(ThreadState thread, PyObject o)
    {
        if (o.Type.NbIndex is null)
            throw Errors.Type($"clk_id should be integer, not {o.Type.Name}");
        return Op.Index(thread, o).TryGetLong(out var value) && value is >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw Errors.Overflow(
                Op.Index(thread, o).Big.Sign > 0 ? "clk_id is greater than maximum" : "clk_id is less than minimum");
    }

    /// <summary>Return the time of the specified clock clk_id as a float.</summary>
    [PyFunction("clock_gettime")]
    private static double ClockGetTime(ThreadState thread, PyObject clkId)
    {
        var id = ClockId(thread, clkId);
        return OsCall.Query(thread, (out e) => Clocks.GetTime(id, out e)).TotalNanoseconds / 1e9;
    }

    /// <summary>Return the time of the specified clock clk_id as nanoseconds (int).</summary>
    [PyFunction("clock_gettime_ns")]
    private static PyObject ClockGetTimeNs(ThreadState thread, PyObject clkId)
    {
        var id = ClockId(thread, clkId);
        return TimeConversion.FromSpec(OsCall.Query(thread, (out e) => Clocks.GetTime(id, out e)));
    }

    /// <summary>Set the time of the specified clock clk_id.</summary>
    [PyFunction("clock_settime", Signature = "")]
    private static void ClockSetTime(ThreadState thread, int clkId, PyObject time)
    {
        var value = TimeSpec.FromNanoseconds(TimeConversion.Nanoseconds(thread, time, TimeRounding.Floor));
        OsCall.Check(thread, Clocks.SetTime(clkId, value));
    }

    /// <summary>Set the time of the specified clock clk_id with nanoseconds.</summary>
    [PyFunction("clock_settime_ns", Signature = "")]
    private static void ClockSetTimeNs(ThreadState thread, int clkId, PyObject time)
    {
        if (time is not PyInt number)
            throw Errors.Type($"expect int, got {time.Type.Name}");
        if (!number.TryGetLong(out var nanoseconds))
            throw Errors.Overflow("timestamp too large to convert to C PyTime_t");
        OsCall.Check(thread, Clocks.SetTime(clkId, TimeSpec.FromNanoseconds(nanoseconds)));
    }

    /// <summary>Return the resolution (precision) of the specified clock clk_id.</summary>
    [PyFunction("clock_getres", Signature = "")]
    private static double ClockGetRes(ThreadState thread, int clkId) =>
        TimeConversion.ToDouble(OsCall.Query(thread, (out e) => Clocks.GetResolution(clkId, out e)));

    /// <summary>Return the clk_id of a thread's CPU time clock.</summary>
    [PyFunction("pthread_getcpuclockid", Signature = "")]
    private static long PThreadGetCpuClockId(ThreadState thread, ulong threadId) =>
        OsCall.Query(thread, (out e) => Clocks.GetThreadClock((nuint)threadId, out e));

    /// <summary>Get information of the specified clock.</summary>
    [PyFunction("get_clock_info", Signature = "")]
    private static PyObject GetClockInfo(ThreadState thread, string name)
    {
        var (clock, shown, monotonic, adjustable) = name switch
        {
            "time" => (Clocks.Realtime, "CLOCK_REALTIME", false, true),
            "monotonic" or "perf_counter" => (Clocks.Monotonic, "CLOCK_MONOTONIC", true, false),
            "process_time" => (Clocks.ProcessCpuTime, "CLOCK_PROCESS_CPUTIME_ID", true, false),
            "thread_time" => (Clocks.ThreadCpuTime, "CLOCK_THREAD_CPUTIME_ID", true, false),
            _ => throw Errors.Value("unknown clock"),
        };
        var information = Op.Call(thread, PySimpleNamespace.TypeObject);
        Op.SetAttr(thread, information, "implementation", PyStr.From($"clock_gettime({shown})"));
        Op.SetAttr(thread, information, "monotonic", PyBool.From(monotonic));
        Op.SetAttr(thread, information, "adjustable", PyBool.From(adjustable));
        Op.SetAttr(
            thread,
            information,
            "resolution",
            PyFloat.From(TimeConversion.ToDouble(OsCall.Query(thread, (out e) => Clocks.GetResolution(clock, out e)))));
        return information;
    }

    /// <summary>Parse a string to a time tuple according to a format specification.
    /// See the library reference manual for formatting codes (same as
    /// strftime()).
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
    [PyFunction("strptime", Signature = "")]
    private static PyObject StrPTime(ThreadState thread, ReadOnlySpan<PyObject> args) =>
        Op.CallMethod(thread, Op.ImportModule(thread, "_strptime"), "_strptime_time", args);
}
