namespace Krait.Platform;

/// <summary>How the databases of users and groups are asked: the strings of an entry stand in a buffer of the caller's, which may be too small.</summary>
internal static unsafe class NameService
{
    private const int FirstBuffer = 4096, LargestBuffer = 1 << 24;

    /// <summary>One of the system's functions, with its key.</summary>
    public delegate int Query<T>(T* entry, byte* buffer, nuint size, T** result) where T : unmanaged;

    /// <summary>Copies an entry.</summary>
    public delegate TEntry Copy<T, TEntry>(in T entry) where T : unmanaged;

    /// <summary>Null without an error: there is no such entry.</summary>
    public static TEntry? Find<T, TEntry>(Query<T> query, Copy<T, TEntry> copy, out Errno error)
        where T : unmanaged
        where TEntry : class
    {
        for (int size = FirstBuffer; ; size *= 4)
        {
            byte[] buffer = GC.AllocateUninitializedArray<byte>(size);
            T entry;
            T* result = null;
            fixed (byte* b = buffer)
            {
                int code = query(&entry, b, (nuint)size, &result);
                if (code == Errno.ERANGE && size < LargestBuffer)
                {
                    continue;
                }
                if (result == null)
                {
                    // Some of the system's sources report "no such user" as an error of their own.
                    error = new Errno(code is Errno.ENOENT or Errno.ESRCH or Errno.EBADF or Errno.EPERM ? 0 : code);
                    return null;
                }
                error = default;
                return copy(entry);
            }
        }
    }

    /// <summary>All entries, which <paramref name="next"/> gives one after the other.</summary>
    public static List<TEntry> GetAll<T, TEntry>(Query<T> next, Copy<T, TEntry> copy)
        where T : unmanaged
        where TEntry : class
    {
        var entries = new List<TEntry>();
        while (Find(next, copy, out _) is { } entry)
        {
            entries.Add(entry);
        }
        return entries;
    }
}
