using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using Krait.Syntax;

namespace Krait.Runtime;

/// <summary>UTF-8.</summary>
internal static class Utf8Codec
{
    private const string NoSurrogates = "surrogates not allowed";

    /// <summary>Decodes; without <paramref name="final"/> an incomplete sequence at the end is left, and <paramref name="consumed"/> says so.</summary>
    public static PyStr Decode(ThreadState thread, ReadOnlySpan<byte> data, PyObject? source, string? errors, bool final, out int consumed)
    {
        consumed = data.Length;
        if (Ascii.IsValid(data))
            return PyStr.FromBmp(Encoding.Latin1.GetString(data));
        if (System.Text.Unicode.Utf8.IsValid(data))
            return DecodeValid(data);
        var context = new DecodeContext(thread, "utf-8", errors, data, source);
        var at = 0;
        while (at < context.Input.Length)
        {
            var input = context.Input;
            if (input[at] < 0x80)
            {
                at += CopyAscii(input[at..], ref context.Output);
                continue;
            }
            var length = Sequence(input[at..], out var point);
            if (length > 0)
            {
                context.Output.Append(point);
                at += length;
            }
            else if (length == 0)
            {
                if (!final)
                    break;
                at = context.Handle(at, input.Length, "unexpected end of data");
            }
            else
            {
                if (!final && length == -1 && input.Length - at == 2 && input[at] == 0xED && input[at + 1] is >= 0xA0 and <= 0xBF)
                    break;
                at = length == InvalidStart
                    ? context.Handle(at, at + 1, "invalid start byte")
                    : context.Handle(at, at - length, "invalid continuation byte");
            }
        }
        consumed = at;
        return context.Output.ToStr();
    }

    private static PyStr DecodeValid(ReadOnlySpan<byte> data)
    {
        if (data.IndexOfAnyInRange((byte)0xF0, (byte)0xF4) < 0)
            return PyStr.FromBmp(Encoding.UTF8.GetString(data));
        var points = GC.AllocateUninitializedArray<int>(CountPoints(data));
        // The text is valid: each lead byte has the bytes that it announces.
        ref var at = ref MemoryMarshal.GetReference(data);
        for (var i = 0; i < points.Length; i++)
        {
            int lead = at;
            if (lead < 0x80)
            {
                points[i] = lead;
                at = ref Unsafe.Add(ref at, 1);
            }
            else if (lead < 0xE0)
            {
                points[i] = (lead & 0x1F) << 6 | Low(ref at, 1);
                at = ref Unsafe.Add(ref at, 2);
            }
            else if (lead < 0xF0)
            {
                points[i] = (lead & 0x0F) << 12 | Low(ref at, 1) << 6 | Low(ref at, 2);
                at = ref Unsafe.Add(ref at, 3);
            }
            else
            {
                points[i] = (lead & 0x07) << 18 | Low(ref at, 1) << 12 | Low(ref at, 2) << 6 | Low(ref at, 3);
                at = ref Unsafe.Add(ref at, 4);
            }
        }
        return PyStr.FromAstral(points);
    }

    /// <summary>The six bits of a byte that continues a sequence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Low(ref byte at, int distance) => Unsafe.Add(ref at, distance) & 0x3F;

    /// <summary>The number of code points of valid text: of the bytes that do not continue a sequence.</summary>
    private static int CountPoints(ReadOnlySpan<byte> data)
    {
        var count = 0;
        while (data.Length >= Vector256<byte>.Count)
        {
            var continued = Vector256.LessThan(Vector256.Create(data).AsSByte(), Vector256.Create((sbyte)-64));
            count += Vector256<byte>.Count - BitOperations.PopCount(continued.ExtractMostSignificantBits());
            data = data[Vector256<byte>.Count..];
        }
        foreach (var b in data)
            count += (b & 0xC0) != 0x80 ? 1 : 0;
        return count;
    }

    private const int InvalidStart = -100;

    private static int CopyAscii(ReadOnlySpan<byte> input, ref StrBuilder output)
    {
        var length = input.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
        if (length < 0)
            length = input.Length;
        if (output.IsNarrow)
        {
            Ascii.ToUtf16(input[..length], output.Room(length), out var written);
            output.Advance(written);
        }
        else
        {
            foreach (var b in input[..length])
                output.Append(b);
        }
        return length;
    }

    /// <summary>
    /// The length of the sequence that input begins with. 0: it is cut off by the end; negative: how many bytes of it are valid, or
    /// <see cref="InvalidStart"/>.
    /// </summary>
    private static int Sequence(ReadOnlySpan<byte> input, out int point)
    {
        var lead = input[0];
        point = 0;
        switch (lead)
        {
            case < 0xC2 or > 0xF4:
                return InvalidStart;
            case < 0xE0:
                if (input.Length < 2)
                    return 0;
                if ((input[1] & 0xC0) != 0x80)
                    return -1;
                point = (lead & 0x1F) << 6 | (input[1] & 0x3F);
                return 2;
        }
        if (input.Length < 2)
            return 0;
        var second = input[1];
        var validSecond = (second & 0xC0) == 0x80 && lead switch
        {
            0xE0 => second >= 0xA0,
            0xED => second < 0xA0,
            0xF0 => second >= 0x90,
            0xF4 => second < 0x90,
            _ => true,
        };
        if (!validSecond)
            return -1;
        if (input.Length < 3)
            return 0;
        if ((input[2] & 0xC0) != 0x80)
            return -2;
        if (lead < 0xF0)
        {
            point = (lead & 0x0F) << 12 | (second & 0x3F) << 6 | (input[2] & 0x3F);
            return 3;
        }
        if (input.Length < 4)
            return 0;
        if ((input[3] & 0xC0) != 0x80)
            return -3;
        point = (lead & 0x07) << 18 | (second & 0x3F) << 12 | (input[2] & 0x3F) << 6 | (input[3] & 0x3F);
        return 4;
    }

    public static byte[] Encode(ThreadState thread, PyStr text, string? errors)
    {
        if (text.Bmp is { } bmp && !TextScan.HasSurrogates(bmp))
            return Encoding.UTF8.GetBytes(bmp);
        if (text.Bmp is null && TryEncode(text.Points) is { } bytes)
            return bytes;
        var context = new EncodeContext(thread, "utf-8", errors, text);
        var at = 0;
        while (at < text.Length)
        {
            var point = text[at];
            if (point is < 0xD800 or > 0xDFFF)
            {
                Write(context.Output, point);
                at++;
                continue;
            }
            var end = at + 1;
            while (end < text.Length && text[end] is >= 0xD800 and <= 0xDFFF)
                end++;
            at = context.HandleBelow(0x80, at, end, NoSurrogates);
        }
        return context.Output.WrittenSpan.ToArray();
    }

    /// <summary>The bytes of text without surrogates; null where there are some.</summary>
    private static byte[]? TryEncode(ReadOnlySpan<int> points)
    {
        var length = EncodedLength(points);
        if (length < 0)
            return null;
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        // The length was counted for these very points: no bounds are checked again.
        ref var to = ref MemoryMarshal.GetArrayDataReference(bytes);
        foreach (var point in points)
        {
            if (point < 0x80)
            {
                to = (byte)point;
                to = ref Unsafe.Add(ref to, 1);
            }
            else
            {
                to = ref Unsafe.Add(ref to, Put(point, MemoryMarshal.CreateSpan(ref to, 4)));
            }
        }
        return bytes;
    }

    /// <summary>How many bytes code points take; -1 where there are surrogates.</summary>
    private static int EncodedLength(ReadOnlySpan<int> points)
    {
        // What each lane has past one byte for each point; at most three for an eighth of an array's points.
        var more = Vector256<int>.Zero;
        var surrogates = Vector256<int>.Zero;
        var rest = points;
        while (rest.Length >= Vector256<int>.Count)
        {
            var eight = Vector256.Create(rest);
            more -= Vector256.GreaterThan(eight, Vector256.Create(0x7F));
            more -= Vector256.GreaterThan(eight, Vector256.Create(0x7FF));
            more -= Vector256.GreaterThan(eight, Vector256.Create(0xFFFF));
            surrogates |= Vector256.Equals(eight & Vector256.Create(0x1FF800), Vector256.Create(0xD800));
            rest = rest[Vector256<int>.Count..];
        }
        if (surrogates != Vector256<int>.Zero)
            return -1;
        var length = (long)points.Length;
        for (var i = 0; i < Vector256<int>.Count; i++)
            length += more[i];
        foreach (var point in rest)
        {
            if ((point & 0x1FF800) == 0xD800)
                return -1;
            length += (point >= 0x80 ? 1 : 0) + (point >= 0x800 ? 1 : 0) + (point >= 0x10000 ? 1 : 0);
        }
        return length <= Array.MaxLength ? (int)length : throw Errors.Memory();
    }

    private static void Write(ArrayBufferWriter<byte> output, int point) => output.Advance(Put(point, output.GetSpan(4)));

    /// <summary>Writes a code point that is no surrogate.</summary>
    /// <returns>How many bytes it took.</returns>
    private static int Put(int point, Span<byte> to)
    {
        if (point < 0x80)
        {
            to[0] = (byte)point;
            return 1;
        }
        if (point < 0x800)
        {
            to[1] = (byte)(0x80 | (point & 0x3F));
            to[0] = (byte)(0xC0 | point >> 6);
            return 2;
        }
        if (point < 0x10000)
        {
            to[2] = (byte)(0x80 | (point & 0x3F));
            to[1] = (byte)(0x80 | (point >> 6 & 0x3F));
            to[0] = (byte)(0xE0 | point >> 12);
            return 3;
        }
        to[3] = (byte)(0x80 | (point & 0x3F));
        to[2] = (byte)(0x80 | (point >> 6 & 0x3F));
        to[1] = (byte)(0x80 | (point >> 12 & 0x3F));
        to[0] = (byte)(0xF0 | point >> 18);
        return 4;
    }
}

/// <summary>Decodes UTF-8 that comes in pieces.</summary>
public sealed class Utf8IncrementalDecoder
{
    private byte[] _pending = [];

    /// <summary>The bytes of an incomplete sequence that wait for more.</summary>
    public ReadOnlySpan<byte> Pending => _pending;

    /// <summary>Decodes one more piece; with <paramref name="final"/> nothing may be left.</summary>
    public PyStr Decode(ThreadState thread, ReadOnlySpan<byte> data, string errors, bool final)
    {
        if (_pending.Length == 0)
            return DecodeAll(thread, data, errors, final);
        return DecodeAll(thread, ByteStrings.Concat(_pending, data), errors, final);
    }

    private PyStr DecodeAll(ThreadState thread, ReadOnlySpan<byte> data, string errors, bool final)
    {
        var text = Utf8Codec.Decode(thread, data, null, errors, final, out var consumed);
        _pending = consumed == data.Length ? [] : data[consumed..].ToArray();
        return text;
    }

    /// <summary>Forgets what waits, or takes over a state that <see cref="Pending"/> gave.</summary>
    public void Reset(ReadOnlySpan<byte> pending = default) => _pending = pending.ToArray();
}
