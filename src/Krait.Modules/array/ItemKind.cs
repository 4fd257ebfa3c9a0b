using System.Buffers.Binary;
using System.Numerics;
using Krait.Runtime;

namespace Krait.Modules.Arrays;

/// <summary>What the items of an array are.</summary>
internal abstract class ItemKind(char code, int size, bool isSigned, bool isInteger)
{
    /// <summary>All type codes, in CPython's order.</summary>
    public const string AllCodes = "bBuwhHiIlLqQfd";

    private static readonly ItemKind[] s_kinds =
    [
        new IntegerKind('b', 1, true),
        new IntegerKind('B', 1, false),
        new CharacterKind('u'),
        new CharacterKind('w'),
        new IntegerKind('h', 2, true),
        new IntegerKind('H', 2, false),
        new IntegerKind('i', 4, true),
        new IntegerKind('I', 4, false),
        new IntegerKind('l', 8, true),
        new IntegerKind('L', 8, false),
        new IntegerKind('q', 8, true),
        new IntegerKind('Q', 8, false),
        new FloatKind('f', 4),
        new FloatKind('d', 8),
    ];

    /// <summary>The type code.</summary>
    public char Code => code;

    /// <summary>The size of an item in bytes.</summary>
    public int Size => size;

    public bool IsSigned => isSigned;

    public bool IsInteger => isInteger;

    /// <summary>True for the kinds of Unicode characters.</summary>
    public bool IsCharacter => code is 'u' or 'w';

    /// <summary>The format that the buffer protocol shows.</summary>
    public string Format => code == 'u' ? "w" : code.ToString();

    /// <summary>All kinds.</summary>
    public static ReadOnlySpan<ItemKind> All => s_kinds;

    /// <summary>The kind of a type code; null for an unknown one.</summary>
    public static ItemKind? Find(int code) => Array.Find(s_kinds, kind => kind.Code == code);

    /// <summary>The object of an item.</summary>
    public abstract PyObject Get(ThreadState thread, ReadOnlySpan<byte> item);

    /// <summary>Converts an object to an item's bits, with the errors of the kind. May run Python code.</summary>
    public abstract ulong Convert(ThreadState thread, PyObject value);

    /// <summary>Writes an item.</summary>
    public void Put(Span<byte> item, ulong bits)
    {
        switch (size)
        {
            case 1:
                item[0] = (byte)bits;
                break;
            case 2:
                BinaryPrimitives.WriteUInt16LittleEndian(item, (ushort)bits);
                break;
            case 4:
                BinaryPrimitives.WriteUInt32LittleEndian(item, (uint)bits);
                break;
            default:
                BinaryPrimitives.WriteUInt64LittleEndian(item, bits);
                break;
        }
    }

    private sealed class IntegerKind(char code, int size, bool isSigned) : ItemKind(code, size, isSigned, true)
    {
        public override PyObject Get(ThreadState thread, ReadOnlySpan<byte> item) => Code switch
        {
            'b' => PyInt.Make(thread, (sbyte)item[0]),
            'B' => PyInt.Make(thread, item[0]),
            'h' => PyInt.Make(thread, BinaryPrimitives.ReadInt16LittleEndian(item)),
            'H' => PyInt.Make(thread, BinaryPrimitives.ReadUInt16LittleEndian(item)),
            'i' => PyInt.Make(thread, BinaryPrimitives.ReadInt32LittleEndian(item)),
            'I' => PyInt.Make(thread, BinaryPrimitives.ReadUInt32LittleEndian(item)),
            'l' or 'q' => PyInt.Make(thread, BinaryPrimitives.ReadInt64LittleEndian(item)),
            _ => Unsigned(thread, BinaryPrimitives.ReadUInt64LittleEndian(item)),
        };

        private static PyInt Unsigned(ThreadState thread, ulong value) =>
            value <= long.MaxValue ? PyInt.Make(thread, (long)value) : PyInt.From(new BigInteger(value));

        public override ulong Convert(ThreadState thread, PyObject value)
        {
            var number = Op.Index(thread, value);
            return Code switch
            {
                'b' => Checked(Narrow(number, short.MinValue, short.MaxValue, "signed short integer"), sbyte.MinValue, sbyte.MaxValue, "signed char"),
                'B' => Checked(Narrow(number, short.MinValue, short.MaxValue, "signed short integer"), 0, byte.MaxValue, "unsigned byte integer"),
                'h' => (ulong)Narrow(number, short.MinValue, short.MaxValue, "signed short integer"),
                'H' => Checked(Narrow(number, int.MinValue, int.MaxValue, "signed integer"), 0, ushort.MaxValue, "unsigned short"),
                'i' => (ulong)Narrow(number, int.MinValue, int.MaxValue, "signed integer"),
                'I' => UnsignedInt(number),
                'l' => (ulong)AsLong(number, "Python int too large to convert to C long"),
                'L' => AsUnsigned(number, "can't convert negative value to unsigned int", "Python int too large to convert to C unsigned long"),
                'q' => (ulong)AsLong(number, "int too big to convert"),
                _ => AsUnsigned(number, "can't convert negative int to unsigned", "int too big to convert"),
            };
        }

        private static long AsLong(PyInt number, string problem) =>
            number.TryGetLong(out var value) ? value : throw Errors.Overflow(problem);

        private static ulong Checked(long value, long least, long most, string what)
        {
            if (value < least)
                throw Errors.Overflow($"{what} is less than minimum");
            return value <= most ? (ulong)value : throw Errors.Overflow($"{what} is greater than maximum");
        }

        private static long Narrow(PyInt number, long least, long most, string what) =>
            (long)Checked(AsLong(number, "Python int too large to convert to C long"), least, most, what);

        private static ulong UnsignedInt(PyInt number)
        {
            var value = AsUnsigned(number, "can't convert negative value to unsigned int", "Python int too large to convert to C unsigned long");
            return value <= uint.MaxValue ? value : throw Errors.Overflow("unsigned int is greater than maximum");
        }

        private static ulong AsUnsigned(PyInt number, string negative, string large)
        {
            if (number.TryGetLong(out var value))
                return value >= 0 ? (ulong)value : throw Errors.Overflow(negative);
            if (number.Big.Sign < 0)
                throw Errors.Overflow(negative);
            return number.Big <= ulong.MaxValue ? (ulong)number.Big : throw Errors.Overflow(large);
        }
    }

    private sealed class FloatKind(char code, int size) : ItemKind(code, size, false, false)
    {
        public override PyObject Get(ThreadState thread, ReadOnlySpan<byte> item) =>
            PyFloat.From(Size == 4 ? BinaryPrimitives.ReadSingleLittleEndian(item) : BinaryPrimitives.ReadDoubleLittleEndian(item));

        public override ulong Convert(ThreadState thread, PyObject value)
        {
            var number = Op.AsDouble(thread, value);
            return Size == 4 ? BitConverter.SingleToUInt32Bits((float)number) : BitConverter.DoubleToUInt64Bits(number);
        }
    }

    private sealed class CharacterKind(char code) : ItemKind(code, 4, false, false)
    {
        public override PyObject Get(ThreadState thread, ReadOnlySpan<byte> item)
        {
            var point = BinaryPrimitives.ReadUInt32LittleEndian(item);
            if (point <= 0x10FFFF)
                return PyStr.FromCodePoint((int)point);
            throw Errors.Value(Code == 'u'
                ? $"character U+{point:x} is not in range [U+0000; U+10ffff]"
                : "chr() arg not in range(0x110000)");
        }

        public override ulong Convert(ThreadState thread, PyObject value)
        {
            if (value is not PyStr text)
                throw Errors.Type($"array item must be a unicode character, not {value.Type.FullName}");
            return text.Length == 1
                ? (ulong)text[0]
                : throw Errors.Type($"array item must be a unicode character, not a string of length {text.Length}");
        }
    }
}
