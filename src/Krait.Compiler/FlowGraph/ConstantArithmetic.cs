using System.Numerics;
using Krait.Syntax;
using Krait.Syntax.Ast;

namespace Krait.Compiler.FlowGraph;

/// <summary>Python's operators on constants, within the size limits of CPython's folding. Null: not to be folded, or an error at run time.</summary>
internal static partial class ConstantArithmetic
{
    private const int MaxIntBits = 128;
    private const int MaxCollectionSize = 256;
    private const int MaxStringSize = 4096;
    private const int MaxTotalItems = 1024;

    public static bool IsTrue(ConstantValue value) => value switch
    {
        NoneConstant => false,
        BoolConstant b => b.Value,
        IntConstant i => !i.Value.IsZero,
        FloatConstant f => f.Value != 0,
        ComplexConstant c => c.Real != 0 || c.Imaginary != 0,
        StrConstant s => s.Value.Length > 0,
        BytesConstant b => b.Value.Length > 0,
        TupleConstant t => t.Items.Length > 0,
        FrozenSetConstant f => f.Items.Length > 0,
        _ => true,
    };

    public static ConstantValue Bool(bool value) => value ? ConstantValue.True : ConstantValue.False;

    /// <summary><c>-x</c>, <c>+x</c>, <c>~x</c> and <c>not x</c>.</summary>
    public static ConstantValue? Unary(UnaryOperator op, ConstantValue operand)
    {
        if (op == UnaryOperator.Not)
            return Bool(!IsTrue(operand));
        // Deprecated, of which the run tells.
        if (op == UnaryOperator.Invert && operand is BoolConstant)
            return null;
        if (AsInt(operand) is { } integer)
        {
            return op switch
            {
                UnaryOperator.USub => new IntConstant(-integer),
                UnaryOperator.UAdd => new IntConstant(integer),
                _ => new IntConstant(-integer - 1),
            };
        }
        return (op, operand) switch
        {
            (UnaryOperator.USub, FloatConstant f) => new FloatConstant(-f.Value),
            (UnaryOperator.UAdd, FloatConstant) => operand,
            (UnaryOperator.USub, ComplexConstant c) => new ComplexConstant(-c.Real, -c.Imaginary),
            (UnaryOperator.UAdd, ComplexConstant) => operand,
            _ => null,
        };
    }

    /// <summary>A binary operation, by the argument of <c>BINARY_OP</c>.</summary>
    public static ConstantValue? Binary(ConstantValue left, int operation, ConstantValue right)
    {
        var (name, _) = OpcodeInfo.BinaryOperations[operation];
        if (name == "NB_SUBSCR")
            return Subscript(left, right);
        if (left is BoolConstant l && right is BoolConstant r)
        {
            switch (name)
            {
                case "NB_AND":
                    return Bool(l.Value & r.Value);
                case "NB_OR":
                    return Bool(l.Value | r.Value);
                case "NB_XOR":
                    return Bool(l.Value ^ r.Value);
            }
        }
        if (AsInt(left) is { } a && AsInt(right) is { } b)
            return Integers(name, a, b);
        if (IsNumber(left) && IsNumber(right))
        {
            return left is ComplexConstant || right is ComplexConstant
                ? Complexes(name, left, right)
                : AsDouble(left) is { } x && AsDouble(right) is { } y ? Floats(name, x, y) : null;
        }
        return name switch
        {
            "NB_ADD" => Concatenate(left, right),
            "NB_MULTIPLY" when AsInt(right) is { } count => Repeat(left, count),
            "NB_MULTIPLY" when AsInt(left) is { } count => Repeat(right, count),
            _ => null,
        };
    }

    private static bool IsNumber(ConstantValue value) => value is IntConstant or BoolConstant or FloatConstant or ComplexConstant;

    private static BigInteger? AsInt(ConstantValue value) => value switch
    {
        IntConstant i => i.Value,
        BoolConstant b => b.Value ? 1 : 0,
        _ => null,
    };

    private static double? AsDouble(ConstantValue value)
    {
        if (value is FloatConstant f)
            return f.Value;
        return AsInt(value) is { } integer && RoundToDouble(integer) is var d && double.IsFinite(d) ? d : null;
    }

    /// <summary>Rounds half to even; <c>(double)BigInteger</c> truncates.</summary>
    private static double RoundToDouble(BigInteger value)
    {
        if (BigInteger.Abs(value) <= (1L << 53))
            return (double)value;
        return double.Parse(value.ToString(System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static long Bits(BigInteger value) => (long)BigInteger.Abs(value).GetBitLength();

    private static ConstantValue? Integers(string name, BigInteger a, BigInteger b)
    {
        switch (name)
        {
            case "NB_ADD":
                return new IntConstant(a + b);
            case "NB_SUBTRACT":
                return new IntConstant(a - b);
            case "NB_MULTIPLY":
                return !a.IsZero && !b.IsZero && Bits(a) + Bits(b) > MaxIntBits ? null : new IntConstant(a * b);
            case "NB_TRUE_DIVIDE":
                return b.IsZero ? null : TrueDivide(a, b);
            case "NB_FLOOR_DIVIDE":
                return b.IsZero ? null : new IntConstant(FloorDivide(a, b));
            case "NB_REMAINDER":
                return b.IsZero ? null : new IntConstant(a - (FloorDivide(a, b) * b));
            case "NB_POWER":
                return Power(a, b);
            case "NB_LSHIFT":
                if (b.Sign < 0 || (!a.IsZero && (b > MaxIntBits || Bits(a) > MaxIntBits - (long)b)))
                    return null;
                return new IntConstant(a.IsZero ? a : a << (int)b);
            case "NB_RSHIFT":
                if (b.Sign < 0)
                    return null;
                return new IntConstant(b > int.MaxValue ? (a.Sign < 0 ? -1 : 0) : a >> (int)b);
            case "NB_AND":
                return new IntConstant(a & b);
            case "NB_OR":
                return new IntConstant(a | b);
            case "NB_XOR":
                return new IntConstant(a ^ b);
            default:
                return null;
        }
    }

    private static BigInteger FloorDivide(BigInteger a, BigInteger b)
    {
        var quotient = BigInteger.DivRem(a, b, out var remainder);
        return !remainder.IsZero && (remainder.Sign < 0) != (b.Sign < 0) ? quotient - 1 : quotient;
    }

    private static ConstantValue? Power(BigInteger a, BigInteger b)
    {
        if (b.Sign < 0)
            return a.IsZero || AsDouble(new IntConstant(a)) is not { } x || AsDouble(new IntConstant(b)) is not { } y ? null : Floats("NB_POWER", x, y);
        if (!a.IsZero && b.Sign > 0 && (b > MaxIntBits || Bits(a) > MaxIntBits / (long)b))
            return null;
        return new IntConstant(a.IsZero && !b.IsZero ? BigInteger.Zero : BigInteger.Pow(a, (int)b));
    }

    /// <summary>The quotient of two integers, correctly rounded whatever their size.</summary>
    private static ConstantValue? TrueDivide(BigInteger a, BigInteger b)
    {
        if (Bits(a) <= 53 && Bits(b) <= 53)
            return new FloatConstant((double)a / (double)b);
        var negative = (a.Sign < 0) != (b.Sign < 0);
        a = BigInteger.Abs(a);
        b = BigInteger.Abs(b);
        // Scale so that the quotient has 66 or 67 bits, and let a last sticky bit stand for the rest.
        var shift = (int)(66 - (Bits(a) - Bits(b)));
        var quotient = BigInteger.DivRem(shift > 0 ? a << shift : a, shift < 0 ? b << -shift : b, out var remainder);
        if (!remainder.IsZero)
            quotient |= 1;
        var result = Math.ScaleB(RoundToDouble(quotient), -shift);
        if (double.IsInfinity(result))
            return null;
        return new FloatConstant(negative ? -result : result);
    }

    private static ConstantValue? Floats(string name, double x, double y)
    {
        switch (name)
        {
            case "NB_ADD":
                return new FloatConstant(x + y);
            case "NB_SUBTRACT":
                return new FloatConstant(x - y);
            case "NB_MULTIPLY":
                return new FloatConstant(x * y);
            case "NB_TRUE_DIVIDE":
                return y == 0 ? null : new FloatConstant(x / y);
            case "NB_FLOOR_DIVIDE":
                return y == 0 ? null : new FloatConstant(DivMod(x, y).Quotient);
            case "NB_REMAINDER":
                return y == 0 ? null : new FloatConstant(DivMod(x, y).Remainder);
            case "NB_POWER":
                if ((x == 0 && y < 0) || (x < 0 && double.IsFinite(x) && double.IsFinite(y) && y != Math.Floor(y)))
                    return null;
                var power = Math.Pow(x, y);
                return double.IsInfinity(power) && double.IsFinite(x) && double.IsFinite(y) ? null : new FloatConstant(power);
            default:
                return null;
        }
    }

    private static (double Quotient, double Remainder) DivMod(double x, double y)
    {
        var mod = Math.IEEERemainder(0, 1) + (x % y);
        var div = (x - mod) / y;
        if (mod != 0)
        {
            if ((y < 0) != (mod < 0))
            {
                mod += y;
                div -= 1;
            }
        }
        else
        {
            mod = Math.CopySign(0, y);
        }
        if (div == 0)
            return (Math.CopySign(0, x / y), mod);
        var floor = Math.Floor(div);
        return (div - floor > 0.5 ? floor + 1 : floor, mod);
    }

    private static ConstantValue? Complexes(string name, ConstantValue left, ConstantValue right)
    {
        if (AsComplex(left) is not { } a || AsComplex(right) is not { } b)
            return null;
        var leftIsReal = left is not ComplexConstant;
        var rightIsReal = right is not ComplexConstant;
        switch (name)
        {
            // A real operand has no imaginary part at all: 1 - 0j keeps -0.0 where adding a zero part would not.
            case "NB_ADD":
                return new ComplexConstant(a.Real + b.Real, leftIsReal ? b.Imaginary : rightIsReal ? a.Imaginary : a.Imaginary + b.Imaginary);
            case "NB_SUBTRACT":
                return new ComplexConstant(a.Real - b.Real, leftIsReal ? -b.Imaginary : rightIsReal ? a.Imaginary : a.Imaginary - b.Imaginary);
            case "NB_MULTIPLY":
                return leftIsReal ? new ComplexConstant(a.Real * b.Real, a.Real * b.Imaginary)
                    : rightIsReal ? new ComplexConstant(a.Real * b.Real, a.Imaginary * b.Real)
                    : Multiply(a, b);
            case "NB_TRUE_DIVIDE":
                if (b.Real == 0 && b.Imaginary == 0)
                    return null;
                if (rightIsReal)
                    return new ComplexConstant(a.Real / b.Real, a.Imaginary / b.Real);
                return Divide(a, b);
            case "NB_POWER":
                return Power(a, b) is var power && double.IsFinite(power?.Real ?? 0) && double.IsFinite(power?.Imaginary ?? 0) ? power : null;
            default:
                return null;
        }
    }

    private static ComplexConstant? Power(ComplexConstant a, ComplexConstant b)
    {
        if (b.Imaginary == 0 && b.Real == Math.Floor(b.Real) && Math.Abs(b.Real) <= 100)
        {
            var power = Power(a, (int)Math.Abs(b.Real));
            if (b.Real > 0)
                return power;
            return power is { Real: 0, Imaginary: 0 } ? null : Divide(new ComplexConstant(1, 0), power);
        }
        if (a is { Real: 0, Imaginary: 0 })
            return b.Imaginary != 0 || b.Real < 0 ? null : new ComplexConstant(0, 0);
        var size = double.Hypot(a.Real, a.Imaginary);
        var length = Math.Pow(size, b.Real);
        var angle = Math.Atan2(a.Imaginary, a.Real);
        var phase = angle * b.Real;
        if (b.Imaginary != 0)
        {
            length *= Math.Exp(-angle * b.Imaginary);
            phase += b.Imaginary * Math.Log(size);
        }
        return new ComplexConstant(length * Math.Cos(phase), length * Math.Sin(phase));
    }

    private static ComplexConstant Power(ComplexConstant value, int exponent)
    {
        var result = new ComplexConstant(1, 0);
        for (var mask = 1; exponent >= mask; mask <<= 1)
        {
            if ((exponent & mask) != 0)
                result = Multiply(result, value);
            value = Multiply(value, value);
        }
        return result;
    }

    private static ComplexConstant Multiply(ComplexConstant a, ComplexConstant b) =>
        new((a.Real * b.Real) - (a.Imaginary * b.Imaginary), (a.Real * b.Imaginary) + (a.Imaginary * b.Real));

    private static ComplexConstant Divide(ComplexConstant a, ComplexConstant b)
    {
        if (Math.Abs(b.Real) >= Math.Abs(b.Imaginary))
        {
            var ratio = b.Imaginary / b.Real;
            var denominator = b.Real + (b.Imaginary * ratio);
            return new ComplexConstant((a.Real + (a.Imaginary * ratio)) / denominator, (a.Imaginary - (a.Real * ratio)) / denominator);
        }
        var inverse = b.Real / b.Imaginary;
        var divisor = (b.Real * inverse) + b.Imaginary;
        return new ComplexConstant(((a.Real * inverse) + a.Imaginary) / divisor, ((a.Imaginary * inverse) - a.Real) / divisor);
    }

    private static ComplexConstant? AsComplex(ConstantValue value) =>
        value as ComplexConstant ?? (AsDouble(value) is { } real ? new ComplexConstant(real, 0) : null);
}
