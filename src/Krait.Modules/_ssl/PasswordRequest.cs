using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Krait.Runtime;

namespace Krait.Modules.Tls;

/// <summary>The password of a private key, or whom to ask for it: what <c>load_cert_chain()</c> was given.</summary>
internal sealed unsafe class PasswordRequest
{
    private readonly PyObject? _callback;
    private byte[] _password = [];

    /// <param name="password">A str, bytes, bytearray, or a callable that returns one.</param>
    public PasswordRequest(ThreadState thread, PyObject password)
    {
        if (password is not (PyStr or PyBytes or PyByteArray) && Op.IsCallable(password))
            _callback = password;
        else
            _password = Encode(thread, password, "password should be a string or callable");
    }

    /// <summary>What the callable raised.</summary>
    public PythonException? Error { get; private set; }

    /// <summary>Called by the library when it needs the password.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static int Answer(byte* buffer, int size, int writing, nint data)
    {
        var request = (PasswordRequest)GCHandle.FromIntPtr(data).Target!;
        return request.WriteTo(ThreadState.Current, new Span<byte>(buffer, size));
    }

    private int WriteTo(ThreadState thread, Span<byte> buffer)
    {
        try
        {
            if (_callback is not null)
                _password = Encode(thread, Op.Call(thread, _callback), "password callback must return a string");
            if (_password.Length > buffer.Length)
                throw Errors.Value($"password cannot be longer than {buffer.Length} bytes");
            _password.CopyTo(buffer);
            return _password.Length;
        }
        catch (PythonException error)
        {
            // Nothing may be thrown through the library.
            Error = error;
            return -1;
        }
    }

    private static byte[] Encode(ThreadState thread, PyObject password, string expected) => password switch
    {
        PyStr text => Encoding.UTF8.GetBytes(text.ToString()),
        PyBytes or PyByteArray => Op.CopyBytes(thread, password),
        _ => throw Errors.Type(expected),
    };
}
