using System.Numerics;

namespace Krait.Runtime.Numerics;

/// <summary>Complex arithmetic as CPython 3.14 has it: operations that mix real and complex numbers never invent a zero imaginary part.</summary>
public static class ComplexOps
{
    public static Complex Add(Complex a, double b) => new(a.Real + b, a.Imaginary);

    public static Complex Subtract(Complex a, double b) => new(a.Real - b, a.Imaginary);

    public static Complex Subtract(double a, Complex b) => new(a - b.Real, -b.Imaginary);

    public static Complex Multiply(Complex a, double b) => new(a.Real * b, a.Imaginary * b);

    /// <summary>The product; infinities that the textbook formula loses are recovered (C11, Annex G.5.1).</summary>
    public static Complex Multiply(Complex left, Complex right)
    {
        double a = left.Real, b = left.Imaginary, c = right.Real, d = right.Imaginary;
        double ac = a * c, bd = b * d, ad = a * d, bc = b * c;
        var real = ac - bd;
        var imaginary = ad + bc;
        if (!double.IsNaN(real) || !double.IsNaN(imaginary))
            return new Complex(real, imaginary);
        var recalculate = false;
        if (double.IsInfinity(a) || double.IsInfinity(b))
        {
            (a, b) = (Unit(a), Unit(b));
            (c, d) = (ZeroForNaN(c), ZeroForNaN(d));
            recalculate = true;
        }
        if (double.IsInfinity(c) || double.IsInfinity(d))
        {
            (c, d) = (Unit(c), Unit(d));
            (a, b) = (ZeroForNaN(a), ZeroForNaN(b));
            recalculate = true;
        }
        if (!recalculate && (double.IsInfinity(ac) || double.IsInfinity(bd) || double.IsInfinity(ad) || double.IsInfinity(bc)))
        {
            (a, b, c, d) = (ZeroForNaN(a), ZeroForNaN(b), ZeroForNaN(c), ZeroForNaN(d));
            recalculate = true;
        }
        return recalculate
            ? new Complex(double.PositiveInfinity * (a * c - b * d), double.PositiveInfinity * (a * d + b * c))
            : new Complex(real, imaginary);
    }

    private static double Unit(double x) => Math.CopySign(double.IsInfinity(x) ? 1.0 : 0.0, x);

    private static double ZeroForNaN(double x) => double.IsNaN(x) ? Math.CopySign(0.0, x) : x;

    /// <summary>False on division by zero (ZeroDivisionError: division by zero).</summary>
    public static bool TryDivide(Complex a, double b, out Complex result)
    {
        result = b == 0 ? default : new Complex(a.Real / b, a.Imaginary / b);
        return b != 0;
    }

    /// <summary>False on division by zero.</summary>
    public static bool TryDivide(double a, Complex b, out Complex result)
    {
        result = default;
        double real, imaginary;
        if (Math.Abs(b.Real) >= Math.Abs(b.Imaginary))
        {
            if (b.Real == 0)
                return false;
            var ratio = b.Imaginary / b.Real;
            var denominator = b.Real + b.Imaginary * ratio;
            real = a / denominator;
            imaginary = -a * ratio / denominator;
        }
        else if (Math.Abs(b.Imaginary) >= Math.Abs(b.Real))
        {
            var ratio = b.Real / b.Imaginary;
            var denominator = b.Real * ratio + b.Imaginary;
            real = a * ratio / denominator;
            imaginary = -a / denominator;
        }
        else
        {
            real = imaginary = double.NaN;
        }
        if (double.IsNaN(real) && double.IsNaN(imaginary) && double.IsFinite(a)
            && (double.IsInfinity(b.Real) || double.IsInfinity(b.Imaginary)))
        {
            real = 0.0 * (a * Unit(b.Real));
            imaginary = 0.0 * (-a * Unit(b.Imaginary));
        }
        result = new Complex(real, imaginary);
        return true;
    }

    /// <summary>Smith's division, with infinities and zeros recovered (C11, Annex G.5.2). False on division by zero.</summary>
    public static bool TryDivide(Complex a, Complex b, out Complex result)
    {
        result = default;
        double real, imaginary;
        double absReal = Math.Abs(b.Real), absImaginary = Math.Abs(b.Imaginary);
        if (absReal >= absImaginary)
        {
            if (absReal == 0)
                return false;
            var ratio = b.Imaginary / b.Real;
            var denominator = b.Real + b.Imaginary * ratio;
            real = (a.Real + a.Imaginary * ratio) / denominator;
            imaginary = (a.Imaginary - a.Real * ratio) / denominator;
        }
        else if (absImaginary >= absReal)
        {
            var ratio = b.Real / b.Imaginary;
            var denominator = b.Real * ratio + b.Imaginary;
            real = (a.Real * ratio + a.Imaginary) / denominator;
            imaginary = (a.Imaginary * ratio - a.Real) / denominator;
        }
        else
        {
            real = imaginary = double.NaN;
        }
        if (double.IsNaN(real) && double.IsNaN(imaginary))
            RecoverQuotient(a, b, ref real, ref imaginary);
        result = new Complex(real, imaginary);
        return true;
    }

    private static void RecoverQuotient(Complex a, Complex b, ref double real, ref double imaginary)
    {
        if ((double.IsInfinity(a.Real) || double.IsInfinity(a.Imaginary)) && double.IsFinite(b.Real) && double.IsFinite(b.Imaginary))
        {
            double x = Unit(a.Real), y = Unit(a.Imaginary);
            real = double.PositiveInfinity * (x * b.Real + y * b.Imaginary);
            imaginary = double.PositiveInfinity * (y * b.Real - x * b.Imaginary);
        }
        else if ((double.IsInfinity(b.Real) || double.IsInfinity(b.Imaginary)) && double.IsFinite(a.Real) && double.IsFinite(a.Imaginary))
        {
            double x = Unit(b.Real), y = Unit(b.Imaginary);
            real = 0.0 * (a.Real * x + a.Imaginary * y);
            imaginary = 0.0 * (a.Imaginary * x - a.Real * y);
        }
    }

    /// <summary>
    /// <c>a ** b</c>. Domain: ZeroDivisionError (zero to a negative or complex power); Range: OverflowError (complex exponentiation).
    /// </summary>
    public static Complex Power(Complex a, Complex b, out MathError error)
    {
        error = MathError.None;
        Complex result;
        if (b.Imaginary == 0.0 && b.Real == Math.Floor(b.Real) && Math.Abs(b.Real) <= 100.0)
        {
            if (!TryIntegerPower(a, (int)b.Real, out result))
            {
                error = MathError.Domain;
                return default;
            }
        }
        else
        {
            result = GeneralPower(a, b, out error);
            if (error != MathError.None)
                return default;
        }
        if (double.IsInfinity(result.Real) || double.IsInfinity(result.Imaginary))
            error = MathError.Range;
        return result;
    }

    private static bool TryIntegerPower(Complex a, int exponent, out Complex result)
    {
        if (exponent > 0)
        {
            result = PositivePower(a, exponent);
            return true;
        }
        return TryDivide(Complex.One, PositivePower(a, -exponent), out result);
    }

    private static Complex PositivePower(Complex a, int exponent)
    {
        var result = Complex.One;
        var power = a;
        for (var mask = 1; mask > 0 && exponent >= mask; mask <<= 1)
        {
            if ((exponent & mask) != 0)
                result = Multiply(result, power);
            power = Multiply(power, power);
        }
        return result;
    }

    private static Complex GeneralPower(Complex a, Complex b, out MathError error)
    {
        error = MathError.None;
        if (b.Real == 0 && b.Imaginary == 0)
            return Complex.One;
        if (a.Real == 0 && a.Imaginary == 0)
        {
            if (b.Imaginary != 0 || b.Real < 0)
                error = MathError.Domain;
            return Complex.Zero;
        }
        var magnitude = Libm.Hypot(a.Real, a.Imaginary);
        var length = Math.Pow(magnitude, b.Real);
        var angle = Math.Atan2(a.Imaginary, a.Real);
        var phase = angle * b.Real;
        if (b.Imaginary != 0)
        {
            length *= Math.Exp(-angle * b.Imaginary);
            phase += b.Imaginary * Math.Log(magnitude);
        }
        return new Complex(length * Math.Cos(phase), length * Math.Sin(phase));
    }

    /// <summary><c>abs(z)</c>; Range: OverflowError (absolute value too large).</summary>
    public static double Abs(Complex z, out MathError error)
    {
        error = MathError.None;
        if (double.IsInfinity(z.Real) || double.IsInfinity(z.Imaginary))
            return double.PositiveInfinity;
        var result = Libm.Hypot(z.Real, z.Imaginary);
        if (double.IsInfinity(result) && double.IsFinite(z.Real) && double.IsFinite(z.Imaginary))
            error = MathError.Range;
        return result;
    }

    /// <summary>What <c>repr(complex)</c> writes.</summary>
    public static string Repr(Complex z)
    {
        if (z.Real == 0 && !double.IsNegative(z.Real))
            return FloatFormat.ReprWithoutPoint(z.Imaginary) + "j";
        return $"({FloatFormat.ReprWithoutPoint(z.Real)}{FloatFormat.FormatShort(z.Imaginary, 'r', 0, FloatFormatFlags.Sign)}j)";
    }

    /// <summary>Parses what <c>complex(text)</c> takes. False: ValueError (complex() arg is a malformed string).</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Complex value)
    {
        value = default;
        if (text.Contains('_'))
        {
            var kept = new char[text.Length];
            if (!RemoveUnderscores(text, kept, out var length))
                return false;
            text = kept.AsSpan(0, length);
        }
        text = BigIntegerOps.TrimSpaces(text);
        if (text.Length > 0 && text[0] == '(')
        {
            if (text[^1] != ')')
                return false;
            text = BigIntegerOps.TrimSpaces(text[1..^1]);
        }
        double real = 0, imaginary = 0;
        if (FloatFormat.TryParsePrefix(text, out var number, out var used))
        {
            text = text[used..];
            if (text.Length > 0 && text[0] is '+' or '-')
            {
                real = number;
                if (FloatFormat.TryParsePrefix(text, out imaginary, out used))
                {
                    text = text[used..];
                }
                else
                {
                    imaginary = text[0] == '+' ? 1.0 : -1.0;
                    text = text[1..];
                }
                if (text.Length != 1 || text[0] is not ('j' or 'J'))
                    return false;
                text = text[1..];
            }
            else if (text.Length > 0 && text[0] is 'j' or 'J')
            {
                imaginary = number;
                text = text[1..];
            }
            else
            {
                real = number;
            }
        }
        else
        {
            imaginary = 1.0;
            if (text.Length > 0 && text[0] is '+' or '-')
            {
                imaginary = text[0] == '-' ? -1.0 : 1.0;
                text = text[1..];
            }
            if (text.Length == 0 || text[0] is not ('j' or 'J'))
                return false;
            text = text[1..];
        }
        value = new Complex(real, imaginary);
        return text.IsEmpty;
    }

    private static bool RemoveUnderscores(ReadOnlySpan<char> text, Span<char> kept, out int length)
    {
        length = 0;
        var before = '\0';
        foreach (var c in text)
        {
            if (c == '_' ? !char.IsAsciiDigit(before) : before == '_' && !char.IsAsciiDigit(c))
                return false;
            if (c != '_')
                kept[length++] = c;
            before = c;
        }
        return before != '_';
    }
}
