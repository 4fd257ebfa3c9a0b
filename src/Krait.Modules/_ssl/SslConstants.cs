using Krait.Modules.Os;
using Krait.Runtime;

namespace Krait.Modules.Tls;

/// <summary>Numbers of OpenSSL's headers.</summary>
internal static partial class SslConstants
{
    internal const int ErrorNone = 0, ErrorSsl = 1, ErrorWantRead = 2, ErrorWantWrite = 3, ErrorWantX509Lookup = 4, ErrorSyscall = 5;
    internal const int ErrorZeroReturn = 6, ErrorWantConnect = 7, ErrorEof = 8, ErrorNoSocket = 9, ErrorInvalidErrorCode = 10;

    internal const int ProtocolTls = 2, ProtocolTls1 = 3, ProtocolTls11 = 4, ProtocolTls12 = 5, ProtocolTlsClient = 16, ProtocolTlsServer = 17;
    internal const int VersionMinimum = -2, VersionMaximum = -1, VersionSsl3 = 0x300, VersionTls1 = 0x301, VersionTls11 = 0x302;
    internal const int VersionTls12 = 0x303, VersionTls13 = 0x304;

    internal const ulong OptionAll = 0x80000050, OptionNoSsl3 = 0x02000000, OptionNoTls1 = 0x04000000, OptionNoTls11 = 0x10000000;
    internal const ulong OptionNoTls12 = 0x08000000, OptionNoTls13 = 0x20000000, OptionNoCompression = 0x20000;
    internal const ulong OptionCipherServerPreference = 0x400000;

    internal const int CertNone = 0, CertOptional = 1, CertRequired = 2;
    internal const int VerifyPeer = 1, VerifyFailIfNoPeerCert = 2, VerifyPostHandshake = 8;
    internal const nuint VerifyTrustedFirst = 0x8000;
    internal const uint HostNoPartialWildcards = 4;

    internal const int ControlSetTmpDh = 3, ControlMode = 33, ControlServerNameCallback = 53, ControlServerNameArgument = 54;
    internal const int ControlServerName = 55, ControlSetGroups = 91, ControlSetMinimum = 123, ControlSetMaximum = 124;
    internal const int ControlGetMinimum = 130, ControlGetMaximum = 131, ControlMemoryEof = 130;
    internal const int ModeAcceptMovingWriteBuffer = 2, ModeAutoRetry = 4, ModeReleaseBuffers = 16;

    internal const int AlertHandshakeFailure = 40, AlertInternalError = 80;

    internal const int EncodingPem = 1, EncodingDer = 2;

    /// <summary>What a context starts with: forward secrecy and authenticated encryption first.</summary>
    internal const string DefaultCiphers = "@SECLEVEL=2:ECDH+AESGCM:ECDH+CHACHA20:ECDH+AES:DHE+AES:!aNULL:!eNULL:!aDSS:!SHA1:!AESCCM";

    /// <summary>The name of one of the library's parts; null for an unknown one.</summary>
    internal static string? LibraryName(int library) => s_libraries.GetValueOrDefault(library);

    /// <summary>Adds the module's constants.</summary>
    internal static void AddTo(ThreadState thread, PyModule module)
    {
        OsArguments.AddConstants(thread, module, s_numbers);
        foreach (var (name, value) in s_flags)
            module.Dict.SetItem(thread, name, PyBool.From(value));
        module.Dict.SetItem(thread, "_DEFAULT_CIPHERS", PyStr.From(DefaultCiphers));
    }
}
