using Krait.Runtime;

namespace Krait.Modules.Decimals;

/// <summary>An operation of one operand.</summary>
internal delegate DecimalValue UnaryOperation(in DecimalValue a, DecimalContext context, ref DecimalSignals status);

/// <summary>An operation of two operands.</summary>
internal delegate DecimalValue BinaryOperation(in DecimalValue a, in DecimalValue b, DecimalContext context, ref DecimalSignals status);

/// <summary>Operations in the two common forms that the engine has in others.</summary>
internal static class DecimalOperations
{
    public static DecimalValue Max(in DecimalValue a, in DecimalValue b, DecimalContext context, ref DecimalSignals status) =>
        DecimalMath.Choose(a, b, true, false, context, ref status);

    public static DecimalValue Min(in DecimalValue a, in DecimalValue b, DecimalContext context, ref DecimalSignals status) =>
        DecimalMath.Choose(a, b, false, false, context, ref status);

    public static DecimalValue MaxMagnitude(in DecimalValue a, in DecimalValue b, DecimalContext context, ref DecimalSignals status) =>
        DecimalMath.Choose(a, b, true, true, context, ref status);

    public static DecimalValue MinMagnitude(in DecimalValue a, in DecimalValue b, DecimalContext context, ref DecimalSignals status) =>
        DecimalMath.Choose(a, b, false, true, context, ref status);

    public static DecimalValue LogicalAnd(in DecimalValue a, in DecimalValue b, DecimalContext context, ref DecimalSignals status) =>
        DecimalMath.Logical(a, b, DecimalMath.LogicalOperation.And, context, ref status);

    public static DecimalValue LogicalOr(in DecimalValue a, in DecimalValue b, DecimalContext context, ref DecimalSignals status) =>
        DecimalMath.Logical(a, b, DecimalMath.LogicalOperation.Or, context, ref status);

    public static DecimalValue LogicalXor(in DecimalValue a, in DecimalValue b, DecimalContext context, ref DecimalSignals status) =>
        DecimalMath.Logical(a, b, DecimalMath.LogicalOperation.Xor, context, ref status);

    public static DecimalValue CompareTotal(in DecimalValue a, in DecimalValue b, DecimalContext context, ref DecimalSignals status) =>
        DecimalValue.FromInteger(Math.Sign(DecimalMath.CompareTotal(a, b)));

    public static DecimalValue CompareTotalMagnitude(in DecimalValue a, in DecimalValue b, DecimalContext context, ref DecimalSignals status) =>
        DecimalValue.FromInteger(Math.Sign(DecimalMath.CompareTotalMagnitude(a, b)));

    public static DecimalValue CopySign(in DecimalValue a, in DecimalValue b, DecimalContext context, ref DecimalSignals status) => a.WithSign(b.Negative);

    public static DecimalValue ToIntegralValue(in DecimalValue a, DecimalContext context, ref DecimalSignals status) =>
        DecimalMath.ToIntegral(a, false, context, ref status);

    public static DecimalValue ToIntegralExact(in DecimalValue a, DecimalContext context, ref DecimalSignals status) =>
        DecimalMath.ToIntegral(a, true, context, ref status);

    public static bool IsNormal(in DecimalValue a, DecimalContext context) => a.IsFinite && !a.IsZero && a.Adjusted >= context.Emin;

    public static bool IsSubnormal(in DecimalValue a, DecimalContext context) => a.IsFinite && !a.IsZero && a.Adjusted < context.Emin;

    /// <summary>The tuple of quotient and remainder.</summary>
    public static PyObject Divmod(ThreadState thread, in DecimalValue a, in DecimalValue b, DecimalContext context)
    {
        var status = DecimalSignals.None;
        var (quotient, remainder) = DecimalMath.DivMod(a, b, context, ref status);
        DecimalState.Signal(thread, context, status);
        return PyTuple.Create(thread, PyDecimal.From(quotient), PyDecimal.From(remainder));
    }
}
