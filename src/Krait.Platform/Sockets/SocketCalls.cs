using System.Runtime.InteropServices;

namespace Krait.Platform;

/// <summary>The ancillary side of a message that was received.</summary>
public readonly record struct MessageResult(int ControlLength, int AddressLength, int Flags);

/// <summary>Calls on sockets. Addresses are the system's own bytes; <see cref="SocketAddress"/> reads and writes them.</summary>
public static unsafe class SocketCalls
{
    /// <summary>Room for any address: sizeof(struct sockaddr_storage).</summary>
    public const int AddressSize = 128;

    /// <summary>socket(2); the caller chooses SOCK_CLOEXEC.</summary>
    public static int Create(int family, int type, int protocol, out Errno error) => Errno.Check(Libc.socket(family, type, protocol), out error);

    /// <summary>socketpair(2).</summary>
    public static Errno CreatePair(int family, int type, int protocol, out int first, out int second)
    {
        int* fds = stackalloc int[2];
        Errno error = Errno.Check(Libc.socketpair(family, type, protocol, fds));
        (first, second) = error.Failed ? (-1, -1) : (fds[0], fds[1]);
        return error;
    }

    /// <summary>bind(2).</summary>
    public static Errno Bind(int fd, ReadOnlySpan<byte> address)
    {
        fixed (byte* a = address)
        {
            return Errno.Check(Libc.bind(fd, a, (uint)address.Length));
        }
    }

    /// <summary>connect(2).</summary>
    public static Errno Connect(int fd, ReadOnlySpan<byte> address)
    {
        fixed (byte* a = address)
        {
            return Errno.Check(Libc.connect(fd, a, (uint)address.Length));
        }
    }

    /// <summary>listen(2).</summary>
    public static Errno Listen(int fd, int backlog) => Errno.Check(Libc.listen(fd, backlog));

    /// <summary>accept4(2); <paramref name="length"/> is that of the peer's address, which may exceed the room given.</summary>
    public static int Accept(int fd, Span<byte> address, out int length, int flags, out Errno error)
    {
        uint size = (uint)address.Length;
        fixed (byte* a = address)
        {
            int accepted = Errno.Check(Libc.accept4(fd, a, &size, flags), out error);
            length = (int)size;
            return accepted;
        }
    }

    /// <summary>getsockname(2): the length of the address.</summary>
    public static int GetName(int fd, Span<byte> address, out Errno error)
    {
        uint size = (uint)address.Length;
        fixed (byte* a = address)
        {
            error = Errno.Check(Libc.getsockname(fd, a, &size));
        }
        return (int)size;
    }

    /// <summary>getpeername(2): the length of the address.</summary>
    public static int GetPeer(int fd, Span<byte> address, out Errno error)
    {
        uint size = (uint)address.Length;
        fixed (byte* a = address)
        {
            error = Errno.Check(Libc.getpeername(fd, a, &size));
        }
        return (int)size;
    }

    /// <summary>getsockopt(2) into a buffer: the length of the value.</summary>
    public static int GetOption(int fd, int level, int name, Span<byte> value, out Errno error)
    {
        uint size = (uint)value.Length;
        fixed (byte* v = value)
        {
            error = Errno.Check(Libc.getsockopt(fd, level, name, v, &size));
        }
        return error.Failed ? -1 : (int)size;
    }

    /// <summary>getsockopt(2) of an integer.</summary>
    public static int GetOption(int fd, int level, int name, out Errno error)
    {
        int value = 0;
        uint size = sizeof(int);
        error = Errno.Check(Libc.getsockopt(fd, level, name, (byte*)&value, &size));
        return value;
    }

    /// <summary>setsockopt(2) from a buffer.</summary>
    public static Errno SetOption(int fd, int level, int name, ReadOnlySpan<byte> value)
    {
        fixed (byte* v = value)
        {
            return Errno.Check(Libc.setsockopt(fd, level, name, v, (uint)value.Length));
        }
    }

    /// <summary>setsockopt(2) of an integer.</summary>
    public static Errno SetOption(int fd, int level, int name, int value) =>
        Errno.Check(Libc.setsockopt(fd, level, name, (byte*)&value, sizeof(int)));

    /// <summary>setsockopt(2) with no value but a length, as AF_ALG asks for.</summary>
    public static Errno SetOptionLength(int fd, int level, int name, uint length) =>
        Errno.Check(Libc.setsockopt(fd, level, name, null, length));

    /// <summary>recv(2).</summary>
    public static nint Receive(int fd, Span<byte> buffer, int flags, out Errno error)
    {
        fixed (byte* b = buffer)
        {
            return Errno.Check(Libc.recv(fd, b, (nuint)buffer.Length, flags), out error);
        }
    }

    /// <summary>recvfrom(2); <paramref name="length"/> is that of the sender's address.</summary>
    public static nint ReceiveFrom(int fd, Span<byte> buffer, int flags, Span<byte> address, out int length, out Errno error)
    {
        uint size = (uint)address.Length;
        fixed (byte* b = buffer, a = address)
        {
            nint count = Errno.Check(Libc.recvfrom(fd, b, (nuint)buffer.Length, flags, a, &size), out error);
            length = (int)size;
            return count;
        }
    }

    /// <summary>recvmsg(2) into pinned memory.</summary>
    public static nint ReceiveMessage(
        int fd, ReadOnlySpan<IoVector> buffers, Span<byte> control, Span<byte> address, int flags, out MessageResult result, out Errno error)
    {
        fixed (IoVector* v = buffers)
        fixed (byte* c = control, a = address)
        {
            MessageHeader message = Header(v, buffers.Length, c, control.Length, a, address.Length);
            nint count = Errno.Check(Libc.recvmsg(fd, &message, flags), out error);
            result = new MessageResult((int)message.ControlLength, (int)message.NameLength, message.Flags);
            return count;
        }
    }

    /// <summary>send(2).</summary>
    public static nint Send(int fd, ReadOnlySpan<byte> buffer, int flags, out Errno error)
    {
        fixed (byte* b = buffer)
        {
            return Errno.Check(Libc.send(fd, b, (nuint)buffer.Length, flags), out error);
        }
    }

    /// <summary>sendto(2).</summary>
    public static nint SendTo(int fd, ReadOnlySpan<byte> buffer, int flags, ReadOnlySpan<byte> address, out Errno error)
    {
        fixed (byte* b = buffer, a = address)
        {
            return Errno.Check(Libc.sendto(fd, b, (nuint)buffer.Length, flags, a, (uint)address.Length), out error);
        }
    }

    /// <summary>sendmsg(2) from pinned memory.</summary>
    public static nint SendMessage(
        int fd, ReadOnlySpan<IoVector> buffers, ReadOnlySpan<byte> control, ReadOnlySpan<byte> address, int flags, out Errno error)
    {
        fixed (IoVector* v = buffers)
        fixed (byte* c = control, a = address)
        {
            MessageHeader message = Header(v, buffers.Length, c, control.Length, a, address.Length);
            return Errno.Check(Libc.sendmsg(fd, &message, flags), out error);
        }
    }

    private static MessageHeader Header(IoVector* vectors, int count, byte* control, int controlLength, byte* address, int addressLength) => new()
    {
        Name = address,
        NameLength = (uint)addressLength,
        Vectors = vectors,
        VectorCount = (nuint)count,
        Control = control,
        ControlLength = (nuint)controlLength,
    };

    /// <summary>shutdown(2).</summary>
    public static Errno Shutdown(int fd, int how) => Errno.Check(Libc.shutdown(fd, how));
}

/// <summary>Ancillary data: a sequence of headers (length, level, type) with data, each aligned to eight bytes.</summary>
public static class ControlMessages
{
    /// <summary>The size of a header.</summary>
    public const int HeaderSize = 16;

    /// <summary>CMSG_LEN: a message with its header.</summary>
    public static long Length(long dataLength) => HeaderSize + dataLength;

    /// <summary>CMSG_SPACE: a message with its header and padding.</summary>
    public static long Space(long dataLength) => HeaderSize + ((dataLength + 7) & ~7L);

    /// <summary>Writes a message at the start of a cleared buffer: the space that it takes.</summary>
    public static int Write(Span<byte> control, int level, int type, ReadOnlySpan<byte> data)
    {
        MemoryMarshal.Write(control, (ulong)Length(data.Length));
        MemoryMarshal.Write(control[8..], level);
        MemoryMarshal.Write(control[12..], type);
        data.CopyTo(control[HeaderSize..]);
        return (int)Math.Min(Space(data.Length), control.Length);
    }

    /// <summary>
    /// Reads the message at the start of received control data and moves past it; false at the end.
    /// <paramref name="truncated"/> tells that the buffer ends before the data does, which is then cut off.
    /// </summary>
    public static bool TryRead(ref ReadOnlySpan<byte> control, out int level, out int type, out ReadOnlySpan<byte> data, out bool truncated)
    {
        level = type = 0;
        data = default;
        truncated = false;
        if (control.Length < HeaderSize)
        {
            return false;
        }
        ulong length = MemoryMarshal.Read<ulong>(control);
        if (length < HeaderSize)
        {
            return false;
        }
        level = MemoryMarshal.Read<int>(control[8..]);
        type = MemoryMarshal.Read<int>(control[12..]);
        truncated = length > (ulong)control.Length;
        int end = (int)Math.Min(length, (ulong)control.Length);
        data = control[HeaderSize..end];
        control = control[Math.Min((end + 7) & ~7, control.Length)..];
        return true;
    }
}
