using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

public partial class PySocket
{
    /// <summary>_accept() -> (integer, address info)
    ///
    /// Wait for an incoming connection.  Return a new socket file descriptor
    /// representing the connection, and the address of the client.
    /// For IP sockets, the address info is a pair (hostaddr, port).</summary>
    [PyMethod("_accept")]
    private PyObject Accept(ThreadState thread)
    {
        var address = new byte[SocketCalls.AddressSize];
        var length = 0;
        var fd = Run(thread, writing: false, (out e) => SocketCalls.Accept(_fd, address, out length, SockCloexec, out e));
        return PyTuple.Create(thread, PyInt.From(fd), ToPython(thread, address, length));
    }

    private static PyObject ToPython(ThreadState thread, byte[] address, int length) =>
        AddressConversion.ToPython(thread, address.AsSpan(0, Math.Min(length, address.Length)));

    /// <summary>bind(address)
    ///
    /// Bind the socket to a local address.  For IP sockets, the address is a
    /// pair (host, port); the host must refer to the local host. For raw packet
    /// sockets the address is a tuple (ifname, proto [,pkttype [,hatype [,addr]]])</summary>
    [PyMethod("bind", Signature = "")]
    private void Bind(ThreadState thread, PyObject address)
    {
        var bytes = AddressConversion.FromPython(thread, _family, address, "bind");
        AuditEvents.Raise(thread, "socket.bind", this, address);
        OsCall.Run(thread, () => SocketCalls.Bind(_fd, bytes));
    }

    /// <summary>connect(address)
    ///
    /// Connect the socket to a remote address.  For IP sockets, the address
    /// is a pair (host, port).</summary>
    [PyMethod("connect", Signature = "")]
    private void Connect(ThreadState thread, PyObject address)
    {
        var bytes = AddressConversion.FromPython(thread, _family, address, "connect");
        OsCall.Check(thread, Connect(thread, bytes));
    }

    /// <summary>connect_ex(address) -> errno
    ///
    /// This is like connect(address), but returns an error code (the errno value)
    /// instead of raising an exception when an error occurs.</summary>
    [PyMethod("connect_ex", Signature = "")]
    private long ConnectEx(ThreadState thread, PyObject address)
    {
        var bytes = AddressConversion.FromPython(thread, _family, address, "connect_ex");
        try
        {
            return Connect(thread, bytes).Value;
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.TimeoutError) && _timeout > 0)
        {
            return Errno.EAGAIN;
        }
    }

    private Errno Connect(ThreadState thread, byte[] address)
    {
        Errno error;
        using (thread.AllowThreads())
            error = SocketCalls.Connect(_fd, address);
        if (!error.Failed)
            return error;
        bool waits;
        if (error.Interrupted)
        {
            thread.CheckSignals();
            // The connection is made in the background; to call again would be EALREADY.
            waits = _timeout != 0;
        }
        else
        {
            waits = _timeout > 0 && error.Value == Errno.EINPROGRESS;
        }
        if (!waits)
            return error;
        if (_timeout > 0)
            WaitReady(thread, PollOut, new Deadline(_timeout));
        else
            WaitConnected(thread);
        var pending = SocketCalls.GetOption(_fd, SolSocket, SoError, out error);
        if (error.Failed)
            return error;
        return pending == Errno.EISCONN ? default : new Errno(pending);
    }

    private void WaitConnected(ThreadState thread)
    {
        var entries = new PollEntry[] { new() { Descriptor = _fd, Events = PollOut } };
        OsCall.Run(thread, (out e) => Polling.Poll(entries, (TimeSpec?)null, out e));
    }

    /// <summary>listen([backlog])
    ///
    /// Enable a server to accept connections.  If backlog is specified, it must be
    /// at least 0 (if it is lower, it is set to 0); it specifies the number of
    /// unaccepted connections that the system will allow before refusing new
    /// connections. If not specified, a default reasonable value is chosen.</summary>
    [PyMethod("listen")]
    private void Listen(ThreadState thread, int backlog = 128) => OsCall.Run(thread, () => SocketCalls.Listen(_fd, Math.Max(0, backlog)));

    /// <summary>shutdown(flag)
    ///
    /// Shut down the reading side of the socket (flag == SHUT_RD), the writing side
    /// of the socket (flag == SHUT_WR), or both ends (flag == SHUT_RDWR).</summary>
    [PyMethod("shutdown", Signature = "")]
    private void Shutdown(ThreadState thread, int flag) => OsCall.Run(thread, () => SocketCalls.Shutdown(_fd, flag));

    /// <summary>getsockname() -> address info
    ///
    /// Return the address of the local endpoint. The format depends on the
    /// address family. For IPv4 sockets, the address info is a pair
    /// (hostaddr, port). For IPv6 sockets, the address info is a 4-tuple
    /// (hostaddr, port, flowinfo, scope_id).</summary>
    [PyMethod("getsockname")]
    private PyObject GetSockName(ThreadState thread)
    {
        var address = new byte[SocketCalls.AddressSize];
        return ToPython(thread, address, OsCall.Query(thread, (out e) => SocketCalls.GetName(_fd, address, out e)));
    }

    /// <summary>getpeername() -> address info
    ///
    /// Return the address of the remote endpoint.  For IP sockets, the address
    /// info is a pair (hostaddr, port).</summary>
    [PyMethod("getpeername")]
    private PyObject GetPeerName(ThreadState thread)
    {
        var address = new byte[SocketCalls.AddressSize];
        return ToPython(thread, address, OsCall.Query(thread, (out e) => SocketCalls.GetPeer(_fd, address, out e)));
    }

    /// <summary>getsockopt(level, option[, buffersize]) -> value
    ///
    /// Get a socket option.  See the Unix manual for level and option.
    /// If a nonzero buffersize argument is given, the return value is a
    /// string of that length; otherwise it is an integer.</summary>
    [PyMethod("getsockopt")]
    private PyObject GetSockOpt(ThreadState thread, int level, int option, int buffersize = 0)
    {
        if (buffersize == 0)
            return PyInt.From(OsCall.Query(thread, (out e) => SocketCalls.GetOption(_fd, level, option, out e)));
        if (buffersize is < 0 or > 1024)
            throw Errors.New(ExceptionTypes.OSError, "getsockopt buflen out of range");
        var buffer = new byte[buffersize];
        var length = OsCall.Query(thread, (out e) => SocketCalls.GetOption(_fd, level, option, buffer.AsSpan(), out e));
        return PyBytes.From(buffer.AsSpan(0, length));
    }

    /// <summary>setsockopt(level, option, value: int)
    /// setsockopt(level, option, value: buffer)
    /// setsockopt(level, option, None, optlen: int)
    ///
    /// Set a socket option.  See the Unix manual for level and option.
    /// The value argument can either be an integer, a string buffer, or
    /// None, optlen.</summary>
    [PyMethod("setsockopt")]
    private void SetSockOpt(ThreadState thread, int level, int option, PyObject value, PyObject? optlen = null)
    {
        if (optlen is not null)
        {
            if (value is not PyNone)
                throw Errors.Type($"setsockopt() argument 3 must be None when optlen is given, not {value.Type.Name}");
            OsCall.Check(thread, SocketCalls.SetOptionLength(_fd, level, option, ArgumentConversion.ToUInt(thread, optlen)));
            return;
        }
        if (value is PyNone)
            throw Errors.Type("socket.setsockopt() requires 4 arguments when the third argument is None");
        if (value.Type.NbIndex is not null)
        {
            OsCall.Check(thread, SocketCalls.SetOption(_fd, level, option, ArgumentConversion.ToInt(thread, value)));
            return;
        }
        using var view = PyBuffer.Get(thread, value, BufferFlags.Simple);
        OsCall.Check(thread, SocketCalls.SetOption(_fd, level, option, view.Span));
    }
}
