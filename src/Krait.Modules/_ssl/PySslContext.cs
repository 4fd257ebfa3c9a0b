using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Tls;

/// <summary>What connections have in common: protocol versions, certificates, callbacks. The base of <c>ssl.SSLContext</c>.</summary>
[PyType("_SSLContext", Module = "_ssl", BaseType = true, BasicSize = 128)]
[PyModuleType("_ssl")]
public unsafe partial class PySslContext : PyContainer
{
    private nint _context;
    private int _protocol;
    private bool _checkHostname;
    private bool _postHandshakeAuth;
    private uint _hostFlags = SslConstants.HostNoPartialWildcards;

    private protected PySslContext(PyType type) : base(type)
    {
    }

    /// <summary>Releases the library's object.</summary>
    ~PySslContext()
    {
        LibSsl.SSL_CTX_free(_context);
        if (_self.IsAllocated)
            _self.Free();
        KeyLog?.Dispose();
    }

    /// <summary>The library's object.</summary>
    internal nint Handle => _context;

    internal int Protocol => _protocol;

    /// <summary>True where the host's name must be in the certificate.</summary>
    internal bool ChecksHostname => _checkHostname;

    internal bool AuthenticatesAfterHandshake => _postHandshakeAuth;

    /// <summary>The flags of the check of host names.</summary>
    internal uint HostFlags => _hostFlags;

    [PyNew(Signature = "(protocol, /)")]
    private static PyObject New(ThreadState thread, PyType type, int protocol)
    {
        var method = protocol switch
        {
            SslConstants.ProtocolTls => Deprecated(thread, "PROTOCOL_TLS", LibSsl.TLS_method()),
            SslConstants.ProtocolTlsClient => LibSsl.TLS_client_method(),
            SslConstants.ProtocolTlsServer => LibSsl.TLS_server_method(),
            SslConstants.ProtocolTls1 => Deprecated(thread, "PROTOCOL_TLSv1", LibSsl.TLSv1_method()),
            SslConstants.ProtocolTls11 => Deprecated(thread, "PROTOCOL_TLSv1_1", LibSsl.TLSv1_1_method()),
            SslConstants.ProtocolTls12 => Deprecated(thread, "PROTOCOL_TLSv1_2", LibSsl.TLSv1_2_method()),
            _ => throw Errors.Value($"invalid or unsupported protocol version {protocol}"),
        };
        var context = LibSsl.SSL_CTX_new(method);
        if (context == 0)
            throw SslErrors.FromQueue(thread);
        var made = (PySslContext)type.Allocate!(thread, type);
        made._context = context;
        made._protocol = protocol;
        made.Prepare(thread);
        return made;
    }

    private static nint Deprecated(ThreadState thread, string name, nint method)
    {
        Op.Warn(thread, ExceptionTypes.DeprecationWarning, $"ssl.{name} is deprecated", 2);
        return method;
    }

    /// <summary>The defaults that are safer than the library's own.</summary>
    private void Prepare(ThreadState thread)
    {
        ConnectCallbacks();
        var isClient = _protocol == SslConstants.ProtocolTlsClient;
        _checkHostname = isClient;
        SetVerifyMode(isClient ? SslConstants.CertRequired : SslConstants.CertNone);
        LibSsl.SSL_CTX_set_options(
            _context,
            SslConstants.OptionAll | SslConstants.OptionNoSsl3 | SslConstants.OptionNoCompression | SslConstants.OptionCipherServerPreference);
        SetCipherList(thread, SslConstants.DefaultCiphers);
        if (_protocol is SslConstants.ProtocolTls or SslConstants.ProtocolTlsClient or SslConstants.ProtocolTlsServer)
            LibSsl.SSL_CTX_ctrl(_context, SslConstants.ControlSetMinimum, SslConstants.VersionTls12, null);
        LibSsl.SSL_CTX_ctrl(_context, SslConstants.ControlMode, SslConstants.ModeReleaseBuffers, null);
        if (!isClient)
            SetSessionIdContext();
        var parameters = LibSsl.SSL_CTX_get0_param(_context);
        LibCrypto.X509_VERIFY_PARAM_set_flags(parameters, SslConstants.VerifyTrustedFirst);
        LibCrypto.X509_VERIFY_PARAM_set_hostflags(parameters, _hostFlags);
        LibSsl.SSL_CTX_set_post_handshake_auth(_context, 0);
    }

    /// <summary>Servers refuse sessions that were made elsewhere. A client that had this would refuse keys agreed on beforehand.</summary>
    private void SetSessionIdContext()
    {
        fixed (byte* id = "Python"u8)
        {
            LibSsl.SSL_CTX_set_session_id_context(_context, id, 6);
        }
    }

    [PyMethod("_wrap_socket")]
    private PyObject WrapSocket(
        ThreadState thread,
        [Keyword] Os.PySocket sock,
        [Keyword("server_side")] bool serverSide,
        [Keyword("server_hostname")] PyObject? serverHostname = null,
        [KeywordOnly] PyObject? owner = null,
        [KeywordOnly] PyObject? session = null)
    {
        var made = PySslSocket.Create(thread, this, serverSide, HostName(thread, serverHostname));
        made.UseSocket(thread, sock);
        return made.Finish(thread, serverSide, owner, session);
    }

    [PyMethod("_wrap_bio")]
    private PyObject WrapBio(
        ThreadState thread,
        [Keyword] PyMemoryBio incoming,
        [Keyword] PyMemoryBio outgoing,
        [Keyword("server_side")] bool serverSide,
        [Keyword("server_hostname")] PyObject? serverHostname = null,
        [KeywordOnly] PyObject? owner = null,
        [KeywordOnly] PyObject? session = null)
    {
        var made = PySslSocket.Create(thread, this, serverSide, HostName(thread, serverHostname));
        made.UseBuffers(incoming, outgoing);
        return made.Finish(thread, serverSide, owner, session);
    }

    private static byte[]? HostName(ThreadState thread, PyObject? name)
    {
        if (name is null or PyNone)
            return null;
        var bytes = name switch
        {
            PyBytes raw => raw.Span.ToArray(),
            PyByteArray => Op.CopyBytes(thread, name),
            PyStr text => text.IsAscii
                ? System.Text.Encoding.ASCII.GetBytes(text.ToString())
                : ((PyBytes)Op.CallMethod(thread, text, "encode", PyStr.Intern("ascii"))).Span.ToArray(),
            _ => throw ArgumentConversion.WrongType("server_hostname", "str", name),
        };
        return bytes.AsSpan().Contains((byte)0) ? throw Errors.Type("server_hostname must not contain null character") : bytes;
    }

    [PyMethod("set_ciphers")]
    private void SetCiphers(ThreadState thread, [NoNull] string cipherlist) => SetCipherList(thread, cipherlist);

    private void SetCipherList(ThreadState thread, string list)
    {
        fixed (byte* text = SslModule.Terminated(System.Text.Encoding.UTF8.GetBytes(list)))
        {
            if (LibSsl.SSL_CTX_set_cipher_list(_context, text) != 0)
                return;
        }
        LibCrypto.ERR_clear_error();
        throw SslErrors.Plain("No cipher can be selected.");
    }

    [PyMethod("get_ciphers")]
    private PyObject GetCiphers(ThreadState thread)
    {
        var ssl = LibSsl.SSL_new(_context);
        if (ssl == 0)
            throw SslErrors.FromQueue(thread);
        var list = PyList.Create(thread);
        var ciphers = LibSsl.SSL_get_ciphers(ssl);
        for (var i = 0; i < LibCrypto.OPENSSL_sk_num(ciphers); i++)
            list.Append(CipherReader.Describe(thread, LibCrypto.OPENSSL_sk_value(ciphers, i)));
        LibSsl.SSL_free(ssl);
        return list;
    }

    [PyMethod("session_stats")]
    private PyObject SessionStats(ThreadState thread)
    {
        var dict = PyDict.Create(thread);
        foreach (var (name, command) in s_statistics)
            dict.SetItem(thread, name, PyInt.From(LibSsl.SSL_CTX_ctrl(_context, command, 0, null)));
        return dict;
    }

    private static readonly (string Name, int Command)[] s_statistics =
    [
        ("number", 20), ("connect", 21), ("connect_good", 22), ("connect_renegotiate", 23), ("accept", 24), ("accept_good", 25),
        ("accept_renegotiate", 26), ("hits", 27), ("misses", 29), ("timeouts", 30), ("cache_full", 31),
    ];

    [PyMethod("set_ecdh_curve")]
    private void SetEcdhCurve(ThreadState thread, PyObject name)
    {
        int nid;
        fixed (byte* text = SslModule.Terminated(Os.OsPath.Encode(thread, name)))
        {
            nid = LibCrypto.OBJ_sn2nid(text);
        }
        if (nid == 0)
            throw Errors.Value($"unknown elliptic curve name {Op.ReprText(thread, name)}");
        if (LibSsl.SSL_CTX_ctrl(_context, SslConstants.ControlSetGroups, 1, &nid) != 1)
            throw SslErrors.FromQueue(thread);
    }

    [PyMethod("load_dh_params")]
    private void LoadDhParams(ThreadState thread, PyObject path)
    {
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "open", path, PyStr.From("rb"), PyInt.From(0));
        var name = Os.OsPath.Encode(thread, path);
        var contents = TlsFiles.Read(thread, name, path);
        nint parameters;
        fixed (byte* data = contents)
        {
            var bio = LibCrypto.BIO_new_mem_buf(data, contents.Length);
            parameters = LibCrypto.PEM_read_bio_DHparams(bio, 0, 0, 0);
            LibCrypto.BIO_free(bio);
        }
        if (parameters == 0)
            throw SslErrors.FromQueue(thread);
        var set = LibSsl.SSL_CTX_ctrl(_context, SslConstants.ControlSetTmpDh, 0, (void*)parameters);
        LibCrypto.DH_free(parameters);
        if (set == 0)
            throw SslErrors.FromQueue(thread);
    }
}
