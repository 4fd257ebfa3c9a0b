using System.Runtime.InteropServices;
using Krait.Modules.Os;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Tls;

public unsafe partial class PySslContext
{
    private Ref<PyObject> _serverNameCallback;
    private Ref<PyObject> _messageCallback;
    private Ref<PyObject> _keyLogName;
    private Ref<PyObject> _pskClientCallback;
    private Ref<PyObject> _pskServerCallback;
    private GCHandle _self;
    private byte[] _alpnProtocols = [];
    private nint _alpnMemory;

    /// <summary>Called with (connection, name, context) when a client names the server that it wants.</summary>
    internal PyObject? ServerNameCallback => _serverNameCallback.Value;

    /// <summary>Called with every message of the protocol.</summary>
    internal PyObject? MessageCallback => _messageCallback.Value;

    internal PyObject? PskClientCallback => _pskClientCallback.Value;

    internal PyObject? PskServerCallback => _pskServerCallback.Value;

    /// <summary>Where the keys of connections are written; null for nowhere.</summary>
    internal KeyLogFile? KeyLog { get; private set; }

    /// <summary>The protocols that a server offers, as the library's function takes them.</summary>
    internal ReadOnlySpan<byte> AlpnProtocols => new((byte*)_alpnMemory, _alpnProtocols.Length);

    /// <summary>The context that a context of the library belongs to.</summary>
    internal static PySslContext? FromHandle(nint argument) => argument == 0 ? null : GCHandle.FromIntPtr(argument).Target as PySslContext;

    private void ConnectCallbacks() => _self = GCHandle.Alloc(this, GCHandleType.Weak);

    [PyMethod("_set_alpn_protocols", Signature = "($self, protos, /)")]
    private void SetAlpnProtocols(ThreadState thread, [Buffer] ReadOnlySpan<byte> protos)
    {
        // A connection may still look at the memory of an earlier list, which is small: it stays.
        _alpnProtocols = protos.ToArray();
        _alpnMemory = Marshal.AllocHGlobal(_alpnProtocols.Length + 1);
        _alpnProtocols.CopyTo(new Span<byte>((byte*)_alpnMemory, _alpnProtocols.Length));
        if (LibSsl.SSL_CTX_set_alpn_protos(_context, (byte*)_alpnMemory, (uint)_alpnProtocols.Length) != 0)
            throw Errors.Memory();
        LibSsl.SSL_CTX_set_alpn_select_cb(_context, TlsCallbacks.SelectAlpn, GCHandle.ToIntPtr(_self));
    }

    /// <summary>Set a callback that will be called when a server name is provided by the SSL/TLS client in the SNI extension.
    ///
    /// If the argument is None then the callback is disabled. The method is called
    /// with the SSLSocket, the server name as a string, and the SSLContext object.
    /// See RFC 6066 for details of the SNI extension.</summary>
    [PyGetter("sni_callback")]
    private PyObject SniCallback => _serverNameCallback.Value ?? PyNone.Instance;

    [PySetter("sni_callback")]
    private void SetSniCallback(ThreadState thread, PyObject value)
    {
        if (_protocol == SslConstants.ProtocolTlsClient)
            throw Errors.Value("sni_callback cannot be set on TLS_CLIENT context");
        if (value is not PyNone && !Op.IsCallable(value))
        {
            _serverNameCallback.Value = null;
            LibSsl.SSL_CTX_callback_ctrl(_context, SslConstants.ControlServerNameCallback, 0);
            throw Errors.Type("not a callable object");
        }
        _serverNameCallback.Value = value is PyNone ? null : value;
        LibSsl.SSL_CTX_ctrl(_context, SslConstants.ControlServerNameArgument, 0, value is PyNone ? null : (void*)GCHandle.ToIntPtr(_self));
        LibSsl.SSL_CTX_callback_ctrl(_context, SslConstants.ControlServerNameCallback, value is PyNone ? 0 : TlsCallbacks.ServerName);
    }

    [PyGetter("_msg_callback")]
    private PyObject MsgCallback => _messageCallback.Value ?? PyNone.Instance;

    [PySetter("_msg_callback")]
    private void SetMsgCallback(ThreadState thread, PyObject value)
    {
        if (value is not PyNone && !Op.IsCallable(value))
        {
            LibSsl.SSL_CTX_set_msg_callback(_context, 0);
            _messageCallback.Value = null;
            throw Errors.Type($"{Op.StrText(thread, value)} is not callable.");
        }
        _messageCallback.Value = value is PyNone ? null : value;
        LibSsl.SSL_CTX_set_msg_callback(_context, value is PyNone ? 0 : TlsCallbacks.Message);
    }

    [PyGetter("keylog_filename")]
    private PyObject KeylogFilename => _keyLogName.Value ?? PyNone.Instance;

    [PySetter("keylog_filename")]
    private void SetKeylogFilename(ThreadState thread, PyObject value)
    {
        LibSsl.SSL_CTX_set_keylog_callback(_context, 0);
        _keyLogName.Value = null;
        KeyLog?.Dispose();
        KeyLog = null;
        if (value is PyNone)
            return;
        KeyLog = TlsFiles.Append(thread, OsPath.Encode(thread, value), value);
        _keyLogName.Value = value;
        LibSsl.SSL_CTX_set_keylog_callback(_context, TlsCallbacks.LogKey);
    }

    [PyMethod("set_psk_client_callback")]
    private void SetPskClientCallback(ThreadState thread, [Keyword] PyObject callback)
    {
        if (_protocol == SslConstants.ProtocolTlsServer)
            throw SslErrors.Numbered(thread, 0, "Cannot add PSK client callback to a PROTOCOL_TLS_SERVER context");
        var function = CallbackOrNull(callback);
        LibSsl.SSL_CTX_set_psk_client_callback(_context, function is null ? 0 : TlsCallbacks.PskClient);
        _pskClientCallback.Value = function;
    }

    [PyMethod("set_psk_server_callback")]
    private void SetPskServerCallback(
        ThreadState thread, [Keyword] PyObject callback, [Keyword("identity_hint"), NoneAllowed, NoNull] string? identityHint = null)
    {
        if (_protocol == SslConstants.ProtocolTlsClient)
            throw SslErrors.Numbered(thread, 0, "Cannot add PSK server callback to a PROTOCOL_TLS_CLIENT context");
        var function = CallbackOrNull(callback);
        fixed (byte* hint = identityHint is null ? null : SslModule.Terminated(System.Text.Encoding.UTF8.GetBytes(identityHint)))
        {
            if (LibSsl.SSL_CTX_use_psk_identity_hint(_context, hint) != 1)
                throw SslErrors.Numbered(thread, 0, "failed to set identity hint");
        }
        LibSsl.SSL_CTX_set_psk_server_callback(_context, function is null ? 0 : TlsCallbacks.PskServer);
        _pskServerCallback.Value = function;
    }

    private static PyObject? CallbackOrNull(PyObject callback) => callback switch
    {
        PyNone => null,
        _ when Op.IsCallable(callback) => callback,
        _ => throw Errors.Type("callback must be callable"),
    };

    partial void ClearMore() => KeyLog?.Dispose();
}
