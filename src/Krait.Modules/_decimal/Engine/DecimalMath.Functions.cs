using System.Numerics;
using Krait.Runtime.Numerics;

namespace Krait.Modules.Decimals;

public static partial class DecimalMath
{
    public static DecimalValue SquareRoot(in DecimalValue a, DecimalContext context, ref DecimalSignals status)
    {
        if (CheckNaN(a, context, ref status, out var nan))
            return nan;
        if (a.IsInfinite)
            return a.Negative ? Invalid(ref status) : a;
        var ideal = a.Exponent >> 1;
        if (a.IsZero)
            return Finalize(a.Negative, BigInteger.Zero, ideal, context, ref status);
        if (a.Negative)
            return Invalid(ref status);
        var odd = (a.Exponent & 1) != 0;
        var coefficient = odd ? a.Coefficient * 10 : a.Coefficient;
        var length = odd ? (a.Digits >> 1) + 1 : (a.Digits + 1) >> 1;
        var shift = context.Prec + 1 - length;
        var exact = true;
        if (shift >= 0)
        {
            coefficient *= PowersOfTen.Get(2 * shift);
        }
        else
        {
            coefficient = BigInteger.DivRem(coefficient, PowersOfTen.Get(-2 * shift), out var rest);
            exact = rest.IsZero;
        }
        var exponent = ideal - shift;
        var root = BigIntegerOps.IntegerSquareRoot(coefficient);
        if (exact && root * root == coefficient)
        {
            root = shift >= 0 ? root / PowersOfTen.Get(shift) : root * PowersOfTen.Get(-shift);
            exponent += shift;
        }
        else if ((root % 5).IsZero)
        {
            root += 1;
        }
        return Finalize(false, root, exponent, HalfEven(context), ref status);
    }

    private static DecimalContext HalfEven(DecimalContext context)
    {
        if (context.Rounding == DecimalRounding.HalfEven)
            return context;
        var copy = context.Copy();
        copy.Rounding = DecimalRounding.HalfEven;
        return copy;
    }

    /// <summary>exp, correctly rounded (half-even).</summary>
    public static DecimalValue Exp(in DecimalValue a, DecimalContext context, ref DecimalSignals status)
    {
        if (CheckNaN(a, context, ref status, out var nan))
            return nan;
        if (a.IsInfinite)
            return a.Negative ? DecimalValue.Zero : a;
        if (a.IsZero)
            return DecimalValue.One;
        context = HalfEven(context);
        if (a.Adjusted > 18)
        {
            // Beyond any exponent limit.
            var far = new DecimalValue(false, BigInteger.One, a.Negative ? DecimalContext.MinEtiny - 10 : DecimalContext.MaxEmax + 10);
            var result = Finalize(far, context, ref status);
            status |= DecimalSignals.Inexact | DecimalSignals.Rounded;
            return result;
        }
        if (a.Adjusted < -context.Prec - 2)
        {
            var near = PowersOfTen.Get(context.Prec + 2) + (a.Negative ? -1 : 1);
            return Finalize(false, near, -context.Prec - 2, context, ref status);
        }
        for (long guard = 6; ; guard *= 2)
        {
            var (coefficient, exponent) = Transcendental.Exp(a, context.Prec + guard);
            if (IsDecided(coefficient, context.Prec))
                return Finalize(false, coefficient, exponent, context, ref status);
        }
    }

    /// <summary>True where an error of a few units in the last place cannot change the rounding to the precision.</summary>
    private static bool IsDecided(BigInteger coefficient, long prec)
    {
        var excess = PowersOfTen.CountDigits(coefficient) - prec;
        if (excess < 2)
            return false;
        var power = PowersOfTen.Get(excess);
        var rest = coefficient % power;
        var half = power / 2;
        return BigInteger.Abs(rest - half) > 10 && rest > 10 && power - rest > 10;
    }

    /// <summary>The natural logarithm, correctly rounded (half-even).</summary>
    public static DecimalValue Ln(in DecimalValue a, DecimalContext context, ref DecimalSignals status) => Logarithm(a, false, context, ref status);

    /// <summary>The decimal logarithm, correctly rounded (half-even), and exact for powers of ten.</summary>
    public static DecimalValue Log10(in DecimalValue a, DecimalContext context, ref DecimalSignals status) => Logarithm(a, true, context, ref status);

    private static DecimalValue Logarithm(in DecimalValue a, bool decimalBase, DecimalContext context, ref DecimalSignals status)
    {
        if (CheckNaN(a, context, ref status, out var nan))
            return nan;
        if (a.IsZero)
            return DecimalValue.Infinity(true);
        if (a.Negative)
            return Invalid(ref status);
        if (a.IsInfinite)
            return a;
        context = HalfEven(context);
        var stripped = StripZeros(a.Coefficient, long.MaxValue / 4, out var zeros);
        if (!decimalBase && stripped.IsOne && a.Exponent + zeros == 0)
            return DecimalValue.Zero;
        if (stripped.IsOne && decimalBase)
            return Finalize(DecimalValue.FromInteger(a.Exponent + zeros), context, ref status);
        for (long guard = 6; ; guard *= 2)
        {
            var (coefficient, exponent) = Transcendental.Ln(a, context.Prec + guard, decimalBase);
            if (IsDecided(BigInteger.Abs(coefficient), context.Prec))
                return Finalize(coefficient.Sign < 0, BigInteger.Abs(coefficient), exponent, context, ref status);
        }
    }

    public static DecimalValue Power(in DecimalValue a, in DecimalValue b, DecimalContext context, ref DecimalSignals status)
    {
        if (CheckNaN(a, b, context, ref status, out var nan))
            return nan;
        var integral = b.IsInteger;
        var odd = integral && IsOdd(b);
        var negative = a.Negative && odd;
        if (b.IsZero)
            return a.IsZero ? Invalid(ref status) : DecimalValue.One;
        if (a.Negative && !a.IsZero && !integral && !(b.IsInfinite && a.IsZero))
            return Invalid(ref status);
        if (a.IsZero)
            return b.Negative ? DecimalValue.Infinity(negative) : new DecimalValue(negative, BigInteger.Zero, 0);
        if (a.IsInfinite)
            return b.Negative ? new DecimalValue(negative, BigInteger.Zero, 0) : DecimalValue.Infinity(negative);
        var one = CompareMagnitudes(a, DecimalValue.One);
        if (b.IsInfinite)
        {
            if (one == 0)
                return PaddedOne(false, context, ref status);
            return one > 0 == b.Negative ? DecimalValue.Zero : DecimalValue.Infinity(false);
        }
        if (one == 0)
            return PowerOfOne(a, b, integral, negative, context, ref status);
        if (IsOutOfBounds(a, b, one, out var tiny))
        {
            var far = new DecimalValue(negative, BigInteger.One, tiny ? context.Etiny - 2 : DecimalContext.MaxEmax + 10);
            var result = Finalize(far, context, ref status);
            status |= DecimalSignals.Inexact | DecimalSignals.Rounded;
            return result;
        }
        if (integral && b.Adjusted <= 18)
            return IntegerPower(a, b, negative, context, ref status);
        return RealPower(a, b, negative, context, ref status);
    }

    private static bool IsOdd(in DecimalValue b)
    {
        if (b.Exponent > 0)
            return false;
        return !(b.Coefficient / PowersOfTen.Get(-b.Exponent)).IsEven;
    }

    private static DecimalValue PaddedOne(bool negative, DecimalContext context, ref DecimalSignals status)
    {
        status |= DecimalSignals.Inexact | DecimalSignals.Rounded;
        return new DecimalValue(negative, PowersOfTen.Get(context.Prec - 1), 1 - context.Prec);
    }

    private static DecimalValue PowerOfOne(
        in DecimalValue a, in DecimalValue b, bool integral, bool negative, DecimalContext context, ref DecimalSignals status)
    {
        if (!integral)
            return PaddedOne(false, context, ref status);
        if (b.Negative)
            return new DecimalValue(negative, BigInteger.One, 0);
        var shift = -(BigInteger)a.Exponent * b.ToInteger();
        if (shift > context.Prec - 1)
        {
            status |= DecimalSignals.Rounded;
            shift = context.Prec - 1;
        }
        if (shift.Sign < 0)
            shift = BigInteger.Zero;
        return Finalize(negative, PowersOfTen.Get((long)shift), -(long)shift, context, ref status);
    }

    /// <summary>A quick estimate of the result's exponent, to leave out what overflows or vanishes anyway.</summary>
    private static bool IsOutOfBounds(in DecimalValue a, in DecimalValue b, int one, out bool tiny)
    {
        tiny = one > 0 == b.Negative;
        // |log10 a| is at least this many tens: the bound is only used where it is far from 1.
        var adjusted = Math.Abs((double)a.Adjusted + (one < 0 ? 1 : 0));
        if (b.Adjusted > 40)
            return true;
        return adjusted >= 1 && Math.Log10(adjusted) + b.Adjusted > 19;
    }

    private static DecimalValue IntegerPower(
        in DecimalValue a, in DecimalValue b, bool negative, DecimalContext context, ref DecimalSignals status)
    {
        var work = context.Work(context.Prec + b.Digits + Math.Max(0, b.Exponent) + 4);
        if (b.Negative)
            work.Prec += 1;
        DecimalSignals inner = 0;
        var factor = a.WithSign(false);
        if (b.Negative)
        {
            factor = Divide(DecimalValue.One, factor, work, ref inner);
        }
        var exponent = BigInteger.Abs(b.ToInteger());
        var result = factor;
        for (var bit = (int)exponent.GetBitLength() - 2; bit >= 0; bit--)
        {
            result = Multiply(result, result, work, ref inner);
            if (!(exponent >> bit).IsEven)
                result = Multiply(result, factor, work, ref inner);
            if (!result.IsFinite || result.IsZero)
                break;
        }
        status |= inner & (DecimalSignals.Inexact | DecimalSignals.Rounded);
        if (!result.IsFinite)
            result = new DecimalValue(false, BigInteger.One, DecimalContext.MaxEmax + 10);
        else if (result.IsZero)
            result = new DecimalValue(false, BigInteger.One, context.Etiny - 2);
        return Finalize(result.WithSign(negative), context, ref status);
    }

    private static DecimalValue RealPower(
        in DecimalValue a, in DecimalValue b, bool negative, DecimalContext context, ref DecimalSignals status)
    {
        var work = context.Work(Math.Max(a.Digits, context.Prec) + 4 + 19);
        DecimalSignals inner = 0;
        var logarithm = Ln(a.WithSign(false), work, ref inner);
        var result = Exp(Multiply(logarithm, b, work, ref inner), work, ref inner);
        if (!result.IsFinite)
            result = new DecimalValue(false, BigInteger.One, DecimalContext.MaxEmax + 10);
        else if (result.IsZero)
            result = new DecimalValue(false, BigInteger.One, context.Etiny - 2);
        else if (result.Digits < work.Prec)
            result = new DecimalValue(
                false, result.Coefficient * PowersOfTen.Get(work.Prec - result.Digits), result.Exponent - (work.Prec - result.Digits));
        status |= DecimalSignals.Inexact | DecimalSignals.Rounded;
        return Finalize(result.WithSign(negative), context, ref status);
    }

    /// <summary><c>pow(a, b, modulus)</c> of three integers.</summary>
    public static DecimalValue PowerModulo(
        in DecimalValue a, in DecimalValue b, in DecimalValue modulus, DecimalContext context, ref DecimalSignals status)
    {
        if (a.IsNaN || b.IsNaN || modulus.IsNaN)
            return CheckThree(a, b, modulus, context, ref status);
        if (!a.IsInteger || !b.IsInteger || !modulus.IsInteger || (b.Negative && !b.IsZero) || modulus.IsZero)
            return Invalid(ref status);
        if (a.IsZero && b.IsZero)
            return Invalid(ref status);
        if (modulus.Adjusted >= context.Prec)
            return Invalid(ref status);
        var positive = BigInteger.Abs(modulus.ToInteger());
        var negative = a.Negative && IsOdd(b);
        var factor = BigInteger.Abs(a.Coefficient);
        factor = a.Exponent >= 0
            ? factor % positive * BigInteger.ModPow(10, a.Exponent, positive) % positive
            : factor / PowersOfTen.Get(-a.Exponent) % positive;
        var power = b.Exponent >= 0 && b.Exponent > 1000
            ? BigInteger.ModPow(BigInteger.ModPow(factor, b.Coefficient, positive), PowersOfTen.Get(b.Exponent), positive)
            : BigInteger.ModPow(factor, b.ToInteger(), positive);
        return new DecimalValue(negative, power, 0);
    }

    private static DecimalValue CheckThree(
        in DecimalValue a, in DecimalValue b, in DecimalValue c, DecimalContext context, ref DecimalSignals status)
    {
        DecimalValue nan;
        if (!a.IsSignaling && !b.IsSignaling && c.IsSignaling)
            CheckNaN(c, context, ref status, out nan);
        else if (!CheckNaN(a, b, context, ref status, out nan))
            CheckNaN(c, context, ref status, out nan);
        return nan;
    }
}
