namespace Krait.Compiler;

public static partial class OpcodeInfo
{
    /// <summary>How many stack entries the instruction takes off.</summary>
    internal static int Popped(Opcode op, int arg) => op switch
    {
        Opcode.BinaryOp or Opcode.CompareOp or Opcode.ContainsOp or Opcode.IsOp or Opcode.CallIntrinsic2 or Opcode.DeleteSubscr
            or Opcode.FormatWithSpec or Opcode.BuildTemplate or Opcode.EndSend or Opcode.CleanupThrow or Opcode.EndAsyncFor
            or Opcode.InstrumentedEndAsyncFor or Opcode.InstrumentedEndSend
            or Opcode.StoreAttr or Opcode.SetFunctionAttribute or Opcode.Send or Opcode.CheckEgMatch or Opcode.CheckExcMatch
            or Opcode.ImportName or Opcode.StoreFastStoreFast or Opcode.MatchKeys or Opcode.ForIter or Opcode.InstrumentedForIter =>
                op switch
                {
                    Opcode.ForIter or Opcode.InstrumentedForIter => 1,
                    Opcode.CleanupThrow => 3,
                    _ => 2,
                },
        Opcode.BinarySlice or Opcode.StoreSubscr or Opcode.LoadSuperAttr or Opcode.InstrumentedLoadSuperAttr or Opcode.MatchClass => 3,
        Opcode.StoreSlice or Opcode.CallFunctionEx or Opcode.InstrumentedCallFunctionEx => 4,
        Opcode.BuildInterpolation => 2 + (arg & 1),
        Opcode.BuildList or Opcode.BuildSet or Opcode.BuildSlice or Opcode.BuildString or Opcode.BuildTuple => arg,
        Opcode.BuildMap => arg * 2,
        Opcode.Call or Opcode.InstrumentedCall => arg + 2,
        Opcode.CallKw or Opcode.InstrumentedCallKw => arg + 3,
        Opcode.Copy => arg,
        Opcode.Swap => arg,
        Opcode.DictMerge => arg + 4,
        Opcode.DictUpdate or Opcode.ListAppend or Opcode.ListExtend or Opcode.SetAdd or Opcode.SetUpdate => arg + 1,
        Opcode.MapAdd => arg + 2,
        Opcode.RaiseVarargs => arg,
        Opcode.Reraise => arg + 1,
        Opcode.WithExceptStart => 5,
        Opcode.ConvertValue or Opcode.DeleteAttr or Opcode.EndFor or Opcode.ExitInitCheck or Opcode.FormatSimple or Opcode.GetAiter
            or Opcode.GetAnext or Opcode.GetAwaitable or Opcode.GetIter or Opcode.GetLen or Opcode.GetYieldFromIter
            or Opcode.ImportFrom or Opcode.InterpreterExit or Opcode.LoadAttr or Opcode.LoadFromDictOrDeref
            or Opcode.LoadFromDictOrGlobals or Opcode.LoadSpecial or Opcode.MakeFunction or Opcode.MatchMapping
            or Opcode.MatchSequence or Opcode.PopExcept or Opcode.PopIter or Opcode.PopTop or Opcode.PushExcInfo
            or Opcode.ReturnValue or Opcode.StoreDeref or Opcode.StoreFast or Opcode.StoreFastMaybeNull or Opcode.StoreFastLoadFast
            or Opcode.StoreGlobal or Opcode.StoreName or Opcode.ToBool or Opcode.UnaryInvert or Opcode.UnaryNegative
            or Opcode.UnaryNot or Opcode.UnpackEx or Opcode.UnpackSequence or Opcode.YieldValue or Opcode.CallIntrinsic1
            or Opcode.PopJumpIfFalse or Opcode.PopJumpIfNone or Opcode.PopJumpIfNotNone or Opcode.PopJumpIfTrue
            or Opcode.JumpIfFalse or Opcode.JumpIfTrue
            or Opcode.InstrumentedEndFor or Opcode.InstrumentedPopIter or Opcode.InstrumentedPopJumpIfFalse
            or Opcode.InstrumentedPopJumpIfNone or Opcode.InstrumentedPopJumpIfNotNone or Opcode.InstrumentedPopJumpIfTrue
            or Opcode.InstrumentedReturnValue or Opcode.InstrumentedYieldValue => 1,
        _ => PoppedBySpecialised((int)op, arg),
    };

    /// <summary>How many stack entries the instruction puts on.</summary>
    internal static int Pushed(Opcode op, int arg) => op switch
    {
        Opcode.BinaryOp or Opcode.BinarySlice or Opcode.CompareOp or Opcode.ContainsOp or Opcode.IsOp or Opcode.CallIntrinsic1
            or Opcode.CallIntrinsic2 or Opcode.FormatWithSpec or Opcode.FormatSimple or Opcode.BuildTemplate or Opcode.EndSend
            or Opcode.InstrumentedEndSend or Opcode.BuildInterpolation or Opcode.BuildList or Opcode.BuildSet or Opcode.BuildSlice
            or Opcode.BuildString or Opcode.BuildTuple or Opcode.BuildMap or Opcode.Call or Opcode.CallKw or Opcode.CallFunctionEx
            or Opcode.InstrumentedCall or Opcode.InstrumentedCallKw or Opcode.InstrumentedCallFunctionEx or Opcode.ConvertValue
            or Opcode.GetAiter or Opcode.GetAwaitable or Opcode.GetIter or Opcode.GetYieldFromIter or Opcode.ImportName
            or Opcode.LoadFromDictOrDeref or Opcode.LoadFromDictOrGlobals or Opcode.MakeFunction or Opcode.MatchClass
            or Opcode.ReturnValue or Opcode.InstrumentedReturnValue or Opcode.SetFunctionAttribute or Opcode.ToBool
            or Opcode.UnaryInvert or Opcode.UnaryNegative or Opcode.UnaryNot or Opcode.YieldValue or Opcode.InstrumentedYieldValue
            or Opcode.LoadBuildClass or Opcode.LoadLocals or Opcode.PushNull or Opcode.ReturnGenerator or Opcode.LoadCommonConstant
            or Opcode.LoadConst or Opcode.LoadDeref or Opcode.LoadFast or Opcode.LoadFastAndClear or Opcode.LoadFastBorrow
            or Opcode.LoadFastCheck or Opcode.LoadName or Opcode.LoadSmallInt or Opcode.LoadClosure or Opcode.StoreFastLoadFast
            or Opcode.JumpIfFalse or Opcode.JumpIfTrue => 1,
        Opcode.GetAnext or Opcode.GetLen or Opcode.ImportFrom or Opcode.LoadSpecial or Opcode.MatchMapping or Opcode.MatchSequence
            or Opcode.PushExcInfo or Opcode.CheckEgMatch or Opcode.CheckExcMatch or Opcode.CleanupThrow or Opcode.Send
            or Opcode.LoadFastBorrowLoadFastBorrow or Opcode.LoadFastLoadFast or Opcode.ForIter or Opcode.InstrumentedForIter => 2,
        Opcode.MatchKeys => 3,
        Opcode.WithExceptStart => 6,
        Opcode.LoadAttr or Opcode.LoadGlobal or Opcode.LoadSuperAttr or Opcode.InstrumentedLoadSuperAttr => 1 + (arg & 1),
        Opcode.Copy => arg + 1,
        Opcode.Swap => arg,
        Opcode.DictMerge => arg + 3,
        Opcode.DictUpdate or Opcode.ListAppend or Opcode.ListExtend or Opcode.MapAdd or Opcode.SetAdd or Opcode.SetUpdate => arg,
        Opcode.Reraise => arg,
        Opcode.UnpackEx => 1 + (arg & 0xFF) + (arg >> 8),
        Opcode.UnpackSequence => arg,
        _ => PushedBySpecialised((int)op, arg),
    };

    private static Opcode Generic(int opcode)
    {
        foreach (var (_, number, generic) in Specialized)
        {
            if (number == opcode)
                return generic;
        }
        return Opcode.Cache;
    }

    private static int PoppedBySpecialised(int opcode, int arg) =>
        Generic(opcode) is var generic && generic != Opcode.Cache ? Popped(generic, arg) : 0;

    private static int PushedBySpecialised(int opcode, int arg) =>
        Generic(opcode) is var generic && generic != Opcode.Cache ? Pushed(generic, arg) : 0;
}
