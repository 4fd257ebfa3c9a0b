using System.Numerics;
using Krait.Runtime.Numerics;

namespace Krait.Runtime;

public partial class PyInt
{
    [PyNew(Signature = "")]
    private static PyObject New(ThreadState thread, PyType type, PyObject? x = null, [Keyword("base")] PyObject? numberBase = null)
    {
        var value = Convert(thread, x, numberBase);
        if (ReferenceEquals(type, TypeObject))
            return value;
        var made = (PyInt)type.Allocate!(thread, type);
        made.Initialize(value);
        return made;
    }

    private static PyInt Convert(ThreadState thread, PyObject? x, PyObject? numberBase)
    {
        if (x is null)
            return numberBase is null ? From(0) : throw Errors.Type("int() missing string argument");
        if (numberBase is null)
            return Op.Int(thread, x);
        var radix = Op.AsIndexClamped(thread, numberBase);
        if (radix != 0 && radix is < 2 or > 36)
            throw Errors.Value("int() base must be >= 2 and <= 36, or 0");
        if (x is PyStr text)
            return Parse(thread, text, (int)radix);
        if (x is not (PyBytes or PyByteArray))
            throw Errors.Type("int() can't convert non-string with explicit base");
        using var buffer = PyBuffer.Get(thread, x, BufferFlags.Simple);
        return ParseBytes(thread, x, buffer.Span, (int)radix);
    }

    /// <summary>Returns self, the complex conjugate of any int.</summary>
    [PyMethod("conjugate")]
    private PyObject Conjugate() => Op.Exact(this);

    /// <summary>Truncating an Integral returns itself.</summary>
    [PyMethod("__trunc__")]
    private PyObject Trunc() => Op.Exact(this);

    /// <summary>Flooring an Integral returns itself.</summary>
    [PyMethod("__floor__")]
    private PyObject Floor() => Op.Exact(this);

    /// <summary>Ceiling of an Integral returns itself.</summary>
    [PyMethod("__ceil__")]
    private PyObject Ceil() => Op.Exact(this);

    /// <summary>
    /// Rounding an Integral returns itself.
    ///
    /// Rounding with an ndigits argument also returns an integer.
    /// </summary>
    [PyMethod("__round__", Signature = "($self, ndigits=None, /)")]
    private PyObject Round(ThreadState thread, [NoneAllowed] PyObject? ndigits = null)
    {
        if (ndigits is null)
            return Op.Exact(this);
        var digits = Op.Index(thread, ndigits).Big;
        if (digits.Sign >= 0)
            return Op.Exact(this);
        // A value of fewer digits than half the unit rounds to zero; the unit itself would be too large.
        var value = Big;
        if (-digits > (BigInteger)(BigIntegerOps.BitLength(value) * 0.30103) + 2)
            return From(0);
        var unit = BigInteger.Pow(10, (int)-digits);
        var quotient = BigIntegerOps.FloorDivRem(value, unit, out var rest);
        var compared = (rest << 1).CompareTo(unit);
        if (compared > 0 || (compared == 0 && !quotient.IsEven))
            quotient += BigInteger.One;
        return From(quotient * unit);
    }

    /// <summary>
    /// Number of bits necessary to represent self in binary.
    ///
    /// >>> bin(37)
    /// '0b100101'
    /// >>> (37).bit_length()
    /// 6
    /// </summary>
    [PyMethod("bit_length")]
    private long BitLength() => TryGetLong(out var value) ? BigIntegerOps.BitLength(value) : BigIntegerOps.BitLength(Big);

    /// <summary>
    /// Number of ones in the binary representation of the absolute value of self.
    ///
    /// Also known as the population count.
    ///
    /// >>> bin(13)
    /// '0b1101'
    /// >>> (13).bit_count()
    /// 3
    /// </summary>
    [PyMethod("bit_count")]
    private long BitCount() => TryGetLong(out var value) ? BigIntegerOps.BitCount(value) : BigIntegerOps.BitCount(Big);

    /// <summary>
    /// Return a pair of integers, whose ratio is equal to the original int.
    ///
    /// The ratio is in lowest terms and has a positive denominator.
    ///
    /// >>> (10).as_integer_ratio()
    /// (10, 1)
    /// >>> (-10).as_integer_ratio()
    /// (-10, 1)
    /// >>> (0).as_integer_ratio()
    /// (0, 1)
    /// </summary>
    [PyMethod("as_integer_ratio")]
    private PyObject AsIntegerRatio(ThreadState thread) => PyTuple.Create(thread, Op.Exact(this), From(1));

    /// <summary>Returns True. Exists for duck type compatibility with float.is_integer.</summary>
    [PyMethod("is_integer")]
    private bool IsInteger() => true;

    [PyMethod("__getnewargs__")]
    private PyObject GetNewArgs(ThreadState thread) => PyTuple.Create(thread, Op.Exact(this));

    /// <summary>Convert to a string according to format_spec.</summary>
    [PyMethod("__format__", Signature = "($self, format_spec, /)")]
    private PyObject Format(ThreadState thread, PyObject spec)
    {
        var text = NumberFormatting.Specification(spec);
        if (text.Length == 0)
            return Op.Str(thread, this);
        return NumberFormatting.FormatInteger(thread, Big, text, Type.Name);
    }

    /// <summary>Returns size in memory, in bytes.</summary>
    [PyMethod("__sizeof__")]
    internal override long SizeOf(ThreadState thread)
    {
        const int BitsPerDigit = 30;
        return 24 + 4 * Math.Max(1, (BitLength() + BitsPerDigit - 1) / BitsPerDigit);
    }

    /// <summary>the real part of a complex number</summary>
    [PyGetter("real")]
    private PyObject Real => Op.Exact(this);

    /// <summary>the imaginary part of a complex number</summary>
    [PyGetter("imag")]
    private PyObject Imaginary => From(0);

    /// <summary>the numerator of a rational number in lowest terms</summary>
    [PyGetter("numerator")]
    private PyObject Numerator => Op.Exact(this);

    /// <summary>the denominator of a rational number in lowest terms</summary>
    [PyGetter("denominator")]
    private PyObject Denominator => From(1);

    /// <summary>
    /// Return an array of bytes representing an integer.
    ///
    ///   length
    ///     Length of bytes object to use.  An OverflowError is raised if the
    ///     integer is not representable with the given number of bytes.  Default
    ///     is length 1.
    ///   byteorder
    ///     The byte order used to represent the integer.  If byteorder is 'big',
    ///     the most significant byte is at the beginning of the byte array.  If
    ///     byteorder is 'little', the most significant byte is at the end of the
    ///     byte array.  To request the native byte order of the host system, use
    ///     sys.byteorder as the byte order value.  Default is to use 'big'.
    ///   signed
    ///     Determines whether two's complement is used to represent the integer.
    ///     If signed is False and a negative integer is given, an OverflowError
    ///     is raised.
    /// </summary>
    [PyMethod("to_bytes")]
    private PyObject ToBytes([Keyword] long length = 1, [Keyword] string byteorder = "big", [KeywordOnly] bool signed = false)
    {
        var littleEndian = IsLittleEndian(byteorder);
        if (length < 0)
            throw Errors.Value("length argument must be non-negative");
        if (length > Array.MaxLength)
            throw Errors.Memory();
        var bytes = new byte[length];
        var error = TryGetLong(out var small)
            ? BigIntegerOps.ToBytes(small, bytes, littleEndian, signed)
            : BigIntegerOps.ToBytes(Big, bytes, littleEndian, signed);
        return error switch
        {
            BigIntegerOps.BytesError.NegativeUnsigned => throw Errors.Overflow("can't convert negative int to unsigned"),
            BigIntegerOps.BytesError.TooBig => throw Errors.Overflow("int too big to convert"),
            _ => PyBytes.From(bytes),
        };
    }

    /// <summary>
    /// Return the integer represented by the given array of bytes.
    ///
    ///   bytes
    ///     Holds the array of bytes to convert.  The argument must either
    ///     support the buffer protocol or be an iterable object producing bytes.
    ///     Bytes and bytearray are examples of built-in objects that support the
    ///     buffer protocol.
    ///   byteorder
    ///     The byte order used to represent the integer.  If byteorder is 'big',
    ///     the most significant byte is at the beginning of the byte array.  If
    ///     byteorder is 'little', the most significant byte is at the end of the
    ///     byte array.  To request the native byte order of the host system, use
    ///     sys.byteorder as the byte order value.  Default is to use 'big'.
    ///   signed
    ///     Indicates whether two's complement is used to represent the integer.
    /// </summary>
    [PyClassMethod("from_bytes")]
    private static PyObject FromBytes(
        ThreadState thread, PyType type, [Keyword] PyObject bytes, [Keyword] string byteorder = "big", [KeywordOnly] bool signed = false)
    {
        var littleEndian = IsLittleEndian(byteorder);
        var data = BytesOf(thread, bytes);
        var value = From(BigIntegerOps.FromBytes(data, littleEndian, signed));
        return ReferenceEquals(type, TypeObject) ? value : Op.Call(thread, type, value);
    }

    private static bool IsLittleEndian(string byteorder) => byteorder switch
    {
        "little" => true,
        "big" => false,
        _ => throw Errors.Value("byteorder must be either 'little' or 'big'"),
    };

    /// <summary>What <c>PyObject_Bytes</c> gives: an int is no source of bytes here.</summary>
    private static ReadOnlySpan<byte> BytesOf(ThreadState thread, PyObject o)
    {
        if (o.GetType() == typeof(PyBytes))
            return ((PyBytes)o).Span;
        if (Op.LookupSpecial(thread, o, Names.Bytes) is { } convert)
        {
            var result = Op.Call(thread, convert);
            return result is PyBytes bytes ? bytes.Span : throw Errors.Type($"__bytes__ returned non-bytes (type {result.Type.Name})");
        }
        if (PyBuffer.IsSupportedBy(o))
            return Op.CopyBytes(thread, o);
        if (o is PyStr || !Op.IsIterable(o))
            throw Errors.Type($"cannot convert '{o.Type.Name}' object to bytes");
        return ((PyBytes)Op.Call(thread, PyBytes.TypeObject, o)).Span;
    }
}
