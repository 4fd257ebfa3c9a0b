using System.Runtime.InteropServices;

namespace Krait.Platform;

internal static unsafe partial class Libc
{
    [LibraryImport(Library)] internal static partial int sem_init(void* semaphore, int shared, uint value);
    [LibraryImport(Library)] internal static partial int sem_destroy(void* semaphore);
    [LibraryImport(Library)] internal static partial int sem_wait(void* semaphore);
    [LibraryImport(Library)] internal static partial int sem_trywait(void* semaphore);
    [LibraryImport(Library)] internal static partial int sem_clockwait(void* semaphore, int clock, TimeSpec* deadline);
    [LibraryImport(Library)] internal static partial int sem_post(void* semaphore);
}
