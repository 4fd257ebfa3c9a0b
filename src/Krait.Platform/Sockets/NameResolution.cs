using System.Buffers.Binary;
using System.Text;

namespace Krait.Platform;

/// <summary>One answer of getaddrinfo.</summary>
public sealed record AddressInformation(int Family, int Type, int Protocol, byte[]? CanonicalName, byte[] Address);

/// <summary>A host with its other names and its addresses, each 4 or 16 bytes.</summary>
public sealed record HostInformationEntry(byte[] Name, byte[][] Aliases, int Family, byte[][] Addresses);

/// <summary>A failure of name resolution: an EAI number, and the system's error where that is EAI_SYSTEM (-11).</summary>
public readonly record struct ResolverError(int Code, Errno System)
{
    /// <summary>True where there was a failure.</summary>
    public bool Failed => Code != 0;

    /// <summary>gai_strerror(3).</summary>
    public unsafe string Message => Encoding.UTF8.GetString(NativeText.Copy(Libc.gai_strerror(Code)));
}

/// <summary>Names and numbers of hosts, services, protocols and interfaces.</summary>
public static unsafe class NameResolution
{
    private const int EaiSystem = -11, MaximumBuffer = 1 << 20;

    /// <summary>getaddrinfo(3); null is no host or no service.</summary>
    public static List<AddressInformation> GetAddresses(
        byte[]? host, byte[]? service, int family, int type, int protocol, int flags, out ResolverError error)
    {
        var hints = new NativeAddressInfo { Flags = flags, Family = family, Type = type, Protocol = protocol };
        NativeAddressInfo* list = null;
        using var h = new CString(host, stackalloc byte[CString.Small]);
        using var s = new CString(service, stackalloc byte[CString.Small]);
        int code = Libc.getaddrinfo(host is null ? null : h, service is null ? null : s, &hints, &list);
        error = new ResolverError(code, code == EaiSystem ? Errno.Last() : default);
        var answers = new List<AddressInformation>();
        if (code != 0)
        {
            return answers;
        }
        for (NativeAddressInfo* answer = list; answer != null; answer = answer->Next)
        {
            answers.Add(new AddressInformation(
                answer->Family, answer->Type, answer->Protocol, answer->CanonicalName == null ? null : NativeText.Copy(answer->CanonicalName),
                new ReadOnlySpan<byte>(answer->Address, (int)answer->AddressLength).ToArray()));
        }
        Libc.freeaddrinfo(list);
        return answers;
    }

    /// <summary>getnameinfo(3).</summary>
    public static (byte[] Host, byte[] Service) GetName(ReadOnlySpan<byte> address, int flags, out ResolverError error)
    {
        const int HostSize = 1025, ServiceSize = 32;
        byte* host = stackalloc byte[HostSize];
        byte* service = stackalloc byte[ServiceSize];
        fixed (byte* a = address)
        {
            int code = Libc.getnameinfo(a, (uint)address.Length, host, HostSize, service, ServiceSize, flags);
            error = new ResolverError(code, code == EaiSystem ? Errno.Last() : default);
        }
        return error.Failed ? ([], []) : (NativeText.Copy(host), NativeText.Copy(service));
    }

    /// <summary>gethostname(2).</summary>
    public static byte[] GetHostName(out Errno error)
    {
        byte* buffer = stackalloc byte[1024];
        error = Errno.Check(Libc.gethostname(buffer, 1023));
        buffer[1023] = 0;
        return error.Failed ? [] : NativeText.Copy(buffer);
    }

    /// <summary>sethostname(2).</summary>
    public static Errno SetHostName(ReadOnlySpan<byte> name)
    {
        fixed (byte* n = name)
        {
            return Errno.Check(Libc.sethostname(n, (nuint)name.Length));
        }
    }

    /// <summary>gethostbyname(3); <paramref name="hostError"/> is an h_errno number, 0 on success.</summary>
    public static HostInformationEntry? GetHostByName(ReadOnlySpan<byte> name, out int hostError)
    {
        using var n = new CString(name, stackalloc byte[CString.Small]);
        return FindHost(n, default, 0, out hostError);
    }

    /// <summary>gethostbyaddr(3) of 4 or 16 bytes; <paramref name="hostError"/> is an h_errno number, 0 on success.</summary>
    public static HostInformationEntry? GetHostByAddress(ReadOnlySpan<byte> address, int family, out int hostError) =>
        FindHost(null, address, family, out hostError);

    /// <summary>hstrerror(3).</summary>
    public static string HostErrorMessage(int hostError) => Encoding.UTF8.GetString(NativeText.Copy(Libc.hstrerror(hostError)));

    private static HostInformationEntry? FindHost(byte* name, ReadOnlySpan<byte> address, int family, out int hostError)
    {
        for (int size = 8192; ; size *= 2)
        {
            byte[] buffer = GC.AllocateUninitializedArray<byte>(size);
            HostEntry entry;
            HostEntry* result = null;
            int failure = 0;
            fixed (byte* b = buffer, a = address)
            {
                int code = name != null
                    ? Libc.gethostbyname_r(name, &entry, b, (nuint)size, &result, &failure)
                    : Libc.gethostbyaddr_r(a, (uint)address.Length, family, &entry, b, (nuint)size, &result, &failure);
                if (code == Errno.ERANGE && size < MaximumBuffer)
                {
                    continue;
                }
                hostError = result == null ? failure : 0;
                return result == null
                    ? null
                    : new HostInformationEntry(NativeText.Copy(entry.Name), NativeText.CopyAll(entry.Aliases), entry.Family, Addresses(entry));
            }
        }
    }

    private static byte[][] Addresses(in HostEntry entry)
    {
        var addresses = new List<byte[]>();
        for (int i = 0; entry.Addresses != null && entry.Addresses[i] != null; i++)
        {
            addresses.Add(new ReadOnlySpan<byte>(entry.Addresses[i], entry.Length).ToArray());
        }
        return [.. addresses];
    }

    /// <summary>if_nameindex(3).</summary>
    public static List<(int Index, byte[] Name)> GetInterfaces(out Errno error)
    {
        var interfaces = new List<(int, byte[])>();
        NativeInterfaceName* list = Libc.if_nameindex();
        error = list == null ? Errno.Last() : default;
        if (list == null)
        {
            return interfaces;
        }
        for (NativeInterfaceName* entry = list; entry->Index != 0; entry++)
        {
            interfaces.Add(((int)entry->Index, NativeText.Copy(entry->Name)));
        }
        Libc.if_freenameindex(list);
        return interfaces;
    }

    /// <summary>if_nametoindex(3): 0 with an error.</summary>
    public static uint GetInterfaceIndex(ReadOnlySpan<byte> name, out Errno error)
    {
        using var n = new CString(name, stackalloc byte[CString.Small]);
        uint index = Libc.if_nametoindex(n);
        error = index == 0 ? Errno.Last() : default;
        return index;
    }

    /// <summary>if_indextoname(3): null with an error.</summary>
    public static byte[]? GetInterfaceName(uint index, out Errno error)
    {
        byte* buffer = stackalloc byte[32];
        byte* name = Libc.if_indextoname(index, buffer);
        error = name == null ? Errno.Last() : default;
        return name == null ? null : NativeText.Copy(name);
    }

    /// <summary>getservbyname(3): the port, or -1.</summary>
    public static int GetServicePort(ReadOnlySpan<byte> name, byte[]? protocol)
    {
        using var n = new CString(name, stackalloc byte[CString.Small]);
        using var p = new CString(protocol, stackalloc byte[CString.Small]);
        ulong* entry = stackalloc ulong[4];
        byte* buffer = stackalloc byte[4096];
        byte* result = null;
        Libc.getservbyname_r(n, protocol is null ? null : p, (byte*)entry, buffer, 4096, &result);
        return result == null ? -1 : BinaryPrimitives.ReverseEndianness((ushort)entry[2]);
    }

    /// <summary>getservbyport(3): the name, or null.</summary>
    public static byte[]? GetServiceName(int port, byte[]? protocol)
    {
        using var p = new CString(protocol, stackalloc byte[CString.Small]);
        ulong* entry = stackalloc ulong[4];
        byte* buffer = stackalloc byte[4096];
        byte* result = null;
        Libc.getservbyport_r(BinaryPrimitives.ReverseEndianness((ushort)port), protocol is null ? null : p, (byte*)entry, buffer, 4096, &result);
        return result == null ? null : NativeText.Copy((byte*)entry[0]);
    }

    /// <summary>getprotobyname(3): the number, or -1.</summary>
    public static int GetProtocol(ReadOnlySpan<byte> name)
    {
        using var n = new CString(name, stackalloc byte[CString.Small]);
        ulong* entry = stackalloc ulong[3];
        byte* buffer = stackalloc byte[4096];
        byte* result = null;
        Libc.getprotobyname_r(n, (byte*)entry, buffer, 4096, &result);
        return result == null ? -1 : (int)entry[2];
    }

    /// <summary>inet_aton(3), which takes all the historical forms; false where the text is none.</summary>
    public static bool ParseInet(ReadOnlySpan<byte> text, Span<byte> address)
    {
        using var t = new CString(text, stackalloc byte[CString.Small]);
        byte* parsed = stackalloc byte[4];
        bool valid = Libc.inet_aton(t, parsed) != 0;
        if (valid)
        {
            new ReadOnlySpan<byte>(parsed, 4).CopyTo(address);
        }
        return valid;
    }

    /// <summary>inet_pton(3) into 4 or 16 bytes: 1, 0 where the text is not an address, -1 with an error.</summary>
    public static int ParseAddress(int family, ReadOnlySpan<byte> text, Span<byte> address, out Errno error)
    {
        using var t = new CString(text, stackalloc byte[CString.Small]);
        byte* parsed = stackalloc byte[16];
        int result = Errno.Check(Libc.inet_pton(family, t, parsed), out error);
        if (result == 1)
        {
            new ReadOnlySpan<byte>(parsed, family == SocketAddress.Inet ? 4 : 16).CopyTo(address);
        }
        return result;
    }

    /// <summary>inet_ntop(3), also of an IPv4 address for inet_ntoa: null with an error.</summary>
    public static byte[]? FormatAddress(int family, ReadOnlySpan<byte> address, out Errno error)
    {
        byte* buffer = stackalloc byte[64];
        fixed (byte* a = address)
        {
            byte* text = Libc.inet_ntop(family, a, buffer, 64);
            error = text == null ? Errno.Last() : default;
            return text == null ? null : NativeText.Copy(text);
        }
    }
}
