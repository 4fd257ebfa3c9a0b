using System.Buffers;
using System.Buffers.Binary;

namespace Krait.Runtime;

/// <summary>Encoding in units of two bytes (UTF-16) or four (UTF-32).</summary>
internal static class WideUnits
{
    private const int ByteOrderMark = 0xFEFF;

    /// <param name="order">-1 little-endian, 1 big-endian, 0 little-endian behind a byte order mark.</param>
    public static byte[] Encode(ThreadState thread, PyStr text, string? errors, int order, int unitSize)
    {
        var encoding = $"utf-{unitSize * 8}{(order == 0 ? "" : order < 0 ? "-le" : "-be")}";
        var bigEndian = order > 0;
        var context = new EncodeContext(thread, encoding, errors, text);
        if (order == 0)
            Write(context.Output, ByteOrderMark, unitSize, bigEndian);
        var at = 0;
        while (at < text.Length)
        {
            var point = text[at];
            if (point is < 0xD800 or > 0xDFFF)
            {
                WritePoint(context.Output, point, unitSize, bigEndian);
                at++;
                continue;
            }
            foreach (var c in context.HandleSurrogate(ref at, unitSize))
                Write(context.Output, c, unitSize, bigEndian);
        }
        return context.Output.WrittenSpan.ToArray();
    }

    private static void WritePoint(ArrayBufferWriter<byte> output, int point, int unitSize, bool bigEndian)
    {
        if (point < 0x10000 || unitSize == 4)
        {
            Write(output, point, unitSize, bigEndian);
            return;
        }
        Write(output, 0xD7C0 + (point >> 10), unitSize, bigEndian);
        Write(output, 0xDC00 + (point & 0x3FF), unitSize, bigEndian);
    }

    private static void Write(ArrayBufferWriter<byte> output, int unit, int unitSize, bool bigEndian)
    {
        var span = output.GetSpan(unitSize);
        if (unitSize == 4)
            BinaryPrimitives.WriteInt32LittleEndian(span, bigEndian ? BinaryPrimitives.ReverseEndianness(unit) : unit);
        else
            BinaryPrimitives.WriteUInt16LittleEndian(span, bigEndian ? BinaryPrimitives.ReverseEndianness((ushort)unit) : (ushort)unit);
        output.Advance(unitSize);
    }
}
