using System.Buffers.Binary;
using System.Numerics;
using Krait.Runtime;

namespace Krait.Modules.MultiByte;

/// <summary>An encoder that gets its text in pieces.</summary>
internal sealed class EncoderCore(MultiByteEncoding encoding)
{
    /// <summary>The most characters that wait for others.</summary>
    private const int MaxPending = 2;

    private const int MaxPendingBytes = MaxPending * 4;
    private PyStr _pending = PyStr.Empty;
    private ulong _state = encoding.InitialState;

    /// <summary>Whether characters wait for others.</summary>
    public bool HasPending => _pending.Length > 0;

    public byte[] Encode(ThreadState thread, PyObject input, string errors, bool final)
    {
        var text = PyMultibyteCodec.TextOf(thread, input);
        if (HasPending)
            text = PyStr.FromCodePoints([.. _pending.ToCodePoints(), .. text.ToCodePoints()]);
        var bytes = Transcoder.Encode(thread, encoding, ref _state, text, errors, final, final, out var consumed);
        if (text.Length - consumed > MaxPending)
            throw ExceptionTypes.NewUnicodeEncodeError(thread, encoding.Name, text, consumed, text.Length, "pending buffer overflow");
        _pending = text.Slice(consumed, text.Length);
        return bytes;
    }

    /// <summary>Encodes what waits, and what brings a decoder back to where it began.</summary>
    public byte[] Flush(ThreadState thread, string errors)
    {
        var text = _pending;
        _pending = PyStr.Empty;
        return Transcoder.Encode(thread, encoding, ref _state, text, errors, true, true, out _);
    }

    public void Reset()
    {
        encoding.EncodeReset(ref _state, new System.Buffers.ArrayBufferWriter<byte>());
        _pending = PyStr.Empty;
    }

    /// <summary>A number: the length of what waits as UTF-8, that, and the state of the encoding.</summary>
    public BigInteger GetState(ThreadState thread)
    {
        var pending = Codecs.EncodeUtf8SurrogatePass(thread, _pending);
        var bytes = new byte[1 + MaxPendingBytes + sizeof(ulong)];
        bytes[0] = (byte)pending.Length;
        pending.CopyTo(bytes, 1);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(1 + pending.Length), _state);
        return new BigInteger(bytes, isUnsigned: true);
    }

    public void SetState(ThreadState thread, BigInteger number)
    {
        if (number.Sign < 0)
            throw Errors.New(ExceptionTypes.OverflowError, "can't convert negative int to unsigned");
        var bytes = new byte[1 + MaxPendingBytes + sizeof(ulong)];
        if (!number.TryWriteBytes(bytes, out _, isUnsigned: true))
            throw Errors.New(ExceptionTypes.OverflowError, "int too big to convert");
        if (bytes[0] > MaxPendingBytes)
            throw Errors.New(ExceptionTypes.UnicodeError, "pending buffer too large");
        _pending = Utf8Codec.Decode(thread, bytes.AsSpan(1, bytes[0]), null, "strict", true, out _);
        _state = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(1 + bytes[0]));
    }
}
