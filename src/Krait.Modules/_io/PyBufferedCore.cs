namespace Krait.Runtime;

/// <summary>Reading and positioning for the buffered streams; see <see cref="PyBuffered"/> for the buffer.</summary>
public abstract class PyBufferedCore : PyBuffered
{
    internal PyBufferedCore(PyType type) : base(type)
    {
    }

    private protected PyObject PeekCore(ThreadState thread)
    {
        CheckInitialized();
        CheckOpen(thread, "peek of closed file");
        Enter(thread);
        try
        {
            if (IsWriting)
                FlushAndRewind(thread);
            var have = ReadAhead;
            if (have > 0)
                return PyBytes.From(Buffer.AsSpan(Position, have));
            ResetReadBuffer();
            var count = FillBuffer(thread);
            Position = 0;
            return count <= 0 ? PyBytes.Empty : PyBytes.From(Buffer.AsSpan(0, count));
        }
        finally
        {
            Leave();
        }
    }

    private protected PyObject ReadCore(ThreadState thread, long size)
    {
        CheckInitialized();
        if (size < -1)
            throw Errors.Value("read length must be non-negative or -1");
        CheckOpen(thread, "read of closed file");
        if (size >= 0 && size <= ReadAhead)
            return TakeAhead((int)size);
        if (size > Array.MaxLength)
            throw Errors.Overflow($"cannot fit 'int' into an index-sized integer");
        Enter(thread);
        try
        {
            return size == -1 ? ReadAllUnlocked(thread) : ReadGeneric(thread, (int)size);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Bytes that were read ahead.</summary>
    private PyBytes TakeAhead(int size)
    {
        var result = PyBytes.From(Buffer.AsSpan(Position, size));
        Position += size;
        return result;
    }

    private PyObject ReadAllUnlocked(ThreadState thread)
    {
        var current = ReadAhead;
        var start = current > 0 ? Buffer.AsSpan(Position, current).ToArray() : [];
        Position += current;
        if (IsWriting)
            FlushAndRewind(thread);
        ResetReadBuffer();
        var raw = RawStream!;
        if (File is { HasPlainDict: true } file)
            return Joined(start, file.ReadAll(thread));
        if (Op.TryGetAttr(thread, raw, IoNames.Readall) is { } readall)
        {
            var rest = Op.Call(thread, readall);
            return rest is PyNone or PyBytes ? Joined(start, rest) : throw Errors.Type("readall() should return bytes");
        }
        var collected = new ByteCollector();
        collected.Append(start);
        while (true)
        {
            var data = Op.CallMethod(thread, raw, Names.Read);
            if (data is not PyNone and not PyBytes)
                throw Errors.Type("read() should return bytes");
            if (data is not PyBytes { Length: > 0 } bytes)
                return collected.Length == 0 ? data : collected.ToBytes();
            collected.Append(bytes.Span);
            AdvanceAbsolute(bytes.Length);
        }
    }

    private static PyObject Joined(byte[] start, PyObject rest)
    {
        if (start.Length == 0)
            return rest;
        return rest is PyBytes bytes ? PyBytes.From([.. start, .. bytes.Span]) : PyBytes.From(start);
    }

    private PyObject ReadGeneric(ThreadState thread, int size)
    {
        var current = ReadAhead;
        // Another thread may have filled the buffer while this one waited.
        if (size <= current)
            return TakeAhead(size);
        var result = GC.AllocateUninitializedArray<byte>(size);
        var written = current;
        var remaining = size - current;
        Buffer.AsSpan(Position, current).CopyTo(result);
        Position += current;
        if (IsWriting)
            FlushAndRewind(thread);
        ResetReadBuffer();
        while (remaining > 0)
        {
            // Whole blocks go to the result at once, what is left through the buffer.
            var blocks = remaining / BufferSize * BufferSize;
            if (blocks == 0)
                break;
            var count = RawRead(thread, result, written, blocks);
            if (count <= 0)
                return count == 0 || written > 0 ? PyBytes.From(result.AsSpan(0, written)) : PyNone.Instance;
            remaining -= count;
            written += count;
        }
        Position = RawPosition = ReadEnd = 0;
        while (remaining > 0 && ReadEnd < BufferSize)
        {
            var count = FillBuffer(thread);
            if (count <= 0)
                return count == 0 || written > 0 ? PyBytes.From(result.AsSpan(0, written)) : PyNone.Instance;
            var taken = Math.Min(remaining, count);
            Buffer.AsSpan(Position, taken).CopyTo(result.AsSpan(written));
            written += taken;
            Position += taken;
            remaining -= taken;
        }
        return written == size ? PyBytes.From(result) : PyBytes.From(result.AsSpan(0, written));
    }

    /// <summary>read1().</summary>
    internal PyObject Read1Core(ThreadState thread, long size)
    {
        CheckInitialized();
        if (size < 0)
            size = BufferSize;
        CheckOpen(thread, "read of closed file");
        if (size == 0)
            return PyBytes.Empty;
        var have = ReadAhead;
        if (have > 0)
            return TakeAhead((int)Math.Min(have, size));
        if (size > Array.MaxLength)
            throw Errors.Memory();
        var data = GC.AllocateUninitializedArray<byte>((int)size);
        Enter(thread);
        int count;
        try
        {
            if (IsWriting)
                FlushAndRewind(thread);
            ResetReadBuffer();
            count = RawRead(thread, data, 0, data.Length);
        }
        finally
        {
            Leave();
        }
        return count == data.Length ? PyBytes.From(data) : PyBytes.From(data.AsSpan(0, Math.Max(count, 0)));
    }

    /// <summary>As read1(), into an array that the caller keeps; never <see cref="PyBuffered.WouldBlock"/>.</summary>
    internal int Read1Into(ThreadState thread, byte[] target)
    {
        CheckInitialized();
        CheckOpen(thread, "read of closed file");
        var have = Math.Min(ReadAhead, target.Length);
        if (have > 0)
        {
            Buffer.AsSpan(Position, have).CopyTo(target);
            Position += have;
            return have;
        }
        Enter(thread);
        try
        {
            if (IsWriting)
                FlushAndRewind(thread);
            ResetReadBuffer();
            return Math.Max(RawRead(thread, target, 0, target.Length), 0);
        }
        finally
        {
            Leave();
        }
    }

    private protected PyObject ReadIntoCore(ThreadState thread, PyObject target, bool once)
    {
        CheckInitialized();
        using var view = Writable(thread, target, once ? "readinto1" : "readinto");
        CheckOpen(thread, "readinto of closed file");
        var length = (int)view.Length;
        var ahead = ReadAhead;
        var written = Math.Min(ahead, length);
        if (ahead > 0)
        {
            Buffer.AsSpan(Position, written).CopyTo(view.Span);
            Position += written;
            if (written == length)
                return PyInt.From(written);
        }
        Enter(thread);
        try
        {
            if (IsWriting)
                FlushAndRewind(thread);
            ResetReadBuffer();
            Position = 0;
            return FillTarget(thread, view, written, length, once);
        }
        finally
        {
            Leave();
        }
    }

    private PyObject FillTarget(ThreadState thread, PyBuffer view, int written, int length, bool once)
    {
        while (written < length)
        {
            var remaining = length - written;
            int count;
            if (remaining > BufferSize)
            {
                count = RawRead(thread, view, written, remaining);
            }
            else if (!(once && written > 0))
            {
                count = FillBuffer(thread);
                if (count > 0)
                {
                    count = Math.Min(count, remaining);
                    Buffer.AsSpan(Position, count).CopyTo(view.Span[written..]);
                    Position += count;
                    written += count;
                    if (once)
                        break;
                    continue;
                }
            }
            else
            {
                count = 0;
            }
            if (count == 0 || (count == WouldBlock && written > 0))
                break;
            if (count == WouldBlock)
                return PyNone.Instance;
            written += count;
            if (once)
                break;
        }
        return PyInt.From(written);
    }

    private protected PyBytes ReadlineCore(ThreadState thread, long limit)
    {
        CheckInitialized();
        CheckOpen(thread, "readline of closed file");
        var have = ReadAhead;
        if (limit >= 0 && have > limit)
            have = (int)limit;
        var end = Buffer.AsSpan(Position, have).IndexOf((byte)'\n');
        if (end >= 0)
            return TakeAhead(end + 1);
        if (have == limit)
            return TakeAhead(have);
        Enter(thread);
        try
        {
            return ReadLineThroughBuffer(thread, have, limit);
        }
        finally
        {
            Leave();
        }
    }

    private PyBytes ReadLineThroughBuffer(ThreadState thread, int have, long limit)
    {
        var collected = new ByteCollector();
        collected.Append(Buffer.AsSpan(Position, have));
        Position += have;
        if (limit >= 0)
            limit -= have;
        if (IsWriting)
            FlushAndRewind(thread);
        while (true)
        {
            ResetReadBuffer();
            var count = FillBuffer(thread);
            if (count <= 0)
                break;
            if (limit >= 0 && count > limit)
                count = (int)limit;
            var end = Buffer.AsSpan(0, count).IndexOf((byte)'\n');
            Position = end >= 0 ? end + 1 : count;
            collected.Append(Buffer.AsSpan(0, Position));
            if (end >= 0 || count == limit)
                break;
            if (limit >= 0)
                limit -= count;
        }
        return collected.ToBytes();
    }

    private protected PyObject? NextCore(ThreadState thread, bool isExact)
    {
        CheckInitialized();
        if (isExact)
        {
            var read = ReadlineCore(thread, -1);
            return read.Length == 0 ? null : read;
        }
        var line = Op.CallMethod(thread, this, Names.Readline);
        if (line is not PyBytes bytes)
            throw Errors.New(ExceptionTypes.OSError, $"readline() should have returned a bytes object, not '{line.Type.Name}'");
        return bytes.Length == 0 ? null : bytes;
    }

    private protected long TellCore(ThreadState thread)
    {
        CheckInitialized();
        return Math.Max(0, RawTell(thread) - RawOffset);
    }

    private protected long SeekCore(ThreadState thread, PyObject targetObject, int whence)
    {
        CheckInitialized();
        if (whence is < 0 or > 4)
            throw Errors.Value($"whence value {whence} unsupported");
        CheckOpen(thread, "seek of closed file");
        if (File is { HasPlainDict: true } file)
        {
            if (!file.Seekable(thread))
                throw IoHelpers.Unsupported(thread, "File or stream is not seekable.");
        }
        else
        {
            CheckSeekable(thread, RawStream!);
        }
        var target = IoHelpers.AsOffset(thread, targetObject, ExceptionTypes.ValueError);
        if (whence is 0 or 1 && IsReading)
        {
            // Inside the buffer there is nothing to do but to move.
            var current = CurrentRawPosition(thread);
            var ahead = ReadAhead;
            if (ahead > 0)
            {
                var offset = whence == 0 ? target - (current - RawOffset) : target;
                if (offset >= -Position && offset <= ahead)
                {
                    Position += (int)offset;
                    return Math.Max(0, current - ahead + offset);
                }
            }
        }
        Enter(thread);
        try
        {
            if (IsWriting)
                FlushUnlocked(thread);
            if (whence == 1)
                target -= RawOffset;
            var position = RawSeek(thread, target, whence);
            RawPosition = -1;
            if (IsReading)
                ResetReadBuffer();
            return position;
        }
        finally
        {
            Leave();
        }
    }

    private protected PyObject TruncateCore(ThreadState thread, PyObject position)
    {
        CheckInitialized();
        CheckOpen(thread, "truncate of closed file");
        if (!IsWriting)
            throw IoHelpers.Unsupported(thread, "truncate");
        Enter(thread);
        try
        {
            FlushAndRewind(thread);
            var result = Op.CallMethod(thread, RawStream!, IoNames.Truncate, position);
            try
            {
                RawTell(thread);
            }
            catch (PythonException)
            {
                // The place is unknown then, and asked for again when it is needed.
            }
            return result;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>write().</summary>
    internal int WriteCore(ThreadState thread, ReadOnlySpan<byte> data)
    {
        CheckInitialized();
        Enter(thread);
        try
        {
            if (Buffer is null || IsStreamClosed(thread))
                throw Errors.Value("write to closed file");
            return WriteUnlocked(thread, data);
        }
        finally
        {
            Leave();
        }
    }

    private int WriteUnlocked(ThreadState thread, ReadOnlySpan<byte> data)
    {
        if (!HasReadBuffer && !HasWriteBuffer)
            Position = RawPosition = 0;
        if (data.Length <= BufferSize - Position && data.Length < BufferSize)
        {
            data.CopyTo(Buffer.AsSpan(Position));
            if (!HasWriteBuffer || WritePosition > Position)
                WritePosition = Position;
            AdjustPosition(Position + data.Length);
            if (WriteEnd < Position)
                WriteEnd = Position;
            return data.Length;
        }
        try
        {
            FlushUnlocked(thread);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.BlockingIOError))
        {
            return BufferWhileBlocked(thread, data);
        }
        // Reading ahead has put the raw stream away from where this is to be written.
        var offset = RawOffset;
        if (offset != 0)
        {
            RawSeek(thread, -offset, 1);
            RawPosition -= (int)offset;
        }
        return WriteThrough(thread, data);
    }

    /// <summary>The raw stream takes nothing now: keep what there is room for.</summary>
    private int BufferWhileBlocked(ThreadState thread, ReadOnlySpan<byte> data)
    {
        if (IsReading)
            ResetReadBuffer();
        Buffer.AsSpan(WritePosition, WriteEnd - WritePosition).CopyTo(Buffer);
        WriteEnd -= WritePosition;
        RawPosition -= WritePosition;
        Position -= WritePosition;
        WritePosition = 0;
        var room = BufferSize - WriteEnd;
        var kept = Math.Min(room, data.Length);
        data[..kept].CopyTo(Buffer.AsSpan(WriteEnd));
        WriteEnd += kept;
        Position += kept;
        if (kept < data.Length)
            throw Blocking(thread, "write could not complete without blocking", kept);
        return kept;
    }

    private int WriteThrough(ThreadState thread, ReadOnlySpan<byte> data)
    {
        var written = 0;
        var remaining = data.Length;
        while (remaining > BufferSize)
        {
            var count = RawWrite(thread, data[written..]);
            if (count == WouldBlock)
            {
                data.Slice(written, BufferSize).CopyTo(Buffer);
                RawPosition = 0;
                AdjustPosition(BufferSize);
                WritePosition = 0;
                WriteEnd = BufferSize;
                throw Blocking(thread, "write could not complete without blocking", written + BufferSize);
            }
            written += count;
            remaining -= count;
            if (remaining > 0)
                thread.CheckSignals();
        }
        if (IsReading)
            ResetReadBuffer();
        data[written..].CopyTo(Buffer);
        WritePosition = 0;
        WriteEnd = remaining;
        AdjustPosition(remaining);
        RawPosition = 0;
        return data.Length;
    }
}
