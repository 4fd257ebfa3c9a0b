using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Tls;

public sealed unsafe partial class PySslSocket
{
    private const int FinishedSize = 128;

    /// <summary>Returns the certificate for the peer.
    ///
    /// If no certificate was provided, returns None.  If a certificate was
    /// provided, but not validated, returns an empty dictionary.  Otherwise
    /// returns a dict containing information about the peer certificate.
    ///
    /// If the optional argument is True, returns a DER-encoded copy of the
    /// peer certificate, or None if no certificate was provided.  This will
    /// return the certificate even if it wasn't validated.</summary>
    [PyMethod("getpeercert")]
    private PyObject GetPeerCert(ThreadState thread, bool der = false)
    {
        if (!IsHandshakeDone)
            throw Errors.Value("handshake not done yet");
        var certificate = LibSsl.SSL_get1_peer_certificate(_ssl);
        if (certificate == 0)
            return PyNone.Instance;
        try
        {
            if (der)
                return CertificateReader.Der(thread, certificate);
            return (LibSsl.SSL_CTX_get_verify_mode(Context.Handle) & SslConstants.VerifyPeer) == 0
                ? PyDict.Create(thread)
                : CertificateReader.Decode(thread, certificate);
        }
        finally
        {
            LibCrypto.X509_free(certificate);
        }
    }

    [PyMethod("get_verified_chain")]
    private PyObject GetVerifiedChain(ThreadState thread) => Chain(thread, LibSsl.SSL_get0_verified_chain(_ssl), 0);

    [PyMethod("get_unverified_chain")]
    private PyObject GetUnverifiedChain(ThreadState thread)
    {
        var chain = LibSsl.SSL_get_peer_cert_chain(_ssl);
        if (chain == 0)
            return PyNone.Instance;
        // A server's view of the chain begins behind the client's certificate.
        var leaf = _isServer ? LibSsl.SSL_get1_peer_certificate(_ssl) : 0;
        var list = Chain(thread, chain, leaf);
        LibCrypto.X509_free(leaf);
        return list;
    }

    private static PyList Chain(ThreadState thread, nint chain, nint leaf)
    {
        var list = PyList.Create(thread);
        if (leaf != 0)
            list.Append(PyCertificate.Create(leaf));
        if (chain == 0)
            return list;
        for (var i = 0; i < LibCrypto.OPENSSL_sk_num(chain); i++)
            list.Append(PyCertificate.Create(LibCrypto.OPENSSL_sk_value(chain, i)));
        return list;
    }

    [PyMethod("cipher")]
    private PyObject Cipher(ThreadState thread) => CipherReader.Triple(thread, LibSsl.SSL_get_current_cipher(_ssl));

    [PyMethod("shared_ciphers")]
    private PyObject SharedCiphers(ThreadState thread)
    {
        var own = LibSsl.SSL_get_ciphers(_ssl);
        var peers = LibSsl.SSL_get_client_ciphers(_ssl);
        if (own == 0 || peers == 0)
            return PyNone.Instance;
        var known = new HashSet<uint>();
        for (var i = 0; i < LibCrypto.OPENSSL_sk_num(own); i++)
            known.Add(LibSsl.SSL_CIPHER_get_id(LibCrypto.OPENSSL_sk_value(own, i)));
        var list = PyList.Create(thread);
        for (var i = 0; i < LibCrypto.OPENSSL_sk_num(peers); i++)
        {
            var cipher = LibCrypto.OPENSSL_sk_value(peers, i);
            if (known.Contains(LibSsl.SSL_CIPHER_get_id(cipher)))
                list.Append(CipherReader.Triple(thread, cipher));
        }
        return list;
    }

    [PyMethod("version")]
    private PyObject Version() => IsHandshakeDone ? SslModule.Text(LibSsl.SSL_get_version(_ssl)) : PyNone.Instance;

    [PyMethod("selected_alpn_protocol")]
    private PyObject SelectedAlpnProtocol()
    {
        byte* data;
        uint size;
        LibSsl.SSL_get0_alpn_selected(_ssl, &data, &size);
        return data == null ? PyNone.Instance : Os.OsPath.Text(new ReadOnlySpan<byte>(data, (int)size));
    }

    [PyMethod("compression")]
    private PyObject Compression()
    {
        var compression = LibSsl.SSL_get_current_compression(_ssl);
        var name = compression == 0 ? null : LibSsl.SSL_COMP_get_name(compression);
        return name == null ? PyNone.Instance : SslModule.Text(name);
    }

    /// <summary>Get channel binding data for current connection.
    ///
    /// Raise ValueError if the requested `cb_type` is not supported.  Return bytes
    /// of the data or None if the data is not available (e.g. before the handshake).
    /// Only 'tls-unique' channel binding data from RFC 5929 is supported.</summary>
    [PyMethod("get_channel_binding")]
    private PyObject GetChannelBinding([Keyword("cb_type")] string cbType = "tls-unique")
    {
        if (cbType != "tls-unique")
            throw Errors.Value($"'{cbType}' channel binding type not implemented");
        var buffer = stackalloc byte[FinishedSize];
        // The Finished message that was sent first: the server's where a session is resumed (RFC 5929).
        var isOwn = LibSsl.SSL_session_reused(_ssl) != 0 == _isServer;
        var size = isOwn ? LibSsl.SSL_get_finished(_ssl, buffer, FinishedSize) : LibSsl.SSL_get_peer_finished(_ssl, buffer, FinishedSize);
        return size == 0 ? PyNone.Instance : PyBytes.From(new ReadOnlySpan<byte>(buffer, (int)size));
    }
}
