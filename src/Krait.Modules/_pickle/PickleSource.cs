using Krait.Runtime;

namespace Krait.Modules.Pickling;

/// <summary>
/// The bytes of a pickle that is being read: memory, or a file. A file that can be peeked into is read ahead; what was not used of that is left
/// in the file.
/// </summary>
internal sealed class PickleSource
{
    private const int Prefetch = 128 * 1024;

    private readonly ThreadState _thread;
    private byte[] _bytes;
    private int _next;
    private int _end;

    /// <summary>How much of what <see cref="_bytes"/> holds has been read from the file; the rest was peeked.</summary>
    private int _taken;

    private readonly PyObject? _read;
    private readonly PyObject? _readLine;
    private PyObject? _peek;

    /// <summary>A pickle in memory.</summary>
    public PickleSource(ThreadState thread, byte[] bytes)
    {
        _thread = thread;
        _bytes = bytes;
        _end = _taken = bytes.Length;
    }

    private PickleSource(ThreadState thread, PyObject file)
    {
        _thread = thread;
        _bytes = [];
        _peek = Op.TryGetAttr(thread, file, "peek");
        _read = Op.TryGetAttr(thread, file, "read");
        _readLine = Op.TryGetAttr(thread, file, "readline");
        if (_readLine is null || _read is null)
            throw Errors.Type("file must have 'read' and 'readline' attributes");
        PyObject.XRetain(_peek);
        PyObject.Retain(_read);
        PyObject.Retain(_readLine);
    }

    /// <summary>A pickle in a file; its methods are held until <see cref="Close"/>.</summary>
    public static PickleSource OpenFile(ThreadState thread, PyObject file) => new(thread, file);

    public void Traverse(Visitor visitor)
    {
        if (_read is null)
            return;
        visitor.Visit(_peek);
        visitor.Visit(_read);
        visitor.Visit(_readLine);
    }

    private bool _isClosed;

    /// <summary>Lets go of the file.</summary>
    public void Close()
    {
        if (_read is null || _isClosed)
            return;
        _isClosed = true;
        PyObject.XRelease(_peek);
        PyObject.XRelease(_read);
        PyObject.XRelease(_readLine);
    }

    private PythonException Truncated() => PickleState.Unpickling(_thread, "pickle data was truncated");

    /// <summary>One byte; -1 at the end.</summary>
    public int TryReadByte()
    {
        if (_next < _end)
            return _bytes[_next++];
        if (_read is null || FetchAtLeast(1) < 1)
            return -1;
        return _bytes[_next++];
    }

    /// <summary>The bytes at hand.</summary>
    public ReadOnlySpan<byte> Ahead => _bytes.AsSpan(_next, _end - _next);

    /// <summary>Takes some of the bytes at hand as read.</summary>
    public void Skip(int count) => _next += count;

    public byte ReadByte() => _next < _end ? _bytes[_next++] : Read(1)[0];

    /// <summary>Some bytes; valid until the next read.</summary>
    public ReadOnlySpan<byte> Read(long count)
    {
        if (count > _end - _next)
        {
            if (_read is null || FetchAtLeast(count) < count)
                throw Truncated();
        }
        var span = _bytes.AsSpan(_next, (int)count);
        _next += (int)count;
        return span;
    }

    /// <summary>A line with its end; valid until the next read.</summary>
    public ReadOnlySpan<byte> ReadLine()
    {
        var length = _bytes.AsSpan(_next, _end - _next).IndexOf((byte)'\n') + 1;
        if (length == 0)
        {
            if (_read is null)
                throw Truncated();
            SkipPeeked();
            // What is left here is the beginning of the line.
            var rest = _bytes.AsSpan(_next, _end - _next).ToArray();
            var line = BytesOf(Op.Call(_thread, _readLine!), "readline");
            Replace([.. rest, .. line.Span]);
            _taken = _end;
            length = _bytes.AsSpan(0, _end).IndexOf((byte)'\n') + 1;
            if (length == 0)
                throw Truncated();
        }
        var result = _bytes.AsSpan(_next, length);
        _next += length;
        return result;
    }

    /// <summary>Makes sure that a number of bytes is at hand, as the content of a frame.</summary>
    public void Prepare(long count)
    {
        if (count > _end - _next && (_read is null || FetchAtLeast(count) < count))
            throw Truncated();
    }

    /// <summary>Leaves what was only peeked in the file.</summary>
    public void SkipPeeked()
    {
        var consumed = _next - _taken;
        if (consumed <= 0 || _read is null)
            return;
        _taken = _next;
        Op.Call(_thread, _read, PyInt.From(consumed));
        // The file has moved past it: what follows must be asked for again.
        _end = _next;
    }

    private void Replace(byte[] bytes)
    {
        _bytes = bytes;
        _next = 0;
        _end = bytes.Length;
        _taken = 0;
    }

    private static PyBytes BytesOf(PyObject o, string function) =>
        o as PyBytes ?? throw Errors.Value($"{function}() returned non-bytes object ({o.Type.Name})");

    /// <summary>Reads so that at least this many bytes are at hand; the number that are.</summary>
    private long FetchAtLeast(long count)
    {
        // Bytes at hand that were read already stay in front.
        var kept = _taken >= _end ? _bytes.AsSpan(_next, _end - _next).ToArray() : [];
        SkipPeeked();
        var missing = count - kept.Length;
        if (_peek is not null && missing < Prefetch && kept.Length == 0 && TryPeek(missing))
            return _end - _next;
        var bytes = BytesOf(Op.Call(_thread, _read!, PyInt.From(missing)), "read");
        Replace([.. kept, .. bytes.Span]);
        _taken = _end;
        return _end;
    }

    private bool TryPeek(long count)
    {
        PyObject peeked;
        try
        {
            peeked = Op.Call(_thread, _peek!, PyInt.From(Prefetch));
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.NotImplementedError))
        {
            var peek = _peek!;
            _peek = null;
            PyObject.Release(peek);
            return false;
        }
        var bytes = BytesOf(peeked, "peek");
        if (bytes.Length < count)
            return false;
        Replace(bytes.Span.ToArray());
        return true;
    }
}
