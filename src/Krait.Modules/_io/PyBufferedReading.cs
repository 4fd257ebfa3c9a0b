namespace Krait.Runtime;

/// <summary>What BufferedReader and BufferedRandom have in common.</summary>
public abstract class PyBufferedReading : PyBuffered
{
    internal PyBufferedReading(PyType type) : base(type)
    {
    }

    [PyMethod("readable")]
    private protected PyObject Readable(ThreadState thread) => RawCall(thread, IoNames.Readable);

    [PyMethod("peek")]
    private protected PyObject Peek(ThreadState thread, long size = 0)
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

    [PyMethod("read")]
    private protected PyObject Read(ThreadState thread, [Default("-1")] long? size = -1)
    {
        var length = IoHelpers.Size(size);
        CheckInitialized();
        if (length < -1)
            throw Errors.Value("read length must be non-negative or -1");
        CheckOpen(thread, "read of closed file");
        if (length >= 0 && length <= ReadAhead)
            return TakeAhead((int)length);
        if (length > Array.MaxLength)
            throw Errors.Overflow($"cannot fit 'int' into an index-sized integer");
        Enter(thread);
        try
        {
            return length == -1 ? ReadAllUnlocked(thread) : ReadGeneric(thread, (int)length);
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

    [PyMethod("read1")]
    private protected PyObject Read1(ThreadState thread, long size = -1)
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

    [PyMethod("readinto")]
    private protected PyObject ReadInto(ThreadState thread, PyObject buffer) => ReadInto(thread, buffer, once: false);

    [PyMethod("readinto1")]
    private protected PyObject ReadInto1(ThreadState thread, PyObject buffer) => ReadInto(thread, buffer, once: true);

    private PyObject ReadInto(ThreadState thread, PyObject target, bool once)
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

    [PyMethod("readline")]
    private protected PyObject Readline(ThreadState thread, [Default("-1")] long? size = -1) => ReadLine(thread, IoHelpers.Size(size));

    private PyBytes ReadLine(ThreadState thread, long limit)
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

    [PySlot(nameof(PyType.TpIterNext))]
    private protected PyObject? Next(ThreadState thread)
    {
        CheckInitialized();
        if (!Type.IsHeapType)
        {
            var read = ReadLine(thread, -1);
            return read.Length == 0 ? null : read;
        }
        var line = Op.CallMethod(thread, this, Names.Readline);
        if (line is not PyBytes bytes)
            throw Errors.New(ExceptionTypes.OSError, $"readline() should have returned a bytes object, not '{line.Type.Name}'");
        return bytes.Length == 0 ? null : bytes;
    }
}
