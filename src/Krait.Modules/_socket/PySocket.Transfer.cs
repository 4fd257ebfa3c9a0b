using System.Buffers;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

public partial class PySocket
{
    private const int CloexecControl = 0x40000000;

    private const int LargestPooledBuffer = 1 << 20;

    /// <summary>recv(buffersize[, flags]) -> data
    ///
    /// Receive up to buffersize bytes from the socket.  For the optional flags
    /// argument, see the Unix manual.  When no data is available, block until
    /// at least one byte is available or until the remote end is closed.  When
    /// the remote end is closed and all data is read, return the empty string.</summary>
    [PyMethod("recv")]
    private PyObject Recv(ThreadState thread, long bufsize, int flags = 0)
    {
        if (bufsize < 0)
            throw Errors.Value("negative buffersize in recv");
        if (bufsize == 0)
        {
            // Nothing can be received into nothing.
            return PyBytes.Empty;
        }
        // Mostly little comes, however much is asked for.
        var pooled = bufsize <= LargestPooledBuffer;
        var buffer = pooled ? ArrayPool<byte>.Shared.Rent((int)bufsize) : new byte[bufsize];
        try
        {
            var count = (int)Run(thread, writing: false, (out e) => SocketCalls.Receive(_fd, buffer.AsSpan(0, (int)bufsize), flags, out e));
            return count == buffer.Length && !pooled ? PyBytes.From(buffer) : PyBytes.From(buffer.AsSpan(0, count));
        }
        finally
        {
            if (pooled)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>recv_into(buffer, [nbytes[, flags]]) -> nbytes_read
    ///
    /// A version of recv() that stores its data into a buffer rather than creating
    /// a new string.  Receive up to buffersize bytes from the socket.  If buffersize
    /// is not specified (or 0), receive up to the size available in the given buffer.
    ///
    /// See recv() for documentation about the flags.</summary>
    [PyMethod("recv_into")]
    private long RecvInto(ThreadState thread, [Keyword] PyObject buffer, [Keyword] long nbytes = 0, [Keyword] int flags = 0)
    {
        using var view = OsBuffers.Writable(thread, buffer, "recv_into() argument 1");
        var length = Length(view, nbytes, "recv_into");
        if (length == 0)
            return 0;
        return Run(thread, writing: false, (out e) => SocketCalls.Receive(_fd, view.Span[..length], flags, out e));
    }

    private static int Length(PyBuffer view, long wanted, string function)
    {
        if (wanted < 0)
            throw Errors.Value($"negative buffersize in {function}");
        if (wanted > view.Length)
            throw Errors.Value(function == "recv_into" ? "buffer too small for requested bytes" : "nbytes is greater than the length of the buffer");
        return wanted == 0 ? (int)view.Length : (int)wanted;
    }

    /// <summary>recvfrom(buffersize[, flags]) -> (data, address info)
    ///
    /// Like recv(buffersize, flags) but also return the sender's address info.</summary>
    [PyMethod("recvfrom")]
    private PyObject RecvFrom(ThreadState thread, long bufsize, int flags = 0)
    {
        if (bufsize < 0)
            throw Errors.Value("negative buffersize in recvfrom");
        var buffer = new byte[bufsize];
        var address = new byte[SocketCalls.AddressSize];
        var length = 0;
        var count = (int)Run(thread, writing: false, (out e) => SocketCalls.ReceiveFrom(_fd, buffer, flags, address, out length, out e));
        return PyTuple.Create(thread, PyBytes.From(buffer.AsSpan(0, count)), ToPython(thread, address, length));
    }

    /// <summary>recvfrom_into(buffer[, nbytes[, flags]]) -> (nbytes, address info)
    ///
    /// Like recv_into(buffer[, nbytes[, flags]]) but also return the sender's address info.</summary>
    [PyMethod("recvfrom_into")]
    private PyObject RecvFromInto(ThreadState thread, [Keyword] PyObject buffer, [Keyword] long nbytes = 0, [Keyword] int flags = 0)
    {
        using var view = OsBuffers.Writable(thread, buffer, "recvfrom_into() argument 1");
        var size = Length(view, nbytes, "recvfrom_into");
        var address = new byte[SocketCalls.AddressSize];
        var length = 0;
        var count = Run(
            thread, writing: false, (out e) => SocketCalls.ReceiveFrom(_fd, view.Span[..size], flags, address, out length, out e));
        return PyTuple.Create(thread, PyInt.From(count), ToPython(thread, address, length));
    }

    /// <summary>send(data[, flags]) -> count
    ///
    /// Send a data string to the socket.  For the optional flags
    /// argument, see the Unix manual.  Return the number of bytes
    /// sent; this may be less than len(data) if the network is busy.</summary>
    [PyMethod("send")]
    private long Send(ThreadState thread, PyObject data, int flags = 0)
    {
        using var view = PyBuffer.Get(thread, data, BufferFlags.Simple);
        return Run(thread, writing: true, (out e) => SocketCalls.Send(_fd, view.Span, flags, out e));
    }

    /// <summary>sendall(data[, flags])
    ///
    /// Send a data string to the socket.  For the optional flags
    /// argument, see the Unix manual.  This calls send() repeatedly
    /// until all data is sent.  If an error occurs, it's impossible
    /// to tell how much data has been sent.</summary>
    [PyMethod("sendall")]
    private void SendAll(ThreadState thread, PyObject data, int flags = 0)
    {
        using var view = PyBuffer.Get(thread, data, BufferFlags.Simple);
        var deadline = new Deadline(Math.Max(0, _timeout));
        for (var sent = 0; sent < view.Length;)
        {
            var from = sent;
            sent += (int)Run(thread, writing: true, deadline, (out e) => SocketCalls.Send(_fd, view.Span[from..], flags, out e));
            thread.CheckSignals();
        }
    }

    /// <summary>sendto(data[, flags], address) -> count
    ///
    /// Like send(data, flags) but allows specifying the destination address.
    /// For IP sockets, the address is a pair (hostaddr, port).</summary>
    [PyMethod("sendto")]
    private long SendTo(ThreadState thread, ReadOnlySpan<PyObject> args)
    {
        if (args.Length is not (2 or 3))
            throw Errors.Type($"sendto() takes 2 or 3 arguments ({args.Length} given)");
        using var view = PyBuffer.Get(thread, args[0], BufferFlags.Simple);
        var flags = args.Length == 3 ? ArgumentConversion.ToInt(thread, args[1]) : 0;
        var address = AddressConversion.FromPython(thread, _family, args[^1], "sendto");
        return Run(thread, writing: true, (out e) => SocketCalls.SendTo(_fd, view.Span, flags, address, out e));
    }

    /// <summary>recvmsg(bufsize[, ancbufsize[, flags]]) -> (data, ancdata, msg_flags, address)
    ///
    /// Receive normal data (up to bufsize bytes) and ancillary data from the
    /// socket.  The ancbufsize argument sets the size in bytes of the
    /// internal buffer used to receive the ancillary data; it defaults to 0,
    /// meaning that no ancillary data will be received.</summary>
    [PyMethod("recvmsg")]
    private PyObject RecvMsg(ThreadState thread, long bufsize, long ancbufsize = 0, int flags = 0)
    {
        if (bufsize < 0)
            throw Errors.Value("negative buffer size in recvmsg()");
        var array = new byte[bufsize];
        using var vectors = OsBuffers.Pinned(array);
        var (count, rest) = ReceiveMessage(thread, vectors, ancbufsize, flags);
        return PyTuple.Create(thread, PyBytes.From(array.AsSpan(0, (int)count)), rest[0], rest[1], rest[2]);
    }

    /// <summary>recvmsg_into(buffers[, ancbufsize[, flags]]) -> (nbytes, ancdata, msg_flags, address)
    ///
    /// Receive normal data and ancillary data from the socket, scattering the
    /// non-ancillary data into a series of buffers.  The buffers argument
    /// must be an iterable of objects that export writable buffers
    /// (e.g. bytearray objects); these will be filled with successive chunks
    /// of the non-ancillary data until it has all been written or there are no
    /// more buffers.</summary>
    [PyMethod("recvmsg_into")]
    private PyObject RecvMsgInto(ThreadState thread, PyObject buffers, long ancbufsize = 0, int flags = 0)
    {
        var items = Op.SequenceFast(thread, buffers, "recvmsg_into() argument 1 must be an iterable");
        using var vectors = WritableBuffers(thread, items);
        var (count, rest) = ReceiveMessage(thread, vectors, ancbufsize, flags);
        return PyTuple.Create(thread, PyInt.From(count), rest[0], rest[1], rest[2]);
    }

    private static OsBuffers WritableBuffers(ThreadState thread, PyObject items)
    {
        try
        {
            return OsBuffers.FromItems(thread, Op.ItemsOf(items).ToArray(), writable: true);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.BufferError))
        {
            throw Errors.Type("recvmsg_into() argument 1 must be an iterable of single-segment read-write buffers");
        }
    }

    private (nint Count, PyObject[] Parts) ReceiveMessage(ThreadState thread, OsBuffers vectors, long ancbufsize, int flags)
    {
        if (ancbufsize is < 0 or > int.MaxValue)
            throw Errors.Value("invalid ancillary data buffer length");
        var control = new byte[ancbufsize];
        var address = new byte[SocketCalls.AddressSize];
        MessageResult result = default;
        var count = Run(
            thread,
            writing: false,
            (out e) => SocketCalls.ReceiveMessage(_fd, vectors.Vectors, control, address, flags, out result, out e));
        var ancillary = Ancillary(thread, control.AsSpan(0, result.ControlLength));
        return (count, [ancillary, PyInt.From(result.Flags & ~CloexecControl), ToPython(thread, address, result.AddressLength)]);
    }

    private static PyList Ancillary(ThreadState thread, ReadOnlySpan<byte> control)
    {
        var list = PyList.Create(thread);
        while (ControlMessages.TryRead(ref control, out var level, out var type, out var data, out var truncated))
        {
            if (truncated)
            {
                Op.Warn(
                    thread,
                    ExceptionTypes.RuntimeWarning,
                    "received malformed or improperly-truncated ancillary data",
                    1);
            }
            list.Append(PyTuple.Create(thread, PyInt.From(level), PyInt.From(type), PyBytes.From(data)));
            if (truncated)
                break;
        }
        return list;
    }

    /// <summary>sendmsg(buffers[, ancdata[, flags[, address]]]) -> count
    ///
    /// Send normal and ancillary data to the socket, gathering the
    /// non-ancillary data from a series of buffers and concatenating it into
    /// a single message.  The buffers argument specifies the non-ancillary
    /// data as an iterable of bytes-like objects (e.g. bytes objects).</summary>
    [PyMethod("sendmsg")]
    private long SendMsg(ThreadState thread, PyObject buffers, PyObject? ancdata = null, int flags = 0, PyObject? address = null)
    {
        byte[] destination = address is null or PyNone ? [] : AddressConversion.FromPython(thread, _family, address, "sendmsg");
        var items = Op.SequenceFast(thread, buffers, "sendmsg() argument 1 must be an iterable");
        using var vectors = OsBuffers.FromItems(thread, Op.ItemsOf(items).ToArray(), writable: false);
        var control = ancdata is null ? [] : Control(thread, ancdata);
        return Run(thread, writing: true, (out e) => SocketCalls.SendMessage(_fd, vectors.Vectors, control, destination, flags, out e));
    }

    private static byte[] Control(ThreadState thread, PyObject ancdata)
    {
        var messages = new List<(int Level, int Type, byte[] Data)>();
        long size = 0;
        // Converting an item can run code that changes the list.
        var items = Op.TupleFrom(thread, Op.SequenceFast(thread, ancdata, "sendmsg() argument 2 must be an iterable"));
        foreach (var item in items.Items.ToArray())
        {
            if (item is not PyTuple { Count: 3 } message)
                throw Errors.Type("sendmsg() argument 2 must be an iterable of tuples of three items");
            using var view = PyBuffer.Get(thread, message[2], BufferFlags.Simple);
            messages.Add((ArgumentConversion.ToInt(thread, message[0]), ArgumentConversion.ToInt(thread, message[1]), view.Span.ToArray()));
            size += ControlMessages.Space(view.Length);
            if (size > int.MaxValue)
                throw Errors.New(ExceptionTypes.OSError, "too much ancillary data");
        }
        var control = new byte[size];
        var at = 0;
        foreach (var (level, type, data) in messages)
            at += ControlMessages.Write(control.AsSpan(at), level, type, data);
        return control;
    }
}
