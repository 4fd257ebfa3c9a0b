using System.Globalization;
using System.Numerics;
using System.Text;
using Krait.Syntax.Ast;

namespace Krait.Syntax;

/// <summary>The values of number literals.</summary>
internal static class NumberLiteral
{
    public static ConstantValue Parse(TokenStream stream, in Token token, ParseOptions options)
    {
        var bytes = stream.Bytes(token.Start, token.End);
        if (bytes.Length <= 9 && !bytes.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            var small = 0;
            foreach (var digit in bytes)
                small = small * 10 + (digit - '0');
            return new IntConstant(small);
        }
        var text = Encoding.ASCII.GetString(bytes);
        if (text.Contains('_'))
        {
            if (options.FeatureVersion < 6)
                throw stream.Error("Underscores in numeric literals are only supported in Python 3.6 and greater");
            text = text.Replace("_", "");
        }
        if (text.Length > 1 && text[0] == '0')
        {
            switch (text[1])
            {
                case 'x' or 'X':
                    return new IntConstant(BigInteger.Parse("0" + text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                case 'o' or 'O':
                    return new IntConstant(OfPowerOfTwo(text.AsSpan(2), 3));
                case 'b' or 'B':
                    return new IntConstant(OfPowerOfTwo(text.AsSpan(2), 1));
            }
        }
        if (text[^1] is 'j' or 'J')
            return new ComplexConstant(0, Double(text.AsSpan(0, text.Length - 1)));
        return text.AsSpan().ContainsAny('.', 'e', 'E') ? new FloatConstant(Double(text)) : Decimal(stream, token, text, options);
    }

    private static double Double(ReadOnlySpan<char> text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static BigInteger OfPowerOfTwo(ReadOnlySpan<char> digits, int bits)
    {
        var bytes = new byte[digits.Length * bits / 8 + 2];
        var bit = 0;
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            var value = (digits[i] - '0') << (bit & 7);
            bytes[bit >> 3] |= (byte)value;
            bytes[(bit >> 3) + 1] |= (byte)(value >> 8);
            bit += bits;
        }
        return new BigInteger(bytes, isUnsigned: true);
    }

    private static ConstantValue Decimal(TokenStream stream, in Token token, string text, ParseOptions options)
    {
        if (options.MaxIntDigits > 0 && text.Length > options.MaxIntDigits)
        {
            throw stream.ErrorAtLast(
                token,
                $"Exceeds the limit ({options.MaxIntDigits} digits) for integer string conversion: value has {text.Length} digits; "
                + "use sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer literals to avoid "
                + "decimal conversion limits.");
        }
        // The framework's conversion is subquadratic since .NET 9.
        return new IntConstant(BigInteger.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture));
    }
}
