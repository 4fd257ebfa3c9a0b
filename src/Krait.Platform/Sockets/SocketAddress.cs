using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Krait.Platform;

/// <summary>Reads and writes the bytes of socket addresses. Writers return the length; the buffer has <see cref="SocketCalls.AddressSize"/> bytes.</summary>
public static class SocketAddress
{
#pragma warning disable CS1591
    public const int Unspecified = 0, Unix = 1, Inet = 2, Inet6 = 10, Netlink = 16, Packet = 17, Vsock = 40;
#pragma warning restore CS1591

    /// <summary>Where the path of a Unix address begins, and the most bytes it can have.</summary>
    public const int UnixPathOffset = 2, UnixPathSize = 108;

    /// <summary>The family of an address.</summary>
    public static int Family(ReadOnlySpan<byte> address) => address.Length < 2 ? Unspecified : MemoryMarshal.Read<ushort>(address);

    /// <summary>An IPv4 address: four bytes and a port.</summary>
    public static int WriteInet(Span<byte> buffer, ReadOnlySpan<byte> host, int port)
    {
        buffer[..16].Clear();
        MemoryMarshal.Write(buffer, (ushort)Inet);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], (ushort)port);
        host[..4].CopyTo(buffer[4..]);
        return 16;
    }

    /// <summary>The parts of an IPv4 address.</summary>
    public static (byte[] Host, int Port) ReadInet(ReadOnlySpan<byte> address) =>
        (address.Slice(4, 4).ToArray(), BinaryPrimitives.ReadUInt16BigEndian(address[2..]));

    /// <summary>An IPv6 address: sixteen bytes, a port, flow information and scope in host order.</summary>
    public static int WriteInet6(Span<byte> buffer, ReadOnlySpan<byte> host, int port, uint flow, uint scope)
    {
        buffer[..28].Clear();
        MemoryMarshal.Write(buffer, (ushort)Inet6);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], (ushort)port);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[4..], flow);
        host[..16].CopyTo(buffer[8..]);
        MemoryMarshal.Write(buffer[24..], scope);
        return 28;
    }

    /// <summary>The parts of an IPv6 address.</summary>
    public static (byte[] Host, int Port, uint Flow, uint Scope) ReadInet6(ReadOnlySpan<byte> address) =>
        (address.Slice(8, 16).ToArray(), BinaryPrimitives.ReadUInt16BigEndian(address[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(address[4..]), MemoryMarshal.Read<uint>(address[24..]));

    /// <summary>
    /// A Unix address. A path that begins with NUL is a name in the abstract namespace and counts to its last byte; another gets its
    /// closing NUL. -1 where it is too long.
    /// </summary>
    public static int WriteUnix(Span<byte> buffer, ReadOnlySpan<byte> path)
    {
        bool isAbstract = path.IsEmpty || path[0] == 0;
        if (path.Length > UnixPathSize - (isAbstract ? 0 : 1))
        {
            return -1;
        }
        buffer[..(UnixPathOffset + UnixPathSize)].Clear();
        MemoryMarshal.Write(buffer, (ushort)Unix);
        path.CopyTo(buffer[UnixPathOffset..]);
        return UnixPathOffset + path.Length + (isAbstract ? 0 : 1);
    }

    /// <summary>The path of a Unix address, empty for an unnamed socket; an abstract name keeps its leading NUL.</summary>
    public static byte[] ReadUnix(ReadOnlySpan<byte> address)
    {
        if (address.Length <= UnixPathOffset)
        {
            return [];
        }
        ReadOnlySpan<byte> path = address[UnixPathOffset..];
        if (path[0] != 0)
        {
            int end = path.IndexOf((byte)0);
            path = end < 0 ? path : path[..end];
        }
        return path.ToArray();
    }

    /// <summary>A netlink address.</summary>
    public static int WriteNetlink(Span<byte> buffer, uint process, uint groups)
    {
        buffer[..12].Clear();
        MemoryMarshal.Write(buffer, (ushort)Netlink);
        MemoryMarshal.Write(buffer[4..], process);
        MemoryMarshal.Write(buffer[8..], groups);
        return 12;
    }

    /// <summary>The parts of a netlink address.</summary>
    public static (uint Process, uint Groups) ReadNetlink(ReadOnlySpan<byte> address) =>
        (MemoryMarshal.Read<uint>(address[4..]), MemoryMarshal.Read<uint>(address[8..]));

    /// <summary>A packet address; the protocol in host order, the hardware address of at most eight bytes.</summary>
    public static int WritePacket(Span<byte> buffer, int protocol, int index, int hardwareType, int packetType, ReadOnlySpan<byte> hardware)
    {
        buffer[..20].Clear();
        MemoryMarshal.Write(buffer, (ushort)Packet);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], (ushort)protocol);
        MemoryMarshal.Write(buffer[4..], index);
        MemoryMarshal.Write(buffer[8..], (ushort)hardwareType);
        buffer[10] = (byte)packetType;
        buffer[11] = (byte)hardware.Length;
        hardware.CopyTo(buffer[12..]);
        return 20;
    }

    /// <summary>The parts of a packet address.</summary>
    public static (int Protocol, int Index, int HardwareType, int PacketType, byte[] Hardware) ReadPacket(ReadOnlySpan<byte> address) =>
        (BinaryPrimitives.ReadUInt16BigEndian(address[2..]), MemoryMarshal.Read<int>(address[4..]), MemoryMarshal.Read<ushort>(address[8..]),
            address[10], address.Slice(12, Math.Min((int)address[11], 8)).ToArray());

    /// <summary>A vsock address.</summary>
    public static int WriteVsock(Span<byte> buffer, uint context, uint port)
    {
        buffer[..16].Clear();
        MemoryMarshal.Write(buffer, (ushort)Vsock);
        MemoryMarshal.Write(buffer[4..], port);
        MemoryMarshal.Write(buffer[8..], context);
        return 16;
    }

    /// <summary>The parts of a vsock address.</summary>
    public static (uint Context, uint Port) ReadVsock(ReadOnlySpan<byte> address) =>
        (MemoryMarshal.Read<uint>(address[8..]), MemoryMarshal.Read<uint>(address[4..]));
}
