using System.Runtime.InteropServices;

namespace Krait.Platform;

internal static unsafe partial class Libc
{
    // Answered in user space for the common clocks, so that the transition would cost more than the call.
    [LibraryImport(Library), SuppressGCTransition] internal static partial int clock_gettime(int clock, TimeSpec* time);
    [LibraryImport(Library)] internal static partial int clock_settime(int clock, TimeSpec* time);
    [LibraryImport(Library)] internal static partial int clock_getres(int clock, TimeSpec* time);
    [LibraryImport(Library)] internal static partial int clock_nanosleep(int clock, int flags, TimeSpec* time, TimeSpec* remaining);
    [LibraryImport(Library)] internal static partial int pthread_getcpuclockid(nuint thread, int* clock);
    [LibraryImport(Library)] internal static partial void tzset();
    [LibraryImport(Library)] internal static partial void* localtime_r(long* seconds, TimeZones.Native* result);
    [LibraryImport(Library)] internal static partial void* gmtime_r(long* seconds, TimeZones.Native* result);
    [LibraryImport(Library)] internal static partial long mktime(TimeZones.Native* time);
    [LibraryImport(Library)] internal static partial nuint strftime(byte* buffer, nuint size, byte* format, TimeZones.Native* time);
}
