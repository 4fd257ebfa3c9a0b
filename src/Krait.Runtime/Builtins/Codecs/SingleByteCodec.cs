using System.Text;
using Krait.Syntax;

namespace Krait.Runtime;

/// <summary>ASCII and Latin-1.</summary>
internal static class SingleByteCodec
{
    private const string NotAscii = "ordinal not in range(128)";

    public static PyStr DecodeAscii(ThreadState thread, ReadOnlySpan<byte> data, PyObject? source, string? errors)
    {
        if (Ascii.IsValid(data))
            return ByteStrings.Latin1Text(data);
        var context = new DecodeContext(thread, "ascii", errors, data, source);
        var at = 0;
        while (at < context.Input.Length)
        {
            var b = context.Input[at];
            if (b < 0x80)
            {
                context.Output.Append(b);
                at++;
            }
            else
            {
                at = context.Handle(at, at + 1, NotAscii);
            }
        }
        return context.Output.ToStr();
    }

    public static byte[] EncodeAscii(ThreadState thread, PyStr text, string? errors) =>
        text.IsAscii ? Encoding.ASCII.GetBytes(text.Bmp!) : Encode(thread, text, errors, "ascii", 0x80, NotAscii);

    public static byte[] EncodeLatin1(ThreadState thread, PyStr text, string? errors) =>
        text.Bmp is { } bmp && TextScan.IsLatin1(bmp)
            ? Encoding.Latin1.GetBytes(bmp)
            : Encode(thread, text, errors, "latin-1", 0x100, "ordinal not in range(256)");

    private static byte[] Encode(ThreadState thread, PyStr text, string? errors, string encoding, int limit, string reason)
    {
        var context = new EncodeContext(thread, encoding, errors, text);
        var at = 0;
        while (at < text.Length)
        {
            var point = text[at];
            if (point < limit)
            {
                context.Write((byte)point);
                at++;
                continue;
            }
            var end = at + 1;
            while (end < text.Length && text[end] >= limit)
                end++;
            at = context.HandleBelow(limit, at, end, reason);
        }
        return context.Output.WrittenSpan.ToArray();
    }
}
