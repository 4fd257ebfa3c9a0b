using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

/// <summary>Socket addresses between Python's tuples and the system's bytes.</summary>
internal static class AddressConversion
{
    private const int Passive = 1, NumericHost = 4, Dgram = 2, LargestPort = 0xffff;
    private const uint LargestFlow = 0xfffff;

    /// <summary>The address as Python shows it.</summary>
    public static PyObject ToPython(ThreadState thread, ReadOnlySpan<byte> address)
    {
        if (address.Length == 0)
            return PyNone.Instance;
        switch (SocketAddress.Family(address))
        {
            case SocketAddress.Inet:
                var (host, port) = SocketAddress.ReadInet(address);
                return PyTuple.Create(thread, Host(thread, SocketAddress.Inet, host), PyInt.From(port));
            case SocketAddress.Inet6:
                var (host6, port6, flow, scope) = SocketAddress.ReadInet6(address);
                return PyTuple.Create(
                    thread, Host(thread, SocketAddress.Inet6, host6), PyInt.From(port6), PyInt.From(flow), PyInt.From(scope));
            case SocketAddress.Unix:
                var path = SocketAddress.ReadUnix(address);
                return path is [0, ..] ? PyBytes.From(path) : OsPath.Text(path);
            case SocketAddress.Netlink:
                var (process, groups) = SocketAddress.ReadNetlink(address);
                return PyTuple.Create(thread, PyInt.From(process), PyInt.From(groups));
            case SocketAddress.Vsock:
                var (context, vsockPort) = SocketAddress.ReadVsock(address);
                return PyTuple.Create(thread, PyInt.From(context), PyInt.From(vsockPort));
            case SocketAddress.Packet:
                var packet = SocketAddress.ReadPacket(address);
                var name = packet.Index == 0 ? [] : NameResolution.GetInterfaceName((uint)packet.Index, out _) ?? [];
                return PyTuple.Create(
                    thread,
                    OsPath.Text(name),
                    PyInt.From(packet.Protocol),
                    PyInt.From(packet.PacketType),
                    PyInt.From(packet.HardwareType),
                    PyBytes.From(packet.Hardware));
            default:
                return PyTuple.Create(thread, PyInt.From(SocketAddress.Family(address)), PyBytes.From(address[2..]));
        }
    }

    private static PyObject Host(ThreadState thread, int family, byte[] host)
    {
        var text = NameResolution.FormatAddress(family, host, out var error);
        return text is null ? throw Errors.Os(thread, error.Value) : OsPath.Text(text);
    }

    /// <summary>The bytes of an address for a socket of the given family.</summary>
    public static byte[] FromPython(ThreadState thread, int family, PyObject address, string caller)
    {
        var buffer = new byte[SocketCalls.AddressSize];
        var length = family switch
        {
            SocketAddress.Inet => WriteInet(thread, buffer, address, caller),
            SocketAddress.Inet6 => WriteInet6(thread, buffer, address, caller),
            SocketAddress.Unix => WriteUnix(thread, buffer, address),
            SocketAddress.Netlink => WriteNetlink(thread, buffer, address, caller),
            SocketAddress.Vsock => WriteVsock(thread, buffer, address),
            SocketAddress.Packet => WritePacket(thread, buffer, address, caller),
            _ => throw Errors.New(ExceptionTypes.OSError, $"{caller}(): bad family"),
        };
        return buffer[..length];
    }

    private static PyTuple Tuple(PyObject address, string caller, string family) => address as PyTuple
        ?? throw Errors.Type($"{caller}(): {family} address must be tuple, not {address.Type.Name}");

    private static int Port(ThreadState thread, PyObject o, string caller)
    {
        var port = ArgumentConversion.ToInt(thread, o);
        return port is >= 0 and <= LargestPort ? port : throw Errors.Overflow($"{caller}(): port must be 0-65535.");
    }

    private static int WriteInet(ThreadState thread, byte[] buffer, PyObject address, string caller)
    {
        var parts = Tuple(address, caller, "AF_INET");
        if (parts.Count != 2)
            throw Errors.Type("AF_INET address must be a pair (host, port)");
        var name = HostName(thread, parts[0]);
        var port = Port(thread, parts[1], caller);
        return SocketAddress.WriteInet(buffer, Resolve(thread, name, SocketAddress.Inet), port);
    }

    private static int WriteInet6(ThreadState thread, byte[] buffer, PyObject address, string caller)
    {
        var parts = Tuple(address, caller, "AF_INET6");
        if (parts.Count is < 2 or > 4)
            throw Errors.Type("AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])");
        var name = HostName(thread, parts[0]);
        var port = ArgumentConversion.ToInt(thread, parts[1]);
        var flow = parts.Count > 2 ? unchecked((uint)ArgumentConversion.ToLong(thread, parts[2])) : 0;
        var scope = parts.Count > 3 ? unchecked((uint)ArgumentConversion.ToLong(thread, parts[3])) : 0;
        var host = Resolve(thread, name, SocketAddress.Inet6);
        if (port is < 0 or > LargestPort)
            throw Errors.Overflow($"{caller}(): port must be 0-65535.");
        if (flow > LargestFlow)
            throw Errors.Overflow($"{caller}(): flowinfo must be 0-1048575.");
        return SocketAddress.WriteInet6(buffer, host, port, flow, scope);
    }

    private static int WriteUnix(ThreadState thread, byte[] buffer, PyObject address)
    {
        byte[] path;
        if (address is PyStr text)
        {
            path = FileSystemText.Encode(thread, text);
        }
        else
        {
            using var view = PyBuffer.Get(thread, address, BufferFlags.Simple);
            path = view.Span.ToArray();
        }
        // A null may stand in front only: the name of an abstract socket.
        var length = path.Length > SocketAddress.UnixPathSize ? -1 : SocketAddress.WriteUnix(buffer, path);
        return length >= 0 ? length : throw Errors.New(ExceptionTypes.OSError, "AF_UNIX path too long");
    }

    private static int WriteNetlink(ThreadState thread, byte[] buffer, PyObject address, string caller)
    {
        var parts = Tuple(address, caller, "AF_NETLINK");
        if (parts.Count != 2)
            throw Errors.Type("AF_NETLINK address must be a pair (pid, groups)");
        return SocketAddress.WriteNetlink(
            buffer, unchecked((uint)ArgumentConversion.ToLong(thread, parts[0])), unchecked((uint)ArgumentConversion.ToLong(thread, parts[1])));
    }

    private static int WriteVsock(ThreadState thread, byte[] buffer, PyObject address)
    {
        if (address is not PyTuple { Count: 2 } parts)
            throw Errors.Type("getsockaddrarg: AF_VSOCK address must be tuple, not " + address.Type.Name);
        return SocketAddress.WriteVsock(buffer, ArgumentConversion.ToUInt(thread, parts[0]), ArgumentConversion.ToUInt(thread, parts[1]));
    }

    private static int WritePacket(ThreadState thread, byte[] buffer, PyObject address, string caller)
    {
        var parts = Tuple(address, caller, "AF_PACKET");
        if (parts.Count is < 2 or > 5)
            throw Errors.Type("AF_PACKET address must be a tuple of two to five elements");
        var name = OsPath.Encode(thread, parts[0]);
        var protocol = ArgumentConversion.ToInt(thread, parts[1]);
        var packetType = parts.Count > 2 ? ArgumentConversion.ToInt(thread, parts[2]) : 0;
        var hardwareType = parts.Count > 3 ? ArgumentConversion.ToInt(thread, parts[3]) : 0;
        byte[] hardware = parts.Count > 4 ? Op.CopyBytes(thread, parts[4]) : [];
        if (hardware.Length > 8)
            throw Errors.Value("Hardware address must be 8 bytes or less");
        if (protocol is < 0 or > LargestPort)
            throw Errors.Overflow($"{caller}(): proto must be 0-65535.");
        var index = NameResolution.GetInterfaceIndex(name, out var error);
        if (index == 0)
            throw Errors.Os(thread, error.Value);
        return SocketAddress.WritePacket(buffer, protocol, (int)index, hardwareType, packetType, hardware);
    }

    /// <summary>A host name as bytes: ASCII as it is, other text in IDNA.</summary>
    public static byte[] HostName(ThreadState thread, PyObject o)
    {
        var bytes = o switch
        {
            PyStr text => Idna(thread, text),
            PyBytes raw => raw.Span.ToArray(),
            PyByteArray => Op.CopyBytes(thread, o),
            _ => throw Errors.Type($"str, bytes or bytearray expected, not {o.Type.Name}"),
        };
        return bytes.AsSpan().Contains((byte)0) ? throw Errors.Type("host name must not contain null character") : bytes;
    }

    /// <summary>A str in IDNA, or as it is where it is ASCII.</summary>
    public static byte[] Idna(ThreadState thread, PyStr text)
    {
        var ascii = new byte[text.Length];
        for (var i = 0; i < ascii.Length; i++)
        {
            if (text[i] >= 128)
                return ((PyBytes)Op.CallMethod(thread, text, "encode", PyStr.Intern("idna"))).Span.ToArray();
            ascii[i] = (byte)text[i];
        }
        return ascii;
    }

    /// <summary>The 4 or 16 bytes of a host's address.</summary>
    public static byte[] Resolve(ThreadState thread, byte[] name, int family)
    {
        var size = family == SocketAddress.Inet6 ? 16 : 4;
        if (name.Length == 0)
            return Any(thread, family);
        if (name.AsSpan().SequenceEqual("255.255.255.255"u8) || name.AsSpan().SequenceEqual("<broadcast>"u8))
        {
            if (family != SocketAddress.Inet)
                throw Errors.New(ExceptionTypes.OSError, "address family mismatched");
            return [255, 255, 255, 255];
        }
        var address = new byte[size];
        if (NameResolution.ParseAddress(family, name, address, out _) == 1)
            return address;
        return Lookup(thread, name, null, family, 0, 0);
    }

    // Of the wildcard address there must be one only.
    private static byte[] Any(ThreadState thread, int family) => Lookup(thread, null, "0"u8.ToArray(), family, Dgram, Passive);

    private static byte[] Lookup(ThreadState thread, byte[]? host, byte[]? service, int family, int type, int flags)
    {
        List<AddressInformation> found;
        ResolverError error;
        using (thread.AllowThreads())
            found = NameResolution.GetAddresses(host, service, family, type, 0, flags, out error);
        if (error.Failed)
            throw SocketState.Of(thread).Resolver(thread, error);
        if (host is null && found.Count > 1)
            throw Errors.New(ExceptionTypes.OSError, "wildcard resolved to multiple address");
        return found[0].Family == SocketAddress.Inet6
            ? SocketAddress.ReadInet6(found[0].Address).Host
            : SocketAddress.ReadInet(found[0].Address).Host;
    }
}
