using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Tls;

/// <summary>An error occurred in the SSL implementation.</summary>
[PyType("SSLError", Module = "ssl", BaseType = true, BasicSize = 112)]
public partial class PySslError : PyOSError
{
    private protected PySslError(PyType type) : base(type)
    {
    }

    // The number says little where the message names library and reason.
    [PySlot(nameof(PyType.TpStr))]
    private PyObject Describe(ThreadState thread) => MessageField.Value is PyStr text ? text : Op.Str(thread, Args);
}

/// <summary>The exception classes of <c>_ssl</c>, which each interpreter has its own of, and what OpenSSL reports as exceptions.</summary>
internal sealed unsafe class SslErrors : ModuleState
{
    private const int LibrarySystem = 2, LibrarySsl = 20;
    private const int ReasonUnexpectedEof = 294, ReasonCertificateVerifyFailed = 134;
    private const int VerifyHostnameMismatch = 62, VerifyAddressMismatch = 64;

    private bool _isReady;

    private void Initialize(ThreadState thread)
    {
        _isReady = true;
        var error = PySslError.TypeObject;
        ZeroReturn = Create(thread, "SSLZeroReturnError", "SSL/TLS session closed cleanly.", error);
        WantRead = Create(
            thread, "SSLWantReadError", "Non-blocking SSL socket needs to read more data\nbefore the requested operation can be completed.", error);
        WantWrite = Create(
            thread, "SSLWantWriteError", "Non-blocking SSL socket needs to write more data\nbefore the requested operation can be completed.", error);
        Syscall = Create(thread, "SSLSyscallError", "System error when attempting SSL operation.", error);
        Eof = Create(thread, "SSLEOFError", "SSL/TLS connection terminated abruptly.", error);
        CertificateVerification = Create(
            thread, "SSLCertVerificationError", "A certificate could not be verified.", error, ExceptionTypes.ValueError);
    }

    public PyType ZeroReturn { get; private set; } = null!;

    public PyType WantRead { get; private set; } = null!;

    public PyType WantWrite { get; private set; } = null!;

    public PyType Syscall { get; private set; } = null!;

    public PyType Eof { get; private set; } = null!;

    public PyType CertificateVerification { get; private set; } = null!;

    /// <summary>The classes of the thread's interpreter.</summary>
    public static SslErrors Of(ThreadState thread)
    {
        var state = thread.Interpreter.ModuleState<SslErrors>();
        if (!state._isReady)
            state.Initialize(thread);
        return state;
    }

    private PyType Create(ThreadState thread, string name, string doc, params ReadOnlySpan<PyObject> bases)
    {
        var made = Keep(ModuleExceptions.Define(thread, "ssl", name, bases));
        Op.SetAttr(thread, made, "__doc__", PyStr.From(doc));
        return made;
    }

    /// <summary>An SSLError with nothing but a message.</summary>
    public static PythonException Plain(string message) => Errors.New(PySslError.TypeObject, message);

    /// <summary>An SSLError with a number of the module's own and a message.</summary>
    public static PythonException Numbered(ThreadState thread, long number, string message, [CallerLineNumber] int line = 0) =>
        Make(thread, PySslError.TypeObject, number, message, 0, null, line);

    /// <summary>What the library's error queue says, which is then empty.</summary>
    public static PythonException FromQueue(ThreadState thread, string? message = null, [CallerLineNumber] int line = 0)
    {
        var code = LibCrypto.ERR_peek_last_error();
        LibCrypto.ERR_clear_error();
        return Make(thread, PySslError.TypeObject, Reason(code), message, code, null, line);
    }

    /// <summary>What an operation on a connection ended with.</summary>
    public PythonException FromOutcome(ThreadState thread, PySslSocket connection, in SslOutcome outcome, [CallerLineNumber] int line = 0)
    {
        var type = PySslError.TypeObject;
        var number = outcome.Error;
        var code = outcome.QueuedError;
        string? message = null;
        switch (outcome.Error)
        {
            case SslConstants.ErrorZeroReturn:
                (type, message) = (ZeroReturn, "TLS/SSL connection has been closed (EOF)");
                break;
            case SslConstants.ErrorWantRead:
                (type, message) = (WantRead, "The operation did not complete (read)");
                break;
            case SslConstants.ErrorWantWrite:
                (type, message) = (WantWrite, "The operation did not complete (write)");
                break;
            case SslConstants.ErrorWantX509Lookup:
                message = "The operation did not complete (X509 lookup)";
                break;
            case SslConstants.ErrorWantConnect:
                message = "The operation did not complete (connect)";
                break;
            case SslConstants.ErrorSyscall when code != 0:
                type = Syscall;
                break;
            case SslConstants.ErrorSyscall:
                if (outcome.Result != 0 && connection.HasSocket && outcome.Errno != 0)
                    return Errors.Os(thread, outcome.Errno);
                (type, number, message) = (Eof, SslConstants.ErrorEof, "EOF occurred in violation of protocol");
                break;
            case SslConstants.ErrorSsl:
                if (code == 0)
                    message = "A failure in the SSL library occurred";
                else if (Library(code) == LibrarySsl && Reason(code) == ReasonCertificateVerifyFailed)
                    type = CertificateVerification;
                else if (Library(code) == LibrarySsl && Reason(code) == ReasonUnexpectedEof)
                    (type, number, message) = (Eof, SslConstants.ErrorEof, "EOF occurred in violation of protocol");
                break;
            default:
                (number, message) = (SslConstants.ErrorInvalidErrorCode, "Invalid error code");
                break;
        }
        return Make(thread, type, number, message, code, connection, line);
    }

    private static PythonException Make(
        ThreadState thread, PyType type, long number, string? message, nuint code, PySslSocket? connection, int line)
    {
        var library = code == 0 ? null : SslConstants.LibraryName(Library(code));
        var reason = code == 0 ? null : Mnemonic(code);
        message ??= code == 0 ? null : Text(LibCrypto.ERR_reason_error_string(code));
        message ??= "unknown error";
        string? verification = null;
        long verifyCode = 0;
        if (connection is not null && !ReferenceEquals(type, PySslError.TypeObject) && type.IsSubtypeOf(ExceptionTypes.ValueError))
            verification = Verification(thread, connection, out verifyCode);
        var text = (library, reason, verification) switch
        {
            (not null, not null, not null) => $"[{library}: {reason}] {message}: {verification} (_ssl.c:{line})",
            (not null, not null, null) => $"[{library}: {reason}] {message} (_ssl.c:{line})",
            (not null, null, _) => $"[{library}] {message} (_ssl.c:{line})",
            _ => $"{message} (_ssl.c:{line})",
        };
        var error = Errors.New(thread, type, PyInt.From(number), PyStr.From(text));
        Op.SetAttr(thread, error.Value, "reason", StrOrNone(reason));
        Op.SetAttr(thread, error.Value, "library", StrOrNone(library));
        if (verification is not null)
        {
            Op.SetAttr(thread, error.Value, "verify_code", PyInt.From(verifyCode));
            Op.SetAttr(thread, error.Value, "verify_message", PyStr.From(verification));
        }
        return error;
    }

    private static string Verification(ThreadState thread, PySslSocket connection, out long code)
    {
        code = LibSsl.SSL_get_verify_result(connection.Handle);
        var name = connection.ServerHostname is PyStr hostname ? Op.StrText(thread, hostname) : "None";
        return code switch
        {
            VerifyHostnameMismatch => $"Hostname mismatch, certificate is not valid for '{name}'.",
            VerifyAddressMismatch => $"IP address mismatch, certificate is not valid for '{name}'.",
            _ => Text(LibCrypto.X509_verify_cert_error_string((nint)code)) ?? "",
        };
    }

    private static PyObject StrOrNone(string? text) => text is null ? PyNone.Instance : PyStr.From(text);

    // The macros ERR_GET_LIB and ERR_GET_REASON; an error of the system has a layout of its own.
    private static int Library(nuint code) => (code & 0x80000000) != 0 ? LibrarySystem : (int)(code >> 23) & 0xFF;

    private static int Reason(nuint code) => (code & 0x80000000) != 0 ? (int)(code & 0x7FFFFFFF) : (int)(code & 0x7FFFFF);

    /// <summary>The name of the reason's constant without its prefix; null for the reasons that all libraries share.</summary>
    private static string? Mnemonic(nuint code)
    {
        const int Common = 0x80000;
        if ((code & 0x80000000) != 0 || (Reason(code) & Common) != 0 || Text(LibCrypto.ERR_reason_error_string(code)) is not { } text)
            return null;
        // Newer versions of the library say ssl/tls where the constant has kept sslv3.
        return text.Replace("ssl/tls alert", "sslv3 alert").Replace(' ', '_').Replace('-', '_').ToUpperInvariant();
    }

    private static string? Text(byte* text) => text == null ? null : Marshal.PtrToStringUTF8((nint)text);
}

/// <summary>How an operation on a connection ended, read before another one can change it.</summary>
internal readonly record struct SslOutcome(int Result, int Error, int Errno, nuint QueuedError)
{
    /// <summary>True where the operation succeeded.</summary>
    public bool Succeeded => Error == SslConstants.ErrorNone;

    /// <summary>True where the operation waits for the socket.</summary>
    public bool WantsSocket => Error is SslConstants.ErrorWantRead or SslConstants.ErrorWantWrite;

    /// <summary>Reads what the library knows about the call that has just ended.</summary>
    public static SslOutcome Of(nint ssl, int result)
    {
        var errno = Marshal.GetLastSystemError();
        if (result > 0)
            return new SslOutcome(result, SslConstants.ErrorNone, 0, 0);
        var error = LibSsl.SSL_get_error(ssl, result);
        var queued = LibCrypto.ERR_peek_last_error();
        LibCrypto.ERR_clear_error();
        return new SslOutcome(result, error, errno, queued);
    }
}
