using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Krait.Runtime;

/// <summary>The encodings that text streams know themselves; all others go through the <c>codecs</c> module's incremental codecs.</summary>
internal enum KnownEncoding
{
    Other,
    Utf8,
    Ascii,
    Latin1,
}

/// <summary>Finds codecs for text streams.</summary>
internal static class TextCodecs
{
    public static KnownEncoding Find(string name)
    {
        Span<char> normalized = stackalloc char[16];
        if (name.Length > normalized.Length)
            return KnownEncoding.Other;
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            normalized[i] = c is '_' or ' ' ? '-' : char.IsAscii(c) ? char.ToLowerInvariant(c) : c;
        }
        return normalized[..name.Length] switch
        {
            "utf-8" or "utf8" or "u8" => KnownEncoding.Utf8,
            "ascii" or "us-ascii" or "646" or "ansi-x3.4-1968" => KnownEncoding.Ascii,
            "latin-1" or "latin1" or "iso-8859-1" or "iso8859-1" or "l1" => KnownEncoding.Latin1,
            _ => KnownEncoding.Other,
        };
    }

    /// <summary>The CodecInfo of a text encoding; LookupError for others.</summary>
    public static PyObject LookupText(ThreadState thread, PyStr encoding)
    {
        if (encoding.ToString().Contains('\0'))
            throw Errors.Value("embedded null character");
        var info = Op.Call(thread, Op.ImportFrom(thread, "_codecs", "lookup"), encoding);
        if (info is PyTuple && info.Type != PyTuple.TypeObject
            && Op.TryGetAttr(thread, info, "_is_text_encoding") is { } isText && !Op.IsTrue(thread, isText))
        {
            throw Errors.Lookup($"'{encoding}' is not a text encoding");
        }
        return info;
    }

    /// <summary>Encodes where the encoder of the stream itself met something special: an error handler has to be asked.</summary>
    public static byte[] EncodeSlowly(ThreadState thread, PyStr text, KnownEncoding encoding, string errors) => encoding switch
    {
        KnownEncoding.Utf8 => Utf8Codec.Encode(thread, text, errors),
        KnownEncoding.Ascii => SingleByteCodec.EncodeAscii(thread, text, errors),
        _ => SingleByteCodec.EncodeLatin1(thread, text, errors),
    };

    /// <summary>Decodes where bytes are not valid: an error handler has to be asked.</summary>
    public static PyStr DecodeSlowly(ThreadState thread, ReadOnlySpan<byte> data, KnownEncoding encoding, string errors, bool final, out int consumed)
    {
        if (encoding == KnownEncoding.Utf8)
            return Utf8Codec.Decode(thread, data, null, errors, final, out consumed);
        consumed = data.Length;
        return SingleByteCodec.DecodeAscii(thread, data, null, errors);
    }

    /// <summary>Encodes into an array behind what it holds, growing it. The number of bytes; -1 where an error handler is needed.</summary>
    public static int Encode(PyStr text, KnownEncoding encoding, ref byte[] target, int offset)
    {
        if (text.Bmp is not { } bmp)
            return encoding == KnownEncoding.Utf8 ? EncodePoints(text.Points!, ref target, offset) : -1;
        Reserve(ref target, offset, bmp.Length);
        if (System.Text.Ascii.FromUtf16(bmp, target.AsSpan(offset), out var count) == OperationStatus.Done)
            return count;
        switch (encoding)
        {
            case KnownEncoding.Utf8:
                Reserve(ref target, offset, bmp.Length * 3);
                return Utf8.FromUtf16(bmp, target.AsSpan(offset), out _, out count, replaceInvalidSequences: false) == OperationStatus.Done
                    && !HasSurrogates(bmp)
                    ? count
                    : -1;
            case KnownEncoding.Latin1:
                if (bmp.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff'))
                    return -1;
                return Encoding.Latin1.GetBytes(bmp, target.AsSpan(offset));
            default:
                return -1;
        }
    }

    // Two lone surrogates in a row look like a pair in UTF-16; to Python they are two errors.
    private static bool HasSurrogates(string text) => text.AsSpan().ContainsAnyInRange('\ud800', '\udfff');

    private static int EncodePoints(int[] points, ref byte[] target, int offset)
    {
        Reserve(ref target, offset, points.Length * 4);
        var at = offset;
        foreach (var point in points)
        {
            if (!Rune.IsValid(point))
                return -1;
            at += new Rune(point).EncodeToUtf8(target.AsSpan(at));
        }
        return at - offset;
    }

    private static void Reserve(ref byte[] target, int offset, int length)
    {
        if (target.Length - offset < length)
            Array.Resize(ref target, Math.Max(offset + length, target.Length * 2));
    }
}

/// <summary>Turns the bytes of a stream into text, piece by piece, with universal newlines where those are wanted.</summary>
internal abstract class TextDecoder
{
    /// <summary>The newline translation; null where lines end as the stream says.</summary>
    public NewlineTranslation? Newlines { get; init; }

    /// <summary>A decoder for one of the encodings that streams know themselves.</summary>
    public static TextDecoder Create(KnownEncoding encoding, string errors, NewlineTranslation? newlines) => new KnownDecoder(encoding, errors) { Newlines = newlines };

    /// <summary>A decoder on top of an incremental decoder of the <c>codecs</c> kind, which the stream holds.</summary>
    public static TextDecoder Create(PyObject decoder, NewlineTranslation? newlines) => new ObjectDecoder(decoder) { Newlines = newlines };

    public PyStr Decode(ThreadState thread, ReadOnlySpan<byte> data, bool final)
    {
        var text = DecodeBytes(thread, data, final);
        return Newlines is { } newlines ? newlines.Apply(text, final) : text;
    }

    public void Reset(ThreadState thread)
    {
        Newlines?.Reset();
        ResetBytes(thread);
    }

    /// <summary>What was put in and has not come out, and the flags that describe the rest of the state.</summary>
    public byte[] GetState(ThreadState thread, out long flags)
    {
        var pending = GetBytesState(thread, out flags);
        if (Newlines is { } newlines)
            flags = (flags << 1) | (newlines.PendingCr ? 1L : 0);
        return pending;
    }

    public void SetState(ThreadState thread, byte[] pending, long flags)
    {
        if (Newlines is { } newlines)
        {
            newlines.PendingCr = (flags & 1) != 0;
            flags >>= 1;
        }
        SetBytesState(thread, pending, flags);
    }

    /// <summary>The value of the stream's <c>newlines</c>.</summary>
    public virtual PyObject SeenNewlines(ThreadState thread) => Newlines?.Seen(thread) ?? PyNone.Instance;

    protected abstract PyStr DecodeBytes(ThreadState thread, ReadOnlySpan<byte> data, bool final);

    protected abstract void ResetBytes(ThreadState thread);

    protected abstract byte[] GetBytesState(ThreadState thread, out long flags);

    protected abstract void SetBytesState(ThreadState thread, byte[] pending, long flags);

    private sealed class KnownDecoder(KnownEncoding encoding, string errors) : TextDecoder
    {
        private byte[] _pending = [];

        protected override PyStr DecodeBytes(ThreadState thread, ReadOnlySpan<byte> data, bool final)
        {
            if (_pending.Length > 0)
                data = (byte[])[.. _pending, .. data];
            if (encoding == KnownEncoding.Latin1 || System.Text.Ascii.IsValid(data))
            {
                _pending = [];
                return PyStr.FromBmp(Encoding.Latin1.GetString(data));
            }
            if (encoding == KnownEncoding.Utf8)
            {
                var chars = ArrayPool<char>.Shared.Rent(data.Length);
                try
                {
                    var status = Utf8.ToUtf16(data, chars, out var read, out var written, replaceInvalidSequences: false, isFinalBlock: false);
                    if (status == OperationStatus.Done || (status == OperationStatus.NeedMoreData && !final))
                    {
                        _pending = data[read..].ToArray();
                        return PyStr.From(new string(chars, 0, written));
                    }
                }
                finally
                {
                    ArrayPool<char>.Shared.Return(chars);
                }
            }
            var text = TextCodecs.DecodeSlowly(thread, data, encoding, errors, final, out var consumed);
            _pending = data[consumed..].ToArray();
            return text;
        }

        protected override void ResetBytes(ThreadState thread) => _pending = [];

        protected override byte[] GetBytesState(ThreadState thread, out long flags)
        {
            flags = 0;
            return _pending;
        }

        protected override void SetBytesState(ThreadState thread, byte[] pending, long flags) => _pending = pending;
    }

    private sealed class ObjectDecoder(PyObject decoder) : TextDecoder
    {
        public override PyObject SeenNewlines(ThreadState thread) =>
            Newlines?.Seen(thread) ?? Op.TryGetAttr(thread, decoder, IoNames.Newlines) ?? PyNone.Instance;

        protected override PyStr DecodeBytes(ThreadState thread, ReadOnlySpan<byte> data, bool final)
        {
            var result = Op.CallMethod(thread, decoder, Names.Decode, PyBytes.From(data), PyBool.From(final));
            return result as PyStr ?? throw Errors.Type($"decoder should return a string result, not '{result.Type.Name}'");
        }

        protected override void ResetBytes(ThreadState thread) => Op.CallMethod(thread, decoder, IoNames.Reset);

        protected override byte[] GetBytesState(ThreadState thread, out long flags)
        {
            if (Op.CallMethod(thread, decoder, IoNames.Getstate) is not PyTuple { Count: 2 } state)
                throw Errors.Type("illegal decoder state");
            if (state[0] is not PyBytes pending)
                throw Errors.Type($"illegal decoder state: the first item should be a bytes object, not '{state[0].Type.Name}'");
            flags = Op.AsLong(thread, state[1]);
            return pending.Span.ToArray();
        }

        protected override void SetBytesState(ThreadState thread, byte[] pending, long flags) =>
            Op.CallMethod(thread, decoder, IoNames.Setstate, PyTuple.Create(thread, PyBytes.From(pending), PyInt.From(flags)));
    }
}
