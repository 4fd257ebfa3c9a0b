using System.Numerics;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Tls;

public unsafe partial class PySslContext
{
    [PyGetter("protocol")]
    private long ProtocolAttribute => _protocol;

    [PyGetter("check_hostname")]
    private bool CheckHostname => _checkHostname;

    [PySetter("check_hostname")]
    private void SetCheckHostname(ThreadState thread, PyObject value)
    {
        var check = Op.IsTrue(thread, value);
        if (check && VerifyMode == SslConstants.CertNone)
            SetVerifyMode(SslConstants.CertRequired);
        _checkHostname = check;
    }

    [PyGetter("_host_flags")]
    private long HostFlagsAttribute => _hostFlags;

    [PySetter("_host_flags")]
    private void SetHostFlags(ThreadState thread, PyObject value)
    {
        _hostFlags = unchecked((uint)ArgumentConversion.ToLong(thread, value));
        LibCrypto.X509_VERIFY_PARAM_set_hostflags(LibSsl.SSL_CTX_get0_param(_context), _hostFlags);
    }

    [PyGetter("verify_mode")]
    private long VerifyMode => (LibSsl.SSL_CTX_get_verify_mode(_context) & (SslConstants.VerifyPeer | SslConstants.VerifyFailIfNoPeerCert)) switch
    {
        0 => SslConstants.CertNone,
        SslConstants.VerifyPeer => SslConstants.CertOptional,
        _ => SslConstants.CertRequired,
    };

    [PySetter("verify_mode")]
    private void SetVerifyModeAttribute(ThreadState thread, PyObject value)
    {
        var mode = ArgumentConversion.ToInt(thread, value);
        if (mode == SslConstants.CertNone && _checkHostname)
            throw Errors.Value("Cannot set verify_mode to CERT_NONE when check_hostname is enabled.");
        if (mode is not (SslConstants.CertNone or SslConstants.CertOptional or SslConstants.CertRequired))
            throw Errors.Value("invalid value for verify_mode");
        SetVerifyMode(mode);
    }

    private void SetVerifyMode(int mode) => LibSsl.SSL_CTX_set_verify(
        _context,
        mode switch
        {
            SslConstants.CertNone => 0,
            SslConstants.CertOptional => SslConstants.VerifyPeer,
            _ => SslConstants.VerifyPeer | SslConstants.VerifyFailIfNoPeerCert,
        },
        0);

    [PyGetter("verify_flags")]
    private long VerifyFlags => (long)LibCrypto.X509_VERIFY_PARAM_get_flags(LibSsl.SSL_CTX_get0_param(_context));

    [PySetter("verify_flags")]
    private void SetVerifyFlags(ThreadState thread, PyObject value)
    {
        var wanted = (nuint)ArgumentConversion.ToULong(thread, value);
        var parameters = LibSsl.SSL_CTX_get0_param(_context);
        var present = LibCrypto.X509_VERIFY_PARAM_get_flags(parameters);
        if ((present & ~wanted) != 0 && LibCrypto.X509_VERIFY_PARAM_clear_flags(parameters, present & ~wanted) == 0)
            throw SslErrors.FromQueue(thread);
        if ((wanted & ~present) != 0 && LibCrypto.X509_VERIFY_PARAM_set_flags(parameters, wanted & ~present) == 0)
            throw SslErrors.FromQueue(thread);
    }

    [PyGetter("options")]
    private PyObject Options => PyInt.From(new BigInteger(LibSsl.SSL_CTX_get_options(_context)));

    [PySetter("options")]
    private void SetOptions(ThreadState thread, PyObject value)
    {
        const ulong Versions = SslConstants.OptionNoSsl3 | SslConstants.OptionNoTls1 | SslConstants.OptionNoTls11 | SslConstants.OptionNoTls12
            | SslConstants.OptionNoTls13;
        if (value is not PyInt number)
            throw Errors.Type($"argument must be int, not {value.Type.Name}");
        if (number.Big.Sign < 0)
            throw Errors.Value("options must be non-negative");
        if (number.Big > ulong.MaxValue)
            throw Errors.Overflow("int too big to convert");
        var wanted = (ulong)number.Big;
        var present = LibSsl.SSL_CTX_get_options(_context);
        if ((wanted & ~present & Versions) != 0)
            Op.Warn(thread, ExceptionTypes.DeprecationWarning, "ssl.OP_NO_SSL*/ssl.OP_NO_TLS* options are deprecated", 2);
        if ((present & ~wanted) != 0)
            LibSsl.SSL_CTX_clear_options(_context, present & ~wanted);
        if ((wanted & ~present) != 0)
            LibSsl.SSL_CTX_set_options(_context, wanted & ~present);
    }

    [PyGetter("minimum_version")]
    private long MinimumVersion => LibSsl.SSL_CTX_ctrl(_context, SslConstants.ControlGetMinimum, 0, null) is var version && version == 0
        ? SslConstants.VersionMinimum
        : version;

    [PySetter("minimum_version")]
    private void SetMinimumVersion(ThreadState thread, PyObject value) => SetVersion(thread, value, SslConstants.ControlSetMinimum);

    [PyGetter("maximum_version")]
    private long MaximumVersion => LibSsl.SSL_CTX_ctrl(_context, SslConstants.ControlGetMaximum, 0, null) is var version && version == 0
        ? SslConstants.VersionMaximum
        : version;

    [PySetter("maximum_version")]
    private void SetMaximumVersion(ThreadState thread, PyObject value) => SetVersion(thread, value, SslConstants.ControlSetMaximum);

    private void SetVersion(ThreadState thread, PyObject value, int command)
    {
        var version = ArgumentConversion.ToInt(thread, value);
        var isMinimum = command == SslConstants.ControlSetMinimum;
        if (_protocol is not (SslConstants.ProtocolTls or SslConstants.ProtocolTlsClient or SslConstants.ProtocolTlsServer))
            throw Errors.Value("The context's protocol doesn't support modification of highest and lowest version.");
        var deprecated = version switch
        {
            SslConstants.VersionSsl3 => "SSLv3",
            SslConstants.VersionTls1 => "TLSv1",
            SslConstants.VersionTls11 => "TLSv1_1",
            SslConstants.VersionTls12 or SslConstants.VersionTls13 or SslConstants.VersionMinimum or SslConstants.VersionMaximum => null,
            _ => throw Errors.Value($"Unsupported TLS/SSL version 0x{version:x}"),
        };
        if (deprecated is not null)
            Op.Warn(thread, ExceptionTypes.DeprecationWarning, $"ssl.TLSVersion.{deprecated} is deprecated", 2);
        if (version == SslConstants.VersionSsl3 && isMinimum)
            LibSsl.SSL_CTX_clear_options(_context, SslConstants.OptionNoSsl3);
        // 0 is the library's word for "whatever it can": at the other end of the range the version itself has to be said.
        var number = version switch
        {
            SslConstants.VersionMinimum => isMinimum ? 0 : SslConstants.VersionTls1,
            SslConstants.VersionMaximum => isMinimum ? SslConstants.VersionTls13 : 0,
            _ => version,
        };
        if (LibSsl.SSL_CTX_ctrl(_context, command, number, null) == 0)
            throw Errors.Value($"Unsupported protocol version 0x{version:x}");
    }

    [PyGetter("num_tickets")]
    private long NumTickets => (long)LibSsl.SSL_CTX_get_num_tickets(_context);

    [PySetter("num_tickets")]
    private void SetNumTickets(ThreadState thread, PyObject value)
    {
        var count = ArgumentConversion.ToLong(thread, value);
        if (count < 0)
            throw Errors.Value("value must be non-negative");
        if (_protocol != SslConstants.ProtocolTlsServer)
            throw Errors.Value("SSLContext is not a server context.");
        if (LibSsl.SSL_CTX_set_num_tickets(_context, (nuint)count) != 1)
            throw Errors.Value("failed to set num tickets.");
    }

    [PyGetter("post_handshake_auth")]
    private bool PostHandshakeAuth => _postHandshakeAuth;

    [PySetter("post_handshake_auth")]
    private void SetPostHandshakeAuth(ThreadState thread, PyObject value)
    {
        _postHandshakeAuth = Op.IsTrue(thread, value);
        // Servers verify after the handshake by SSL_VERIFY_POST_HANDSHAKE, which is set for each connection.
        LibSsl.SSL_CTX_set_post_handshake_auth(_context, _postHandshakeAuth ? 1 : 0);
    }

    [PyGetter("security_level")]
    private long SecurityLevel => LibSsl.SSL_CTX_get_security_level(_context);
}
