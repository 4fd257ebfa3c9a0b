using System.Numerics;
using Krait.Modules.Decimals;
using Krait.Runtime.Numerics;
using Krait.Syntax;
using Xunit;

namespace Krait.Numerics.Tests;

/// <summary>Expected values are CPython 3.14's.</summary>
public class NumbersTests
{
    [Theory]
    [InlineData(1e16, "1e+16")]
    [InlineData(1e-5, "1e-05")]
    [InlineData(123456789012345680.0, "1.2345678901234568e+17")]
    [InlineData(2.9802322387695312e-08, "2.9802322387695312e-08")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(5e-324, "5e-324")]
    public void Repr(double value, string expected)
    {
        Assert.Equal(expected, FloatFormat.Repr(value));
        Assert.True(FloatFormat.TryParse(expected, out var back));
        Assert.Equal(value, back);
    }

    [Theory]
    [InlineData(1.0, "020,.2f", "0,000,000,000,001.00")]
    [InlineData(1.23456789, ".8_f", "1.234_567_89")]
    [InlineData(1234.5, ".3", "1.23e+03")]
    [InlineData(-0.0001, "z.2f", "0.00")]
    [InlineData(1e20, ".30,", "100000000000000000000.0")]
    [InlineData(double.NaN, "010,", "0000000nan")]
    public void FormatFloat(double value, string spec, string expected) =>
        Assert.Equal(expected, FormatSpec.FormatFloat(value, Text.FromUtf16(spec), "float").ToString());

    [Theory]
    [InlineData("d", "Unknown format code 'd' for object of type 'float'")]
    [InlineData("ff", "Invalid format specifier 'ff' for object of type 'float'")]
    [InlineData(",_f", "Cannot specify both ',' and '_'.")]
    [InlineData(".", "Format specifier missing precision")]
    public void FormatErrors(string spec, string message) =>
        Assert.Equal(message, Assert.Throws<FormatSpecException>(() => FormatSpec.FormatFloat(1.5, Text.FromUtf16(spec), "float")).Message);

    [Fact]
    public void BigDecimalText()
    {
        var value = BigInteger.Pow(7, 20000) + 1;
        var text = BigIntegerOps.ToDecimalString(-value);
        Assert.Equal((-value).ToString(), text);
        Assert.Equal(BigIntegerOps.ParseStatus.Ok, BigIntegerOps.TryParse(text, 10, 0, out var back, out _));
        Assert.Equal(-value, back);
    }

    [Fact]
    public void Rounding()
    {
        Assert.True(FloatOps.TryRound(2.675, 2, out var rounded));
        Assert.Equal(2.67, rounded);
        Assert.True(FloatOps.TryDivide(BigInteger.Pow(10, 400), BigInteger.Pow(10, 399) * 3, out var third));
        Assert.Equal(10.0 / 3.0, third);
        Assert.False(FloatOps.TryFromInteger(BigInteger.Pow(10, 400), out _));
    }

    [Fact]
    public void ComplexProductsKeepInfinities() =>
        Assert.Equal("(nan+infj)", ComplexOps.Repr(ComplexOps.Multiply(new Complex(double.PositiveInfinity, double.NaN), new Complex(0, 1))));

    [Theory]
    [InlineData("1", "3", "0.3333333333333333333333333333")]
    [InlineData("6", "4", "1.5")]
    [InlineData("1E+10", "1E-10", "1E+20")]
    public void DecimalDivision(string a, string b, string expected)
    {
        DecimalSignals status = 0;
        Assert.True(DecimalValue.TryParse(a, out var left));
        Assert.True(DecimalValue.TryParse(b, out var right));
        Assert.Equal(expected, DecimalMath.Divide(left, right, new DecimalContext(), ref status).ToString());
    }

    [Fact]
    public void DecimalFunctions()
    {
        DecimalSignals status = 0;
        var context = new DecimalContext();
        var two = DecimalValue.FromInteger(2);
        Assert.Equal("1.414213562373095048801688724", DecimalMath.SquareRoot(two, context, ref status).ToString());
        Assert.Equal("7.389056098930650227230427461", DecimalMath.Exp(two, context, ref status).ToString());
        Assert.Equal("0.6931471805599453094172321215", DecimalMath.Ln(two, context, ref status).ToString());
        Assert.Equal("0.3010299956639811952137388947", DecimalMath.Log10(two, context, ref status).ToString());
        Assert.Equal("1024", DecimalMath.Power(two, DecimalValue.FromInteger(10), context, ref status).ToString());
        status = 0;
        DecimalMath.Divide(two, DecimalValue.Zero, context, ref status);
        Assert.Equal("DivisionByZero", DecimalContext.ExceptionName(context.AddStatus(status)));
    }
}
