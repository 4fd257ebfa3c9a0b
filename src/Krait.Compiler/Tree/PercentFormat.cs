using Krait.Compiler.FlowGraph;
using Krait.Syntax;
using Krait.Syntax.Ast;

namespace Krait.Compiler;

/// <summary>Reads a format of the <c>%</c> operator, as far as an f-string can express it.</summary>
internal sealed class PercentFormat(Text format)
{
    private const int MaxDigits = 3;
    private int _position;

    /// <summary>The parts of the f-string; null where the format or the number of items does not fit.</summary>
    public Expr[]? Convert(Expr[] items)
    {
        var values = new List<Expr>();
        var used = 0;
        while (true)
        {
            if (Literal() is { } literal)
                values.Add(literal);
            if (_position >= format.Length)
                break;
            if (used >= items.Length)
                return null;
            _position++;
            if (Item(items[used++]) is not { } value)
                return null;
            values.Add(value);
        }
        return used == items.Length ? values.ToArray() : null;
    }

    private ConstantExpr? Literal()
    {
        var points = new List<int>();
        while (_position < format.Length)
        {
            var point = format[_position];
            if (point == '%')
            {
                if (_position + 1 >= format.Length || format[_position + 1] != '%')
                    break;
                _position++;
            }
            points.Add(point);
            _position++;
        }
        return points.Count == 0 ? null : new ConstantExpr(new StrConstant(Text.FromCodePoints(points.ToArray())), null, Locations.None);
    }

    private int Peek() => _position < format.Length ? format[_position] : -1;

    private FormattedValueExpr? Item(Expr value)
    {
        var isLeft = false;
        for (; Peek() is '-' or '+' or ' ' or '#' or '0'; _position++)
            isLeft |= Peek() == '-';
        if (!TryNumber(out var width))
            return null;
        var precision = -1;
        if (Peek() == '.')
        {
            _position++;
            if (!TryNumber(out precision))
                return null;
            precision = Math.Max(precision, 0);
        }
        var conversion = Peek();
        if (conversion is not ('s' or 'r' or 'a'))
            return null;
        _position++;
        var spec = (!isLeft && width > 0 ? ">" : "") + (width >= 0 ? $"{width}" : "") + (precision >= 0 ? $".{precision}" : "");
        var specExpr = spec.Length == 0 ? null : new ConstantExpr(new StrConstant(Text.FromUtf16(spec)), null, value.Span);
        return new FormattedValueExpr(value, conversion, specExpr, value.Span);
    }

    private bool TryNumber(out int number)
    {
        number = -1;
        for (var digits = 0; Peek() is >= '0' and <= '9'; _position++)
        {
            number = (Math.Max(number, 0) * 10) + Peek() - '0';
            if (++digits >= MaxDigits)
                return false;
        }
        return true;
    }
}
