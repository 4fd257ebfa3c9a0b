using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Krait.Runtime;

internal static partial class ByteStrings
{
    /// <summary>The hexadecimal digits, with a separator between groups counted from the right (from the left where negative).</summary>
    public static PyStr Hex(ThreadState thread, ReadOnlySpan<byte> data, PyObject? sep, int bytesPerGroup)
    {
        var separator = sep is null ? -1 : HexSeparator(thread, sep);
        if (separator < 0 || bytesPerGroup == 0 || data.Length == 0)
            return PyStr.FromBmp(LowerHex(data));
        var size = Math.Abs((long)bytesPerGroup);
        var groups = (data.Length - 1) / size;
        if (groups == 0)
            return PyStr.FromBmp(LowerHex(data));
        var first = bytesPerGroup > 0 ? data.Length - groups * size : size;
        var builder = new StrBuilder((int)(data.Length * 2 + groups));
        for (var i = 0; i < data.Length; i++)
        {
            if (i >= first && (i - first) % size == 0)
                builder.Append(separator);
            builder.Append(HexDigit(data[i] >> 4));
            builder.Append(HexDigit(data[i] & 15));
        }
        return builder.ToStr();
    }

    /// <summary>Two digits for each byte. .NET's own is slow until it has been compiled for this processor.</summary>
    private static string LowerHex(ReadOnlySpan<byte> data)
    {
        if (data.Length > int.MaxValue / 2)
            throw Errors.Memory();
        var text = new string('\0', data.Length * 2);
        ref var pair = ref Unsafe.As<char, uint>(ref Unsafe.AsRef(in text.GetPinnableReference()));
        ref var pairs = ref MemoryMarshal.GetArrayDataReference(s_hexPairs);
        for (var i = 0; i < data.Length; i++)
            Unsafe.Add(ref pair, i) = Unsafe.Add(ref pairs, data[i]);
        return text;
    }

    /// <summary>The two digits of each byte as they lie in memory.</summary>
    private static readonly uint[] s_hexPairs = MakeHexPairs();

    private static uint[] MakeHexPairs()
    {
        var pairs = new uint[256];
        for (var i = 0; i < pairs.Length; i++)
        {
            Span<char> digits = [(char)HexDigit(i >> 4), (char)HexDigit(i & 15)];
            pairs[i] = MemoryMarshal.Cast<char, uint>(digits)[0];
        }
        return pairs;
    }

    private static int HexSeparator(ThreadState thread, PyObject sep)
    {
        if (Op.Length(thread, sep) != 1)
            throw Errors.Value("sep must be length 1.");
        var first = sep switch
        {
            PyStr text => text[0],
            PyBytes bytes => bytes.Span[0],
            _ => throw Errors.Type("sep must be str or bytes."),
        };
        return first < 128 ? first : throw Errors.Value("sep must be ASCII.");
    }

    /// <summary>The bytes that hexadecimal digits stand for.</summary>
    public static byte[] FromHex(ThreadState thread, PyObject digits)
    {
        if (digits is PyStr text)
        {
            // Digits without spaces between them, all of them right: the usual case.
            if (text.Bmp is { Length: > 0 } chars && chars.Length % 2 == 0)
            {
                var result = new byte[chars.Length / 2];
                if (Convert.FromHexString(chars, result, out _, out _) == System.Buffers.OperationStatus.Done)
                    return result;
            }
            if (text.IsAscii)
                return FromHex(System.Text.Encoding.ASCII.GetBytes(text.Bmp!));
            for (var i = 0; ; i++)
            {
                if (text[i] > 127)
                    throw NotHex(i);
            }
        }
        if (!PyBuffer.IsSupportedBy(digits))
            throw Errors.Type($"fromhex() argument must be str or bytes-like, not {digits.Type.Name}");
        using var view = ByteArgument.Open(thread, digits);
        return FromHex(view.Span);
    }

    private static byte[] FromHex(ReadOnlySpan<byte> digits)
    {
        var result = new byte[digits.Length / 2];
        if (digits.Length % 2 == 0 && Convert.FromHexString(digits, result, out _, out _) == System.Buffers.OperationStatus.Done)
            return result;
        var count = 0;
        for (var i = 0; i < digits.Length;)
        {
            if (IsSpace(digits[i]))
            {
                i++;
                continue;
            }
            var high = HexValue(digits[i]);
            if (high < 0)
                throw NotHex(i);
            if (++i >= digits.Length)
                throw Errors.Value("fromhex() arg must contain an even number of hexadecimal digits");
            var low = HexValue(digits[i]);
            if (low < 0)
                throw NotHex(i);
            i++;
            result[count++] = (byte)(high << 4 | low);
        }
        return count == result.Length ? result : result[..count];
    }

    private static PythonException NotHex(int position) =>
        Errors.Value($"non-hexadecimal number found in fromhex() arg at position {position}");

    /// <summary>The value of a hexadecimal digit, or -1.</summary>
    public static int HexValue(int digit) => digit switch
    {
        >= '0' and <= '9' => digit - '0',
        >= 'a' and <= 'f' => digit - 'a' + 10,
        >= 'A' and <= 'F' => digit - 'A' + 10,
        _ => -1,
    };
}
