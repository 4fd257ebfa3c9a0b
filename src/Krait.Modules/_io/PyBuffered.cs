using Krait.Modules;

namespace Krait.Runtime;

/// <summary>
/// What BufferedReader, BufferedWriter and BufferedRandom have in common: one buffer, which holds data read ahead, or data not yet written, or for
/// BufferedRandom either.
/// </summary>
public abstract partial class PyBuffered : PyBufferedIOBase
{
    private protected const int WouldBlock = -2;

    private Ref<PyObject> _raw;

    /// <summary>The raw stream where it is exactly a FileIO, which can be called without Python's method lookup.</summary>
    private PyFileIO? _file;

    private bool _ok;
    private bool _detached;
    private bool _finalizing;
    private protected bool IsReading;
    private protected bool IsWriting;

    /// <summary>The buffer; null while the stream is not initialised, and once it is closed.</summary>
    private protected byte[]? Buffer;

    /// <summary>The current place in the buffer.</summary>
    private protected int Position;

    /// <summary>Where in the buffer the raw stream is; -1 where the buffer does not belong to it.</summary>
    private protected int RawPosition;

    /// <summary>The end of the data read ahead; -1 where there is none.</summary>
    private protected int ReadEnd = -1;

    /// <summary>The part of the buffer that is to be written; <see cref="WriteEnd"/> is -1 where there is none.</summary>
    private protected int WritePosition;

    private protected int WriteEnd = -1;

    /// <summary>The offset of the raw stream; -1 where unknown.</summary>
    private long _absolutePosition = -1;

    private protected int BufferSize;

    private volatile ThreadState? _owner;
    private WaitQueue _waiters;

    internal PyBuffered(PyType type) : base(type)
    {
    }

    /// <summary>The raw stream; null before initialisation and after detach().</summary>
    internal PyObject? RawStream => _raw.Value;

    /// <summary>The raw stream where it is exactly a FileIO.</summary>
    internal PyFileIO? File => _file;

    /// <summary>True where the stream was not closed through a FileIO; cheap for those.</summary>
    internal bool IsOpenFile => Buffer is not null && _ok && _file is { IsClosed: false };

    internal override void Traverse(Visitor visitor)
    {
        base.Traverse(visitor);
        visitor.Visit(_raw.Value);
    }

    internal override void ClearReferences()
    {
        base.ClearReferences();
        _raw.Clear();
        _file = null;
        _ok = false;
    }

    private protected void Initialize(ThreadState thread, PyObject raw, long bufferSize, bool reading, bool writing)
    {
        _ok = false;
        _detached = false;
        if (reading)
            CheckReadable(thread, raw);
        if (writing)
            CheckWritable(thread, raw);
        _raw.Value = raw;
        IsReading = reading;
        IsWriting = writing;
        if (bufferSize <= 0)
            throw Errors.Value("buffer size must be strictly positive");
        if (bufferSize > Array.MaxLength)
            throw Errors.Memory();
        BufferSize = (int)bufferSize;
        Buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
        Position = RawPosition = WritePosition = 0;
        ReadEnd = WriteEnd = -1;
        _file = raw.GetType() == typeof(PyFileIO) && ReferenceEquals(raw.Type, PyFileIO.TypeObject) ? (PyFileIO)raw : null;
        try
        {
            RawTell(thread);
        }
        catch (PythonException)
        {
            _absolutePosition = -1;
        }
        _ok = true;
    }

    private protected void CheckInitialized()
    {
        if (!_ok)
            throw _detached ? Errors.Value("raw stream has been detached") : IoHelpers.Uninitialized();
    }

    private protected bool IsStreamClosed(ThreadState thread)
    {
        CheckInitialized();
        if (_file is { HasPlainDict: true } file)
            return file.IsClosed;
        return Op.IsTrue(thread, Op.GetAttr(thread, _raw.Value!, Names.Closed));
    }

    private protected void CheckOpen(ThreadState thread, string message)
    {
        if ((Buffer is null || IsStreamClosed(thread)) && ReadAhead == 0)
            throw Errors.Value(message);
    }

    /// <summary>Takes the stream for this thread. RuntimeError where it has it already: a signal handler or a raw stream calls back.</summary>
    private protected void Enter(ThreadState thread)
    {
        if (_owner is null)
        {
            _owner = thread;
            return;
        }
        EnterSlowly(thread);
    }

    private void EnterSlowly(ThreadState thread)
    {
        if (ReferenceEquals(_owner, thread))
            throw Errors.Runtime($"reentrant call inside {Op.ReprText(thread, this)}");
        // At the end of the interpreter the owner may be a daemon thread that never goes on.
        var limit = thread.Interpreter.IsFinalizing ? ThreadState.Deadline(TimeSpan.FromSeconds(1)) : ThreadState.Never;
        var waiter = _waiters.Add(thread);
        try
        {
            while (_owner is { IsGone: false })
            {
                thread.Park(limit);
                if (_owner is not null && limit != ThreadState.Never)
                    FatalErrors.Abort(thread, $"_enter_buffered_busy: could not acquire lock for {Op.ReprText(thread, this)} at interpreter shutdown, possibly due to daemon threads");
                thread.HandleSignals();
            }
            _owner = thread;
        }
        finally
        {
            _waiters.Remove(waiter);
        }
    }

    private protected void Leave()
    {
        _owner = null;
        _waiters.WakeFirst();
    }

    private protected int ReadAhead => IsReading && ReadEnd != -1 ? ReadEnd - Position : 0;

    private protected bool HasReadBuffer => IsReading && ReadEnd != -1;

    private protected bool HasWriteBuffer => IsWriting && WriteEnd != -1;

    /// <summary>How far the raw stream is ahead of the current position.</summary>
    private protected long RawOffset => (HasReadBuffer || HasWriteBuffer) && RawPosition >= 0 ? RawPosition - Position : 0;

    private protected void ResetReadBuffer() => ReadEnd = -1;

    private protected void ResetWriteBuffer()
    {
        WritePosition = 0;
        WriteEnd = -1;
    }

    private protected void AdjustPosition(int position)
    {
        Position = position;
        if (HasReadBuffer && ReadEnd < position)
            ReadEnd = position;
    }

    private protected long CurrentRawPosition(ThreadState thread) => _absolutePosition != -1 ? _absolutePosition : RawTell(thread);

    private protected long RawTell(ThreadState thread)
    {
        long position;
        if (_file is { HasPlainDict: true } file)
        {
            _absolutePosition = -1;
            position = file.SeekTo(thread, 0, 1);
        }
        else
        {
            _absolutePosition = -1;
            position = OffsetResult(thread, Op.CallMethod(thread, _raw.Value!, Names.Tell));
        }
        return _absolutePosition = position;
    }

    private protected long RawSeek(ThreadState thread, long target, int whence)
    {
        _absolutePosition = -1;
        var position = _file is { HasPlainDict: true } file
            ? file.SeekTo(thread, target, whence)
            : OffsetResult(thread, Op.CallMethod(thread, _raw.Value!, Names.Seek, PyInt.From(target), PyInt.From(whence)));
        return _absolutePosition = position;
    }

    private static long OffsetResult(ThreadState thread, PyObject result)
    {
        var position = IoHelpers.AsOffset(thread, result, ExceptionTypes.ValueError);
        return position >= 0 ? position : throw Errors.New(ExceptionTypes.OSError, $"Raw stream returned invalid position {position}");
    }

    private void Advance(int count)
    {
        if (count > 0 && _absolutePosition != -1)
            _absolutePosition += count;
    }

    private protected void AdvanceAbsolute(int count) => Advance(count);

    /// <summary>Reads once from the raw stream into an array. <see cref="WouldBlock"/> where there is nothing yet.</summary>
    private protected int RawRead(ThreadState thread, byte[] target, int offset, int length)
    {
        int count;
        if (_file is { HasPlainDict: true } file)
        {
            count = file.ReadOnce(thread, target.AsSpan(offset, length));
            if (count < 0)
                return WouldBlock;
        }
        else
        {
            count = CallReadInto(thread, MemoryRegion.ViewOf(thread, target, offset, length, readOnly: false), length);
        }
        Advance(count);
        return count;
    }

    /// <summary>Reads once from the raw stream into a caller's memory.</summary>
    private protected int RawRead(ThreadState thread, PyBuffer target, int offset, int length)
    {
        int count;
        if (_file is { HasPlainDict: true } file)
        {
            count = file.ReadOnce(thread, target.Span.Slice(offset, length));
            if (count < 0)
                return WouldBlock;
        }
        else
        {
            count = CallReadInto(thread, MemoryRegion.ViewOf(thread, target, offset, length, readOnly: false), length);
        }
        Advance(count);
        return count;
    }

    private int CallReadInto(ThreadState thread, PyObject memory, int length)
    {
        using var held = new Held(thread, memory);
        var result = IoHelpers.CallRetrying(thread, _raw.Value!, IoNames.Readinto, memory);
        if (result is PyNone)
            return WouldBlock;
        long count;
        try
        {
            count = Op.AsIndexLong(thread, result, ExceptionTypes.ValueError);
        }
        catch (PythonException error)
        {
            throw WithCause("raw readinto() failed", error);
        }
        if (count < 0 || count > length)
            throw Errors.New(ExceptionTypes.OSError, $"raw readinto() returned invalid length {count} (should have been between 0 and {length})");
        return (int)count;
    }

    private static PythonException WithCause(string message, PythonException cause)
    {
        var made = Errors.New(ExceptionTypes.OSError, message);
        made.Value.CauseField.Value = cause.Value;
        made.Value.ContextField.Value = cause.Value;
        made.Value.SuppressContext = true;
        return made;
    }

    /// <summary>Fills the buffer behind what it holds. The number of bytes, or <see cref="WouldBlock"/>.</summary>
    private protected int FillBuffer(ThreadState thread)
    {
        var start = HasReadBuffer ? ReadEnd : 0;
        var count = RawRead(thread, Buffer!, start, BufferSize - start);
        if (count > 0)
            ReadEnd = RawPosition = start + count;
        return count;
    }

    /// <summary>Writes once to the raw stream. <see cref="WouldBlock"/> where it takes nothing now.</summary>
    private protected int RawWrite(ThreadState thread, ReadOnlySpan<byte> data)
    {
        int count;
        if (_file is { HasPlainDict: true } file)
        {
            count = file.WriteOnce(thread, data);
            if (count < 0)
                return WouldBlock;
        }
        else
        {
            // A copy: the raw stream may keep the memoryview longer than the data stays where it is.
            var memory = MemoryRegion.ViewOf(thread, data.ToArray(), 0, data.Length, readOnly: true);
            using var held = new Held(thread, memory);
            var result = IoHelpers.CallRetrying(thread, _raw.Value!, Names.Write, memory);
            if (result is PyNone)
                return WouldBlock;
            var written = Op.AsIndexLong(thread, result, ExceptionTypes.ValueError);
            if (written < 0 || written > data.Length)
                throw Errors.New(ExceptionTypes.OSError, $"raw write() returned invalid length {written} (should have been between 0 and {data.Length})");
            count = (int)written;
        }
        Advance(count);
        return count;
    }

    private protected static PythonException Blocking(ThreadState thread, string message, long written) =>
        Errors.New(thread, ExceptionTypes.BlockingIOError, PyInt.From(Krait.Platform.Errno.EAGAIN), PyStr.From(message), PyInt.From(written));

    /// <summary>Writes what waits to be written; the buffer is empty then.</summary>
    private protected void FlushUnlocked(ThreadState thread)
    {
        if (!HasWriteBuffer || WritePosition == WriteEnd)
        {
            ResetWriteBuffer();
            return;
        }
        var rewind = RawOffset + (Position - WritePosition);
        if (rewind != 0)
        {
            RawSeek(thread, -rewind, 1);
            RawPosition -= (int)rewind;
        }
        while (WritePosition < WriteEnd)
        {
            var count = RawWrite(thread, Buffer.AsSpan(WritePosition, WriteEnd - WritePosition));
            if (count == WouldBlock)
                throw Blocking(thread, "write could not complete without blocking", 0);
            WritePosition += count;
            RawPosition = WritePosition;
            if (WritePosition < WriteEnd)
                thread.CheckSignals();
        }
        ResetWriteBuffer();
    }

    private protected void FlushAndRewind(ThreadState thread)
    {
        FlushUnlocked(thread);
        if (!IsReading)
            return;
        try
        {
            RawSeek(thread, -RawOffset, 1);
        }
        finally
        {
            ResetReadBuffer();
        }
    }
}
