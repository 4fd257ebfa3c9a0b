namespace Krait.Platform;

/// <summary>Mapped memory.</summary>
public static unsafe class MemoryMapping
{
    /// <summary>mmap(2) at an address of the system's choice; null with an error. Anonymous memory has the descriptor -1.</summary>
    public static byte* Map(nuint length, int protection, int flags, int fd, long offset, out Errno error)
    {
        void* address = Libc.mmap(null, length, protection, flags, fd, offset);
        if ((nint)address == -1)
        {
            error = Errno.Last();
            return null;
        }
        error = default;
        return (byte*)address;
    }

    /// <summary>munmap(2).</summary>
    public static Errno Unmap(byte* address, nuint length) => Errno.Check(Libc.munmap(address, length));

    /// <summary>mremap(2); flag 1 allows the mapping to move. Null with an error.</summary>
    public static byte* Resize(byte* address, nuint oldLength, nuint newLength, int flags, out Errno error)
    {
        void* moved = Libc.mremap(address, oldLength, newLength, flags);
        error = (nint)moved == -1 ? Errno.Last() : default;
        return error.Failed ? null : (byte*)moved;
    }

    /// <summary>msync(2).</summary>
    public static Errno Sync(byte* address, nuint length, int flags) => Errno.Check(Libc.msync(address, length, flags));

    /// <summary>mprotect(2).</summary>
    public static Errno Protect(byte* address, nuint length, int protection) => Errno.Check(Libc.mprotect(address, length, protection));

    /// <summary>madvise(2).</summary>
    public static Errno Advise(byte* address, nuint length, int advice) => Errno.Check(Libc.madvise(address, length, advice));
}
