using System.Buffers.Binary;
using System.Numerics;

namespace Krait.Runtime;

public partial class PyTextIOWrapper
{
    /// <summary>
    /// What a position of a text stream holds, packed into one int: where to start in bytes, the decoder's flags there, how many bytes to feed it,
    /// how many of the characters to skip, and whether to tell it that this is the end.
    /// </summary>
    private struct Cookie
    {
        private const int Size = 21;

        public long Start;
        public int DecoderFlags;
        public int BytesToFeed;
        public int CharactersToSkip;
        public bool NeedsEnd;

        public static Cookie Parse(PyInt number)
        {
            Span<byte> packed = stackalloc byte[Size];
            var value = number.Big;
            if (value.GetByteCount(isUnsigned: true) > Size)
                throw Errors.Overflow("int too big to convert");
            value.TryWriteBytes(packed, out _, isUnsigned: true);
            return new Cookie
            {
                Start = BinaryPrimitives.ReadInt64LittleEndian(packed),
                DecoderFlags = BinaryPrimitives.ReadInt32LittleEndian(packed[8..]),
                BytesToFeed = BinaryPrimitives.ReadInt32LittleEndian(packed[12..]),
                CharactersToSkip = BinaryPrimitives.ReadInt32LittleEndian(packed[16..]),
                NeedsEnd = packed[20] != 0,
            };
        }

        public readonly PyInt ToInt()
        {
            Span<byte> packed = stackalloc byte[Size];
            BinaryPrimitives.WriteInt64LittleEndian(packed, Start);
            BinaryPrimitives.WriteInt32LittleEndian(packed[8..], DecoderFlags);
            BinaryPrimitives.WriteInt32LittleEndian(packed[12..], BytesToFeed);
            BinaryPrimitives.WriteInt32LittleEndian(packed[16..], CharactersToSkip);
            packed[20] = NeedsEnd ? (byte)1 : (byte)0;
            return PyInt.From(new BigInteger(packed, isUnsigned: true));
        }
    }

    private static void RestoreDecoder(ThreadState thread, TextDecoder decoder, in Cookie cookie)
    {
        if (cookie is { Start: 0, DecoderFlags: 0 })
            decoder.Reset(thread);
        else
            decoder.SetState(thread, [], cookie.DecoderFlags);
    }

    private void RestoreEncoder(ThreadState thread, bool atStart)
    {
        if (_encoderObject.Value is not { } encoder)
            return;
        if (atStart)
            Op.CallMethod(thread, encoder, IoNames.Reset);
        else
            Op.CallMethod(thread, encoder, IoNames.Setstate, PyInt.From(0));
    }

    /// <summary>Set the stream position, and return the new stream position.</summary>
    [PyMethod("seek", Signature = "($self, cookie, whence=os.SEEK_SET, /)")]
    private PyObject Seek(ThreadState thread, PyObject cookie, int whence = 0)
    {
        CheckUsable(thread);
        if (!_seekable)
            throw IoHelpers.Unsupported(thread, "underlying stream is not seekable");
        switch (whence)
        {
            case 0:
                break;
            case 1:
                if (!Op.AreEqual(thread, cookie, PyInt.From(0)))
                    throw IoHelpers.Unsupported(thread, "can't do nonzero cur-relative seeks");
                cookie = Op.CallMethod(thread, this, Names.Tell);
                break;
            case 2:
                if (!Op.AreEqual(thread, cookie, PyInt.From(0)))
                    throw IoHelpers.Unsupported(thread, "can't do nonzero end-relative seeks");
                return SeekToEnd(thread);
            default:
                throw Errors.Value($"invalid whence ({whence}, should be 0, 1 or 2)");
        }
        if (Op.RichCompareBool(thread, cookie, PyInt.From(0), CompareOp.Lt))
            throw Errors.Value($"negative seek position {Op.ReprText(thread, cookie)}");
        Op.CallMethod(thread, this, Names.Flush);
        if (cookie is not PyInt number)
            throw Errors.Type($"'{cookie.Type.Name}' object cannot be interpreted as an integer");
        SeekTo(thread, Cookie.Parse(number));
        return cookie;
    }

    private PyObject SeekToEnd(ThreadState thread)
    {
        Op.CallMethod(thread, this, Names.Flush);
        SetDecoded(null);
        _snapshot = null;
        _decoder?.Reset(thread);
        var end = Op.CallMethod(thread, _buffer.Value!, Names.Seek, PyInt.From(0), PyInt.From(2));
        if (_hasEncoder)
            RestoreEncoder(thread, Op.AreEqual(thread, end, PyInt.From(0)));
        return end;
    }

    /// <summary>Goes back to the start of the cookie and does again what was read from there.</summary>
    private void SeekTo(ThreadState thread, Cookie cookie)
    {
        Op.CallMethod(thread, _buffer.Value!, Names.Seek, PyInt.From(cookie.Start));
        SetDecoded(null);
        _snapshot = null;
        if (_decoder is { } restored)
            RestoreDecoder(thread, restored, cookie);
        if (cookie.CharactersToSkip != 0)
        {
            var decoder = Decoder(thread);
            var data = Op.CallMethod(thread, _buffer.Value!, Names.Read, PyInt.From(cookie.BytesToFeed));
            if (data is not PyBytes bytes)
                throw Errors.Type($"underlying read() should have returned a bytes object, not '{data.Type.Name}'");
            _snapshot = new Snapshot(cookie.DecoderFlags, [], bytes.Data, bytes.Length);
            SetDecoded(decoder.Decode(thread, bytes.Span, cookie.NeedsEnd));
            if (_decoded.Value!.Length < cookie.CharactersToSkip)
                throw Errors.New(ExceptionTypes.OSError, "can't restore logical file position");
            _decodedUsed = cookie.CharactersToSkip;
        }
        else
        {
            _snapshot = new Snapshot(cookie.DecoderFlags, [], [], 0);
        }
        if (_hasEncoder)
            RestoreEncoder(thread, cookie is { Start: 0, DecoderFlags: 0 });
    }

    /// <summary>Return the stream position as an opaque number.</summary>
    [PyMethod("tell")]
    private PyObject Tell(ThreadState thread)
    {
        CheckUsable(thread);
        if (!_seekable)
            throw IoHelpers.Unsupported(thread, "underlying stream is not seekable");
        if (!_telling)
            throw Errors.New(ExceptionTypes.OSError, "telling position disabled by next() call");
        WriteFlush(thread);
        Op.CallMethod(thread, this, Names.Flush);
        var position = Op.CallMethod(thread, _buffer.Value!, Names.Tell);
        if (_decoder is not { } decoder || _snapshot is not { } snapshot)
            return position;
        var cookie = new Cookie
        {
            Start = IoHelpers.AsOffset(thread, position) - snapshot.Length,
            DecoderFlags = checked((int)snapshot.Flags),
        };
        if (_decodedUsed == 0 || _decoded.Value is null)
            return cookie.ToInt();
        var pending = decoder.GetState(thread, out var flags);
        try
        {
            Locate(thread, decoder, snapshot.ToArray(), ref cookie, _decodedUsed);
        }
        finally
        {
            decoder.SetState(thread, pending, flags);
        }
        return cookie.ToInt();
    }

    /// <summary>Finds the last place before the current one where the decoder holds nothing back: from there the rest is skipped in characters.</summary>
    private void Locate(ThreadState thread, TextDecoder decoder, byte[] input, ref Cookie cookie, int charactersToSkip)
    {
        var skippedBytes = (int)(_bytesPerCharacter * charactersToSkip);
        var back = 1;
        while (skippedBytes > 0)
        {
            RestoreDecoder(thread, decoder, cookie);
            var decoded = decoder.Decode(thread, input.AsSpan(0, Math.Min(skippedBytes, input.Length)), false).Length;
            if (decoded <= charactersToSkip)
            {
                var held = decoder.GetState(thread, out var flags);
                if (held.Length == 0)
                {
                    cookie.DecoderFlags = (int)flags;
                    charactersToSkip -= decoded;
                    break;
                }
                skippedBytes -= held.Length;
                back = 1;
            }
            else
            {
                skippedBytes -= back;
                back *= 2;
            }
        }
        if (skippedBytes <= 0)
        {
            skippedBytes = 0;
            RestoreDecoder(thread, decoder, cookie);
        }
        cookie.Start += skippedBytes;
        cookie.CharactersToSkip = charactersToSkip;
        if (charactersToSkip != 0)
            FeedByteByByte(thread, decoder, input.AsSpan(skippedBytes), ref cookie, charactersToSkip);
    }

    private static void FeedByteByByte(ThreadState thread, TextDecoder decoder, ReadOnlySpan<byte> input, ref Cookie cookie, int charactersToSkip)
    {
        var decoded = 0;
        var isFound = false;
        for (var i = 0; i < input.Length && !isFound; i++)
        {
            decoded += decoder.Decode(thread, input.Slice(i, 1), false).Length;
            cookie.BytesToFeed++;
            var held = decoder.GetState(thread, out var flags);
            if (held.Length == 0 && decoded <= charactersToSkip)
            {
                cookie.Start += cookie.BytesToFeed;
                charactersToSkip -= decoded;
                cookie.DecoderFlags = (int)flags;
                cookie.BytesToFeed = 0;
                decoded = 0;
            }
            isFound = decoded >= charactersToSkip;
        }
        if (!isFound)
        {
            decoded += decoder.Decode(thread, [], true).Length;
            cookie.NeedsEnd = true;
            if (decoded < charactersToSkip)
                throw Errors.New(ExceptionTypes.OSError, "can't reconstruct logical file position");
        }
        cookie.CharactersToSkip = charactersToSkip;
    }
}
