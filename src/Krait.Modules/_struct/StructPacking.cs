using System.Numerics;
using Krait.Runtime;
using Krait.Runtime.Numerics;

namespace Krait.Modules;

/// <summary>Packs values into bytes and back, by a compiled format.</summary>
internal static class StructPacking
{
    private static PythonException Error(ThreadState thread, string message) => StructModule.Error(thread, message);

    /// <summary>Packs values; <paramref name="target"/> is cleared first, for the pad bytes.</summary>
    public static void Pack(ThreadState thread, StructLayout layout, ReadOnlySpan<PyObject> values, Span<byte> target)
    {
        target.Clear();
        var next = 0;
        foreach (var item in layout.Items)
        {
            var offset = item.Offset;
            for (var i = 0; i < item.Repeat; i++, offset += item.Size)
                PackItem(thread, layout, item, values[next++], target.Slice(offset, item.Size));
        }
    }

    private static void PackItem(ThreadState thread, StructLayout layout, in StructItem item, PyObject value, Span<byte> target)
    {
        switch (item.Code)
        {
            case 'b' or 'h' or 'i' or 'l' or 'q' or 'n':
                PackInteger(thread, layout, item, value, target, true);
                break;
            case 'B' or 'H' or 'I' or 'L' or 'Q' or 'N':
                PackInteger(thread, layout, item, value, target, false);
                break;
            case 'P':
                PackPointer(thread, layout, value, target);
                break;
            case '?':
                target[0] = Op.IsTrue(thread, value) ? (byte)1 : (byte)0;
                break;
            case 'e' or 'f' or 'd':
                PackFloat(layout, item.Code, FloatOf(thread, value), target);
                break;
            case 'F' or 'D':
                PackComplex(thread, layout, item.Code, value, target);
                break;
            case 'c':
                if (value is not PyBytes { Length: 1 } character)
                    throw Error(thread, "char format requires a bytes object of length 1");
                target[0] = character.Span[0];
                break;
            case 's':
                PackString(TextOf(thread, value, 's'), target);
                break;
            default:
                PackPascal(TextOf(thread, value, 'p'), target);
                break;
        }
    }

    private static PyInt IntegerOf(ThreadState thread, PyObject value)
    {
        if (value is PyInt number)
            return number;
        return value.Type.NbIndex is null ? throw Error(thread, "required argument is not an integer") : Op.Index(thread, value);
    }

    private static void PackInteger(ThreadState thread, StructLayout layout, in StructItem item, PyObject value, Span<byte> target, bool signed)
    {
        var number = IntegerOf(thread, value);
        var packed = number.TryGetLong(out var small)
            ? StructOps.TryPackInteger(small, target, signed, layout.LittleEndian)
            : StructOps.TryPackInteger(number.Big, target, signed, layout.LittleEndian);
        if (packed)
            return;
        var (least, most) = StructOps.Range(item.Size, signed);
        throw Error(thread, $"'{item.Code}' format requires {least} <= number <= {most}");
    }

    private static void PackPointer(ThreadState thread, StructLayout layout, PyObject value, Span<byte> target)
    {
        var number = IntegerOf(thread, value).Big;
        if (number < long.MinValue || number > ulong.MaxValue)
            throw Error(thread, "int too large to convert");
        if (number.Sign < 0)
            StructOps.TryPackInteger((long)number, target, true, layout.LittleEndian);
        else
            StructOps.TryPackInteger(number, target, false, layout.LittleEndian);
    }

    private static double FloatOf(ThreadState thread, PyObject value)
    {
        if (value is PyFloat number)
            return number.Value;
        try
        {
            return Op.AsDouble(thread, value);
        }
        catch (PythonException)
        {
            // Whatever went wrong, this is what the module says.
            throw Error(thread, "required argument is not a float");
        }
    }

    private static void PackComplex(ThreadState thread, StructLayout layout, char code, PyObject value, Span<byte> target)
    {
        Complex number;
        try
        {
            number = PyComplex.ValueOf(thread, value);
        }
        catch (PythonException)
        {
            throw Error(thread, "required argument is not a complex");
        }
        var half = target.Length / 2;
        var part = code == 'F' ? 'f' : 'd';
        PackFloat(layout, part, number.Real, target[..half]);
        PackFloat(layout, part, number.Imaginary, target[half..]);
    }

    private static void PackFloat(StructLayout layout, char code, double value, Span<byte> target)
    {
        long bits;
        switch (code)
        {
            case 'e':
                if (!StructOps.TryPackHalf(value, out var half))
                    throw Errors.Overflow("float too large to pack with e format");
                bits = half;
                break;
            case 'f':
                if (!StructOps.TryPackSingle(value, out var single))
                    throw Errors.Overflow("float too large to pack with f format");
                bits = single;
                break;
            default:
                bits = BitConverter.DoubleToInt64Bits(value);
                break;
        }
        StructOps.TryPackInteger(bits, target, target.Length == 8, layout.LittleEndian);
    }

    private static ReadOnlySpan<byte> TextOf(ThreadState thread, PyObject value, char code) => value switch
    {
        PyBytes bytes => bytes.Span,
        PyByteArray => Op.CopyBytes(thread, value),
        _ => throw Error(thread, $"argument for '{code}' must be a bytes object"),
    };

    private static void PackString(ReadOnlySpan<byte> text, Span<byte> target) => text[..Math.Min(text.Length, target.Length)].CopyTo(target);

    private static void PackPascal(ReadOnlySpan<byte> text, Span<byte> target)
    {
        if (target.Length == 0)
            return;
        var length = Math.Min(text.Length, target.Length - 1);
        text[..length].CopyTo(target[1..]);
        target[0] = (byte)Math.Min(length, 255);
    }

    /// <summary>The values in some bytes.</summary>
    public static PyTuple Unpack(ThreadState thread, StructLayout layout, ReadOnlySpan<byte> source)
    {
        var values = new PyObject[layout.Count];
        var next = 0;
        foreach (var item in layout.Items)
        {
            var offset = item.Offset;
            for (var i = 0; i < item.Repeat; i++, offset += item.Size)
                values[next++] = UnpackItem(thread, layout, item.Code, source.Slice(offset, item.Size));
        }
        return PyTuple.FromArray(thread, values);
    }

    private static PyObject UnpackItem(ThreadState thread, StructLayout layout, char code, ReadOnlySpan<byte> source)
    {
        switch (code)
        {
            case 'b' or 'h' or 'i' or 'l' or 'q' or 'n':
                return PyInt.Make(thread, StructOps.UnpackInteger(source, true, layout.LittleEndian));
            case 'B' or 'H' or 'I' or 'L' or 'Q' or 'N' or 'P':
                var bits = StructOps.UnpackInteger(source, false, layout.LittleEndian);
                return bits >= 0 ? PyInt.Make(thread, bits) : PyInt.From((BigInteger)(ulong)bits);
            case '?':
                return PyBool.From(source[0] != 0);
            case 'e' or 'f' or 'd':
                return PyFloat.Make(thread, UnpackFloat(layout, code, source));
            case 'F' or 'D':
                var half = source.Length / 2;
                var part = code == 'F' ? 'f' : 'd';
                return PyComplex.From(UnpackFloat(layout, part, source[..half]), UnpackFloat(layout, part, source[half..]));
            case 'c' or 's':
                return PyBytes.From(source);
            default:
                return source.Length == 0 ? PyBytes.Empty : PyBytes.From(source.Slice(1, Math.Min(source[0], source.Length - 1)));
        }
    }

    private static double UnpackFloat(StructLayout layout, char code, ReadOnlySpan<byte> source)
    {
        var bits = StructOps.UnpackInteger(source, false, layout.LittleEndian);
        return code switch
        {
            'e' => StructOps.UnpackHalf((ushort)bits),
            'f' => StructOps.UnpackSingle((uint)bits),
            _ => BitConverter.Int64BitsToDouble(bits),
        };
    }
}
