using Krait.Runtime;

namespace Krait.Modules.MultiByte;

/// <summary>A decoder that gets its bytes in pieces.</summary>
internal sealed class DecoderCore(MultiByteEncoding encoding)
{
    /// <summary>The most bytes that wait for others.</summary>
    private const int MaxPending = 8;

    private byte[] _pending = [];
    private ulong _state = encoding.InitialDecodeState;

    public PyStr Decode(ThreadState thread, ReadOnlySpan<byte> input, string errors, bool final)
    {
        byte[] data = [.. _pending, .. input];
        var text = Transcoder.Decode(thread, encoding, ref _state, data, null, errors, final, out var left);
        _pending = [];
        if (left.Length > MaxPending)
            throw Errors.New(ExceptionTypes.UnicodeError, "pending buffer overflow");
        _pending = left;
        return text;
    }

    public void Reset()
    {
        _state = encoding.DecodeReset(_state);
        _pending = [];
    }

    /// <summary>The bytes that wait, and the state of the encoding.</summary>
    public PyObject GetState(ThreadState thread) => PyTuple.Create(thread, PyBytes.From(_pending), PyInt.From((System.Numerics.BigInteger)_state));

    public void SetState(ThreadState thread, PyObject state)
    {
        if (state is not PyTuple tuple)
            throw Errors.Type($"setstate() argument 1 must be tuple, not {(state is PyNone ? "None" : state.Type.Name)}");
        if (tuple.Count != 2 || tuple[0] is not PyBytes pending || tuple[1] is not PyInt number)
            throw Errors.Type("setstate(): illegal state argument");
        var value = number.Big;
        if (value.Sign < 0 || value > ulong.MaxValue)
            throw Errors.New(ExceptionTypes.OverflowError, value.Sign < 0 ? "can't convert negative int to unsigned" : "int too big to convert");
        if (pending.Length > MaxPending)
            throw ExceptionTypes.NewUnicodeDecodeError(thread, encoding.Name, pending, 0, pending.Length, "pending buffer too large");
        _pending = pending.Span.ToArray();
        _state = (ulong)value;
    }
}
