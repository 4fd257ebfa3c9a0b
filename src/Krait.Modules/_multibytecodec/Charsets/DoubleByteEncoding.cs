using System.Buffers;
using Krait.Runtime;

namespace Krait.Modules.MultiByte;

/// <summary>ASCII, and one table for all pairs of bytes: GB 2312, GBK, code page 949, Big5.</summary>
/// <param name="name">The name.</param>
/// <param name="table">The table.</param>
internal sealed class DoubleByteEncoding(string name, Func<DoubleByteTable> table) : MultiByteEncoding(name)
{
    private readonly Lazy<DoubleByteTable> _table = new(table);

    public override int Encode(PyStr text, int at, bool final, ref ulong state, IBufferWriter<byte> output)
    {
        var c = text[at];
        if (c < 0x80)
            return Write(output, c);
        var code = _table.Value.Code(c);
        return code == 0 ? -1 : WritePair(output, code);
    }

    public override int Decode(ReadOnlySpan<byte> input, ref ulong state, ref StrBuilder output)
    {
        if (input[0] < 0x80)
            return Append(ref output, input[0], 1);
        if (input.Length < 2)
            return Incomplete;
        var c = _table.Value.Character((input[0] << 8) | input[1]);
        return c == 0 ? -1 : Append(ref output, c, 2);
    }
}
