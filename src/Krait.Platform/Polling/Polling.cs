using System.Runtime.InteropServices;

namespace Krait.Platform;

/// <summary>One descriptor to poll: struct pollfd.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct PollEntry
{
    /// <summary>The descriptor; a negative one is skipped.</summary>
    public int Descriptor;

    /// <summary>POLLIN, POLLOUT, ... that are asked for.</summary>
    public short Events;

    /// <summary>What the call found.</summary>
    public short Result;
}

/// <summary>An event of an epoll object.</summary>
public readonly record struct EpollEvent(int Descriptor, uint Events);

/// <summary>Waiting for descriptors. EINTR is reported, never retried.</summary>
public static unsafe class Polling
{
    /// <summary>The number of descriptors that select(2) can take.</summary>
    public const int SelectLimit = 1024;

    /// <summary>poll(2); a timeout of -1 waits for ever.</summary>
    public static int Poll(Span<PollEntry> entries, int milliseconds, out Errno error)
    {
        fixed (PollEntry* p = entries)
        {
            return Errno.Check(Libc.poll(p, (nuint)entries.Length, milliseconds), out error);
        }
    }

    /// <summary>ppoll(2) with a timeout in nanoseconds; null waits for ever.</summary>
    public static int Poll(Span<PollEntry> entries, TimeSpec? timeout, out Errno error)
    {
        TimeSpec time = timeout.GetValueOrDefault();
        fixed (PollEntry* p = entries)
        {
            return Errno.Check(Libc.ppoll(p, (nuint)entries.Length, timeout.HasValue ? &time : null, null), out error);
        }
    }

    /// <summary>
    /// select(2) on bit sets of <see cref="SelectLimit"/> bits (16 words each), which come back with the ready descriptors;
    /// an empty span is no set. A timeout of null waits for ever.
    /// </summary>
    public static int Select(int count, Span<ulong> read, Span<ulong> write, Span<ulong> except, TimeValue? timeout, out Errno error)
    {
        TimeValue time = timeout.GetValueOrDefault();
        fixed (ulong* r = read, w = write, x = except)
        {
            return Errno.Check(Libc.select(count, r, w, x, timeout.HasValue ? &time : null), out error);
        }
    }

    /// <summary>epoll_create1(2).</summary>
    public static int CreateEpoll(int flags, out Errno error) => Errno.Check(Libc.epoll_create1(flags), out error);

    /// <summary>epoll_ctl(2): EPOLL_CTL_ADD 1, EPOLL_CTL_DEL 2, EPOLL_CTL_MOD 3.</summary>
    public static Errno ControlEpoll(int epoll, int operation, int fd, uint events)
    {
        byte* native = stackalloc byte[16];
        *(uint*)native = events;
        *(long*)(native + DataOffset) = fd;
        return Errno.Check(Libc.epoll_ctl(epoll, operation, fd, native));
    }

    /// <summary>epoll_wait(2) into <paramref name="events"/>: the number of events. A timeout of -1 waits for ever.</summary>
    public static int WaitEpoll(int epoll, Span<EpollEvent> events, int milliseconds, out Errno error)
    {
        const int OnStack = 64;
        int size = EventSize, count = events.Length;
        byte* stack = stackalloc byte[OnStack * 16];
        byte* native = count <= OnStack ? stack : (byte*)NativeMemory.Alloc((nuint)count, (nuint)size);
        int ready = Errno.Check(Libc.epoll_wait(epoll, native, count, milliseconds), out error);
        for (int i = 0; i < ready; i++)
        {
            byte* entry = native + i * size;
            events[i] = new EpollEvent(*(int*)(entry + DataOffset), *(uint*)entry);
        }
        if (native != stack)
        {
            NativeMemory.Free(native);
        }
        return ready;
    }

    // struct epoll_event is packed on x64 alone.
    private static int EventSize => HostPlatform.IsArm64 ? 16 : 12;

    private static int DataOffset => HostPlatform.IsArm64 ? 8 : 4;
}
