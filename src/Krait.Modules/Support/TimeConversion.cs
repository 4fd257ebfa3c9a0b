using System.Numerics;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

/// <summary>How a time that has more digits than its target is rounded (CPython's <c>_PyTime_round_t</c>).</summary>
internal enum TimeRounding
{
    /// <summary>Towards minus infinity: points in time.</summary>
    Floor,

    /// <summary>Towards plus infinity.</summary>
    Ceiling,

    /// <summary>To the nearest, ties to even.</summary>
    HalfEven,

    /// <summary>Away from zero: timeouts.</summary>
    Up,
}

/// <summary>Conversions between Python's numbers and times of the system, with CPython's errors.</summary>
internal static class TimeConversion
{
    private const long PerSecond = 1_000_000_000;

    /// <summary>Seconds (int or float) as nanoseconds.</summary>
    public static long Nanoseconds(ThreadState thread, PyObject seconds, TimeRounding rounding)
    {
        if (seconds is PyFloat number)
        {
            CheckNumber(number.ToDouble());
            var value = Round(number.ToDouble() * PerSecond, rounding);
            // 2**63 itself is a double; the largest long is not.
            return value is >= -9223372036854775808.0 and < 9223372036854775808.0 ? (long)value : throw OutOfRange();
        }
        if (!IndexOf(thread, seconds).TryGetLong(out var whole))
            throw TooLarge();
        try
        {
            return checked(whole * PerSecond);
        }
        catch (OverflowException)
        {
            throw TooLarge();
        }
    }

    /// <summary>Seconds (int or float) as seconds and nanoseconds of the system.</summary>
    public static TimeSpec Spec(ThreadState thread, PyObject seconds, TimeRounding rounding)
    {
        if (seconds is PyFloat number)
        {
            var (whole, fraction) = Split(number.ToDouble(), PerSecond, rounding);
            return new TimeSpec(whole, fraction);
        }
        return new TimeSpec(Seconds(thread, seconds, rounding), 0);
    }

    /// <summary>Whole seconds (<c>time_t</c>) of an int or float.</summary>
    public static long Seconds(ThreadState thread, PyObject seconds, TimeRounding rounding)
    {
        if (seconds is PyFloat number)
        {
            CheckNumber(number.ToDouble());
            var value = Round(number.ToDouble(), rounding);
            return value is >= -9223372036854775808.0 and < 9223372036854775808.0 ? (long)value : throw OutOfRange();
        }
        return IndexOf(thread, seconds).TryGetLong(out var whole) ? whole : throw OutOfRange();
    }

    private static PyInt IndexOf(ThreadState thread, PyObject seconds) => Op.IsIndex(seconds)
        ? Op.Index(thread, seconds)
        : throw Errors.Type($"'{seconds.Type.Name}' object cannot be interpreted as an integer or float");

    /// <summary>Nanoseconds as an int; any size.</summary>
    public static PyObject FromSpec(TimeSpec time) =>
        PyInt.From(((BigInteger)time.Seconds * PerSecond) + time.Nanoseconds);

    /// <summary>Seconds as a float.</summary>
    public static double ToDouble(TimeSpec time) => time.Seconds + (1e-9 * time.Nanoseconds);

    /// <summary>A non-negative span as milliseconds, rounded up.</summary>
    public static long Milliseconds(long nanoseconds) => nanoseconds / 1_000_000 + (nanoseconds % 1_000_000 > 0 ? 1 : 0);

    /// <summary>Rounds to an integer.</summary>
    public static double Round(double value, TimeRounding rounding) => rounding switch
    {
        TimeRounding.Floor => Math.Floor(value),
        TimeRounding.Ceiling => Math.Ceiling(value),
        TimeRounding.HalfEven => Math.Round(value, MidpointRounding.ToEven),
        _ => value >= 0 ? Math.Ceiling(value) : Math.Floor(value),
    };

    private static (long Whole, long Fraction) Split(double value, double unit, TimeRounding rounding)
    {
        CheckNumber(value);
        var whole = Math.Truncate(value);
        var fraction = Round((value - whole) * unit, rounding);
        if (fraction >= unit)
        {
            fraction -= unit;
            whole += 1;
        }
        else if (fraction < 0)
        {
            fraction += unit;
            whole -= 1;
        }
        return whole is >= -9223372036854775808.0 and < 9223372036854775808.0 ? ((long)whole, (long)fraction) : throw OutOfRange();
    }

    private static void CheckNumber(double value)
    {
        if (double.IsNaN(value))
            throw Errors.Value("Invalid value NaN (not a number)");
    }

    private static PythonException OutOfRange() => Errors.Overflow("timestamp out of range for platform time_t");

    private static PythonException TooLarge() => Errors.Overflow("timestamp too large to convert to C PyTime_t");
}
