using System.Buffers.Binary;
using System.Numerics;
using Krait.Runtime.Numerics;

namespace Krait.Runtime;

/// <summary>The items of a memoryview: the native formats of <c>struct</c> with one character.</summary>
internal static class MemoryItems
{
    /// <summary>The size of an item, 0 for a format that memoryviews do not know.</summary>
    public static int SizeOf(char format) => format switch
    {
        'c' or 'b' or 'B' or '?' => 1,
        'h' or 'H' or 'e' => 2,
        'i' or 'I' or 'f' => 4,
        'l' or 'L' or 'q' or 'Q' or 'n' or 'N' or 'd' or 'P' => 8,
        _ => 0,
    };

    /// <summary>The one character of a native format, with or without the <c>@</c>; '\0' for other formats.</summary>
    public static char NativeCode(string? format)
    {
        if (format is null)
            return 'B';
        var code = format.Length switch
        {
            1 => format[0],
            2 when format[0] == '@' => format[1],
            _ => '\0',
        };
        return SizeOf(code) > 0 ? code : '\0';
    }

    private static bool IsSigned(char code) => code is 'b' or 'h' or 'i' or 'l' or 'q' or 'n';

    /// <summary>The object of an item.</summary>
    /// <exception cref="PythonException">NotImplementedError for another format.</exception>
    public static PyObject Unpack(ReadOnlySpan<byte> item, string? format)
    {
        var code = NativeCode(format);
        switch (code)
        {
            case 'B':
                return PyInt.Small(item[0]);
            case 'c':
                return PyBytes.Single(item[0]);
            case '?':
                return PyBool.From(item[0] != 0);
            case 'e':
                return PyFloat.From(StructOps.UnpackHalf(BinaryPrimitives.ReadUInt16LittleEndian(item)));
            case 'f':
                return PyFloat.From(BinaryPrimitives.ReadSingleLittleEndian(item));
            case 'd':
                return PyFloat.From(BinaryPrimitives.ReadDoubleLittleEndian(item));
            case '\0':
                throw Unsupported(format);
        }
        var size = SizeOf(code);
        if (!IsSigned(code) && size == 8)
            return PyInt.From(new BigInteger(BinaryPrimitives.ReadUInt64LittleEndian(item)));
        return PyInt.From(StructOps.UnpackInteger(item[..size], IsSigned(code), littleEndian: true));
    }

    private static PythonException Unsupported(string? format) => Errors.NotImplemented($"memoryview: format {format} not supported");

    /// <summary>Writes an object as an item.</summary>
    public static void Pack(ThreadState thread, Span<byte> item, string? format, PyObject value)
    {
        var code = NativeCode(format);
        if (code == '\0')
            throw Unsupported(format);
        switch (code)
        {
            case 'c':
                if (value is not PyBytes bytes)
                    throw WrongType(format);
                if (bytes.Length != 1)
                    throw WrongValue(format);
                item[0] = bytes.Span[0];
                return;
            case '?':
                item[0] = Op.IsTrue(thread, value) ? (byte)1 : (byte)0;
                return;
            case 'e' or 'f' or 'd':
                PackFloat(item, code, Real(thread, value, format));
                return;
            default:
                PackInteger(thread, item, code, value, format);
                return;
        }
    }

    private static PythonException WrongType(string? format) => Errors.Type($"memoryview: invalid type for format '{format ?? "B"}'");

    private static PythonException WrongValue(string? format) => Errors.Value($"memoryview: invalid value for format '{format ?? "B"}'");

    private static double Real(ThreadState thread, PyObject value, string? format)
    {
        try
        {
            return Op.AsDouble(thread, value);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.TypeError))
        {
            throw WrongType(format);
        }
    }

    private static void PackFloat(Span<byte> item, char code, double value)
    {
        switch (code)
        {
            case 'e':
                if (!StructOps.TryPackHalf(value, out var half))
                    throw Errors.Overflow("float too large to pack with e format");
                BinaryPrimitives.WriteUInt16LittleEndian(item, half);
                break;
            case 'f':
                BinaryPrimitives.WriteSingleLittleEndian(item, (float)value);
                break;
            default:
                BinaryPrimitives.WriteDoubleLittleEndian(item, value);
                break;
        }
    }

    private static void PackInteger(ThreadState thread, Span<byte> item, char code, PyObject value, string? format)
    {
        if (!Op.IsIndex(value))
            throw WrongType(format);
        BigInteger number;
        try
        {
            number = Op.Index(thread, value).Big;
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.TypeError))
        {
            throw WrongType(format);
        }
        if (!StructOps.TryPackInteger(number, item[..SizeOf(code)], IsSigned(code), littleEndian: true))
            throw WrongValue(format);
    }

    /// <summary>True where two items are equal by value, their formats notwithstanding; false for formats that are not known.</summary>
    public static bool AreEqual(ThreadState thread, ReadOnlySpan<byte> left, string? leftFormat, ReadOnlySpan<byte> right, string? rightFormat) =>
        Op.AreEqual(thread, Unpack(left, leftFormat), Unpack(right, rightFormat));
}
