using Krait.Runtime;
using Krait.Runtime.Numerics;

namespace Krait.Modules.Arrays;

/// <summary>How arrays are pickled: bytes with a code for what they hold, so that another machine can read them.</summary>
internal static class ArrayPickling
{
    private const int FirstFloat = 14;
    private const int FirstDouble = 16;
    private const int FirstUtf16 = 18;
    private const int FirstUtf32 = 20;
    private const int Last = 21;

    /// <summary>The format code of a kind in this machine's byte order.</summary>
    public static int FormatOf(ItemKind kind) => kind.Code switch
    {
        'b' => 1,
        'B' => 0,
        'h' => 4,
        'H' => 2,
        'i' => 8,
        'I' => 6,
        'l' or 'q' => 12,
        'L' or 'Q' => 10,
        'f' => FirstFloat,
        'd' => FirstDouble,
        _ => FirstUtf32,
    };

    private static (int Size, bool IsSigned, bool IsBigEndian) Describe(int format) => format switch
    {
        0 => (1, false, false),
        1 => (1, true, false),
        < 6 => (2, format >= 4, (format & 1) != 0),
        < 10 => (4, format >= 8, (format & 1) != 0),
        < FirstFloat => (8, format >= 12, (format & 1) != 0),
        < FirstDouble => (4, false, (format & 1) != 0),
        < FirstUtf16 => (8, false, (format & 1) != 0),
        < FirstUtf32 => (2, false, (format & 1) != 0),
        _ => (4, false, (format & 1) != 0),
    };

    /// <summary><c>_array_reconstructor</c>.</summary>
    public static PyObject Reconstruct(ThreadState thread, PyObject arrayType, PyObject typeCode, int format, PyObject items)
    {
        var code = PyArray.CharacterArgument("_array_reconstructor(): argument 2", typeCode);
        if (arrayType is not PyType type)
            throw Errors.Type($"first argument must be a type object, not {arrayType.Type.Name}");
        if (!type.IsSubtypeOf(PyArray.TypeObject))
            throw Errors.Type($"{type.Name} is not a subtype of array.array");
        var kind = ItemKind.Find(code) ?? throw Errors.Value("second argument must be a valid type code");
        if (format is < 0 or > Last)
            throw Errors.Value("third argument must be a valid machine format code.");
        if (items is not PyBytes bytes)
            throw Errors.Type($"fourth argument should be bytes, not {items.Type.Name}");
        if (FormatOf(kind) == format)
        {
            var same = PyArray.Create(thread, type, kind);
            same.AppendBytes(bytes.Span);
            return same;
        }
        var (size, isSigned, isBigEndian) = Describe(format);
        if (bytes.Length % size != 0)
            throw Errors.Value("string length not a multiple of item size");
        if (format < FirstFloat)
        {
            foreach (var candidate in ItemKind.All)
            {
                if (candidate.IsInteger && candidate.Size == size && candidate.IsSigned == isSigned)
                    kind = candidate;
            }
        }
        var made = PyArray.Create(thread, type, kind);
        if (format >= FirstUtf16)
        {
            made.AppendText(Decode(thread, bytes, size, isBigEndian));
            return made;
        }
        var span = bytes.Span;
        for (var at = 0; at < span.Length; at += size)
            Op.CallMethod(thread, made, Names.Append, Item(bytes.Span.Slice(at, size), format, isSigned, isBigEndian));
        return made;
    }

    private static PyStr Decode(ThreadState thread, PyBytes bytes, int size, bool isBigEndian)
    {
        var name = $"utf-{size * 8}-{(isBigEndian ? "be" : "le")}";
        return (PyStr)Op.CallMethod(thread, bytes, Names.Decode, PyStr.From(name));
    }

    private static PyObject Item(ReadOnlySpan<byte> item, int format, bool isSigned, bool isBigEndian)
    {
        Span<byte> little = stackalloc byte[item.Length];
        item.CopyTo(little);
        if (isBigEndian)
            little.Reverse();
        if (format >= FirstDouble)
            return PyFloat.From(BitConverter.ToDouble(little));
        if (format >= FirstFloat)
            return PyFloat.From(BitConverter.ToSingle(little));
        if (item.Length == 8 && !isSigned)
            return PyInt.From(new System.Numerics.BigInteger(BitConverter.ToUInt64(little)));
        return PyInt.From(StructOps.UnpackInteger(little, isSigned, littleEndian: true));
    }
}
