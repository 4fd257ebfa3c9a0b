using System.Runtime.InteropServices;

namespace Krait.Platform;

internal static unsafe partial class Libc
{
    [LibraryImport(Library)] internal static partial int socket(int family, int type, int protocol);
    [LibraryImport(Library)] internal static partial int socketpair(int family, int type, int protocol, int* fds);
    [LibraryImport(Library)] internal static partial int bind(int fd, byte* address, uint length);
    [LibraryImport(Library)] internal static partial int connect(int fd, byte* address, uint length);
    [LibraryImport(Library)] internal static partial int listen(int fd, int backlog);
    [LibraryImport(Library)] internal static partial int accept4(int fd, byte* address, uint* length, int flags);
    [LibraryImport(Library)] internal static partial int getsockname(int fd, byte* address, uint* length);
    [LibraryImport(Library)] internal static partial int getpeername(int fd, byte* address, uint* length);
    [LibraryImport(Library)] internal static partial int getsockopt(int fd, int level, int name, byte* value, uint* length);
    [LibraryImport(Library)] internal static partial int setsockopt(int fd, int level, int name, byte* value, uint length);
    [LibraryImport(Library)] internal static partial nint recv(int fd, byte* buffer, nuint size, int flags);
    [LibraryImport(Library)] internal static partial nint recvfrom(int fd, byte* buffer, nuint size, int flags, byte* address, uint* length);
    [LibraryImport(Library)] internal static partial nint recvmsg(int fd, MessageHeader* message, int flags);
    [LibraryImport(Library)] internal static partial nint send(int fd, byte* buffer, nuint size, int flags);
    [LibraryImport(Library)] internal static partial nint sendto(int fd, byte* buffer, nuint size, int flags, byte* address, uint length);
    [LibraryImport(Library)] internal static partial nint sendmsg(int fd, MessageHeader* message, int flags);
    [LibraryImport(Library)] internal static partial int shutdown(int fd, int how);
    [LibraryImport(Library)] internal static partial int getaddrinfo(byte* node, byte* service, NativeAddressInfo* hints, NativeAddressInfo** result);
    [LibraryImport(Library)] internal static partial void freeaddrinfo(NativeAddressInfo* list);
    [LibraryImport(Library)] internal static partial int getnameinfo(byte* address, uint length, byte* host, uint hostSize, byte* service, uint serviceSize, int flags);
    [LibraryImport(Library)] internal static partial byte* gai_strerror(int code);
    [LibraryImport(Library)] internal static partial byte* hstrerror(int code);
    [LibraryImport(Library)] internal static partial int gethostname(byte* buffer, nuint size);
    [LibraryImport(Library)] internal static partial int sethostname(byte* name, nuint size);
    [LibraryImport(Library)] internal static partial int gethostbyname_r(byte* name, HostEntry* entry, byte* buffer, nuint size, HostEntry** result, int* error);
    [LibraryImport(Library)] internal static partial int gethostbyaddr_r(byte* address, uint length, int family, HostEntry* entry, byte* buffer, nuint size, HostEntry** result, int* error);
    [LibraryImport(Library)] internal static partial NativeInterfaceName* if_nameindex();
    [LibraryImport(Library)] internal static partial void if_freenameindex(NativeInterfaceName* list);
    [LibraryImport(Library)] internal static partial uint if_nametoindex(byte* name);
    [LibraryImport(Library)] internal static partial byte* if_indextoname(uint index, byte* name);
    [LibraryImport(Library)] internal static partial int getservbyname_r(byte* name, byte* protocol, byte* entry, byte* buffer, nuint size, byte** result);
    [LibraryImport(Library)] internal static partial int getservbyport_r(int port, byte* protocol, byte* entry, byte* buffer, nuint size, byte** result);
    [LibraryImport(Library)] internal static partial int getprotobyname_r(byte* name, byte* entry, byte* buffer, nuint size, byte** result);
    [LibraryImport(Library)] internal static partial int inet_aton(byte* text, byte* address);
    [LibraryImport(Library)] internal static partial int inet_pton(int family, byte* text, byte* address);
    [LibraryImport(Library)] internal static partial byte* inet_ntop(int family, byte* address, byte* buffer, uint size);
}

/// <summary>struct msghdr.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    internal byte* Name;
    internal uint NameLength;
    internal IoVector* Vectors;
    internal nuint VectorCount;
    internal byte* Control;
    internal nuint ControlLength;
    internal int Flags;
}

/// <summary>struct addrinfo.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeAddressInfo
{
    internal int Flags, Family, Type, Protocol;
    internal uint AddressLength;
    internal byte* Address;
    internal byte* CanonicalName;
    internal NativeAddressInfo* Next;
}

/// <summary>struct hostent.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct HostEntry
{
    internal byte* Name;
    internal byte** Aliases;
    internal int Family, Length;
    internal byte** Addresses;
}

/// <summary>struct if_nameindex.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeInterfaceName
{
    internal uint Index;
    internal byte* Name;
}
