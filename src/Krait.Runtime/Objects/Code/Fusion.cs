using System.Runtime.CompilerServices;
using Krait.Compiler;

namespace Krait.Runtime;

/// <summary>
/// Instructions that do the work of several. The first of a sequence is replaced by a fused form; the others stay where they are, with their arguments,
/// so that jumps into the sequence, tracing and the fall back to the single instructions need nothing special. "Local" stands for LOAD_FAST,
/// "Int" for LOAD_SMALL_INT or LOAD_CONST of an int (where it is compared for equality, of a str too), "Stack" for an operand that is on the stack already.
/// </summary>
internal static class Fused
{
    public const Opcode LocalIntBinary = (Opcode)139;
    public const Opcode LocalIntBinaryStore = (Opcode)140;
    public const Opcode LocalsBinary = (Opcode)141;
    public const Opcode LocalsBinaryStore = (Opcode)142;
    public const Opcode StackIntBinary = (Opcode)143;
    public const Opcode StackIntBinaryStore = (Opcode)144;
    public const Opcode StackLocalBinary = (Opcode)145;
    public const Opcode LocalIntCompareJump = (Opcode)146;
    public const Opcode LocalsCompareJump = (Opcode)147;
    public const Opcode StackIntCompareJump = (Opcode)148;
    public const Opcode CompareJump = (Opcode)149;
    public const Opcode ForIterStore = (Opcode)150;
    public const Opcode LocalLoadAttr = (Opcode)151;
    public const Opcode LocalStoreAttr = (Opcode)152;
    public const Opcode LocalsStoreAttr = (Opcode)153;
    public const Opcode LocalReturn = (Opcode)154;
    public const Opcode ConstReturn = (Opcode)155;
    public const Opcode ToBoolJump = (Opcode)156;
    public const Opcode LocalToBoolJump = (Opcode)157;
    public const Opcode ContainsJump = (Opcode)158;
    public const Opcode IsJump = (Opcode)159;
    public const Opcode LocalPopJumpIfNone = (Opcode)160;
    public const Opcode StoreJump = (Opcode)161;
    public const Opcode ForIterPair = (Opcode)162;
    public const Opcode ListAppendJump = (Opcode)163;
    public const Opcode ResumePop = (Opcode)164;
    public const Opcode ResumeSend = (Opcode)165;
    public const Opcode ForIterStoreLoad = (Opcode)166;
    public const Opcode PopJump = (Opcode)167;
    public const Opcode LocalIntCompare = (Opcode)168;
    public const Opcode StackIntCompare = (Opcode)169;
    public const Opcode ComprehensionList = (Opcode)175;
    public const Opcode ConstantList = (Opcode)176;
    public const Opcode UnpackStore = (Opcode)177;

    /// <summary>Failures after which a form gives way to the single instructions for good.</summary>
    public const int MaxFailures = 50;

    /// <summary>Sets the details of single instructions and fuses sequences.</summary>
    public static void Prepare(Instruction[] code, PyObject[] constants)
    {
        for (var i = 0; i < code.Length; i++)
        {
            ref var instruction = ref code[i];
            instruction.Original = instruction.Op;
            instruction.Index = i;
            switch (instruction.Op)
            {
                case Opcode.LoadConst:
                    instruction.Cache = constants[instruction.Arg];
                    break;
                case Opcode.LoadSmallInt:
                    instruction.Cache = PyInt.Small(instruction.Arg);
                    break;
                case Opcode.BinaryOp:
                    instruction.Detail = (ushort)(instruction.Arg is >= BinaryOperation.InplaceOffset and < BinaryOperation.Subscript
                        ? instruction.Arg - BinaryOperation.InplaceOffset
                        : instruction.Arg);
                    break;
                case Opcode.CompareOp:
                    instruction.Detail = Comparisons.Outcomes(instruction.Arg >> 5);
                    break;
                case Opcode.PopJumpIfFalse:
                case Opcode.PopJumpIfTrue:
                case Opcode.PopJumpIfNone:
                case Opcode.PopJumpIfNotNone:
                    instruction.Counter = (ushort)(i + 1 < code.Length && code[i + 1].Op == Opcode.NotTaken ? 2 : 1);
                    break;
            }
        }
        for (var i = 0; i < code.Length - 1; i++)
            Fuse(code, i);
    }

    private static void Fuse(Instruction[] code, int i)
    {
        var form = code[i].Original switch
        {
            Opcode.LoadFast or Opcode.LoadFastBorrow => FromLocal(code, i),
            Opcode.LoadFastLoadFast or Opcode.LoadFastBorrowLoadFastBorrow => FromLocals(code, i),
            Opcode.LoadConst or Opcode.LoadSmallInt => FromConstant(code, i),
            Opcode.CompareOp when IsJumpAt(code, i + 1) => WithJump(code, i, i + 1, CompareJump),
            Opcode.ToBool when IsJumpAt(code, i + 1) => ToBoolJump,
            Opcode.ContainsOp when IsJumpAt(code, i + 1) => ContainsJump,
            Opcode.IsOp when IsJumpAt(code, i + 1) => IsJump,
            Opcode.ForIter when IsAt(code, i + 1, Opcode.StoreFast) => ForIterStore,
            Opcode.ForIter when IsAt(code, i + 1, Opcode.StoreFastLoadFast) => ForIterStoreLoad,
            Opcode.ForIter when IsAt(code, i + 1, Opcode.UnpackSequence) && code[i + 1].Arg == 2 => ForIterPair,
            Opcode.StoreFast when IsAt(code, i + 1, Opcode.JumpBackward) => StoreJump,
            Opcode.PopTop when IsAt(code, i + 1, Opcode.JumpBackward) => PopJump,
            Opcode.Resume when (code[i].Arg & 3) == 1 && IsAt(code, i + 1, Opcode.PopTop) => ResumePop,
            Opcode.Resume when (code[i].Arg & 3) >= 2 && IsAt(code, i + 1, Opcode.JumpBackwardNoInterrupt) => ResumeSend,
            Opcode.ListAppend when IsAt(code, i + 1, Opcode.JumpBackward) => ListAppendJump,
            Opcode.BuildList when code[i].Arg == 0 => FromEmptyList(code, i),
            Opcode.UnpackSequence when AreStoredAt(code, i + 1, code[i].Arg) => UnpackStore,
            _ => Opcode.Nop,
        };
        if (form == Opcode.Nop)
            return;
        code[i].Op = form;
        code[i].Counter = 0;
    }

    private static Opcode FromLocal(Instruction[] code, int i)
    {
        if (IsIntAt(code, i + 1))
        {
            if (IsAt(code, i + 2, Opcode.BinaryOp) && IsArithmetic(code[i + 2]))
                return IsAt(code, i + 3, Opcode.StoreFast) ? LocalIntBinaryStore : LocalIntBinary;
        }
        if (IsComparedAt(code, i + 1))
            return IsJumpAt(code, i + 3) ? WithJump(code, i + 2, i + 3, LocalIntCompareJump) : LocalIntCompare;
        if (i + 1 == code.Length)
            return Opcode.Nop;
        switch (code[i + 1].Original)
        {
            case Opcode.BinaryOp:
                return StackLocalBinary;
            case Opcode.LoadAttr:
                return LocalLoadAttr;
            case Opcode.StoreAttr:
                return LocalStoreAttr;
            case Opcode.ReturnValue:
                return LocalReturn;
            case Opcode.ToBool when IsJumpAt(code, i + 2):
                return LocalToBoolJump;
            case Opcode.PopJumpIfNone or Opcode.PopJumpIfNotNone:
                return LocalPopJumpIfNone;
        }
        return Opcode.Nop;
    }

    private static Opcode FromLocals(Instruction[] code, int i)
    {
        if (IsAt(code, i + 1, Opcode.BinaryOp))
            return IsAt(code, i + 2, Opcode.StoreFast) ? LocalsBinaryStore : LocalsBinary;
        if (IsAt(code, i + 1, Opcode.CompareOp) && IsJumpAt(code, i + 2))
            return WithJump(code, i + 1, i + 2, LocalsCompareJump);
        return IsAt(code, i + 1, Opcode.StoreAttr) ? LocalsStoreAttr : Opcode.Nop;
    }

    private static Opcode FromConstant(Instruction[] code, int i)
    {
        if (IsAt(code, i + 1, Opcode.ReturnValue))
            return ConstReturn;
        if (IsComparedAt(code, i))
            return IsJumpAt(code, i + 2) ? WithJump(code, i + 1, i + 2, StackIntCompareJump) : StackIntCompare;
        if (!IsIntAt(code, i) || !IsAt(code, i + 1, Opcode.BinaryOp))
            return Opcode.Nop;
        return IsAt(code, i + 2, Opcode.StoreFast) && IsArithmetic(code[i + 1]) ? StackIntBinaryStore : StackIntBinary;
    }

    private static Opcode FromEmptyList(Instruction[] code, int i)
    {
        if (IsAt(code, i + 1, Opcode.LoadConst) && code[i + 1].Cache!.GetType() == typeof(PyTuple) && IsAt(code, i + 2, Opcode.ListExtend) && code[i + 2].Arg == 1)
            return ConstantList;
        return IsAt(code, i + 1, Opcode.Swap) && code[i + 1].Arg == 2 && IsAt(code, i + 2, Opcode.ForIter) && AppendsEachItem(code, i + 2)
            ? ComprehensionList
            : Opcode.Nop;
    }

    /// <summary>True where each turn of a comprehension's loop ends by appending to its list: it has no condition and no loop within.</summary>
    private static bool AppendsEachItem(Instruction[] code, int loop)
    {
        var last = code[loop].Arg - 1;
        if (!IsAt(code, last, Opcode.JumpBackward) || code[last].Arg != loop || !IsAt(code, last - 1, Opcode.ListAppend) || code[last - 1].Arg != 2)
            return false;
        for (var i = loop + 1; i < last; i++)
        {
            if (code[i].Original == Opcode.JumpBackward && code[i].Arg == loop)
                return false;
        }
        return true;
    }

    /// <summary>True where as many operands go to variables.</summary>
    private static bool AreStoredAt(Instruction[] code, int i, int count)
    {
        if (count < 2)
            return false;
        while (count >= 2 && IsAt(code, i, Opcode.StoreFastStoreFast))
        {
            count -= 2;
            i++;
        }
        return count == 0 || (count == 1 && IsAt(code, i, Opcode.StoreFast));
    }

    /// <summary>A comparison whose outcome a jump takes: the jump notes for which outcomes it is taken.</summary>
    private static Opcode WithJump(Instruction[] code, int compare, int jump, Opcode form)
    {
        var outcomes = code[compare].Detail;
        code[jump].Detail = (ushort)(code[jump].Original == Opcode.PopJumpIfTrue ? outcomes : outcomes ^ Comparisons.All);
        return form;
    }

    private static bool IsAt(Instruction[] code, int i, Opcode op) => i < code.Length && code[i].Original == op;

    private static bool IsJumpAt(Instruction[] code, int i) => i < code.Length && code[i].Original is Opcode.PopJumpIfFalse or Opcode.PopJumpIfTrue;

    private static bool IsIntAt(Instruction[] code, int i) =>
        i < code.Length && code[i].Original is Opcode.LoadConst or Opcode.LoadSmallInt && code[i].Cache!.GetType() == typeof(PyInt);

    /// <summary>A comparison with an int, or for equality with a str.</summary>
    private static bool IsComparedAt(Instruction[] code, int i) =>
        IsAt(code, i + 1, Opcode.CompareOp)
        && (IsIntAt(code, i) || (IsAt(code, i, Opcode.LoadConst) && code[i].Cache!.GetType() == typeof(PyStr) && Comparisons.IsEquality(code[i + 1].Detail)));

    private static bool IsArithmetic(in Instruction instruction) => instruction.Detail != BinaryOperation.Subscript;
}

/// <summary>Comparisons as sets of outcomes: bit 0 less, bit 1 equal, bit 2 greater, bit 3 unordered.</summary>
internal static class Comparisons
{
    public const int All = 15;
    public const int Less = 0;
    public const int Equal = 1;
    public const int Greater = 2;
    public const int Unordered = 3;

    private const int EqualOnly = 2;
    private const int NotEqualOnly = 13;

    /// <summary>The outcomes for which a comparison is true.</summary>
    public static ushort Outcomes(int op) => (CompareOp)op switch
    {
        CompareOp.Lt => 1,
        CompareOp.Le => 3,
        CompareOp.Eq => EqualOnly,
        CompareOp.Ne => NotEqualOnly,
        CompareOp.Gt => 4,
        _ => 6,
    };

    /// <summary>True where only equality matters, or where a jump needs to know no more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsEquality(int outcomes) => outcomes is EqualOnly or NotEqualOnly;
}
