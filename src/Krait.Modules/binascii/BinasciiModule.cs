using System.Buffers.Text;
using Krait.Runtime;

namespace Krait.Modules;

/// <summary>Conversion between binary data and ASCII</summary>
[PyModule("binascii")]
internal static partial class BinasciiModule
{
    private sealed class State : ModuleState
    {
        public PyType? Error { get; set; }

        public PyType? Incomplete { get; set; }
    }

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        var state = thread.Interpreter.ModuleState<State>();
        state.Error ??= state.Keep(ModuleExceptions.Define(thread, "binascii", "Error", ExceptionTypes.ValueError));
        state.Incomplete ??= state.Keep(ModuleExceptions.Define(thread, "binascii", "Incomplete"));
        module.Dict.SetItem(thread, "Error", state.Error);
        module.Dict.SetItem(thread, "Incomplete", state.Incomplete);
    }

    private static PythonException Error(ThreadState thread, string message) =>
        Errors.New(thread.Interpreter.ModuleState<State>().Error!, message);

    /// <summary>The bytes of an ASCII str or of an object with the buffer protocol.</summary>
    private static ReadOnlySpan<byte> AsciiBytes(ThreadState thread, PyObject o)
    {
        switch (o)
        {
            case PyStr { Bmp: { } text } when System.Text.Ascii.IsValid(text):
                return System.Text.Encoding.ASCII.GetBytes(text);
            case PyStr:
                throw Errors.Value("string argument should contain only ASCII characters");
            case PyBytes bytes when ReferenceEquals(bytes.Type, PyBytes.TypeObject):
                return bytes.Span;
        }
        return PyBuffer.IsSupportedBy(o)
            ? Op.CopyBytes(thread, o)
            : throw Errors.Type($"argument should be bytes, buffer or ASCII string, not '{o.Type.Name}'");
    }

    /// <summary>Decode a line of base64 data.</summary>
    [PyFunction("a2b_base64")]
    private static PyObject DecodeBase64(ThreadState thread, PyObject data, [KeywordOnly("strict_mode")] bool strict = false)
    {
        var source = AsciiBytes(thread, data);
        var target = new byte[(source.Length + 3) / 4 * 3];
        // What most texts are: clean base64 without line breaks.
        if (source.Length > 0 && Base64.DecodeFromUtf8(source, target, out var consumed, out var decoded) == System.Buffers.OperationStatus.Done
            && consumed == source.Length && source.IndexOfAny((byte)' ', (byte)'\n', (byte)'\r') < 0 && !source.Contains((byte)'\t'))
            return PyBytes.From(target.AsSpan(0, decoded));
        var length = DecodeBase64(thread, source, target, strict);
        return PyBytes.From(target.AsSpan(0, length));
    }

    private static int DecodeBase64(ThreadState thread, ReadOnlySpan<byte> source, Span<byte> target, bool strict)
    {
        int length = 0, position = 0, pads = 0;
        byte left = 0;
        var padding = false;
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] == '=')
            {
                padding = true;
                pads++;
                if (strict && (position == 0 || position + pads > 4))
                    throw Error(thread, i == 0 ? "Leading padding not allowed" : "Excess padding not allowed");
                continue;
            }
            var value = Base64Value(source[i]);
            if (value < 0)
            {
                if (strict)
                    throw Error(thread, "Only base64 data is allowed");
                continue;
            }
            if (strict && padding)
                throw Error(thread, position + pads == 4 ? "Excess data after padding" : "Discontinuous padding not allowed");
            pads = 0;
            if (position > 0)
                target[length++] = (byte)(left << (2 * position) | value >> (6 - 2 * position));
            left = (byte)(value & (0x3F >> (2 * position)));
            position = (position + 1) & 3;
        }
        return position switch
        {
            0 => length,
            1 => throw Error(
                thread,
                $"Invalid base64-encoded string: number of data characters ({length / 3 * 4 + 1}) cannot be 1 more than a multiple of 4"),
            _ => position + pads >= 4 ? length : throw Error(thread, "Incorrect padding"),
        };
    }

    private static int Base64Value(byte c) => c switch
    {
        >= (byte)'A' and <= (byte)'Z' => c - 'A',
        >= (byte)'a' and <= (byte)'z' => c - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => c - '0' + 52,
        (byte)'+' => 62,
        (byte)'/' => 63,
        _ => -1,
    };

    /// <summary>Base64-code line of data.</summary>
    [PyFunction("b2a_base64")]
    private static PyObject EncodeBase64([Buffer] ReadOnlySpan<byte> data, [KeywordOnly] bool newline = true)
    {
        var length = Base64.GetMaxEncodedToUtf8Length(data.Length);
        var target = new byte[length + (newline ? 1 : 0)];
        Base64.EncodeToUtf8(data, target, out _, out _);
        if (newline)
            target[length] = (byte)'\n';
        return PyBytes.From(target);
    }

    /// <summary>
    /// Binary data of hexadecimal representation.
    ///
    /// hexstr must contain an even number of hex digits (upper or lower case).
    /// This function is also available as "unhexlify()".
    /// </summary>
    [PyFunction("a2b_hex")]
    [PyFunction("unhexlify")]
    private static PyObject DecodeHex(ThreadState thread, PyObject hexstr)
    {
        var source = AsciiBytes(thread, hexstr);
        if (source.Length % 2 != 0)
            throw Error(thread, "Odd-length string");
        var target = new byte[source.Length / 2];
        for (var i = 0; i < target.Length; i++)
        {
            var high = ByteStrings.HexValue(source[2 * i]);
            var low = ByteStrings.HexValue(source[2 * i + 1]);
            if (high < 0 || low < 0)
                throw Error(thread, "Non-hexadecimal digit found");
            target[i] = (byte)(high << 4 | low);
        }
        return PyBytes.From(target);
    }

    /// <summary>
    /// Hexadecimal representation of binary data.
    ///
    ///   sep
    ///     An optional single character or byte to separate hex bytes.
    ///   bytes_per_sep
    ///     How many bytes between separators.  Positive values count from the
    ///     right, negative values count from the left.
    ///
    /// The return value is a bytes object.
    /// </summary>
    [PyFunction("b2a_hex")]
    [PyFunction("hexlify")]
    private static PyObject EncodeHex(
        ThreadState thread,
        [Keyword, Buffer] ReadOnlySpan<byte> data,
        [Keyword, Default("<unrepresentable>")] PyObject? sep = null,
        [Keyword("bytes_per_sep")] int bytesPerSeparator = 1)
    {
        var separator = sep is null ? (byte)0 : Separator(thread, sep);
        var group = Math.Abs((long)bytesPerSeparator);
        var separators = sep is null || group == 0 || data.Length == 0 ? 0 : (data.Length - 1) / group;
        var target = new byte[data.Length * 2 + (int)separators];
        const string Digits = "0123456789abcdef";
        // Positive groups count from the right: the first one is the short one.
        var untilSeparator = bytesPerSeparator > 0 && separators > 0 ? (data.Length - 1) % group + 1 : group;
        var at = 0;
        for (var i = 0; i < data.Length; i++)
        {
            if (separators > 0 && untilSeparator-- == 0)
            {
                target[at++] = separator;
                untilSeparator = group - 1;
            }
            target[at++] = (byte)Digits[data[i] >> 4];
            target[at++] = (byte)Digits[data[i] & 15];
        }
        return PyBytes.From(target);
    }

    private static byte Separator(ThreadState thread, PyObject sep)
    {
        if (Op.Length(thread, sep) != 1)
            throw Errors.Value("sep must be length 1.");
        return sep switch
        {
            PyStr text => text[0] < 256 ? (byte)text[0] : throw Errors.Value("sep must be ASCII."),
            PyBytes bytes => bytes.Span[0],
            _ => throw Errors.Type("sep must be str or bytes."),
        };
    }

    /// <summary>Compute CRC-CCITT incrementally.</summary>
    [PyFunction("crc_hqx")]
    private static long CrcHqx(ThreadState thread, [Buffer] ReadOnlySpan<byte> data, PyObject crc)
    {
        var value = Masked(thread, crc) & 0xFFFF;
        foreach (var b in data)
        {
            value ^= (uint)b << 8;
            for (var bit = 0; bit < 8; bit++)
                value = ((value & 0x8000) != 0 ? value << 1 ^ 0x1021 : value << 1) & 0xFFFF;
        }
        return value;
    }

    /// <summary>Compute CRC-32 incrementally.</summary>
    [PyFunction("crc32", Signature = "($module, data, crc=0, /)")]
    private static long Crc32(ThreadState thread, [Buffer] ReadOnlySpan<byte> data, PyObject? crc = null) =>
        Checksums.Crc32(crc is null ? 0 : Masked(thread, crc), data);

    /// <summary>The low 32 bits of an int.</summary>
    internal static uint Masked(ThreadState thread, PyObject o) => (uint)(Op.Index(thread, o).Big & uint.MaxValue);

    /// <summary>Decode a line of uuencoded data.</summary>
    [PyFunction("a2b_uu")]
    private static PyObject DecodeUu(ThreadState thread, PyObject data)
    {
        var source = AsciiBytes(thread, data);
        if (source.IsEmpty)
            throw Error(thread, "Missing length byte");
        var target = new byte[(source[0] - ' ') & 0x3F];
        var next = 1;
        uint pending = 0;
        var bits = 0;
        for (var length = 0; length < target.Length; next++)
        {
            uint value = 0;
            // Spaces at the end of a line get lost on the way: what is missing counts as zeros.
            if (next < source.Length && source[next] is not ((byte)'\n' or (byte)'\r'))
            {
                if (source[next] < ' ' || source[next] > ' ' + 64)
                    throw Error(thread, "Illegal char");
                value = (uint)(source[next] - ' ') & 0x3F;
            }
            pending = pending << 6 | value;
            bits += 6;
            if (bits < 8)
                continue;
            bits -= 8;
            target[length++] = (byte)(pending >> bits);
            pending &= (1u << bits) - 1;
        }
        for (; next < source.Length; next++)
        {
            if (source[next] is not ((byte)' ' or (byte)'`' or (byte)'\n' or (byte)'\r'))
                throw Error(thread, "Trailing garbage");
        }
        return PyBytes.From(target);
    }

    /// <summary>Uuencode line of data.</summary>
    [PyFunction("b2a_uu")]
    private static PyObject EncodeUu(ThreadState thread, [Buffer] ReadOnlySpan<byte> data, [KeywordOnly] bool backtick = false)
    {
        if (data.Length > 45)
            throw Error(thread, "At most 45 bytes at once");
        var target = new byte[2 + (data.Length + 2) / 3 * 4];
        target[0] = Character((uint)data.Length);
        var at = 1;
        for (var i = 0; i < data.Length; i += 3)
        {
            var group = (uint)data[i] << 16 | (i + 1 < data.Length ? (uint)data[i + 1] << 8 : 0) | (i + 2 < data.Length ? data[i + 2] : 0u);
            for (var shift = 18; shift >= 0; shift -= 6)
                target[at++] = Character(group >> shift & 0x3F);
        }
        target[at] = (byte)'\n';
        return PyBytes.From(target);

        byte Character(uint value) => value == 0 && backtick ? (byte)'`' : (byte)(value + ' ');
    }
}
