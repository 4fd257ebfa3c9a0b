namespace Krait.Compiler;

/// <summary>What is known of every instruction: its argument's kind, its inline cache and its effect on the stack (the <c>_opcode</c> module).</summary>
public static partial class OpcodeInfo
{
    /// <summary>Instructions from this number on take an argument.</summary>
    public const int HaveArgument = 43;

    /// <summary>The instrumented forms start at this number.</summary>
    public const int MinInstrumented = 234;

    /// <summary>The distance in code units from a <c>SEND</c> to the <c>END_SEND</c> behind it.</summary>
    internal const int EndSendOffset = 5;

    /// <summary>Descriptions of the arguments of <c>CALL_INTRINSIC_1</c>.</summary>
    public static readonly string[] Intrinsics1 =
    [
        "INTRINSIC_1_INVALID", "INTRINSIC_PRINT", "INTRINSIC_IMPORT_STAR", "INTRINSIC_STOPITERATION_ERROR", "INTRINSIC_ASYNC_GEN_WRAP",
        "INTRINSIC_UNARY_POSITIVE", "INTRINSIC_LIST_TO_TUPLE", "INTRINSIC_TYPEVAR", "INTRINSIC_PARAMSPEC", "INTRINSIC_TYPEVARTUPLE",
        "INTRINSIC_SUBSCRIPT_GENERIC", "INTRINSIC_TYPEALIAS",
    ];

    /// <summary>Descriptions of the arguments of <c>CALL_INTRINSIC_2</c>.</summary>
    public static readonly string[] Intrinsics2 =
    [
        "INTRINSIC_2_INVALID", "INTRINSIC_PREP_RERAISE_STAR", "INTRINSIC_TYPEVAR_WITH_BOUND", "INTRINSIC_TYPEVAR_WITH_CONSTRAINTS",
        "INTRINSIC_SET_FUNCTION_TYPE_PARAMS", "INTRINSIC_SET_TYPEPARAM_DEFAULT",
    ];

    /// <summary>The methods that <c>LOAD_SPECIAL</c> loads, by argument.</summary>
    public static readonly string[] SpecialMethodNames = ["__enter__", "__exit__", "__aenter__", "__aexit__"];

    /// <summary>Name and symbol of the operations of <c>BINARY_OP</c>, by argument.</summary>
    public static readonly (string Name, string Symbol)[] BinaryOperations =
    [
        ("NB_ADD", "+"), ("NB_AND", "&"), ("NB_FLOOR_DIVIDE", "//"), ("NB_LSHIFT", "<<"), ("NB_MATRIX_MULTIPLY", "@"), ("NB_MULTIPLY", "*"),
        ("NB_REMAINDER", "%"), ("NB_OR", "|"), ("NB_POWER", "**"), ("NB_RSHIFT", ">>"), ("NB_SUBTRACT", "-"), ("NB_TRUE_DIVIDE", "/"),
        ("NB_XOR", "^"), ("NB_INPLACE_ADD", "+="), ("NB_INPLACE_AND", "&="), ("NB_INPLACE_FLOOR_DIVIDE", "//="), ("NB_INPLACE_LSHIFT", "<<="),
        ("NB_INPLACE_MATRIX_MULTIPLY", "@="), ("NB_INPLACE_MULTIPLY", "*="), ("NB_INPLACE_REMAINDER", "%="), ("NB_INPLACE_OR", "|="),
        ("NB_INPLACE_POWER", "**="), ("NB_INPLACE_RSHIFT", ">>="), ("NB_INPLACE_SUBTRACT", "-="), ("NB_INPLACE_TRUE_DIVIDE", "/="),
        ("NB_INPLACE_XOR", "^="), ("NB_SUBSCR", "[]"),
    ];

    /// <summary>The name of an instruction, <c>&lt;5&gt;</c> for a number that stands for none.</summary>
    public static string Name(int opcode) =>
        (uint)opcode < (uint)NameTable.Length && NameTable[opcode] is { } name ? name : $"<{opcode}>";

    /// <summary>True where the number stands for an instruction, specialised and pseudo forms included.</summary>
    public static bool IsValid(int opcode) => (uint)opcode < (uint)NameTable.Length && NameTable[opcode] is not null;

    /// <summary>The number of inline cache entries behind an instruction.</summary>
    public static int CacheEntries(Opcode op) => op switch
    {
        Opcode.LoadAttr => 9,
        Opcode.BinaryOp => 5,
        Opcode.LoadGlobal or Opcode.StoreAttr => 4,
        Opcode.Call or Opcode.CallKw or Opcode.ToBool => 3,
        Opcode.UnpackSequence or Opcode.CompareOp or Opcode.ContainsOp or Opcode.ForIter or Opcode.LoadSuperAttr
            or Opcode.StoreSubscr or Opcode.Send or Opcode.JumpBackward or Opcode.PopJumpIfTrue or Opcode.PopJumpIfFalse
            or Opcode.PopJumpIfNone or Opcode.PopJumpIfNotNone => 1,
        _ => 0,
    };

    /// <summary>True where the instruction takes an argument.</summary>
    public static bool HasArg(Opcode op) => op switch
    {
        Opcode.Resume or Opcode.EnterExecutor => true,
        >= Opcode.BinaryOp and <= Opcode.YieldValue => true,
        Opcode.InstrumentedForIter or Opcode.InstrumentedJumpForward or Opcode.InstrumentedPopJumpIfTrue
            or Opcode.InstrumentedPopJumpIfFalse or Opcode.InstrumentedPopJumpIfNone or Opcode.InstrumentedPopJumpIfNotNone
            or Opcode.InstrumentedResume or Opcode.InstrumentedYieldValue or Opcode.InstrumentedEndAsyncFor
            or Opcode.InstrumentedLoadSuperAttr or Opcode.InstrumentedCall or Opcode.InstrumentedCallKw
            or Opcode.InstrumentedJumpBackward => true,
        Opcode.Jump or Opcode.JumpIfFalse or Opcode.JumpIfTrue or Opcode.JumpNoInterrupt or Opcode.LoadClosure
            or Opcode.SetupCleanup or Opcode.SetupFinally or Opcode.SetupWith or Opcode.StoreFastMaybeNull => true,
        _ => false,
    };

    /// <summary>True where the argument is an index into the constants.</summary>
    public static bool HasConst(Opcode op) => op == Opcode.LoadConst;

    /// <summary>True where the argument is an index into the names.</summary>
    public static bool HasName(Opcode op) => op is Opcode.DeleteAttr or Opcode.DeleteGlobal or Opcode.DeleteName or Opcode.ImportFrom
        or Opcode.ImportName or Opcode.LoadAttr or Opcode.LoadFromDictOrGlobals or Opcode.LoadGlobal or Opcode.LoadName
        or Opcode.LoadSuperAttr or Opcode.StoreAttr or Opcode.StoreGlobal or Opcode.StoreName or Opcode.InstrumentedLoadSuperAttr;

    /// <summary>True where the argument is the distance of a jump.</summary>
    public static bool HasJump(Opcode op) => op is Opcode.EndAsyncFor or Opcode.ForIter or Opcode.JumpBackward
        or Opcode.JumpBackwardNoInterrupt or Opcode.JumpForward or Opcode.PopJumpIfFalse or Opcode.PopJumpIfNone
        or Opcode.PopJumpIfNotNone or Opcode.PopJumpIfTrue or Opcode.Send or Opcode.InstrumentedForIter
        or Opcode.InstrumentedEndAsyncFor or Opcode.Jump or Opcode.JumpIfFalse or Opcode.JumpIfTrue or Opcode.JumpNoInterrupt;

    /// <summary>True where the argument is a cell or free variable.</summary>
    public static bool HasFree(Opcode op) => op is Opcode.DeleteDeref or Opcode.LoadFromDictOrDeref or Opcode.MakeCell or Opcode.StoreDeref;

    /// <summary>True where the argument is a local variable, or two of them.</summary>
    public static bool HasLocal(Opcode op) => op is Opcode.DeleteFast or Opcode.LoadDeref or Opcode.LoadFast or Opcode.LoadFastAndClear
        or Opcode.LoadFastBorrow or Opcode.LoadFastBorrowLoadFastBorrow or Opcode.LoadFastCheck or Opcode.LoadFastLoadFast
        or Opcode.StoreFast or Opcode.StoreFastLoadFast or Opcode.StoreFastStoreFast or Opcode.LoadClosure or Opcode.StoreFastMaybeNull;

    /// <summary>True for the pseudo instructions that set up an exception handler.</summary>
    public static bool HasExc(Opcode op) => op is Opcode.SetupCleanup or Opcode.SetupFinally or Opcode.SetupWith;

    internal static bool HasTarget(Opcode op) => HasJump(op) || HasExc(op);

    internal static bool IsUnconditionalJump(Opcode op) => op is Opcode.Jump or Opcode.JumpNoInterrupt or Opcode.JumpForward
        or Opcode.JumpBackward or Opcode.JumpBackwardNoInterrupt;

    internal static bool IsConditionalJump(Opcode op) => op is Opcode.PopJumpIfFalse or Opcode.PopJumpIfTrue or Opcode.PopJumpIfNone
        or Opcode.PopJumpIfNotNone;

    internal static bool IsScopeExit(Opcode op) => op is Opcode.ReturnValue or Opcode.RaiseVarargs or Opcode.Reraise;

    internal static bool IsTerminator(Opcode op) => HasJump(op) || IsScopeExit(op);

    internal static bool HasEvalBreak(Opcode op) => op is Opcode.Resume or Opcode.Call or Opcode.CallKw or Opcode.CallFunctionEx
        or Opcode.Jump or Opcode.JumpBackward;

    /// <summary>
    /// The change in stack depth. <paramref name="jump"/>: true where the jump is taken, false where it is not, null for the larger of the two.
    /// Null where the number stands for no instruction.
    /// </summary>
    public static int? StackEffect(int opcode, int arg, bool? jump)
    {
        // As in CPython, what an instruction specialises to has none.
        if (!IsValid(opcode) || Generic(opcode) != Opcode.Cache)
            return null;
        var op = (Opcode)opcode;
        if (HasExc(op))
            return jump == false ? 0 : op == Opcode.SetupCleanup ? 2 : 1;
        return Pushed(op, arg) - Popped(op, arg);
    }

    internal static int StackEffect(Opcode op, int arg, bool jump) => StackEffect((int)op, arg, jump)!.Value;
}
