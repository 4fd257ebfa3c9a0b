using System.Buffers.Binary;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.CTypes;

/// <summary>How the values of a simple C type are read and written: what a <c>_type_</c> code stands for.</summary>
internal sealed unsafe class ValueCodec
{
    private const string IntegerCodes = "bBhHiIlLqQv";

    private static readonly Dictionary<char, ValueCodec> s_native = Make(false);
    private static readonly Dictionary<char, ValueCodec> s_swapped = Make(true);

    private ValueCodec(char code, int size, string ffiName, bool swapped = false)
    {
        Code = code;
        Size = size;
        IsSwapped = swapped;
        FfiType = LibFfi.TypeOf(ffiName);
    }

    /// <summary>The characters of arrays of <c>c_char</c>, as bytes.</summary>
    public static ValueCodec Characters { get; } = new('s', 1, "pointer");

    /// <summary>The characters of arrays of <c>c_wchar</c>, as a str.</summary>
    public static ValueCodec WideCharacters { get; } = new('U', 1, "pointer");

    /// <summary>The codes that a simple type may have.</summary>
    public static string Codes { get; } =
        string.Concat("cbBhHiIlLdDFGfuzZqQPOv?g".Where(static code => s_native.ContainsKey(code)));

    /// <summary>The code.</summary>
    public char Code { get; }

    /// <summary>The size of a value in bytes.</summary>
    public int Size { get; }

    /// <summary>True where the bytes are in the order that is not the machine's.</summary>
    public bool IsSwapped { get; }

    /// <summary>libffi's description of the type.</summary>
    public FfiType* FfiType { get; }

    /// <summary>True for numbers that may be bit fields.</summary>
    public bool IsInteger => IntegerCodes.Contains(Code) || Code == '?';

    /// <summary>True for integers whose highest bit is the sign.</summary>
    public bool IsSigned => Code is 'b' or 'h' or 'i' or 'l' or 'q' or 'v';

    /// <summary>The format of the buffer protocol.</summary>
    public string Format
    {
        get
        {
            var code = Code switch
            {
                'l' => 'q',
                'L' => 'Q',
                var other => other,
            };
            return $"{(IsSwapped == BitConverter.IsLittleEndian ? '>' : '<')}{code}";
        }
    }

    /// <summary>The codec of a code; null where the code is not known, or there is none with the other byte order.</summary>
    public static ValueCodec? Find(char code, bool swapped) => (swapped ? s_swapped : s_native).GetValueOrDefault(code);

    private static Dictionary<char, ValueCodec> Make(bool swapped)
    {
        (char Code, int Size, string Ffi)[] table =
        [
            ('c', 1, "sint8"), ('b', 1, "sint8"), ('B', 1, "uint8"), ('h', 2, "sint16"), ('H', 2, "uint16"), ('i', 4, "sint32"), ('I', 4, "uint32"),
            ('l', 8, "sint64"), ('L', 8, "uint64"), ('q', 8, "sint64"), ('Q', 8, "uint64"), ('d', 8, "double"), ('f', 4, "float"), ('?', 1, "uint8"),
            ('g', 16, "longdouble"), ('D', 16, "complex_double"), ('F', 8, "complex_float"), ('G', 32, "complex_longdouble"), ('u', 4, "sint32"),
            ('z', 8, "pointer"), ('Z', 8, "pointer"), ('P', 8, "pointer"), ('O', 8, "pointer"), ('v', 2, "sint16"),
        ];
        var codecs = new Dictionary<char, ValueCodec>();
        foreach (var (code, size, ffi) in table)
        {
            if (swapped && "hHiIlLqQdfDF".Contains(code) || !swapped && LibFfi.TypeOf(ffi) != null)
                codecs.Add(code, new ValueCodec(code, size, ffi, swapped));
        }
        return codecs;
    }

    /// <summary>The value at an address.</summary>
    /// <param name="thread">The running thread.</param>
    /// <param name="source">The address.</param>
    /// <param name="length">The number of bytes, for arrays of characters.</param>
    public PyObject Get(ThreadState thread, byte* source, long length)
    {
        switch (Code)
        {
            case '?':
                return PyBool.From(*source != 0);
            case 'v':
                return PyBool.From(*(short*)source != 0);
            case 'c':
                return PyBytes.From(new ReadOnlySpan<byte>(source, 1));
            case 'u':
                return NativeText.ReadText(thread, (nint)source, 1);
            case 'f':
                return PyFloat.From(ReadSingle(source));
            case 'd':
                return PyFloat.From(ReadDouble(source));
            case 'g':
                return PyFloat.From(LongDouble.Read(source));
            case 'F':
                return PyComplex.From(ReadSingle(source), ReadSingle(source + sizeof(float)));
            case 'D':
                return PyComplex.From(ReadDouble(source), ReadDouble(source + sizeof(double)));
            case 'G':
                return PyComplex.From(LongDouble.Read(source), LongDouble.Read(source + LongDouble.Size));
            case 's':
                var end = new ReadOnlySpan<byte>(source, (int)length).IndexOf((byte)0);
                return PyBytes.From(new ReadOnlySpan<byte>(source, end < 0 ? (int)length : end));
            case 'U':
                var characters = (int)(length / sizeof(int));
                var zero = new ReadOnlySpan<int>(source, characters).IndexOf(0);
                return NativeText.ReadText(thread, (nint)source, zero < 0 ? characters : zero);
            case 'z' or 'Z' or 'P' or 'O':
                return GetPointer(thread, *(nint*)source);
            default:
                return IntegerFromBits(ReadBits(source), Size * 8);
        }
    }

    private PyObject GetPointer(ThreadState thread, nint address)
    {
        if (Code == 'O')
        {
            if (address == 0)
                throw Errors.Value("PyObject is NULL");
            return thread.Interpreter.Identities.Exposed(address)
                ?? throw Errors.Value($"no object of this interpreter was passed to C code as 0x{address:x}, or it is gone");
        }
        if (address == 0)
            return PyNone.Instance;
        return Code switch
        {
            'z' => NativeText.ReadBytes(address),
            'Z' => NativeText.ReadText(thread, address),
            _ => PyInt.From((ulong)address),
        };
    }

    private float ReadSingle(byte* source) => BitConverter.UInt32BitsToSingle((uint)ReadBits(source, sizeof(float)));

    private double ReadDouble(byte* source) => BitConverter.UInt64BitsToDouble(ReadBits(source, sizeof(double)));

    private void WriteSingle(byte* target, double value) => WriteBits(target, BitConverter.SingleToUInt32Bits((float)value), sizeof(float));

    private void WriteDouble(byte* target, double value) => WriteBits(target, BitConverter.DoubleToUInt64Bits(value), sizeof(double));

    /// <summary>The bits of a number at an address, in the machine's order.</summary>
    public ulong ReadBits(byte* source) => ReadBits(source, Size);

    private ulong ReadBits(byte* source, int size) => (size, IsSwapped) switch
    {
        (1, _) => *source,
        (2, false) => *(ushort*)source,
        (2, true) => BinaryPrimitives.ReverseEndianness(*(ushort*)source),
        (4, false) => *(uint*)source,
        (4, true) => BinaryPrimitives.ReverseEndianness(*(uint*)source),
        (_, false) => *(ulong*)source,
        (_, true) => BinaryPrimitives.ReverseEndianness(*(ulong*)source),
    };

    /// <summary>Writes the bits of a number.</summary>
    public void WriteBits(byte* target, ulong bits) => WriteBits(target, bits, Size);

    private void WriteBits(byte* target, ulong bits, int size)
    {
        switch (size)
        {
            case 1:
                *target = (byte)bits;
                break;
            case 2:
                *(ushort*)target = IsSwapped ? BinaryPrimitives.ReverseEndianness((ushort)bits) : (ushort)bits;
                break;
            case 4:
                *(uint*)target = IsSwapped ? BinaryPrimitives.ReverseEndianness((uint)bits) : (uint)bits;
                break;
            default:
                *(ulong*)target = IsSwapped ? BinaryPrimitives.ReverseEndianness(bits) : bits;
                break;
        }
    }

    /// <summary>The int for the lowest bits of a number.</summary>
    public PyObject IntegerFromBits(ulong bits, int count)
    {
        var unused = 64 - count;
        return IsSigned ? PyInt.From((long)(bits << unused) >> unused) : PyInt.From(bits << unused >> unused);
    }

    /// <summary>The lowest 64 bits of an int.</summary>
    public static ulong Mask(ThreadState thread, PyObject value)
    {
        var number = Op.Index(thread, value);
        return number.TryGetLong(out var small) ? (ulong)small : (ulong)(number.Big & ulong.MaxValue);
    }

    /// <summary>Writes a value.</summary>
    /// <param name="thread">The running thread.</param>
    /// <param name="target">The address.</param>
    /// <param name="value">The value.</param>
    /// <param name="length">The number of bytes, for arrays of characters.</param>
    /// <returns>What must live as long as the value is there; None for nothing.</returns>
    public PyObject Set(ThreadState thread, byte* target, PyObject value, long length)
    {
        switch (Code)
        {
            case '?':
                *target = Op.IsTrue(thread, value) ? (byte)1 : (byte)0;
                break;
            case 'v':
                *(short*)target = Op.IsTrue(thread, value) ? (short)-1 : (short)0;
                break;
            case 'c':
                *target = CharacterOf(value);
                break;
            case 'u':
                *(int*)target = WideCharacterOf(value);
                break;
            case 'f':
                WriteSingle(target, Op.AsDouble(thread, value));
                break;
            case 'd':
                WriteDouble(target, Op.AsDouble(thread, value));
                break;
            case 'g':
                LongDouble.Write(target, Op.AsDouble(thread, value));
                break;
            case 'F' or 'D' or 'G':
                SetComplex(thread, target, value);
                break;
            case 's':
                SetCharacters(target, value, length);
                break;
            case 'U':
                SetWideCharacters(target, value, length / sizeof(int));
                break;
            case 'z' or 'Z' or 'P' or 'O':
                return SetPointer(thread, (nint*)target, value);
            default:
                WriteBits(target, Mask(thread, value));
                break;
        }
        return PyNone.Instance;
    }

    private void SetComplex(ThreadState thread, byte* target, PyObject value)
    {
        var (real, imaginary) = value is PyComplex exact
            ? (exact.Real, exact.Imaginary)
            : ComplexOf(thread, value);
        switch (Code)
        {
            case 'F':
                WriteSingle(target, real);
                WriteSingle(target + sizeof(float), imaginary);
                break;
            case 'D':
                WriteDouble(target, real);
                WriteDouble(target + sizeof(double), imaginary);
                break;
            default:
                LongDouble.Write(target, real);
                LongDouble.Write(target + LongDouble.Size, imaginary);
                break;
        }
    }

    private static (double Real, double Imaginary) ComplexOf(ThreadState thread, PyObject value)
    {
        if (Op.LookupSpecial(thread, value, PyStr.Intern("__complex__")) is null)
            return (Op.AsDouble(thread, value), 0);
        var made = (PyComplex)Op.Call(thread, PyComplex.TypeObject, value);
        return (made.Real, made.Imaginary);
    }

    private static byte CharacterOf(PyObject value)
    {
        const string Expected = "one character bytes, bytearray, or an integer in range(256) expected, not ";
        switch (value)
        {
            case PyBytes bytes:
                return bytes.Length == 1 ? bytes.Span[0] : throw Errors.Type($"{Expected}bytes of length {bytes.Length}");
            case PyByteArray array:
                return array.Span.Length == 1 ? array.Span[0] : throw Errors.Type($"{Expected}bytearray of length {array.Span.Length}");
            case PyInt number:
                return number.TryGetLong(out var small) && small is >= 0 and < 256 ? (byte)small : throw Errors.Type("integer not in range(256)");
            default:
                throw Errors.Type($"{Expected}{value.Type.Name}");
        }
    }

    private static int WideCharacterOf(PyObject value)
    {
        if (value is not PyStr text)
            throw Errors.Type($"a unicode character expected, not instance of {value.Type.Name}");
        return text.Length == 1 ? text[0] : throw Errors.Type($"a unicode character expected, not a string of length {text.Length}");
    }

    private static void SetCharacters(byte* target, PyObject value, long length)
    {
        if (value is not PyBytes bytes)
            throw Errors.Type($"expected bytes, {value.Type.Name} found");
        // As C strings are: up to the first null character.
        var end = bytes.Span.IndexOf((byte)0);
        var size = end < 0 ? bytes.Length : end;
        if (size > length)
            throw Errors.Value($"bytes too long ({size}, maximum length {length})");
        bytes.Span[..size].CopyTo(new Span<byte>(target, size));
        if (size < length)
            target[size] = 0;
    }

    private static void SetWideCharacters(byte* target, PyObject value, long length)
    {
        if (value is not PyStr text)
            throw Errors.Type($"unicode string expected instead of {value.Type.Name} instance");
        if (text.Length > length)
            throw Errors.Value($"string too long ({text.Length}, maximum length {length})");
        for (var i = 0; i < text.Length; i++)
            ((int*)target)[i] = text[i];
        if (text.Length < length)
            ((int*)target)[text.Length] = 0;
    }

    private PyObject SetPointer(ThreadState thread, nint* target, PyObject value)
    {
        if (Code == 'O')
        {
            *target = (nint)thread.Interpreter.Identities.Expose(value);
            return value;
        }
        switch (value)
        {
            case PyNone:
                *target = 0;
                return value;
            case PyBytes bytes when Code == 'z':
                *target = NativeText.Of(bytes);
                return value;
            case PyStr text when Code == 'Z':
                *target = NativeText.Of(text);
                return value;
            case PyInt:
                *target = (nint)Mask(thread, value);
                return PyNone.Instance;
            default:
                throw Errors.Type(Code switch
                {
                    'z' => $"bytes or integer address expected instead of {value.Type.Name} instance",
                    'Z' => $"unicode string or integer address expected instead of {value.Type.Name} instance",
                    _ => "cannot be converted to pointer",
                });
        }
    }
}
