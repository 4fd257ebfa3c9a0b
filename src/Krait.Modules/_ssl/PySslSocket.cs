using System.Net;
using System.Runtime.InteropServices;
using Krait.Modules.Os;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Tls;

/// <summary>A connection over a socket or over two memory buffers: what <c>ssl.SSLSocket</c> and <c>ssl.SSLObject</c> use.</summary>
[PyType("_SSLSocket", Module = "_ssl", NoInstantiation = true, BasicSize = 128)]
[PyModuleType("_ssl")]
public sealed unsafe partial class PySslSocket : PyContainer
{
    private nint _ssl;
    private GCHandle _self;
    private bool _isServer;
    private bool _sawZero;
    private Ref<PySslContext> _context;
    private Ref<PyObject> _socket;
    private Ref<PyObject> _owner;
    private Ref<PyObject> _serverHostname;

    private PySslSocket(PyType type) : base(type)
    {
    }

    /// <summary>Releases the library's object.</summary>
    ~PySslSocket()
    {
        LibSsl.SSL_free(_ssl);
        if (_self.IsAllocated)
            _self.Free();
    }

    /// <summary>The library's object.</summary>
    internal nint Handle => _ssl;

    internal PySslContext Context => _context.Value!;

    /// <summary>The name that the server must have; None for any.</summary>
    internal PyObject ServerHostname => _serverHostname.Value ?? PyNone.Instance;

    /// <summary>True where there is a socket, not two buffers.</summary>
    internal bool HasSocket => _socket.Value is not null;

    /// <summary>What a callback raised during the operation that runs.</summary>
    internal PythonException? PendingError { get; set; }

    /// <summary>Why a key could not be logged during the operation that runs.</summary>
    internal Errno KeyLogError { get; set; }

    /// <summary>The object that stands for the connection in callbacks; null where it has died.</summary>
    internal PyObject? Representative => (_owner.Value ?? _socket.Value) is PyWeakReference reference ? reference.Referent : this;

    /// <summary>The connection that an object of the library belongs to.</summary>
    internal static PySslSocket? FromHandle(nint ssl) =>
        LibSsl.SSL_get_ex_data(ssl, 0) is var data && data == 0 ? null : GCHandle.FromIntPtr(data).Target as PySslSocket;

    /// <summary>A connection that has neither a socket nor buffers yet.</summary>
    internal static PySslSocket Create(ThreadState thread, PySslContext context, bool isServer, byte[]? serverHostname)
    {
        if (isServer && context.Protocol == SslConstants.ProtocolTlsClient)
            throw SslErrors.Plain("Cannot create a server socket with a PROTOCOL_TLS_CLIENT context");
        if (!isServer && context.Protocol == SslConstants.ProtocolTlsServer)
            throw SslErrors.Plain("Cannot create a client socket with a PROTOCOL_TLS_SERVER context");
        LibCrypto.ERR_clear_error();
        var ssl = LibSsl.SSL_new(context.Handle);
        if (ssl == 0)
            throw SslErrors.FromQueue(thread);
        var made = thread.EnterNew(new PySslSocket(TypeObject));
        made._ssl = ssl;
        made._self = GCHandle.Alloc(made, GCHandleType.Weak);
        made._context.Value = context;
        made._isServer = isServer;
        LibSsl.SSL_set_ex_data(ssl, 0, GCHandle.ToIntPtr(made._self));
        LibSsl.SSL_ctrl(ssl, SslConstants.ControlMode, SslConstants.ModeAcceptMovingWriteBuffer | SslConstants.ModeAutoRetry, null);
        if (context.AuthenticatesAfterHandshake)
            made.AskForLateAuthentication();
        if (serverHostname is not null)
            made.CheckName(thread, serverHostname);
        return made;
    }

    private void AskForLateAuthentication()
    {
        if (!_isServer)
        {
            LibSsl.SSL_set_post_handshake_auth(_ssl, 1);
            return;
        }
        var mode = LibSsl.SSL_get_verify_mode(_ssl);
        if ((mode & SslConstants.VerifyPeer) != 0)
            LibSsl.SSL_set_verify(_ssl, mode | SslConstants.VerifyPostHandshake, LibSsl.SSL_get_verify_callback(_ssl));
    }

    /// <summary>Names the server that is wanted, and has the certificate checked for it.</summary>
    private void CheckName(ThreadState thread, byte[] name)
    {
        if (name.Length == 0 || name[0] == '.')
            throw Errors.Value("server_hostname cannot be an empty string or start with a leading dot.");
        _serverHostname.Value = OsPath.Text(name);
        var isAddress = IPAddress.TryParse(System.Text.Encoding.UTF8.GetString(name), out var address) && IsPlainAddress(name);
        var parameters = LibSsl.SSL_get0_param(_ssl);
        fixed (byte* text = SslModule.Terminated(name))
        {
            // An address is no name for the extension (RFC 6066).
            if (!isAddress && LibSsl.SSL_ctrl(_ssl, SslConstants.ControlServerName, 0, text) == 0)
                throw SslErrors.FromQueue(thread);
            if (!Context.ChecksHostname)
                return;
            if (!isAddress)
            {
                LibCrypto.X509_VERIFY_PARAM_set_hostflags(parameters, Context.HostFlags);
                if (LibCrypto.X509_VERIFY_PARAM_set1_host(parameters, text, (nuint)name.Length) == 0)
                    throw SslErrors.FromQueue(thread);
                return;
            }
        }
        var bytes = address!.GetAddressBytes();
        fixed (byte* data = bytes)
        {
            if (LibCrypto.X509_VERIFY_PARAM_set1_ip(parameters, data, (nuint)bytes.Length) == 0)
                throw SslErrors.FromQueue(thread);
        }
    }

    // .NET also takes "127.1", "0x7f000001" and scopes for addresses.
    private static bool IsPlainAddress(ReadOnlySpan<byte> name) =>
        name.Contains((byte)':') ? !name.Contains((byte)'%') : name.Count((byte)'.') == 3 && name.IndexOfAnyExcept("0123456789."u8) < 0;

    internal void UseSocket(ThreadState thread, PySocket socket)
    {
        _socket.Value = PyWeakReference.Create(thread, socket);
        if (LibSsl.SSL_set_fd(_ssl, socket.Descriptor) == 0)
            throw SslErrors.FromQueue(thread);
    }

    internal void UseBuffers(PyMemoryBio incoming, PyMemoryBio outgoing)
    {
        LibCrypto.BIO_up_ref(incoming.Handle);
        LibCrypto.BIO_up_ref(outgoing.Handle);
        LibSsl.SSL_set_bio(_ssl, incoming.Handle, outgoing.Handle);
    }

    internal PySslSocket Finish(ThreadState thread, bool isServer, PyObject? owner, PyObject? session)
    {
        if (isServer)
            LibSsl.SSL_set_accept_state(_ssl);
        else
            LibSsl.SSL_set_connect_state(_ssl);
        if (owner is not (null or PyNone))
            SetOwner(thread, owner);
        if (session is not (null or PyNone))
            SetSession(thread, session);
        return this;
    }

    /// <summary>This changes the context associated with the SSLSocket.
    ///
    /// This is typically used from within a callback function set by the
    /// sni_callback on the SSLContext to change the certificate information
    /// associated with the SSLSocket before the cryptographic exchange handshake
    /// messages.</summary>
    [PyGetter("context")]
    private PyObject ContextAttribute => Context;

    [PySetter("context")]
    private void SetContext(PyObject value)
    {
        if (value is not PySslContext context)
            throw Errors.Type("The value must be a SSLContext");
        _context.Value = context;
        LibSsl.SSL_set_SSL_CTX(_ssl, context.Handle);
        // The library keeps the callback of the first context.
        LibSsl.SSL_set_msg_callback(_ssl, context.MessageCallback is null ? 0 : TlsCallbacks.Message);
    }

    /// <summary>Whether this is a server-side socket.</summary>
    [PyGetter("server_side")]
    private bool ServerSide => _isServer;

    /// <summary>The currently set server hostname (for SNI).</summary>
    [PyGetter("server_hostname")]
    private PyObject ServerHostnameAttribute => ServerHostname;

    /// <summary>The Python-level owner of this object.
    ///
    /// Passed as "self" in servername callback.</summary>
    [PyGetter("owner")]
    private PyObject Owner => (_owner.Value as PyWeakReference)?.Referent ?? PyNone.Instance;

    [PySetter("owner")]
    private void SetOwner(ThreadState thread, PyObject value) => _owner.Value = PyWeakReference.Create(thread, value);

    /// <summary>The underlying SSLSession object.</summary>
    [PyGetter("session")]
    private PyObject Session(ThreadState thread)
    {
        var session = LibSsl.SSL_get1_session(_ssl);
        return session == 0 ? PyNone.Instance : PySslSession.Create(thread, session, Context);
    }

    [PySetter("session")]
    private void SetSession(ThreadState thread, PyObject value)
    {
        if (value is not PySslSession session)
            throw Errors.Type("Value is not a SSLSession.");
        if (!ReferenceEquals(session.Context, Context))
            throw Errors.Value("Session refers to a different SSLContext.");
        if (_isServer)
            throw Errors.Value("Cannot set session for server-side SSLSocket.");
        if (IsHandshakeDone)
            throw Errors.Value("Cannot set session after handshake.");
        // The library changes a session that it uses.
        var copy = LibSsl.SSL_SESSION_dup(session.Handle);
        var set = LibSsl.SSL_set_session(_ssl, copy);
        LibSsl.SSL_SESSION_free(copy);
        if (set == 0)
            throw SslErrors.FromQueue(thread);
    }

    /// <summary>Was the client session reused during handshake?</summary>
    [PyGetter("session_reused")]
    private bool SessionReused => LibSsl.SSL_session_reused(_ssl) != 0;

    private bool IsHandshakeDone => LibSsl.SSL_is_init_finished(_ssl) != 0;
}
