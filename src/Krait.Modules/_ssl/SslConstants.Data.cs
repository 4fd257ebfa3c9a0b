namespace Krait.Modules.Tls;

internal static partial class SslConstants
{
    private static readonly Dictionary<int, string> s_libraries = new()
    {
        [2] = "SYS", [3] = "BN", [4] = "RSA", [5] = "DH", [6] = "EVP", [7] = "BUF", [8] = "OBJ", [9] = "PEM", [10] = "DSA", [11] = "X509",
        [13] = "ASN1", [14] = "CONF", [15] = "CRYPTO", [16] = "EC", [20] = "SSL", [32] = "BIO", [33] = "PKCS7", [34] = "X509V3", [35] = "PKCS12",
        [36] = "RAND", [37] = "DSO", [38] = "ENGINE", [39] = "OCSP", [40] = "UI", [41] = "COMP", [42] = "ECDSA", [43] = "ECDH",
        [44] = "OSSL_STORE", [46] = "CMS", [47] = "TS", [48] = "HMAC", [50] = "CT", [51] = "ASYNC", [52] = "KDF", [53] = "SM2", [54] = "ESS",
        [55] = "PROP", [56] = "CRMF", [57] = "PROV", [58] = "CMP", [59] = "OSSL_ENCODER", [60] = "OSSL_DECODER", [61] = "HTTP",
    };

    private static readonly (string Name, bool Value)[] s_flags =
    [
        ("HAS_SNI", true), ("HAS_TLS_UNIQUE", true), ("HAS_ECDH", true), ("HAS_NPN", false), ("HAS_ALPN", true), ("HAS_SSLv2", false),
        ("HAS_SSLv3", false), ("HAS_TLSv1", true), ("HAS_TLSv1_1", true), ("HAS_TLSv1_2", true), ("HAS_TLSv1_3", true), ("HAS_PSK", true),
        ("HAS_PHA", true),
    ];

    private static readonly (string Name, long Value)[] s_numbers =
    [
        ("SSL_ERROR_ZERO_RETURN", ErrorZeroReturn), ("SSL_ERROR_WANT_READ", ErrorWantRead), ("SSL_ERROR_WANT_WRITE", ErrorWantWrite),
        ("SSL_ERROR_WANT_X509_LOOKUP", ErrorWantX509Lookup), ("SSL_ERROR_SYSCALL", ErrorSyscall), ("SSL_ERROR_SSL", ErrorSsl),
        ("SSL_ERROR_WANT_CONNECT", ErrorWantConnect), ("SSL_ERROR_EOF", ErrorEof), ("SSL_ERROR_INVALID_ERROR_CODE", ErrorInvalidErrorCode),
        ("CERT_NONE", CertNone), ("CERT_OPTIONAL", CertOptional), ("CERT_REQUIRED", CertRequired),
        ("VERIFY_DEFAULT", 0), ("VERIFY_CRL_CHECK_LEAF", 4), ("VERIFY_CRL_CHECK_CHAIN", 12), ("VERIFY_X509_STRICT", 0x20),
        ("VERIFY_ALLOW_PROXY_CERTS", 0x40), ("VERIFY_X509_TRUSTED_FIRST", 0x8000), ("VERIFY_X509_PARTIAL_CHAIN", 0x80000),
        ("ALERT_DESCRIPTION_CLOSE_NOTIFY", 0), ("ALERT_DESCRIPTION_UNEXPECTED_MESSAGE", 10), ("ALERT_DESCRIPTION_BAD_RECORD_MAC", 20),
        ("ALERT_DESCRIPTION_RECORD_OVERFLOW", 22), ("ALERT_DESCRIPTION_DECOMPRESSION_FAILURE", 30),
        ("ALERT_DESCRIPTION_HANDSHAKE_FAILURE", AlertHandshakeFailure), ("ALERT_DESCRIPTION_BAD_CERTIFICATE", 42),
        ("ALERT_DESCRIPTION_UNSUPPORTED_CERTIFICATE", 43), ("ALERT_DESCRIPTION_CERTIFICATE_REVOKED", 44),
        ("ALERT_DESCRIPTION_CERTIFICATE_EXPIRED", 45), ("ALERT_DESCRIPTION_CERTIFICATE_UNKNOWN", 46),
        ("ALERT_DESCRIPTION_ILLEGAL_PARAMETER", 47), ("ALERT_DESCRIPTION_UNKNOWN_CA", 48), ("ALERT_DESCRIPTION_ACCESS_DENIED", 49),
        ("ALERT_DESCRIPTION_DECODE_ERROR", 50), ("ALERT_DESCRIPTION_DECRYPT_ERROR", 51), ("ALERT_DESCRIPTION_PROTOCOL_VERSION", 70),
        ("ALERT_DESCRIPTION_INSUFFICIENT_SECURITY", 71), ("ALERT_DESCRIPTION_INTERNAL_ERROR", AlertInternalError),
        ("ALERT_DESCRIPTION_USER_CANCELLED", 90), ("ALERT_DESCRIPTION_NO_RENEGOTIATION", 100), ("ALERT_DESCRIPTION_UNSUPPORTED_EXTENSION", 110),
        ("ALERT_DESCRIPTION_CERTIFICATE_UNOBTAINABLE", 111), ("ALERT_DESCRIPTION_UNRECOGNIZED_NAME", 112),
        ("ALERT_DESCRIPTION_BAD_CERTIFICATE_STATUS_RESPONSE", 113), ("ALERT_DESCRIPTION_BAD_CERTIFICATE_HASH_VALUE", 114),
        ("ALERT_DESCRIPTION_UNKNOWN_PSK_IDENTITY", 115),
        ("PROTOCOL_SSLv23", ProtocolTls), ("PROTOCOL_TLS", ProtocolTls), ("PROTOCOL_TLS_CLIENT", ProtocolTlsClient),
        ("PROTOCOL_TLS_SERVER", ProtocolTlsServer), ("PROTOCOL_TLSv1", ProtocolTls1), ("PROTOCOL_TLSv1_1", ProtocolTls11),
        ("PROTOCOL_TLSv1_2", ProtocolTls12),
        ("OP_ALL", (long)OptionAll), ("OP_NO_SSLv2", 0), ("OP_NO_SSLv3", (long)OptionNoSsl3), ("OP_NO_TLSv1", (long)OptionNoTls1),
        ("OP_NO_TLSv1_1", (long)OptionNoTls11), ("OP_NO_TLSv1_2", (long)OptionNoTls12), ("OP_NO_TLSv1_3", (long)OptionNoTls13),
        ("OP_CIPHER_SERVER_PREFERENCE", (long)OptionCipherServerPreference), ("OP_SINGLE_DH_USE", 0), ("OP_NO_TICKET", 0x4000),
        ("OP_LEGACY_SERVER_CONNECT", 4), ("OP_SINGLE_ECDH_USE", 0), ("OP_NO_COMPRESSION", (long)OptionNoCompression),
        ("OP_ENABLE_MIDDLEBOX_COMPAT", 0x100000), ("OP_NO_RENEGOTIATION", 0x40000000), ("OP_IGNORE_UNEXPECTED_EOF", 0x80),
        ("OP_ENABLE_KTLS", 8),
        ("HOSTFLAG_ALWAYS_CHECK_SUBJECT", 1), ("HOSTFLAG_NEVER_CHECK_SUBJECT", 0x20), ("HOSTFLAG_NO_WILDCARDS", 2),
        ("HOSTFLAG_NO_PARTIAL_WILDCARDS", HostNoPartialWildcards), ("HOSTFLAG_MULTI_LABEL_WILDCARDS", 8),
        ("HOSTFLAG_SINGLE_LABEL_SUBDOMAINS", 0x10),
        ("ENCODING_PEM", EncodingPem), ("ENCODING_DER", EncodingDer),
        ("PROTO_MINIMUM_SUPPORTED", VersionMinimum), ("PROTO_MAXIMUM_SUPPORTED", VersionMaximum), ("PROTO_SSLv3", VersionSsl3),
        ("PROTO_TLSv1", VersionTls1), ("PROTO_TLSv1_1", VersionTls11), ("PROTO_TLSv1_2", VersionTls12), ("PROTO_TLSv1_3", VersionTls13),
    ];
}
