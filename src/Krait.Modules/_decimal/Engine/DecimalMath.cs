using System.Numerics;
using Krait.Runtime.Numerics;

namespace Krait.Modules.Decimals;

/// <summary>The operations of the General Decimal Arithmetic specification. Conditions are added to <c>status</c>; nothing throws.</summary>
public static partial class DecimalMath
{
    private static DecimalValue Invalid(ref DecimalSignals status, DecimalSignals condition = DecimalSignals.InvalidOperation)
    {
        status |= condition;
        return DecimalValue.NaN();
    }

    /// <summary>Rounds a result to the context.</summary>
    public static DecimalValue Finalize(in DecimalValue value, DecimalContext context, ref DecimalSignals status)
    {
        if (value.IsNaN)
            return FixNaN(value, context);
        return value.IsInfinite ? value : Finalize(value.Negative, value.Coefficient, value.Exponent, context, ref status);
    }

    /// <summary>A payload may not be longer than the precision: the leading digits go.</summary>
    private static DecimalValue FixNaN(in DecimalValue value, DecimalContext context)
    {
        var room = context.Prec - (context.Clamp ? 1 : 0);
        if (value.Coefficient.IsZero || value.Digits <= room)
            return value;
        return DecimalValue.NaN(value.Negative, value.Coefficient % PowersOfTen.Get(room), value.IsSignaling);
    }

    internal static DecimalValue Finalize(bool negative, BigInteger coefficient, long exponent, DecimalContext context, ref DecimalSignals status)
    {
        if (coefficient.IsZero)
        {
            var top = context.Clamp ? context.Etop : context.Emax;
            var clamped = Math.Clamp(exponent, context.Etiny, top);
            if (clamped != exponent)
                status |= DecimalSignals.Clamped;
            return new DecimalValue(negative, coefficient, clamped);
        }
        var digits = PowersOfTen.CountDigits(coefficient);
        if (exponent + digits - 1 < context.Emin)
            return FinalizeSubnormal(negative, coefficient, exponent, context, ref status);
        if (exponent + digits - 1 > context.Emax)
            return Overflow(negative, context, ref status);
        if (digits > context.Prec)
        {
            var shift = digits - context.Prec;
            coefficient = RoundShift(coefficient, shift, negative, context.Rounding, out var inexact);
            exponent += shift;
            status |= DecimalSignals.Rounded;
            if (inexact)
                status |= DecimalSignals.Inexact;
            if (inexact && coefficient == PowersOfTen.Get(context.Prec))
            {
                coefficient /= 10;
                exponent++;
            }
            digits = (int)context.Prec;
            if (exponent + digits - 1 > context.Emax)
                return Overflow(negative, context, ref status);
        }
        if (context.Clamp && exponent > context.Etop)
        {
            coefficient *= PowersOfTen.Get(exponent - context.Etop);
            exponent = context.Etop;
            status |= DecimalSignals.Clamped;
        }
        return new DecimalValue(negative, coefficient, exponent);
    }

    private static DecimalValue FinalizeSubnormal(
        bool negative, BigInteger coefficient, long exponent, DecimalContext context, ref DecimalSignals status)
    {
        status |= DecimalSignals.Subnormal;
        var etiny = context.Etiny;
        if (exponent < etiny)
        {
            coefficient = RoundShift(coefficient, etiny - exponent, negative, context.Rounding, out var inexact);
            exponent = etiny;
            status |= DecimalSignals.Rounded;
            if (inexact)
            {
                status |= DecimalSignals.Inexact | DecimalSignals.Underflow;
                if (coefficient.IsZero)
                    status |= DecimalSignals.Clamped;
            }
        }
        else if (context.Clamp && exponent > context.Etop)
        {
            coefficient *= PowersOfTen.Get(exponent - context.Etop);
            exponent = context.Etop;
            status |= DecimalSignals.Clamped;
        }
        return new DecimalValue(negative, coefficient, exponent);
    }

    private static DecimalValue Overflow(bool negative, DecimalContext context, ref DecimalSignals status)
    {
        status |= DecimalSignals.Overflow | DecimalSignals.Inexact | DecimalSignals.Rounded;
        var largest = context.Rounding switch
        {
            DecimalRounding.Down or DecimalRounding.ZeroFiveUp => true,
            DecimalRounding.Ceiling => negative,
            DecimalRounding.Floor => !negative,
            _ => false,
        };
        return largest
            ? new DecimalValue(negative, PowersOfTen.Get(context.Prec) - 1, context.Etop)
            : DecimalValue.Infinity(negative);
    }

    /// <summary>Drops digits with rounding.</summary>
    internal static BigInteger RoundShift(BigInteger coefficient, long digits, bool negative, DecimalRounding rounding, out bool inexact)
    {
        BigInteger quotient, rest;
        int half;
        if (digits > PowersOfTen.CountDigits(coefficient) + 1)
        {
            quotient = BigInteger.Zero;
            rest = coefficient;
            half = -1;
        }
        else
        {
            var power = PowersOfTen.Get(digits);
            quotient = BigIntegerOps.DivRem(coefficient, power, out rest);
            half = (rest << 1).CompareTo(power);
        }
        inexact = !rest.IsZero;
        if (!inexact)
            return quotient;
        var up = rounding switch
        {
            DecimalRounding.Up => true,
            DecimalRounding.Down => false,
            DecimalRounding.Ceiling => !negative,
            DecimalRounding.Floor => negative,
            DecimalRounding.HalfUp => half >= 0,
            DecimalRounding.HalfDown => half > 0,
            DecimalRounding.HalfEven => half > 0 || (half == 0 && !quotient.IsEven),
            _ => (quotient % 5).IsZero,
        };
        return up ? quotient + 1 : quotient;
    }

    /// <summary>True where an operand is a NaN: the result is the first signaling one, or else the first quiet one.</summary>
    private static bool CheckNaN(in DecimalValue a, in DecimalValue b, DecimalContext context, ref DecimalSignals status, out DecimalValue result)
    {
        result = default;
        if (!a.IsNaN && !b.IsNaN)
            return false;
        var chosen = a.IsSignaling ? a : b.IsSignaling ? b : a.IsNaN ? a : b;
        if (chosen.IsSignaling)
            status |= DecimalSignals.InvalidOperation;
        result = FixNaN(DecimalValue.NaN(chosen.Negative, chosen.Coefficient), context);
        return true;
    }

    private static bool CheckNaN(in DecimalValue a, DecimalContext context, ref DecimalSignals status, out DecimalValue result) =>
        CheckNaN(a, DecimalValue.Zero, context, ref status, out result);

    public static DecimalValue Plus(in DecimalValue a, DecimalContext context, ref DecimalSignals status)
    {
        if (CheckNaN(a, context, ref status, out var nan))
            return nan;
        return a.IsZero && context.Rounding != DecimalRounding.Floor
            ? Finalize(a.WithSign(false), context, ref status)
            : Finalize(a, context, ref status);
    }

    public static DecimalValue Minus(in DecimalValue a, DecimalContext context, ref DecimalSignals status)
    {
        if (CheckNaN(a, context, ref status, out var nan))
            return nan;
        return a.IsZero && context.Rounding != DecimalRounding.Floor
            ? Finalize(a.WithSign(false), context, ref status)
            : Finalize(a.WithSign(!a.Negative), context, ref status);
    }

    public static DecimalValue Abs(in DecimalValue a, DecimalContext context, ref DecimalSignals status) =>
        a.Negative && !a.IsNaN ? Minus(a, context, ref status) : Plus(a, context, ref status);

    public static DecimalValue Subtract(in DecimalValue a, in DecimalValue b, DecimalContext context, ref DecimalSignals status) =>
        CheckNaN(a, b, context, ref status, out var nan) ? nan : Add(a, b.WithSign(!b.Negative), context, ref status);

    public static DecimalValue Add(in DecimalValue a, in DecimalValue b, DecimalContext context, ref DecimalSignals status)
    {
        if (!a.IsFinite || !b.IsFinite)
        {
            if (CheckNaN(a, b, context, ref status, out var nan))
                return nan;
            if (a.IsInfinite)
                return b.IsInfinite && a.Negative != b.Negative ? Invalid(ref status) : a;
            return b;
        }
        AddExact(a, b, context.Prec, context.Rounding, out var negative, out var coefficient, out var exponent);
        return Finalize(negative, coefficient, exponent, context, ref status);
    }

    /// <summary>The sum, exact as far as rounding to the precision can see.</summary>
    private static void AddExact(
        in DecimalValue a, in DecimalValue b, long prec, DecimalRounding rounding, out bool negative, out BigInteger coefficient, out long exponent)
    {
        var (big, small) = a.Exponent >= b.Exponent ? (a, b) : (b, a);
        var left = big.Coefficient;
        var right = small.Coefficient;
        exponent = small.Exponent;
        var distance = big.Exponent - small.Exponent;
        if (distance > 0 && !left.IsZero)
        {
            // Past the precision the smaller operand only matters as something that is not zero.
            var margin = big.Digits + prec + 2;
            var lowest = big.Exponent + Math.Min(-1, big.Digits - prec - 2);
            if (distance > margin && !right.IsZero && small.Adjusted < lowest)
            {
                right = BigInteger.One;
                exponent = lowest;
                distance = big.Exponent - lowest;
            }
            else if (right.IsZero && distance > prec + 1)
            {
                // Zero only pulls the exponent down as far as the precision allows.
                var room = Math.Max(0, prec - big.Digits);
                distance = Math.Min(distance, room + 1);
                exponent = big.Exponent - distance;
            }
            left *= PowersOfTen.Get(distance);
        }
        var sum = (big.Negative ? -left : left) + (small.Negative ? -right : right);
        coefficient = BigInteger.Abs(sum);
        negative = sum.IsZero
            ? a.Negative == b.Negative ? a.Negative : rounding == DecimalRounding.Floor
            : sum.Sign < 0;
    }

    public static DecimalValue Multiply(in DecimalValue a, in DecimalValue b, DecimalContext context, ref DecimalSignals status)
    {
        var negative = a.Negative != b.Negative;
        if (!a.IsFinite || !b.IsFinite)
        {
            if (CheckNaN(a, b, context, ref status, out var nan))
                return nan;
            return a.IsZero || b.IsZero ? Invalid(ref status) : DecimalValue.Infinity(negative);
        }
        return Finalize(negative, BigIntegerOps.Multiply(a.Coefficient, b.Coefficient), a.Exponent + b.Exponent, context, ref status);
    }

    /// <summary><c>a * b + c</c>, rounded once.</summary>
    public static DecimalValue Fma(in DecimalValue a, in DecimalValue b, in DecimalValue c, DecimalContext context, ref DecimalSignals status)
    {
        // A product without a value is reported whatever is added to it.
        if ((a.IsInfinite && b.IsZero) || (a.IsZero && b.IsInfinite))
            return Invalid(ref status);
        if (a.IsNaN || b.IsNaN || c.IsNaN)
        {
            var first = a.IsSignaling || b.IsSignaling || !c.IsSignaling;
            if (first && CheckNaN(a, b, context, ref status, out var nan))
                return nan;
            CheckNaN(c, context, ref status, out nan);
            return nan;
        }
        if (!a.IsFinite || !b.IsFinite)
            return Add(DecimalValue.Infinity(a.Negative != b.Negative), c, context, ref status);
        return Add(new DecimalValue(a.Negative != b.Negative, a.Coefficient * b.Coefficient, a.Exponent + b.Exponent), c, context, ref status);
    }

    public static DecimalValue Divide(in DecimalValue a, in DecimalValue b, DecimalContext context, ref DecimalSignals status)
    {
        var negative = a.Negative != b.Negative;
        if (!a.IsFinite || !b.IsFinite)
        {
            if (CheckNaN(a, b, context, ref status, out var nan))
                return nan;
            if (a.IsInfinite)
                return b.IsInfinite ? Invalid(ref status) : DecimalValue.Infinity(negative);
            status |= DecimalSignals.Clamped;
            return new DecimalValue(negative, BigInteger.Zero, context.Etiny);
        }
        if (b.IsZero)
        {
            if (a.IsZero)
                return Invalid(ref status, DecimalSignals.DivisionUndefined);
            status |= DecimalSignals.DivisionByZero;
            return DecimalValue.Infinity(negative);
        }
        var ideal = a.Exponent - b.Exponent;
        if (a.IsZero)
            return Finalize(negative, BigInteger.Zero, ideal, context, ref status);
        // An exact quotient has at most so many digits, as 1/b has most where b is a power of two: with a very high precision it is worth a try.
        const long High = 10_000;
        var most = a.Digits + (4L * b.Digits);
        var shift = 0L;
        BigInteger quotient = default, rest = BigInteger.One;
        if (context.Prec > High && most < context.Prec)
            quotient = ShiftedQuotient(a, b, shift = b.Digits - a.Digits + most + 1, out rest);
        if (!rest.IsZero)
            quotient = ShiftedQuotient(a, b, shift = b.Digits - a.Digits + context.Prec + 1, out rest);
        var exponent = ideal - shift;
        if (!rest.IsZero)
        {
            if ((quotient % 5).IsZero)
                quotient += 1;
        }
        else if (exponent < ideal)
        {
            quotient = StripZeros(quotient, ideal - exponent, out var stripped);
            exponent += stripped;
        }
        return Finalize(negative, quotient, exponent, context, ref status);
    }

    private static BigInteger ShiftedQuotient(in DecimalValue a, in DecimalValue b, long shift, out BigInteger rest) => shift >= 0
        ? BigIntegerOps.DivRem(BigIntegerOps.Multiply(a.Coefficient, PowersOfTen.Get(shift)), b.Coefficient, out rest)
        : BigIntegerOps.DivRem(a.Coefficient, BigIntegerOps.Multiply(b.Coefficient, PowersOfTen.Get(-shift)), out rest);

    /// <summary>Takes off up to <paramref name="most"/> trailing zeros.</summary>
    internal static BigInteger StripZeros(BigInteger coefficient, long most, out long stripped)
    {
        stripped = 0;
        if (coefficient.IsZero)
            return coefficient;
        var step = 1;
        while (step < most && step < coefficient.GetBitLength() / 4)
            step <<= 1;
        for (; step > 0; step >>= 1)
        {
            while (step <= most - stripped && (long)BigInteger.TrailingZeroCount(coefficient) >= step)
            {
                var quotient = BigIntegerOps.DivRem(coefficient, PowersOfTen.Get(step), out var rest);
                if (!rest.IsZero)
                    break;
                coefficient = quotient;
                stripped += step;
            }
        }
        return coefficient;
    }

    /// <summary>The integer quotient and the remainder; false with conditions set where there are none.</summary>
    private static bool TryIntegerDivide(
        in DecimalValue a, in DecimalValue b, DecimalContext context, ref DecimalSignals status, out DecimalValue quotient, out DecimalValue remainder)
    {
        var negative = a.Negative != b.Negative;
        var ideal = b.IsInfinite ? a.Exponent : Math.Min(a.Exponent, b.Exponent);
        var distance = a.IsZero || b.IsInfinite ? -2 : a.Adjusted - b.Adjusted;
        if (a.IsZero || b.IsInfinite || distance <= -2)
        {
            quotient = new DecimalValue(negative, BigInteger.Zero, 0);
            remainder = a.IsZero && !b.IsInfinite ? new DecimalValue(a.Negative, BigInteger.Zero, ideal) : Rescaled(a, ideal, context);
            return true;
        }
        if (distance <= context.Prec)
        {
            var left = a.Coefficient;
            var right = b.Coefficient;
            if (a.Exponent >= b.Exponent)
                left *= PowersOfTen.Get(a.Exponent - b.Exponent);
            else
                right *= PowersOfTen.Get(b.Exponent - a.Exponent);
            var whole = BigIntegerOps.DivRem(left, right, out var rest);
            // The power of a very high precision would not fit into memory.
            if (context.Prec > 1000 ? PowersOfTen.CountDigits(whole) <= context.Prec : whole < PowersOfTen.Get(context.Prec))
            {
                quotient = new DecimalValue(negative, whole, 0);
                remainder = new DecimalValue(a.Negative, rest, ideal);
                return true;
            }
        }
        quotient = remainder = Invalid(ref status, DecimalSignals.DivisionImpossible);
        return false;
    }

    /// <summary>The same number with a lower exponent, where that takes no more digits than a remainder may have before rounding.</summary>
    private static DecimalValue Rescaled(in DecimalValue value, long exponent, DecimalContext context)
    {
        if (value.IsZero)
            return new DecimalValue(value.Negative, value.Coefficient, exponent);
        var shift = Math.Min(value.Exponent - exponent, Math.Max(0, context.Prec - value.Digits) + 1);
        return new DecimalValue(value.Negative, BigIntegerOps.Multiply(value.Coefficient, PowersOfTen.Get(shift)), value.Exponent - shift);
    }

    public static DecimalValue DivideInteger(in DecimalValue a, in DecimalValue b, DecimalContext context, ref DecimalSignals status)
    {
        if (CheckNaN(a, b, context, ref status, out var nan))
            return nan;
        var negative = a.Negative != b.Negative;
        if (a.IsInfinite)
            return b.IsInfinite ? Invalid(ref status) : DecimalValue.Infinity(negative);
        if (b.IsZero)
        {
            if (a.IsZero)
                return Invalid(ref status, DecimalSignals.DivisionUndefined);
            status |= DecimalSignals.DivisionByZero;
            return DecimalValue.Infinity(negative);
        }
        if (b.IsInfinite)
            return new DecimalValue(negative, BigInteger.Zero, 0);
        return TryIntegerDivide(a, b, context, ref status, out var quotient, out _)
            ? Finalize(quotient, context, ref status)
            : DecimalValue.NaN();
    }

    private static bool HasNoRemainder(
        in DecimalValue a, in DecimalValue b, DecimalContext context, ref DecimalSignals status, out DecimalValue special)
    {
        if (CheckNaN(a, b, context, ref status, out special))
            return true;
        if (!a.IsInfinite && !b.IsZero)
            return false;
        special = Invalid(ref status, !a.IsInfinite && a.IsZero ? DecimalSignals.DivisionUndefined : DecimalSignals.InvalidOperation);
        return true;
    }

    public static DecimalValue Remainder(in DecimalValue a, in DecimalValue b, DecimalContext context, ref DecimalSignals status)
    {
        if (HasNoRemainder(a, b, context, ref status, out var special))
            return special;
        return TryIntegerDivide(a, b, context, ref status, out _, out var remainder)
            ? Finalize(remainder, context, ref status)
            : DecimalValue.NaN();
    }

    public static (DecimalValue Quotient, DecimalValue Remainder) DivMod(
        in DecimalValue a, in DecimalValue b, DecimalContext context, ref DecimalSignals status)
    {
        if (CheckNaN(a, b, context, ref status, out var nan))
            return (nan, nan);
        var negative = a.Negative != b.Negative;
        if (a.IsInfinite)
        {
            if (b.IsInfinite)
                return (Invalid(ref status), DecimalValue.NaN());
            return (DecimalValue.Infinity(negative), Invalid(ref status));
        }
        if (b.IsZero)
        {
            if (a.IsZero)
                return (Invalid(ref status, DecimalSignals.DivisionUndefined), DecimalValue.NaN());
            status |= DecimalSignals.DivisionByZero | DecimalSignals.InvalidOperation;
            return (DecimalValue.Infinity(negative), DecimalValue.NaN());
        }
        return TryIntegerDivide(a, b, context, ref status, out var quotient, out var remainder)
            ? (b.IsInfinite ? quotient : Finalize(quotient, context, ref status), Finalize(remainder, context, ref status))
            : (DecimalValue.NaN(), DecimalValue.NaN());
    }

    public static DecimalValue RemainderNear(in DecimalValue a, in DecimalValue b, DecimalContext context, ref DecimalSignals status)
    {
        if (HasNoRemainder(a, b, context, ref status, out var special))
            return special;
        if (!TryIntegerDivide(a, b, context, ref status, out var quotient, out var remainder))
            return DecimalValue.NaN();
        if (b.IsInfinite || a.IsZero)
            return Finalize(remainder, context, ref status);
        var divisor = b.WithSign(false);
        var doubled = new DecimalValue(false, remainder.Coefficient * 2, remainder.Exponent);
        var compared = CompareFinite(doubled, divisor);
        if (compared > 0 || (compared == 0 && !quotient.Coefficient.IsEven))
        {
            // The other neighbour is nearer; its quotient must still fit.
            if (quotient.Coefficient + 1 >= PowersOfTen.Get(context.Prec))
                return Invalid(ref status, DecimalSignals.DivisionImpossible);
            AddExact(
                remainder.WithSign(false), divisor.WithSign(true), DecimalContext.MaxPrec, DecimalRounding.HalfEven,
                out _, out var coefficient, out var exponent);
            remainder = new DecimalValue(!a.Negative, coefficient, exponent);
        }
        return Finalize(remainder, context, ref status);
    }
}
