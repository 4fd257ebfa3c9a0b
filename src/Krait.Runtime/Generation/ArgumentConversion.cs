using System.Numerics;
using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary>Converts Python arguments to C# values, with CPython's errors. Generated code calls it.</summary>
public static partial class ArgumentConversion
{
    /// <summary>The error about an argument of the wrong type; <paramref name="where"/> is <c>append() argument 1</c>.</summary>
    public static PythonException WrongType(string where, string expected, PyObject given) =>
        Errors.Type($"{where} must be {expected}, not {(given is PyNone ? "None" : given.Type.Name)}");

    /// <summary>The error about deleting an attribute that can only be set.</summary>
    public static PythonException CannotDelete(string name) => Errors.Type($"cannot delete attribute '{name}'");

    /// <summary>Null for None.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PyObject? NoneToNull(PyObject o) => ReferenceEquals(o, PyNone.Instance) ? null : o;

    /// <summary>A <c>Py_ssize_t</c>, through <c>__index__</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ToLong(ThreadState thread, PyObject o) =>
        o.GetType() == typeof(PyInt) ? Unsafe.As<PyInt>(o).Value : LongOf(thread, o);

    /// <summary>A <c>Py_ssize_t</c>, or null for None.</summary>
    public static long? ToLongOrNull(ThreadState thread, PyObject o)
    {
        if (o is PyNone)
            return null;
        CheckIntegerOrNone(o);
        return ToLong(thread, o);
    }

    /// <summary>A C <c>int</c>, through <c>__index__</c>.</summary>
    public static int ToInt(ThreadState thread, PyObject o) => Op.AsInt(thread, o);

    /// <summary>A C <c>int</c>, or null for None.</summary>
    public static int? ToIntOrNull(ThreadState thread, PyObject o)
    {
        if (o is PyNone)
            return null;
        CheckIntegerOrNone(o);
        return ToInt(thread, o);
    }

    /// <summary>An <c>unsigned char</c>.</summary>
    public static byte ToByte(ThreadState thread, PyObject o)
    {
        var number = Op.Index(thread, o);
        if (number.TryGetLong(out var value) ? value < 0 : number.Big.Sign < 0)
            throw Errors.Overflow("unsigned byte integer is less than minimum");
        return !number.IsLarge && value <= byte.MaxValue ? (byte)value : throw Errors.Overflow("unsigned byte integer is greater than maximum");
    }

    /// <summary>An <c>unsigned char</c>, or null for None.</summary>
    public static byte? ToByteOrNull(ThreadState thread, PyObject o) => o is PyNone ? null : ToByte(thread, o);

    /// <summary>An <c>unsigned short</c>.</summary>
    public static ushort ToUShort(ThreadState thread, PyObject o) => (ushort)Unsigned(thread, o, ushort.MaxValue, "unsigned short");

    /// <summary>An <c>unsigned short</c>, or null for None.</summary>
    public static ushort? ToUShortOrNull(ThreadState thread, PyObject o) => o is PyNone ? null : ToUShort(thread, o);

    /// <summary>An <c>unsigned int</c>.</summary>
    public static uint ToUInt(ThreadState thread, PyObject o) => (uint)Unsigned(thread, o, uint.MaxValue, "unsigned int");

    /// <summary>An <c>unsigned int</c>, or null for None.</summary>
    public static uint? ToUIntOrNull(ThreadState thread, PyObject o) => o is PyNone ? null : ToUInt(thread, o);

    /// <summary>A <c>uint64_t</c>.</summary>
    public static ulong ToULong(ThreadState thread, PyObject o) => Unsigned(thread, o, ulong.MaxValue, "uint64_t");

    /// <summary>A <c>uint64_t</c>, or null for None.</summary>
    public static ulong? ToULongOrNull(ThreadState thread, PyObject o) => o is PyNone ? null : ToULong(thread, o);

    /// <summary>A slice bound: clamped to the range of a <c>long</c>.</summary>
    public static long ToSliceIndex(ThreadState thread, PyObject o) =>
        o.Type.NbIndex is null ? throw Errors.Type("slice indices must be integers or have an __index__ method") : Op.AsIndexClamped(thread, o);

    /// <summary>A slice bound, or null for None.</summary>
    public static long? ToSliceIndexOrNull(ThreadState thread, PyObject o)
    {
        if (o is PyNone)
            return null;
        return o.Type.NbIndex is null
            ? throw Errors.Type("slice indices must be integers or None or have an __index__ method")
            : Op.AsIndexClamped(thread, o);
    }

    /// <summary>An int of any size, through <c>__index__</c>.</summary>
    public static BigInteger ToBigInteger(ThreadState thread, PyObject o) => Op.Index(thread, o).Big;

    /// <summary>An int of any size, or null for None.</summary>
    public static BigInteger? ToBigIntegerOrNull(ThreadState thread, PyObject o) => o is PyNone ? null : ToBigInteger(thread, o);

    /// <summary>A real number, through <c>__float__</c> or <c>__index__</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double ToDouble(ThreadState thread, PyObject o) => o is PyFloat number ? number.Value : DoubleOf(thread, o);

    /// <summary>A real number, or null for None.</summary>
    public static double? ToDoubleOrNull(ThreadState thread, PyObject o) => o is PyNone ? null : ToDouble(thread, o);

    /// <summary>The truth value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool ToBool(ThreadState thread, PyObject o) =>
        ReferenceEquals(o, PyBool.True) || (!ReferenceEquals(o, PyBool.False) && Op.IsTrue(thread, o));

    /// <summary>The truth value, or null for None.</summary>
    public static bool? ToBoolOrNull(ThreadState thread, PyObject o) => o is PyNone ? null : ToBool(thread, o);

    /// <summary>The text of a str, as UTF-16.</summary>
    public static string ToText(string where, PyObject o) => o is PyStr text ? text.ToString() : throw WrongType(where, "str", o);

    /// <summary>The text of a str, or null for None.</summary>
    public static string? ToTextOrNull(string where, PyObject o) => o switch
    {
        PyNone => null,
        PyStr text => text.ToString(),
        _ => throw WrongType(where, "str or None", o),
    };

    /// <summary>The text of a str without null characters.</summary>
    public static string ToTextWithoutNull(string where, PyObject o) => CheckNull(ToText(where, o));

    /// <summary>The text of a str without null characters, or null for None.</summary>
    public static string? ToTextWithoutNullOrNull(string where, PyObject o) => ToTextOrNull(where, o) is { } text ? CheckNull(text) : null;

    /// <summary>The memory of an object with the buffer protocol; dispose of the result.</summary>
    public static BufferArgument ToBuffer(ThreadState thread, PyObject o)
    {
        // Bytes never change nor move; a subclass may have a __buffer__ of its own.
        if (ReferenceEquals(o.Type, PyBytes.TypeObject))
            return new BufferArgument(Unsafe.As<PyBytes>(o).Span);
        return o.Type.BfGetBuffer is null
            ? throw Errors.Type($"a bytes-like object is required, not '{o.Type.Name}'")
            : new BufferArgument(PyBuffer.Get(thread, o, BufferFlags.Simple));
    }

    private static string CheckNull(string text) =>
        text.Contains('\0') ? throw Errors.Value("embedded null character") : text;

    private static void CheckIntegerOrNone(PyObject o)
    {
        if (o.Type.NbIndex is null)
            throw Errors.Type($"argument should be integer or None, not '{o.Type.Name}'");
    }

    private static long LongOf(ThreadState thread, PyObject o) =>
        Op.Index(thread, o).TryGetLong(out var value) ? value : throw Errors.Overflow("Python int too large to convert to C ssize_t");

    private static ulong Unsigned(ThreadState thread, PyObject o, ulong most, string type)
    {
        var number = Op.Index(thread, o).Big;
        if (number.Sign < 0)
            throw Errors.Value("Cannot convert negative int");
        return number <= most ? (ulong)number : throw Errors.Overflow($"Python int too large for C {type}");
    }

    private static double DoubleOf(ThreadState thread, PyObject o)
    {
        if (!ReferenceEquals(o.Type, PyInt.TypeObject))
            return Op.AsDouble(thread, o);
        var number = Unsafe.As<PyInt>(o);
        return number.TryGetLong(out var value) ? value : Rounded(number.Big);
    }

    /// <summary>The nearest double, ties to even; .NET's own conversion cuts.</summary>
    private static double Rounded(BigInteger value)
    {
        var magnitude = BigInteger.Abs(value);
        var shift = (int)(magnitude.GetBitLength() - 64);
        var top = (ulong)(magnitude >> shift);
        if (!(magnitude & ((BigInteger.One << shift) - 1)).IsZero)
            top |= 1;
        var result = Math.ScaleB(top, shift);
        if (double.IsInfinity(result))
            throw Errors.Overflow("int too large to convert to float");
        return value.Sign < 0 ? -result : result;
    }
}

/// <summary>The memory of an argument with the buffer protocol, for the time of a call.</summary>
public readonly ref struct BufferArgument
{
    private readonly PyBuffer? _buffer;

    internal BufferArgument(PyBuffer buffer)
    {
        _buffer = buffer;
        Span = buffer.Span;
    }

    internal BufferArgument(ReadOnlySpan<byte> bytes) => Span = bytes;

    /// <summary>The bytes; empty for an absent optional argument.</summary>
    public ReadOnlySpan<byte> Span { get; }

    /// <summary>Gives the memory back to the object.</summary>
    public void Dispose() => _buffer?.Dispose();
}
