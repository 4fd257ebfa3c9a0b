namespace Krait.Runtime;

internal abstract partial class Slot
{
    public static readonly Slot<UnaryFunc> Repr = new(static t => ref t.TpRepr);
    public static readonly Slot<UnaryFunc> Str = new(static t => ref t.TpStr);
    public static readonly Slot<UnaryFunc> Iter = new(static t => ref t.TpIter);
    public static readonly Slot<UnaryFunc> NbNegative = new(static t => ref t.NbNegative);
    public static readonly Slot<UnaryFunc> NbPositive = new(static t => ref t.NbPositive);
    public static readonly Slot<UnaryFunc> NbAbsolute = new(static t => ref t.NbAbsolute);
    public static readonly Slot<UnaryFunc> NbInvert = new(static t => ref t.NbInvert);
    public static readonly Slot<UnaryFunc> NbInt = new(static t => ref t.NbInt);
    public static readonly Slot<UnaryFunc> NbFloat = new(static t => ref t.NbFloat);
    public static readonly Slot<UnaryFunc> NbIndex = new(static t => ref t.NbIndex);
    public static readonly Slot<UnaryFunc> AmAwait = new(static t => ref t.AmAwait);
    public static readonly Slot<UnaryFunc> AmAIter = new(static t => ref t.AmAIter);
    public static readonly Slot<UnaryFunc> AmANext = new(static t => ref t.AmANext);
    public static readonly Slot<HashFunc> Hash = new(static t => ref t.TpHash);
    public static readonly Slot<CallFunc> Call = new(static t => ref t.TpCall);
    public static readonly Slot<GetAttrFunc> GetAttr = new(static t => ref t.TpGetAttr);
    public static readonly Slot<SetAttrFunc> SetAttr = new(static t => ref t.TpSetAttr);
    public static readonly Slot<RichCompareFunc> RichCompare = new(static t => ref t.TpRichCompare);
    public static readonly Slot<IterNextFunc> IterNext = new(static t => ref t.TpIterNext);
    public static readonly Slot<DescriptorGetFunc> DescriptorGet = new(static t => ref t.TpDescriptorGet);
    public static readonly Slot<DescriptorSetFunc> DescriptorSet = new(static t => ref t.TpDescriptorSet);
    public static readonly Slot<NewFunc> New = new(static t => ref t.TpNew);
    public static readonly Slot<InitFunc> Init = new(static t => ref t.TpInit);
    public static readonly Slot<FinalizeFunc> Finalize = new(static t => ref t.TpFinalize);
    public static readonly Slot<BinaryFunc> NbAdd = new(static t => ref t.NbAdd);
    public static readonly Slot<BinaryFunc> NbSubtract = new(static t => ref t.NbSubtract);
    public static readonly Slot<BinaryFunc> NbMultiply = new(static t => ref t.NbMultiply);
    public static readonly Slot<BinaryFunc> NbRemainder = new(static t => ref t.NbRemainder);
    public static readonly Slot<BinaryFunc> NbDivmod = new(static t => ref t.NbDivmod);
    public static readonly Slot<BinaryFunc> NbLShift = new(static t => ref t.NbLShift);
    public static readonly Slot<BinaryFunc> NbRShift = new(static t => ref t.NbRShift);
    public static readonly Slot<BinaryFunc> NbAnd = new(static t => ref t.NbAnd);
    public static readonly Slot<BinaryFunc> NbXor = new(static t => ref t.NbXor);
    public static readonly Slot<BinaryFunc> NbOr = new(static t => ref t.NbOr);
    public static readonly Slot<BinaryFunc> NbInplaceAdd = new(static t => ref t.NbInplaceAdd);
    public static readonly Slot<BinaryFunc> NbInplaceSubtract = new(static t => ref t.NbInplaceSubtract);
    public static readonly Slot<BinaryFunc> NbInplaceMultiply = new(static t => ref t.NbInplaceMultiply);
    public static readonly Slot<BinaryFunc> NbInplaceRemainder = new(static t => ref t.NbInplaceRemainder);
    public static readonly Slot<BinaryFunc> NbInplaceLShift = new(static t => ref t.NbInplaceLShift);
    public static readonly Slot<BinaryFunc> NbInplaceRShift = new(static t => ref t.NbInplaceRShift);
    public static readonly Slot<BinaryFunc> NbInplaceAnd = new(static t => ref t.NbInplaceAnd);
    public static readonly Slot<BinaryFunc> NbInplaceXor = new(static t => ref t.NbInplaceXor);
    public static readonly Slot<BinaryFunc> NbInplaceOr = new(static t => ref t.NbInplaceOr);
    public static readonly Slot<BinaryFunc> NbFloorDivide = new(static t => ref t.NbFloorDivide);
    public static readonly Slot<BinaryFunc> NbTrueDivide = new(static t => ref t.NbTrueDivide);
    public static readonly Slot<BinaryFunc> NbInplaceFloorDivide = new(static t => ref t.NbInplaceFloorDivide);
    public static readonly Slot<BinaryFunc> NbInplaceTrueDivide = new(static t => ref t.NbInplaceTrueDivide);
    public static readonly Slot<BinaryFunc> NbMatrixMultiply = new(static t => ref t.NbMatrixMultiply);
    public static readonly Slot<BinaryFunc> NbInplaceMatrixMultiply = new(static t => ref t.NbInplaceMatrixMultiply);
    public static readonly Slot<BinaryFunc> SqConcat = new(static t => ref t.SqConcat);
    public static readonly Slot<BinaryFunc> SqInplaceConcat = new(static t => ref t.SqInplaceConcat);
    public static readonly Slot<BinaryFunc> MpSubscript = new(static t => ref t.MpSubscript);
    public static readonly Slot<TernaryFunc> NbPower = new(static t => ref t.NbPower);
    public static readonly Slot<TernaryFunc> NbInplacePower = new(static t => ref t.NbInplacePower);
    public static readonly Slot<InquiryFunc> NbBool = new(static t => ref t.NbBool);
    public static readonly Slot<LengthFunc> SqLength = new(static t => ref t.SqLength);
    public static readonly Slot<LengthFunc> MpLength = new(static t => ref t.MpLength);
    public static readonly Slot<RepeatFunc> SqRepeat = new(static t => ref t.SqRepeat);
    public static readonly Slot<RepeatFunc> SqInplaceRepeat = new(static t => ref t.SqInplaceRepeat);
    public static readonly Slot<IndexedGetFunc> SqItem = new(static t => ref t.SqItem);
    public static readonly Slot<IndexedSetFunc> SqAssItem = new(static t => ref t.SqAssItem);
    public static readonly Slot<ContainsFunc> SqContains = new(static t => ref t.SqContains);
    public static readonly Slot<KeyedSetFunc> MpAssSubscript = new(static t => ref t.MpAssSubscript);
    public static readonly Slot<GetBufferFunc> BfGetBuffer = new(static t => ref t.BfGetBuffer);
    public static readonly Slot<ReleaseBufferFunc> BfReleaseBuffer = new(static t => ref t.BfReleaseBuffer);

    /// <summary>Every slot that special methods stand for.</summary>
    public static readonly Slot[] All =
    [
        Repr, Str, Iter, NbNegative, NbPositive, NbAbsolute, NbInvert, NbInt, NbFloat, NbIndex, AmAwait, AmAIter, AmANext, Hash, Call,
        GetAttr, SetAttr, RichCompare, IterNext, DescriptorGet, DescriptorSet, New, Init, Finalize, NbAdd, NbSubtract, NbMultiply,
        NbRemainder, NbDivmod, NbLShift, NbRShift, NbAnd, NbXor, NbOr, NbInplaceAdd, NbInplaceSubtract, NbInplaceMultiply,
        NbInplaceRemainder, NbInplaceLShift, NbInplaceRShift, NbInplaceAnd, NbInplaceXor, NbInplaceOr, NbFloorDivide, NbTrueDivide,
        NbInplaceFloorDivide, NbInplaceTrueDivide, NbMatrixMultiply, NbInplaceMatrixMultiply, SqConcat, SqInplaceConcat, MpSubscript,
        NbPower, NbInplacePower, NbBool, SqLength, MpLength, SqRepeat, SqInplaceRepeat, SqItem, SqAssItem, SqContains, MpAssSubscript,
        BfGetBuffer, BfReleaseBuffer,
    ];
}
