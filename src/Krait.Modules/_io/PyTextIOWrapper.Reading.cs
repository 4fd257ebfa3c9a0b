namespace Krait.Runtime;

public partial class PyTextIOWrapper
{
    private void SetDecoded(PyStr? text)
    {
        _decoded.Value = text;
        _decodedUsed = 0;
    }

    private TextDecoder Decoder(ThreadState thread) => _decoder ?? throw IoHelpers.Unsupported(thread, "not readable");

    /// <summary>Takes up to <paramref name="count"/> decoded characters, all of them where it is negative.</summary>
    private PyStr TakeDecoded(int count)
    {
        if (_decoded.Value is not { } decoded)
            return PyStr.Empty;
        var available = decoded.Length - _decodedUsed;
        if (count < 0 || count > available)
            count = available;
        var taken = TextPieces.Slice(decoded, _decodedUsed, _decodedUsed + count);
        _decodedUsed += count;
        return taken;
    }

    /// <summary>Reads and decodes the next chunk. False at the end of the stream.</summary>
    private bool ReadChunk(ThreadState thread, long sizeHint)
    {
        var decoder = Decoder(thread);
        byte[] pending = [];
        var flags = 0L;
        if (_telling)
            pending = decoder.GetState(thread, out flags);
        if (sizeHint > 0)
            sizeHint = (long)Math.Min(Math.Max(_bytesPerCharacter, 1.0) * sizeHint, Array.MaxLength);
        var size = (int)Math.Max(_chunkSize, sizeHint);
        var chunk = ReadBytes(thread, size, out var count);
        var isEnd = count == 0;
        var decoded = decoder.Decode(thread, chunk.AsSpan(0, count), isEnd);
        SetDecoded(decoded);
        if (decoded.Length > 0)
        {
            _bytesPerCharacter = (double)count / decoded.Length;
            isEnd = false;
        }
        else
        {
            _bytesPerCharacter = 0;
        }
        if (_telling)
            _snapshot = new Snapshot(flags, pending, chunk, count);
        return !isEnd;
    }

    private byte[] ReadBytes(ThreadState thread, int size, out int count)
    {
        if (_stream is PyBufferedReading { HasPlainDict: true } stream)
        {
            var chunk = GC.AllocateUninitializedArray<byte>(size);
            count = ReadRetrying(thread, stream, chunk);
            return chunk;
        }
        var method = _hasRead1 ? IoNames.Read1 : Names.Read;
        var data = IoHelpers.CallRetrying(thread, _buffer.Value!, method, PyInt.From(size));
        if (data is PyBytes bytes)
        {
            count = bytes.Length;
            return bytes.Data;
        }
        if (!Op.HasBuffer(data))
            throw Errors.Type($"underlying {method}() should have returned a bytes-like object, not '{data.Type.Name}'");
        var copy = Op.CopyBytes(thread, data);
        count = copy.Length;
        return copy;
    }

    private static int ReadRetrying(ThreadState thread, PyBufferedReading stream, byte[] chunk)
    {
        while (true)
        {
            try
            {
                return stream.Read1Into(thread, chunk);
            }
            catch (PythonException error) when (IoHelpers.IsInterrupted(error))
            {
                thread.CheckSignals();
            }
        }
    }

    /// <remarks>Read at most size characters from stream.</remarks>
    [PyMethod("read")]
    private PyObject Read(ThreadState thread, [Default("-1")] long? size = -1)
    {
        CheckUsable(thread);
        var decoder = Decoder(thread);
        WriteFlush(thread);
        var wanted = IoHelpers.Size(size);
        return wanted < 0 ? ReadToEnd(thread, decoder) : ReadCharacters(thread, wanted);
    }

    private PyStr ReadToEnd(ThreadState thread, TextDecoder decoder)
    {
        var data = Op.CallMethod(thread, _buffer.Value!, Names.Read);
        if (data is PyNone)
            throw Errors.New(ExceptionTypes.BlockingIOError, "Read returned None.");
        PyStr text;
        if (data is PyBytes bytes)
        {
            text = decoder.Decode(thread, bytes.Span, true);
        }
        else
        {
            using var view = PyBuffer.Get(thread, data, BufferFlags.Simple);
            text = decoder.Decode(thread, view.Span, true);
        }
        var result = TextPieces.Concat(TakeDecoded(-1), text);
        if (_snapshot is not null)
        {
            SetDecoded(null);
            _snapshot = null;
        }
        return result;
    }

    private PyStr ReadCharacters(ThreadState thread, long size)
    {
        var first = TakeDecoded((int)Math.Min(size, int.MaxValue));
        if (first.Length == size)
            return first;
        var pieces = new List<PyStr> { first };
        var remaining = size - first.Length;
        while (remaining > 0 && ReadChunk(thread, remaining))
        {
            var piece = TakeDecoded((int)Math.Min(remaining, int.MaxValue));
            pieces.Add(piece);
            remaining -= piece.Length;
        }
        return TextPieces.Join(pieces);
    }

    /// <remarks>Read until newline or EOF.</remarks>
    [PyMethod("readline")]
    private PyObject Readline(ThreadState thread, [Default("-1")] long size = -1)
    {
        CheckUsable(thread);
        return ReadLine(thread, size);
    }

    /// <summary>The next line, empty at the end.</summary>
    private PyStr ReadLine(ThreadState thread, long limit)
    {
        if (_pendingCount > 0)
            WriteFlush(thread);
        // Most often the line lies within the text decoded already.
        if (limit < 0 && _readTranslate && _decoded.Value is { } ready)
        {
            var end = TextPieces.IndexOf(ready, '\n', _decodedUsed, ready.Length);
            if (end >= 0)
            {
                var start = _decodedUsed;
                _decodedUsed = end + 1;
                return TextPieces.Slice(ready, start, end + 1);
            }
        }
        return ReadLineInPieces(thread, limit);
    }

    private PyStr ReadLineInPieces(ThreadState thread, long limit)
    {
        var pieces = new List<PyStr>();
        var collected = 0L;
        PyStr? remaining = null;
        while (true)
        {
            if (!HasDecoded(thread))
            {
                SetDecoded(null);
                _snapshot = null;
                break;
            }
            var line = _decoded.Value!;
            var start = _decodedUsed;
            var before = 0;
            if (remaining is not null)
            {
                before = remaining.Length;
                line = TextPieces.Concat(remaining, line);
                start = 0;
                remaining = null;
            }
            var end = TextPieces.FindLineEnd(line, start, _readTranslate, _readUniversal, _readNewline, out var consumed);
            var isComplete = end >= 0;
            if (!isComplete)
                end = consumed;
            if (limit >= 0 && end - start + collected >= limit)
            {
                end = (int)(start + limit - collected);
                isComplete = true;
            }
            if (isComplete)
            {
                _decodedUsed = end - before;
                pieces.Add(TextPieces.Slice(line, start, end));
                break;
            }
            if (end > start)
            {
                pieces.Add(TextPieces.Slice(line, start, end));
                collected += end - start;
            }
            if (end < line.Length)
                remaining = TextPieces.Slice(line, end, line.Length);
            SetDecoded(null);
        }
        if (remaining is not null)
            pieces.Add(remaining);
        return pieces.Count == 0 ? PyStr.Empty : TextPieces.Join(pieces);
    }

    /// <summary>Reads on until there is decoded text. False at the end of the stream.</summary>
    private bool HasDecoded(ThreadState thread)
    {
        while (_decoded.Value is not { } decoded || decoded.Length - _decodedUsed == 0)
        {
            if (!ReadChunk(thread, 0))
                return false;
        }
        return true;
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        CheckAttached();
        _telling = false;
        PyStr line;
        if (ReferenceEquals(Type, TypeObject))
        {
            CheckUsable(thread);
            line = ReadLine(thread, -1);
        }
        else
        {
            var read = Op.CallMethod(thread, this, Names.Readline);
            line = read as PyStr ?? throw Errors.New(ExceptionTypes.OSError, $"readline() should have returned a str object, not '{read.Type.Name}'");
        }
        if (line.Length > 0)
            return line;
        _snapshot = null;
        _telling = _seekable;
        return null;
    }
}
