using System.Globalization;
using System.Text;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

internal static partial class SocketModule
{
    private const int NumericHost = 4, Datagram = 2, LargestPort = 0xffff;
    private const uint LargestFlow = 0xfffff;

    /// <summary>gethostname() -> string
    ///
    /// Return the current host name.</summary>
    [PyFunction("gethostname")]
    private static PyObject GetHostName(ThreadState thread)
    {
        AuditEvents.Raise(thread, "socket.gethostname");
        return OsPath.Text(OsCall.Query(thread, NameResolution.GetHostName));
    }

    /// <summary>sethostname(name)
    ///
    /// Sets the hostname to name.</summary>
    [PyFunction("sethostname")]
    private static void SetHostName(ThreadState thread, PyObject name) =>
        OsCall.Check(thread, NameResolution.SetHostName(OsPath.Encode(thread, name)));

    /// <summary>gethostbyname(host) -> address
    ///
    /// Return the IP address (a string of the form '255.255.255.255') for a host.</summary>
    [PyFunction("gethostbyname")]
    private static PyObject GetHostByName(ThreadState thread, PyObject host)
    {
        var name = AddressConversion.HostName(thread, host);
        var address = AddressConversion.Resolve(thread, name, SocketAddress.Inet);
        return OsPath.Text(NameResolution.FormatAddress(SocketAddress.Inet, address, out _));
    }

    /// <summary>gethostbyname_ex(host) -> (name, aliaslist, addresslist)
    ///
    /// Return the true host name, a list of aliases, and a list of IP addresses,
    /// for a host.  The host argument is a string giving a host name or IP number.</summary>
    [PyFunction("gethostbyname_ex")]
    private static PyObject GetHostByNameEx(ThreadState thread, PyObject host)
    {
        var name = AddressConversion.HostName(thread, host);
        HostInformationEntry? entry;
        int error;
        using (thread.AllowThreads())
            entry = NameResolution.GetHostByName(name, out error);
        return entry is null ? throw SocketState.Of(thread).Host(thread, error) : ToPython(thread, entry);
    }

    /// <summary>gethostbyaddr(host) -> (name, aliaslist, addresslist)
    ///
    /// Return the true host name, a list of aliases, and a list of IP addresses,
    /// for a host.  The host argument is a string giving a host name or IP number.</summary>
    [PyFunction("gethostbyaddr")]
    private static PyObject GetHostByAddr(ThreadState thread, PyObject host)
    {
        var name = AddressConversion.HostName(thread, host);
        var address = new byte[16];
        var family = NameResolution.ParseAddress(SocketAddress.Inet6, name, address, out _) == 1 ? SocketAddress.Inet6 : SocketAddress.Inet;
        if (family == SocketAddress.Inet)
            address = AddressConversion.Resolve(thread, name, SocketAddress.Inet);
        HostInformationEntry? entry;
        int error;
        using (thread.AllowThreads())
            entry = NameResolution.GetHostByAddress(address, family, out error);
        return entry is null ? throw SocketState.Of(thread).Host(thread, error) : ToPython(thread, entry);
    }

    private static PyTuple ToPython(ThreadState thread, HostInformationEntry entry)
    {
        var aliases = PyList.Create(thread);
        foreach (var alias in entry.Aliases)
            aliases.Append(OsPath.Text(alias));
        var addresses = PyList.Create(thread);
        foreach (var address in entry.Addresses)
            addresses.Append(OsPath.Text(NameResolution.FormatAddress(entry.Family, address, out _)));
        return PyTuple.Create(thread, OsPath.Text(entry.Name), aliases, addresses);
    }

    /// <summary>getservbyname(servicename[, protocolname]) -> integer
    ///
    /// Return a port number from a service name and protocol name.
    /// The optional protocol name, if given, should be 'tcp' or 'udp',
    /// otherwise any protocol will match.</summary>
    [PyFunction("getservbyname")]
    private static long GetServByName(ThreadState thread, PyStr service, PyStr? protocol = null)
    {
        var port = NameResolution.GetServicePort(OsPath.Encode(thread, service), protocol is null ? null : OsPath.Encode(thread, protocol));
        return port >= 0 ? port : throw Errors.New(ExceptionTypes.OSError, "service/proto not found");
    }

    /// <summary>getservbyport(port[, protocolname]) -> string
    ///
    /// Return the service name from a port number and protocol name.
    /// The optional protocol name, if given, should be 'tcp' or 'udp',
    /// otherwise any protocol will match.</summary>
    [PyFunction("getservbyport")]
    private static PyObject GetServByPort(ThreadState thread, int port, PyStr? protocol = null)
    {
        if (port is < 0 or > LargestPort)
            throw Errors.Overflow("getservbyport: port must be 0-65535.");
        var name = NameResolution.GetServiceName(port, protocol is null ? null : OsPath.Encode(thread, protocol));
        return name is null ? throw Errors.New(ExceptionTypes.OSError, "port/proto not found") : OsPath.Text(name);
    }

    /// <summary>getprotobyname(name) -> integer
    ///
    /// Return the protocol number for the named protocol.  (Rarely used.)</summary>
    [PyFunction("getprotobyname")]
    private static long GetProtoByName(ThreadState thread, PyStr name)
    {
        var number = NameResolution.GetProtocol(OsPath.Encode(thread, name));
        return number >= 0 ? number : throw Errors.New(ExceptionTypes.OSError, "protocol not found");
    }

    /// <summary>getaddrinfo(host, port [, family, type, proto, flags])
    ///     -> list of (family, type, proto, canonname, sockaddr)
    ///
    /// Resolve host and port into addrinfo struct.</summary>
    [PyFunction("getaddrinfo")]
    private static PyObject GetAddrInfo(
        ThreadState thread,
        [Keyword] PyObject host,
        [Keyword] PyObject port,
        [Keyword] int family = 0,
        [Keyword] int type = 0,
        [Keyword] int proto = 0,
        [Keyword] int flags = 0)
    {
        var name = host switch
        {
            PyNone => null,
            PyStr text => AddressConversion.Idna(thread, text),
            PyBytes bytes => bytes.Span.ToArray(),
            _ => throw Errors.Type("getaddrinfo() argument 1 must be string or None"),
        };
        var service = Service(thread, port);
        List<AddressInformation> found;
        ResolverError error;
        using (thread.AllowThreads())
            found = NameResolution.GetAddresses(name, service, family, type, proto, flags, out error);
        if (error.Failed)
            throw SocketState.Of(thread).Resolver(thread, error);
        var list = PyList.Create(thread);
        foreach (var entry in found)
        {
            list.Append(PyTuple.Create(
                thread,
                PyInt.From(entry.Family),
                PyInt.From(entry.Type),
                PyInt.From(entry.Protocol),
                OsPath.Text(entry.CanonicalName ?? []),
                AddressConversion.ToPython(thread, entry.Address)));
        }
        return list;
    }

    private static byte[]? Service(ThreadState thread, PyObject port)
    {
        switch (port)
        {
            case PyNone:
                return null;
            case PyInt number:
                if (!number.TryGetLong(out var value))
                    throw Errors.Overflow("Python int too large to convert to C long");
                return Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture));
            case PyStr text:
                return FileSystemText.Encode(thread, text);
            case PyBytes bytes:
                return bytes.Span.ToArray();
            default:
                throw Errors.New(ExceptionTypes.OSError, "Int or String expected");
        }
    }

    /// <summary>getnameinfo(sockaddr, flags) --> (host, port)
    ///
    /// Get host and port for a sockaddr.</summary>
    [PyFunction("getnameinfo")]
    private static PyObject GetNameInfo(ThreadState thread, PyObject sockaddr, int flags)
    {
        if (sockaddr is not PyTuple parts)
            throw Errors.Type("getnameinfo() argument 1 must be a tuple");
        if (parts.Count is < 2 or > 4)
            throw Errors.Type("getnameinfo(): illegal sockaddr argument");
        if (parts[0] is not PyStr host)
            throw Errors.Type("getnameinfo(): illegal sockaddr argument");
        var port = ArgumentConversion.ToInt(thread, parts[1]);
        var flow = parts.Count > 2 ? unchecked((uint)ArgumentConversion.ToLong(thread, parts[2])) : 0;
        var scope = parts.Count > 3 ? unchecked((uint)ArgumentConversion.ToLong(thread, parts[3])) : 0;
        if (flow > LargestFlow)
            throw Errors.Overflow("getnameinfo(): flowinfo must be 0-1048575.");
        var address = NumericAddress(thread, FileSystemText.Encode(thread, host), port, flow, scope, parts.Count);
        (byte[] Host, byte[] Service) name;
        ResolverError error;
        using (thread.AllowThreads())
            name = NameResolution.GetName(address, flags, out error);
        if (error.Failed)
            throw SocketState.Of(thread).Resolver(thread, error);
        return PyTuple.Create(thread, OsPath.Text(name.Host), OsPath.Text(name.Service));
    }

    private static byte[] NumericAddress(ThreadState thread, byte[] host, int port, uint flow, uint scope, int parts)
    {
        var service = Encoding.ASCII.GetBytes(port.ToString(CultureInfo.InvariantCulture));
        List<AddressInformation> found;
        ResolverError error;
        using (thread.AllowThreads())
            found = NameResolution.GetAddresses(host, service, 0, Datagram, 0, NumericHost, out error);
        if (error.Failed)
            throw SocketState.Of(thread).Resolver(thread, error);
        if (found.Count > 1)
            throw Errors.New(ExceptionTypes.OSError, "sockaddr resolved to multiple addresses");
        if (found[0].Family == SocketAddress.Inet && parts != 2)
            throw Errors.New(ExceptionTypes.OSError, "IPv4 sockaddr must be 2 tuple");
        if (found[0].Family != SocketAddress.Inet6)
            return found[0].Address;
        var buffer = new byte[SocketCalls.AddressSize];
        var length = SocketAddress.WriteInet6(buffer, SocketAddress.ReadInet6(found[0].Address).Host, port, flow, scope);
        return buffer[..length];
    }
}
