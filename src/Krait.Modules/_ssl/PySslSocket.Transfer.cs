using Krait.Modules.Os;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Tls;

public sealed unsafe partial class PySslSocket
{
    private const short PollIn = 1, PollOut = 4;
    private const int ReceivedShutdown = 2;

    private enum SocketWait
    {
        /// <summary>The socket is ready.</summary>
        Ready,

        /// <summary>The operation itself waits: there is no time limit.</summary>
        Blocking,

        /// <summary>Nothing waits: the caller looks for itself when the socket is ready.</summary>
        NonBlocking,

        TimedOut,

        Closed,
    }

    private delegate int SslCall(nint ssl);

    /// <summary>SSLSocket's socket; null for a connection over buffers.</summary>
    private PySocket? Socket(ThreadState thread)
    {
        if (_socket.Value is not PyWeakReference reference)
            return null;
        return reference.Referent is PySocket { Descriptor: >= 0 } socket
            ? socket
            : throw SslErrors.Numbered(thread, SslConstants.ErrorNoSocket, "Underlying socket connection gone");
    }

    /// <summary>Runs one call of the library without the interpreter's lock, then what came in between: signals, errors of callbacks.</summary>
    private SslOutcome Run(ThreadState thread, SslCall call)
    {
        SslOutcome outcome;
        KeyLogError = default;
        using (thread.AllowThreads())
        {
            LibCrypto.ERR_clear_error();
            outcome = SslOutcome.Of(_ssl, call(_ssl));
        }
        thread.CheckSignals();
        if (PendingError is { } error)
        {
            PendingError = null;
            throw error;
        }
        OsCall.Check(thread, KeyLogError);
        return outcome;
    }

    /// <summary>Repeats a call as long as it has to wait for the socket and may.</summary>
    private SslOutcome RunWaiting(ThreadState thread, PySocket? socket, Deadline deadline, string timedOut, SslCall call)
    {
        while (true)
        {
            var outcome = Run(thread, call);
            if (!outcome.WantsSocket)
                return outcome;
            switch (Wait(thread, socket, outcome.Error == SslConstants.ErrorWantWrite, deadline))
            {
                case SocketWait.NonBlocking:
                    return outcome;
                case var state:
                    CheckWait(state, timedOut);
                    break;
            }
        }
    }

    private static void CheckWait(SocketWait state, string timedOut)
    {
        if (state == SocketWait.TimedOut)
            throw Errors.New(ExceptionTypes.TimeoutError, timedOut);
        if (state == SocketWait.Closed)
            throw SslErrors.Plain("Underlying socket has been closed.");
    }

    private static Deadline DeadlineOf(PySocket? socket) => new(Math.Max(0, socket?.Timeout ?? 0));

    private static SocketWait Wait(ThreadState thread, PySocket? socket, bool writing, Deadline deadline)
    {
        if (socket is null || socket.Timeout == 0)
            return SocketWait.NonBlocking;
        if (socket.Timeout < 0)
            return SocketWait.Blocking;
        if (socket.Descriptor < 0)
            return SocketWait.Closed;
        var entries = new PollEntry[1];
        while (true)
        {
            entries[0] = new PollEntry { Descriptor = socket.Descriptor, Events = writing ? PollOut : PollIn };
            int ready;
            Errno error;
            using (thread.AllowThreads())
                ready = Polling.Poll(entries, TimeSpec.FromNanoseconds(deadline.Remaining), out error);
            if (ready > 0)
                return SocketWait.Ready;
            if (!error.Failed)
                return SocketWait.TimedOut;
            if (!error.Interrupted)
                throw Errors.Os(thread, error.Value);
            thread.CheckSignals();
        }
    }

    [PyMethod("do_handshake")]
    private void DoHandshake(ThreadState thread)
    {
        var socket = Socket(thread);
        var outcome = RunWaiting(thread, socket, DeadlineOf(socket), "_ssl.c: The handshake operation timed out", LibSsl.SSL_do_handshake);
        if (!outcome.Succeeded)
            throw Failure(thread, outcome);
    }

    private PythonException Failure(ThreadState thread, in SslOutcome outcome) => SslErrors.Of(thread).FromOutcome(thread, this, outcome);

    /// <summary>Writes the bytes-like object b into the SSL object.
    ///
    /// Returns the number of bytes written.</summary>
    [PyMethod("write")]
    private long Write(ThreadState thread, PyObject b)
    {
        const string TimedOut = "The write operation timed out";
        using var view = PyBuffer.Get(thread, b, BufferFlags.Simple);
        var socket = Socket(thread);
        var deadline = DeadlineOf(socket);
        CheckWait(Wait(thread, socket, writing: true, deadline), TimedOut);
        nuint written = 0;
        var outcome = RunWaiting(thread, socket, deadline, TimedOut, ssl =>
        {
            nuint count = 0;
            fixed (byte* data = view.Span)
            {
                // The library takes no null pointer, not even for nothing.
                byte none;
                var result = LibSsl.SSL_write_ex(ssl, data == null ? &none : data, (nuint)view.Length, &count);
                written = count;
                return result;
            }
        });
        return outcome.Succeeded ? (long)written : throw Failure(thread, outcome);
    }

    /// <summary>Returns the number of already decrypted bytes available for read, pending on the connection.</summary>
    [PyMethod("pending")]
    private long Pending(ThreadState thread)
    {
        var outcome = Run(thread, LibSsl.SSL_pending);
        return outcome.Result >= 0 ? outcome.Result : throw Failure(thread, outcome);
    }

    /// <summary>read(size, [buffer])
    /// Read up to size bytes from the SSL socket.</summary>
    [PyMethod("read", Signature = "")]
    private PyObject Read(ThreadState thread, ReadOnlySpan<PyObject> args)
    {
        if (args.Length is not (1 or 2))
            throw Errors.Type("_ssl._SSLSocket.read requires 1 to 2 arguments");
        var size = ArgumentConversion.ToInt(thread, args[0]);
        if (args.Length == 1)
        {
            if (size < 0)
                throw Errors.Value("size should not be negative");
            Socket(thread);
            if (size == 0)
                return PyBytes.Empty;
            var buffer = new byte[size];
            var count = ReadInto(thread, buffer);
            return count == size ? PyBytes.From(buffer) : PyBytes.From(buffer.AsSpan(0, count));
        }
        using var view = OsBuffers.Writable(thread, args[1], "read() argument 2");
        var room = size <= 0 || size > view.Length ? (int)view.Length : size;
        return PyInt.From(room == 0 ? 0 : ReadInto(thread, view.Span[..room], view));
    }

    /// <summary>Reads into memory that a view or an array of its own keeps in place.</summary>
    private int ReadInto(ThreadState thread, Span<byte> room, PyBuffer? view = null)
    {
        var socket = Socket(thread);
        var size = room.Length;
        fixed (byte* memory = room)
        {
            var data = memory;
            nuint read = 0;
            var outcome = RunWaiting(thread, socket, DeadlineOf(socket), "The read operation timed out", ssl =>
            {
                nuint count = 0;
                var result = LibSsl.SSL_read_ex(ssl, data, (nuint)size, &count);
                read = count;
                return result;
            });
            GC.KeepAlive(view);
            if (outcome.Succeeded)
                return (int)read;
            if (outcome.Error == SslConstants.ErrorZeroReturn && LibSsl.SSL_get_shutdown(_ssl) == ReceivedShutdown)
                return 0;
            throw Failure(thread, outcome);
        }
    }

    /// <summary>Does the SSL shutdown handshake with the remote end.</summary>
    [PyMethod("shutdown")]
    private PyObject Shutdown(ThreadState thread)
    {
        var socket = Socket(thread);
        var deadline = DeadlineOf(socket);
        var zeros = 0;
        while (true)
        {
            // What follows the peer's close_notify belongs to the socket's next user.
            if (_sawZero)
                LibSsl.SSL_set_read_ahead(_ssl, 0);
            var outcome = Run(thread, LibSsl.SSL_shutdown);
            if (outcome.Result > 0)
                break;
            if (outcome.Result == 0)
            {
                // The second call waits for the peer's close_notify; some peers never send it.
                if (++zeros > 1)
                    break;
                _sawZero = true;
                continue;
            }
            var state = outcome.WantsSocket ? Wait(thread, socket, outcome.Error == SslConstants.ErrorWantWrite, deadline) : SocketWait.Blocking;
            CheckWait(state, outcome.Error == SslConstants.ErrorWantRead ? "The read operation timed out" : "The write operation timed out");
            if (state != SocketWait.Ready)
                throw Failure(thread, outcome);
        }
        return socket ?? (PyObject)PyNone.Instance;
    }

    /// <summary>Initiate TLS 1.3 post-handshake authentication</summary>
    [PyMethod("verify_client_post_handshake")]
    private void VerifyClientPostHandshake(ThreadState thread)
    {
        LibCrypto.ERR_clear_error();
        if (LibSsl.SSL_verify_client_post_handshake(_ssl) == 0)
            throw SslErrors.FromQueue(thread);
    }
}
