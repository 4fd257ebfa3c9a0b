using System.Globalization;
using Krait.Syntax;
using Krait.Syntax.Ast;

namespace Krait.Compiler;

internal sealed partial class UnparseWriter
{
    private void WriteFormatted(Expr expression)
    {
        var (prefix, values) = expression switch
        {
            JoinedStrExpr e => ("f", e.Values),
            TemplateStrExpr e => ("t", e.Values),
            _ => ("f", [expression]),
        };
        var body = new UnparseWriter();
        foreach (var value in values)
            body.WriteFormatPart(value);
        Append(prefix);
        WriteStr(body.ToText());
    }

    private void WriteFormatPart(Expr part)
    {
        switch (part)
        {
            case ConstantExpr { Value: StrConstant text }:
                for (var i = 0; i < text.Value.Length; i++)
                {
                    _points.Add(text.Value[i]);
                    if (text.Value[i] is '{' or '}')
                        _points.Add(text.Value[i]);
                }
                break;
            case JoinedStrExpr e:
                foreach (var value in e.Values)
                    WriteFormatPart(value);
                break;
            case FormattedValueExpr e:
                WriteReplacement(e.Value, null, e.Conversion, e.FormatSpec);
                break;
            case InterpolationExpr e:
                WriteReplacement(e.Value, (e.Str as StrConstant)?.Value, e.Conversion, e.FormatSpec);
                break;
            default:
                Write(part, Precedence.Test);
                break;
        }
    }

    private void WriteReplacement(Expr value, Text? source, int conversion, Expr? spec)
    {
        Append("{");
        if (source is not null)
        {
            Append(source);
        }
        else
        {
            var inner = new UnparseWriter();
            inner.Write(value, Precedence.Test + 1);
            // Two braces would be a literal one.
            if (inner._points.Count > 0 && inner._points[0] == '{')
                Append(" ");
            _points.AddRange(inner._points);
        }
        if (conversion > 0)
            Append($"!{(char)conversion}");
        if (spec is not null)
        {
            Append(":");
            WriteFormatPart(spec);
        }
        Append("}");
    }

    /// <summary>Writes the <c>repr()</c> of a constant; infinity, which has no literal, as a number that is too large.</summary>
    public void WriteConstant(ConstantValue value)
    {
        switch (value)
        {
            case NoneConstant:
                Append("None");
                break;
            case EllipsisConstant:
                Append("Ellipsis");
                break;
            case BoolConstant b:
                Append(b.Value ? "True" : "False");
                break;
            case IntConstant i:
                Append(i.Value.ToString(CultureInfo.InvariantCulture));
                break;
            case FloatConstant f:
                Append(FloatRepr(f.Value, alwaysPoint: true));
                break;
            case ComplexConstant c:
                WriteComplex(c);
                break;
            case StrConstant s:
                WriteStr(s.Value);
                break;
            case BytesConstant b:
                WriteBytes(b.Value);
                break;
            case TupleConstant t:
                Append("(");
                WriteConstants(t.Items);
                Append(t.Items.Length == 1 ? ",)" : ")");
                break;
            case FrozenSetConstant f:
                Append("frozenset({");
                WriteConstants(f.Items);
                Append("})");
                break;
            case SliceConstant s:
                Append("slice(");
                WriteConstants([s.Start, s.Stop, s.Step]);
                Append(")");
                break;
        }
    }

    private void WriteConstants(ConstantValue[] items)
    {
        for (var i = 0; i < items.Length; i++)
        {
            if (i > 0)
                Append(", ");
            WriteConstant(items[i]);
        }
    }

    private void WriteComplex(ComplexConstant c)
    {
        if (c.Real == 0 && !double.IsNegative(c.Real))
        {
            Append($"{FloatRepr(c.Imaginary, alwaysPoint: false)}j");
            return;
        }
        var imaginary = FloatRepr(c.Imaginary, alwaysPoint: false);
        var sign = imaginary.StartsWith('-') ? "" : "+";
        Append($"({FloatRepr(c.Real, alwaysPoint: false)}{sign}{imaginary}j)");
    }

    private static string FloatRepr(double value, bool alwaysPoint)
    {
        if (double.IsNaN(value))
            return "nan";
        if (double.IsInfinity(value))
            return value > 0 ? "1e309" : "-1e309";
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        var (digits, exponent) = Decompose(shortest);
        var sign = double.IsNegative(value) ? "-" : "";
        if (value == 0)
            return sign + (alwaysPoint ? "0.0" : "0");
        if (exponent is < -4 or >= 16)
        {
            var mantissa = digits.Length > 1 ? $"{digits[0]}.{digits[1..]}" : digits;
            return $"{sign}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        }
        if (exponent < 0)
            return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        if (digits.Length <= exponent + 1)
            return $"{sign}{digits.PadRight(exponent + 1, '0')}{(alwaysPoint ? ".0" : "")}";
        return $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    /// <summary>The significant digits, and the power of ten of the first.</summary>
    private static (string Digits, int Exponent) Decompose(string text)
    {
        text = text.TrimStart('-');
        var exponent = 0;
        var e = text.IndexOf('E');
        if (e >= 0)
        {
            exponent = int.Parse(text[(e + 1)..], CultureInfo.InvariantCulture);
            text = text[..e];
        }
        var point = text.IndexOf('.');
        var whole = point < 0 ? text : text[..point];
        var all = whole + (point < 0 ? "" : text[(point + 1)..]);
        var leading = all.Length - all.TrimStart('0').Length;
        var digits = all.Trim('0');
        return (digits.Length == 0 ? "0" : digits, exponent + whole.Length - 1 - leading);
    }

    private void WriteStr(Text text)
    {
        bool single = false, both = false;
        for (var i = 0; i < text.Length; i++)
        {
            single |= text[i] == '\'';
            both |= text[i] == '"';
        }
        var quote = single && !both ? '"' : '\'';
        _points.Add(quote);
        for (var i = 0; i < text.Length; i++)
            WriteCharacter(text[i], quote);
        _points.Add(quote);
    }

    private void WriteCharacter(int point, char quote)
    {
        if (point == quote || point == '\\')
            Append($"\\{(char)point}");
        else if (point == '\n')
            Append("\\n");
        else if (point == '\r')
            Append("\\r");
        else if (point == '\t')
            Append("\\t");
        else if (IsPrintable(point))
            _points.Add(point);
        else if (point <= 0xFF)
            Append($"\\x{point:x2}");
        else
            Append(point <= 0xFFFF ? $"\\u{point:x4}" : $"\\U{point:x8}");
    }

    private static bool IsPrintable(int point) => point == ' ' || CharUnicodeInfo.GetUnicodeCategory(point) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.SpaceSeparator);

    private void WriteBytes(byte[] bytes)
    {
        var quote = bytes.Contains((byte)'\'') && !bytes.Contains((byte)'"') ? '"' : '\'';
        Append($"b{quote}");
        foreach (var b in bytes)
        {
            if (b is >= 0x20 and < 0x7F || b is (byte)'\n' or (byte)'\r' or (byte)'\t')
                WriteCharacter(b, quote);
            else
                Append($"\\x{b:x2}");
        }
        Append($"{quote}");
    }
}
