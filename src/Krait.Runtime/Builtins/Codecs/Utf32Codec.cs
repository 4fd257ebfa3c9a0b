using System.Buffers.Binary;

namespace Krait.Runtime;

/// <summary>UTF-32 in both byte orders.</summary>
internal static class Utf32Codec
{
    /// <param name="order">-1 little-endian, 1 big-endian, 0: a byte order mark decides and is set here.</param>
    public static PyStr Decode(
        ThreadState thread, ReadOnlySpan<byte> data, PyObject? source, string? errors, ref int order, bool final, out int consumed)
    {
        var at = 0;
        if (order == 0 && data.Length >= 4)
        {
            order = BinaryPrimitives.ReadUInt32LittleEndian(data) switch
            {
                0x0000FEFF => -1,
                0xFFFE0000 => 1,
                _ => 0,
            };
            if (order != 0)
                at = 4;
        }
        var bigEndian = order > 0;
        var context = new DecodeContext(thread, bigEndian ? "utf-32-be" : "utf-32-le", errors, data, source);
        while (true)
        {
            var input = context.Input;
            if (input.Length - at < 4)
            {
                if (at == input.Length || !final)
                    break;
                at = context.Handle(at, input.Length, "truncated data");
                continue;
            }
            var point = bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(input[at..]) : BinaryPrimitives.ReadUInt32LittleEndian(input[at..]);
            if (point > 0x10FFFF)
            {
                at = context.Handle(at, at + 4, "code point not in range(0x110000)");
            }
            else if (point is >= 0xD800 and <= 0xDFFF)
            {
                at = context.Handle(at, at + 4, "code point in surrogate code point range(0xd800, 0xe000)");
            }
            else
            {
                context.Output.Append((int)point);
                at += 4;
            }
        }
        consumed = at;
        return context.Output.ToStr();
    }

    /// <param name="order">-1 little-endian, 1 big-endian, 0 little-endian behind a byte order mark.</param>
    public static byte[] Encode(ThreadState thread, PyStr text, string? errors, int order) => WideUnits.Encode(thread, text, errors, order, 4);
}
