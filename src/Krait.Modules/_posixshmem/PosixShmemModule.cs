using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

/// <summary>POSIX shared memory module</summary>
[PyModule("_posixshmem")]
internal static partial class PosixShmemModule
{
    private const int Cloexec = 0x80000;

    /// <summary>Open a shared memory object.  Returns a file descriptor (integer).</summary>
    [PyFunction("shm_open")]
    private static long ShmOpen(ThreadState thread, [Keyword] PyStr path, [Keyword] int flags, [Keyword] int mode = 511)
    {
        var name = Name(thread, path);
        return OsCall.Run(thread, (out e) => FileSystem.OpenSharedMemory(name, flags | Cloexec, (uint)mode, out e), path);
    }

    /// <summary>Remove a shared memory object (similar to unlink()).
    ///
    /// Remove a shared memory object name, and, once all processes  have  unmapped
    /// the object, de-allocates and destroys the contents of the associated memory
    /// region.</summary>
    [PyFunction("shm_unlink")]
    private static void ShmUnlink(ThreadState thread, [Keyword] PyStr path)
    {
        var name = Name(thread, path);
        OsCall.Run(thread, () => FileSystem.UnlinkSharedMemory(name), path);
    }

    private static byte[] Name(ThreadState thread, PyStr path)
    {
        var name = FileSystemText.Encode(thread, path);
        return name.AsSpan().Contains((byte)0) ? throw Errors.Value("embedded null character") : name;
    }
}
