using System.Buffers;

namespace Krait.Runtime;

/// <summary>Encodings defined by a mapping: what <c>codecs.charmap_decode</c> and <c>charmap_encode</c> do.</summary>
internal static class CharMapCodec
{
    private const int Undefined = 0xFFFE;
    private const string Reason = "character maps to <undefined>";

    public static PyStr Decode(ThreadState thread, ReadOnlySpan<byte> data, PyObject? source, string? errors, PyObject? mapping)
    {
        if (mapping is null or PyNone)
            return ByteStrings.Latin1Text(data);
        var context = new DecodeContext(thread, "charmap", errors, data, source);
        var table = mapping.GetType() == typeof(PyStr) ? (PyStr)mapping : null;
        var at = 0;
        while (at < context.Input.Length)
        {
            var b = context.Input[at];
            bool mapped;
            if (table is not null)
            {
                mapped = b < table.Length && table[b] != Undefined;
                if (mapped)
                    context.Output.Append(table[b]);
            }
            else
            {
                mapped = AppendMapped(thread, mapping, b, ref context.Output);
            }
            at = mapped ? at + 1 : context.Handle(at, at + 1, Reason);
        }
        return context.Output.ToStr();
    }

    private static PyObject? LookUp(ThreadState thread, PyObject mapping, int key)
    {
        if (mapping.GetType() == typeof(PyDict))
            return ((PyDict)mapping).GetItem(thread, PyInt.From(key));
        try
        {
            return Op.GetItem(thread, mapping, PyInt.From(key));
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.LookupError))
        {
            return null;
        }
    }

    private static bool AppendMapped(ThreadState thread, PyObject mapping, byte b, ref StrBuilder output)
    {
        switch (LookUp(thread, mapping, b))
        {
            case null or PyNone:
                return false;
            case PyInt number:
                if (!number.TryGetLong(out var point) || (ulong)point > 0x10FFFF)
                    throw Errors.Type("character mapping must be in range(0x110000)");
                if (point == Undefined)
                    return false;
                output.Append((int)point);
                return true;
            case PyStr text:
                if (text.Length == 1 && text[0] == Undefined)
                    return false;
                output.Append(text);
                return true;
            default:
                throw Errors.Type("character mapping must return integer, None or str");
        }
    }

    public static byte[] Encode(ThreadState thread, PyStr text, string? errors, PyObject? mapping)
    {
        if (mapping is null or PyNone)
            return SingleByteCodec.EncodeLatin1(thread, text, errors);
        var context = new EncodeContext(thread, "charmap", errors, text);
        var at = 0;
        while (at < text.Length)
        {
            if (TryWrite(thread, mapping, text[at], context.Output))
            {
                at++;
                continue;
            }
            var start = at;
            var end = at + 1;
            while (end < text.Length && !IsMapped(thread, mapping, text[end]))
                end++;
            var replacement = context.Handle(start, end, Reason, out at);
            if (replacement is PyBytes bytes)
            {
                context.Output.Write(bytes.Span);
                continue;
            }
            var characters = (PyStr)replacement;
            for (var i = 0; i < characters.Length; i++)
            {
                if (!TryWrite(thread, mapping, characters[i], context.Output))
                    throw context.Error(start, end, Reason);
            }
        }
        return context.Output.WrittenSpan.ToArray();
    }

    private static bool IsMapped(ThreadState thread, PyObject mapping, int point) =>
        mapping is PyEncodingMap map ? map.Find(point) >= 0 : LookUp(thread, mapping, point) is not (null or PyNone);

    private static bool TryWrite(ThreadState thread, PyObject mapping, int point, ArrayBufferWriter<byte> output)
    {
        if (mapping is PyEncodingMap map)
        {
            var found = map.Find(point);
            if (found < 0)
                return false;
            output.GetSpan(1)[0] = (byte)found;
            output.Advance(1);
            return true;
        }
        switch (LookUp(thread, mapping, point))
        {
            case null or PyNone:
                return false;
            case PyInt number:
                if (!number.TryGetLong(out var b) || (ulong)b > 255)
                    throw Errors.Type("character mapping must be in range(256)");
                output.GetSpan(1)[0] = (byte)b;
                output.Advance(1);
                return true;
            case PyBytes bytes:
                output.Write(bytes.Span);
                return true;
            case var other:
                throw Errors.Type($"character mapping must return integer, bytes or None, not {other.Type.Name}");
        }
    }

    /// <summary>What encodes to the bytes whose decoding a str of 256 characters (or fewer) lists.</summary>
    public static PyObject Build(ThreadState thread, PyStr decoding)
    {
        if (decoding.Length == 0)
            throw Errors.Type("charmap_build() argument 1 must be a non-empty string");
        var length = Math.Min(decoding.Length, 256);
        var simple = decoding[0] == 0;
        for (var i = 1; i < length; i++)
            simple &= decoding[i] is > 0 and <= 0xFFFF;
        if (simple)
            return new PyEncodingMap(decoding, length);
        var dict = PyDict.Create(thread);
        for (var i = 0; i < length; i++)
            dict.SetItem(thread, PyInt.From(decoding[i]), PyInt.From(i));
        return dict;
    }
}

/// <summary>What <c>codecs.charmap_build</c> makes: finds the byte of a character.</summary>
[PyType("EncodingMap", BasicSize = 56, NoInstantiation = true)]
public sealed partial class PyEncodingMap : PyObject
{
    private readonly Dictionary<int, byte> _bytes = [];

    private PyEncodingMap(PyType type) : base(type)
    {
    }

    internal PyEncodingMap(PyStr decoding, int length) : base(TypeObject)
    {
        for (var i = 0; i < length; i++)
        {
            if (decoding[i] != 0xFFFE)
                _bytes[decoding[i]] = (byte)i;
        }
    }

    /// <summary>The byte of a character, or -1.</summary>
    internal int Find(int point) => _bytes.TryGetValue(point, out var b) ? b : -1;

    /// <summary>Return the size (in bytes) of this object</summary>
    [PyMethod("size")]
    private long Size() => 56 + _bytes.Count;
}
