using System.Numerics;
using Krait.Runtime.Numerics;

namespace Krait.Modules.Decimals;

public static partial class DecimalMath
{
    /// <summary>The sign of <c>a - b</c> of two numbers that are no NaNs.</summary>
    public static int CompareNumbers(in DecimalValue a, in DecimalValue b)
    {
        if (!a.IsInfinite && !b.IsInfinite)
            return CompareFinite(a, b);
        var left = a.IsInfinite ? a.Negative ? -1 : 1 : 0;
        var right = b.IsInfinite ? b.Negative ? -1 : 1 : 0;
        return left.CompareTo(right);
    }

    private static int CompareFinite(in DecimalValue a, in DecimalValue b)
    {
        if (a.Coefficient.IsZero)
            return b.Coefficient.IsZero ? 0 : b.Negative ? 1 : -1;
        if (b.Coefficient.IsZero || a.Negative != b.Negative)
            return a.Negative ? -1 : 1;
        var compared = CompareMagnitudes(a, b);
        return a.Negative ? -compared : compared;
    }

    private static int CompareMagnitudes(in DecimalValue a, in DecimalValue b)
    {
        if (a.Exponent == b.Exponent)
            return a.Coefficient.CompareTo(b.Coefficient);
        var compared = a.Adjusted.CompareTo(b.Adjusted);
        if (compared != 0)
            return compared;
        return a.Exponent > b.Exponent
            ? (a.Coefficient * PowersOfTen.Get(a.Exponent - b.Exponent)).CompareTo(b.Coefficient)
            : a.Coefficient.CompareTo(b.Coefficient * PowersOfTen.Get(b.Exponent - a.Exponent));
    }

    public static DecimalValue Compare(in DecimalValue a, in DecimalValue b, DecimalContext context, ref DecimalSignals status) =>
        CheckNaN(a, b, context, ref status, out var nan) ? nan : DecimalValue.FromInteger(CompareNumbers(a, b));

    /// <summary>As <see cref="Compare"/>, with quiet NaNs invalid too.</summary>
    public static DecimalValue CompareSignal(in DecimalValue a, in DecimalValue b, DecimalContext context, ref DecimalSignals status)
    {
        if (!CheckNaN(a, b, context, ref status, out var nan))
            return DecimalValue.FromInteger(CompareNumbers(a, b));
        status |= DecimalSignals.InvalidOperation;
        return nan;
    }

    /// <summary>The total order over all values: NaNs, signs of zero and exponents count.</summary>
    public static int CompareTotal(in DecimalValue a, in DecimalValue b)
    {
        if (a.Negative != b.Negative)
            return a.Negative ? -1 : 1;
        var compared = TotalMagnitude(a, b);
        return a.Negative ? -compared : compared;
    }

    public static int CompareTotalMagnitude(in DecimalValue a, in DecimalValue b) => TotalMagnitude(a, b);

    private static int TotalMagnitude(in DecimalValue a, in DecimalValue b)
    {
        if (a.IsNaN || b.IsNaN)
        {
            // Numbers, then signaling NaNs, then quiet ones.
            static int Rank(in DecimalValue value) => !value.IsNaN ? 0 : value.IsSignaling ? 1 : 2;
            var ranked = Rank(a).CompareTo(Rank(b));
            return ranked != 0 ? ranked : a.Coefficient.CompareTo(b.Coefficient);
        }
        var compared = CompareNumbers(a.WithSign(false), b.WithSign(false));
        return compared != 0 ? compared : a.Exponent.CompareTo(b.Exponent);
    }

    /// <summary>Which of <c>max</c>, <c>min</c>, <c>max_mag</c> and <c>min_mag</c>.</summary>
    public static DecimalValue Choose(
        in DecimalValue a, in DecimalValue b, bool maximum, bool magnitude, DecimalContext context, ref DecimalSignals status)
    {
        if (a.IsNaN || b.IsNaN)
        {
            // A quiet NaN beside a number loses.
            if (a.IsNaN && !a.IsSignaling && !b.IsNaN)
                return Finalize(b, context, ref status);
            if (b.IsNaN && !b.IsSignaling && !a.IsNaN)
                return Finalize(a, context, ref status);
            CheckNaN(a, b, context, ref status, out var nan);
            return nan;
        }
        var compared = magnitude ? CompareNumbers(a.WithSign(false), b.WithSign(false)) : CompareNumbers(a, b);
        if (compared == 0)
            compared = magnitude && CompareNumbers(a, b) is not 0 and var signed ? signed : CompareTotal(a, b);
        return Finalize(compared < 0 == maximum ? b : a, context, ref status);
    }

    public static DecimalValue NextMinus(in DecimalValue a, DecimalContext context, ref DecimalSignals status)
    {
        if (CheckNaN(a, context, ref status, out var nan))
            return nan;
        if (a.IsInfinite)
            return a.Negative ? a : new DecimalValue(false, PowersOfTen.Get(context.Prec) - 1, context.Etop);
        return Step(a, true, context);
    }

    public static DecimalValue NextPlus(in DecimalValue a, DecimalContext context, ref DecimalSignals status)
    {
        if (CheckNaN(a, context, ref status, out var nan))
            return nan;
        if (a.IsInfinite)
            return !a.Negative ? a : new DecimalValue(true, PowersOfTen.Get(context.Prec) - 1, context.Etop);
        return Step(a, false, context);
    }

    private static DecimalValue Step(in DecimalValue a, bool down, DecimalContext context)
    {
        var work = context.Copy();
        work.Rounding = down ? DecimalRounding.Floor : DecimalRounding.Ceiling;
        DecimalSignals ignored = 0;
        var rounded = Finalize(a, work, ref ignored);
        if (!rounded.IsFinite || CompareFinite(rounded, a) != 0)
            return rounded;
        var tiny = new DecimalValue(down, BigInteger.One, work.Etiny - 1);
        return Add(a, tiny, work, ref ignored);
    }

    public static DecimalValue NextToward(in DecimalValue a, in DecimalValue b, DecimalContext context, ref DecimalSignals status)
    {
        if (CheckNaN(a, b, context, ref status, out var nan))
            return nan;
        var compared = CompareNumbers(a, b);
        if (compared == 0)
            return a.WithSign(b.Negative);
        DecimalSignals ignored = 0;
        var result = compared < 0 ? NextPlus(a, context, ref ignored) : NextMinus(a, context, ref ignored);
        if (result.IsInfinite)
        {
            status |= DecimalSignals.Overflow | DecimalSignals.Rounded | DecimalSignals.Inexact;
        }
        else if (result.Adjusted < context.Emin)
        {
            status |= DecimalSignals.Underflow | DecimalSignals.Subnormal | DecimalSignals.Rounded | DecimalSignals.Inexact;
            if (result.IsZero)
                status |= DecimalSignals.Clamped;
        }
        return result;
    }

    /// <summary><c>number_class</c>.</summary>
    public static string NumberClass(in DecimalValue a, DecimalContext context)
    {
        if (a.IsNaN)
            return a.IsSignaling ? "sNaN" : "NaN";
        var sign = a.Negative ? "-" : "+";
        if (a.IsInfinite)
            return sign + "Infinity";
        if (a.IsZero)
            return sign + "Zero";
        return sign + (a.Adjusted < context.Emin ? "Subnormal" : "Normal");
    }

    public static bool SameQuantum(in DecimalValue a, in DecimalValue b)
    {
        if (a.IsFinite && b.IsFinite)
            return a.Exponent == b.Exponent;
        return (a.IsNaN && b.IsNaN) || (a.IsInfinite && b.IsInfinite);
    }

    /// <summary>The three logical operations of two operands.</summary>
    public enum LogicalOperation
    {
        And,
        Or,
        Xor,
    }

    private static bool TryLogicalDigits(in DecimalValue a, out string digits)
    {
        digits = "";
        if (!a.IsFinite || a.Negative || a.Exponent != 0)
            return false;
        digits = BigIntegerOps.ToDecimalString(a.Coefficient);
        return digits.AsSpan().IndexOfAnyExcept('0', '1') < 0;
    }

    public static DecimalValue Logical(
        in DecimalValue a, in DecimalValue b, LogicalOperation operation, DecimalContext context, ref DecimalSignals status)
    {
        if (!TryLogicalDigits(a, out var left) || !TryLogicalDigits(b, out var right))
            return Invalid(ref status);
        var length = (int)Math.Min(Math.Max(left.Length, right.Length), context.Prec);
        var result = new char[length];
        for (var i = 1; i <= length; i++)
        {
            var x = i <= left.Length && left[^i] == '1';
            var y = i <= right.Length && right[^i] == '1';
            var bit = operation switch
            {
                LogicalOperation.And => x && y,
                LogicalOperation.Or => x || y,
                _ => x != y,
            };
            result[^i] = bit ? '1' : '0';
        }
        return new DecimalValue(false, BigIntegerOps.ParseDigits(result, 10), 0);
    }

    public static DecimalValue LogicalInvert(in DecimalValue a, DecimalContext context, ref DecimalSignals status)
    {
        if (!TryLogicalDigits(a, out var digits))
            return Invalid(ref status);
        var ones = (PowersOfTen.Get(context.Prec) - 1) / 9;
        var kept = digits.Length > context.Prec ? a.Coefficient % PowersOfTen.Get(context.Prec) : a.Coefficient;
        return new DecimalValue(false, ones - kept, 0);
    }

    private static bool TryCount(in DecimalValue count, long limit, out long value)
    {
        value = 0;
        if (!count.IsFinite || count.Exponent != 0 || count.Coefficient > limit)
            return false;
        value = count.Negative ? -(long)count.Coefficient : (long)count.Coefficient;
        return true;
    }

    /// <summary>The digits that are to be moved, and how far; false where there are none, and <paramref name="other"/> is the result.</summary>
    private static bool TryMove(
        in DecimalValue a, in DecimalValue count, DecimalContext context, ref DecimalSignals status, out DecimalValue other, out BigInteger coefficient,
        out long by)
    {
        (coefficient, by) = (default, 0);
        if (CheckNaN(a, count, context, ref status, out other))
            return false;
        if (!TryCount(count, context.Prec, out by))
        {
            other = Invalid(ref status);
            return false;
        }
        other = a;
        coefficient = a.Digits > context.Prec ? a.Coefficient % PowersOfTen.Get(context.Prec) : a.Coefficient;
        return !a.IsInfinite;
    }

    public static DecimalValue Rotate(in DecimalValue a, in DecimalValue count, DecimalContext context, ref DecimalSignals status)
    {
        if (!TryMove(a, count, context, ref status, out var other, out var coefficient, out var by))
            return other;
        if (by < 0)
            by += context.Prec;
        var high = BigInteger.DivRem(coefficient, PowersOfTen.Get(context.Prec - by), out var low);
        return new DecimalValue(a.Negative, low * PowersOfTen.Get(by) + high, a.Exponent);
    }

    public static DecimalValue Shift(in DecimalValue a, in DecimalValue count, DecimalContext context, ref DecimalSignals status)
    {
        if (!TryMove(a, count, context, ref status, out var other, out var coefficient, out var by))
            return other;
        coefficient = by >= 0
            ? coefficient * PowersOfTen.Get(by) % PowersOfTen.Get(context.Prec)
            : coefficient / PowersOfTen.Get(-by);
        return new DecimalValue(a.Negative, coefficient, a.Exponent);
    }

    public static DecimalValue ScaleB(in DecimalValue a, in DecimalValue count, DecimalContext context, ref DecimalSignals status)
    {
        if (CheckNaN(a, count, context, ref status, out var nan))
            return nan;
        var limit = 2 * (BigInteger)(context.Emax + context.Prec);
        if (!count.IsFinite || count.Exponent != 0 || count.Coefficient > limit)
            return Invalid(ref status);
        if (a.IsInfinite)
            return a;
        var by = count.Negative ? -(long)count.Coefficient : (long)count.Coefficient;
        return Finalize(a.Negative, a.Coefficient, a.Exponent + by, context, ref status);
    }

    public static DecimalValue LogB(in DecimalValue a, DecimalContext context, ref DecimalSignals status)
    {
        if (CheckNaN(a, context, ref status, out var nan))
            return nan;
        if (a.IsInfinite)
            return DecimalValue.Infinity(false);
        if (a.IsZero)
        {
            status |= DecimalSignals.DivisionByZero;
            return DecimalValue.Infinity(true);
        }
        return Finalize(DecimalValue.FromInteger(a.Adjusted), context, ref status);
    }

    public static DecimalValue Quantize(in DecimalValue a, in DecimalValue b, DecimalContext context, ref DecimalSignals status)
    {
        if (CheckNaN(a, b, context, ref status, out var nan))
            return nan;
        if (a.IsInfinite || b.IsInfinite)
            return a.IsInfinite && b.IsInfinite ? a : Invalid(ref status);
        if (b.Exponent > context.Emax || b.Exponent < context.Etiny)
            return Invalid(ref status);
        if (a.IsZero)
            return Finalize(a.Negative, BigInteger.Zero, b.Exponent, context, ref status);
        if (a.Adjusted > context.Emax || (a.Exponent > b.Exponent && a.Digits + a.Exponent - b.Exponent > context.Prec))
            return Invalid(ref status);
        var result = RescaleCore(a, b.Exponent, context.Rounding, out var rounded, out var inexact);
        if (!result.Coefficient.IsZero && (result.Adjusted > context.Emax || result.Digits > context.Prec))
            return Invalid(ref status);
        if (rounded)
            status |= DecimalSignals.Rounded;
        if (inexact)
            status |= DecimalSignals.Inexact;
        if (!result.Coefficient.IsZero && result.Adjusted < context.Emin)
            status |= DecimalSignals.Subnormal;
        return Finalize(result, context, ref status);
    }

    private static DecimalValue RescaleCore(in DecimalValue a, long exponent, DecimalRounding rounding, out bool rounded, out bool inexact)
    {
        rounded = inexact = false;
        if (a.Exponent >= exponent)
        {
            return new DecimalValue(
                a.Negative, a.Coefficient.IsZero ? BigInteger.Zero : a.Coefficient * PowersOfTen.Get(a.Exponent - exponent), exponent);
        }
        rounded = true;
        return new DecimalValue(a.Negative, RoundShift(a.Coefficient, exponent - a.Exponent, a.Negative, rounding, out inexact), exponent);
    }

    /// <summary>The same number with another exponent, whatever the precision: what <c>round</c> and formatting use.</summary>
    public static DecimalValue Rescale(in DecimalValue a, long exponent, DecimalRounding rounding) =>
        a.IsFinite ? RescaleCore(a, exponent, rounding, out _, out _) : a;

    /// <summary><c>to_integral_value</c> and, with <paramref name="signals"/>, <c>to_integral_exact</c>.</summary>
    public static DecimalValue ToIntegral(in DecimalValue a, bool signals, DecimalContext context, ref DecimalSignals status)
    {
        if (CheckNaN(a, context, ref status, out var nan))
            return nan;
        if (a.IsInfinite || a.Exponent >= 0)
            return a;
        var result = RescaleCore(a, 0, context.Rounding, out _, out var inexact);
        if (signals && !a.IsZero)
            status |= DecimalSignals.Rounded | (inexact ? DecimalSignals.Inexact : 0);
        return result;
    }

    /// <summary><c>normalize</c>.</summary>
    public static DecimalValue Reduce(in DecimalValue a, DecimalContext context, ref DecimalSignals status)
    {
        if (CheckNaN(a, context, ref status, out var nan))
            return nan;
        var value = Finalize(a, context, ref status);
        if (!value.IsFinite)
            return value;
        if (value.IsZero)
            return new DecimalValue(value.Negative, BigInteger.Zero, 0);
        var top = context.Clamp ? context.Etop : context.Emax;
        var coefficient = StripZeros(value.Coefficient, Math.Max(0, top - value.Exponent), out var stripped);
        return new DecimalValue(value.Negative, coefficient, value.Exponent + stripped);
    }
}
