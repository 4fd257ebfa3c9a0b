using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

/// <summary>socket(family=AF_INET, type=SOCK_STREAM, proto=0) -> socket object
/// socket(family=-1, type=-1, proto=-1, fileno=None) -> socket object
///
/// Open a socket of the given type.  The family argument specifies the
/// address family; it defaults to AF_INET.  The type argument specifies
/// whether this is a stream (SOCK_STREAM, this is the default)
/// or datagram (SOCK_DGRAM) socket.  The protocol argument defaults to 0,
/// specifying the default protocol.  Keyword arguments are accepted.
/// The socket is created as non-inheritable.
///
/// When a fileno is passed in, family, type and proto are auto-detected,
/// unless they are explicitly set.
///
/// A socket object represents one endpoint of a network connection.</summary>
[PyType("socket", Module = "_socket", BaseType = true)]
[PyModuleType("_socket")]
public partial class PySocket : PyObject
{
    private const int SockCloexec = 0x80000, SockNonblock = 0x800, SolSocket = 1, SoType = 3, SoProtocol = 38, SoError = 4;
    private const short PollIn = 1, PollOut = 4;

    private int _fd = -1;
    private int _family;
    private int _type;
    private int _protocol;
    private long _timeout = -1;

    private protected PySocket(PyType type) : base(type) => Flags |= ObjectFlags.Pooled;

    /// <summary>The file descriptor; -1 once it is closed.</summary>
    internal int Descriptor => _fd;

    /// <summary>The timeout in nanoseconds; -1 for none.</summary>
    internal long Timeout => _timeout;

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) =>
        type.Allocate!(thread, type);

    [PyInit]
    private void Init(
        ThreadState thread,
        [Keyword] int family = -1,
        [Keyword] int type = -1,
        [Keyword] int proto = -1,
        [Keyword] PyObject? fileno = null)
    {
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "socket.__new__", this, PyInt.From(family), PyInt.From(type), PyInt.From(proto));
        int fd;
        if (fileno is not null and not PyNone)
        {
            fd = Adopt(thread, fileno, ref family, ref type, ref proto);
        }
        else
        {
            family = family == -1 ? SocketAddress.Inet : family;
            type = type == -1 ? 1 : type;
            proto = proto == -1 ? 0 : proto;
            fd = OsCall.Run(thread, (out e) => SocketCalls.Create(family, type | SockCloexec, proto, out e));
        }
        _fd = fd;
        _family = family;
        _type = type & ~(SockCloexec | SockNonblock);
        _protocol = proto;
        if ((type & SockNonblock) != 0)
        {
            _timeout = 0;
            return;
        }
        _timeout = SocketState.Of(thread).DefaultTimeout;
        if (_timeout >= 0)
            OsCall.Check(thread, Descriptors.SetBlocking(fd, false));
    }

    private static int Adopt(ThreadState thread, PyObject fileno, ref int family, ref int type, ref int proto)
    {
        if (fileno is PyFloat)
            throw Errors.Type("integer argument expected, got float");
        var fd = ArgumentConversion.ToInt(thread, fileno);
        if (fd < 0)
            throw Errors.Value("negative file descriptor");
        var address = new byte[SocketCalls.AddressSize];
        var length = SocketCalls.GetName(fd, address, out var error);
        if (error.Failed && (family == -1 || error.Value is Errno.EBADF or Errno.ENOTSOCK))
            throw Errors.Os(thread, error.Value);
        if (family == -1)
            family = SocketAddress.Family(address.AsSpan(0, length));
        if (type == -1)
            type = OsCall.Query(thread, (out e) => SocketCalls.GetOption(fd, SolSocket, SoType, out e));
        if (proto == -1)
            proto = OsCall.Query(thread, (out e) => SocketCalls.GetOption(fd, SolSocket, SoProtocol, out e));
        return fd;
    }

    [PySlot(nameof(PyType.TpFinalize))]
    private void FinalizeSocket(ThreadState thread)
    {
        if (_fd == -1)
            return;
        try
        {
            Op.Warn(thread, ExceptionTypes.ResourceWarning, $"unclosed {Op.Repr(thread, this)}", 1, this);
        }
        catch (PythonException error)
        {
            Op.WriteUnraisable(thread, error, this);
        }
        var fd = _fd;
        _fd = -1;
        if (fd != -1)
            Descriptors.Close(fd);
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr() => $"<socket object, fd={_fd}, family={_family}, type={_type}, proto={_protocol}>";

    /// <summary>the socket family</summary>
    [PyGetter("family")]
    private long Family => _family;

    /// <summary>the socket type</summary>
    [PyGetter("type")]
    private long SocketType => _type;

    /// <summary>the socket protocol</summary>
    [PyGetter("proto")]
    private long Protocol => _protocol;

    /// <summary>the socket timeout</summary>
    [PyGetter("timeout")]
    private PyObject TimeoutAttribute => GetTimeout();

    /// <summary>gettimeout() -> timeout
    ///
    /// Returns the timeout in seconds (float) associated with socket
    /// operations. A timeout of None indicates that timeouts on socket
    /// operations are disabled.</summary>
    [PyMethod("gettimeout")]
    private PyObject GetTimeout() => _timeout < 0 ? PyNone.Instance : PyFloat.From(_timeout / 1e9);

    /// <summary>settimeout(timeout)
    ///
    /// Set a timeout on socket operations.  'timeout' can be a float,
    /// giving in seconds, or None.  Setting a timeout of None disables
    /// the timeout feature and is equivalent to setblocking(1).
    /// Setting a timeout of zero is the same as setblocking(0).</summary>
    [PyMethod("settimeout", Signature = "")]
    private void SetTimeout(ThreadState thread, PyObject timeout)
    {
        _timeout = SocketModule.Timeout(thread, timeout);
        OsCall.Check(thread, Descriptors.SetBlocking(_fd, _timeout < 0));
    }

    /// <summary>setblocking(flag)
    ///
    /// Set the socket to blocking (flag is true) or non-blocking (false).
    /// setblocking(True) is equivalent to settimeout(None);
    /// setblocking(False) is equivalent to settimeout(0.0).</summary>
    [PyMethod("setblocking", Signature = "")]
    private void SetBlocking(ThreadState thread, bool flag)
    {
        _timeout = flag ? -1 : 0;
        OsCall.Check(thread, Descriptors.SetBlocking(_fd, flag));
    }

    /// <summary>getblocking()
    ///
    /// Returns True if socket is in blocking mode, or False if it
    /// is in non-blocking mode.</summary>
    [PyMethod("getblocking")]
    private bool GetBlocking() => _timeout != 0;

    /// <summary>fileno() -> integer
    ///
    /// Return the integer file descriptor of the socket.</summary>
    [PyMethod("fileno")]
    private long FileNo() => _fd;

    /// <summary>detach()
    ///
    /// Close the socket object without closing the underlying file descriptor.
    /// The object cannot be used after this call, but the file descriptor
    /// can be reused for other purposes.  The file descriptor is returned.</summary>
    [PyMethod("detach")]
    private long Detach()
    {
        var fd = _fd;
        _fd = -1;
        return fd;
    }

    /// <summary>close()
    ///
    /// Close the socket.  It cannot be used after this call.</summary>
    [PyMethod("close")]
    private void Close(ThreadState thread)
    {
        var fd = _fd;
        if (fd == -1)
            return;
        _fd = -1;
        Errno error;
        using (thread.AllowThreads())
            error = Descriptors.Close(fd);
        // The connection may be reset meanwhile; it is closed all the same.
        if (error.Failed && error.Value != Errno.ECONNRESET)
            throw Errors.Os(thread, error.Value);
    }

    /// <summary>Runs a call within the socket's timeout: waits until the socket is ready, calls, and starts again where it is not after all.</summary>
    private T Run<T>(ThreadState thread, bool writing, OsQuery<T> call) => Run(thread, writing, new Deadline(Math.Max(0, _timeout)), call);

    private T Run<T>(ThreadState thread, bool writing, Deadline deadline, OsQuery<T> call)
    {
        while (true)
        {
            if (_timeout > 0)
                WaitReady(thread, writing ? PollOut : PollIn, deadline);
            T result;
            Errno error;
            using (thread.AllowThreads())
                result = call(out error);
            if (!error.Failed)
                return result;
            if (error.Interrupted)
            {
                thread.CheckSignals();
                continue;
            }
            if (_timeout <= 0 || error.Value != Errno.EAGAIN)
                throw Errors.Os(thread, error.Value);
        }
    }

    private void WaitReady(ThreadState thread, short events, Deadline deadline)
    {
        var entries = new PollEntry[1];
        while (true)
        {
            entries[0] = new PollEntry { Descriptor = _fd, Events = events };
            int ready;
            Errno error;
            using (thread.AllowThreads())
                ready = Polling.Poll(entries, TimeSpec.FromNanoseconds(deadline.Remaining), out error);
            if (ready > 0)
                return;
            if (!error.Failed)
                throw Errors.New(ExceptionTypes.TimeoutError, "timed out");
            if (!error.Interrupted)
                throw Errors.Os(thread, error.Value);
            thread.CheckSignals();
        }
    }
}
