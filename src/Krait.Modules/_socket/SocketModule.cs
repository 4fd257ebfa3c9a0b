using System.Numerics;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

/// <summary>Implementation module for socket operations.
///
/// See the socket module for documentation.</summary>
[PyModule("_socket")]
internal static partial class SocketModule
{
    private const int SockCloexec = 0x80000;

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        OsArguments.AddConstants(thread, module, SocketConstants.All());
        var dict = module.Dict;
        var state = SocketState.Of(thread);
        dict.SetItem(thread, "error", ExceptionTypes.OSError);
        dict.SetItem(thread, "herror", state.HostError);
        dict.SetItem(thread, "gaierror", state.AddressError);
        dict.SetItem(thread, "timeout", ExceptionTypes.TimeoutError);
        dict.SetItem(thread, "SocketType", PySocket.TypeObject);
        dict.SetItem(thread, "has_ipv6", PyBool.True);
    }

    /// <summary>A timeout in nanoseconds; -1 for None.</summary>
    internal static long Timeout(ThreadState thread, PyObject timeout)
    {
        if (timeout is PyNone)
            return -1;
        var value = TimeConversion.Nanoseconds(thread, timeout, TimeRounding.Up);
        if (value < 0)
            throw Errors.Value("Timeout value out of range");
        // poll() takes milliseconds in an int.
        return TimeConversion.Milliseconds(value) <= int.MaxValue ? value : throw Errors.Overflow("timeout doesn't fit into C timeval");
    }

    /// <summary>getdefaulttimeout() -> timeout
    ///
    /// Returns the default timeout in seconds (float) for new socket objects.
    /// A value of None indicates that new socket objects have no timeout.
    /// When the socket module is first imported, the default is None.</summary>
    [PyFunction("getdefaulttimeout")]
    private static PyObject GetDefaultTimeout(ThreadState thread) =>
        SocketState.Of(thread).DefaultTimeout is var value && value < 0 ? PyNone.Instance : PyFloat.From(value / 1e9);

    /// <summary>setdefaulttimeout(timeout)
    ///
    /// Set the default timeout in seconds (float) for new socket objects.
    /// A value of None indicates that new socket objects have no timeout.
    /// When the socket module is first imported, the default is None.</summary>
    [PyFunction("setdefaulttimeout", Signature = "")]
    private static void SetDefaultTimeout(ThreadState thread, PyObject timeout) =>
        SocketState.Of(thread).DefaultTimeout = Timeout(thread, timeout);

    /// <summary>socketpair([family[, type [, proto]]]) -> (socket object, socket object)
    ///
    /// Create a pair of socket objects from the sockets returned by the platform
    /// socketpair() function.
    /// The arguments are the same as for socket() except the default family is AF_UNIX
    /// if defined on the platform; otherwise, the default is AF_INET.</summary>
    [PyFunction("socketpair")]
    private static PyObject SocketPair(ThreadState thread, int family = 1, int type = 1, int proto = 0)
    {
        OsCall.Check(thread, SocketCalls.CreatePair(family, type | SockCloexec, proto, out var first, out var second));
        return PyTuple.Create(thread, Wrap(thread, family, type, proto, first), Wrap(thread, family, type, proto, second));
    }

    private static PyObject Wrap(ThreadState thread, int family, int type, int proto, int fd) =>
        Op.Call(thread, PySocket.TypeObject, PyInt.From(family), PyInt.From(type), PyInt.From(proto), PyInt.From(fd));

    /// <summary>close(integer) -> None
    ///
    /// Close an integer socket file descriptor.  This is like os.close(), but for
    /// sockets; on some platforms os.close() won't work for socket file descriptors.</summary>
    [PyFunction("close", Signature = "")]
    private static void Close(ThreadState thread, int fd)
    {
        Errno error;
        using (thread.AllowThreads())
            error = Descriptors.Close(fd);
        if (error.Failed && error.Value != Errno.ECONNRESET)
            throw Errors.Os(thread, error.Value);
    }

    /// <summary>dup(integer) -> integer
    ///
    /// Duplicate an integer socket file descriptor.  This is like os.dup(), but for
    /// sockets; on some platforms os.dup() won't work for socket file descriptors.</summary>
    [PyFunction("dup", Signature = "")]
    private static long Dup(ThreadState thread, int fd) => OsCall.Query(thread, (out e) => Descriptors.DuplicateNotInherited(fd, 0, out e));

    private static ulong Unsigned(ThreadState thread, PyObject o, int bits)
    {
        var number = Op.Index(thread, o).Big;
        if (number.Sign < 0)
            throw Errors.Value("Cannot convert negative int");
        return number < BigInteger.One << bits ? (ulong)number : throw Errors.Overflow($"Python int too large for C uint{bits}_t");
    }

    /// <summary>Convert a 16-bit unsigned integer from network to host byte order.</summary>
    [PyFunction("ntohs", Signature = "($module, integer, /)")]
    private static long NToHs(ThreadState thread, PyObject x) => Swap16(Unsigned(thread, x, 16));

    /// <summary>Convert a 16-bit unsigned integer from host to network byte order.</summary>
    [PyFunction("htons", Signature = "($module, integer, /)")]
    private static long HToNs(ThreadState thread, PyObject x) => Swap16(Unsigned(thread, x, 16));

    /// <summary>Convert a 32-bit unsigned integer from network to host byte order.</summary>
    [PyFunction("ntohl", Signature = "($module, integer, /)")]
    private static long NToHl(ThreadState thread, PyObject x) => Swap32(Unsigned(thread, x, 32));

    /// <summary>Convert a 32-bit unsigned integer from host to network byte order.</summary>
    [PyFunction("htonl", Signature = "($module, integer, /)")]
    private static long HToNl(ThreadState thread, PyObject x) => Swap32(Unsigned(thread, x, 32));

    private static long Swap16(ulong value) => System.Buffers.Binary.BinaryPrimitives.ReverseEndianness((ushort)value);

    private static long Swap32(ulong value) => System.Buffers.Binary.BinaryPrimitives.ReverseEndianness((uint)value);

    /// <summary>CMSG_LEN(length) -> control message length
    ///
    /// Return the total length, without trailing padding, of an ancillary
    /// data item with associated data of the given length.</summary>
    [PyFunction("CMSG_LEN")]
    private static long CMsgLen(long length) => length is < 0 or > int.MaxValue - ControlMessages.HeaderSize
        ? throw Errors.Overflow("CMSG_LEN() argument out of range")
        : ControlMessages.Length(length);

    /// <summary>CMSG_SPACE(length) -> buffer size
    ///
    /// Return the buffer size needed for recvmsg() to receive an ancillary
    /// data item with associated data of the given length, along with any
    /// trailing padding.</summary>
    [PyFunction("CMSG_SPACE")]
    private static long CMsgSpace(long length) => length is < 0 or > int.MaxValue - ControlMessages.HeaderSize - 8
        ? throw Errors.Overflow("CMSG_SPACE() argument out of range")
        : ControlMessages.Space(length);

    /// <summary>Convert an IP address in string format (123.45.67.89) to the 32-bit packed binary format used in low-level network functions.</summary>
    [PyFunction("inet_aton", Signature = "($module, ip_addr, /)")]
    private static PyObject INetAToN(ThreadState thread, PyStr address)
    {
        var packed = new byte[4];
        return NameResolution.ParseInet(Ascii(thread, address), packed)
            ? PyBytes.From(packed)
            : throw Errors.New(ExceptionTypes.OSError, "illegal IP address string passed to inet_aton");
    }

    private static byte[] Ascii(ThreadState thread, PyStr text) => OsPath.Encode(thread, text);

    /// <summary>Convert an IP address from 32-bit packed binary format to string format.</summary>
    [PyFunction("inet_ntoa", Signature = "($module, packed_ip, /)")]
    private static PyObject INetNToA(ThreadState thread, [Buffer] ReadOnlySpan<byte> packed)
    {
        if (packed.Length != 4)
            throw Errors.New(ExceptionTypes.OSError, "packed IP wrong length");
        return OsPath.Text(NameResolution.FormatAddress(SocketAddress.Inet, packed, out _));
    }

    /// <summary>inet_pton(af, ip) -> packed IP address string
    ///
    /// Convert an IP address from string format to a packed string suitable
    /// for use with low-level network functions.</summary>
    [PyFunction("inet_pton")]
    private static PyObject INetPToN(ThreadState thread, int family, PyStr address)
    {
        var packed = new byte[family == SocketAddress.Inet6 ? 16 : 4];
        var found = NameResolution.ParseAddress(family, Ascii(thread, address), packed, out var error);
        return found switch
        {
            1 => PyBytes.From(packed),
            0 => throw Errors.New(ExceptionTypes.OSError, "illegal IP address string passed to inet_pton"),
            _ => throw Errors.Os(thread, error.Value),
        };
    }

    /// <summary>inet_ntop(af, packed_ip) -> string formatted IP address
    ///
    /// Convert a packed IP address of the given family to string format.</summary>
    [PyFunction("inet_ntop")]
    private static PyObject INetNToP(ThreadState thread, int family, [Buffer] ReadOnlySpan<byte> packed)
    {
        var size = family switch
        {
            SocketAddress.Inet => 4,
            SocketAddress.Inet6 => 16,
            _ => throw Errors.Value($"unknown address family {family}"),
        };
        if (packed.Length != size)
            throw Errors.Value("invalid length of packed IP address string");
        var text = NameResolution.FormatAddress(family, packed, out var error);
        return text is null ? throw Errors.Os(thread, error.Value) : OsPath.Text(text);
    }

    /// <summary>Returns a list of network interface information (index, name) tuples.</summary>
    [PyFunction("if_nameindex")]
    private static PyObject IfNameIndex(ThreadState thread)
    {
        var list = PyList.Create(thread);
        foreach (var (index, name) in OsCall.Query(thread, NameResolution.GetInterfaces))
            list.Append(PyTuple.Create(thread, PyInt.From(index), OsPath.Text(name)));
        return list;
    }

    /// <summary>Returns the interface index corresponding to the interface name if_name.</summary>
    [PyFunction("if_nametoindex", Signature = "($module, oname, /)")]
    private static long IfNameToIndex(ThreadState thread, PyObject name)
    {
        var bytes = OsPath.Encode(thread, name);
        var index = NameResolution.GetInterfaceIndex(bytes, out var error);
        return index != 0 ? index : throw Errors.Os(thread, error.Value);
    }

    /// <summary>Returns the interface name corresponding to the interface index if_index.</summary>
    [PyFunction("if_indextoname", Signature = "($module, if_index, /)")]
    private static PyObject IfIndexToName(ThreadState thread, PyObject index)
    {
        var number = ArgumentConversion.ToUInt(thread, index);
        var name = NameResolution.GetInterfaceName(number, out var error);
        return name is null ? throw Errors.Os(thread, error.Value) : OsPath.Text(name);
    }
}
