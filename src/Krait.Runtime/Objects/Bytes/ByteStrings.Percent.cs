using System.Buffers;
using System.Text;
using Krait.Runtime.Numerics;
using Krait.Syntax;

namespace Krait.Runtime;

internal static partial class ByteStrings
{
    /// <summary><c>template % args</c>.</summary>
    public static byte[] PercentFormat(ThreadState thread, ReadOnlySpan<byte> template, PyObject args)
    {
        var mayBeMapping = args is not (PyTuple or PyBytes or PyByteArray or PyStr);
        var arguments = new PercentArguments(args, mayBeMapping);
        var reader = new PercentTemplateReader(Text.FromUtf16(Encoding.Latin1.GetString(template)));
        var result = new ArrayBufferWriter<byte>(template.Length + 32);
        var at = 0;
        try
        {
            while (true)
            {
                var literal = reader.ReadLiteral().Bmp!;
                Write(result, literal);
                at += literal.Length + 1;
                if (!reader.TryReadDirective(out var directive))
                    break;
                if (directive.Name is { } name)
                    arguments.Select(thread, PyBytes.From(Encoding.Latin1.GetBytes(name.Bmp!)));
                directive = arguments.Complete(thread, directive);
                var isPercent = directive.Conversion == '%' && directive.Position == at;
                at = directive.Position + 1;
                if (isPercent)
                    Write(result, "%");
                else
                    WriteDirective(thread, result, directive, arguments.Next());
            }
        }
        catch (FormatSpecException error)
        {
            throw FormatErrors.ToPython(error);
        }
        arguments.Finish("bytes");
        return result.WrittenSpan.ToArray();
    }

    private static void Write(ArrayBufferWriter<byte> result, string latin1)
    {
        var count = Encoding.Latin1.GetBytes(latin1, result.GetSpan(Math.Max(1, latin1.Length)));
        result.Advance(count);
    }

    private static void WriteDirective(ThreadState thread, ArrayBufferWriter<byte> result, in PercentDirective directive, PyObject value)
    {
        using var held = new Held(thread, value);
        switch (directive.Conversion)
        {
            case 's' or 'b':
                WritePadded(result, BytesOf(thread, value, (char)directive.Conversion), directive);
                break;
            case 'r' or 'a':
                WritePadded(result, Encoding.ASCII.GetBytes(Op.Ascii(thread, value).Bmp!), directive);
                break;
            case 'c':
                WritePadded(result, [Character(thread, value)], directive);
                break;
            case 'd' or 'i' or 'u' or 'o' or 'x' or 'X':
                Write(result, PercentArguments.Integer(thread, value, directive, ""));
                break;
            case 'e' or 'E' or 'f' or 'F' or 'g' or 'G':
                Write(result, Numerics.PercentFormat.FormatFloat(Real(thread, value), directive));
                break;
            default:
                throw Errors.Value(Numerics.PercentFormat.UnsupportedMessage(directive));
        }
    }

    private static double Real(ThreadState thread, PyObject value)
    {
        try
        {
            return Op.AsDouble(thread, value);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.TypeError))
        {
            throw Errors.Type($"float argument required, not {value.Type.Name}");
        }
    }

    private static ReadOnlySpan<byte> BytesOf(ThreadState thread, PyObject value, char conversion)
    {
        if (value is PyBytes bytes && value.GetType() == typeof(PyBytes))
            return bytes.Span;
        if (value is PyByteArray array)
            return array.Span;
        if (Op.LookupSpecial(thread, value, Names.Bytes) is { } method)
        {
            var made = Op.Call(thread, method);
            return made is PyBytes own ? own.Span : throw Errors.Type($"__bytes__ returned non-bytes (type {made.Type.Name})");
        }
        if (PyBuffer.IsSupportedBy(value))
            return Op.CopyBytes(thread, value);
        throw Errors.Type($"%b requires a bytes-like object, or an object that implements __bytes__, not '{value.Type.Name}'");
    }

    private static byte Character(ThreadState thread, PyObject value)
    {
        var data = value switch
        {
            PyBytes bytes => bytes.Span,
            PyByteArray array => array.Span,
            _ => default,
        };
        if (value is PyBytes or PyByteArray)
        {
            if (data.Length == 1)
                return data[0];
            var kind = value is PyBytes ? "bytes" : "bytearray";
            throw Errors.Type($"%c requires an integer in range(256) or a single byte, not a {kind} object of length {data.Length}");
        }
        if (!Op.IsIndex(value))
            throw Errors.Type($"%c requires an integer in range(256) or a single byte, not {value.Type.FullName}");
        if (!Op.Index(thread, value).TryGetLong(out var number) || (ulong)number > 255)
            throw Errors.Overflow("%c arg not in range(256)");
        return (byte)number;
    }

    private static void WritePadded(ArrayBufferWriter<byte> result, ReadOnlySpan<byte> data, in PercentDirective directive)
    {
        if (directive.Precision >= 0 && directive.Precision < data.Length && directive.Conversion != 'c')
            data = data[..directive.Precision];
        var padding = Math.Max(0, directive.Width - data.Length);
        if (!directive.Has(PercentFlags.LeftAdjust))
            WriteSpaces(result, padding);
        result.Write(data);
        if (directive.Has(PercentFlags.LeftAdjust))
            WriteSpaces(result, padding);
    }

    private static void WriteSpaces(ArrayBufferWriter<byte> result, int count)
    {
        if (count == 0)
            return;
        result.GetSpan(count)[..count].Fill((byte)' ');
        result.Advance(count);
    }
}
