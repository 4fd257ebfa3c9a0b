namespace Krait.Runtime;

/// <summary>Writing.</summary>
public abstract partial class PyBuffered
{
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

    private protected void FlushCore(ThreadState thread)
    {
        CheckInitialized();
        CheckOpen(thread, "flush of closed file");
        Enter(thread);
        try
        {
            FlushAndRewind(thread);
        }
        finally
        {
            Leave();
        }
    }
}
