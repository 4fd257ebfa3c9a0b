using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Krait.Runtime;

namespace Krait.Modules.Pickling;

internal sealed partial class PickleWriter
{
    private void SaveBool(bool value)
    {
        if (_protocol >= 2)
            _output.Write(value ? Opcode.NewTrue : Opcode.NewFalse);
        else
            _output.WriteAscii(value ? "I01\n" : "I00\n");
    }

    private void SaveInt(PyInt number)
    {
        var isLong = number.TryGetLong(out var value);
        if (isLong && value is >= int.MinValue and <= int.MaxValue)
        {
            if (!IsBinary)
                _output.WriteAscii($"I{value}\n");
            else if (value is >= 0 and <= byte.MaxValue)
                _output.Write(Opcode.BinInt1, (byte)value);
            else if (value is >= 0 and <= ushort.MaxValue)
                _output.Write([Opcode.BinInt2, (byte)value, (byte)(value >> 8)]);
            else
                _output.WriteInt32(Opcode.BinInt, (uint)value);
            return;
        }
        if (_protocol < 2)
        {
            _output.WriteAscii($"L{Op.ReprText(_thread, number)}L\n");
            return;
        }
        if (isLong)
        {
            WriteLong(value);
            return;
        }
        var bytes = number.Big.ToByteArray();
        if (bytes.Length < 256)
            _output.Write(Opcode.Long1, (byte)bytes.Length);
        else
            _output.WriteInt32(Opcode.Long4, (uint)bytes.Length);
        _output.Write(bytes);
    }

    /// <summary>Writes an int by the fewest bytes that show its sign.</summary>
    private void WriteLong(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        var size = 8;
        while (size > 1 && bytes[size - 1] == (byte)((sbyte)bytes[size - 2] >> 7))
            size--;
        _output.Write(Opcode.Long1, (byte)size);
        _output.Write(bytes[..size]);
    }

    private void SaveFloat(PyFloat number)
    {
        if (!IsBinary)
        {
            _output.WriteAscii($"F{Op.ReprText(_thread, number)}\n");
            return;
        }
        var room = _output.Take(9);
        room[0] = Opcode.BinFloat;
        BinaryPrimitives.WriteDoubleBigEndian(room[1..], number.Value);
    }

    /// <summary>Writes a header and many bytes; very many go around the frames, and to a file directly.</summary>
    private void WriteLarge(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, PyObject? original)
    {
        if (payload.Length < PickleOutput.FrameTarget || !_output.Framing)
        {
            _output.Write(header);
            WritePayload(payload, original);
            return;
        }
        _output.CloseFrame();
        _output.Framing = false;
        _output.Write(header);
        WritePayload(payload, original);
        _output.Framing = true;
    }

    private void WritePayload(ReadOnlySpan<byte> payload, PyObject? original)
    {
        if (_write is null || payload.Length < PickleOutput.FrameTarget)
        {
            _output.Write(payload);
            return;
        }
        Flush();
        Op.Call(_thread, _write, original ?? PyBytes.From(payload));
    }

    private static int Header(Span<byte> header, byte opcode, ulong length, int size)
    {
        header[0] = opcode;
        for (var i = 0; i < size; i++)
            header[1 + i] = (byte)(length >> (8 * i));
        return 1 + size;
    }

    private void SaveStr(PyStr text)
    {
        WriteStr(text);
        Memoize(text);
    }

    private void WriteStr(PyStr text)
    {
        if (!IsBinary)
        {
            _output.Write(Opcode.Unicode);
            WriteRawUnicodeEscape(text);
            _output.Write((byte)'\n');
        }
        else
        {
            WriteUtf8(text);
        }
    }

    private void WriteUtf8(PyStr text)
    {
        if (text.Bmp is { Length: <= byte.MaxValue } ascii && _protocol >= 4 && Ascii.IsValid(ascii))
        {
            var place = _output.Take(ascii.Length + 2);
            place[0] = Opcode.ShortBinUnicode;
            place[1] = (byte)ascii.Length;
            Ascii.FromUtf16(ascii, place[2..], out _);
            return;
        }
        Span<byte> header = stackalloc byte[9];
        // The usual text goes to its place without a copy.
        if (text.Bmp is { Length: < PickleOutput.FrameTarget / 4 } chars && chars.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0)
        {
            var count = Encoding.UTF8.GetByteCount(chars);
            var used = count <= byte.MaxValue && _protocol >= 4
                ? Header(header, Opcode.ShortBinUnicode, (ulong)count, 1)
                : Header(header, Opcode.BinUnicode, (ulong)count, 4);
            var room = _output.Take(used + count);
            header[..used].CopyTo(room);
            Encoding.UTF8.GetBytes(chars, room[used..]);
            return;
        }
        var bytes = PickleText.Encode(text);
        var size = bytes.Length <= byte.MaxValue && _protocol >= 4
            ? Header(header, Opcode.ShortBinUnicode, (ulong)bytes.Length, 1)
            : Header(header, Opcode.BinUnicode, (ulong)bytes.Length, 4);
        WriteLarge(header[..size], bytes, null);
    }

    private void WriteRawUnicodeEscape(PyStr text)
    {
        var escaped = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var point = text[i];
            if (point >= 0x10000)
                escaped.Append($"\\U{point:x8}");
            else if (point >= 256 || point is '\\' or 0 or '\n' or '\r' or 0x1A)
                escaped.Append($"\\u{point:x4}");
            else
                escaped.Append((char)point);
        }
        _output.Write(Encoding.Latin1.GetBytes(escaped.ToString()));
    }

    private void SaveBytes(PyBytes bytes)
    {
        if (_protocol < 3)
        {
            PyObject reduced;
            if (bytes.Length == 0)
            {
                reduced = PyTuple.Create(_thread, PyBytes.TypeObject, PyTuple.Empty);
            }
            else
            {
                var text = PyStr.FromBmp(Encoding.Latin1.GetString(bytes.Span));
                var encode = Op.ImportFrom(_thread, "codecs", "encode");
                reduced = PyTuple.Create(_thread, encode, PyTuple.Create(_thread, text, PickleNames.Latin1));
            }
            using var held = new Held(_thread, reduced);
            SaveReduce((PyTuple)reduced, bytes);
            return;
        }
        WriteBytes(bytes.Span, bytes);
        Memoize(bytes);
    }

    private void WriteBytes(ReadOnlySpan<byte> bytes, PyObject? original)
    {
        Span<byte> header = stackalloc byte[9];
        var size = bytes.Length <= byte.MaxValue
            ? Header(header, Opcode.ShortBinBytes, (ulong)bytes.Length, 1)
            : Header(header, Opcode.BinBytes, (ulong)bytes.Length, 4);
        WriteLarge(header[..size], bytes, original);
    }

    private void SaveByteArray(PyByteArray bytes)
    {
        if (_protocol >= 5)
        {
            WriteByteArray(bytes.Span, bytes);
            Memoize(bytes);
            return;
        }
        var args = bytes.Length == 0 ? PyTuple.Empty : PyTuple.Create(_thread, (PyObject)PyBytes.From((ReadOnlySpan<byte>)bytes.Span));
        var reduced = PyTuple.Create(_thread, PyByteArray.TypeObject, args);
        using var held = new Held(_thread, reduced);
        SaveReduce(reduced, bytes);
    }

    private void WriteByteArray(ReadOnlySpan<byte> bytes, PyObject? original)
    {
        Span<byte> header = stackalloc byte[9];
        Header(header, Opcode.ByteArray8, (ulong)bytes.Length, 8);
        WriteLarge(header, bytes, original);
    }

    private void SavePickleBuffer(PyPickleBuffer buffer)
    {
        if (_protocol < 5)
            throw Error("PickleBuffer can only be pickled with protocol >= 5");
        // The callback may release the wrapper: the memory itself is held meanwhile.
        using var view = PyBuffer.Get(_thread, buffer, BufferFlags.FullReadOnly);
        if (!view.IsContiguous('A'))
            throw Error("PickleBuffer can not be pickled when pointing to a non-contiguous buffer");
        var inBand = _bufferCallback is null || Op.IsTrue(_thread, Op.Call(_thread, _bufferCallback, buffer));
        if (!inBand)
        {
            _output.Write(Opcode.NextBuffer);
            if (view.ReadOnly)
                _output.Write(Opcode.ReadOnlyBuffer);
            return;
        }
        if (view.ReadOnly)
            WriteBytes(view.Span, null);
        else
            WriteByteArray(view.Span, null);
        Memoize(buffer);
    }
}

/// <summary>UTF-8 in which lone surrogates pass.</summary>
internal static class PickleText
{
    /// <summary>The bytes of a str.</summary>
    public static byte[] Encode(PyStr text)
    {
        if (text.Bmp is { } chars && chars.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0)
            return Encoding.UTF8.GetBytes(chars);
        var bytes = new byte[text.Length * 4L];
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var point = text[i];
            if (point < 0x80)
            {
                bytes[count++] = (byte)point;
                continue;
            }
            var more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
            bytes[count++] = (byte)(((0xFF00 >> (more + 1)) & 0xFF) | (point >> (6 * more)));
            while (more-- > 0)
                bytes[count++] = (byte)(0x80 | ((point >> (6 * more)) & 0x3F));
        }
        return bytes.AsSpan(0, count).ToArray();
    }

    /// <summary>The str of ASCII bytes; null for others.</summary>
    public static PyStr? TryDecodeAscii(ReadOnlySpan<byte> bytes) =>
        !Ascii.IsValid(bytes) ? null : bytes.Length == 0 ? PyStr.Empty : PyStr.FromBmp(Encoding.Latin1.GetString(bytes));

    /// <summary>The str of bytes.</summary>
    public static PyStr Decode(ThreadState thread, ReadOnlySpan<byte> bytes)
    {
        if (TryDecodeAscii(bytes) is { } ascii)
            return ascii;
        if (System.Text.Unicode.Utf8.IsValid(bytes))
            return PyStr.From(Encoding.UTF8.GetString(bytes));
        return (PyStr)Op.CallMethod(thread, PyBytes.From(bytes), Names.Decode, PyStr.Intern("utf-8"), PyStr.Intern("surrogatepass"));
    }
}
