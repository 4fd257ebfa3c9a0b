using System.Runtime.InteropServices;

namespace Krait.Platform;

internal static unsafe partial class Libc
{
    [LibraryImport(Library)] internal static partial void openlog(byte* identity, int options, int facility);

    // Variadic; without further arguments and on the supported processors the same as a plain call.
    [LibraryImport(Library)] internal static partial void syslog(int priority, byte* format, byte* text);
    [LibraryImport(Library)] internal static partial void closelog();
    [LibraryImport(Library)] internal static partial int setlogmask(int mask);
    [LibraryImport(Library)] internal static partial void* sem_open(byte* name, int flags, uint mode, uint value);
    [LibraryImport(Library)] internal static partial int sem_close(void* semaphore);
    [LibraryImport(Library)] internal static partial int sem_unlink(byte* name);
    [LibraryImport(Library)] internal static partial int sem_getvalue(void* semaphore, int* value);
    [LibraryImport(Library)] internal static partial int sem_timedwait(void* semaphore, TimeSpec* deadline);
}
