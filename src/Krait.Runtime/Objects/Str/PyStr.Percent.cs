using Krait.Runtime.Numerics;
using Krait.Syntax;

namespace Krait.Runtime;

public partial class PyStr
{
    [PySlot(nameof(PyType.NbRemainder))]
    private static PyObject Remainder(ThreadState thread, PyObject left, PyObject right) =>
        left is PyStr template ? template.PercentFormatted(thread, right) : PyNotImplemented.Instance;

    /// <summary><c>template % args</c>.</summary>
    public PyStr PercentFormatted(ThreadState thread, PyObject args)
    {
        var arguments = new PercentArguments(args, mayBeMapping: args is not (PyTuple or PyStr));
        var reader = new PercentTemplateReader(ToText());
        if (_length > 0 && !ContainsPoint('%'))
        {
            arguments.Finish("string");
            return this;
        }
        var builder = new StrBuilder(_length + 32);
        var at = 0;
        try
        {
            while (true)
            {
                var literal = reader.ReadLiteral();
                Append(ref builder, literal);
                at += literal.Length + 1;
                if (!reader.TryReadDirective(out var directive))
                    break;
                if (directive.Name is { } name)
                    arguments.Select(thread, From(name));
                directive = arguments.Complete(thread, directive);
                var isPercent = directive.Conversion == '%' && directive.Position == at;
                at = directive.Position + 1;
                if (isPercent)
                    builder.Append('%');
                else
                    AppendDirective(thread, ref builder, directive, arguments.Next());
            }
        }
        catch (FormatSpecException error)
        {
            throw FormatErrors.ToPython(error);
        }
        arguments.Finish("string");
        return builder.ToStr();
    }

    private static void Append(ref StrBuilder builder, Text text)
    {
        if (text.Bmp is { } bmp)
            builder.Append(bmp);
        else
            builder.Append((ReadOnlySpan<int>)text.CodePoints);
    }

    private static void AppendDirective(ThreadState thread, ref StrBuilder builder, in PercentDirective directive, PyObject value)
    {
        using var held = new Held(thread, value);
        switch (directive.Conversion)
        {
            case 's':
                AppendText(ref builder, Op.Str(thread, value), directive);
                break;
            case 'r':
                AppendText(ref builder, Op.Repr(thread, value), directive);
                break;
            case 'a':
                AppendText(ref builder, Op.Ascii(thread, value), directive);
                break;
            case 'c':
                AppendText(ref builder, Character(thread, value), directive);
                break;
            case 'd' or 'i' or 'u' or 'o' or 'x' or 'X':
                if (value.GetType() == typeof(PyInt) && directive is { Width: -1, Precision: -1, Flags: PercentFlags.None, Conversion: 'd' })
                {
                    Span<char> digits = stackalloc char[24];
                    ((PyInt)value).Value.TryFormat(digits, out var count, default, System.Globalization.CultureInfo.InvariantCulture);
                    builder.Append(digits[..count]);
                    break;
                }
                builder.Append(PercentArguments.Integer(thread, value, directive, ""));
                break;
            case 'e' or 'E' or 'f' or 'F' or 'g' or 'G':
                builder.Append(PercentFormat.FormatFloat(Op.AsDouble(thread, value), directive));
                break;
            default:
                throw Errors.Value(PercentFormat.UnsupportedMessage(directive));
        }
    }

    private static void AppendText(ref StrBuilder builder, PyStr text, in PercentDirective directive)
    {
        if (directive.Width < 0 && directive.Precision < 0)
        {
            builder.Append(text);
            return;
        }
        var length = directive.Precision >= 0 && directive.Conversion != 'c' ? Math.Min(directive.Precision, text._length) : text._length;
        var padding = directive.Width - length;
        if (!directive.Has(PercentFlags.LeftAdjust))
            builder.Append(' ', padding);
        builder.Append(text, 0, length);
        if (directive.Has(PercentFlags.LeftAdjust))
            builder.Append(' ', padding);
    }

    private static PyStr Character(ThreadState thread, PyObject value)
    {
        if (value is PyStr text)
        {
            return text._length == 1
                ? text
                : throw Errors.Type($"%c requires an int or a unicode character, not a string of length {text._length}");
        }
        if (!Op.IsIndex(value))
            throw Errors.Type($"%c requires an int or a unicode character, not {value.Type.FullName}");
        if (!Op.Index(thread, value).TryGetLong(out var point) || (ulong)point > 0x10FFFF)
            throw Errors.Overflow("%c arg not in range(0x110000)");
        return FromCodePoint((int)point);
    }
}
