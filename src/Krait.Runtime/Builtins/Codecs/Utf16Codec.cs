using System.Buffers.Binary;

namespace Krait.Runtime;

/// <summary>UTF-16 in both byte orders.</summary>
internal static class Utf16Codec
{
    /// <param name="order">-1 little-endian, 1 big-endian, 0: a byte order mark decides and is set here.</param>
    public static PyStr Decode(
        ThreadState thread, ReadOnlySpan<byte> data, PyObject? source, string? errors, ref int order, bool final, out int consumed)
    {
        var at = 0;
        if (order == 0 && data.Length >= 2)
        {
            order = (data[0], data[1]) switch
            {
                (0xFF, 0xFE) => -1,
                (0xFE, 0xFF) => 1,
                _ => 0,
            };
            if (order != 0)
                at = 2;
        }
        var bigEndian = order > 0;
        var context = new DecodeContext(thread, bigEndian ? "utf-16-be" : "utf-16-le", errors, data, source);
        while (true)
        {
            var input = context.Input;
            var left = input.Length - at;
            if (left < 2)
            {
                if (left == 0 || !final)
                    break;
                at = context.Handle(at, input.Length, "truncated data");
                continue;
            }
            var unit = Unit(input[at..], bigEndian);
            if (unit is < 0xD800 or > 0xDFFF)
            {
                context.Output.Append(unit);
                at += 2;
            }
            else if (unit >= 0xDC00)
            {
                at = context.Handle(at, at + 2, "illegal encoding");
            }
            else if (left < 4)
            {
                if (!final)
                    break;
                at = context.Handle(at, input.Length, "unexpected end of data");
            }
            else
            {
                var low = Unit(input[(at + 2)..], bigEndian);
                if (low is >= 0xDC00 and <= 0xDFFF)
                {
                    context.Output.Append(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
                    at += 4;
                }
                else
                {
                    at = context.Handle(at, at + 2, "illegal UTF-16 surrogate");
                }
            }
        }
        consumed = at;
        return context.Output.ToStr();
    }

    private static int Unit(ReadOnlySpan<byte> data, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(data) : BinaryPrimitives.ReadUInt16LittleEndian(data);

    /// <param name="order">-1 little-endian, 1 big-endian, 0 little-endian behind a byte order mark.</param>
    public static byte[] Encode(ThreadState thread, PyStr text, string? errors, int order) => WideUnits.Encode(thread, text, errors, order, 2);
}
