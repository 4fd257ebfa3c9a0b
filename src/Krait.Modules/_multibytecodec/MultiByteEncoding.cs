using System.Buffers;
using Krait.Runtime;

namespace Krait.Modules.MultiByte;

/// <summary>An encoding with characters of several bytes: one character at a time, with a state between them.</summary>
internal abstract class MultiByteEncoding(string name)
{
    /// <summary>What <see cref="Encode"/> and <see cref="Decode"/> give where the input is cut off within a character.</summary>
    public const int Incomplete = 0;

    /// <summary>The name in error messages.</summary>
    public string Name { get; } = name;

    /// <summary>The state of a new encoder.</summary>
    public virtual ulong InitialState => 0;

    /// <summary>The state of a new decoder.</summary>
    public virtual ulong InitialDecodeState => InitialState;

    /// <summary>
    /// Writes the character at a place. The number of characters that this took, <see cref="Incomplete"/> where it depends on the next one and
    /// the text is not final, or the negative number of characters that the encoding has no bytes for.
    /// </summary>
    public abstract int Encode(PyStr text, int at, bool final, ref ulong state, IBufferWriter<byte> output);

    /// <summary>
    /// Reads one character, or what changes the state. The number of bytes that this took, <see cref="Incomplete"/>, or the negative
    /// number of bytes that mean nothing. The input is not empty.
    /// </summary>
    public abstract int Decode(ReadOnlySpan<byte> input, ref ulong state, ref StrBuilder output);

    /// <summary>Writes what brings a decoder back to where it began.</summary>
    public virtual void EncodeReset(ref ulong state, IBufferWriter<byte> output)
    {
    }

    /// <summary>The state of a decoder that starts anew.</summary>
    public virtual ulong DecodeReset(ulong state) => InitialDecodeState;

    protected static int Write(IBufferWriter<byte> output, int b, int taken = 1)
    {
        output.GetSpan(1)[0] = (byte)b;
        output.Advance(1);
        return taken;
    }

    protected static int WritePair(IBufferWriter<byte> output, int code)
    {
        var span = output.GetSpan(2);
        span[0] = (byte)(code >> 8);
        span[1] = (byte)code;
        output.Advance(2);
        return 1;
    }

    protected static int Append(ref StrBuilder output, int point, int taken)
    {
        output.Append(point);
        return taken;
    }
}
