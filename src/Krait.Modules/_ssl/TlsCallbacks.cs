using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Tls;

/// <summary>
/// What OpenSSL calls during an operation on a connection, which runs without the interpreter's lock. Nothing may be thrown through the library: what
/// Python code raises is kept on the connection, or reported as unraisable where CPython does so.
/// </summary>
internal static unsafe class TlsCallbacks
{
    private const int Accepted = 0, AlertFatal = 2, NotAcknowledged = 3, Negotiated = 1;
    private const int ChangeCipherSpec = 20, Alert = 21, Handshake = 22, Header = 0x100, InnerContentType = 0x101, ChangeCipherSpecMessage = 0x101;

    private static readonly PyStr s_read = PyStr.Intern("read"), s_write = PyStr.Intern("write");

    public static nint SelectAlpn => (nint)(delegate* unmanaged[Cdecl]<nint, byte**, byte*, byte*, uint, nint, int>)&OnSelectAlpn;

    public static nint ServerName => (nint)(delegate* unmanaged[Cdecl]<nint, int*, nint, int>)&OnServerName;

    public static nint Message => (nint)(delegate* unmanaged[Cdecl]<int, int, int, byte*, nuint, nint, nint, void>)&OnMessage;

    public static nint LogKey => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, void>)&OnLogKey;

    public static nint PskClient => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, byte*, uint, byte*, uint, uint>)&OnPskClient;

    public static nint PskServer => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, byte*, uint, uint>)&OnPskServer;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnSelectAlpn(nint ssl, byte** selected, byte* selectedSize, byte* client, uint clientSize, nint argument)
    {
        if (PySslContext.FromHandle(argument) is not { } context)
            return NotAcknowledged;
        fixed (byte* server = context.AlpnProtocols)
        {
            var result = LibSsl.SSL_select_next_proto(selected, selectedSize, server, (uint)context.AlpnProtocols.Length, client, clientSize);
            return result == Negotiated ? Accepted : NotAcknowledged;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnServerName(nint ssl, int* alert, nint argument)
    {
        if (PySslContext.FromHandle(argument) is not { ServerNameCallback: { } callback } context || PySslSocket.FromHandle(ssl) is not { } connection)
            return Accepted;
        var raw = LibSsl.SSL_get_servername(ssl, 0);
        var name = raw == null ? null : MemoryMarshal.CreateReadOnlySpanFromNullTerminated(raw).ToArray();
        var thread = ThreadState.Current;
        thread.TakeGil();
        try
        {
            *alert = AnswerServerName(thread, connection, name, context, callback);
            return *alert == 0 ? Accepted : AlertFatal;
        }
        finally
        {
            thread.ReleaseGil();
        }
    }

    /// <summary>The alert to send; 0 for none.</summary>
    private static int AnswerServerName(ThreadState thread, PySslSocket connection, byte[]? name, PySslContext context, PyObject callback)
    {
        if (connection.Representative is not { } representative)
            return SslConstants.AlertHandshakeFailure;
        PyObject result;
        try
        {
            PyObject nameArgument = name is null ? PyNone.Instance : Op.CallMethod(thread, PyBytes.From(name), "decode", PyStr.Intern("ascii"));
            result = Op.Call(thread, callback, representative, nameArgument, context);
        }
        catch (PythonException error)
        {
            Op.WriteUnraisable(thread, error, callback);
            return SslConstants.AlertHandshakeFailure;
        }
        if (result is PyNone)
            return 0;
        try
        {
            return ArgumentConversion.ToInt(thread, result);
        }
        catch (PythonException error)
        {
            Op.WriteUnraisable(thread, error, result);
            return SslConstants.AlertInternalError;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnMessage(int writing, int version, int contentType, byte* data, nuint size, nint ssl, nint argument)
    {
        if (PySslSocket.FromHandle(ssl) is not { Context.MessageCallback: { } callback } connection)
            return;
        var bytes = new ReadOnlySpan<byte>(data, (int)size);
        var messageType = contentType switch
        {
            ChangeCipherSpec => ChangeCipherSpecMessage,
            Alert when bytes.Length > 1 => bytes[1],
            Handshake or InnerContentType or Header when bytes.Length > 0 => bytes[0],
            _ => -1,
        };
        if (contentType == Header && bytes.Length > 2)
            version = bytes[1] << 8 | bytes[2];
        var thread = ThreadState.Current;
        thread.TakeGil();
        try
        {
            if (connection.Representative is { } representative)
            {
                Op.Call(
                    thread, callback, representative, writing != 0 ? s_write : s_read, PyInt.From(version), PyInt.From(contentType),
                    PyInt.From(messageType), PyBytes.From(bytes));
            }
        }
        catch (PythonException error)
        {
            connection.PendingError = error;
        }
        finally
        {
            thread.ReleaseGil();
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnLogKey(nint ssl, byte* line)
    {
        if (PySslSocket.FromHandle(ssl) is not { Context.KeyLog: { } log } connection)
            return;
        byte[] text = [.. MemoryMarshal.CreateReadOnlySpanFromNullTerminated(line), (byte)'\n'];
        connection.KeyLogError = log.Write(text);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static uint OnPskClient(nint ssl, byte* hint, byte* identity, uint identitySize, byte* key, uint keySize)
    {
        if (PySslSocket.FromHandle(ssl) is not { Context.PskClientCallback: { } callback })
            return 0;
        return AskForKey(callback, hint, (thread, answer) =>
        {
            if (answer is not PyTuple { Count: 2 } pair)
                throw Errors.Type("expected a tuple of identity and key");
            WriteIdentity(pair[0], new Span<byte>(identity, (int)identitySize));
            return WriteKey(thread, pair[1], new Span<byte>(key, (int)keySize));
        });
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static uint OnPskServer(nint ssl, byte* identity, byte* key, uint keySize) =>
        PySslSocket.FromHandle(ssl) is { Context.PskServerCallback: { } callback }
            ? AskForKey(callback, identity, (thread, answer) => WriteKey(thread, answer, new Span<byte>(key, (int)keySize)))
            : 0;

    /// <summary>Calls a callback with what the other side says; 0 where it raises, which refuses the connection.</summary>
    private static uint AskForKey(PyObject callback, byte* said, Func<ThreadState, PyObject, uint> use)
    {
        var thread = ThreadState.Current;
        thread.TakeGil();
        try
        {
            PyObject argument = said == null || *said == 0 ? PyNone.Instance : SslModule.Text(said);
            return use(thread, Op.Call(thread, callback, argument));
        }
        catch (PythonException error)
        {
            Op.WriteUnraisable(thread, error, callback);
            return 0;
        }
        finally
        {
            thread.ReleaseGil();
        }
    }

    private static void WriteIdentity(PyObject identity, Span<byte> buffer)
    {
        var text = identity switch
        {
            PyNone => [],
            PyStr str => Encoding.UTF8.GetBytes(str.ToString()),
            _ => throw ArgumentConversion.WrongType("PSK identity", "str or None", identity),
        };
        if (text.Length + 1 > buffer.Length)
            throw Errors.Value("PSK identity is too long");
        text.CopyTo(buffer);
        buffer[text.Length] = 0;
    }

    private static uint WriteKey(ThreadState thread, PyObject key, Span<byte> buffer)
    {
        var bytes = Op.CopyBytes(thread, key);
        if (bytes.Length > buffer.Length)
            throw Errors.Value("PSK is too long");
        bytes.CopyTo(buffer);
        return (uint)bytes.Length;
    }
}
