using System.Runtime.InteropServices;

namespace Krait.Platform;

/// <summary>A time broken down into its parts: struct tm, with the C library's conventions (month from 0, year from 1900).</summary>
public struct CalendarTime
{
#pragma warning disable CS1591
    public int Second, Minute, Hour, Day, Month, Year, WeekDay, YearDay, DaylightSaving;
#pragma warning restore CS1591

    /// <summary>Seconds east of UTC.</summary>
    public long UtcOffset;

    /// <summary>The abbreviation of the time zone.</summary>
    public byte[]? Zone;
}

/// <summary>Conversions between seconds and calendar time, by the C library and its time zone.</summary>
public static unsafe class TimeZones
{
    [StructLayout(LayoutKind.Sequential)]
    internal struct Native
    {
        internal int Second, Minute, Hour, Day, Month, Year, WeekDay, YearDay, DaylightSaving;
        internal long UtcOffset;
        internal byte* Zone;
    }

    /// <summary>tzset(3): reads TZ from the process's environment again.</summary>
    public static void Reset() => Libc.tzset();

    /// <summary>localtime_r(3).</summary>
    public static CalendarTime ToLocal(long seconds, out Errno error)
    {
        Native native;
        error = Libc.localtime_r(&seconds, &native) == null ? Errno.Last() : default;
        return error.Failed ? default : From(native);
    }

    /// <summary>gmtime_r(3).</summary>
    public static CalendarTime ToUtc(long seconds, out Errno error)
    {
        Native native;
        error = Libc.gmtime_r(&seconds, &native) == null ? Errno.Last() : default;
        return error.Failed ? default : From(native);
    }

    /// <summary>mktime(3), which also normalises the parts. EOVERFLOW where the time cannot be represented.</summary>
    public static long FromLocal(ref CalendarTime time, out Errno error)
    {
        fixed (byte* zone = time.Zone)
        {
            Native native = To(time, zone);
            // -1 is also a second before the epoch; only then has the function written the week day.
            native.WeekDay = -1;
            long seconds = Libc.mktime(&native);
            error = seconds == -1 && native.WeekDay == -1 ? new Errno(Errno.EOVERFLOW) : default;
            if (!error.Failed)
            {
                time = From(native);
            }
            return seconds;
        }
    }

    /// <summary>strftime(3) in the current locale.</summary>
    public static byte[] Format(ReadOnlySpan<byte> format, CalendarTime time)
    {
        if (format.IsEmpty)
        {
            return [];
        }
        using var f = new CString(format, stackalloc byte[CString.Small]);
        byte[]? zoneText = time.Zone is null ? null : [.. time.Zone, 0];
        fixed (byte* zone = zoneText)
        {
            Native native = To(time, zone);
            // Zero is both "too small" and an empty result (%p in some locales): so the size has an end.
            for (int size = 1024; ; size *= 4)
            {
                byte[] buffer = new byte[size];
                fixed (byte* b = buffer)
                {
                    nuint length = Libc.strftime(b, (nuint)size, f, &native);
                    if (length > 0 || size >= 256 * Math.Max(format.Length, 4))
                    {
                        return buffer[..(int)length];
                    }
                }
            }
        }
    }

    private static CalendarTime From(in Native native) => new()
    {
        Second = native.Second,
        Minute = native.Minute,
        Hour = native.Hour,
        Day = native.Day,
        Month = native.Month,
        Year = native.Year,
        WeekDay = native.WeekDay,
        YearDay = native.YearDay,
        DaylightSaving = native.DaylightSaving,
        UtcOffset = native.UtcOffset,
        Zone = native.Zone == null ? null : NativeText.Copy(native.Zone),
    };

    private static Native To(in CalendarTime time, byte* zone) => new()
    {
        Second = time.Second,
        Minute = time.Minute,
        Hour = time.Hour,
        Day = time.Day,
        Month = time.Month,
        Year = time.Year,
        WeekDay = time.WeekDay,
        YearDay = time.YearDay,
        DaylightSaving = time.DaylightSaving,
        UtcOffset = time.UtcOffset,
        Zone = zone,
    };
}
