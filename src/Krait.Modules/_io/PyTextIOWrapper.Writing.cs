namespace Krait.Runtime;

public partial class PyTextIOWrapper
{
    /// <remarks>Write string s to stream.</remarks>
    [PyMethod("write")]
    internal long Write(ThreadState thread, PyStr text)
    {
        CheckUsable(thread);
        if (!_hasEncoder)
            throw IoHelpers.Unsupported(thread, "not writable");
        var length = text.Length;
        var mayTranslate = _writeTranslate && _writeNewline is not null;
        var hasLineFeed = (mayTranslate || _lineBuffering) && TextPieces.IndexOf(text, '\n', 0, length) >= 0;
        var flushes = _lineBuffering && (hasLineFeed || TextPieces.IndexOf(text, '\r', 0, length) >= 0);
        if (hasLineFeed && mayTranslate)
            text = TextPieces.ReplaceNewlines(text, _writeNewline!);
        Append(thread, text);
        if (_pendingCount >= _chunkSize || flushes || _writeThrough)
            WriteFlush(thread);
        if (flushes)
            FlushBuffer(thread);
        if (_snapshot is not null)
        {
            SetDecoded(null);
            _snapshot = null;
        }
        _decoder?.Reset(thread);
        return length;
    }

    /// <summary>Encodes text to the bytes that wait to be written; where that gets too much, what was there is written before.</summary>
    private void Append(ThreadState thread, PyStr text)
    {
        if (_encoderObject.Value is null)
        {
            if (_pending.Length == 0)
                _pending = new byte[_chunkSize];
            var count = TextCodecs.Encode(text, _known, ref _pending, _pendingCount);
            if (count >= 0)
            {
                if (_pendingCount == 0 || _pendingCount + count <= _chunkSize)
                {
                    _pendingCount += count;
                    return;
                }
                AppendBytes(thread, _pending.AsSpan(_pendingCount, count).ToArray());
                return;
            }
        }
        AppendBytes(thread, EncodeWithObject(thread, text));
    }

    private byte[] EncodeWithObject(ThreadState thread, PyStr text)
    {
        if (_encoderObject.Value is not { } encoder)
            return TextCodecs.EncodeSlowly(thread, text, _known, _errors.Value!.ToString());
        var result = Op.CallMethod(thread, encoder, Names.Encode, text);
        return result is PyBytes bytes
            ? bytes.Data
            : throw Errors.Type($"encoder should return a bytes object, not '{result.Type.Name}'");
    }

    private void AppendBytes(ThreadState thread, byte[] data)
    {
        // Writing to the buffer may bring more text to this stream: before a large piece nothing must be left.
        if (data.Length >= _chunkSize)
        {
            while (_pendingCount > 0)
                WriteFlush(thread);
        }
        else if (_pendingCount > 0 && _pendingCount + data.Length > _chunkSize)
        {
            WriteFlush(thread);
        }
        if (_pending.Length - _pendingCount < data.Length)
            Array.Resize(ref _pending, Math.Max(_chunkSize, _pendingCount + data.Length));
        data.CopyTo(_pending, _pendingCount);
        _pendingCount += data.Length;
    }

    /// <summary>Hands the encoded bytes to the buffer.</summary>
    private void WriteFlush(ThreadState thread)
    {
        if (_pendingCount == 0)
            return;
        // Whoever is called may write to this stream again: the array is not in use any more then.
        var data = _pending;
        var count = _pendingCount;
        _pendingCount = 0;
        _pending = [];
        if (_stream is { HasPlainDict: true } stream and not PyBufferedReader)
        {
            WriteRetrying(thread, stream, data.AsSpan(0, count));
        }
        else
        {
            IoHelpers.CallRetrying(thread, _buffer.Value!, Names.Write, PyBytes.From(data.AsSpan(0, count)));
        }
        if (_pending.Length == 0 && data.Length <= 2 * DefaultChunkSize)
            _pending = data;
    }

    private static void WriteRetrying(ThreadState thread, PyBuffered stream, ReadOnlySpan<byte> data)
    {
        while (true)
        {
            try
            {
                stream.WriteCore(thread, data);
                return;
            }
            catch (PythonException error) when (IoHelpers.IsInterrupted(error))
            {
                thread.CheckSignals();
            }
        }
    }

    private void FlushBuffer(ThreadState thread) => Op.CallMethod(thread, _buffer.Value!, Names.Flush);

    [PyMethod("flush")]
    private PyObject Flush(ThreadState thread)
    {
        CheckUsable(thread);
        _telling = _seekable;
        WriteFlush(thread);
        return Op.CallMethod(thread, _buffer.Value!, Names.Flush);
    }

    [PyMethod("close")]
    private void Close(ThreadState thread)
    {
        CheckAttached();
        if (Op.IsTrue(thread, Op.GetAttr(thread, this, Names.Closed)))
            return;
        // Asking the buffer can run code that detaches it.
        if (_detached || _buffer.Value is not { } buffer)
            return;
        using var held = new Held(thread, buffer);
        if (_finalizing)
            WarnUnclosed(thread);
        IoHelpers.Both(
            () => Op.CallMethod(thread, this, Names.Flush),
            () => Op.CallMethod(thread, buffer, Names.Close));
    }

    private void WarnUnclosed(ThreadState thread)
    {
        try
        {
            if (Op.TryGetAttr(thread, _buffer.Value!, IoNames.DeallocWarn) is { } warn)
                Op.Call(thread, warn, this);
        }
        catch (PythonException)
        {
            // A buffer without the means to warn stays silent.
        }
    }

    /// <remarks>Separate the underlying buffer from the TextIOBase and return it.</remarks>
    [PyMethod("detach")]
    private PyObject Detach(ThreadState thread)
    {
        CheckAttached();
        Op.CallMethod(thread, this, Names.Flush);
        var buffer = _buffer.Take(thread)!;
        _stream = null;
        _detached = true;
        _ok = false;
        return buffer;
    }

    [PyMethod("truncate")]
    private PyObject Truncate(ThreadState thread, [Default("None")] PyObject? pos = null)
    {
        CheckAttached();
        Op.CallMethod(thread, this, Names.Flush);
        return Op.CallMethod(thread, _buffer.Value!, IoNames.Truncate, pos ?? PyNone.Instance);
    }
}
